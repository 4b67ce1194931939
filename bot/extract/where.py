"""The places of an article: every named place, resolved where it can be, and the one where it happens.

Pure.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from bot.extract.dateline import dateline_of
from bot.extract.gazetteer import fold
from bot.extract.places import Atlas, Candidate
from bot.extract.reading import Name, Reading, Tables
from bot.extract.toponyms import How, Resolver, Toponym
from bot.extract.words import HIDDEN
from bot.types import Mention, Place, PlaceKind, Span

_LOCATIVE = frozenset("in at near on off outside around across over inside through throughout above of".split())
_OF_WHOM = frozenset(("of", "on", "over"))  # "the war on Iran forces", "split over Iran war"
_SITES = frozenset("crossing airport airfield airbase base port camp bridge dam hospital prison checkpoint".split())
_SOURCE = frozenset("from".split())
_ACTING = frozenset("government regime authorities administration officials".split())
_REGION_WORDS = frozenset("province governorate district state region county oblast prefecture valley".split())
_SETTLED = frozenset("city town village capital".split())
_DIRECTIONS = (
    r"(?:(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?"
    r"|central|the|nearby|neighbou?ring|occupied|rural|mainland)"
)
_LAST_WORD = re.compile(rf"([^\W\d_]+)\W{{1,3}}(?:{_DIRECTIONS}\W{{1,3}}){{0,3}}$", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[\s\u200b-\u200d\u2060]*([^\W\d_]+)")
_SPOT = re.compile(
    r"(?:[\s\u200b-\u200d\u2060]+[a-z'’-]+){0,2}?[\s\u200b-\u200d\u2060]+(?:city|cities|town|towns|village|villages|capital|"
    r"province|region|district|state|school|schools|hospital|airport|border|coast|port|territory|territories|airspace|waters|"
    r"soil|island|islands|camp|market|mosque|church|prison|suburb|suburbs|neighbou?rhood)\b"
)
_OPENING = 400  # characters
_INTO = re.compile(
    r"[\s\u200b-\u200d\u2060]*(?:(?:district|neighbou?rhood|area|suburb|region|quarter|(?:refugee )?camp|section|town|"
    r"village|city|province|county|state|governorate)\s+)?(?:,|of\s|in\s)[\s\u200b-\u200d\u2060]*"
    r"(?:(?:the|northern|southern|eastern|western|central|city of|town of|province of)\s+){0,2}"
)
_BODY = re.compile(
    r"(?<!\w)((?:[A-Z][\w’'-]{0,40}\.?[ \t]+){1,3})(?:(?:Metropolitan|Metro|city|City|County|Regional)[ \t]+)?"
    r"(?:police|Police|PD|sheriff|Sheriff|Fire|fire|firefighters|ISD|School District|mayor|Mayor|City Council|"
    r"city council)\b"
)
_MOST_BODIES = 20
_WORD = re.compile(r"\S+")
_AT_ODDS = 150_000  # people in a city that may be named though the article is about another
_NEARBY = 0.6  # degrees
_HELD = re.compile(r"[^\W\d_][\w.’'-]*,[\s\u200b-\u200d\u2060]*$")
_HOLDING = 0.85
_CONTEXT_FACTOR = 3.0
_SPECIFIC = {
    PlaceKind.COUNTRY: 0.15,
    PlaceKind.REGION: 0.6,
    PlaceKind.SEA: 0.8,
    PlaceKind.CITY: 1.3,
    PlaceKind.SITE: 1.1,
}
# How much more a place counts in one of the first sentences that tell of an attack or its victims.
_OF_HARM = {
    PlaceKind.COUNTRY: 0.0,
    PlaceKind.REGION: 0.5,
    PlaceKind.SEA: 1.0,
    PlaceKind.CITY: 1.0,
    PlaceKind.SITE: 0.5,
}
_OPENING = 8  # sentences
_HARM = re.compile(
    r"\b(?:kill(?:ed|ing|s)|dead|died|wound(?:ed|ing)|injur(?:ed|ing)|shot|shooting|blast|bomb\w*|struck|(?:air)?strikes?)\b",
    re.IGNORECASE,
)
_NOBODYS = 0.6  # a sea or a part of the world is less often the spot than a place in a country
_UNSURE_WEIGHT = 15_000  # a city smaller than this needs a hint in the article


@dataclass(slots=True)
class _Group:
    """The mentions of one name, and what it means."""

    text: str
    spans: list[Name] = field(default_factory=list)
    within: str | None = None  # "Tripoli, Lebanon": the Lebanon
    is_region: bool = False  # "Raqa province"
    is_site: bool = False  # "Tarven crossing"
    meant: Candidate | None = None
    score: float = 0.0


def build(tables: Tables) -> Callable[[Reading], tuple[Place, ...]]:
    """The extractor, ready to run."""
    atlas = Atlas.of(tables)
    resolver = Resolver(atlas)
    table = tables.lexicons.get("places", {})
    hubs = frozenset(map(fold, table.get("hubs", {}).get("names", ())))

    def find(reading: Reading) -> tuple[Place, ...]:
        return tuple(_Finder(reading, atlas, resolver, hubs).places())

    return find


class _Finder:
    """One article's places."""

    def __init__(self, reading: Reading, atlas: Atlas, resolver: Resolver, hubs: frozenset[str]) -> None:
        self._reading, self._atlas, self._resolver, self._text = reading, atlas, resolver, reading.text
        self._hubs = hubs
        opening = enumerate(reading.document.sentences[:_OPENING])
        self._harmed = frozenset(at for at, s in opening if _HARM.search(reading.text, s.start, s.end))
        self._together: dict[int, Candidate] = {}  # by where a name begins: what all names together make of it
        self._seat: Candidate | None = None  # the town whose police, mayor or schools act
        self._is_filed = False  # is the seat only where the article was written?
        self._dateline = dateline_of(reading.text).end
        self._title = HIDDEN.sub("", reading.article.title or "")[:1000]
        self._regions: Counter[str] = Counter()
        self._around: dict[str, Candidate] = {}
        self._spots: Counter[str] = Counter()  # countries of "an Iranian school"
        self._peoples = self._count_peoples()

    def places(self) -> list[Place]:
        groups = self._groups()
        self._resolve_together(groups)
        for _ in range(2):  # the second time with what the first has settled
            context = self._context(groups)
            self._regions = _regions(groups)
            for group in groups:
                group.meant = self._choose(group, context)
        self._around = self._find_around(groups)
        merged = self._merge(groups)
        for group in merged:
            group.score = sum(self._scores(group))
        return self._publish(merged)

    # ── mentions ──

    def _groups(self) -> list[_Group]:
        found: dict[str, _Group] = {}
        names = [n for n in self._reading.names if n.kind == "LOC"]
        for index, name in enumerate(names):
            if self._following(name) in _ACTING:
                continue
            words = HIDDEN.sub("", self._text[name.start : name.end])
            group = found.setdefault(self._atlas.country(words) or fold(words), _Group(words))
            group.spans.append(name)
            group.is_site |= self._following(name) in _SITES
            if self._following(name) in _REGION_WORDS:
                group.is_region = True
            before = names[index - 1] if index else None
            if before and self._text[before.end : name.start].strip() in ("'s", "’s"):
                group.within = group.within or HIDDEN.sub("", self._text[before.start : before.end])
            after = names[index + 1] if index + 1 < len(names) else None
            if after and after.start - name.end < 50 and _INTO.fullmatch(self._text, name.end, after.start):
                group.within = group.within or HIDDEN.sub("", self._text[after.start : after.end])
        return list(found.values())

    def _following(self, name: Name) -> str:
        found = _NEXT_WORD.match(self._text, name.end, name.end + 40)
        return found[1].lower() if found else ""

    def _count_peoples(self) -> Counter[str]:
        """Countries by how often their people or adjective stands in the article; in its first lines it counts more."""
        votes: Counter[str] = Counter()
        for name in self._reading.names:
            if name.kind != "MISC":
                continue
            code = self._atlas.people_of(HIDDEN.sub("", self._text[name.start : name.end]))
            if code:
                votes[code] += 2 if name.start < _OPENING else 1
                if _SPOT.match(self._text, name.end, name.end + 40):
                    self._spots[code] += 3 if name.start < _OPENING else 1
        return votes

    # ── what a name means ──

    def _resolve_together(self, groups: Iterable[_Group]) -> None:
        bodies = self._bodies(self._text)
        spans = sorted({(n.start, n.end) for g in groups for n in g.spans} | set(bodies))
        found = self._resolver(self._text, [Toponym(start, end) for start, end in spans])
        named = {span: f.place for span, f in zip(spans, found, strict=True) if f and f.how is How.NAMED}
        self._together = {start: place for (start, _), place in named.items()}
        towns = [named[b] for b in bodies if b in named]
        if not towns:
            titled = [Toponym(start, end) for start, end in self._bodies(self._title)]
            towns = [f.place for f in self._resolver(self._title, titled) if f and f.how is How.NAMED]
        if not towns:
            filed = [named[s] for s in spans if s[0] < self._dateline and s in named]
            towns = [c for c in filed if fold(c.name) not in self._hubs]
            self._is_filed = True
        local = Counter(c for c in towns if c.kind is not PlaceKind.COUNTRY and c.level != 1 and c.country)
        self._seat = next((c for c, _ in local.most_common(1)), None)

    def _bodies(self, text: str) -> list[tuple[int, int]]:
        """The places in the names of local bodies: "Tulsa Police", "the Smith County sheriff"."""
        found = []
        for body in islice(_BODY.finditer(text), _MOST_BODIES):
            words = list(_WORD.finditer(text, body.start(1), body.end(1)))
            for word in words:
                name = text[word.start() : words[-1].end()]
                if self._resolver.is_town(name):
                    found.append((word.start(), words[-1].end()))
                    break
        return found

    def _context(self, groups: Iterable[_Group]) -> dict[str, float]:
        """How much each country is the article's, 0–1."""
        votes: Counter[str] = Counter()
        for code, count in self._peoples.items():
            votes[code] += count
        for group in groups:
            known = self._atlas.country(group.text)
            home = known or (group.meant.country if group.meant and not group.meant.alike else None)
            if home:
                votes[home] += (3 if known else 2) * min(len(group.spans), 4)
        return {code: count / (count + 3) for code, count in votes.items()}

    def _choose(self, group: _Group, context: dict[str, float]) -> Candidate | None:
        candidates = self._atlas.candidates(group.text)
        if not candidates and group.is_region:
            candidates = self._atlas.candidates(f"{group.text} province")
        best = max(candidates, key=lambda c: self._likely(c, group, context), default=None)
        if best is None:
            return None
        together = self._together.get(group.spans[0].start)
        if together in candidates and not best.alike and not group.within and not group.is_region:
            best = together
        if self._seat and not group.within and self._at_odds(best, self._seat):
            return None
        if best.alike and not context.get(best.country or "") and not group.within:
            return None  # nothing in the article speaks for it
        if not best.own and best.weight < _UNSURE_WEIGHT and not context.get(best.country or "") and not group.within:
            return None
        return best

    def _at_odds(self, candidate: Candidate, seat: Candidate) -> bool:
        """Is it a small town far from where the article is about? Then it is rather a part of that town."""
        if candidate.own or candidate.kind is not PlaceKind.CITY or candidate.population >= _AT_ODDS:
            return False
        same = candidate.country == seat.country and candidate.admin[-1:] == (seat.admin or (seat.name,))[-1:]
        return not same and _degrees(candidate, seat) > 1.5

    def _likely(self, candidate: Candidate, group: _Group, context: dict[str, float]) -> float:
        score = math.log10(candidate.weight + 100) + _CONTEXT_FACTOR * context.get(candidate.country or "", 0.0)
        score += 2 if candidate.own and not candidate.country else 0
        if candidate.own and candidate.kind is PlaceKind.COUNTRY:
            score += 2
        if group.is_region:
            score += 1.5 if candidate.kind is PlaceKind.REGION else 0
        elif candidate.kind is PlaceKind.REGION and not candidate.own:
            score -= 0.8  # a bare name is more often the city
        shared = [self._regions[fold(a)] - (group.meant is candidate) for a in (*candidate.admin, candidate.name)]
        if any(count > 0 for count in shared[:-1]) or shared[-1] > 1:
            score += 1.5
        if group.within:
            code = self._atlas.country(group.within)
            around = {fold(group.within), *(fold(c.name) for c in self._atlas.candidates(group.within)[:3])}
            inside = not around.isdisjoint(fold(a) for a in candidate.admin)
            score += 6 if inside or (code and code == candidate.country) else 0
        return score

    def _merge(self, groups: Iterable[_Group]) -> list[_Group]:
        """Groups that mean one place are one."""
        found: dict[object, _Group] = {}
        for group in groups:
            meant = group.meant
            key: object = (meant.name, meant.kind, meant.lat, meant.lon) if meant else group.text.lower()
            if key in found:
                found[key].spans.extend(group.spans)
            else:
                found[key] = group
        return list(found.values())

    # ── which matters ──

    def _scores(self, group: _Group) -> Iterator[float]:
        kind, document = self._kind(group), self._reading.document
        yield 3.0 * self._title_weight(group, kind)
        later, acting, harmed = 0.0, 0.0, 0.0
        for name in group.spans:
            if name.start < self._dateline:
                yield 0.8 if fold(group.text) in self._hubs else 4.5
                continue
            sentence = document.sentence_index(name.start)
            weight = _weight(self._text, name.start, name.end, kind)
            if sentence in self._harmed:
                harmed += weight * _OF_HARM[kind]
            if sentence < 3:
                yield weight * (3.0, 1.6, 1.2)[sentence]
            elif weight < 1:
                acting += 0.5 * weight
            else:
                later += 0.5 * weight
        yield min(later, 3.0) + min(acting, 1.0) + harmed

    def _holding(self, group: _Group) -> float:
        """How often the region stands here only to say where another place is: "Harrison, Ark."."""
        if group.meant is None or group.meant.level != 1:
            return 0.0
        held = sum(_HELD.search(self._text, max(0, n.start - 40), n.start) is not None for n in group.spans)
        return held / len(group.spans)

    def _title_weight(self, group: _Group, kind: PlaceKind) -> float:
        """How the title speaks of the place, 0 where it does not."""
        forms = {HIDDEN.sub("", self._text[n.start : n.end]) for n in group.spans}
        if kind is PlaceKind.COUNTRY and group.meant and group.meant.country == "US":
            forms |= {"US", "U.S."}
        found = (re.search(rf"(?<!\w){re.escape(form)}(?!\w)", self._title) for form in forms)
        return max((_weight(self._title, m.start(), m.end(), kind) for m in found if m), default=0.0)

    def _main(self, groups: list[_Group]) -> _Group | None:
        """The most specific well-placed name in the country that the article is most about."""
        totals: defaultdict[str, float] = defaultdict(float)
        for group in groups:
            totals[self._home(group)] += group.score * (1.0 if self._home(group) != group.text else _NOBODYS)
        for code, count in self._peoples.items():
            totals[code] += min(0.2 * count, 1.5) + min(self._spots[code], 4)
        ranked = [g for g in groups if g.score > 0]
        if not ranked:
            return None
        home = max((self._home(g) for g in ranked), key=lambda code: totals[code])
        inside = [g for g in ranked if self._home(g) == home]
        return max(inside, key=lambda g: g.score * self._specific(g) * (1 - _HOLDING * self._holding(g)))

    def _home(self, group: _Group) -> str:
        return self._contained(group)[0] or group.text

    def _contained(self, group: _Group) -> tuple[str | None, tuple[str, ...]]:
        """Country and regions of a place; where it is unknown itself, of the place that the text puts around it.

        Where only a dateline tells, no region is claimed: the village of the news may lie far from the reporter.
        """
        around = self._around.get(group.text) or (None if group.meant or self._is_filed else self._seat)
        if group.meant is not None:
            city = around is not None and around.kind is PlaceKind.CITY and group.meant.kind is PlaceKind.CITY
            if around is not None and city and around is not group.meant and _degrees(around, group.meant) < _NEARBY:
                return group.meant.country, (around.name, *group.meant.admin)
            return group.meant.country, group.meant.admin
        if around is None:
            return self._seat.country if self._seat else None, ()
        own = () if around.kind is PlaceKind.COUNTRY else (around.name,)
        return around.country, (*own, *around.admin)

    def _find_around(self, groups: Iterable[_Group]) -> dict[str, Candidate]:
        """For each name with another around it ("the Karm district of Aleppo"), what that other means."""
        meant = {fold(g.text): g.meant for g in groups if g.meant is not None}
        found = {g.text: meant.get(fold(g.within)) for g in groups if g.within}
        return {text: around for text, around in found.items() if around is not None}

    def _specific(self, group: _Group) -> float:
        """A spot says more than a region, a region more than a country; a spot that nothing resolves says little."""
        kind = self._kind(group)
        if group.meant is None and group.text not in self._around and kind is not PlaceKind.SEA:
            return 0.5
        return _SPECIFIC[kind]

    def _kind(self, group: _Group) -> PlaceKind:
        if group.meant:
            return group.meant.kind
        last = group.text.split()[-1].lower()
        if last in self._atlas.heads:
            return self._atlas.heads[last]
        if group.is_site:
            return PlaceKind.SITE
        return PlaceKind.REGION if group.is_region else PlaceKind.CITY

    def _publish(self, groups: list[_Group]) -> list[Place]:
        main, most = self._main(groups), max((g.score for g in groups), default=0.0)
        places = [self._place(g, g is main, most) for g in groups]
        return sorted(places, key=lambda p: (not p.main, -p.salience, p.mentions[0].span.start))

    def _place(self, group: _Group, main: bool, most: float) -> Place:
        spans = sorted(group.spans, key=lambda n: n.start)
        meant = group.meant
        country, admin = self._contained(group)
        return Place(
            name=_fullest([self._text[n.start : n.end] for n in spans]),
            kind=self._kind(group),
            mentions=tuple(Mention(span=Span.cut(self._text, n.start, n.end)) for n in spans),
            country=country,
            admin=admin,
            lat=meant.lat if meant else None,
            lon=meant.lon if meant else None,
            geonameid=meant.geonameid if meant else None,
            main=main,
            salience=1.0 if main else round(min(0.99, group.score / most if most else 0.0), 3),
        )


