"""What the lexicons know of a word or a name, compiled once.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from bot.extract.gazetteer import fold
from bot.extract.places import Atlas
from bot.extract.reading import Tables
from bot.types import ActorType, PlaceKind

_BIG = 100_000  # people in a city that needs no other hint
_KNOWN = 15_000
_CASED = 5  # names this short are matched as they are written: "IS", "WHO"
_KEPT = 16384  # answers that are kept: an article asks of a word many times, and the next article again


class Lexicon:
    """Look-ups for names and actors. Everything folded but short names, which are matched as written."""

    def __init__(self, tables: Tables) -> None:
        lexicons = tables.lexicons
        people, organizations = lexicons.get("people", {}), lexicons.get("organizations", {})
        self.atlas = Atlas.of(tables)
        self.country_of = self.atlas.country
        self.place = self.atlas.known  # a place of our own list (no city list is asked)
        self._common = frozenset(tables.blobs.get("words.txt", b"").decode().split())
        self._given = frozenset(people.get("given", ()))
        self._roles = frozenset(map(_plain, [*people.get("roles", ()), *people.get("honorifics", ())]))
        self._role_beginnings = frozenset(role.partition(" ")[0] for role in self._roles)
        self.honorifics = frozenset(people.get("honorifics", ()))
        self._particles = frozenset(people.get("particles", ()))
        self._types = dict(_typed(organizations.get("names", {})))
        self._beginnings = frozenset(_beginnings(organizations.get("names", {})) | self.atlas.beginnings())
        self._heads = {h: ActorType(t) for t, hs in organizations.get("heads", {}).items() for h in hs}
        self._seats = frozenset(map(fold, organizations.get("seats", {}).get("names", ())))
        self._things = frozenset(organizations.get("things", {}).get("words", ()))
        self.is_role = lru_cache(_KEPT)(self._is_role)
        self.type_of = lru_cache(_KEPT)(self._type_of)

    @classmethod
    def of(cls, tables: Tables) -> Lexicon:
        """The lexicon of these tables."""
        return cls(tables)

    def is_common(self, lower: str) -> bool:
        return lower in self._common

    def is_given(self, word: str) -> bool:
        return word in self._given

    def _is_role(self, lower: str) -> bool:
        return _plain(lower) in self._roles

    def opens_role(self, word: str) -> bool:
        """May a role begin with this word? False is sure."""
        return _plain(word).partition(" ")[0] in self._role_beginnings or not word[0].isalnum()

    def is_particle(self, word: str) -> bool:
        return word.lower() in self._particles

    def is_head(self, lower: str) -> bool:
        return lower in self._heads

    def is_thing(self, lower: str) -> bool:
        return lower in self._things

    def is_demonym(self, text: str) -> bool:
        return self.atlas.people_of(text) is not None

    def is_seat(self, text: str) -> bool:
        """A capital that may stand for its government."""
        return fold(text) in self._seats

    def _type_of(self, name: str) -> ActorType | None:
        """What a name known by heart is."""
        return self._types.get(_key(name)) or self._types.get(_key(name.removeprefix("The ").removeprefix("the ")))

    def starts_known(self, text: str) -> bool:
        """Does a known name begin like this?"""
        return fold(text) in self._beginnings

    def state_named(self, text: str) -> str | None:
        """The country that a name, an adjective ("Syrian") or a capital in its place tells."""
        named = self.country_of(text) or self.atlas.people_of(text)
        if named or not self.is_seat(text):
            return named or None
        return max(self.atlas.candidates(text), key=lambda c: c.weight).country

    def big_city(self, text: str) -> bool:
        return self.atlas.largest(text) >= _BIG

    def in_gazetteer(self, text: str) -> bool:
        return self.atlas.largest(text) >= _KNOWN

    def place_head(self, lower: str) -> PlaceKind | None:
        return self.atlas.heads.get(lower)

    def people_prefix(self, words: Sequence[str]) -> int:
        """How many first words name a people: "South Korean President" has 2."""
        for size in (2, 1):
            if len(words) >= size and self.is_demonym(" ".join(words[:size])):
                return size
        return 0

    def head_type(self, words: Sequence[str]) -> ActorType | None:
        """The type that the head of a name tells: the last known head before "of" or "for", else of its last words."""
        lower = [w.lower() for w in words]
        for joiner in ("of", "for"):
            if joiner in lower[1:]:
                at = lower.index(joiner, 1)
                if found := self._head_ending(lower[:at]):
                    return found
        return self._head_ending(lower)

    def _head_ending(self, lower: Sequence[str]) -> ActorType | None:
        for size in (3, 2, 1):
            if len(lower) >= size and (found := self._heads.get(" ".join(lower[-size:]))):
                return found
        return None


def _plain(phrase: str) -> str:
    return phrase.lower().replace(".", "").replace("-", " ").strip()


def _key(name: str) -> str:
    folded = fold(name)
    return name.replace(".", "").strip() if len(folded) <= _CASED else folded


def _typed(names: Mapping[str, Any]) -> Iterable[tuple[str, ActorType]]:
    for kind, listed in names.items():
        for name in listed:
            yield _key(name), ActorType(kind)


def _beginnings(names: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for listed in names.values():
        for name in listed:
            words = fold(name).split()
            found.update(" ".join(words[:i]) for i in range(2, len(words) + 1))
    return found
