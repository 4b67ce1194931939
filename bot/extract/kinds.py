"""The kind of a figure (killed, injured, displaced …) from its noun and the verbs around it.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.extract.nouns import singular
from bot.extract.numbers import Word
from bot.types import Certainty, FigureKind

_HARM = (
    FigureKind.KILLED,
    FigureKind.INJURED,
    FigureKind.MISSING,
    FigureKind.DETAINED,
    FigureKind.TRAPPED,
    FigureKind.EVACUATED,
    FigureKind.DISPLACED,
    FigureKind.AFFECTED,
)
_REACH_BEFORE = 6  # words between a verb and the number it governs
_REACH_AFTER = 9
_LINKS = frozenset(
    "have has had been be being are is was were remain remains remained also already reportedly confirmed still "
    "so far feared believed presumed reported now may might could still all or later thought known to seriously "
    "critically slightly badly severely fatally instantly there and then who that were either were , -".split()
)
_DOUBT = frozenset("could may might feared fear fears possibly unconfirmed presumed potentially would".split())
_DENIAL = frozenset("deny denies denied denying false".split())
_BREAKS = frozenset('.;:!?…—–"“”«»')


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one kind."""

    kind: FigureKind
    nouns: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    tolls: tuple[tuple[str, ...], ...]


class Kinds:
    """Tells the kind of a figure. Built once from the lexicon."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._harm = tuple(_lexicon(kind, table.get(kind.value, {})) for kind in _HARM)
        people = table.get("person", {})
        self._people = frozenset(people.get("nouns", "").split())
        self._people_endings = tuple(people.get("endings", ()))
        weapons = table.get("weapons", {})
        self._weapons = frozenset(weapons.get("nouns", "").lower().split())
        self._no_weapon = frozenset(weapons.get("not_after", "").split())
        self._collectives = frozenset(weapons.get("collectives", "").split())
        troops = table.get("troops", {})
        self._troops = frozenset(troops.get("nouns", "").split())
        self._deployed = frozenset(troops.get("deployed", "").split())
        area = table.get("area", {})
        self._area_units = frozenset(area.get("units", ()))
        self._area_nouns = frozenset(area.get("nouns", "").split())
        self._area_of = frozenset(area.get("of", "").split())
        self._sources = frozenset(table.get("sources", {}).get("nouns", "").split())
        self._dull = frozenset(table.get("dull", {}).get("nouns", "").split())

    def is_person(self, noun: str) -> bool:
        """Whether a singular noun names people. A capital one in the plural does: "Democrats", "Greeks"."""
        plain = noun.lower()
        return plain in self._people or plain.endswith(self._people_endings) or noun[0].isupper()

    def is_one_person(self, noun: str) -> bool:
        """The same for a word in the singular, where a capital says nothing."""
        return noun.lower() in self._people

    def is_reporters_source(self, noun: str) -> bool:
        return noun in self._sources

    def is_dull(self, noun: str | None) -> bool:
        return noun is not None and noun in self._dull

    def harm(
        self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int], noun: str | None
    ) -> FigureKind | None:
        """What happens to those counted in ``words[first:last]``; only words between ``limit`` are looked at."""
        kind = self._harm_of(words, first, last, limit, noun)
        if kind in _TO_PEOPLE and noun is not None and not self.is_person(noun) and kind is not self._by_noun(noun):
            return None
        return kind

    def _harm_of(
        self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int], noun: str | None
    ) -> FigureKind | None:
        before = [word.key for word in words[max(limit[0], first - _REACH_BEFORE) : first]]
        after = [word.key for word in words[last : min(limit[1], last + _REACH_AFTER)]]
        return (
            self._by_noun(noun, _STRONG_NOUNS)
            or self._by_object(before, after)
            or self._by_predicate(after)
            or self._by_phrase(after)
            or self._by_passive([word.key for word in words[last : min(limit[1], last + _REACH_PASSIVE)]])
            or self._by_toll([word.key for word in words[max(limit[0], first - 14) : first]])
            or self._by_noun(noun)
        )

    def thing(self, words: Sequence[Word], first: int, last: int, noun: str | None, unit: str | None) -> FigureKind:
        """The kind of what is counted, where nothing happens to it."""
        if unit in self._area_units:
            return FigureKind.AREA
        if unit == "percent" and self._of_land(words, last):
            return FigureKind.AREA
        if noun is None:
            return FigureKind.OTHER
        plain = noun.lower()
        near = {word.key for word in words[max(0, first - _REACH_BEFORE) : last + _REACH_AFTER]}
        if self._is_weapon(words, last, plain):
            return FigureKind.WEAPONS
        if plain in self._troops and near & self._deployed:
            return FigureKind.TROOPS
        if plain == "troop":
            return FigureKind.TROOPS
        if plain in self._area_nouns:
            return FigureKind.AREA
        return FigureKind.OTHER

    def _is_weapon(self, words: Sequence[Word], last: int, noun: str) -> bool:
        qualifier = words[last - 2].key if last >= 2 else ""
        if noun in self._collectives:
            return any(singular(word.key) in self._weapons for word in words[max(0, last - 4) : last - 1])
        return noun in self._weapons and qualifier not in self._no_weapon

    def certainty(self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> Certainty:
        """Whether the words beside a figure leave it open ("feared dead", "could be displaced") or deny it."""
        near = [word.key for word in words[max(limit[0], first - 4) : first]]
        near += [word.key for word in words[last : min(limit[1], last + 5)]]
        if any(key in _DENIAL for key in near):
            return Certainty.DENIED
        return Certainty.UNCONFIRMED if any(key in _DOUBT for key in near) else Certainty.STATED

    def _by_noun(self, noun: str | None, kinds: frozenset[FigureKind] = frozenset(_HARM)) -> FigureKind | None:
        return next((lex.kind for lex in self._harm if noun in lex.nouns and lex.kind in kinds), None)

    def _by_passive(self, after: Sequence[str]) -> FigureKind | None:
        """ "six soldiers training recruits in the north were wounded": the passive that follows at some distance."""
        for at in range(len(after) - 1):
            if after[at] in _CLAUSE or after[at] in _BREAKS:
                return None
            if after[at] in _PASSIVE:
                return self._by_predicate(after[at : at + 5])
        return None

    def _by_object(self, before: Sequence[str], after: Sequence[str]) -> FigureKind | None:
        """ "killing 22 people": the nearest verb, with nothing but its adverbs and objects between."""
        for distance, key in enumerate(reversed(before)):
            for lexicon in self._harm:
                if key in lexicon.before:
                    passive = distance + 1 < len(before) and before[-distance - 2] in (
                        "was",
                        "were",
                        "been",
                        "being",
                        "be",
                        "is",
                        "are",
                    )
                    if not passive:
                        return lexicon.kind
            if key in ("left", "leaving", "leaves", "leave") and after:
                return self._by_predicate(after)
            if key in _BREAKS or key in _NO_OBJECT or distance >= 3:
                break
        return None

    def _by_predicate(self, after: Sequence[str]) -> FigureKind | None:
        """ "14 people, including a soldier, killed", "four others remain seriously wounded"."""
        inside = False
        for step, key in enumerate(after):
            if (
                key == ","
                and step + 1 < len(after)
                and after[step + 1] in ("including", "among", "most", "mostly", "many", "some", "all")
            ):
                inside = True
                continue
            if inside:
                inside = key != ","
                continue
            if key in _BREAKS:
                return None
            for lexicon in self._harm:
                if key in lexicon.after:
                    return lexicon.kind
            if key not in _LINKS and step > 5:
                return None
            if key in ("and", "but", "who") and step > 0 and key != "who":
                return None
        return None

    def _by_phrase(self, after: Sequence[str]) -> FigureKind | None:
        for lexicon in self._harm:
            for phrase in lexicon.phrases:
                if _within(phrase, after):
                    return lexicon.kind
        return None

    def _by_toll(self, before: Sequence[str]) -> FigureKind | None:
        for lexicon in self._harm:
            if any(_within(toll, before) for toll in lexicon.tolls):
                return lexicon.kind
        return None

    def _of_land(self, words: Sequence[Word], last: int) -> bool:
        if last >= len(words) or words[last].key != "of":
            return False
        return any(word.key in self._area_of for word in words[last + 1 : last + 5])


_TO_PEOPLE = frozenset({FigureKind.KILLED, FigureKind.INJURED, FigureKind.DETAINED, FigureKind.DISPLACED})
_REACH_PASSIVE = 28
_PASSIVE = frozenset("was were been are is".split())
_CLAUSE = frozenset("after when where as while because that said says before until if but whose".split())
_STRONG_NOUNS = frozenset({FigureKind.KILLED, FigureKind.INJURED, FigureKind.MISSING})
_NO_OBJECT = frozenset("by in on at from with after before that who which said".split())


def _lexicon(kind: FigureKind, table: Mapping[str, Any]) -> Lexicon:
    return Lexicon(
        kind=kind,
        nouns=frozenset(table.get("nouns", "").split()),
        before=frozenset(table.get("before", "").split()),
        after=frozenset(table.get("after", "").split()),
        phrases=tuple(tuple(phrase.split()) for phrase in table.get("phrases", ())),
        tolls=tuple(tuple(toll.split()) for toll in table.get("tolls", ())),
    )


def _within(phrase: Sequence[str], keys: Sequence[str]) -> bool:
    size = len(phrase)
    return any(tuple(keys[at : at + size]) == tuple(phrase) for at in range(len(keys) - size + 1))
