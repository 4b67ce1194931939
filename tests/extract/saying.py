"""Reads a text for its statements, with the shipped lexicons and the actors that a test names."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from bot.extract import claims, quotes, statements
from bot.extract.document import read
from bot.extract.reading import Reading, Tables
from bot.types import Actor, ActorType, Article, Form, Mention, Span
from config import tables


@cache
def _shipped() -> Tables:
    return Tables(*tables.load())


@cache
def _rules() -> Tables:
    lexicons, blobs = tables.load()
    return Tables(lexicons, {name: blob for name, blob in blobs.items() if name != statements.MODEL})


def actor(text: str, name: str, *others: str, kind: ActorType = ActorType.PERSON) -> Actor:
    """An actor with every place where its name or one of the other words stands."""
    mentions = []
    for words in (name, *others):
        form = Form.NAME if words[0].isupper() else Form.NOMINAL
        at = text.find(words)
        while at >= 0:
            mentions.append(Mention(span=Span.cut(text, at, at + len(words)), form=form))
            at = text.find(words, at + len(words))
    mentions.sort(key=lambda mention: mention.span.start)
    return Actor(name=name, type=kind, mentions=tuple(mentions))


def said(text: str, *who: Actor) -> Reading:
    """The reading of a text as far as its claims."""
    return _read(text, who, _shipped())


def ruled(text: str, *who: Actor) -> Reading:
    """The same by the rules alone."""
    return _read(text, who, _rules())


def _read(text: str, who: tuple[Actor, ...], given: Tables) -> Reading:
    reading = Reading(article=Article(id="x", text=text), document=read(text), who=who)
    reading = replace(reading, statements=statements.build(given)(reading))
    return replace(reading, quotes=quotes.build(given)(reading), claims=claims.build(given)(reading))
