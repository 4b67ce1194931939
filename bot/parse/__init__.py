"""Bytes → values: feeds to entries, pages to text, entries to articles that can be recognised again.

Pure.
"""

from bot.parse.candidates import candidates, resemblance, with_text
from bot.parse.feed import parse_feed

__all__ = ["candidates", "parse_feed", "resemblance", "with_text"]
