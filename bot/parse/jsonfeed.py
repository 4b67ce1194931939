"""JSON Feed, versions 1 and 1.1 (jsonfeed.org/version/1.1).

Pure.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.parse.channel import Channel, Item, Words

_VERSION = "https://jsonfeed.org/version/"


def read(body: bytes, content_type: str | None, base_url: str) -> Channel:
    """The feed in ``body``; a channel without format where there is none. Never raises for bad input."""
    try:
        document = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return Channel(format="")
    if not isinstance(document, dict) or not str(document.get("version") or "").startswith(_VERSION):
        return Channel(format="")
    title = _string(document, "title")
    items = document.get("items")
    return Channel(
        format="json",
        title=Words(value=title, markup=True) if title else None,
        title_html=title or "",
        items=tuple(_item(item) for item in items if isinstance(item, dict)) if isinstance(items, list) else (),
        language=_string(document, "language"),
    )


def _item(item: dict[str, Any]) -> Item:
    title = _string(item, "title")
    guid = item.get("id")
    bodies = (("content_html", True), ("content_text", False), ("summary", False))
    return Item(
        guid=str(guid) if isinstance(guid, str | int | float) and guid != "" else None,
        link=_string(item, "url") or _string(item, "external_url"),
        title=Words(value=title, markup=True) if title else None,
        bodies=tuple(Words(value=text, markup=html) for name, html in bodies if (text := _string(item, name))),
        dated_at=_moment(_string(item, "date_published")) or _moment(_string(item, "date_modified")),
        utc_offset_s=_zone(_string(item, "date_published" if _string(item, "date_published") else "date_modified")),
        author=_author(item),
        language=_string(item, "language"),
    )


def _string(table: dict[str, Any], name: str) -> str | None:
    value = table.get(name)
    return value if isinstance(value, str) and value else None


def _author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return _string(first, "name") if isinstance(first, dict) else None


def _zone(value: str | None) -> int:
    try:
        offset = datetime.fromisoformat(value).utcoffset() if value else None
    except ValueError:
        return 0
    return round(offset.total_seconds()) if offset else 0


def _moment(value: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if value else None
    except ValueError:
        return None
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
