"""The article of a web page: its text and what the page says of it, without menus, comments and the rest.

Pure. Trafilatura loads slowly, so that nothing imports this module before a page is to be read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from bot.parse import html, urls
from bot.parse.language import language_of

MAX_BYTES = 3 * 1024 * 1024
MAX_ELEMENTS = 12_000  # trafilatura takes time quadratic in them; a long live page has about as many
MIN_LENGTH = 80  # characters; less is a notice, not an article
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*\"?([\w.:-]{2,40})", re.IGNORECASE)
_PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//article//time[@datetime][1]/@datetime",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``text`` is plain, paragraphs parted by a blank line. ``published`` stands as the page has it, in ISO 8601."""

    text: str
    title: str | None = None
    source: str | None = None  # the name of the site
    published: str | None = None
    url: str | None = None
    language: str | None = None


def read_page(body: bytes, url: str | None = None, content_type: str | None = None) -> Page | None:
    """The article of the page in ``body``; None where there is none, or where the page is absurdly large."""
    tree = load_html(_decoded(body[:MAX_BYTES], content_type))
    if tree is None or sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        return None
    published = _published(tree)
    found = bare_extraction(
        tree,
        url=url,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(found, Document):
        return None
    title = _line(found.title)
    text = _text(found.text, title)
    if len(text) < MIN_LENGTH:
        return None
    return Page(
        text=text,
        title=title,
        source=_line(found.sitename),
        published=published or found.date,
        url=urls.canonical(found.url or "") or urls.canonical(url or ""),
        language=language_of(text, str(tree.get("lang") or "")),
    )


def _decoded(body: bytes, content_type: str | None) -> str:
    """UTF-8 where it is; else what the server, then the page declares; else Latin, so that something can be read."""
    header = _HEADER.search(content_type or "")
    meta = _CHARSET.search(body[:4_096])
    declared = (header.group(1) if header else None, meta.group(1).decode("ascii", "replace") if meta else None)
    for charset in ("utf-8", *declared):
        try:
            if charset:
                return body.decode(charset)
        except (UnicodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


def _published(tree: Any) -> str | None:
    for path in _PUBLISHED:
        for value in tree.xpath(path)[:1]:
            return str(value).strip()[:40] or None
    return None


def _text(found: str | None, title: str | None) -> str:
    """The paragraphs, without the headline that stands above them: an article's text begins with its lede."""
    text = html.plain_to_text((found or "").replace("\n", "\n\n"))
    first, _, rest = text.partition("\n\n")
    return rest if title and first.casefold() == title.casefold() else text


def _line(found: str | None) -> str | None:
    return html.to_line(found or "", markup=True) or None
