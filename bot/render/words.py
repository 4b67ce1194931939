"""Fixed words by key: what the bot says in its own voice comes from a locale, never from code.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.render.html import Part, Runs, fill

Words = Mapping[str, str]


def say(words: Words, key: str, /, **parts: Part) -> Runs:
    """The words of a key with its fields filled in. Raises KeyError where the locale has no such key."""
    return fill(words[key], **parts)
