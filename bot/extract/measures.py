"""Numbers that count or measure: with unit, rate, range and hedge; dates, ages, scores and names left out.

Pure.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.extract import exclusions, numbers
from bot.extract.numbers import Form, Number, Word, hyphen_at, joined
from bot.extract.units import Unit, Units
from bot.types import Hedge, Trend

_HUNDRED = 100
_DASHES = frozenset("-\u2010\u2011\u2013\u2014\u2212")
_MINUS = frozenset("-\u2212\u2013")
_PLAIN_MINUS = frozenset("-\u2212")  # also where no unit tells a negative number from an aside between dashes
_FILLERS = frozenset("a an the another additional total further of its their his her those these only just".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A quantity in ``words[first:last]``, hedge, sign and unit included; ``number`` says how it is written."""

    first: int
    last: int
    number: Number
    value: float
    high: float | None = None
    hedge: Hedge = Hedge.EXACT
    unit: str | None = None  # symbol; None where a noun says what is counted
    per: str | None = None
    attributive: bool = False  # "six-mile", "three-day": it stands before its noun
    trend: Trend | None = None  # "+0.2%"


class Measures:
    """Finds the measures of a sentence."""

    def __init__(self, units: Units, hedges: Mapping[str, Any]) -> None:
        self.units = units
        self._before = _phrases(hedges.get("before", {}))
        self._after = _phrases(hedges.get("after", {}))

    def find(self, words: Sequence[Word]) -> tuple[Measure, ...]:
        """The measures in order, none inside another. Linear in the number of words."""
        found = numbers.find(words)
        chains = _chained(words, found)
        measures = [
            self._measure(words, number)
            for index, number in enumerate(found)
            if index not in chains and self._is_figure(words, number)
        ]
        ranges = _unit_shared(words, self._ranges(words, self._sums(words, measures)))
        return _converted(words, [self._hedged(words, measure) for measure in ranges])

    def _is_figure(self, words: Sequence[Word], number: Number) -> bool:
        if self.units.money_before(words, _unsigned(words, number.first)) is not None:
            return True
        if self._is_code(words, number):
            return False
        measured = self.units.is_named(words, number.last)
        return not exclusions.is_no_figure(words, number, measured=measured)

    def _is_code(self, words: Sequence[Word], number: Number) -> bool:
        """Whether letters that are no unit touch the last digit: "5G", "1e400"."""
        if number.form is not Form.DIGITS or not joined(words, number.last) or not words[number.last].text[0].isalpha():
            return False
        return number.scale == 1 and self._unit(words, number) is None

    def _measure(self, words: Sequence[Word], number: Number) -> Measure:
        first, last, unit, per = number.first, number.last, None, None
        money = self.units.money_before(words, _unsigned(words, first))
        if money is not None:
            unit, first = money
            rate = self.units.rate(words, last, money=True)
            if rate is not None:
                per, last = rate
        elif number.form is Form.FRACTION:
            unit = "percent"
        else:
            found = self._unit(words, number)
            if found is not None:
                unit, last, per = found.symbol, found.last, found.per
        first, value, trend = _signed(words, number, first, unit)
        return Measure(
            first=first,
            last=last,
            number=number,
            value=value,
            high=number.high,
            hedge=number.hedge or Hedge.EXACT,
            unit=unit,
            per=per,
            attributive=_is_attributive(words, number.last) and unit != "percent",
            trend=trend,
        )

    def _unit(self, words: Sequence[Word], number: Number) -> Unit | None:
        if numbers.is_multiple(words[number.first]):
            return Unit("count", number.last)
        after = self.units.after(words, number.last, digits=number.form is Form.DIGITS, value=number.value)
        of = number.form is Form.PLURAL and number.last < len(words) and words[number.last].key == "of"
        if after is None and of:
            return self.units.after(words, number.last + 1, digits=False, value=number.value)
        return after

    def _sums(self, words: Sequence[Word], measures: Sequence[Measure]) -> list[Measure]:
        """One amount out of two in "three dollars and 50 cents"."""
        merged: list[Measure] = []
        for measure in measures:
            whole = merged[-1] if merged else None
            gap = [word.key for word in words[whole.last : measure.first]] if whole else ["?"]
            cents = self.units.is_hundredth(measure.unit) and measure.value < _HUNDRED and gap in ([], ["and"])
            if whole is None or not cents or whole.unit is None or not self.units.is_money(whole.unit):
                merged.append(measure)
            elif not self.units.is_hundredth(whole.unit):
                merged[-1] = replace(whole, last=measure.last, value=whole.value + measure.value / _HUNDRED)
            else:
                merged.append(measure)
        return merged

    def _ranges(self, words: Sequence[Word], measures: Sequence[Measure]) -> list[Measure]:
        merged: list[Measure] = []
        for measure in measures:
            joint = self._range(words, merged[-1], measure) if merged else None
            if joint is None:
                merged.append(measure)
            else:
                merged[-1] = joint
        return merged

    def _range(self, words: Sequence[Word], low: Measure, high: Measure) -> Measure | None:
        """One measure out of two that are the ends of a range, else None."""
        if low.high is not None or high.high is not None or (low.number.form is Form.ONE and high.value > 12):
            return None
        gap = [word.key for word in words[low.last : high.first]]
        if not _links(words, gap, low, high) or not _same_unit(low, high):
            return None
        factor = (
            high.number.scale if low.number.scale == 1 and low.value * 1.0 < high.value / high.number.scale else 1.0
        )
        start = low.value * factor
        if start >= high.value:
            return None
        between = gap == ["and"] and words[low.first - 1].key != "between"
        return replace(
            high,
            first=low.first - (2 if between else gap == ["and"]),
            number=replace(high.number, first=low.number.first, form=high.number.form),
            value=start,
            high=high.value,
            unit=high.unit or low.unit,
            per=high.per or low.per,
        )

    def _hedged(self, words: Sequence[Word], measure: Measure) -> Measure:
        if hyphen_at(words, measure.last) and words[measure.last + 1].key in _SUFFIXES:
            hedge = _SUFFIXES[words[measure.last + 1].key]
            measure = replace(measure, hedge=hedge, last=measure.last + 2, attributive=False)
        if measure.hedge is Hedge.EXACT:
            hedge, first = self._hedge_before(words, measure.first)
            if hedge is Hedge.EXACT:
                hedge, last = self._hedge_after(words, measure.last)
                return measure if hedge is Hedge.EXACT else replace(measure, hedge=hedge, last=last)
            return replace(measure, hedge=hedge, first=first)
        _, first = self._hedge_before(words, measure.first)
        return measure if first == measure.first else replace(measure, first=first)

    def _hedge_before(self, words: Sequence[Word], first: int) -> tuple[Hedge, int]:
        if first >= 2 and hyphen_at(words, first - 1) and words[first - 2].key == "sub":
            return Hedge.LESS_THAN, first - 2
        at = first
        for _ in range(4):
            for size in (5, 4, 3, 2, 1):
                if size <= at:
                    phrase = tuple(word.key for word in words[at - size : at])
                    hedge = self._before.get(phrase)
                    if hedge is not None and not _is_preposition(words, phrase, at, first):
                        return hedge, at - size
            if at and words[at - 1].text in _MARKS:
                return _MARKS[words[at - 1].text], at - 1
            if not at or words[at - 1].key not in _FILLERS:
                break
            at -= 1
        return Hedge.EXACT, first

    def _hedge_after(self, words: Sequence[Word], last: int) -> tuple[Hedge, int]:
        for size in (2,):
            hedge = self._after.get(tuple(word.key for word in words[last : last + size]))
            if hedge is not None:
                return hedge, last + size
        if last < len(words) and words[last].text == "+" and joined(words, last):
            return Hedge.AT_LEAST, last + 1
        return Hedge.EXACT, last


