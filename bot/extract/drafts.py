"""Actors while an article is read: mentions are gathered until all of them are known.

Pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.extract.reading import Name
from bot.extract.words import Word
from bot.types import ActorType, Form, Span


@dataclass(frozen=True, slots=True)
class Found:
    """A mention as words ``first`` to ``last`` (exclusive) of the article."""

    first: int
    last: int
    form: Form = Form.NAME


@dataclass(slots=True)
class Draft:
    """An actor in the making."""

    type: ActorType
    mentions: list[Found] = field(default_factory=list)
    key: str = ""  # what is one and the same
    country: str | None = None  # whose part of the state it is
    heads: frozenset[str] = frozenset()  # common nouns that may stand for it: "coalition"
    role: Span | None = None
    affiliation: str | None = None
    own_source: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """An article as words, with look-ups from offsets."""

    text: str
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    lower: tuple[str, ...]

    @classmethod
    def of(cls, text: str, words: tuple[Word, ...]) -> Text:
        return cls(text, words, tuple(w.start for w in words), tuple(w.text.lower() for w in words))

    def range_of(self, name: Name) -> tuple[int, int]:
        """The words of a name, as first and last (exclusive)."""
        return bisect_left(self.starts, name.start), bisect_right(self.starts, name.end - 1)

    def word(self, at: int) -> str:
        """The word at an index in lower case, "" outside the article."""
        return self.lower[at] if 0 <= at < len(self.lower) else ""

    def said(self, first: int, last: int) -> str:
        """Words as one string, joined as they stand, without marks of no width."""
        out = ""
        for at in range(first, last):
            tight = at == first or self.words[at].start == self.words[at - 1].end
            out += self.words[at].text if tight else " " + self.words[at].text
        return out

    def span(self, first: int, last: int) -> Span:
        return Span.cut(self.text, self.words[first].start, self.words[last - 1].end)

    def same_sentence(self, a: int, b: int) -> bool:
        inside = 0 <= a < len(self.words) and 0 <= b < len(self.words)
        return inside and self.words[a].sentence == self.words[b].sentence


def cover(length: int, founds: Sequence[Found]) -> list[bool]:
    """Which words belong to a mention."""
    taken = [False] * length
    for found in founds:
        for at in range(found.first, found.last):
            taken[at] = True
    return taken
