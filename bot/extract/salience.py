"""Who the news is about: the actors of an article, those that matter most first.

Pure. Runs when everything else is read: who speaks, and whose counts are told, says as much as how often one is named.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.extract.drafts import Text
from bot.extract.gazetteer import fold
from bot.extract.lexicon import Lexicon
from bot.extract.nominals import PLACING, Nominals, placed
from bot.extract.reading import Reading, Tables
from bot.extract.words import HIDDEN, Word, words_in, words_said
from bot.types import Actor, ActorType, Form, Mention

_WEIGHT = {Form.NAME: 1.0, Form.NOMINAL: 0.7, Form.PRONOUN: 0.3}
_BYSTANDERS = frozenset(
    """
    resident witness eyewitness guard farmer teacher student nurse driver worker shopkeeper mother father wife husband
    son daughter relative neighbour neighbor survivor victim analyst expert researcher professor economist lawyer member
    """.split()
)
_LONGEST_TITLE = 1000  # characters
_FORMS = 40  # mentions of an actor whose words are looked for in the title

# What each kind of evidence adds.
_TITLE_AGENT = 3.5  # the title opens with it, or has it speak
_TITLE = 1.5
_TITLE_HINT = 0.8  # the title has its country or its head word: "army" for "the French army"
_EARLY = (1.6, 0.8, 0.5, 0.3)  # a mention in the first sentences
_ACTS = 0.3  # more where it acts
_MENTION = 0.25
_MENTIONS = 8.0  # weight of mentions beyond which more say little
_SAYS = 0.3  # each thing it says
_STATEMENTS = 4
_SAYS_EARLY = 0.6  # one of them in the opening sentences
_OPENING = 4  # sentences
_COUNTS = 0.6  # a key figure is its count
_PLACED = 0.5  # "at the White House"
_IN_ROLE = 0.5  # "chairman of the Joint Chiefs of Staff" speaks of the chairman

# What lowers the whole.
_BYSTANDING = 0.4
_ASIDE = 0.45  # media and unnamed people that the title leaves out
_UNNAMED_IN_TITLE = 0.7  # a title that speaks of "residents" is about who makes them one
_UNNAMED = frozenset("officials officers sources diplomats commanders lawmakers ministers generals".split())
_SAME_STATE = 0.35  # a state, its government and its army: one of them stands for all


def build(tables: Tables) -> Callable[[Reading], tuple[Actor, ...]]:
    """The extractor, ready to run."""
    lexicon = Lexicon.of(tables)
    nominals = Nominals(lexicon, tables.lexicons.get("nominals", {}))

    def find(reading: Reading) -> tuple[Actor, ...]:
        return _Ranking(reading, lexicon, nominals).ranked()

    return find


@dataclass(slots=True)
class _Scored:
    actor: Actor
    score: float
    country: str | None
    is_core: bool  # the state itself, its government or its army


class _Ranking:
    """The actors of one article by what the article makes of them."""

    def __init__(self, reading: Reading, lexicon: Lexicon, nominals: Nominals) -> None:
        self._reading, self._lexicon, self._nominals = reading, lexicon, nominals
        self._text = Text.of(reading.text, words_in(reading.document))
        self._title = _Title(reading.article.title or "", lexicon, nominals)
        self._roles = sorted({(a.role.start, a.role.end) for a in reading.who if a.role is not None})
        self._mentions = sorted((m.span.start, i) for i, a in enumerate(reading.who) for m in a.mentions)
        self._unnamed = _unnamed(self._text, lexicon)
        self._held = Counter(w for a in reading.who if a.role for w in set(a.role.text.lower().split()))
        self._by_name = {a.name: i for i, a in reversed(list(enumerate(reading.who)))}

    def ranked(self) -> tuple[Actor, ...]:
        said, counts = self._said(), self._counts()
        scored = [self._scored(actor, said[i], counts[i]) for i, actor in enumerate(self._reading.who)]
        _spread(scored)
        most = max((s.score for s in scored), default=0.0) or 1.0
        actors = [replace(s.actor, salience=round(min(1.0, s.score / most), 3)) for s in scored]
        return tuple(sorted(actors, key=lambda a: (a.own_source, -a.salience, a.mentions[0].span.start)))

    # ── who speaks ──

    def _actor(self, name: str, start: int, end: int) -> int | None:
        """The actor that a speaker is: the one of that name, else the first one mentioned in the words."""
        if name in self._by_name:
            return self._by_name[name]
        at = bisect_left(self._mentions, (start, -1))
        inside = at < len(self._mentions) and self._mentions[at][0] < end
        return self._mentions[at][1] if inside else None

    def _said(self) -> list[float]:
        """For each actor the weight of what it says."""
        who = self._reading.who
        groups: dict[int, dict[object, int]] = {}
        for statement in self._reading.statements:
            if statement.speaker is None:
                continue
            span = statement.speaker.span
            index = self._actor(statement.speaker.name, span.start, span.end)
            if index is not None:
                sentence = self._reading.document.sentence_index(statement.span.start)
                groups.setdefault(index, {}).setdefault(statement.group if statement.direct else span.start, sentence)
        found = [0.0] * len(who)
        for index, spoken in groups.items():
            early = min(spoken.values()) < _OPENING
            found[index] = _SAYS * min(len(spoken), _STATEMENTS) + _SAYS_EARLY * early
        return found

    def _counts(self) -> list[bool]:
        """For each actor whether a key figure is its count."""
        found = [False] * len(self._reading.who)
        for figure in self._reading.figures:
            if figure.key and figure.attribution is not None:
                span = figure.attribution.span
                index = self._actor(figure.attribution.name, span.start, span.end)
                if index is not None:
                    found[index] = True
        return found

    # ── how much each weighs ──

    def _scored(self, actor: Actor, said: float, counts: bool) -> _Scored:
        country, is_core = self._state(actor)
        if actor.own_source:
            return _Scored(actor, 0.0, None, False)
        in_title = self._title.weight(actor, country, is_core)
        in_title *= _UNNAMED_IN_TITLE if actor.type is ActorType.GROUP else 1.0
        score = in_title + said + _COUNTS * counts + self._named(actor)
        if actor.role is not None and _BYSTANDERS & set(actor.role.text.lower().split()):
            score *= _BYSTANDING
        elif not in_title and self._is_aside(actor, country):
            score *= _ASIDE
        return _Scored(actor, score, country, is_core)

    def _is_aside(self, actor: Actor, country: str | None) -> bool:
        if actor.type in (ActorType.MEDIA, ActorType.GROUP):
            return True
        return country is None and actor.name.rsplit(" ", 1)[-1].lower() in _UNNAMED

    def _named(self, actor: Actor) -> float:
        early, count = self._foreshadowed(actor) * _WEIGHT[Form.NOMINAL] * _EARLY[0], 0.0
        is_body = actor.type is not ActorType.PERSON
        for mention in actor.mentions:
            first, last = self._range(mention)
            weight = _WEIGHT[mention.form] * (_IN_ROLE if self._in_role(mention) else 1.0)
            weight *= _PLACED if is_body and placed(self._text, first) else 1.0
            sentence = self._text.words[first].sentence
            acts = self._nominals.acts(self._text, first, last)
            if sentence < len(_EARLY):
                early = max(early, weight * _EARLY[sentence] * (1 + _ACTS * acts))
            count += weight * (1 + _ACTS * acts)
        return early + _MENTION * min(count, _MENTIONS)

    def _foreshadowed(self, actor: Actor) -> bool:
        """Does the first sentence say without a name what this one alone is: "a councillor", named later?"""
        if actor.type is not ActorType.PERSON or actor.role is None:
            return False
        return any(self._held[word] == 1 and word in self._unnamed for word in set(actor.role.text.lower().split()))

    def _range(self, mention: Mention) -> tuple[int, int]:
        starts = self._text.starts
        return bisect_left(starts, mention.span.start), bisect_right(starts, mention.span.end - 1)

    def _in_role(self, mention: Mention) -> bool:
        start = mention.span.start
        before = bisect_right(self._roles, (start, len(self._reading.text))) - 1
        return before >= 0 and start < self._roles[before][1]

    def _state(self, actor: Actor) -> tuple[str | None, bool]:
        """The state that a government's name tells, and whether it stands for the state as a whole."""
        if actor.type is not ActorType.GOVERNMENT:
            return None, False
        words = [w.text for w in words_said(actor.name) if w.text not in ("'s", "’s")]
        country = next(filter(None, (self._lexicon.state_named(w) for w in _phrases(words))), None)
        rest = [w for w in words if not self._lexicon.state_named(w) and w.lower() != "the"]
        if country is None:
            return None, False
        return country, not rest or self._nominals.is_state(" ".join(rest).lower())


