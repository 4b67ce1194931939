"""Whether a person of an article is "he" or "she", as titles, nouns, given names and the article's own words tell.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = 24  # characters before a name: "spokeswoman ", "Mrs. "
_BEHIND = 60  # characters behind a name: ", a spokeswoman for the port"
_APPOSED = re.compile(r",\s(?:\d+,\s)?(?:an?|the|his|her|their)\s((?:[\w-]+\s){0,2}[\w-]+)")


class Genders:
    """The lexicon ``genders``, ready for look-ups in lower case: "he", "she" or None."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._titles, self._nouns, self._given = (
            {word: key for key, words in lexicon.get(part, {}).items() for word in words.split()}
            for part in ("titles", "nouns", "given")
        )

    def of_noun(self, noun: str) -> str | None:
        """What a word for a person tells alone: "chairwoman"."""
        return self._nouns.get(noun)

    def of(self, text: str, mentions: Iterable[tuple[int, int]]) -> str | None:
        """What the places where a person is named tell, the first that tells anything."""
        return next((told for start, end in mentions if (told := self._at(text, start, end))), None)

    def _at(self, text: str, start: int, end: int) -> str | None:
        before = _WORD.findall(text[max(0, start - _BEFORE) : start])
        words = _WORD.findall(text[start:end])
        last = before[-1].lower() if before else ""
        told = self._titles.get(last) or self._nouns.get(last)
        if told is None and words:
            told = self._titles.get(words[0].lower()) if len(words) > 1 else None
        if told is None and len(words) > 1:
            told = self._given.get(words[0].lower())
        return told or self._apposed(text[end : end + _BEHIND])

    def _apposed(self, behind: str) -> str | None:
        found = _APPOSED.match(behind)
        if found is None:
            return None
        return next((told for word in found.group(1).lower().split() if (told := self._nouns.get(word))), None)
