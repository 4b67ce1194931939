"""Fetching for the commands that take addresses: the clock and the limits that a terminal needs.

I/O: web.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.errors import InputError
from bot.fetch import Fetcher, Limits
from bot.types import FetchedFeed, FetchFailure


def is_address(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def new_fetcher(*, allow_private: bool = False) -> Fetcher:
    """``allow_private``: servers of one's own network too."""
    return Fetcher(now=_now, limits=Limits(allow_private=allow_private))


async def get_page(url: str, *, allow_private: bool = False) -> FetchedFeed:
    """A page as it is now. Raises InputError with the reason where there is none."""
    async with new_fetcher(allow_private=allow_private) as fetcher:
        return usable(await fetcher.fetch_page(url))


def usable(result: FetchedFeed | FetchFailure) -> FetchedFeed:
    """What was fetched, if there is something to read in it. Raises InputError."""
    if isinstance(result, FetchFailure):
        raise InputError(result.feed_url, f"not fetched ({result.reason}): {result.detail}")
    if not 200 <= result.status < 300:
        raise InputError(result.feed_url, f"not fetched: the server answers with status {result.status}")
    return result


def _now() -> datetime:
    return datetime.now(UTC)
