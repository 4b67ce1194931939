"""Pieces of the story as the bytes of a feed: RSS 2.0 with teasers or whole texts, or Atom.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from bot.demo.story import Outlet, Piece

CONTENT_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "rss-content": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}


def feed(outlet: Outlet, pieces: Sequence[Piece]) -> bytes:
    """The feed of an outlet with these pieces, in their order."""
    write = _atom if outlet.format == "atom" else _rss
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + write(outlet, pieces)).encode()


def changed_at(pieces: Sequence[Piece]) -> datetime:
    """When the newest of the pieces was written or changed."""
    return max(piece.updated_at for piece in pieces)


def _rss(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    items = "".join(_item(piece, whole=outlet.format == "rss-content") for piece in pieces)
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">\n<channel>\n'
        f"<title>{escape(outlet.name)}</title><link>{outlet.site}/</link>"
        f"<description>The latest from {escape(outlet.name)}</description><language>en</language>"
        f"<lastBuildDate>{_http_date(changed_at(pieces))}</lastBuildDate>\n{items}</channel>\n</rss>\n"
    )


def _item(piece: Piece, *, whole: bool) -> str:
    """``whole``: a teaser in the description, all of it in ``content:encoded``; else all of it in the description."""
    body = _html(piece)
    text = (
        f"<description>{escape(piece.paragraphs[0])}</description><content:encoded><![CDATA[{body}]]></content:encoded>"
        if whole
        else f"<description>{escape(body)}</description>"
    )
    return (
        f"<item><title>{escape(piece.title)}</title><link>{piece.url}</link>"
        f'<guid isPermaLink="false">{escape(piece.guid)}</guid>'
        f"<pubDate>{_http_date(piece.published_at)}</pubDate>{text}</item>\n"
    )


def _atom(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f'<id>{outlet.site}/</id><title>{escape(outlet.name)}</title><link href="{outlet.site}/"/>'
        f"<updated>{changed_at(pieces).isoformat()}</updated>\n{''.join(map(_entry, pieces))}</feed>\n"
    )


def _entry(piece: Piece) -> str:
    return (
        f"<entry><id>{escape(piece.guid)}</id><title>{escape(piece.title)}</title>"
        f'<link rel="alternate" href="{piece.url}"/><published>{piece.published_at.isoformat()}</published>'
        f"<updated>{piece.updated_at.isoformat()}</updated>"
        f'<content type="html">{escape(_html(piece))}</content></entry>\n'
    )


def _html(piece: Piece) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.paragraphs)


def _http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
