"""What an article's own use of a name tells of it: "the city of X" and "out of X" are places, "X said" is none.

Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.extract.gazetteer import fold
from bot.extract.words import Word

_SETTLED = frozenset(
    """
    city cities town towns village villages port capital district province governorate county suburb neighbourhood
    neighborhood island mayor siege region hamlet township enclave outskirts
    """.split()
)
_BEHIND = frozenset("province governorate district county crossing village township prefecture oblast".split())
_LOCATIVE = frozenset("in into near outside around toward towards inside across reached entered leave besieged".split())
_OUT = frozenset(("out", "west", "east", "south", "north", "outside", "kilometres", "kilometers", "miles"))
_ACTING = frozenset(
    "said says told added warned wrote announced declined denied asked argued tweeted posted is was has who".split()
)
_SURE = 3


class Usage:
    """How often the names of an article stand as places and as someone who speaks or is told."""

    def __init__(
        self,
        words: Sequence[Word],
        spans: Iterable[tuple[int, int]],
        datelined: Iterable[str] = (),
        outlets: Iterable[str] = (),
    ) -> None:
        self._outlets = frozenset(map(fold, outlets))
        self._placed: Counter[str] = Counter({fold(name): _SURE for name in datelined})
        self._acting: Counter[str] = Counter()
        for first, last in spans:
            form = fold(" ".join(w.text for w in words[first:last]))
            self._placed[form] += _placing(words, first, last)
            self._acting[form] += _acts(words, first, last)

    def is_outlet(self, form: str) -> bool:
        """Is it who publishes the article?"""
        return fold(form) in self._outlets

    def is_place(self, form: str) -> bool:
        """Do places like "the city of NAME" outweigh what the name does as an actor?"""
        placed = self._placed[fold(form)]
        return placed > 2 * self._acting[fold(form)]

    def is_surely_place(self, form: str) -> bool:
        """Does the article call it a place: "the town of NAME", "NAME province", or several times "in NAME"?"""
        return self._placed[fold(form)] >= _SURE and self.is_place(form)


def _placing(words: Sequence[Word], first: int, last: int) -> int:
    """How surely the words around a name make it a place."""
    before = _lower(words, first - 1, first)
    if before == "of" and _lower(words, first - 2, first) in _SETTLED:
        return _SURE
    if _lower(words, last, last - 1) in _BEHIND:
        return _SURE
    if before in _LOCATIVE or (before == "of" and _lower(words, first - 2, first) in _OUT):
        return 1
    return 0


def _acts(words: Sequence[Word], first: int, last: int) -> bool:
    return _lower(words, last, last - 1) in _ACTING or _lower(words, first - 1, first) in ("said", "told", "by")


def _lower(words: Sequence[Word], at: int, beside: int) -> str:
    """The word at an index in lower case, "" outside the sentence of the word beside it."""
    inside = 0 <= at < len(words) and words[at].sentence == words[beside].sentence
    return words[at].text.lower() if inside else ""