_SUFFIXES = {"plus": Hedge.MORE_THAN, "odd": Hedge.ABOUT}  # "thirty-odd"


def _is_preposition(words: Sequence[Word], phrase: tuple[str, ...], at: int, first: int) -> bool:
    """Whether "over", "around" governs a known thing: "over the 50 days", "around its 37 metres"."""
    return len(phrase) == 1 and phrase[0] in _PLACING and at < first and words[at].key in _KNOWN


_PLACING = frozenset("about around over above under below".split())
_KNOWN = frozenset("the its their his her those these".split())
_MARKS = {
    "~": Hedge.ABOUT,
    "≈": Hedge.ABOUT,
    "≥": Hedge.AT_LEAST,
    "≤": Hedge.AT_MOST,
    ">": Hedge.MORE_THAN,
    "<": Hedge.LESS_THAN,
}


def _phrases(table: Mapping[str, Any]) -> dict[tuple[str, ...], Hedge]:
    return {tuple(phrase.split()): Hedge(name) for name, phrases in table.items() for phrase in phrases}


def _unsigned(words: Sequence[Word], first: int) -> int:
    """The index of a number or of the sign between it and its currency: "$-50"."""
    signed = joined(words, first) and words[first - 1].text in _MINUS and joined(words, first - 1)
    return first - 1 if signed else first


def _signed(words: Sequence[Word], number: Number, first: int, unit: str | None) -> tuple[int, float, Trend | None]:
    """Where a measure begins with its sign, its value and, of a percentage, its trend: "+0.2%", "minus-5 degrees"."""
    value = number.value
    if first < number.first and words[number.first - 1].text in _MINUS:
        return first, -value, None
    at = first - 1 if hyphen_at(words, first - 1) else first
    if at and words[at - 1].key == "minus" and number.form is not Form.PLURAL:
        return at - 1, -value, None
    sign = words[first - 1].text if first and joined(words, first) else ""
    if (sign != "+" and sign not in _MINUS) or (first > 1 and joined(words, first - 1)):
        return first, value, None
    if unit is None:
        below = sign in _PLAIN_MINUS and number.form is Form.DIGITS and not words[max(0, first - 2)].text[-1].isdigit()
        return (first - 1, -value, None) if below else (first, value, None)
    if unit == "percent":
        return first - 1, value, Trend.UP if sign == "+" else Trend.DOWN
    return (first, value, None) if sign == "+" else (first - 1, -value, None)


