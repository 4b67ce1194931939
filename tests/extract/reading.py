"""Readings for tests of single extractors, with the lexicons and models that ship."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from bot.extract import Extractor, names, where
from bot.extract.document import read
from bot.extract.reading import Name, Reading, Tables
from bot.types import Actor, Article, Place
from config import tables


@cache
def shipped() -> Tables:
    return Tables(*tables.load())


@cache
def _built() -> tuple[Any, Any]:
    return names.build(shipped()), where.build(shipped())


@cache
def _extractor() -> Extractor:
    return Extractor(shipped())


def reading_of(text: str, title: str | None = None, source: str | None = None) -> Reading:
    """A text with its names and places found."""
    find_names, find_where = _built()
    article = Article(id="a", text=text, title=title, source=source)
    reading = Reading(article=article, document=read(text))
    reading = replace(reading, names=find_names(reading))
    return replace(reading, where=find_where(reading))


def names_in(text: str) -> list[tuple[str, str]]:
    return [(text[n.start : n.end], n.kind) for n in reading_of(text).names]


def places_in(text: str, title: str | None = None) -> tuple[Place, ...]:
    return reading_of(text, title).where


def actors_in(text: str, title: str | None = None, source: str | None = None) -> tuple[Actor, ...]:
    return _extractor()(Article(id="a", text=text, title=title, source=source)).who


def name_spans(text: str) -> tuple[Name, ...]:
    return reading_of(text).names
