"""Places by name: our own countries, regions and spellings first, then the cities of the world.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from bot.extract.gazetteer import Entry, Gazetteer, Sort, fold, loose, spelled_near
from bot.extract.reading import Tables
from bot.types import PlaceKind

_WEIGHT = {  # how much an own place counts, as people in a city would
    PlaceKind.COUNTRY: 30_000_000,
    PlaceKind.REGION: 5_000_000,
    PlaceKind.SEA: 5_000_000,
    PlaceKind.CITY: 3_000_000,
    PlaceKind.SITE: 1_000_000,
}
_RIVAL = 100_000  # people in a city that a namesake on our own list does not outshine
_KINDS = {
    Sort.CITY: PlaceKind.CITY,
    Sort.STATE: PlaceKind.REGION,
    Sort.COUNTY: PlaceKind.REGION,
    Sort.LAND: PlaceKind.REGION,
    Sort.WATER: PlaceKind.SEA,
    Sort.AIRPORT: PlaceKind.SITE,
}
_LEVELS = {Sort.STATE: 1, Sort.COUNTY: 2}
_NOWHERE = "XX"  # the row of places in several countries
_KEPT = 16384  # answers that are kept: an article asks of a name many times, and the next article again


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean. ``weight`` grows with how known it is, as a number of people."""

    name: str
    kind: PlaceKind
    country: str | None
    lat: float
    lon: float
    admin: tuple[str, ...] = ()
    geonameid: int | None = None
    weight: int = 0
    own: bool = False  # of our own list
    level: int = 0  # of a region: 1 a state or province, 2 a county or district in one
    population: int = 0  # 0 where it is not known
    alike: bool = False  # spelt otherwise than the name: only the article can tell whether it is meant


class Atlas:
    """Every place that Dateline knows."""

    def __init__(self, lexicon: Mapping[str, Any], gazetteer: Gazetteer | None) -> None:
        self._gazetteer = gazetteer
        self._countries: dict[str, str] = {}
        self._peoples: dict[str, str] = {}
        self._own: dict[str, list[Candidate]] = {}
        self._codes: dict[str, Candidate] = {}
        self.heads = {w: PlaceKind(k) for k, ws in lexicon.get("heads", {}).items() for w in ws}
        self._capitals: dict[str, set[str]] = {}
        for code, row in lexicon.get("countries", {}).items():
            self._add_country(code, row)
            self._capitals.setdefault(fold(row.get("capital", "")), set()).add(code)
        for row in lexicon.get("place", ()):
            self._add(
                row["names"],
                row["kind"],
                row.get("country", ""),
                row["at"],
                row.get("within", ()),
                row.get("geonameid"),
            )
        for code, rows in lexicon.get("rows", {}).items():
            for names, kind, lat, lon, within in rows:
                self._add(names.split("|"), kind, code, (lat, lon), [w for w in within.split("|") if w])
        for name in lexicon.get("peoples", {}).get("names", ()):
            self._peoples.setdefault(name, "")
        self._called = {
            (w if len(w.replace(".", "")) <= 4 else fold(w)): place
            for place, words in lexicon.get("called", {}).items()
            for w in words
        }
        self._alike: dict[str, list[Candidate]] = {}
        for found in self._own.values():
            for candidate in found:
                self._alike.setdefault(loose(candidate.name), []).append(candidate)
        self.country = lru_cache(_KEPT)(self._country)
        self.known = lru_cache(_KEPT)(self._known)
        self.largest = lru_cache(_KEPT)(self._largest)

    @classmethod
    def of(cls, tables: Tables) -> Atlas:
        """The atlas of these tables; without cities where the gazetteer is not among them."""
        return _atlas(_Held(tables.lexicons.get("places", {})), tables.blobs.get("gazetteer.gz"))

    def _add_country(self, code: str, row: Mapping[str, Any]) -> None:
        ident = self._gazetteer.countries.get(code) if self._gazetteer else None
        for name in row["names"]:
            self._countries.setdefault(_cased(name), code)
        name, (lat, lon) = row["names"][0], row["at"]
        weight = _WEIGHT[PlaceKind.COUNTRY]
        country = Candidate(name, PlaceKind.COUNTRY, code, lat, lon, geonameid=ident, weight=weight, own=True)
        self._codes[code] = country
        self._own.setdefault(fold(name), []).insert(0, country)
        for name in row.get("people", ()):
            self._peoples[name] = code

    def _add(
        self,
        names: Iterable[str],
        kind: str,
        country: str,
        at: Iterable[float],
        within: Iterable[str],
        ident: int | None = None,
    ) -> None:
        names, place_kind, (lat, lon) = list(names), PlaceKind(kind), at
        code = None if country in ("", _NOWHERE) else country
        level = 1 if place_kind is PlaceKind.REGION and code and not within else 0
        weight = _WEIGHT[place_kind]
        candidate = Candidate(names[0], place_kind, code, lat, lon, tuple(within), ident, weight, own=True, level=level)
        for name in dict.fromkeys(map(fold, names)):
            self._own.setdefault(name, []).append(candidate)

    def beginnings(self) -> set[str]:
        """First words of our own names of several words."""
        found: set[str] = set()
        for name in [*self._own, *map(fold, self._countries)]:
            words = name.split()
            found.update(" ".join(words[:i]) for i in range(2, len(words) + 1))
        return found

    def _country(self, text: str) -> str | None:
        """The country of that name, None where it is none. "US" and "us" are told apart."""
        code = self._countries.get(_cased(text))
        if code is None and len(text) > 5 and text.endswith("s"):  # "Syrias": feeds lose apostrophes
            code = self._countries.get(_cased(text[:-1]))
        return code

    def is_capital(self, place: Candidate) -> bool:
        """Is it a city, and the capital of its country?"""
        return place.kind is PlaceKind.CITY and place.country in self._capitals.get(fold(place.name), ())

    def people_of(self, text: str) -> str | None:
        """The country of a people or its adjective ("Syrian" → SY), "" for peoples of none, None for other words."""
        return self._peoples.get(text)

    def _known(self, text: str) -> bool:
        """Is it a country or one of our own places?"""
        return self.country(text) is not None or fold(text) in self._own

    def _largest(self, text: str) -> int:
        """People in the largest city or region of that name."""
        found = self._gazetteer.find(text) if self._gazetteer else ()
        return max((e.population for e in found if e.sort in (Sort.CITY, Sort.STATE)), default=0)

    def called(self, text: str) -> tuple[Candidate, ...]:
        """The place that a word of its people, an adjective or a short form tells ("Texan", "B.C.", "Syrian")."""
        code = self._peoples.get(text)
        if code:
            return (self._codes[code],) if code in self._codes else ()
        place = self._called.get(text if len(text.replace(".", "")) <= 4 else fold(text))
        return self.named(place)[:1] if place else ()

    def named(self, text: str) -> tuple[Candidate, ...]:
        """Everything that is spelt so: the country, our own places, then the gazetteer by size."""
        code = self.country(text)
        country = self._codes.get(code) if code else None
        return (*([country] if country else []), *(c for c in self._spelled(text) if c is not country))

    def candidates(self, text: str) -> tuple[Candidate, ...]:
        """What a name may mean: a country, else our own places and cities so spelt, else those that sound alike."""
        code = self.country(text)
        if code is not None:
            country = self._codes.get(code)
            others = (
                tuple(c for c in self._spelled(text) if c.kind is not PlaceKind.COUNTRY) if text == "Georgia" else ()
            )
            return (*([country] if country else []), *others)
        found = self._spelled(text)
        if found:
            return found
        alike = self._alike.get(loose(text), []) if len(loose(text)) > 3 else []
        cities = self._gazetteer.find_alike(text) if self._gazetteer else ()
        heard = (*alike, *map(_from_entry, cities))
        return tuple(replace(c, alike=True) for c in heard if spelled_near(text, c.name))

    def _spelled(self, text: str) -> tuple[Candidate, ...]:
        own = self._own.get(fold(text), [])
        cities = self._gazetteer.find(text) if self._gazetteer else ()
        fresh = [_from_entry(e) for e in cities if not any(_same(e, c) for c in own)]
        return (*(_rivalled(_joined(c, cities), cities) for c in own), *fresh)


