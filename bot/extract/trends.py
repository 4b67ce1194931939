"""Whether a measure is itself a rise or a fall: "rose 5 percent", "grew by 300 jobs or 2 percent".

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.extract.measures import Measure
from bot.extract.numbers import Word
from bot.types import Trend

RISE = frozenset(
    "rose rise rises risen rising up grew grow grows growing grown jumped jump jumps climbed climb climbs gained "
    "gain gains increased increase increases increasing surged soared added advanced higher doubled".split()
)
FALL = frozenset(
    "fell fall falls fallen falling down dropped drop drops dropping declined decline declines decreased decrease "
    "slid slipped lost loses lose shed sank plunged plummeted tumbled eased lower cut shrank dipped edged "
    "retreated".split()
)
_REACH = 3  # words before a measure
# Right before it: a level, a thing of that size, or the time that it took.
_LEVELS = frozenset("to at of from a an the in for within after during".split())


def told(words: Sequence[Word], measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """The measures with their trends; one that says the same again ("or 2 percent", "(1.8 F)") shares it."""
    done: list[Measure] = []
    for measure in measures:
        trend = measure.trend or _trend(words, measure) or (_shared(words, done[-1], measure) if done else None)
        done.append(measure if trend is measure.trend else replace(measure, trend=trend))
    return tuple(done)


def _trend(words: Sequence[Word], measure: Measure) -> Trend | None:
    before = [word.key for word in words[max(0, measure.first - _REACH) : measure.first]]
    if not before or before[-1] in _LEVELS or (measure.unit is None and not _counts_change(words, measure, before)):
        return None
    for key in reversed(before):
        if key in RISE:
            return Trend.UP
        if key in FALL:
            return Trend.DOWN
    return None


def _counts_change(words: Sequence[Word], measure: Measure, before: Sequence[str]) -> bool:
    """Whether a count of things is a change, not what is lost or gained: "grew by 300 jobs", "rose 64 points"."""
    following = words[measure.last].key if measure.last < len(words) else ""
    return before[-1] == "by" or following in ("point", "points")


def _shared(words: Sequence[Word], one: Measure, other: Measure) -> Trend | None:
    gap = [word.key for word in words[one.last : other.first]]
    if other.unit is None or not gap or len(gap) > _NEAR:
        return None
    converted = gap[-1] in ("(", "/") and "percent" not in (one.unit, other.unit)
    return one.trend if converted or gap[-1] == "or" or gap == ["and"] else None


_NEAR = 2  # words between: the noun of the one and what joins them
