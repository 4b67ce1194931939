"""How counts of different sentences hang together: "31 of the dead were children", "the hospital put the number at 12".

Pure. Sums only prove that counts are the parts of one that the article tells; none is ever made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.extract.nouns import is_plural, singular
from bot.extract.older import SAYING
from bot.extract.reading import Reading
from bot.types import Certainty, Figure, FigureKind

_STATES = {
    FigureKind.KILLED: "dead|killed|slain|deceased|fatalities",
    FigureKind.INJURED: "injured|wounded|hurt|hospitalised|hospitalized",
    FigureKind.MISSING: "missing",
    FigureKind.DETAINED: "detained|arrested|abducted|kidnapped|hostages|detainees|captives",
    FigureKind.DISPLACED: "displaced",
    FigureKind.EVACUATED: "evacuated|evacuees|rescued",
    FigureKind.TRAPPED: "trapped|stranded",
}
_KINDS = {word: kind for kind, words in _STATES.items() for word in words.split("|")}
_WORDS = "|".join(_STATES.values()) + "|victims|casualties"
_THOSE = rf"(?:the|those)\s(?:\w+\s)?({_WORDS})\b"
_BEFORE = re.compile(rf"\b(?:of|among)\s{_THOSE},?\s(?:(?:was|were|are|is)\s)?$", re.IGNORECASE)
_INSIDE = re.compile(rf"(?:\sof|\bamong)\s{_THOSE}", re.IGNORECASE)
_AFTER = re.compile(rf"\s(?:was|were|are|is)\s(?:also\s)?among\s{_THOSE}", re.IGNORECASE)
_INCLUDED = re.compile(rf"\b{_THOSE}\s(?:also\s)?(?:include|includes|included)\s$", re.IGNORECASE)
_HINTS = ("include", "of the", "Of the", "mong the", "of those", "Of those", "mong those")
_BEFORE_REACH = 50  # characters
_AFTER_REACH = 60
_SENTENCES = 6  # before a part in which its whole stands
_AHEAD = 3  # the same after it
_RUN = 4  # counts in one breath whose sum is looked for
_LIST = re.compile(r",?\s(?:and\s|plus\s)?|,\s")
_NUMBER = re.compile(
    r"\b(?:the|that|this|its|their)\s(?:overall\s|total\s|final\s|real\s|true\s|actual\s)?(?:number|figure|total|count|tally)\s"
    r"(?:(?:at|as|to)|(?:was|is|stood\sat|rose\sto|reached|has\srisen\sto|had\srisen\sto|could\sbe|may\sbe"
    r"|(?:was|is)\slikely\sto\sbe))\s$",
    re.IGNORECASE,
)


def join(figures: Sequence[Figure], reading: Reading, is_person: Callable[[str], bool]) -> tuple[Figure, ...]:
    """The figures with what each has from one told before: what it counts, or the whole that it is a part of."""
    told = list(figures)
    where = [reading.document.sentence_index(figure.span.start) for figure in told]
    for at, figure in enumerate(told):
        start = figure.span.start
        told_of = _NUMBER.search(reading.text, max(0, start - _BEFORE_REACH), start) or _is_said(figure, reading.text)
        if figure.unit == "" and told_of:
            told[at] = _counted_before(told, where, at)
        elif figure.unit == "":
            told[at] = _described(told, where, at, reading.text, is_person)
    for at, figure in enumerate(told):
        if figure.part_of is None and figure.unit in ("", "person") and figure.value > 0:
            state = _state(figure, reading.text)
            if state is not None:
                told[at] = _part(told, where, at, state)
    return tuple(_proven([_known(figure, told) for figure in told], where, reading.text))


def _is_said(figure: Figure, text: str) -> bool:
    """Whether someone says a number and nothing else: "…, the mayor said 25"."""
    start, end = figure.span.start, figure.span.end
    return SAYING.search(text, max(0, start - _BEFORE_REACH), start) is not None and text[end : end + 1] in _ENDS


_ENDS = frozenset(("", ".", ",", ";"))


def _known(figure: Figure, figures: Sequence[Figure]) -> Figure:
    """ "The 57 victims" of an article that counts 57 dead are those."""
    if figure.noun != "victim" or figure.kind is not FigureKind.OTHER:
        return figure
    same = (
        each.kind for each in figures if each.value == figure.value and each.kind in _HARMED and each.unit == "person"
    )
    return replace(figure, kind=next(same, figure.kind))


def _counted_before(figures: Sequence[Figure], where: Sequence[int], at: int) -> Figure:
    """A bare number counts the people whom the one before it counts."""
    figure = figures[at]
    for step in range(at - 1, -1, -1):
        before = figures[step]
        if where[step] < where[at] - 2:
            break
        if before.unit == "person" and before.part_of is None:
            return replace(figure, unit=before.unit, noun=before.noun, kind=before.kind)
    return figure


def _described(
    figures: Sequence[Figure], where: Sequence[int], at: int, text: str, is_person: Callable[[str], bool]
) -> Figure:
    """A bare number of those counted right before, told by who they were: "600 were held; 41 were minors"."""
    figure = figures[at]
    who = _WERE.match(text, figure.span.end)
    if who is None or not is_plural(who[1].lower()) or not is_person(singular(who[1].lower())):
        return figure
    for step in range(at - 1, max(-1, at - 4), -1):
        whole = figures[step]
        if where[step] >= where[at] - 1 and whole.unit == "person" and whole.part_of is None:
            larger = whole.value > figure.value and whole.kind in _STATES
            return replace(figure, unit="person", kind=whole.kind, part_of=step) if larger else figure
    return figure


_WERE = re.compile(r"\s(?:were|are|was)\s(?:\w+\s)?([A-Za-z]+)\b")


def _state(figure: Figure, text: str) -> str | None:
    """The word for those among whom a figure counts: "of the dead, 31", "five were among the injured"."""
    span = figure.span
    if not any(word in figure.sentence.text for word in _HINTS):
        return None
    inside = _INSIDE.search(text, span.start, min(len(text), span.end + _AFTER_REACH))
    found = (
        (inside if inside is not None and inside.start() <= span.end else None)
        or _BEFORE.search(text, max(0, span.start - _BEFORE_REACH), span.start)
        or _INCLUDED.search(text, max(0, span.start - _BEFORE_REACH), span.start)
        or _AFTER.match(text, span.end, min(len(text), span.end + _AFTER_REACH))
    )
    return None if found is None else found[1].lower()


def _part(figures: Sequence[Figure], where: Sequence[int], at: int, state: str) -> Figure:
    """The figure as a part of those in a state; as it was where something else happened to them: "six of them died"."""
    figure, kind = figures[at], _KINDS.get(state)
    near = [step for step in range(at - 1, max(-1, at - _LOOKED), -1) if where[step] >= where[at] - _SENTENCES]
    near += [step for step in range(at + 1, min(len(figures), at + _LOOKED)) if where[step] <= where[at] + _AHEAD]
    kinds: tuple[FigureKind, ...] = _HARMED if kind is None else (kind,)
    if figure.kind in _STATES:
        kinds = tuple(each for each in kinds if each is figure.kind)
    holding = [step for step in near if _holds(figures[step], figure.value, kinds)]
    if any(figures[step].value == figure.value for step in holding):
        return figure  # "all 11 of the victims": the same again
    if holding:
        whole = holding[0]
        return replace(figure, kind=figures[whole].kind, unit="person", part_of=whole)
    return figure if kind is None or kind not in kinds else replace(figure, kind=kind, unit="person")


def _holds(whole: Figure, value: float, kinds: Sequence[FigureKind]) -> bool:
    stands = whole.part_of is None and not whole.superseded and whole.certainty is Certainty.STATED
    return stands and whole.kind in kinds and whole.unit == "person" and whole.value >= value


_HARMED = (FigureKind.KILLED, FigureKind.INJURED, FigureKind.AFFECTED)
_LOOKED = 20  # figures to either side


def _proven(figures: list[Figure], where: Sequence[int], text: str) -> list[Figure]:
    """The parts told in one breath that make up a count told elsewhere: "nine boys and 14 men", where 23 died."""
    wholes: dict[tuple[FigureKind, float], int] = {}
    for at, figure in enumerate(figures):
        if figure.unit == "person" and figure.part_of is None and figure.certainty is Certainty.STATED:
            wholes.setdefault((figure.kind, figure.value), at)
    for first in range(len(figures)):
        total = figures[first].value
        for last in range(first + 1, min(len(figures), first + _RUN)):
            if not _go_on(figures[last - 1], figures[last], text):
                break
            total += figures[last].value
            whole = wholes.get((figures[first].kind, total))
            if whole is not None and where[whole] != where[first]:
                for at in range(first, last + 1):
                    figures[at] = replace(figures[at], part_of=whole)
                break
    return figures


def _go_on(one: Figure, other: Figure, text: str) -> bool:
    """Whether two counts of one kind stand in one breath."""
    alike = one.kind is other.kind and one.kind in _STATES and one.unit == other.unit == "person"
    whole = one.part_of is None and other.part_of is None and one.high is None and other.high is None
    return alike and whole and _LIST.fullmatch(text, one.span.end, other.span.start) is not None
