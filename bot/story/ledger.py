"""A story's figures over time: one line for each count and source. What differs in source or in what is counted is
never merged.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from bot.types import Alert, Article, Certainty, Figure, FigureChange, FigureKind, LedgerEntry

_CUMULATIVE = frozenset(
    {
        FigureKind.KILLED,
        FigureKind.INJURED,
        FigureKind.MISSING,
        FigureKind.DETAINED,
        FigureKind.DISPLACED,
        FigureKind.TRAPPED,
        FigureKind.AFFECTED,
    }
)
_MOVE = re.compile(
    r"\b(?:toll|r[io]se[sn]?|climb\w*|increas\w*|gr[eo]w\w*|f[ae]ll\w*|drop\w*|revis\w*|updat\w*|"
    r"up from|down from|still|remain\w*|now)\b",
    re.IGNORECASE,
)
_LIMIT = 200  # lines kept of a story, newest first


def entries(article: Article, alert: Alert, at: datetime) -> tuple[LedgerEntry, ...]:
    """What the article adds to the ledger: its key figures that say what was counted."""
    return tuple(
        LedgerEntry(
            kind=figure.kind,
            noun=figure.noun or figure.unit,
            attribution=figure.attribution.name if figure.attribution else article.source,
            value=figure.value,
            text=figure.span.text,
            article_id=article.id,
            reported_at=at,
        )
        for figure in _telling(alert)
    )


def _telling(alert: Alert) -> Iterator[Figure]:
    for figure in alert.figures:
        told = figure.certainty is Certainty.STATED and not figure.superseded and figure.part_of is None
        if figure.key and told and figure.kind is not FigureKind.OTHER and figure.trend is None:
            yield figure


def changes(
    article: Article, alert: Alert, ledger: tuple[LedgerEntry, ...], *, edited: bool = False
) -> tuple[FigureChange, ...]:
    """The figures that the same source gave before with another value.

    A count that an article gives twice with different values says nothing about change. Another article may count
    another incident or another day: its figure replaces the one before only where both have a named source, the count
    is of people harmed or held, and the words tell of a count that moves. An edit of the same article speaks of the
    same count.
    """
    before: dict[tuple[FigureKind, str, str | None], set[tuple[float, str]]] = {}
    for line in ledger:
        before.setdefault((line.kind, line.noun, line.attribution), set()).add((line.value, line.text))
    now: dict[tuple[FigureKind, str, str | None], list[Figure]] = {}
    for figure in _telling(alert):
        source = figure.attribution.name if figure.attribution else article.source
        now.setdefault((figure.kind, figure.noun or figure.unit, source), []).append(figure)
    return tuple(
        FigureChange(
            kind=figures[0].kind,
            before=value,
            after=figures[0].value,
            before_text=text,
            attribution=key[2],
            span=figures[0].span,
        )
        for key, figures in now.items()
        if len(figures) == 1 and len(before.get(key, ())) == 1
        if edited or _moves(figures[0], article.title or "")
        for value, text in before[key]
        if value != figures[0].value
    )


def _moves(figure: Figure, title: str) -> bool:
    """Do the words say that this count was another before: a toll that rises, people still trapped?"""
    cumulative = figure.attribution is not None and figure.kind in _CUMULATIVE
    return cumulative and bool(_MOVE.search(figure.sentence.text) or _MOVE.search(title))


def merge(ledger: tuple[LedgerEntry, ...], new: tuple[LedgerEntry, ...]) -> tuple[LedgerEntry, ...]:
    """The ledger with new lines; each replaces the line of the same count and source."""
    counts = {(line.kind, line.noun, line.attribution) for line in new}
    kept = tuple(line for line in ledger if (line.kind, line.noun, line.attribution) not in counts)
    return (*new, *kept)[:_LIMIT]
