"""Numbers that count or measure: with unit, rate, range and hedge; dates, ages, scores and names left out.

Pure.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.extract import numbers
from bot.extract.nouns import is_plural
from bot.extract.numbers import Form, Number, Word, hyphen_at, joined
from bot.extract.units import Units
from bot.types import Hedge, Trend

_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun "
    "jul aug sep sept oct nov dec".split()
)
_CLOCK = frozenset("am pm a.m p.m a.m. p.m. gmt utc et est edt pst pdt pt bst cet cest ist o'clock noon hrs".split())
_LABELS = frozenset(
    "no nos number article section chapter page pages paragraph phase round game match group level stage type "
    "category resolution highway route interstate flight channel studio room gate floor ward zone sector block "
    "apartment apt unit version series season episode volume part act bill proposition amendment title point area "
    "district line platform station lot item step day week night model mark formula apollo windows iphone top big "
    "top- week grade class form psalm verse hwy figure table exhibit appendix annex building".split()
)
_STREETS = frozenset(
    "street st road rd avenue ave boulevard blvd lane ln drive dr square court ct highway way place".split()
)
_AGE_WORDS = ("old", "olds")
_DASHES = frozenset("-\u2010\u2011\u2013\u2014\u2212")
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
            if index not in chains and not _is_no_figure(words, number)
        ]
        return tuple(self._hedged(words, measure) for measure in self._ranges(words, measures))

    def _measure(self, words: Sequence[Word], number: Number) -> Measure:
        first, last, unit, per = number.first, number.last, None, None
        value, trend = number.value, None
        money = self.units.money_before(words, first)
        plain = number.form is Form.FRACTION
        if money is not None:
            unit, first = money
            rate = self.units.rate(words, last)
            if rate is not None:
                per, last = rate
        elif not plain:
            after = self.units.after(words, last, digits=number.form is Form.DIGITS, value=value)
            at = last + 1 if number.form is Form.PLURAL and last < len(words) and words[last].key == "of" else last
            if after is None and at > last:
                after = self.units.after(words, at, digits=False, value=value)
            if after is not None:
                unit, last, per = after.symbol, after.last, after.per
        else:
            unit = "percent"
        if first and words[first - 1].text in ("+", "-", "\u2212", "\u2013") and joined(words, first):
            spaced = first == 1 or not joined(words, first - 1)
            if spaced and unit == "percent":
                trend, first = (Trend.UP if words[first - 1].text == "+" else Trend.DOWN), first - 1
            elif spaced and unit is not None and words[first - 1].text != "+":
                value, first = -value, first - 1
        return Measure(
            first=first,
            last=last,
            number=number,
            value=value,
            high=number.high,
            hedge=number.hedge or Hedge.EXACT,
            unit=unit,
            per=per,
            attributive=hyphen_at(words, number.last) and unit != "percent",
            trend=trend,
        )

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
        if start >= high.value and gap != ["to"]:
            return None
        return replace(
            high,
            first=low.first,
            number=replace(high.number, first=low.number.first, form=high.number.form),
            value=start,
            high=high.value,
            unit=high.unit or low.unit,
            per=high.per or low.per,
        )

    def _hedged(self, words: Sequence[Word], measure: Measure) -> Measure:
        if measure.hedge is Hedge.EXACT:
            hedge, first = self._hedge_before(words, measure.first)
            if hedge is Hedge.EXACT:
                hedge, last = self._hedge_after(words, measure.last)
                return replace(measure, hedge=hedge, last=last)
            return replace(measure, hedge=hedge, first=first)
        _, first = self._hedge_before(words, measure.first)
        return replace(measure, first=first)

    def _hedge_before(self, words: Sequence[Word], first: int) -> tuple[Hedge, int]:
        at = first
        for _ in range(4):
            for size in (5, 4, 3, 2, 1):
                if size <= at:
                    hedge = self._before.get(tuple(word.key for word in words[at - size : at]))
                    if hedge is not None:
                        return hedge, at - size
            if at and words[at - 1].text == "~":
                return Hedge.ABOUT, at - 1
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
        if hyphen_at(words, last) and words[last + 1].key == "plus":
            return Hedge.MORE_THAN, last + 2
        return Hedge.EXACT, last


def _phrases(table: Mapping[str, Any]) -> dict[tuple[str, ...], Hedge]:
    return {tuple(phrase.split()): Hedge(name) for name, phrases in table.items() for phrase in phrases}


def _same_unit(low: Measure, high: Measure) -> bool:
    return low.unit is None or high.unit is None or low.unit == high.unit


def _links(words: Sequence[Word], gap: Sequence[str], low: Measure, high: Measure) -> bool:
    """Whether what stands between two numbers makes them the ends of a range."""
    before = words[low.first - 1].key if low.first else ""
    match gap:
        case [dash] if dash in _DASHES:
            return True
        case ["to"] if before == "from" and low.unit is None and high.unit is None and _of_toll(words, low.first):
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


def _of_toll(words: Sequence[Word], at: int) -> bool:
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
    if low >= other.value or _is_year(words, one):
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
    if following is None or _named(words, one):
        return False
    return following.text.isalpha() or following.text in "%°$" or hyphen_at(words, other.last)


def _is_year(words: Sequence[Word], number: Number) -> bool:
    text = words[number.first].text
    return number.last == number.first + 1 and len(text) == 4 and text.isdigit() and 1500 <= number.value <= 2100


def _is_no_figure(words: Sequence[Word], number: Number) -> bool:
    return any(rule(words, number) for rule in _RULES)


def _key(words: Sequence[Word], at: int) -> str:
    return words[at].key if 0 <= at < len(words) else ""


def _date(words: Sequence[Word], number: Number) -> bool:
    if number.form is not Form.DIGITS or number.scale != 1:
        return False
    before, after = _key(words, number.first - 1), _key(words, number.last)
    if before == "." and number.first >= 2:  # "Sept. 11"
        before = words[number.first - 2].key
    month_before = before in _MONTHS and (before != "may" or words[number.first - 1].text == "May")
    month_after = after in _MONTHS and words[number.last].text[0].isupper()
    if (month_before or month_after) and number.value <= 31 and number.value % 1 == 0:
        return True
    if month_before and _is_year(words, number):
        return True
    back = number.first - 1  # "March 5 and 6", "March 5-6", "9 or 10 October"
    listed = before in ("and", "or", "-", "\u2013", "to", ",") and back >= 2 and words[back - 1].text.isdigit()
    if listed and _key(words, back - 2) in _MONTHS:
        return True
    if after in ("and", "or", "-", "\u2013", "to") and number.last + 2 < len(words) and number.value <= 31:
        return words[number.last + 1].text.isdigit() and _key(words, number.last + 2) in _MONTHS
    return False


def _year(words: Sequence[Word], number: Number) -> bool:
    if not _is_year(words, number) or number.form is not Form.DIGITS:
        return False
    before = _key(words, number.first - 1)
    if before in (
        "than",
        "least",
        "nearly",
        "almost",
        "some",
        "approximately",
        "roughly",
        "least",
        "$",
        "€",
        "£",
        "killed",
        "killing",
    ):
        return False
    after = words[number.last] if number.last < len(words) else None
    if (
        after is None
        or not after.text.isalpha()
        or before in ("in", "since", "until", "of", "mid", "early", "late", "year")
    ):
        return not (after is not None and after.text in ("%", "°"))
    return not (is_plural(after.key) and after.text.islower() and before not in ("the", "a"))


def _clock(words: Sequence[Word], number: Number) -> bool:
    after = _key(words, number.last)
    if number.form is Form.DIGITS and after in _CLOCK:
        return after not in ("est", "et", "ist", "pt") or words[number.last].text.isupper()
    return number.value <= 12 and after == "o'clock"


def _ordinal(words: Sequence[Word], number: Number) -> bool:
    """1st, 2nd, 1990s, 50th."""
    last = number.last
    return joined(words, last) and words[last].key in ("st", "nd", "rd", "th", "s", "'s") and number.form is Form.DIGITS


def _age(words: Sequence[Word], number: Number) -> bool:
    first, last = number.first, number.last
    before, before2 = _key(words, first - 1), _key(words, first - 2)
    if before in ("aged", "age", "ages") or (before == "of" and before2 == "age"):
        return True
    if before in ("and", "to", "or", "between", "-", ",", "from") and any(
        _key(words, at) in ("aged", "ages") for at in range(max(0, first - 6), first)
    ):
        return True
    step = last + 1 if hyphen_at(words, last) else last
    if _key(words, step) in ("year", "years", "month", "months", "week", "weeks", "day", "days"):
        step = step + 2 if hyphen_at(words, step + 1) else step + 1
        if _key(words, step) in _AGE_WORDS or (_key(words, step) == "of" and _key(words, step + 1) == "age"):
            return True
    if _key(words, step) in ("something", "somethings"):
        return True
    return _aside_age(words, number)


def _aside_age(words: Sequence[Word], number: Number) -> bool:
    """ "Mara Haddad, 34, said", "Haddad (34)": a small number alone in brackets or commas after a name."""
    if number.form is not Form.DIGITS or not 0 < number.value < 120 or number.value % 1 or number.scale != 1:
        return False
    opening, closing = _key(words, number.first - 1), _key(words, number.last)
    if (opening, closing) not in ((",", ","), ("(", ")"), (",", ".")) or number.first < 2:
        return False
    return words[number.first - 2].text[0].isupper()


def _named(words: Sequence[Word], number: Number) -> bool:
    """ "Boeing 737", "F-16", "No. 10", "Group of 20", "Type 2", "A320"."""
    first = number.first
    if not first:
        return False
    before = words[first - 1]
    if joined(words, first) and (before.text.isalpha() or before.text in "@_#/&"):
        return True
    if before.text in _DASHES and joined(words, first) and joined(words, first - 1) and first >= 2:
        glued = words[first - 2]
        if (
            glued.text[-1].isalpha()
            and glued.key not in numbers.ALL_WORDS
            and glued.key not in ("mid", "than", "of", "to")
        ):
            return True
    key = words[first - 2].key if before.text == "." and first >= 2 else before.key
    if number.form is Form.DIGITS and key in ("no", "nos") and before.text in (".", "No", "Nos"):
        return True
    if before.text in ("#", "№"):
        return True
    if key in ("group", "big", "top", "g", "g-", "class") and number.form is Form.DIGITS and before.text != ".":
        return not _counts(words, number)
    if (
        before.key == "of"
        and _key(words, first - 2) in ("group", "gang", "order")
        and words[first - 2].text[0].isupper()
    ):
        return True
    if (
        number.scale == 1
        and number.form is not Form.PLURAL
        and key in _LABELS
        and (number.form is Form.DIGITS or (before.text[0].isupper() and words[first].text[0].isupper()))
        and before.text != "."
        and not _counts(words, number)
    ):
        return True
    if number.form is Form.DIGITS and number.scale == 1 and before.text[0].isupper() and first >= 2:
        if before.key in ("in", "at", "on", "by", "of", "with", "and", "the") or before.text in ("U.S.", "UN", "U.N."):
            return False
        return "," not in words[first].text and not _counts(words, number)
    return False


def _counts(words: Sequence[Word], number: Number) -> bool:
    """Whether something that is counted follows soon: a unit sign or a plural in lower case."""
    for word in words[number.last : number.last + 4]:
        if not (word.text.isalpha() or word.text in ("-", "%", "°")):
            return False
        if word.text in ("%", "°") or word.key in ("percent", "per"):
            return True
        if word.key in _FUNCTION:
            return False
        if is_plural(word.key) and word.text[0].islower():
            return True
    return False


_FUNCTION = frozenset(
    "the a an of in on at to by from for with and or but as is are was were has have had be been will would could "
    "it he she they we that which who when while after before since than then said says not".split()
)


def _address(words: Sequence[Word], number: Number) -> bool:
    if number.form is not Form.DIGITS or number.scale != 1:
        return False
    for step, word in enumerate(words[number.last : number.last + 4]):
        if not word.text[0].isupper() and not word.text[0].isdigit():
            return False
        if step and word.key in _STREETS:
            return True
    return False


def _list_mark(words: Sequence[Word], number: Number) -> bool:
    """ "1.", "2)" at the start of a sentence; "(3)"."""
    if number.form is not Form.DIGITS or number.value > 99 or number.scale != 1:
        return False
    if number.first == 0 and _key(words, number.last) in (")", ".") and joined(words, number.last):
        return True
    return number.first == 0 and _key(words, number.last) == ":"


def _idiom(words: Sequence[Word], number: Number) -> bool:
    before, after = _key(words, number.first - 1), _key(words, number.last)
    if number.form is Form.ONE and (
        after in ("day", "another", "thing", "way", "morning", "night", "side", "hand", "time", "point")
    ):
        return True
    if after == "another" or (
        before in ("no", "any", "every", "the", "this", "that", "which", "only") and number.form is Form.ONE
    ):
        return True
    if (
        number.form is Form.DIGITS
        and joined(words, number.last)
        and _key(words, number.last) in ("g", "d", "x", "k", "p")
    ):
        return True
    text = words[number.first].text
    if number.form is Form.DIGITS and text[0] == "0" and text[1:2].isdigit():
        return True
    long_run = number.form is Form.DIGITS and text.isdigit() and len(text) >= 7 and not _counts(words, number)
    return long_run and number.first > 0 and words[number.first - 1].text not in ("$", "€", "£") and number.scale == 1


_RULES = (_ordinal, _clock, _date, _age, _year, _named, _address, _list_mark, _idiom)
