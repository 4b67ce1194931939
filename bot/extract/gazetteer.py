"""Places of the world by name: a look-up in bytes, without unpacking them into objects.

Pure. ``bench/build_gazetteer.py`` writes the bytes with ``pack``; both sides fold names with ``fold`` and ``loose``.
"""

from __future__ import annotations

import json
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

_RECORD = struct.Struct("<IiiI2sBIII")  # geonameid, lat, lon, population, country, sort, name, admin1, admin2
_DEGREE = 10_000
_KEPT = 2048  # names whose entries are kept once they are read
_HIDDEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad'’ʼ`ʿʾ‘.]")
_GAPS = re.compile(r"[\s\-–/_,]+")
_ARTICLES = frozenset("al el ar as ash ad at an az ed es et er ez".split())
_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS = (("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "i"), ("ay", "i"), ("ai", "i"), ("ey", "i"), ("dh", "d"))
_HABITS = (("q", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("dh", "d"), ("y", "i"))
_LETTERS = str.maketrans("qoeyw", "kuiiu")


class Sort(IntEnum):
    """What an entry of the gazetteer is."""

    CITY = 0
    STATE = 1  # a region of the first level
    COUNTY = 2  # one of the second
    LAND = 3  # a range, an island, a plain
    WATER = 4  # a sea, a lake, a river
    AIRPORT = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: coordinates in degrees, ``admin`` the names of what contains it, nearest first.

    ``country`` is a code of two letters, "" for what lies in several; ``population`` of terrain, water and airports
    grows with how known they are.
    """

    name: str
    country: str
    lat: float
    lon: float
    population: int
    geonameid: int | None
    admin: tuple[str, ...]
    sort: Sort = Sort.CITY


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """A name without case, accents, apostrophes, hyphens and a leading "the"."""
    plain = _HIDDEN.sub("", unicodedata.normalize("NFKD", name))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return _GAPS.sub(" ", plain.replace("ı", "i")).strip().removeprefix("the ")


@lru_cache(maxsize=16384)
def loose(name: str) -> str:
    """A name as it sounds: Arabic articles off, doubled letters single, q as k, o as u, e and y as i."""
    words = fold(name).split()
    kept = [w for i, w in enumerate(words) if w not in _ARTICLES or len(words) == 1]
    sound = "".join(kept)
    for written, heard in _SOUNDS:
        sound = sound.replace(written, heard)
    sound = _DOUBLED.sub(r"\1", sound.translate(_LETTERS))
    return re.sub(r"(?:ah|ih|a|i)$", "a", sound)


def spelled_near(name: str, other: str) -> bool:
    """May both be one name in two transliterations: few letters apart once articles and doubled letters are off?

    "Raqa" and "Ar Raqqah" may, "Kessary" and "Kayseri" may not.
    """
    one, two = _letters(name), _letters(other)
    if not one or not two or one[0] != two[0]:
        return False
    return _distance(one, two, 1 if min(len(one), len(two)) < 8 else 2)


def _letters(name: str) -> str:
    """Letters without Arabic articles and the spellings that differ by habit only."""
    words = fold(name).split()
    plain = "".join(w for i, w in enumerate(words) if w not in _ARTICLES or len(words) == 1)
    for written, heard in _HABITS:
        plain = plain.replace(written, heard)
    return _DOUBLED.sub(r"\1", plain).removesuffix("h")


def _distance(one: str, two: str, most: int) -> bool:
    """Are at most ``most`` letters put in, left out or changed between two names?"""
    if abs(len(one) - len(two)) > most:
        return False
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(two, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1] <= most


class Gazetteer:
    """Entries by folded name. ``data`` is what ``pack`` wrote; raises ValueError when it is something else."""

    def __init__(self, data: bytes) -> None:
        try:
            plain = zlib.decompress(data, wbits=31)
            head, _, self._body = plain.partition(b"\n")
            sizes = json.loads(head)
            self.countries: Mapping[str, int] = sizes["countries"]
            self._count, self._names = sizes["count"], sizes["count"] * _RECORD.size
            self._keys = self._names + sizes["names"]
            self._entries = lru_cache(maxsize=_KEPT)(self._read)  # one article asks for a name many times
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            raise ValueError("not a gazetteer") from error

    def find(self, name: str) -> tuple[Entry, ...]:
        """Every place of that name in any spelling that folds alike, the most populous first."""
        folded = fold(name)
        return self._entries(folded) if folded else ()

    def find_alike(self, name: str) -> tuple[Entry, ...]:
        """Every place whose name sounds alike."""
        sound = loose(name)
        return self._entries("~" + sound) if len(sound) > 3 else ()

    def _read(self, key: str) -> tuple[Entry, ...]:
        ids = self._ids(key.encode() + b"\t")
        return tuple(sorted(map(self._entry, ids), key=lambda e: (-e.population, e.geonameid or 0)))

    def _ids(self, wanted: bytes) -> list[int]:
        body, low, high = self._body, self._keys, len(self._body)
        while low < high:  # low and high stand at line starts
            middle = (low + high) // 2
            start = max(low, body.rfind(b"\n", low, middle) + 1)
            end = body.index(b"\n", start)
            line = body[start : min(end, start + len(wanted))]
            if line == wanted:
                return [int(i) for i in body[start + len(wanted) : end].split()]
            if line < wanted:
                low = end + 1
            else:
                high = start
        return []

    def _entry(self, number: int) -> Entry:
        ident, lat, lon, population, country, sort, name, first, second = _RECORD.unpack_from(
            self._body, number * _RECORD.size
        )
        own = self._name(name)
        admin = tuple(n for n in (self._name(second), self._name(first)) if n and n != own)
        return Entry(
            own,
            country.decode().strip(),
            lat / _DEGREE,
            lon / _DEGREE,
            population,
            ident or None,
            admin,
            Sort(sort),
        )

    def _name(self, offset: int) -> str:
        start = self._names + offset
        return self._body[start : self._body.index(b"\n", start)].decode()


def pack(entries: Iterable[tuple[Entry, Iterable[str]]], countries: Mapping[str, int]) -> bytes:
    """The bytes of a gazetteer: each entry with the keys (folded, or ``~`` and its sound) that find it."""
    names: dict[str, int] = {"": 0}
    heap, records = bytearray(b"\n"), bytearray()
    keys: dict[bytes, list[int]] = {}

    def place(name: str) -> int:
        if name not in names:
            names[name] = len(heap)
            heap.extend(name.encode() + b"\n")
        return names[name]

    count = 0
    for entry, spellings in entries:
        first, second = (*reversed(entry.admin), "", "")[:2]
        records += _RECORD.pack(
            entry.geonameid or 0,
            round(entry.lat * _DEGREE),
            round(entry.lon * _DEGREE),
            entry.population,
            entry.country.ljust(2).encode(),
            entry.sort,
            place(entry.name),
            place(first),
            place(second),
        )
        for key in spellings:
            keys.setdefault(key.encode(), []).append(count)
        count += 1
    head = json.dumps({"count": count, "names": len(heap), "countries": dict(sorted(countries.items()))}).encode()
    lines = b"".join(
        b"%s\t%s\n" % (k, b" ".join(b"%d" % i for i in ids))
        for k, ids in sorted(keys.items(), key=lambda x: x[0] + b"\t")
    )
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(head + b"\n" + bytes(records) + bytes(heap) + lines) + packer.flush()