def _degrees(one: Candidate, other: Candidate) -> float:
    return math.hypot(one.lat - other.lat, one.lon - other.lon)


def _regions(groups: Iterable[_Group]) -> Counter[str]:
    """Regions by how many names of the article lie in them or mean them."""
    found: Counter[str] = Counter()
    for group in groups:
        if group.meant is not None and group.meant.kind is not PlaceKind.COUNTRY:
            found.update({fold(name) for name in (*group.meant.admin, group.meant.name)})
    return found


def _weight(text: str, start: int, end: int, kind: PlaceKind) -> float:
    """A place where something is counts more than one that acts or that someone comes from."""
    found = _LAST_WORD.search(text[max(0, start - 40) : start])
    before = found[1].lower() if found else ""
    following = HIDDEN.sub("", text[end : end + 4])[:2]
    leads_on = kind is PlaceKind.COUNTRY and following[:1] == " " and following[1:].islower()  # "U.S. forces"
    if before in _LOCATIVE and not (before in _OF_WHOM and leads_on):
        return 1.0 if before == "of" else 1.5
    if kind is not PlaceKind.COUNTRY:
        return 0.6 if before in _SOURCE else 0.8
    if before in _SOURCE:
        return 0.5
    if following in ("'s", "’s"):
        return 0.4
    return 0.2 if leads_on else 0.5


def _fullest(forms: list[str]) -> str:
    """The longest form; one that is not all capitals where there is one."""
    mixed = [f for f in forms if not (f.isupper() and len(f) > 4)]
    return max(mixed or forms, key=lambda f: (len(f), -forms.index(f)))
