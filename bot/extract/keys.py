"""Which figures an alert shows: at most four, by what they count, what the title says and how early they stand.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from bot.extract import numbers, partitives
from bot.extract.document import read
from bot.extract.kinds import Kinds
from bot.extract.nouns import singular
from bot.extract.numbers import words_of
from bot.extract.reading import Reading
from bot.types import Certainty, Figure, FigureKind, Hedge

_MOST = 4
_MANY = 20  # from here on a number near the one of the title is that one, more exactly
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
    FigureKind.WEAPONS: 5.0,
    FigureKind.AREA: 5.0,
    FigureKind.MONEY: 3.0,
    FigureKind.OTHER: 2.5,
}
TIME_UNITS = frozenset({"a", "mo", "wk", "d", "h", "min", "s", "decade", "century"})
_ROUND = re.compile(r"\bdozens?\b|\bscores\b", re.IGNORECASE)  # in the words of a figure: no plain number
_VAGUE = frozenset({Hedge.TENS_OF, Hedge.HUNDREDS_OF, Hedge.THOUSANDS_OF, Hedge.DOZENS_OF})
_CITED = re.compile(r"\b(?:citing|according to|quoting)\s+$")
_NEAR = 20  # characters before a figure
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BACKGROUND = re.compile(
    r"\b(?:last year|last month|years? ago|months ago|in recent years|long-running|since the start|since the war"
    r"|since the conflict|previous(?! (?:day|night|hours?|\d))|earlier this year|anniversary|decades?|history"
    r"|(?:comes?|came) (?:\w+ ){0,4}after|in (?:January|February|March|April|June|July|August|September|October"
    r"|November|December))\b",
    re.IGNORECASE,
)


def mark(figures: Sequence[Figure], reading: Reading, kinds: Kinds) -> tuple[Figure, ...]:
    """The figures with ``key`` set on those that an alert shows."""
    if not figures:
        return ()
    title = _Title(reading)
    clear = _clear_counts(figures)
    wholes = {at for at, figure in enumerate(figures) if partitives.is_whole(reading.text, figure.span.start)}
    bare = {at for at in wholes if figures[at].kind in _OPEN}  # of whom only a part is told
    aside = [
        figure.part_of is not None
        and figure.part_of not in wholes
        and figures[figure.part_of].sentence == figure.sentence
        for figure in figures
    ]
    scores = [
        _score(figure, reading, kinds, title) - _vagueness(figure, clear) - (2.0 if aside[at] else 0.0)
        for at, figure in enumerate(figures)
    ]
    never = _early_parts(figures, wholes) | bare | {at for at, figure in enumerate(figures) if _is_no_fact(figure)}
    chosen: list[int] = []
    while len(chosen) < _MOST:
        rest = [
            at for at in range(len(figures)) if at not in chosen and at not in never and not _told(figures, at, chosen)
        ]
        best = max(rest, key=lambda at: (scores[at] - _crowd(figures, at, chosen), -at), default=None)
        if best is None or scores[best] - _crowd(figures, best, chosen) < _ENOUGH:
            break
        chosen.append(best)
    return tuple(replace(figure, key=True) if at in chosen else figure for at, figure in enumerate(figures))


def _early_parts(figures: Sequence[Figure], only_wholes: Set[int]) -> frozenset[int]:
    """Figures told before the whole that they are a part of, here or where their count is told again."""
    wholes: dict[tuple[FigureKind, float, str | None], int] = {}
    for figure in figures:
        if figure.part_of is not None and figure.part_of not in only_wholes and figure.kind not in _OPEN:
            same = figure.kind, figure.value, figure.noun
            wholes[same] = max(wholes.get(same, 0), figures[figure.part_of].span.start)
    return frozenset(
        at
        for at, figure in enumerate(figures)
        if wholes.get((figure.kind, figure.value, figure.noun), -1) > figure.span.start
    )


def _is_no_fact(figure: Figure) -> bool:
    """An old value, or one that is denied: "rejected reports of 90 dead" would read as told by those who deny it."""
    return figure.superseded or (figure.certainty is Certainty.DENIED and figure.value > 0)


_OPEN = frozenset((FigureKind.OTHER, FigureKind.TROOPS, FigureKind.WEAPONS))


class _Title:
    """What the title says: its numbers and its content words."""

    def __init__(self, reading: Reading) -> None:
        words = words_of(read(reading.article.title or "").tokens)
        self.values = frozenset(number.value for number in numbers.find(words))
        self.stems = _stems(word.key for word in words)


def _stems(keys: Iterable[str]) -> frozenset[str]:
    return frozenset([_stem(key) for key in keys if len(key) > 3 and key.isalpha() and key not in _COMMON])


@lru_cache(4096)
def _stem(key: str) -> str:
    return singular(key)[:6]


_COMMON = frozenset(
    "after says said over with from that this have been were will into amid about more than least people".split()
)


def _score(figure: Figure, reading: Reading, kinds: Kinds, title: _Title) -> float:
    at = reading.document.sentence_index(figure.span.start)
    sentence = reading.document.sentences[at]
    score = _WEIGHT[figure.kind] + _EARLY[min(at, len(_EARLY) - 1)]
    if figure.value in title.values:
        score += 3.0
    elif any(value >= _MANY and abs(figure.value - value) <= value / 10 for value in title.values):
        score += 1.5
    if figure.noun is not None and not kinds.is_person(figure.noun) and figure.noun[:6].lower() in title.stems:
        score += 1.5
    if title.stems:
        tokens = reading.document.tokens[sentence.first : min(sentence.last, sentence.first + _LONGEST)]
        score += min(3.0, 0.75 * len(_stems(token.text.lower() for token in tokens) & title.stems))
    text = figure.sentence.text
    if at > 0 and (_YEAR.search(text) or _BACKGROUND.search(text)):
        score -= 3.0
    if at > 0 and _is_of_another_year(text, reading.article.published_at):
        score -= 3.0
    if figure.attribution is not None and figure.kind in _ON_THE_MOVE:
        score += 0.75
    if figure.noun in _BODIES:
        score -= 3.0
    if figure.unit in TIME_UNITS:
        score -= 9.0
    if figure.unit == "" or kinds.is_dull(figure.noun):
        score -= 5.0
    if figure.value == 0:
        score -= 4.0
    if figure.kind is FigureKind.OTHER and figure.noun is None:
        score -= 2.0
    if figure.unit == "percent" and figure.kind is not FigureKind.AREA:
        score -= 1.5
    if _CITED.search(reading.text, max(0, figure.span.start - _NEAR), figure.span.start):
        score -= 6.0
    return score


def _is_of_another_year(text: str, published: datetime | None) -> bool:
    """Whether a sentence names years and only such as lie before the article's own."""
    years = [int(year) for year in _YEAR.findall(text)]
    return published is not None and bool(years) and max(years) < published.year


