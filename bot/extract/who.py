"""The actors of an article: people, organisations, states, armed groups, media and groups of people, one entry each.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.extract.dateline import dateline_of
from bot.extract.drafts import Draft, Found, Text, cover
from bot.extract.gazetteer import fold
from bot.extract.identity import Aliases, organizations, persons, told_apart
from bot.extract.lexicon import Lexicon
from bot.extract.nominals import Nominals, placed
from bot.extract.reading import Name, Reading, Tables
from bot.extract.roles import Roles
from bot.extract.words import HIDDEN, words_in
from bot.types import Actor, ActorType, Form, Mention

_MALE = frozenset("mr sir lord king prince emir sultan father brother son husband sheikh imam boy".split())
_FEMALE = frozenset("mrs ms miss lady dame queen princess mother sister daughter wife widow actress girl".split())
_STORMS = frozenset("typhoon hurricane cyclone storm".split())  # before a name that is no person's
_WEAPONS = frozenset("drone drones missile missiles rocket rockets".split())  # behind a name that is no person's
_LOOKED_AT = 20  # mentions of a person
_ARMED = ("militant", "rebel", "armed", "militia", "insurgent", "paramilitary", "jihadist", "separatist", "guerrilla")
_PRESS = ("news agency", "newspaper", "broadcaster", "news outlet", "television", "magazine", "news site")
_STATE = ("government", "ministry", "intelligence agency", "military force", "state-run")


def build(tables: Tables) -> Callable[[Reading], tuple[Actor, ...]]:
    """The extractor, ready to run."""
    lexicon = Lexicon.of(tables)
    aliases = Aliases(tables.lexicons.get("aliases", {}))
    table = tables.lexicons.get("nominals", {})
    nominals, inside = Nominals(lexicon, table), table.get("inside", {})
    roles = Roles(lexicon, inside.get("modifiers", ()), inside.get("joined", ()))

    def find(reading: Reading) -> tuple[Actor, ...]:
        return _Finder(reading, lexicon, aliases, nominals, roles).actors()

    return find


class _Finder:
    """One article's actors."""

    def __init__(self, reading: Reading, lexicon: Lexicon, aliases: Aliases, nominals: Nominals, roles: Roles) -> None:
        self._reading, self._lexicon, self._aliases = reading, lexicon, aliases
        self._nominals, self._roles = nominals, roles
        self._text = Text.of(reading.text, words_in(reading.document))
        self._names = [(n, *self._text.range_of(n)) for n in reading.names]
        self._title = frozenset(fold(HIDDEN.sub("", reading.article.title or "")[:1000]).split())
        self._dateline = dateline_of(reading.text)
        self._storms = self._find_storms()

    def actors(self) -> tuple[Actor, ...]:
        people, bodies = told_apart(self._text, self._of_kind("PER"), self._of_kind("ORG"), self._lexicon)
        drafts = [
            *persons(self._text, people, self._lexicon),
            *organizations(self._text, bodies, self._lexicon, self._aliases),
            *self._states(),
            *self._nominals.phrases(self._text, self._names, self._title),
        ]
        drafts = self._joined(drafts)
        for draft in drafts:
            self._describe(draft)
        self._mark_own_source(drafts)
        drafts += self._nominals.lone(self._text, [d for d in drafts if d.type is ActorType.PERSON])
        taken = cover(len(self._text.words), [m for d in drafts for m in d.mentions])
        drafts += self._nominals.stand_ins(self._text, drafts, taken)
        self._pronouns([d for d in drafts if d.type is ActorType.PERSON])
        found = [self._actor(draft) for draft in drafts]
        return tuple(sorted(found, key=lambda actor: (actor.own_source, actor.mentions[0].span.start)))

    def _of_kind(self, kind: str) -> list[tuple[int, int]]:
        return [
            (first, last)
            for name, first, last in self._names
            if name.kind == kind and not self._is_title(name) and not (kind == "PER" and self._is_thing(first, last))
        ]

    def _find_storms(self) -> frozenset[str]:
        """The names behind "Typhoon"."""
        words = self._text.words
        return frozenset(
            words[at].text
            for at in range(1, len(words))
            if words[at].is_capital and self._text.word(at - 1) in _STORMS and self._text.same_sentence(at - 1, at)
        )

    def _is_thing(self, first: int, last: int) -> bool:
        """Is it a storm, or the make of a weapon: "Rolan" where "Typhoon Rolan" is told of, "40 Lance drones"?"""
        named = first + (last - first > 1 and self._text.word(first) in _STORMS)
        is_storm = last - named == 1 and self._text.words[named].text in self._storms
        return is_storm or self._text.word(last) in _WEAPONS

    def _is_title(self, name: Name) -> bool:
        """Part of a short phrase between quotation marks: the name of a work or a campaign, not an actor."""
        text = self._reading.text
        opening = max(text.rfind(mark, max(0, name.start - 40), name.start) for mark in ('"', "“"))
        closing = min((at for m in ('"', "”") if (at := text.find(m, name.end, name.end + 40)) >= 0), default=-1)
        if opening < 0 or closing < 0:
            return False
        inside = text[opening + 1 : closing]
        words = inside.split()
        return 1 < len(words) <= 6 and not inside[0].isspace() and words[0][0].isupper() and words[-1][0].isupper()

    # ── states that act ──

    def _states(self) -> list[Draft]:
        """Countries, and capitals in their place, where they act."""
        found: dict[str, Draft] = {}
        for name, first, last in self._names:
            if name.kind != "LOC" or name.start < self._dateline.end:
                continue
            said = self._text.said(first, last)
            code = self._lexicon.country_of(said)
            if code is None and self._lexicon.is_seat(said):
                code = self._seat_of(said)
            if code is None or placed(self._text, first) or not self._nominals.acts(self._text, first, last):
                continue
            draft = found.setdefault(code, Draft(ActorType.GOVERNMENT, key=f"state:{code}", country=code))
            draft.mentions.append(Found(first, last))
        return list(found.values())

    def _seat_of(self, said: str) -> str | None:
        candidates = self._lexicon.atlas.candidates(said)
        return max(candidates, key=lambda c: c.weight).country if candidates else None

    # ── one actor, one entry ──

    def _joined(self, drafts: list[Draft]) -> list[Draft]:
        """Phrases that are a known name by another word: "Israeli military" for the IDF."""
        found: dict[str, Draft] = {}
        out = []
        for draft in drafts:
            said = self._fullest(draft)
            alias = self._aliases.of(said) if draft.type is not ActorType.PERSON else None
            key = alias or draft.key
            if draft.type is not ActorType.PERSON and key in found:
                self._absorb(found[key], draft)
                continue
            if draft.type is not ActorType.PERSON:
                found[key] = draft
            out.append(draft)
        return out

    def _absorb(self, into: Draft, draft: Draft) -> None:
        taken = {m.first for m in into.mentions}
        into.mentions.extend(m for m in draft.mentions if m.first not in taken)
        into.heads |= draft.heads
        into.country = into.country or draft.country

    def _fullest(self, draft: Draft) -> str:
        """The fullest form: a name before a phrase, mixed case before capitals, the longest; no article, no title."""
        named = [m for m in draft.mentions if m.form is Form.NAME] or draft.mentions
        forms = [self._bare(m) for m in sorted(named, key=lambda m: m.first)]
        if draft.key.startswith("state:"):
            forms = [f for f in forms if self._lexicon.country_of(HIDDEN.sub("", f))] or forms
        mixed = [f for f in forms if not (f.isupper() and len(f) > 6)] or forms
        told = [f for f in mixed if not self._nominals.shows_less(f)] or mixed
        return max(told, key=lambda f: (len(HIDDEN.sub("", f)), not HIDDEN.search(f), -forms.index(f)))

    def _bare(self, mention: Found) -> str:
        first = mention.first
        article = self._text.word(first) in ("the", "a", "an") and self._text.word(first + 1) != "."
        if article and first + 1 < mention.last:
            first += 1
        return self._text.span(first, mention.last).text

    # ── what they are ──

    def _describe(self, draft: Draft) -> None:
        """Role, affiliation and, where the role tells it, the type."""
        is_person = draft.type is ActorType.PERSON
        for mention in sorted(draft.mentions, key=lambda m: m.first):
            if mention.form is not Form.NAME or draft.key.startswith("state:"):
                continue
            role = self._roles.of(self._text, mention.first, mention.last, is_person)
            if role is not None:
                draft.role, draft.affiliation = role.span, role.affiliation
                break
        if draft.role is not None and draft.type is ActorType.ORGANIZATION:
            draft.type = _told_by(draft.role.text.lower())

    def _mark_own_source(self, drafts: Sequence[Draft]) -> None:
        """The outlet of the article and the agency of its dateline, in full or as they call themselves."""
        for source in filter(None, (self._reading.article.source, self._dateline.agency)):
            alias = self._aliases.of(source)
            for draft in drafts:
                if draft.type is ActorType.PERSON or draft.key.startswith("state:"):
                    continue
                said = self._fullest(draft)
                known = alias and alias in (draft.key, self._aliases.of(said))
                if known or self._is_short_for(said, source):
                    draft.own_source, draft.type = True, ActorType.MEDIA

    def _is_short_for(self, said: str, source: str) -> bool:
        """Is a name the source or short for it: "Altair" for "Altair News Agency", "Courier" for "The Courier"?"""
        short, full = fold(said).split(), fold(source).split()
        if short == full:
            return True
        kind = self._lexicon.type_of(said)
        if not short or len(short) >= len(full) or kind not in (None, ActorType.MEDIA):
            return False
        if full[: len(short)] == short:
            return self._lexicon.head_type(full) is ActorType.MEDIA
        return full[-len(short) :] == short and self._lexicon.head_type(short) is ActorType.MEDIA

    # ── he and she ──

    def _pronouns(self, people: list[Draft]) -> None:
        """A pronoun is the one person named in its sentence so far or in the two before; with two it stays open.

        Not so in a quotation: who speaks means another. A man is not "she", and who would be both is neither.
        """
        words = self._text.words
        quoted = self._quoted()
        sexes = {id(draft): self._sex(draft) for draft in people}
        by_sentence: dict[int, list[tuple[int, Draft]]] = {}
        for draft in people:
            for mention in draft.mentions:
                by_sentence.setdefault(words[mention.first].sentence, []).append((mention.first, draft))
        meant: dict[int, tuple[Draft, dict[str, list[Found]]]] = {}
        for at, word in enumerate(words):
            said = word.text.lower()
            if said not in ("he", "she") or quoted[at]:
                continue
            near = [
                draft
                for sentence in range(word.sentence - 2, word.sentence + 1)
                for first, draft in by_sentence.get(sentence, ())
                if first < at and sexes[id(draft)] in (None, said)
            ]
            if near and len({id(d) for d in near}) == 1:
                _, found = meant.setdefault(id(near[0]), (near[0], {}))
                found.setdefault(said, []).append(Found(at, at + 1, Form.PRONOUN))
        for draft, found in meant.values():
            if len(found) == 1:
                draft.mentions.extend(next(iter(found.values())))

    def _sex(self, draft: Draft) -> str | None:
        """ "he" or "she" where a title or a role tells: "Mr", "spokeswoman"."""
        told = set(draft.role.text.lower().split()) if draft.role else set()
        for mention in draft.mentions[:_LOOKED_AT]:
            before = mention.first - 1
            told.add(self._text.word(before - (self._text.word(before) == ".")))
        told |= {"she"} if any(word.endswith("woman") for word in told) else set()
        told |= (
            {"he"} if any(word.endswith("man") and not word.endswith(("woman", "human")) for word in told) else set()
        )
        he, she = bool(told & _MALE), bool(told & _FEMALE)
        return None if he == she else "he" if he else "she"

    def _quoted(self) -> list[bool]:
        """Which words stand between double quotation marks; a sentence that is no quotation's part closes none."""
        inside, found = False, []
        for at, word in enumerate(self._text.words):
            if word.text in '"“”':
                inside = word.text == "“" or (word.text == '"' and not inside)
            elif inside and at and "\n" in self._reading.text[self._text.words[at - 1].end : word.start]:
                inside = False
            found.append(inside)
        return found

    def _actor(self, draft: Draft) -> Actor:
        ordered = sorted({m.first: m for m in draft.mentions}.values(), key=lambda m: m.first)
        return Actor(
            name=self._fullest(draft),
            type=draft.type,
            mentions=tuple(Mention(span=self._text.span(m.first, m.last), form=m.form) for m in ordered),
            role=draft.role,
            affiliation=draft.affiliation,
            own_source=draft.own_source,
        )


def _told_by(role: str) -> ActorType:
    if any(word in role for word in _ARMED):
        return ActorType.ARMED_GROUP
    if any(word in role for word in _PRESS):
        return ActorType.MEDIA
    if any(word in role for word in _STATE):
        return ActorType.GOVERNMENT
    return ActorType.ORGANIZATION
