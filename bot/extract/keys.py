"""Which figures an alert shows: at most four, by what they count and how early they stand.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.extract.document import read
from bot.extract.kinds import Kinds
from bot.extract.numbers import Word, words_of
from bot.extract.reading import Reading
from bot.types import Figure, FigureKind

_MOST = 4
_WEIGHT = {
    FigureKind.KILLED: 10.0,
    FigureKind.INJURED: 7.0,
    FigureKind.MISSING: 8.0,
    FigureKind.DETAINED: 6.0,
    FigureKind.DISPLACED: 8.0,
    FigureKind.EVACUATED: 7.0,
    FigureKind.TRAPPED: 8.0,
    FigureKind.AFFECTED: 4.0,
    FigureKind.TROOPS: 3.0,
    FigureKind.WEAPONS: 3.0,
    FigureKind.AREA: 5.0,
    FigureKind.MONEY: 3.0,
    FigureKind.OTHER: 1.5,
}


def mark(figures: Sequence[Figure], reading: Reading, kinds: Kinds) -> tuple[Figure, ...]:
    """The figures with their keys set."""
    title = _numbers_of(reading.article.title or "")
    scores = [(_score(figure, reading, kinds, title), -index) for index, figure in enumerate(figures)]
    chosen: list[int] = []
    seen: set[tuple[object, ...]] = set()
    for score, minus in sorted(scores, reverse=True):
        figure = figures[-minus]
        same = (figure.kind, figure.value, figure.unit)
        if score >= 4.0 and len(chosen) < _MOST and same not in seen:
            chosen.append(-minus)
            seen.add(same)
    return tuple(replace(figure, key=index in chosen) for index, figure in enumerate(figures))


def _score(figure: Figure, reading: Reading, kinds: Kinds, title: frozenset[str]) -> float:
    sentence = reading.document.sentence_index(figure.span.start)
    score = _WEIGHT[figure.kind] - 0.35 * min(sentence, 12)
    if sentence == 0:
        score += 4.0
    if any(word.key in title for word in _words(figure)):
        score += 3.0
    if figure.superseded or figure.unit in ("a", "mo", "wk", "d", "h", "min", "s") or kinds.is_dull(figure.noun):
        score -= 6.0
    if figure.value == 0:
        score -= 6.0
    return score


def _numbers_of(title: str) -> frozenset[str]:
    return frozenset(word.key for word in words_of(read(title).tokens) if word.key[0].isdigit() or word.key in _SMALL)


_SMALL = frozenset(
    "two three four five six seven eight nine ten eleven twelve dozens hundreds thousands scores".split()
)


def _words(figure: Figure) -> tuple[Word, ...]:
    return words_of(read(figure.span.text).tokens)
