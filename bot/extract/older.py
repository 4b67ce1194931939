"""Values that an article itself replaces, compares the new one with, or tells as taken back.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.extract.attribution import COMPARING, Attribution
from bot.extract.harm import within
from bot.extract.measures import Measure
from bot.extract.numbers import Word
from bot.extract.reading import Reading
from bot.types import Certainty, Figure, FigureKind

_REACH = 14  # words between "the toll rose" and the value that it replaces
_TOLLS = frozenset(
    "toll deaths dead number rose risen rising rises climbed revised raised increased jumped fell lowered".split()
)
_OLDER = tuple(
    tuple(phrase.split())
    for phrase in (
        "up from",
        "down from",
        "revised from",
        "earlier toll of",
        "previous toll of",
        "earlier figure of",
        "earlier count of",
        "previously reported",
        "initially reported",
    )
)
_STOOD = re.compile(r"\bhad\s(?:(?:earlier|previously|first|initially)\s)?(?:stood|been\sput|been\sgiven)\sat\s$")
_NEAR = 40  # characters before a figure
_COMPARED = 80  # characters between a value and the one that it is compared with
_BESIDE = 3  # words between a value and its time
_LINK = r"(?:which|that|it|he|she|they|was|were|has|had|been|later|since|then|subsequently|quickly)"
_TAKEN = r"(?:withdrew|withdrawn|retracted|took\sback|taken\sback|walked\sback|backed\saway\sfrom|disowned)"
_COUNT = r"(?:figure|number|toll|count|claim|estimate|assertion)s?"
_TAKEN_BACK = re.compile(
    rf"\b{_TAKEN}\s(?:the|that|this|those|its|his|her|their|both)\s(?:\w+\s)?{_COUNT}\b"
    rf"|\b(?:an?|the|that|this|its|his|her|their)\s(?:\w+\s)?{_COUNT},?\s(?:{_LINK}\s){{1,4}}{_TAKEN}\b",
    re.IGNORECASE,
)


def is_replaced(words: Sequence[Word], measure: Measure) -> bool:
    """Whether the words before a value call it old: "up from 12", "an earlier toll of 12", "rose from 12 to 15"."""
    before = [word.key for word in words[max(0, measure.first - 6) : measure.first]]
    after = [word.key for word in words[measure.last : measure.last + 4]]
    if measure.unit is None and before[-1:] == ["from"] and "to" in after and any(key in _TOLLS for key in before):
        return True
    wide = {word.key for word in words[max(0, measure.first - _REACH) : measure.first]}
    if measure.unit is None and before[-1:] == ["from"] and "to" in before[:-1] and _TOLLS & wide:
        return True
    if measure.unit is None and "earlier" in before and _TOLLS.intersection(before):
        return True
    return any(within(phrase, before) for phrase in _OLDER)


def mark(figures: Sequence[Figure], reading: Reading, attribution: Attribution) -> tuple[Figure, ...]:
    """The figures with those marked that others, before or after them, make old."""
    told = list(figures)
    for at, (one, other) in enumerate(pairwise(figures), 1):
        stood = _STOOD.search(reading.text, max(0, other.span.start - _NEAR), other.span.start)
        if stood or _is_compared(one, other, reading, attribution):
            told[at] = _as_old(told[at], told[at - 1])
    for at in _taken_back(figures, reading):
        told[at] = replace(told[at], superseded=True, certainty=Certainty.UNCONFIRMED)
    return tuple(told)


def _is_compared(one: Figure, other: Figure, reading: Reading, attribution: Attribution) -> bool:
    """ "$1.2bn, compared with $310 million a year earlier": the second is of the time told right behind it."""
    start, end = one.span.end, other.span.start
    if end - start > _COMPARED or one.sentence != other.sentence or other.unit not in (one.unit, ""):
        return False
    if COMPARING.search(reading.text, start, other.span.end) is None:
        return False
    time = attribution.time_behind(other.span)
    return time is not None and len(reading.text[other.span.end : time.start].split()) <= _BESIDE


def _as_old(figure: Figure, before: Figure) -> Figure:
    """An old value; a bare one counts what the one before it counts: "compared with 30", "it had stood at 11"."""
    if figure.unit not in ("", before.unit):
        return figure
    kind = before.kind if figure.kind is FigureKind.OTHER else figure.kind
    noun = figure.noun or before.noun
    return replace(figure, unit=before.unit, noun=noun, kind=kind, superseded=kind is before.kind)


def _taken_back(figures: Sequence[Figure], reading: Reading) -> Iterator[int]:
    """The values that someone takes back: the first of that sentence, else of the one before."""
    index = reading.document.sentence_index
    first: dict[int, int] = {}
    for at, figure in enumerate(figures):
        if figure.part_of is None:
            first.setdefault(index(figure.span.start), at)
    for match in _TAKEN_BACK.finditer(reading.text) if first else ():
        sentence = index(match.start())
        told = first.get(sentence, first.get(sentence - 1))
        if told is not None and figures[told].span.start < match.start():
            yield told
