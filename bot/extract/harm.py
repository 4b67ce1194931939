"""What happens to those who are counted (killed, injured, displaced …), from the noun and the verbs around it.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.extract.nouns import singular
from bot.extract.numbers import Word
from bot.types import FigureKind

KINDS = (
    FigureKind.KILLED,
    FigureKind.INJURED,
    FigureKind.MISSING,
    FigureKind.DETAINED,
    FigureKind.TRAPPED,
    FigureKind.EVACUATED,
    FigureKind.DISPLACED,
    FigureKind.AFFECTED,
)
_REACH_OBJECT = 4  # words between a verb and the number that is its object
_REACH_PREDICATE = 9
_REACH_PASSIVE = 40
_REACH_TOLL = 24
_REACH_TOLL_AT_ONCE = 4
_REACH_COMPANY = 18
PASSIVE = frozenset("was were been are is be being".split())
_STATE = frozenset("remain remains remained left feared believed presumed reported confirmed dead , who".split())
_LINKS = frozenset(
    "have has had been be being are is was were remain remains remained also already reportedly confirmed still "
    "so far feared believed presumed reported now may might could all or later thought known to seriously "
    "critically slightly badly severely fatally instantly there then who that either were , -".split()
)
_ASIDE = frozenset("including among most mostly many some all".split())
_BREAKS = frozenset('.;:!?…—–"“”«»')
_DEAD = frozenset("killed killing dead deaths".split())
_HURT = frozenset("wounded wounding injured injuring injuries hurt".split())
_COMPANY = frozenset("more others other".split())
_QUOTES = frozenset('"“”')
_DASHES = frozenset("–—")
_CLAUSE = frozenset("after when where as while because that said says before until if but whose".split())
_SPEAKING = frozenset("said say says told tell tells added warned believe".split())
_TELLING = _SPEAKING | frozenset("reported confirmed announced claimed".split())
_NO_OBJECT = frozenset("by in on at from with after before that who which said were was of when".split())
# What follows a passive participle; anything else after "killed" makes it active: "two men killed a guard".
AFTER_PASSIVE = frozenset(",.;:)-—–\"”…!?'’") | frozenset(
    "in by when on during since after and as near while with outside inside early late overnight yesterday today "
    "so over between along across before or but from to under amid around last this for if there here within "
    "alongside because throughout following monday tuesday wednesday thursday friday saturday sunday where "
    "including among instantly alive dead too also said says according is are was were have has".split()
)
_LEVELS = frozenset("reached reaches reach rose risen rises climbed climbs jumped stood stands stand passed".split())
_REACH_LEVEL = 60
_LATER = frozenset(("then", "later", "summarily", "eventually"))
_DRIVEN = frozenset("force forces forced forcing drives drove driven driving pushed pushing chased chasing".split())
_HOMES = frozenset("home homes house houses village villages town towns land lands shelters tents".split())
_SUMS = frozenset(("total", "family", "crew"))
_LISTING = frozenset(",;.")
_REACH_HOME = 6
_REACH_FREED = 6
_FINITE = frozenset("died die dies fled flee flees drowned perished succumbed".split())  # no participles
_LEAVE = frozenset("left leaving leaves leave".split())


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of one kind; ``labels``: those that may stand, with a colon, before a number."""

    kind: FigureKind
    nouns: frozenset[str]
    labels: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    tolls: tuple[tuple[str, ...], ...]
    of: tuple[tuple[str, ...], ...]


