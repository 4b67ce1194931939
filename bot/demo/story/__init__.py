"""The bundled story: its articles at their times, in the order in which they appear, and the topic to follow.

I/O: package data. The time of the demo is handed in; all times of the story are counted back from it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

DATELINE = " – "


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes. ``format`` is that of its feed: ``rss``, ``rss-content`` (teaser and whole text) or ``atom``."""

    key: str
    name: str
    site: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article as it stands in its feed from ``step`` on; a later piece with the same guid takes its place."""

    outlet: str  # Outlet.key
    guid: str
    step: int
    url: str
    title: str
    paragraphs: tuple[str, ...]
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    outlets: tuple[Outlet, ...]
    pieces: tuple[Piece, ...]  # in the order of their steps

    @property
    def last_step(self) -> int:
        return max(piece.step for piece in self.pieces)

    def feed(self, outlet: str, step: int) -> tuple[Piece, ...]:
        """What an outlet's feed holds at a step, newest first."""
        held = {p.guid: p for p in self.pieces if p.outlet == outlet and p.step <= step}
        return tuple(sorted(held.values(), key=lambda p: p.published_at, reverse=True))


def load(now: datetime) -> Story:
    """The story as if it had reached its end at ``now`` (aware)."""
    table = _table("articles.toml")
    outlets = {given["key"]: Outlet(**given) for given in table["outlets"]}
    told: dict[str, Piece] = {}
    pieces = []
    for given in table["articles"]:
        piece = _piece(given, outlets[given["outlet"]], told, now)
        told.setdefault(piece.guid, piece)
        pieces.append(piece)
    return Story(tuple(outlets.values()), tuple(sorted(pieces, key=lambda p: p.step)))


def topic() -> dict[str, Any]:
    """The topic to follow, as a settings file has it: key, title, terms, places."""
    (given,) = _table("topic.toml")["topics"]
    return dict(given)


def _piece(given: dict[str, Any], outlet: Outlet, told: dict[str, Piece], now: datetime) -> Piece:
    published_at = now - timedelta(hours=given["hours"])
    original = told[given["copy_of"]] if "copy_of" in given else None
    return Piece(
        outlet=outlet.key,
        guid=given["guid"],
        step=given["step"],
        url=outlet.site + given["path"],
        title=given["title"],
        paragraphs=_copied(original, given["credit"]) if original else _paragraphs(given["text"], published_at),
        published_at=published_at,
        updated_at=now - timedelta(hours=given.get("updated_hours", given["hours"])),
    )


def _paragraphs(text: str, published_at: datetime) -> tuple[str, ...]:
    return tuple(text.replace("{day}", f"{published_at:%A}").strip().split("\n\n"))


def _copied(original: Piece, credit: str) -> tuple[str, ...]:
    """The words of another outlet, with "(Wire)" for its name before them and a credit line behind."""
    _, _, opening = original.paragraphs[0].partition(DATELINE)
    return (f"(Wire){DATELINE}{opening}", *original.paragraphs[1:], credit)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("bot.demo.story").joinpath(name).read_text(encoding="utf-8"))