class _Held:
    """A mapping compared by identity, so that an atlas is built once for the tables that share it."""

    __slots__ = ("value",)

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(maxsize=2)
def _atlas(lexicon: _Held, gazetteer: bytes | None) -> Atlas:
    return Atlas(lexicon.value, Gazetteer(gazetteer) if gazetteer else None)


def _cased(name: str) -> str:
    """Short names as written, without dots: "US" is a country, "us" is not."""
    return name.replace(".", "") if len(name.replace(".", "")) <= 4 else fold(name)


def _from_entry(entry: Entry) -> Candidate:
    kind, country, level = _KINDS[entry.sort], entry.country or None, _LEVELS.get(entry.sort, 0)
    weight = entry.population // 2 if level == 1 else entry.population // 4 if level else entry.population
    people = entry.population if entry.sort in (Sort.CITY, Sort.STATE, Sort.COUNTY) else 0
    return Candidate(
        entry.name,
        kind,
        country,
        entry.lat,
        entry.lon,
        entry.admin,
        entry.geonameid,
        weight,
        level=level,
        population=people,
    )


def _same(entry: Entry, place: Candidate) -> bool:
    if (entry.country or None) != place.country or _KINDS[entry.sort] is not place.kind:
        return False
    reach = 0.35 if place.kind in (PlaceKind.CITY, PlaceKind.SITE) else 3.0
    return abs(entry.lat - place.lat) < reach and abs(entry.lon - place.lon) < reach


def _joined(place: Candidate, cities: Iterable[Entry]) -> Candidate:
    """An own place with what the gazetteer adds: its number and what contains it."""
    entry = next((e for e in cities if _same(e, place)), None)
    if entry is None:
        return place
    return replace(
        place,
        admin=place.admin or entry.admin,
        geonameid=place.geonameid or entry.geonameid,
        weight=max(place.weight, entry.population),
        population=entry.population if entry.sort in (Sort.CITY, Sort.STATE, Sort.COUNTY) else 0,
    )


def _rivalled(place: Candidate, cities: Iterable[Entry]) -> Candidate:
    """A town of our own list that has its name from a larger city elsewhere: only the article can tell it is meant."""
    rivals = (e.population for e in cities if e.sort is Sort.CITY and e.country != place.country)
    most = max(rivals, default=0)
    if place.kind is not PlaceKind.CITY or most < _RIVAL or most <= place.population:
        return place
    return replace(place, weight=max(place.population, _RIVAL))
