"""What the place names of a text mean: one place, or none, for each.

Pure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.extract.places import Atlas, Candidate
from bot.extract.words import HIDDEN
from bot.types import PlaceKind


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name in a text: ``text[start:end]``."""

    start: int
    end: int


class Resolver:
    """Tells what names mean, from all of them together."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas

    def __call__(self, text: str, toponyms: Sequence[Toponym]) -> tuple[Candidate | None, ...]:
        """One answer for each name, in their order."""
        names = [HIDDEN.sub("", text[t.start : t.end]) for t in toponyms]
        options = {name: self._candidates(name) for name in dict.fromkeys(names)}
        meant: dict[str, Candidate | None] = dict.fromkeys(options)
        for _ in range(2):
            countries = self._countries(names, meant)
            meant = {name: self._best(found, countries) for name, found in options.items()}
        return tuple(meant[name] for name in names)

    def _candidates(self, name: str) -> tuple[Candidate, ...]:
        return self._atlas.candidates(name) or self._people(name)

    def _people(self, name: str) -> tuple[Candidate, ...]:
        code = self._atlas.people_of(name)
        country = self._atlas.by_code(code) if code else None
        return (country,) if country else ()

    def _countries(self, names: Iterable[str], meant: dict[str, Candidate | None]) -> Counter[str]:
        votes: Counter[str] = Counter()
        for name in names:
            code = self._atlas.country(name) or self._atlas.people_of(name)
            found = meant[name]
            if code or found:
                votes[code or (found.country if found and found.country else "")] += 1
        return votes

    def _best(self, found: Sequence[Candidate], countries: Counter[str]) -> Candidate | None:
        def likely(candidate: Candidate) -> float:
            votes = countries[candidate.country or ""]
            score = math.log10(candidate.weight + 100) + 3 * votes / (votes + 3)
            return score + (2 if candidate.own and candidate.kind is PlaceKind.COUNTRY else 0)

        return max(found, key=likely, default=None)
