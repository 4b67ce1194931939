"""Units and money beside a number: "8 km", "$3.5 million", "20 barrels per day".

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.extract.nouns import singular
from bot.extract.numbers import Word, hyphen_at, joined

_MOST_OF = 5  # words from "of" to a rate
_RATING = frozenset("per a an each every the in on at by to from for with and or".split())
_MAX_WORDS = 3  # of a unit's name
_MOST_TO_RATE = 5  # words from a noun to "every"
_OTHERWISE = frozenset("and or but who which that while as after before".split())  # begin a clause of its own
_TIMES = ("a", "an", "each", "every")
_SHIFTS = frozenset("after before later earlier ago when since".split())
_DESCRIBING = frozenset(
    "more additional extra further consecutive straight successive full whole previous past long solid other".split()
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in ``words[…:last]``: its symbol, and what it is per."""

    symbol: str
    last: int
    per: str | None = None


class Units:
    """The units of the lexicons, ready to be matched against words."""

    def __init__(self, units: Mapping[str, Any], currencies: Mapping[str, Any]) -> None:
        shared = {name: [name] for name in currencies.get("shared", {}).get("names", ())}
        named = {**units.get("units", {}), **currencies.get("names", {}), **currencies.get("parts", {}), **shared}
        self._names = {tuple(name.split()): symbol for symbol, names in named.items() for name in names}
        self._signs: Mapping[str, str] = units.get("signs", {})
        self._attached: Mapping[str, str] = units.get("attached", {})
        self._degrees: Mapping[str, str] = units.get("degrees", {})
        self._letters: Mapping[str, str] = units.get("letters", {})
        self._rated: Mapping[str, str] = units.get("rated", {})
        self._capitals = {sign.upper(): self._signs[sign] for sign in units.get("shouted", ())}
        self._pieces = frozenset(units.get("pieces", ()))
        self._money: Mapping[str, str] = currencies.get("signs", {})
        self._plain: Mapping[str, str] = currencies.get("plain", {})
        self._codes = frozenset(currencies.get("names", {}))
        self._parts = frozenset(currencies.get("parts", {}))
        self._shared = frozenset(shared)
        self._times = frozenset(symbol for symbol in ("a", "mo", "wk", "d", "h", "min", "s"))

    def is_money(self, symbol: str) -> bool:
        return symbol in self._codes or symbol in self._parts or symbol in self._shared

    def is_hundredth(self, symbol: str | None) -> bool:
        return symbol in self._parts

    def is_time(self, symbol: str) -> bool:
        return symbol in self._times or symbol in ("decade", "century", "ms")

    def money_before(self, words: Sequence[Word], at: int) -> tuple[str, int] | None:
        """The currency right before a number at ``at``, and the index where its sign begins."""
        if at == 0:
            return None
        sign = words[at - 1].text
        if sign in ("$", "£") and at >= 2:
            code = self._marked(words, at - 2)
            if code is not None:
                return code, at - 2
        if at >= 2 and words[at - 2].text + sign in self._money and joined(words, at - 1) and joined(words, at):
            return self._money[words[at - 2].text + sign], at - 2
        if sign in self._money and (not sign.isalpha() or joined(words, at) or sign in ("Rs", "RM", "RMB")):
            return self._money[sign], at - 1
        if sign in self._codes or (sign in self._plain and joined(words, at) and _is_amount(words, at)):
            return self._plain.get(sign, sign), at - 1
        if sign in (".", "=") and at >= 2 and words[at - 2].text + sign in self._plain:
            return self._plain[words[at - 2].text + sign], at - 2
        return None

    def _marked(self, words: Sequence[Word], at: int) -> str | None:
        """Whose dollar or pound: "US$", "AU $", "NZD$"; not of "A $5 fee"."""
        prefix = words[at].text.replace(".", "")
        if not joined(words, at + 1) and len(prefix) < 2 and prefix not in ("C", "c", "S"):
            return None
        for text in (prefix, prefix.upper()):
            code = self._money.get(text + words[at + 1].text)
            if code is not None:
                return code
        return prefix.upper() if prefix.upper() in self._codes and len(prefix) == 3 else None

    def after(self, words: Sequence[Word], at: int, *, digits: bool, value: float) -> Unit | None:
        """The unit that begins at ``at``, right after a number (a joining hyphen between them is skipped)."""
        if at >= len(words):
            return None
        step = at + 1 if hyphen_at(words, at) else at
        unit = self._named(words, step, value) or (self._sign(words, step) if digits else None)
        unit = unit or self._described(words, step, value)
        return unit and self._with_rate(words, unit)

    def is_named(self, words: Sequence[Word], at: int) -> bool:
        """Whether the name of a unit begins at ``at``, or after a hyphen there."""
        return self._named(words, at + 1 if hyphen_at(words, at) else at, 1.0) is not None

    def _described(self, words: Sequence[Word], at: int, value: float) -> Unit | None:
        """A unit behind words that change nothing of it: "three consecutive days"."""
        step = at
        while step < min(len(words), at + 2) and words[step].key in _DESCRIBING:
            step += 1
        return self._named(words, step, value) if step > at else None

    def rate(self, words: Sequence[Word], at: int, *, money: bool = False) -> tuple[str, int] | None:
        """What follows as "per day", "a month", "/kg": the unit or noun after it, and the index behind it.

        "per person per day" is "person/d". ``money``: what is sold by the piece counts, as in "a share", "an ounce".
        """
        first = self._rate(words, at, money=money)
        second = self._rate(words, first[1], money=False) if first is not None else None
        return first if first is None or second is None else (f"{first[0]}/{second[0]}", second[1])

    def rate_behind(self, words: Sequence[Word], at: int) -> str | None:
        """The rate behind what a unit or noun at the words before ``at`` is of: "3 gallons of jet fuel a day"."""
        if at >= len(words) or words[at].key != "of":
            return None
        step = at + 1
        while step < min(len(words), at + _MOST_OF) and words[step].text.isalpha() and words[step].key not in _RATING:
            step += 1
        rate = self.rate(words, step) if step > at + 1 else None
        return None if rate is None else rate[0]

    def _rate(self, words: Sequence[Word], at: int, *, money: bool) -> tuple[str, int] | None:
        """One of what ``rate`` finds."""
        if at + 1 >= len(words):
            return None
        key = words[at].key
        step = at + 1
        if hyphen_at(words, at) and at + 2 < len(words):  # "barrel-per-day", "miles-an-hour"
            key, step = words[at + 1].key, at + 3 if hyphen_at(words, at + 2) else at + 2
        elif hyphen_at(words, step):  # "a-year"
            step += 1
        if key not in ("per", "/", *_TIMES) or step >= len(words):
            return None
        if key == "/" and not joined(words, step):
            return None
        unit = self._named(words, step, 1.0) or (self._rating(words, step) if key in ("per", "/") else None)
        if unit is not None and self.is_money(unit.symbol):
            return None
        if unit is not None and key in _TIMES and unit.last < len(words) and words[unit.last].key in _SHIFTS:
            return None  # "12 people a day after the fire"
        if unit is not None and (key in ("per", "/") or unit.symbol in self._times or money):
            return unit.symbol, unit.last
        piece = singular(words[step].key)
        if (key == "per" and words[step].text.isalpha()) or (money and piece in self._pieces):
            return piece, step + 1
        return None

    def _rating(self, words: Sequence[Word], at: int) -> Unit | None:
        """The sign after "per" or a slash: the "h" of "km/h"."""
        if words[at].text in self._rated and not hyphen_at(words, at + 1):
            return Unit(self._rated[words[at].text], at + 1)
        return self._sign(words, at)

    def repeated(self, words: Sequence[Word], at: int) -> str | None:
        """How often it happens to those counted before ``at``: "two people die every hour"."""
        for step in range(at, min(len(words), at + _MOST_TO_RATE)):
            if words[step].key in ("every", "each"):
                rate = self._rate(words, step, money=False)
                return None if rate is None else rate[0]
            if not words[step].text.isalpha() or words[step].key in _OTHERWISE:
                return None
        return None

    def _with_rate(self, words: Sequence[Word], unit: Unit) -> Unit:
        if "/" in unit.symbol:
            symbol, _, per = unit.symbol.partition("/")
            return Unit(symbol, unit.last, per)
        rate = self.rate(words, unit.last, money=self.is_money(unit.symbol))
        if rate is None:
            return Unit(unit.symbol, unit.last, self.rate_behind(words, unit.last))
        return Unit(unit.symbol, rate[1], rate[0])

    def _named(self, words: Sequence[Word], at: int, value: float) -> Unit | None:
        name: tuple[str, ...] = ()
        best: Unit | None = None
        step = at
        while (
            step < len(words) and len(name) < _MAX_WORDS and (words[step].text[0].isalpha() or words[step].text == "%")
        ):
            name = (*name, singular(words[step].key.replace("-", " ")))
            step += 1
            if name == ("per", "cent") or name == ("percentage",):
                best = Unit("percent", step)
            elif name in self._names and (name != ("time",) or words[step - 1].text == "times"):
                best = Unit(self._names[name], step)
            elif name == ("pound",):
                best = Unit("GBP" if value >= 5000 else "[lb_av]", step)
            if hyphen_at(words, step):
                step += 1
        if name[:2] == ("percentage", "point") or name[:2] == ("barrel", "bomb"):
            return None
        if best is not None and best.symbol == "deg":
            return self._degree(words, best)
        return best

    def _degree(self, words: Sequence[Word], unit: Unit) -> Unit:
        key = words[unit.last].key if unit.last < len(words) else ""
        return Unit(self._degrees[key], unit.last + 1) if key in self._degrees else unit

    def _sign(self, words: Sequence[Word], at: int) -> Unit | None:
        if at >= len(words):
            return None
        text = words[at].text
        if text == "°" and joined(words, at + 1) and "°" + words[at + 1].text in self._signs:
            return Unit(self._signs["°" + words[at + 1].text], at + 2)
        if text in ("sq", "Sq"):
            return None
        if hyphen_at(words, at + 1) and f"{text}-{words[at + 2].text}" in self._signs:
            return Unit(self._signs[f"{text}-{words[at + 2].text}"], at + 3)
        if text in self._signs:
            return Unit(self._signs[text], at + 1)
        if text in self._capitals:
            return Unit(self._capitals[text], at + 1)
        if text in self._attached and joined(words, at):
            return Unit(self._attached[text], at + 1)
        tied = hyphen_at(words, at + 1) or (joined(words, at + 1) and words[at + 1].text[0].isalnum())
        if text in self._letters and not tied:
            return Unit(self._letters[text], at + 1)
        if text in self._money and not text.isalpha() and (joined(words, at) or not joined(words, at + 1)):
            return Unit(self._money[text], at + 1)
        return Unit(text, at + 1) if text in self._codes else None


def _is_amount(words: Sequence[Word], at: int) -> bool:
    """Whether digits are more than a model's number: with a separator, a scale after them or three of them."""
    return len(words[at].text) > 2 or (at + 1 < len(words) and joined(words, at + 1))
