"""The quantities of a sentence: a measure with what it counts, "a woman", "no one".

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.extract import trends
from bot.extract.counted import Counted, noun_phrase
from bot.extract.exclusions import HARMED
from bot.extract.kinds import Kinds
from bot.extract.measures import Measure, Measures, is_of_toll
from bot.extract.nouns import is_plural, singular
from bot.extract.numbers import Form, Number, Word, hyphen_at
from bot.extract.units import Units

_LONGEST_SINGLE = 5  # words between "a" and the noun for a person
_NO_REPORTS = frozenset("immediate report reports initial further word of confirmed known".split())


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure and the noun phrase that it counts, in ``words[first:last]``."""

    first: int
    last: int
    measure: Measure
    counted: Counted | None = None

    @property
    def noun(self) -> str | None:
        return self.counted.noun if self.counted else None


def find(words: Sequence[Word], measures: Measures, kinds: Kinds) -> tuple[Quantity, ...]:
    """The quantities of a sentence in order, none overlapping another but for "four of the six"."""
    told = _per_many(words, trends.told(words, measures.find(words)))
    named = [_in_thousands(words, _with_noun(words, measure, measures.units), kinds) for measure in told]
    counted = _as_points(words, named)
    found = [quantity for quantity in counted if not _is_impossible(quantity)]
    taken = {at for quantity in found for at in range(quantity.first, quantity.last)}
    for at in [at for at, word in enumerate(words) if word.key in _IMPLYING]:
        extra = None if at in taken else _implied(words, at, kinds)
        if extra is not None and taken.isdisjoint(range(extra.first, extra.last)):
            found.append(extra)
    return tuple(sorted(found, key=lambda quantity: quantity.first))


_IMPLYING = frozenset("a an another no nobody both".split())


def _implied(words: Sequence[Word], at: int, kinds: Kinds) -> Quantity | None:
    """How many without a number: "a soldier", "no one", "both pilots"."""
    key = words[at].key
    if key in ("no", "nobody"):
        return _none(words, at)
    return _both(words, at, kinds) if key == "both" else _single(words, at, kinds)


def _with_noun(words: Sequence[Word], measure: Measure, units: Units) -> Quantity:
    counted = None
    if measure.unit is None:
        at = measure.last + 1 if hyphen_at(words, measure.last) else measure.last
        if hyphen_at(words, measure.last) and words[at].key == "strong":
            measure, counted = replace(measure, attributive=False), _strong(words, at)
        many = (measure.value != 1 and abs(measure.value) >= 1) or measure.value == 0 or measure.high is not None
        counted = (
            counted
            or noun_phrase(words, at, many=many, skip_of=True)
            or _named_before(words, measure)
            or _numbered(words, measure)
            or _who(words, at)
        )
    last = max(measure.last, counted.last if counted else 0)
    if counted is None and _is_part(words, measure):
        counted = noun_phrase(words, measure.last + 2, many=measure.value != 1, skip_of=False)
    rate = units.rate(words, last) if counted is not None else None
    if rate is not None:
        measure, last = replace(measure, per=rate[0]), rate[1]
    elif counted is not None and (behind := units.rate_behind(words, last)) is not None:
        measure = replace(measure, per=behind)
    elif counted is not None and not _is_known(words, measure) and (often := units.repeated(words, last)) is not None:
        measure = replace(measure, per=often)
    return Quantity(measure.first, last, measure, counted)


def _is_known(words: Sequence[Word], measure: Measure) -> bool:
    """Whether those counted are always the same, who do something often: "the 40 men", "all 40 men"."""
    return measure.first > 0 and words[measure.first - 1].key in _KNOWN


_KNOWN = frozenset("the its their his her our these those all both".split())


def _in_thousands(words: Sequence[Word], quantity: Quantity, kinds: Kinds) -> Quantity:
    """People are whole, so the point of "12.345 people", "a death toll of 12.000" parts thousands."""
    measure = quantity.measure
    text = words[measure.number.first].text
    if measure.unit is not None or measure.number.scale != 1 or not _POINTED.fullmatch(text):
        return quantity
    people = is_of_toll(words, measure.first) if quantity.noun is None else kinds.is_person(quantity.noun)
    return replace(quantity, measure=replace(measure, value=measure.value * 1000)) if people else quantity


_POINTED = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def _is_impossible(quantity: Quantity) -> bool:
    """Whether things would be fewer than none: "-5 people"."""
    return quantity.measure.value < 0 and quantity.measure.unit is None and quantity.noun not in (None, "point")


def _is_part(words: Sequence[Word], measure: Measure) -> bool:
    """Whether a bare number says how many of those before it: "12 of them children"."""
    keys = [word.key for word in words[measure.last : measure.last + 2]]
    return measure.unit is None and keys in (["of", "them"], ["of", "whom"], ["of", "those"], ["of", "which"])