_ON_THE_MOVE = frozenset((FigureKind.DISPLACED, FigureKind.EVACUATED, FigureKind.TRAPPED))
_BODIES = frozenset(("body", "corpse"))  # what someone saw of the dead, who are counted elsewhere
_EARLY = (4.0, 3.0, 2.5, 2.0, 1.0, 0.5, 0.0, -0.5, -1.0, -1.5, -2.0, -2.5, -3.0)


def _clear_counts(figures: Sequence[Figure]) -> dict[tuple[FigureKind, str], list[float]]:
    """The plain numbers of each kind and unit."""
    counts: dict[tuple[FigureKind, str], list[float]] = {}
    for figure in figures:
        if not _is_vague(figure) and figure.part_of is None and figure.kind is not FigureKind.OTHER:
            counts.setdefault((figure.kind, figure.unit), []).append(figure.value)
    return counts


def _is_vague(figure: Figure) -> bool:
    huge = figure.high is not None and figure.value >= 1e6
    return huge or figure.hedge in _VAGUE or _ROUND.search(figure.span.text) is not None


def _vagueness(figure: Figure, clear: Mapping[tuple[FigureKind, str], Sequence[float]]) -> float:
    """What "dozens" loses, most of all where a number of the same kind and size stands in the article."""
    if not _is_vague(figure):
        return 0.0
    clearer = clear.get((figure.kind, figure.unit), ())
    if any(figure.value * 0.6 <= value <= figure.value * _VAGUELY for value in clearer):
        return 14.0
    return 4.0 if any(figure.value <= value for value in clearer) else 1.5


_VAGUELY = 20  # times "dozens" that a number meant by it may be


def _told(figures: Sequence[Figure], at: int, chosen: Sequence[int]) -> bool:
    """Whether a chosen figure says the same, or measures the same land: "90 hectares or a third of the isle"."""
    mine = figures[at]
    return any(
        (mine.kind, mine.value, mine.unit) == (figures[k].kind, figures[k].value, figures[k].unit)
        or _is_rough(mine, figures[k])
        or (mine.kind is FigureKind.AREA and figures[k].kind is mine.kind and figures[k].sentence == mine.sentence)
        for k in chosen
    )


def _is_rough(one: Figure, other: Figure) -> bool:
    """Whether one figure says roughly what another says more exactly: "more than 40" beside "45"."""
    if (one.kind, one.unit) != (other.kind, other.unit) or other.hedge not in _EXACT or one.kind in _OPEN:
        return False
    most = one.value * (1 + _MARGIN)
    if one.hedge is Hedge.MORE_THAN:
        return one.value < other.value <= most
    return one.hedge in _ROUGHLY and one.value * (1 - _MARGIN) <= other.value <= most


_EXACT = frozenset((Hedge.EXACT, Hedge.AT_LEAST))
_ROUGHLY = frozenset((Hedge.ABOUT, Hedge.NEARLY))
_MARGIN = 0.2


def _crowd(figures: Sequence[Figure], at: int, chosen: Sequence[int]) -> float:
    """What a figure loses where figures of its kind are shown already."""
    return 1.0 * sum(figures[k].kind is figures[at].kind for k in chosen)
