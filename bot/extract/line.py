"""One segment as the attribution grammar reads it: items, lexicon, and small questions about both.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.extract.clauses import (
    FINITE,
    PREPOSITIONS,
    RELATIVES,
    STOPS,
    is_adverb,
    looks_past,
    starts_phrase,
)
from bot.extract.cues import Cues
from bot.extract.segments import Item

Range = tuple[int, int]


class Line:
    """The items of a segment. ``spoken[i]``: item i is a quotation that reads as an utterance."""

    def __init__(self, cues: Cues, items: Sequence[Item], spoken: Sequence[bool]) -> None:
        self.cues, self.items, self.spoken = cues, items, spoken
        self.size = len(items)
        self.ended: dict[int, bool] = {}  # what was found out of places where a statement may end

    def word(self, at: int) -> str:
        return self.items[at].word if 0 <= at < self.size else ""

    def ends(self, at: int) -> bool:
        return at >= self.size or self.word(at) in STOPS - {":"}

    def opens(self, at: int) -> bool:
        return at < self.size and starts_phrase(self.items[at], self.cues)

    def is_break(self, at: int) -> bool:
        """Does the subject of a later cue lie wholly after this item?"""
        item = self.items[at]
        return item.word in (";", ":", "--", "—", "–", "(", ".", "!", "?", "…") or (item.quote >= 0 and self.spoken[at])

    def is_participle(self, at: int) -> bool:
        return any(cue.form == "ing" and "quote" not in cue.takes for cue in self.cues.verbs.get(self.word(at), ()))

    def head(self, subject: Range) -> int:
        """The head of a noun phrase: the last word before a preposition, relative pronoun or comma."""
        start, end = subject
        for at in range(start, end):
            word = self.items[at].word
            if at > start and (
                word in PREPOSITIONS
                or word in RELATIVES
                or word == ","
                or word in ("(", "--", "—", "–")
                or looks_past(self.items, at, start)
            ):
                return at - 1
        return end - 1

    def is_name(self, start: int) -> bool:
        """ "according to the mayor, Ann Lee": a name and nothing else up to the next mark."""
        end = start
        while end < self.size and self.items[end].capital and end - start < 5:
            end += 1
        return 2 <= end - start <= 4 and self.ends(end)

    def is_name_within(self, start: int, end: int) -> bool:
        """Nothing but a name of two to four words."""
        return 2 <= end - start <= 4 and all(self.items[at].capital for at in range(start, end))

    def opens_person(self, at: int) -> bool:
        return at < self.size and (self.opens(at) or self.word(at) in ("him", "her", "them", "us", "me", "it"))

    def find(self, word: str, start: int, far: int) -> int | None:
        for at in range(start, min(start + far, self.size)):
            here = self.word(at)
            if here == word:
                return at
            if here in (",", ";", ".", ":", "that") or (here in FINITE and here not in ("'s",)):
                return None
        return None

    def is_adverb(self, at: int) -> bool:
        """An adverb, not a name that looks like one: "Kelly", "Ms Jolly"."""
        return is_adverb(self.word(at)) and (at <= 0 or not self.items[at].capital or self.is_shouted(at))

    def is_shouted(self, at: int) -> bool:
        """In a headline or a text in capitals every word has one."""
        others = [item for item in self.items[max(0, at - 4) : at + 5] if item.word.isalpha()]
        return sum(item.capital for item in others) >= len(others) - 1