def _per_many(words: Sequence[Word], measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """One measure of two in "12 per 100,000 people", "3 for every 9 boats"."""
    merged: list[Measure] = []
    for measure in measures:
        low = merged[-1] if merged else None
        gap = [word.key for word in words[low.last : measure.first]] if low else []
        if low is None or low.per is not None or measure.unit is not None or not _is_per(gap):
            merged.append(measure)
            continue
        many = noun_phrase(words, measure.last, many=measure.value != 1, skip_of=False)
        per = f"{measure.value:,.10g}" + (f" {many.unit}" if many else "")
        merged[-1] = replace(low, per=per)
    return tuple(merged)


def _is_per(gap: Sequence[str]) -> bool:
    return len(gap) <= _NEAR and (gap[-1:] == ["per"] or gap[-2:] == ["for", "every"])


_NEAR = 4  # words between a number and the one that it is per


def _as_points(words: Sequence[Word], found: list[Quantity]) -> list[Quantity]:
    """A level beside a change in points is in points too: "fell 12 points to 4,577.10", "(4,577.10, up 12 points)"."""
    points = next((quantity.counted for quantity in found if quantity.noun == "point"), None)
    if points is None:
        return found
    return [
        replace(quantity, counted=Counted(quantity.last, quantity.last, points.head, "point", "point"))
        if quantity.counted is None and quantity.measure.unit is None and _is_level(words, quantity)
        else quantity
        for quantity in found
    ]


def _is_level(words: Sequence[Word], quantity: Quantity) -> bool:
    before = words[quantity.first - 1].key if quantity.first else ""
    after = {word.key for word in words[quantity.last : quantity.last + 2]}
    return before in ("to", "at") or not after.isdisjoint(("up", "down"))


def _named_before(words: Sequence[Word], measure: Measure) -> Counted | None:
    """What two are in "a boat or two"."""
    at = measure.first - 2
    if at < 1 or words[at + 1].key != "or" or words[at - 1].key not in ("a", "an", "another"):
        return None
    return Counted(measure.last, measure.last, at, words[at].key, words[at].key) if words[at].text.isalpha() else None


def _strong(words: Sequence[Word], at: int) -> Counted:
    """The people of a "300-strong crowd", whose "strong" stands at ``at``."""
    group = noun_phrase(words, at + 1, many=False, skip_of=False)
    return Counted(at, group.last if group else at + 1, group.head if group else at, "person", "person")


def _numbered(words: Sequence[Word], measure: Measure) -> Counted | None:
    """Who are counted in "the dead number 40", "the rebels numbered 40"."""
    at = measure.first - 2
    if at < 0 or words[at + 1].key not in _NUMBERING:
        return None
    key = words[at].key
    if not is_plural(key) and key not in HARMED:
        return None
    return Counted(measure.last, measure.last, at, singular(key), singular(key))


_NUMBERING = frozenset("number numbered numbering totalled totaled".split())


def _who(words: Sequence[Word], at: int) -> Counted | None:
    """People named by nothing but "who": "and 900 who stayed"."""
    who = at < len(words) and words[at].key in ("who", "whom", "whose")
    return Counted(at, at, at, "person", "person") if who else None


def _single(words: Sequence[Word], at: int, kinds: Kinds) -> Quantity | None:
    """One person without a number: "a soldier"."""
    step = _after_age(words, at + 1)
    counted = noun_phrase(words, step, many=False, skip_of=False)
    if step > at + 1 and (counted is None or not kinds.is_one_person(counted.noun)):
        return Quantity(at, step, _measure(at, at + 1, 1.0), Counted(step - 1, step, step - 1, "person", "person"))
    if counted is None or counted.last - step > _LONGEST_SINGLE or not kinds.is_one_person(counted.noun):
        return None
    return Quantity(at, counted.last, _measure(at, at + 1, 1.0), counted)


def _after_age(words: Sequence[Word], at: int) -> int:
    """The index behind "17-year-old" at ``at``, else ``at``."""
    for step in range(at + 1, min(at + 6, len(words))):
        if (
            words[step].key == "old"
            and words[step - 1].text == "-"
            and words[step - 2].key in ("year", "month", "week", "day")
        ):
            return step + 1
    return at


def _both(words: Sequence[Word], at: int, kinds: Kinds) -> Quantity | None:
    """Two people without a number: "both pilots", "both of the pilots"."""
    counted = noun_phrase(words, at + 1, many=True, skip_of=True)
    if counted is None or not kinds.is_person(counted.noun):
        return None
    return Quantity(at, counted.last, _measure(at, at + 1, 2.0), counted)


def _none(words: Sequence[Word], at: int) -> Quantity | None:
    """ "no one", "nobody", "no injuries", "no reports of casualties"."""
    if words[at].key == "nobody":
        return Quantity(at, at + 1, _measure(at, at + 1, 0.0))
    step = at + 1
    if step < len(words) and words[step].key == "one":
        return Quantity(at, step + 1, _measure(at, step + 1, 0.0))
    while step < len(words) and words[step].key in _NO_REPORTS:
        step += 1
    counted = noun_phrase(words, step, many=True, skip_of=False)
    return None if counted is None else Quantity(at, counted.last, _measure(at, at + 1, 0.0), counted)


def _measure(first: int, last: int, value: float) -> Measure:
    return Measure(first=first, last=last, number=Number(first, last, value, Form.IMPLIED), value=value)