def _unnamed(text: Text, lexicon: Lexicon) -> frozenset[str]:
    """The roles of the first sentence behind "a" or "an"."""
    found, open_at = set(), -9
    for at, word in enumerate(text.words):
        if word.sentence:
            break
        if word.text in ("a", "an", "A", "An"):
            open_at = at
        elif at - open_at < 4 and lexicon.is_role(word.text) and not word.is_capital:
            found.add(word.text)
    return frozenset(found)


def _phrases(words: Sequence[str]) -> list[str]:
    return [*(f"{a} {b}" for a, b in itertools.pairwise(words)), *words]


def _spread(scored: list[_Scored]) -> None:
    """Of several parts of one state the first keeps its weight; the others yield to other actors."""
    seen: set[str] = set()
    for one in sorted(scored, key=lambda s: -s.score):
        if one.country is None:
            continue
        if one.is_core and one.country in seen:
            one.score *= _SAME_STATE
        seen.add(one.country)


class _Title:
    """The words of a title, and what they say of an actor."""

    def __init__(self, title: str, lexicon: Lexicon, nominals: Nominals) -> None:
        self._lexicon, self._nominals = lexicon, nominals
        words = words_said(HIDDEN.sub("", title)[:_LONGEST_TITLE])
        self._words = [w for w in words if w.text[0].isalnum()]
        self._folded = [fold(w.text) for w in self._words]
        self._places: dict[str, list[int]] = {}
        for at, word in enumerate(self._folded):
            self._places.setdefault(word, []).append(at)
        self._states = {s for w in _phrases([w.text for w in self._words]) if (s := lexicon.state_named(w))}

    def weight(self, actor: Actor, country: str | None, is_core: bool) -> float:
        """How much being in the title adds for an actor."""
        best = 0.0
        for form in self._forms(actor):
            for at, size in self._found(form):
                if actor.type is ActorType.PERSON or self._folded[at - 1 if at else 0] not in PLACING:
                    best = max(best, _TITLE_AGENT if self._is_agent(at, at + size) else _TITLE)
        if best:
            return best
        hints = (is_core and country in self._states) + self._has_head(actor)
        return _TITLE_HINT * hints

    def _forms(self, actor: Actor) -> set[tuple[str, ...]]:
        named = {m.span.text for m in actor.mentions[:_FORMS] if m.form is not Form.PRONOUN}
        forms = {tuple(fold(w.text) for w in _bare(said)) for said in named}
        if actor.type is ActorType.PERSON:
            forms |= {form[-1:] for form in forms if form}
        return {form for form in forms if form}

    def _found(self, form: tuple[str, ...]) -> list[tuple[int, int]]:
        size = len(form)
        found = []
        for at in self._places.get(form[0], ()):
            said = self._folded[at : at + size]
            if len(said) == size and said[:-1] == list(form[:-1]) and said[-1] in (form[-1], f"{form[-1]}s"):
                found.append((at, size))
        if size == 1 and not found:
            found = [(at, 1) for at in self._places.get(f"{form[0]}s", ())]
        return found

    def _is_agent(self, first: int, last: int) -> bool:
        """Does the title open with it, or does it speak there?"""
        if last < len(self._words) and self._words[last].text.lower() in ("'s", "’s"):
            return False
        beside = [self._folded[i] for i in (first - 1, last) if 0 <= i < len(self._folded)]
        return first == 0 or any(word in self._nominals.speech for word in beside)

    def _has_head(self, actor: Actor) -> bool:
        """The title has what it is: "army" for "the French army", "emir" for Qatar's emir."""
        if actor.type is ActorType.PERSON:
            held = actor.role.text.lower().split() if actor.role else []
            return any(word in self._places and self._lexicon.is_role(word) for word in held)
        heads = {m.span.text.rsplit(" ", 1)[-1].lower() for m in actor.mentions[:_FORMS] if m.form is Form.NOMINAL}
        heads |= {actor.name.rsplit(" ", 1)[-1].lower()}
        return any(word in self._places for word in heads)


def _bare(said: str) -> list[Word]:
    """The words of a mention without its article and marks."""
    words = [w for w in words_said(said) if w.text[0].isalnum()]
    return words[1:] if len(words) > 1 and words[0].text.lower() in ("the", "a", "an") else words
