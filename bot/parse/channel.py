"""A feed as its format has it, before anything is cleaned: what each reader of a format gives.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A string of a feed: ``markup`` where the feed says or shows that it is HTML."""

    value: str
    markup: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry as the feed has it. ``bodies`` are what it says of the article, in no order."""

    guid: str | None = None
    link: str | None = None
    title: Words | None = None
    bodies: tuple[Words, ...] = ()
    dated_at: datetime | None = None
    utc_offset_s: int = 0  # of the zone in which that is written
    author: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed as it stands. ``format`` is empty where the reader saw no feed in it."""

    format: str
    title: Words | None = None
    title_html: str = ""  # as the feed has it: markup kept, but nothing in it that acts
    items: tuple[Item, ...] = ()
    language: str | None = None
    ttl_s: int | None = None
    problems: tuple[str, ...] = ()
