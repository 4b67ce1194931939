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

from bot.parse import html
from bot.parse.channel import Channel, Item, Words
from bot.parse.references import mend

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZONE = re.compile(r"[\d\s]([+-])([01]\d):?([0-5]\d)\s*$")
_ZONE_REACH = 12  # characters
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/x-web-markdown"})
_MAX_TTL_MIN = 7 * 24 * 60
_MAX_TITLE = 1_000
_MAX_EXPANSION = 2 * 1024 * 1024
_ENTITY = re.compile(rb"<!ENTITY\s+(\w+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_DECLARATION = re.compile(rb"<\?xml[^>]{0,60}encoding\s*=\s*[\"']([\w.:-]{2,40})")
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{2,40})", re.IGNORECASE)
_REFERENCE = re.compile(rb"&(\w+);")


def read(body: bytes, content_type: str | None, base_url: str) -> Channel:
    """The feed in ``body``; a channel without format where feedparser sees none. Never raises for bad input."""
    if (expansion := _expansion(body)) > _MAX_EXPANSION:
        return Channel(format="", problems=(f"entity bomb: {len(body)} bytes that expand by {expansion}",))
    is_utf8 = _is_utf8(body)
    charset = "application/xml; charset=utf-8" if is_utf8 else content_type or ""
    # A stream, because feedparser takes a string of bytes for the name of a file to open. And no address: it would
    # resolve identifiers with it, and every article would be new when the feed moves.
    try:
        parsed = feedparser.parse(
            io.BytesIO(mend(body)),
            response_headers={"content-type": charset} if "charset" in charset.lower() else {},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, ArithmeticError, LookupError, AttributeError, TypeError, RecursionError) as error:
        return Channel(format="", problems=(f"malformed, the parser fails on it: {type(error).__name__}: {error}",))
    feed = parsed.get("feed", {})
    return Channel(
        format=parsed.get("version") or "",
        title=_words(_detail(feed, "title")),
        title_html=_inert(_detail(feed, "title"), base_url),
        items=tuple(_item(entry) for entry in parsed.get("entries", ())),
        language=feed.get("language"),
        ttl_s=_ttl(feed.get("ttl")),
        problems=_problems(parsed, _declared(body, content_type) if is_utf8 else ""),
    )


def _expansion(body: bytes) -> int:
    """Bytes that the entities declared in the document expand to. Those made of others feedparser leaves out."""
    sizes = {name: len(one or other) for name, one, other in _ENTITY.findall(body)}
    return sum(sizes.get(name, 0) for name in _REFERENCE.findall(body)) if sizes else 0


def _is_utf8(body: bytes) -> bool:
    """UTF-8 that proves itself overrules what server and document declare."""
    if body.isascii() or b"\0" in body:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(body: bytes, content_type: str | None) -> str:
    """The encoding that the document declares, or else the server."""
    declaration = _DECLARATION.search(body[:200])
    charset = _CHARSET.search(content_type or "")
    return declaration.group(1).decode("ascii") if declaration else charset.group(1) if charset else ""


def _problems(parsed: Any, contradicted: str) -> tuple[str, ...]:
    if contradicted and contradicted.lower() not in ("utf-8", "utf8", "us-ascii"):
        return (f"encoding: {contradicted} is declared, and it is UTF-8", *_problems(parsed, ""))
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
        utc_offset_s=_offset(entry),
        author=entry.get("author"),
        language=(entry.get("title_detail") or {}).get("language"),
    )


def _detail(part: Any, name: str) -> Any:
    """The value with its type; in some formats (CDF) feedparser gives the value alone."""
    return part.get(f"{name}_detail") or {"value": part.get(name), "type": "text/html"}


def _words(detail: Any) -> Words | None:
    if not detail or not detail.get("value"):
        return None
    value = str(detail["value"])
    return Words(value=value, markup=detail.get("type") in _HTML or html.has_closing_tag(value))


def _inert(detail: Any, base_url: str) -> str:
    """The title with its markup, without scripts, with absolute links: what feedparser by default makes of it."""
    words = _words(detail)
    if words is None or not words.markup:
        return words.value if words else ""
    title = f'<title type="html">{escape(words.value[:_MAX_TITLE])}</title>'
    document = f'<feed xmlns="http://www.w3.org/2005/Atom">{title}</feed>'.encode("utf-8", "replace")
    base = detail.get("base") or base_url
    parsed = feedparser.parse(io.BytesIO(document), response_headers={"content-location": base})
    return str(parsed.get("feed", {}).get("title", ""))


def _dated(entry: Any) -> str | None:
    """Which of an entry's times is taken."""
    names = ("published_parsed", "updated_parsed", "created_parsed")
    return next((name for name in names if name in entry and _moment(entry[name])), None)


def _date(entry: Any) -> datetime | None:
    name = _dated(entry)
    return _moment(entry[name]) if name else None


def _offset(entry: Any) -> int:
    """The zone of the time that ``_date`` takes, as far as it is a number: "+0300"."""
    name = _dated(entry) or "published_parsed"
    written = str(entry.get(name.removesuffix("_parsed"), ""))
    zone = _ZONE.search(written[-_ZONE_REACH:])
    if zone is None:
        return 0
    seconds = int(zone[2]) * 3600 + int(zone[3]) * 60
    return -seconds if zone[1] == "-" else seconds


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
