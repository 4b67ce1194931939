"""Units and money beside a number: "8 km", "$3.5 million", "20 barrels per day".

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.extract.nouns import singular
from bot.extract.numbers import Word, hyphen_at, joined

_MAX_WORDS = 3  # of a unit's name
_TIMES = ("a", "an", "each", "every")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in ``words[…:last]``: its symbol, and what it is per."""

    symbol: str
    last: int
    per: str | None = None


class Units:
    """The units of the lexicons, ready to be matched against words."""

    def __init__(self, units: Mapping[str, Any], currencies: Mapping[str, Any]) -> None:
        named = {**units.get("units", {}), **currencies.get("names", {})}
        self._names = {tuple(name.split()): symbol for symbol, names in named.items() for name in names}
        self._signs: Mapping[str, str] = units.get("signs", {})
        self._attached: Mapping[str, str] = units.get("attached", {})
        self._degrees: Mapping[str, str] = units.get("degrees", {})
        self._money: Mapping[str, str] = currencies.get("signs", {})
        self._codes = frozenset(currencies.get("names", {}))
        self._longest_money = max(map(len, self._money), default=0)
        self._times = frozenset(symbol for symbol in ("a", "mo", "wk", "d", "h", "min", "s"))

    def is_money(self, symbol: str) -> bool:
        return symbol in self._codes or symbol in self._money.values()

    def is_time(self, symbol: str) -> bool:
        return symbol in self._times or symbol in ("decade", "century", "ms")

    def money_before(self, words: Sequence[Word], at: int) -> tuple[str, int] | None:
        """The currency right before a number at ``at``, and the index where its sign begins."""
        if at == 0:
            return None
        sign = words[at - 1].text
        if at >= 2 and words[at - 2].text + sign in self._money and joined(words, at - 1) and joined(words, at):
            return self._money[words[at - 2].text + sign], at - 2
        if sign in self._money and at >= 2 and joined(words, at - 1):
            for code in (words[at - 2].text + sign, words[at - 2].text.replace(".", "") + sign):
                if code in self._money:
                    return self._money[code], at - 2
        if sign == "$" and at >= 2 and words[at - 2].text in ("HK", "NZ", "US", "U.S.", "A", "C", "c", "S"):
            spaced = self._money.get(words[at - 2].text.replace(".", "").upper() + sign)
            if spaced:
                return spaced, at - 2
        if sign in self._money and (not sign.isalpha() or joined(words, at) or sign in ("Rs", "RM", "RMB")):
            return self._money[sign], at - 1
        if sign in self._codes:
            return sign, at - 1
        if sign == "." and at >= 2 and words[at - 2].text == "Rs":
            return "INR", at - 2
        return None

    def after(self, words: Sequence[Word], at: int, *, digits: bool, value: float) -> Unit | None:
        """The unit that begins at ``at``, right after a number (a joining hyphen between them is skipped)."""
        if at >= len(words):
            return None
        step = at + 1 if hyphen_at(words, at) else at
        unit = self._named(words, step, value) or (self._sign(words, step) if digits else None)
        return unit and self._with_rate(words, unit)

    def rate(self, words: Sequence[Word], at: int) -> tuple[str, int] | None:
        """What follows as "per day", "a month", "/kg": the unit or noun after it, and the index behind it."""
        if at + 1 >= len(words):
            return None
        key = words[at].key
        step = at + 1
        if hyphen_at(words, at) and at + 2 < len(words):  # "barrel-per-day", "miles-an-hour"
            key, step = words[at + 1].key, at + 3 if hyphen_at(words, at + 2) else at + 2
        if key not in ("per", "/", *_TIMES) or step >= len(words):
            return None
        if key == "/" and not joined(words, step):
            return None
        unit = self._named(words, step, 1.0) or (self._sign(words, step) if key in ("per", "/") else None)
        if unit is not None and (key in ("per", "/") or unit.symbol in self._times):
            return unit.symbol, unit.last
        if key == "per" and words[step].text.isalpha():
            return singular(words[step].key), step + 1
        return None

    def _with_rate(self, words: Sequence[Word], unit: Unit) -> Unit:
        if "/" in unit.symbol:
            symbol, _, per = unit.symbol.partition("/")
            return Unit(symbol, unit.last, per)
        rate = self.rate(words, unit.last)
        return unit if rate is None else Unit(unit.symbol, rate[1], rate[0])

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
            elif name in self._names:
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
        if text in self._signs and (not text.isalpha() or len(text) > 1):
            return Unit(self._signs[text], at + 1)
        if text in self._attached and joined(words, at):
            return Unit(self._attached[text], at + 1)
        if text in self._money and joined(words, at) and not text.isalpha():
            return Unit(self._money[text], at + 1)
        return Unit(text, at + 1) if text in self._codes else None
