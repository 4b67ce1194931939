"""Which figures an alert shows: at most four, by what they count, what the title says and how early they stand.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.extract import numbers
from bot.extract.document import read
from bot.extract.kinds import Kinds
from bot.extract.nouns import singular
from bot.extract.numbers import words_of
from bot.extract.reading import Reading
from bot.types import Figure, FigureKind, Hedge

_MOST = 4
_LONGEST = 120  # words of a sentence that are compared with the title
_ENOUGH = 5.0  # a figure below this is not shown
_WEIGHT = {
    FigureKind.KILLED: 8.0,
    FigureKind.INJURED: 6.5,
    FigureKind.MISSING: 7.0,
    FigureKind.DETAINED: 6.0,
    FigureKind.DISPLACED: 7.0,
    FigureKind.EVACUATED: 6.5,
    FigureKind.TRAPPED: 7.0,
    FigureKind.AFFECTED: 4.0,
    FigureKind.TROOPS: 3.0,
    FigureKind.WEAPONS: 4.0,
    FigureKind.AREA: 5.0,
    FigureKind.MONEY: 3.0,
    FigureKind.OTHER: 2.5,
}
_TIME_UNITS = frozenset({"a", "mo", "wk", "d", "h", "min", "s", "decade", "century"})
_VAGUE = frozenset({Hedge.TENS_OF, Hedge.HUNDREDS_OF, Hedge.THOUSANDS_OF, Hedge.DOZENS_OF})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BACKGROUND = re.compile(
    r"\b(?:last year|last month|years? ago|months ago|in recent years|long-running|since the start|since the war"
    r"|since the conflict|previous|earlier this year|anniversary|decades?|history)\b",
    re.IGNORECASE,
)


def mark(figures: Sequence[Figure], reading: Reading, kinds: Kinds) -> tuple[Figure, ...]:
    """The figures with ``key`` set on those that an alert shows."""
    if not figures:
        return ()
    title = _Title(reading)
    clear = _clear_counts(figures)
    scores = [_score(figure, reading, kinds, title) - _vagueness(figure, clear) for figure in figures]
    chosen: list[int] = []
    while len(chosen) < _MOST:
        rest = [at for at in range(len(figures)) if at not in chosen and not _told(figures, at, chosen)]
        best = max(rest, key=lambda at: (scores[at] - _crowd(figures, at, chosen), -at), default=None)
        if best is None or scores[best] - _crowd(figures, best, chosen) < _ENOUGH:
            break
        chosen.append(best)
    return tuple(replace(figure, key=at in chosen) for at, figure in enumerate(figures))


class _Title:
    """What the title says: its numbers and its content words."""

    def __init__(self, reading: Reading) -> None:
        words = words_of(read(reading.article.title or "").tokens)
        self.values = frozenset(number.value for number in numbers.find(words))
        self.stems = _stems(word.key for word in words)


def _stems(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(singular(key)[:6] for key in keys if len(key) > 3 and key.isalpha() and key not in _COMMON)


_COMMON = frozenset(
    "after says said over with from that this have been were will into amid about more than least people".split()
)


def _score(figure: Figure, reading: Reading, kinds: Kinds, title: _Title) -> float:
    at = reading.document.sentence_index(figure.span.start)
    sentence = reading.document.sentences[at]
    score = _WEIGHT[figure.kind] + _EARLY[min(at, len(_EARLY) - 1)]
    if figure.value in title.values:
        score += 3.0
    tokens = reading.document.tokens[sentence.first : min(sentence.last, sentence.first + _LONGEST)]
    score += min(3.0, 0.75 * len(_stems(token.text.lower() for token in tokens) & title.stems))
    text = figure.sentence.text
    if at > 0 and (_YEAR.search(text) or _BACKGROUND.search(text)):
        score -= 3.0
    if figure.unit in _TIME_UNITS or figure.unit == "" or kinds.is_dull(figure.noun) or figure.superseded:
        score -= 5.0
    if figure.value == 0:
        score -= 4.0
    if figure.part_of is not None or (figure.kind is FigureKind.OTHER and figure.noun is None):
        score -= 2.0
    return score


_EARLY = (4.0, 3.0, 2.5, 2.0, 1.0, 0.5, 0.0, -0.5, -1.0, -1.5, -2.0, -2.5, -3.0)


def _clear_counts(figures: Sequence[Figure]) -> dict[tuple[FigureKind, str], float]:
    """The highest plain number of each kind and unit."""
    highest: dict[tuple[FigureKind, str], float] = {}
    for figure in figures:
        if figure.hedge not in _VAGUE and figure.part_of is None:
            counted = (figure.kind, figure.unit)
            highest[counted] = max(highest.get(counted, 0.0), figure.value)
    return highest


def _vagueness(figure: Figure, clear: Mapping[tuple[FigureKind, str], float]) -> float:
    """What "dozens" loses, most of all where a number of the same kind stands in the article."""
    if figure.hedge not in _VAGUE and not (figure.high is not None and figure.value >= 1e6):
        return 0.0
    clearer = clear.get((figure.kind, figure.unit), -1.0) >= figure.value
    return 4.0 if clearer and figure.kind is not FigureKind.OTHER else 1.5


def _told(figures: Sequence[Figure], at: int, chosen: Sequence[int]) -> bool:
    """Whether a chosen figure says the same again."""
    mine = figures[at]
    return any(
        (mine.kind, mine.value, mine.unit) == (figures[k].kind, figures[k].value, figures[k].unit) for k in chosen
    )


def _crowd(figures: Sequence[Figure], at: int, chosen: Sequence[int]) -> float:
    """What a figure loses where figures of its kind are shown already."""
    return 1.0 * sum(figures[k].kind is figures[at].kind for k in chosen)
