"""Values that an article itself replaces, compares the new one with, or tells as taken back.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.extract.attribution import COMPARING, Attribution
from bot.extract.measures import Measure
from bot.extract.numbers import Word
from bot.extract.reading import Reading
from bot.types import Certainty, Figure, FigureKind

_REACH = 14  # words between "the toll rose" and the value that it replaces
_TOLLS = frozenset(
    "toll deaths dead number rose risen rising rises climbed revised raised increased jumped fell lowered".split()
)
_OLDER = (("up", "from"), ("down", "from"), ("revised", "from"), ("previously", "reported"), ("initially", "reported"))
_FIRST = frozenset(("initially", "originally"))
_SAYING = frozenset("said reported announced put estimated spoke told confirmed".split())
_FORMER = frozenset("earlier previous initial first prior preliminary".split())
_TOLD = frozenset("toll figure count report reports estimate estimates tally number".split())
_STOOD = re.compile(
    r"\bhad\s(?:(?:earlier|previously|first|initially)\s)?"
    r"(?:(?:stood|been\sput|been\sgiven)\sat|(?:put|given)\s(?:the|its|that)\s(?:\w+\s){1,3}(?:at|as))\s$"
)
_NEAR = 60  # characters before a figure
_CLAUSE_END = re.compile(r"[,;:.]\s")
_IN_YEAR = re.compile(r"(?:\s\w+){0,4}\s(?:of|in)\s(?:19|20)\d\d\b")
_LEVEL = ("at ", "to ", "as ")  # before a value that was put or corrected
_UP = frozenset(("raise",))
_DOWN = frozenset(("lower", "reduce", "cut"))
_LOOKED = 12  # figures before a correction
_COMPARED = 80  # characters between a value and the one that it is compared with
_BESIDE = 6  # words between a value and its time
_CHANGED = re.compile(
    r"\b(?P<verb>lower|reduce|cut|raise|revise|correct)(?:d|ed)?\s(?:the|its|that|this|his|her)\s"
    r"(?:\w+\s){1,4}(?:down\s|up\s)?(?:to|at)\s$"
)
_LINK = r"(?:which|that|it|he|she|they|was|were|has|had|been|later|since|then|subsequently|quickly)"
_TAKEN = r"(?:withdrew|withdrawn|retracted|took\sback|taken\sback|walked\sback|backed\saway\sfrom|disowned)"
_TAKING = ("withdr", "retract", " back", "disown")  # every form holds one
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
    if not _FIRST.isdisjoint(before) and not _SAYING.isdisjoint(before):
        return True  # "police initially said 31 people had been killed"
    return _is_former(before) or any(_leads_to(phrase, before) for phrase in _OLDER)


def _leads_to(phrase: Sequence[str], before: Sequence[str]) -> bool:
    """Whether a phrase is said of the value behind it: of "down from 50 to 38" not of the 38."""
    at = next((at for at, pair in enumerate(pairwise(before)) if pair == phrase), None)
    return at is not None and "to" not in before[at + 2 :]


def _is_former(before: Sequence[str]) -> bool:
    """ "an earlier report of 12", "initial estimates that 12"."""
    told = before[-1:] in (["of"], ["that"]) and not _TOLD.isdisjoint(before[-2:-1])
    return told and not _FORMER.isdisjoint(before[-4:-2])


def mark(figures: Sequence[Figure], reading: Reading, attribution: Attribution) -> tuple[Figure, ...]:
    """The figures with those marked that others, before or after them, make old."""
    told = [_undated(figure, reading.text) if figure.superseded else figure for figure in figures]
    for at, (one, other) in enumerate(pairwise(figures), 1):
        if not reading.text.endswith(_LEVEL, 0, other.span.start) and one.sentence != other.sentence:
            continue
        changed = _CHANGED.search(reading.text, max(0, other.span.start - _NEAR), other.span.start)
        if changed:
            _replace(told, at, changed["verb"].lower())
        stood = _STOOD.search(reading.text, max(0, other.span.start - _NEAR), other.span.start)
        if stood:
            kin = next((each for each in reversed(told[max(0, at - _LOOKED) : at]) if each.kind is other.kind), one)
            told[at] = _as_old(told[at], kin)
        elif _is_compared(one, other, reading, attribution):
            told[at] = _as_old(told[at], told[at - 1])
    for at in _told_before(told, reading.text):
        told[at] = replace(told[at], superseded=True)
    for at in _taken_back(figures, reading):
        told[at] = replace(told[at], superseded=True, certainty=Certainty.UNCONFIRMED)
    return tuple(told)


def _told_before(figures: Sequence[Figure], text: str) -> Iterator[int]:
    """The values that someone told first, where another follows: "earlier reports spoke of 50; it is now 33"."""
    if not any(word in text for word in _EARLY):
        return
    for at, figure in enumerate(figures):
        if figure.kind not in _HARMED or figure.superseded or figure.part_of is not None:
            continue
        start = figure.span.start
        if _EARLIER.search(text, max(0, start - _NEAR), start) and any(
            _is_newer(figure, other, text) for other in figures[at + 1 : at + _FOLLOWING]
        ):
            yield at


def _is_newer(old: Figure, new: Figure, text: str) -> bool:
    """Whether a later value counts what an old one does."""
    if new.part_of is not None or new.superseded or new.value == old.value:
        return False
    bare = new.unit == "" and SAYING.search(text, max(0, new.span.start - _NEAR), new.span.start) is not None
    return bare or (new.kind, new.unit) == (old.kind, old.unit)


SAYING = re.compile(r"\b(?:says?|said|spoke\sof|(?:puts?|gives?|gave)\s(?:it|them)\s(?:at|as))\s$")
_EARLY = ("arlier", "revious", "nitial", "reliminary")
_EARLIER = re.compile(
    r"\b(?:(?:earlier|previously)\s(?:said|reported|announced|put|spoke|spoken|estimated)"
    r"|(?:earlier|previous|initial|first|preliminary)\s(?:\w+\s)?(?:reports?|estimates?|figures?|counts?|tally|toll)"
    r"\s(?:had\s)?(?:spoken?|said|put|gave|given|told|suggested|indicated))"
    r"(?:\sof|\sthat|\s(?:the|their|its)\s(?:\w+\s){1,3}at)?\s$",
    re.IGNORECASE,
)
_FOLLOWING = 5  # figures after an old one
_HARMED = frozenset(
    {FigureKind.KILLED, FigureKind.INJURED, FigureKind.MISSING, FigureKind.DETAINED, FigureKind.DISPLACED}
)


def _undated(figure: Figure, text: str) -> Figure:
    """An old value without a time that a clause after it names: "to 19 from 12, officials said on Thursday"."""
    time = figure.as_of
    later = time is not None and _CLAUSE_END.search(text, figure.span.end, max(figure.span.end, time.span.start))
    return replace(figure, as_of=None) if later else figure


def _is_compared(one: Figure, other: Figure, reading: Reading, attribution: Attribution) -> bool:
    """ "$1.2bn, compared with $310 million a year earlier": the second is of the time told right behind it."""
    start, end = one.span.end, other.span.start
    if end - start > _COMPARED or one.sentence != other.sentence or other.unit not in (one.unit, ""):
        return False
    if COMPARING.search(reading.text, start, other.span.end) is None:
        return False
    time = attribution.time_behind(other.span)
    gap = reading.text[other.span.end : time.start] if time is not None else ""
    if time is not None and len(gap.split()) <= _BESIDE and _CLAUSE_END.search(gap) is None:
        return True
    return _IN_YEAR.match(reading.text, other.span.end) is not None


def _replace(told: list[Figure], at: int, verb: str) -> None:
    """A count corrected to another makes the nearest to it in size old: "later lowered the number of dead to 29"."""
    new = told[at]
    before = [step for step in range(max(0, at - _LOOKED), at) if _is_corrected(told[step], new, verb)]
    if before:
        step = min(before, key=lambda each: abs(told[each].value - new.value))
        told[step] = replace(told[step], superseded=True)


def _is_corrected(old: Figure, new: Figure, verb: str) -> bool:
    alike = (old.kind, old.unit) == (new.kind, new.unit) and old.part_of is None and old.high is None
    if not alike or old.value == new.value:
        return False
    ways = (verb not in _UP or old.value < new.value) and (verb not in _DOWN or old.value > new.value)
    return ways and _same_source(old, new)


def _same_source(one: Figure, other: Figure) -> bool:
    """Whether no two different sources are known."""
    if one.attribution is None or other.attribution is None:
        return True
    return one.attribution.name == other.attribution.name


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
    if not any(word in reading.text for word in _TAKING):
        return
    for match in _TAKEN_BACK.finditer(reading.text):
        sentence = index(match.start())
        told = first.get(sentence, first.get(sentence - 1))
        if told is not None and figures[told].span.start < match.start():
            yield told