class Harm:
    """Tells what happens to those counted. Built once from the lexicon of kinds."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._all = tuple(_lexicon(kind, table.get(kind.value, {})) for kind in KINDS)
        self._phrase_openers = frozenset(phrase[0] for lexicon in self._all for phrase in lexicon.phrases)
        self._freeing = frozenset(table.get(FigureKind.DETAINED.value, {}).get("freed", "").split())
        self._destroying = frozenset(table.get(FigureKind.KILLED.value, {}).get("fighters", "").split())
        self._toll_openers = frozenset(toll[0] for lexicon in self._all for toll in lexicon.tolls)

    def by_noun(self, noun: str | None, kinds: Sequence[FigureKind] = KINDS) -> FigureKind | None:
        """The kind that a noun itself says: "deaths", "arrests"."""
        return next((lexicon.kind for lexicon in self._all if noun in lexicon.nouns and lexicon.kind in kinds), None)

    def is_freed(self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> bool:
        """Whether those held are told to be let go: "the release of 43 hostages", "nine prisoners were freed"."""
        near = (*words[max(limit[0], first - _REACH_OBJECT) : first], *words[last : min(limit[1], last + _REACH_FREED)])
        return not self._freeing.isdisjoint(word.key for word in near)

    def destroys(self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> bool:
        """Whether those counted are spoken of as targets: "destroyed 60 militants", "80 fighters were eliminated"."""
        if any(word.key in self._destroying for word in words[max(limit[0], first - _REACH_OBJECT) : first]):
            return True
        for at in range(last, min(limit[1], last + _REACH_PASSIVE)):
            if words[at].key in _BREAKS or words[at].key in _CLAUSE:
                return False
            if words[at].key in self._destroying:
                return any(word.key in PASSIVE for word in words[max(last, at - 3) : at])
        return False

    def dies(self, words: Sequence[Word], last: int, limit: int) -> bool:
        """Whether those counted die: "later died"."""
        return any(word.key in ("died", "die", "dies") for word in words[last : min(limit, last + 3)])

    def around(self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> FigureKind | None:
        """The kind that the words around ``words[first:last]`` say, looking no farther than ``limit``."""
        after = [word.key for word in words[last : min(limit[1], last + _REACH_PREDICATE)]]
        before = [word.key for word in words[max(limit[0], first - _REACH_TOLL) : first]]
        return (
            self._by_label(words, first, last)
            or self._by_both(words, first, last, limit)
            or self._by_toll(before[-_REACH_TOLL_AT_ONCE:])
            or self._by_name(before)
            or self._by_killing(after)
            or self._by_end(words, last, limit[1])
            or self._at_once(words, last, limit[1])
            or self._by_object(words, first, last, limit)
            or self._by_predicate(words, last, min(limit[1], last + _REACH_PREDICATE))
            or self._by_phrase(after)
            or _by_driving(words, first, last, limit)
            or self._by_passive(words, last, limit[1])
            or self._by_company(words, first, last)
            or self._by_toll(before)
            or self._by_level(words, first, limit[0])
        )

    def of_whole(self, words: Sequence[Word], last: int, limit: int) -> FigureKind | None:
        """The kind of those of whom only a part is spoken: "half of the 30 people killed", "of the 30 who died"."""
        if last < limit and words[last].key == "who":
            return self._by_predicate(words, last, min(limit, last + _REACH_FREED))
        return self._at_once(words, last, limit) if last < limit and words[last].key not in _FINITE else None

    def of_one(self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> FigureKind | None:
        """The same for "a soldier", where only the nearest words count: "killing a soldier", "a soldier was killed"."""
        if (
            first > limit[0]
            and (kind := self._verb(words[first - 1].key))
            and words[max(0, first - 2)].key not in PASSIVE
        ):
            return kind
        if last + 3 < limit[1] and words[last].key == "in" and words[last + 1].key in ("his", "her"):
            last += 3  # "a man in his 20s"
        if last + 2 < limit[1] and words[last].key == ",":  # "the victim, a miner, died"
            last += 1
        if last + 1 < limit[1] and words[last].key in ("was", "has", "had", "is", "also", "later"):
            after = [word.key for word in words[last : min(limit[1], last + 5)]]
            return self._by_killing(after) or self._by_predicate(words, last, min(limit[1], last + 5))
        return next(
            (
                lex.kind
                for lex in self._all
                if last < limit[1] and words[last].key in ("died", "drowned", "dead") and words[last].key in lex.after
            ),
            None,
        )

    def _by_label(self, words: Sequence[Word], first: int, last: int) -> FigureKind | None:
        """ "Dead: 14, wounded: 30": a list with the state before each number."""
        if first < 2 or words[first - 1].key != ":" or (last < len(words) and words[last].text[0].isalnum()):
            return None
        opened = first == 2 or words[first - 3].key in _LISTING
        said = {words[first - 2].key, singular(words[first - 2].key)} if opened else set()
        return next((lex.kind for lex in self._all if not said.isdisjoint(lex.labels)), None)

    def _by_killing(self, after: Sequence[str]) -> FigureKind | None:
        """ "were shot dead", "was fatally stabbed": more than the injury that the verb alone says."""
        if self._phrase_openers.isdisjoint(after):
            return None
        killed = self._all[0]
        return killed.kind if any(within(phrase, after[:6]) for phrase in killed.phrases) else None

    def _by_end(self, words: Sequence[Word], last: int, limit: int) -> FigureKind | None:
        """ "were rounded up and executed", "was beaten and later died": what the first thing came to."""
        killed = self._all[0]
        passive = False
        for at in range(last, min(limit, last + _REACH_PREDICATE)):
            key = words[at].key
            if key in _BREAKS or key in _SPEAKING:
                return None
            passive = passive or key in PASSIVE
            if key == "and" and passive and words[at - 1].key not in _HURT:
                step = at + 2 if at + 1 < limit and words[at + 1].key in _LATER else at + 1
                dies = step < limit and words[step].key in killed.after and not _is_active(words, at, step)
                return killed.kind if dies else None
        return None

    def _at_once(self, words: Sequence[Word], last: int, limit: int) -> FigureKind | None:
        """The participle right after those counted, as headlines have it: "16 others injured in"."""
        if last >= limit or _is_active(words, last, last):
            return None
        return next((lexicon.kind for lexicon in self._all if words[last].key in lexicon.after), None)

    def _verb(self, key: str) -> FigureKind | None:
        return next((lexicon.kind for lexicon in self._all if key in lexicon.before), None)

    def _by_object(self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> FigureKind | None:
        """ "killing 22 people", "killed some of the 22"; "left 26 dead"."""
        before = [word.key for word in words[max(limit[0], first - _REACH_OBJECT) : first]]
        if any(_ends(before, phrase) for phrase in self._all[0].phrases if len(phrase) > 1):
            return FigureKind.KILLED  # "shot dead six"
        for at in range(first - 1, max(limit[0], first - _REACH_OBJECT) - 1, -1):
            key = words[at].key
            passive = at > 0 and words[at - 1].key in PASSIVE
            if (kind := self._verb(key)) is not None and not passive:
                return kind
            if key in _LEAVE and (kind := self._by_predicate(words, last, min(limit[1], last + 4))):
                return kind
            ranges = key == "from" and last < len(words) and words[last].key == "to"  # "killed from 12 to over 15"
            ranges = ranges or (key == "of" and words[at - 1].key in _SUMS)  # "killed a total of 12"
            if key in _BREAKS or (key in _NO_OBJECT and not ranges):
                return None
        return None

    def _by_predicate(self, words: Sequence[Word], start: int, stop: int) -> FigureKind | None:
        """ "14 people, including a soldier, killed", "four others remain seriously wounded"."""
        for at in _outside_asides(words, start, stop):
            key = words[at].key
            if key in _BREAKS:
                return None
            for lexicon in self._all:
                if key in lexicon.after:
                    return None if key in lexicon.before and _is_active(words, start, at) else lexicon.kind
            if (key not in _LINKS and at - start > 5) or key in _SPEAKING or (key in ("and", "but") and at > start):
                return None
        return None

    def _by_phrase(self, after: Sequence[str]) -> FigureKind | None:
        """ "lost their lives", "made it out"."""
        if self._phrase_openers.isdisjoint(after):
            return None
        return next((lex.kind for lex in self._all if any(within(phrase, after) for phrase in lex.phrases)), None)

    def _by_passive(self, words: Sequence[Word], start: int, limit: int) -> FigureKind | None:
        """ "six soldiers training recruits in the north were wounded": the passive that follows at some distance.

        Behind "including …" it may be a later one than the first.
        """
        told = False
        aside = any(word.key in ("including", "among") for word in words[start : start + 9])
        marks = _QUOTES if not aside else _QUOTES | _DASHES
        for at in range(start, min(limit, start + _REACH_PASSIVE)):
            key = words[at].key
            if (key in _BREAKS and key not in marks) or (key in _CLAUSE and (told or key != "that")):
                return None
            if key in PASSIVE:
                kind = self._by_predicate(words, at, min(limit, at + 7))
                if kind is not None or not aside:
                    return kind
            told = told or key in _TELLING
        return None

    def _by_both(self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> FigureKind | None:
        """Dead and wounded counted as one: "12 were killed or wounded", "killing and wounding 12"."""
        before = [word.key for word in words[max(limit[0], first - 4) : first]]
        after = [word.key for word in words[last : min(limit[1], last + 7)]]
        both = _joins_both(before[-4:]) or _joins_both(after)
        return FigureKind.AFFECTED if both else None

    def _by_company(self, words: Sequence[Word], first: int, last: int) -> FigureKind | None:
        """ "killing a commander of the group and eight more fighters", "was killed alongside 12 others"."""
        before = [word.key for word in words[max(0, first - 5) : first]]
        if before[-1:] == ["alongside"] or before[-2:] == ["along", "with"]:
            return next((lex.kind for lex in self._all if not lex.after.isdisjoint(before)), None)
        if before[-1:] not in (["and"], ["with"], ["plus"]):
            return None
        if _COMPANY.isdisjoint(word.key for word in words[first:last]):
            return None
        for at in range(first - 2, max(0, first - _REACH_COMPANY) - 1, -1):
            key = words[at].key
            if key in _BREAKS or key in _CLAUSE or key in PASSIVE:
                return None
            if (kind := self._verb(key)) is not None:
                return kind
        return None

    def _by_name(self, before: Sequence[str]) -> FigureKind | None:
        """ "the deaths of 12", "claimed the lives of 12": what happened to them stands right before, with "of"."""
        said = list(before[:-1] if before[-1:] == ["the"] else before)
        if said[-1:] != ["of"]:
            return None
        return next((lex.kind for lex in self._all if any(_ends(said[:-1], phrase) for phrase in lex.of)), None)

    def _by_level(self, words: Sequence[Word], first: int, start: int) -> FigureKind | None:
        """ "the toll from the shelling of … has reached 20", however long the subject."""
        verb = first - 1 if words[first - 1].key not in ("to", "at") else first - 2
        if verb < 0 or words[verb].key not in _LEVELS:
            return None
        return self._by_toll([word.key for word in words[max(start, first - _REACH_LEVEL) : verb]])

    def _by_toll(self, before: Sequence[str]) -> FigureKind | None:
        if self._toll_openers.isdisjoint(before):
            return None
        return next((lex.kind for lex in self._all if any(within(toll, before) for toll in lex.tolls)), None)


def _by_driving(words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> FigureKind | None:
    """ "forcing some 12,000 from their homes"."""
    if _DRIVEN.isdisjoint(word.key for word in words[max(limit[0], first - _REACH_OBJECT) : first]):
        return None
    after = [word.key for word in words[last : min(limit[1], last + _REACH_HOME)]]
    away = next((at for at, key in enumerate(after) if key in ("from", "out")), len(after))
    return None if _HOMES.isdisjoint(after[away:]) else FigureKind.DISPLACED


def within(phrase: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether a phrase stands among words."""
    size = len(phrase)
    return phrase[0] in keys and any(tuple(keys[at : at + size]) == tuple(phrase) for at in range(len(keys) - size + 1))


