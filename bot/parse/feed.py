"""Bytes of a feed → ParsedFeed: the reader of its format, then every entry cleaned and given its key.

Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from bot.parse import html, jsonfeed, syndication, urls
from bot.parse.channel import Channel, Item, Words
from bot.parse.language import language_of
from bot.types import Entry, ParsedFeed

MAX_ENTRIES = 1_000
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
MAX_AHEAD = timedelta(days=2)
TEASER_LENGTH = 600  # characters; a shorter text is not the article
MAX_KEY = 500

Read = Callable[[bytes, str | None, str], Channel]
# To add a format: a module with ``read``, and the bytes that a document of it begins with.
PARSERS: tuple[tuple[bytes, Read], ...] = (
    (b"{", jsonfeed.read),
    (b"", syndication.read),
)

_BOM = b"\xef\xbb\xbf"
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.|\+)\]|[Rr]ead (?:more|on)|[Cc]ontinue reading|[Ff]ull story)\W*$")


def parse_feed(body: bytes, content_type: str | None, base_url: str, fetched_at: datetime) -> ParsedFeed:
    """What the feed in ``body`` says. Never raises for bad input: ``problems`` says what is wrong with it.

    ``content_type`` as the server sent it, ``base_url`` the final address of the body.
    """
    head = body.removeprefix(_BOM).lstrip()
    if not head:
        return ParsedFeed(title="", entries=(), problems=("empty: no bytes",))
    read = next(read for start, read in PARSERS if head.startswith(start))
    channel = read(body, content_type, base_url)
    if not (channel.format or channel.items or channel.title):
        return ParsedFeed(title="", entries=(), problems=(_what_it_is(head), *map(_printable, channel.problems)))
    return _parsed(channel, base_url, fetched_at)


def _parsed(channel: Channel, base_url: str, fetched_at: datetime) -> ParsedFeed:
    kept = channel.items[:MAX_ENTRIES]
    found: Counter[str] = Counter()
    entries = tuple(_entry(item, channel, base_url, fetched_at, found) for item in kept)
    problems = [
        *map(_printable, channel.problems),
        *(f"{problem}: {count} of {len(kept)}" for problem, count in found.items()),
    ]
    if len(channel.items) > MAX_ENTRIES:
        problems.append(f"too many entries: the first {MAX_ENTRIES} of {len(channel.items)} are used")
    if not entries:
        problems.append("no entries")
    return ParsedFeed(
        title=_line(channel.title),
        title_html=channel.title_html.encode("utf-8", "replace").decode("utf-8"),
        entries=entries,
        problems=tuple(problems),
        language=channel.language,
        ttl_s=channel.ttl_s,
    )


def _entry(item: Item, channel: Channel, base_url: str, fetched_at: datetime, found: Counter[str]) -> Entry:
    title, text = _line(item.title), _longest(item.bodies)
    url = urls.canonical(item.link, base_url) if item.link else None
    if item.link and url is None:
        found["link is not a web address"] += 1
    published_at, problem = _plausible(item.dated_at, fetched_at)
    if problem:
        found[problem] += 1
    return Entry(
        key=_key(item.guid, url, title, text),
        url=url,
        title=title,
        text=text,
        published_at=published_at,
        utc_offset_s=item.utc_offset_s if published_at == item.dated_at else 0,
        author=html.to_line(item.author, markup=True) or None if item.author else None,
        language=language_of(f"{title}\n{text}", item.language or channel.language),
        teaser=_is_teaser(text),
    )


def _key(guid: str | None, url: str | None, title: str, text: str) -> str:
    key = (guid or "").strip() or url
    if not key or len(key) > MAX_KEY:
        key = "hash:" + blake2b((key or f"{title}\n{text}").encode("utf-8", "replace"), digest_size=16).hexdigest()
    return key.encode("utf-8", "replace").decode("utf-8")


def _plausible(moment: datetime | None, fetched_at: datetime) -> tuple[datetime | None, str | None]:
    if moment is None:
        return None, "no date"
    if moment < OLDEST:
        return None, f"date before {OLDEST.year}"
    if moment > fetched_at + MAX_AHEAD:
        return None, "date in the future"
    return moment, None


def _line(words: Words | None) -> str:
    return html.to_line(words.value, markup=words.markup) if words else ""


def _longest(bodies: tuple[Words, ...]) -> str:
    texts = (html.to_text(body.value) if body.markup else html.plain_to_text(body.value) for body in bodies)
    return max(texts, key=len, default="")


def _is_teaser(text: str) -> bool:
    return len(text) < TEASER_LENGTH or bool(_CUT_OFF.search(text[-40:]))


def _printable(problem: str) -> str:
    """Parsers put words of the document into their messages."""
    return html.to_line(problem, markup=False)


def _what_it_is(head: bytes) -> str:
    start = head[:2_000].lower()
    if b"<html" in start or b"<!doctype html" in start:
        return "not a feed: an HTML page"
    if start.startswith((b"{", b"[")):
        return "not a feed: JSON, but no JSON Feed"
    return "not a feed"
