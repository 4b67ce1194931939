"""What the place names of a text mean: one place, or none, for each.

Pure. A name has a score for every place so called: how known that place is, whether the text puts it into another
("Paris, Texas"), and how many of the other names may lie in the same country, region or county, and near it. These are
weighed against each other in a few rounds, so that names that are ambiguous alone settle each other.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from bot.extract.gazetteer import fold
from bot.extract.places import Atlas, Candidate
from bot.extract.words import HIDDEN
from bot.types import PlaceKind

_ROUNDS = 4
_MOST_OPTIONS = 60  # places of one name that are weighed
_MOST_WEIGHED = 20_000  # of all names of a text
_LONGEST_NAME = 200  # characters
_SHARPNESS = 1.5  # how much a score of one more makes a place likelier, as a power of e
_COUNTRY, _REGION, _COUNTY, _NEAR, _WITHIN, _AROUND = 0.6, 1.0, 1.5, 0.8, 5.0, 3.0
_KNOWN_COUNTRY = 2.0  # what a country or a part of the world has before a city of as many people
_BARE_REGION = -0.8  # a bare name is more often the city
_BARE_COUNTY = -1.5
_OTHER_NAME = -1.5  # a place that is usually called otherwise
_WIDE = frozenset({("GB", "england")})  # a region that tells no more than its country
_CELL = 1.5  # degrees
_KNOWN_CITY = 15_000
_BESIDE = 300  # characters

_SPACE = r"[\s\u200b-\u200d\u2060]"
_INTO = re.compile(rf"{_SPACE}*(?:,|\(|of\s|in\s){_SPACE}*(?:the\s+)?")
_TITLED = re.compile(r"\s+(?:county|parish|borough|state|province|district|region|governorate|oblast)$")
_SHORT = {
    "mt": "Mount", "st": "Saint", "ft": "Fort", "pt": "Point", "co": "County", "twp": "Township", "is": "Islands",
    "mtn": "Mountain", "mts": "Mountains", "ste": "Sainte", "so": "South", "no": "North", "n": "North", "s": "South",
    "e": "East", "w": "West",
}  # fmt: skip
_PLAINLY_SHORT = frozenset(("st", "mt", "ft", "twp"))  # also without a dot
_HEADS = re.compile(
    r"\s+(?:township|village|town|city|county|municipality|municipal district|prefecture|district|estate|island|"
    r"valley|station|area)$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^(?:(?:the|greater|downtown|central|inner|old|new|city of|town of|village of|port of|republic of|state of|"
    r"county of|province of|kingdom of|(?:north|south|east|west|mid)(?:-?(?:east|west))?(?:ern)?)\s+)+",
    re.IGNORECASE,
)


_COMMON = frozenset(
    "university college school academy institute court high supreme central national international general regional "
    "royal federal district bank council board house church group world union company center centre association "
    "club united democratic republic people's society office service department ministry city town state county "
    "first second third saint river lake mount north south east west northern southern eastern western new old great "
    "grand upper lower big little black white red green blue golden good holy "
    "metro metropolitan capitol capital king queen prince princess".split()
)  # words of names that towns are called too


class How(Enum):
    """How a name led to its place."""

    NAMED = "named"  # it is the place's name
    INSIDE = "inside"  # the place's name is part of it: "University of Alberta"
    BESIDE = "beside"  # nothing is known of it, but of the place that is named next to it


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name in a text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """The place that a name means, or that it lies in."""

    place: Candidate
    how: How


@dataclass(slots=True)
class _Group:
    """The mentions of one name and the places that it may mean, with their scores and how likely each is."""

    name: str
    options: tuple[Candidate, ...]
    how: How
    priors: list[float]
    shares: list[float] = field(default_factory=list)

    def best(self) -> Resolved | None:
        if not self.options:
            return None
        at = max(range(len(self.options)), key=lambda i: (self.shares[i], -i))
        return Resolved(self.options[at], self.how)


class Resolver:
    """Tells what names mean, from all of them together."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._generic = _COMMON | atlas.heads.keys()
        self._options = lru_cache(maxsize=4096)(self._read)

    def __call__(self, text: str, toponyms: Sequence[Toponym]) -> tuple[Resolved | None, ...]:
        """One answer for each name, in their order."""
        names = [
            " ".join(HIDDEN.sub("", text[t.start : min(t.end, t.start + _LONGEST_NAME)]).split()) for t in toponyms
        ]
        distinct = {_key(name): name for name in reversed(names)}
        most = max(2, min(_MOST_OPTIONS, _MOST_WEIGHED // max(1, len(distinct))))
        groups = {key: self._group(name, most) for key, name in distinct.items()}
        mentions = [groups[_key(name)] for name in names]
        _contain(text, toponyms, mentions)
        _weigh(groups.values())
        found = [group.best() for group in mentions]
        return tuple(_beside(toponyms, found))

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """What a name alone may mean, the likeliest first."""
        options, _ = self._options(name)
        return tuple(sorted(options, key=lambda c: -_prior(name, c)))

    def is_town(self, name: str) -> bool:
        """Is there a town or county of that name, and is it no word of every name?"""
        if name.lower() in self._generic:
            return False
        found = self._atlas.named(name)
        return any(c.kind is not PlaceKind.COUNTRY and c.country and (c.own or c.level or c.population) for c in found)

    def why(self, name: str, place: Candidate, others: Sequence[Candidate]) -> tuple[str, ...]:
        """What speaks for one place of ``candidates(name)`` before the others, in words."""
        return tuple(_reasons(name, place, others, self._atlas.is_capital(place)))

    def _group(self, name: str, most: int) -> _Group:
        options, how = self._options(name)
        options = options[:most]
        return _Group(name, options, how, [_prior(name, c) for c in options])

    def _read(self, name: str) -> tuple[tuple[Candidate, ...], How]:
        found = self._atlas.called(name)
        for form in _forms(name) if not found else ():
            found = self._atlas.named(form)
            if found:
                break
        if found:
            return found[:_MOST_OPTIONS], How.NAMED
        if held := self._held(name):
            return held[:_MOST_OPTIONS], How.NAMED
        inner = self._part(name)
        if inner:
            return inner, How.INSIDE
        return self._atlas.candidates(name)[:_MOST_OPTIONS], How.NAMED

    def _held(self, name: str) -> tuple[Candidate, ...]:
        """The places of a name that says itself where it lies: "Paris, Texas"."""
        inner, comma, outer = name.partition(",")
        if not comma:
            return ()
        outer = outer.strip(" .")
        around = self._atlas.called(outer) or self._atlas.called(f"{outer}.") or self._atlas.named(outer)
        return tuple(c for c in self._atlas.named(inner.strip()) if any(_inside(c, a) for a in around))

    def _part(self, name: str) -> tuple[Candidate, ...]:
        """What the longest known place's name in a name may mean; of equals one behind "of", else the first."""
        words = name.replace("’s", "").replace("'s", "").split()[:12]
        if len(words) < 2:
            return ()
        lower = [w.lower() for w in words]
        for size in range(min(3, len(words) - 1), 0, -1):
            starts = list(range(len(words) - size + 1))
            if "of" in lower:
                starts.sort(key=lambda i: (i <= lower.index("of"), i))
            for start in starts:
                part = " ".join(words[start : start + size])
                if part[0].isupper() and part.lower() not in self._generic and (found := self._known(part)):
                    return found
        return ()

    def _known(self, part: str) -> tuple[Candidate, ...]:
        if found := self._atlas.called(part):
            return found
        if len(part) < 4:
            return self._atlas.named(part) if self._atlas.country(part) else ()
        found = self._atlas.named(part)
        if any(c.own or c.weight >= _KNOWN_CITY or (c.level and " " in part) for c in found):
            return found[:_MOST_OPTIONS]
        return ()


def _key(name: str) -> str:
    """One for a name in capitals and in small letters; short names count as they are written."""
    return name if len(name) < 5 else fold(name)


def _forms(name: str) -> Iterable[str]:
    """Spellings to try in turn: as written, short words written out, without what it is or which part of it."""
    name = name.strip(" .,;:'’\"“”()")
    bare = re.sub(r"['’]s?$", "", name)
    words = bare.split()
    written = " ".join(map(_written_out, words)) if len(words) > 1 else bare
    forms = [name, bare, written, _HEADS.sub("", written), _LEADS.sub("", written)]
    return [f for f in dict.fromkeys(forms) if f]


def _written_out(word: str) -> str:
    short = word.rstrip(".").lower()
    return _SHORT.get(short, word) if word.endswith(".") or short in _PLAINLY_SHORT else word


def _reasons(name: str, place: Candidate, others: Sequence[Candidate], is_capital: bool) -> Iterator[str]:
    rest = [c for c in others if c is not place]
    if place.kind is PlaceKind.COUNTRY:
        yield "a country comes before cities"
    elif place.own and not place.country:
        yield "a part of the world or a sea comes before cities"
    if is_capital:
        yield "a capital"
    if place.own and place.country and place.kind is not PlaceKind.COUNTRY:
        yield "on our own list of places in the news"
    if not rest:
        yield "no other place is known by that name"
    elif place.population and all(place.population > c.population for c in rest):
        yield "the most people of all places so called"
    elif _usual(name, place) and place.population:
        yield "its usual name, and not only another spelling of it"
    if place.alike:
        yield "spelt nearly so; no place is spelt so"


def _usual(name: str, place: Candidate) -> bool:
    return fold(place.name) == fold(name)


# ── what the names tell of each other ────────────────────────────────────────────────────────────────────────────


def _contain(text: str, toponyms: Sequence[Toponym], groups: Sequence[_Group]) -> None:
    """Where one name leads into the next ("Paris, Texas"), the first is likelier to lie in the second."""
    order = sorted(range(len(groups)), key=lambda i: (toponyms[i].start, toponyms[i].end))
    done: set[tuple[int, int]] = set()
    for one, other in pairwise(order):
        start, end = toponyms[one].end, toponyms[other].start
        inner, outer = groups[one], groups[other]
        fresh = inner is not outer and (id(inner), id(outer)) not in done
        if fresh and 0 < end - start < 12 and _INTO.fullmatch(text, start, end):
            done.add((id(inner), id(outer)))
            _put_into(inner, outer)


def _put_into(inner: _Group, outer: _Group) -> None:
    around: set[int] = set()
    for index, candidate in enumerate(inner.options):
        holders = [i for i, c in enumerate(outer.options[:12]) if _inside(candidate, c)]
        if holders:
            inner.priors[index] += _WITHIN
            around.update(holders)
    for index in around:
        outer.priors[index] += _AROUND


def _weigh(groups: Iterable[_Group]) -> None:
    placed = [(group, [_spot(c) for c in group.options]) for group in groups if group.options]
    for group, _ in placed:
        group.shares = _shares(group.priors)
    for _ in range(_ROUNDS):
        context = _Context()
        for group, spots in placed:
            context.add(group, spots, 1)
        for group, spots in placed:
            context.add(group, spots, -1)
            scores = [p + context.support(s) for p, s in zip(group.priors, spots, strict=True)]
            group.shares = _shares(scores)
            context.add(group, spots, 1)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a candidate lies: its regions, and its cell of the map with those around it; none for a country."""

    country: str
    regions: tuple[tuple[str, ...], ...]
    cell: tuple[int, int] | None
    around: tuple[tuple[int, int], ...]


def _spot(candidate: Candidate) -> _Spot:
    country = candidate.country or ""
    if not country or candidate.kind is PlaceKind.COUNTRY:
        return _Spot(country, (), None, ())
    if candidate.level == 1:
        return _Spot(country, _regions(candidate), None, ())
    row, column = _cell(candidate)
    around = tuple((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
    return _Spot(country, _regions(candidate), (row, column), around)


class _Context:
    """Where the names of a text lie: how many in each country, region, county and cell of the map."""

    def __init__(self) -> None:
        self._countries: defaultdict[str, float] = defaultdict(float)
        self._regions: defaultdict[tuple[str, ...], float] = defaultdict(float)
        self._cells: defaultdict[tuple[int, int], float] = defaultdict(float)

    def add(self, group: _Group, spots: Sequence[_Spot], sign: int) -> None:
        if group.how is not How.NAMED:
            return  # "London Road" is no sign that the text is about London
        for share, spot in zip(group.shares, spots, strict=True):
            if share < 0.01 or not spot.country:
                continue
            share *= sign
            self._countries[spot.country] += share
            for region in spot.regions:
                self._regions[region] += share
            if spot.cell is not None:
                self._cells[spot.cell] += share

    def support(self, spot: _Spot) -> float:
        if not spot.country:
            return 0.0
        total = _COUNTRY * _grown(self._countries[spot.country])
        for region in spot.regions:
            total += (_COUNTY if len(region) > 2 else _REGION) * _grown(self._regions[region])
        if spot.cell is not None:
            total += _NEAR * _grown(sum([self._cells.get(cell, 0.0) for cell in spot.around]))
        return total


def _grown(mass: float) -> float:
    return math.log2(1 + max(mass, 0.0))


def _cell(candidate: Candidate) -> tuple[int, int]:
    return math.floor(candidate.lat / _CELL), math.floor(candidate.lon / _CELL)


def _regions(candidate: Candidate) -> tuple[tuple[str, ...], ...]:
    """The region that a place is or lies in, and its county."""
    code = candidate.country or ""
    if candidate.level == 1:
        names = [_plain(candidate.name)]
    else:
        names = [_plain(n) for n in reversed(candidate.admin)]
        if candidate.level == 2 and len(names) == 1:
            names.append(_plain(candidate.name))
    region = (code, *names[:1])
    found = [region] if names and region not in _WIDE else []
    if len(names) > 1:
        found.append((code, *names[:2]))
    return tuple(found)


@lru_cache(maxsize=16384)
def _plain(name: str) -> str:
    return _TITLED.sub("", fold(name))


def _inside(candidate: Candidate, around: Candidate) -> bool:
    if around.kind is PlaceKind.COUNTRY:
        return candidate.country == around.country and candidate.kind is not PlaceKind.COUNTRY
    if candidate.country != around.country or candidate is around:
        return False
    return _plain(around.name) in map(_plain, candidate.admin)


def _prior(name: str, candidate: Candidate) -> float:
    score = math.log10(candidate.weight + 100)
    folded = fold(name)
    if candidate.own and (candidate.kind is PlaceKind.COUNTRY or not candidate.country):
        score += _KNOWN_COUNTRY
    if candidate.level == 1 and not candidate.own:
        score += _BARE_REGION
    if candidate.level == 2 and not _TITLED.search(folded):
        score += _BARE_COUNTY
    if not candidate.own and not candidate.level and not _usual(name, candidate):
        score += _OTHER_NAME
    return score - (2 if candidate.alike else 0)


def _shares(scores: list[float]) -> list[float]:
    most = max(scores)
    weights = [math.exp(_SHARPNESS * (s - most)) for s in scores]
    total = sum(weights)
    return [w / total for w in weights]


# ── names that nothing is known of ───────────────────────────────────────────────────────────────────────────────


def _beside(toponyms: Sequence[Toponym], found: Sequence[Resolved | None]) -> Iterator[Resolved | None]:
    """A name that nothing knows lies where the place next to it does: the nearest that is no country."""
    placed = sorted(
        (t.start, i, f.place) for i, (t, f) in enumerate(zip(toponyms, found, strict=True)) if f and f.place.country
    )
    local = [p for p in placed if p[2].kind is not PlaceKind.COUNTRY] or placed
    starts = [start for start, _, _ in local]
    for toponym, answer in zip(toponyms, found, strict=True):
        if answer is not None:
            yield answer
            continue
        at = bisect_left(starts, toponym.start)
        near = min(local[max(0, at - 1) : at + 1], key=lambda p: abs(p[0] - toponym.start), default=None)
        close = near is not None and abs(near[0] - toponym.start) <= _BESIDE
        yield Resolved(near[2], How.BESIDE) if near is not None and close else None
