"""The dateline of an article: "BEIRUT, March 7 (Reuters) - ".

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DATELINE = re.compile(
    r"\W{0,3}(?P<place>[A-Z][^()\n]{0,60}?)\s*(?:\((?P<agency>[^)\n]{2,24})\)\s*)?(?:[-–—]{1,2}|:)\s"
)
_REACH = 200  # characters


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where it ends (0 where the article has none), and the agency in its brackets."""

    end: int = 0
    agency: str | None = None


def dateline_of(text: str) -> Dateline:
    """The dateline that a text opens with: an agency in brackets, or a place in capitals, and a dash."""
    found = _DATELINE.match(text[:_REACH])
    if found is None or not (found["agency"] or found["place"].split(",")[0].isupper()):
        return Dateline()
    return Dateline(found.end(), found["agency"])
