"""Feeds and pages off the web, within limits; every failure is a value.

I/O: web.
"""

from bot.fetch.fetcher import Fetcher, Limits

__all__ = ["Fetcher", "Limits"]