def _joins_both(keys: Sequence[str]) -> bool:
    triples = zip(keys, keys[1:], keys[2:], strict=False)
    return any(one in _DEAD and two in ("and", "or") and three in _HURT for one, two, three in triples)


def _ends(keys: Sequence[str], phrase: Sequence[str]) -> bool:
    return tuple(keys[-len(phrase) :]) == tuple(phrase)


def _lexicon(kind: FigureKind, table: Mapping[str, Any]) -> _Lexicon:
    """The words of a kind from its table."""
    nouns, after = table.get("nouns", "").split(), table.get("after", "").split()
    return _Lexicon(
        kind=kind,
        nouns=frozenset(nouns),
        labels=frozenset((*nouns, *after)),
        before=frozenset(table.get("before", "").split()),
        after=frozenset(after),
        phrases=tuple(tuple(phrase.split()) for phrase in table.get("phrases", ())),
        tolls=tuple(tuple(toll.split()) for toll in table.get("tolls", ())),
        of=tuple(tuple(phrase.split()) for phrase in table.get("of", ())),
    )


def _outside_asides(words: Sequence[Word], start: int, stop: int) -> Iterator[int]:
    """The indexes from start to stop without ", including a soldier,"."""
    inside = False
    for at in range(start, stop):
        key = words[at].key
        if inside:
            inside = key != ","
        elif key == "," and at + 1 < stop and words[at + 1].key in _ASIDE:
            inside = True
        else:
            yield at


def _is_active(words: Sequence[Word], start: int, at: int) -> bool:
    """Whether "killed" at ``at`` is what those counted did: an object follows and no auxiliary stands before."""
    if any(words[step].key in PASSIVE or words[step].key in _STATE for step in range(start, at)):
        return False
    if at + 1 >= len(words):
        return False
    following = words[at + 1].key
    if any(word.key in ("injured", "wounded", "hurt", "missing") for word in words[at + 2 : at + 6]):
        return False  # two participles in a row, a headline: "two killed 16 others injured"
    if following == "at":
        return at + 2 < len(words) and words[at + 2].key in ("least", "most")
    return following not in AFTER_PASSIVE