def _unit_shared(words: Sequence[Word], measures: list[Measure]) -> list[Measure]:
    """What the last of several says for all: "5, 6 and 7 metres", "8 or $9", "7- and 8-inch"."""
    for at in range(len(measures) - 2, -1, -1):
        one, other = measures[at], measures[at + 1]
        if one.unit is not None or other.unit is None or one.number.form in (Form.ONE, Form.PLURAL):
            continue
        gap = {word.key for word in words[one.last : other.first]}
        if gap and gap <= _LISTING and gap != {"-"}:
            measures[at] = replace(one, unit=other.unit, per=other.per)
    return measures


_LISTING = frozenset({",", "and", "or", "-"})


def _converted(words: Sequence[Word], measures: list[Measure]) -> tuple[Measure, ...]:
    """The same in another unit, in brackets, is as exact: "nearly 5 miles (8 km)", "under 296 hp (224 kW / 300 PS)"."""
    for at in range(1, len(measures)):
        one, other = measures[at - 1], measures[at]
        gap = [word.text for word in words[one.last : other.first]]
        if gap not in (["("], ["/"]) or one.unit is None or other.unit in (None, one.unit):
            continue
        if other.hedge is Hedge.EXACT:
            measures[at] = replace(other, hedge=one.hedge)
    return tuple(measures)


def _same_unit(low: Measure, high: Measure) -> bool:
    return low.unit is None or high.unit is None or low.unit == high.unit


def _links(words: Sequence[Word], gap: Sequence[str], low: Measure, high: Measure) -> bool:
    """Whether what stands between two numbers makes them the ends of a range."""
    before = words[low.first - 1].key if low.first else ""
    match gap:
        case [dash] if dash in _DASHES:
            return True
        case ["-", "to", "-"]:
            return True
        case ["to"] if before == "from" and low.unit is None and high.unit is None and is_of_toll(words, low.first):
            return False
        case ["to"] if low.unit == "percent" and high.unit is None:
            return False
        case ["to"]:
            return low.value < high.value or low.value * high.number.scale < high.value or before == "from"
        case ["and"]:
            return before == "between" or (low.first > 1 and words[low.first - 2].key == "between")
        case ["or"]:
            return low.number.form in (Form.WORDS, Form.ONE) and high.number.form is Form.WORDS
        case ["and", "possibly" | "perhaps" | "maybe"] | ["or", "possibly" | "perhaps" | "maybe"]:
            return True
        case [*_, "possibly" | "perhaps" | "maybe", "as", "many", "as"]:
            return len(gap) <= 6
        case _:
            return False


def _is_attributive(words: Sequence[Word], last: int) -> bool:
    """Whether a number is tied to the word after it: "six-mile", "two- and four-storey"."""
    if hyphen_at(words, last):
        return True
    hanging = joined(words, last) and words[last].text == "-" and last + 1 < len(words)
    return hanging and words[last + 1].key in ("and", "or", "to")


def is_of_toll(words: Sequence[Word], at: int) -> bool:
    """Whether the numbers are an older and a newer count of people: "the toll rose from 12 to 15"."""
    return any(
        word.key in ("toll", "deaths", "dead", "killed", "wounded", "injured") for word in words[max(0, at - 8) : at]
    )


def _chained(words: Sequence[Word], found: Sequence[Number]) -> frozenset[int]:
    """Indexes of numbers that a hyphen, slash, point or colon ties to others: dates, telephone numbers, results."""
    tied: set[int] = set()
    for index, (one, other) in enumerate(itertools.pairwise(found)):
        if other.first != one.last + 1 or not joined(words, one.last) or not joined(words, other.first):
            continue
        mark = words[one.last].text
        broken = mark in _DASHES and (index in tied or not _is_range(words, one, other))
        if broken or mark in (":", "/", "."):
            tied |= {index, index + 1}
    return frozenset(tied)


def _is_range(words: Sequence[Word], one: Number, other: Number) -> bool:
    """Whether "12-15" is a range, not a result or a season: it rises and something is counted after it."""
    low = one.value * (other.scale if one.scale == 1 and one.value < other.value / other.scale else 1.0)
    if low >= other.value or exclusions.is_year(words, one):
        return False
    if one.first and words[one.first - 1].key in (
        "won",
        "lost",
        "beat",
        "drew",
        "win",
        "loss",
        "lead",
        "led",
        "phone",
        "call",
        "tel",
    ):
        return False
    following = words[other.last] if other.last < len(words) else None
    if following is None or exclusions.is_name(words, one):
        return False
    return following.text.isalpha() or following.text in "%°$" or hyphen_at(words, other.last)
