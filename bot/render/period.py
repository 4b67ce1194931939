"""Stretches of time as people type them: "24h", "7d".

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.render.html import Runs
from bot.render.words import Words, say

_PERIOD = re.compile(r"(\d{1,4})([hd])")


@dataclass(frozen=True, slots=True)
class Period:
    """So many hours or days up to now."""

    count: int
    unit: str  # "h" or "d"

    @property
    def span(self) -> timedelta:
        return timedelta(hours=self.count) if self.unit == "h" else timedelta(days=self.count)

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


DAY = Period(24, "h")
WEEK = Period(7, "d")


def read(word: str, longest: timedelta) -> Period | None:
    """The period that a word means; None where it means none, or one that is empty or longer than ``longest``."""
    found = _PERIOD.fullmatch(word.casefold())
    if not found:
        return None
    period = Period(int(found[1]), found[2])
    return period if timedelta(0) < period.span <= longest else None


def name(period: Period, words: Words) -> Runs:
    """ "last 24 hours", "last 7 days"."""
    return say(words, f"period.{period.unit}", count=str(period.count))
