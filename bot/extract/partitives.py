"""Counts that only name those among whom others are counted: "half of the 300 villagers", "three of 12 rockets".

Pure.
"""

from __future__ import annotations

import re

_REACH = 80  # characters from the part to the count of the whole
_PART = (
    "half|most|many|much|part|some|several|few|any|majority|minority|third|thirds|quarter|quarters|fifths?|tenths?|percent"
    "|per\\scent|%|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|scores|hundreds|thousands|each"
)
_OWNER = r"(?:the\s)?(?:[\w-]+\s){0,2}\w+['’]s"
_KNOWN = rf"(?:the|its|their|his|her|our|those|these|{_OWNER})"
_VAGUE = (
    r"(?:(?:other|remaining|estimated|first|last|roughly|about|around|nearly|almost|some|more\sthan|at\sleast)\s){0,2}"
)
_BEFORE = re.compile(
    rf"(?:\b(?:{_PART})|(?<![\d.,])\d[\d,.]{{0,12}}|\d%)\s(?:out\s)?of\s(?:{_KNOWN}\s)?{_VAGUE}$", re.IGNORECASE
)
_BUT = frozenset(("but", "except"))


def is_whole(text: str, start: int) -> bool:
    """Whether the words before an offset make what is counted there the whole of which a part is told."""
    near = text[max(0, start - _REACH) : start]
    return "of " in near and _BEFORE.search(near) is not None


def is_exception(before: list[str]) -> bool:
    """Whether the words before a count tell those whom it does not happen to: "all but three"."""
    return before[-2:-1] == ["all"] and before[-1] in _BUT
