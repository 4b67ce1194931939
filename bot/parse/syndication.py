"""RSS, RDF and Atom by feedparser, on bytes and with its sanitising off: we take the markup off ourselves.

Pure.
"""

from __future__ import annotations

import calendar
import io
import re
import time
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

import feedparser

from bot.parse.channel import Channel, Item, Words

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/x-web-markdown"})
_MAX_TTL_MIN = 7 * 24 * 60
_MAX_TITLE = 1_000
_MAX_EXPANSION = 2 * 1024 * 1024
_ENTITY = re.compile(rb"<!ENTITY\s+(\w+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rb"&(\w+);")


def read(body: bytes, content_type: str | None, base_url: str) -> Channel:
    """The feed in ``body``; a channel without format where feedparser sees none. Never raises for bad input."""
    if (expansion := _expansion(body)) > _MAX_EXPANSION:
        return Channel(format="", problems=(f"entity bomb: {len(body)} bytes that expand by {expansion}",))
    # A stream, because feedparser takes a string of bytes for the name of a file to open.
    parsed = feedparser.parse(
        io.BytesIO(body),
        response_headers=_headers(body, content_type, base_url),
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    feed = parsed.get("feed", {})
    return Channel(
        format=parsed.get("version") or "",
        title=_words(_detail(feed, "title")),
        title_html=_inert(_detail(feed, "title")),
        items=tuple(_item(entry) for entry in parsed.get("entries", ())),
        language=feed.get("language"),
        ttl_s=_ttl(feed.get("ttl")),
        problems=_problems(parsed),
    )


def _expansion(body: bytes) -> int:
    """Bytes that the entities declared in the document expand to. Those made of others feedparser leaves out."""
    sizes = {name: len(one or other) for name, one, other in _ENTITY.findall(body)}
    return sum(sizes.get(name, 0) for name in _REFERENCE.findall(body)) if sizes else 0


def _headers(body: bytes, content_type: str | None, base_url: str) -> dict[str, str]:
    """What feedparser may know of the answer. UTF-8 that proves itself overrules what server and declaration say."""
    headers = {"content-location": base_url}
    if _is_utf8(body):
        headers["content-type"] = "application/xml; charset=utf-8"
    elif content_type and "charset" in content_type.lower():
        headers["content-type"] = content_type
    return headers


def _is_utf8(body: bytes) -> bool:
    if body.isascii() or b"\0" in body:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _problems(parsed: Any) -> tuple[str, ...]:
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    match error:
        case None | feedparser.NonXMLContentType():
            return ()
        case feedparser.CharacterEncodingOverride() | feedparser.CharacterEncodingUnknown():
            return (f"encoding: not as declared, read as {parsed.get('encoding') or 'unknown'}",)
        case _:
            return (f"malformed, read as far as it goes: {' '.join(str(error).split())[:120]}",)


def _item(entry: Any) -> Item:
    bodies = (*entry.get("content", ()), _detail(entry, "summary"))
    return Item(
        guid=entry.get("id"),
        link=entry.get("link"),
        title=_words(_detail(entry, "title")),
        bodies=tuple(words for words in map(_words, bodies) if words),
        dated_at=_date(entry),
        author=entry.get("author"),
        language=(entry.get("title_detail") or {}).get("language"),
    )


def _detail(part: Any, name: str) -> Any:
    """The value with its type; in some formats (CDF) feedparser gives the value alone."""
    return part.get(f"{name}_detail") or {"value": part.get(name), "type": "text/plain"}


def _words(detail: Any) -> Words | None:
    if not detail or not detail.get("value"):
        return None
    return Words(value=str(detail["value"]), markup=detail.get("type") in _HTML)


def _inert(detail: Any) -> str:
    """The title with its markup, without scripts, with absolute links: what feedparser by default makes of it."""
    words = _words(detail)
    if words is None or not words.markup:
        return words.value if words else ""
    title = f'<title type="html">{escape(words.value[:_MAX_TITLE])}</title>'
    document = f'<feed xmlns="http://www.w3.org/2005/Atom">{title}</feed>'.encode("utf-8", "replace")
    parsed = feedparser.parse(io.BytesIO(document), response_headers={"content-location": detail.get("base") or ""})
    return str(parsed.get("feed", {}).get("title", ""))


def _date(entry: Any) -> datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        if name in entry and (moment := _moment(entry[name])):
            return moment
    return None


def _moment(value: time.struct_time | None) -> datetime | None:
    if value is None:
        return None
    try:
        return _EPOCH + timedelta(seconds=calendar.timegm(value))
    except (OverflowError, ValueError):
        return None


def _ttl(value: Any) -> int | None:
    text = str(value or "").strip()
    return min(int(text), _MAX_TTL_MIN) * 60 if text.isascii() and text.isdigit() and len(text) < 10 else None
