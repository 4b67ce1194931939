"""Actors without a proper name: "local officials", "Lebanon's health ministry", "the US-led coalition", "the force".

Pure.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.extract.drafts import Draft, Found, Text
from bot.extract.gazetteer import fold
from bot.extract.lexicon import Lexicon
from bot.extract.reading import Name
from bot.types import ActorType, Form

_LONGEST = 9  # words in a phrase
_LOOK_BACK = 200  # mentions
_NEAR = 120  # words back to what "the force" may stand for
PLACING = frozenset("in at near from across inside outside around over through into off".split())
_DIRECTIONS = frozenset(
    """
    the northern southern eastern western northeastern northwestern southeastern southwestern central north south east
    west nearby neighbouring neighboring
    """.split()
)
_PARTS = frozenset("centre center office arm wing branch bureau mission department delegation unit".split())
_BEFORE_ACTOR = frozenset("by with between accused accusing accuses urged blamed told against".split())
_BEFORE_GROUP = frozenset("by".split())
_STATE = frozenset(("government", "military"))
_DETERMINERS = frozenset("the a an its their his her this that these those some many several most other".split())
_VAGUE = frozenset("members groups leaders teams staff crews parties states countries agencies".split())
_LIST = 24  # words of a list of those who act
_LEADING = frozenset("of in on at to from for with over across near into outside inside around through than".split())
_NEARBY = frozenset("neighbouring neighboring nearby northern southern eastern western northeastern central".split())
_AFTER = frozenset(
    """
    of in on at to for from with by and or but as that which who whose where when while after before because since
    until if than through over under between against into about around near during without within along across not
    also then last next still now only never no it its they their he his she her a an the this these those would
    should could may might must can will shall did does do has had have was were is are be been being says say wants
    want seems sees knew knows said later earlier there here yet once again itself himself themselves
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase: its words without the article, its head, and the country that it names."""

    first: int
    last: int
    head: str
    type: ActorType
    country: str | None
    owner: Name | None
    joined: bool  # "US-led"
    determiner: str
    bare: bool  # nothing but the head


class Nominals:
    """Finds phrases that act, and joins short forms to what they stand for."""

    def __init__(self, lexicon: Lexicon, table: Mapping[str, Any]) -> None:
        self._lexicon = lexicon
        self._heads = {h: ActorType(t) for t, hs in table.get("heads", {}).items() for h in hs}
        self._endings = frozenset(h.rsplit(" ", 1)[-1] for h in self._heads)
        inside = table.get("inside", {})
        self._modifiers = frozenset(inside.get("modifiers", ()))
        self._joined = frozenset(inside.get("joined", ()))
        self._stands = {ActorType(t): frozenset(hs) for t, hs in table.get("stands_for", {}).items()}
        self._same = {h: name for name, hs in table.get("same", {}).items() for h in hs}
        lone = table.get("lone", {})
        self._lone = frozenset(lone.get("heads", ()))
        self._culprits, self._harms = frozenset(lone.get("culprits", ())), frozenset(lone.get("harms", ()))
        self._alone = {h: ActorType(t) for t, hs in table.get("alone", {}).items() for h in hs}
        self._lesser = frozenset(table.get("lesser", {}).get("heads", ()))
        verbs = table.get("verbs", {})
        self.speech = frozenset(verbs.get("speech", ()))
        self._acting = frozenset(verbs.get("acting", ())) | self.speech

    # ── states ──

    def acts(self, text: Text, first: int, last: int) -> bool:
        """Do these words stand where someone acts: before a verb, or as whom another deals with?"""
        after = text.word(last)
        if after in self._acting and text.same_sentence(last - 1, last):
            return True
        if after.endswith("ly") and text.word(last + 1) in self._acting:
            return True
        if self._acts_together(text, first, last):
            return True
        leads = _listed(text, first)
        dealt = text.word(leads) in _BEFORE_ACTOR and text.same_sentence(leads, first)
        return dealt and self._stands_alone(text, last)

    def _acts_together(self, text: Text, first: int, last: int) -> bool:
        """Is it one of several before a verb: "Norway, Sweden and the Faroes said"?"""
        if text.word(first - 1) in _LEADING or text.word(last) not in ("and", ","):
            return False
        at, joined = last, False
        while at < last + _LIST and text.same_sentence(last - 1, at):
            word = text.words[at]
            if word.text in (",", "and", "the", "."):
                joined = joined or word.text == "and"
            elif not word.is_capital:
                return joined and text.words[at - 1].is_capital and word.text in self._acting
            at += 1
        return False

    def _stands_alone(self, text: Text, at: int) -> bool:
        """Does no noun follow that the words before it only describe: "by Oslo", not "by Oslo and Swedish planes"?"""
        if not self._ends(text, at):
            return False
        if text.word(at) in ("and", "or", "-") and text.same_sentence(at, at + 1):
            return not self._lexicon.is_demonym(text.words[at + 1].text)
        return True

    def is_state(self, head: str) -> bool:
        """Does this word, beside a country's name, stand for the state: its "military", its "officials"?"""
        return self._same.get(head) in _STATE

    # ── phrases ──

    def phrases(self, text: Text, names: Sequence[tuple[Name, int, int]], title: frozenset[str]) -> list[Draft]:
        """New actors that are phrases; those of one country and kind are one. ``title`` has its words, folded."""
        owners = _by_word(names)
        drafts: dict[str, Draft] = {}
        for at in range(len(text.words)):
            phrase = self._phrase(text, at, owners)
            if phrase is None or not (self._is_actor(text, phrase) or self._is_affected(text, phrase, title)):
                continue
            key = self._key(text, phrase)
            draft = drafts.setdefault(key, Draft(phrase.type, key=key, country=phrase.country))
            draft.heads |= self._head_words(phrase.head)
            draft.mentions.append(Found(phrase.first - (phrase.determiner == "the"), phrase.last, Form.NOMINAL))
        return self._gathered(drafts)

    def _gathered(self, drafts: Mapping[str, Draft]) -> list[Draft]:
        """A bare head is the one phrase with a country that has it: "soldiers", "French soldiers"."""
        found = []
        for key, draft in drafts.items():
            fuller = [d for d in drafts.values() if d.country and d is not draft and d.key.endswith(f":{key}")]
            if key in self._heads and len(fuller) == 1:
                fuller[0].mentions.extend(draft.mentions)
            else:
                found.append(draft)
        return found

    def _phrase(self, text: Text, at: int, owners: Mapping[int, Name]) -> _Phrase | None:
        head = self._head(text, at, owners)
        if head is None:
            return None
        first = at - head.count(" ")
        if "'" in head:
            first -= 1
        start, owner, joined = first, None, False
        while start > 0 and at - start < _LONGEST and text.same_sentence(start - 1, at):
            word, before = text.words[start - 1], text.word(start - 2)
            lower = word.text.lower()
            name = owners.get(start - 1)
            if name is not None:
                if name.kind == "PER" and text.word(start) not in ("'s", "’s"):
                    break
                owner = name
                while start > 0 and owners.get(start - 1) is name:
                    start -= 1
                if text.word(start - 1) not in ("-",):
                    break
            elif lower in ("'s", "’s") and owners.get(start - 2) is not None:
                start -= 1
            elif lower in self._joined and before == "-":
                start, joined = start - 2, True
                if owners.get(start - 1) is None and start and text.words[start - 1].text[0].isalnum():
                    start -= 1
            elif (
                lower in self._modifiers
                or lower in self._heads
                or self._lexicon.is_demonym(word.text)
                or (lower == "-" and text.words[start].start == word.end)
            ):
                start -= 1
            else:
                break
        while start < first and text.word(start) in ("'s", "’s", "-"):
            start += 1
        last, governed = self._place_behind(text, at, head, owners)
        owner = owner or governed
        said = [text.words[i].text for i in range(start, at + 1)]
        country = self._country(text, start, last)
        determiner = text.word(start - 1) if text.same_sentence(start - 1, at) else ""
        return _Phrase(
            start,
            last,
            head,
            self._type(head, said),
            country,
            owner,
            joined,
            determiner if determiner in _DETERMINERS else "",
            start == first,
        )

    def _place_behind(self, text: Text, at: int, head: str, owners: Mapping[int, Name]) -> tuple[int, Name | None]:
        """Where a phrase ends, and the place that stands behind its head: "the government of nearby Sennar"."""
        if head not in self._alone or text.word(at + 1) != "of":
            return at + 1, None
        begin = at + 2
        while begin < at + 5 and (text.word(begin) == "the" or text.word(begin) in _NEARBY):
            begin += 1
        owner = owners.get(begin)
        if owner is None or owner.kind != "LOC" or not text.same_sentence(at, begin):
            return at + 1, None
        while owners.get(begin) is owner:
            begin += 1
        return begin + (text.word(begin) in ("state", "province", "region")), owner

    def _head(self, text: Text, at: int, owners: Mapping[int, Name]) -> str | None:
        """The head that ends at this word, the longest; None where the phrase goes on or names what follows."""
        word = text.lower[at]
        if (word not in self._endings and not text.words[at].is_capital) or at in owners:
            return None
        after = text.word(at + 1)
        pair = f"{text.word(at - 1)} {word}"
        head = pair if pair in self._heads else f"{text.word(at - 2)}'s {word}"
        head = head if head in self._heads else word
        if head not in self._heads:
            return head if self._is_people(text, at) else None
        if after in self._heads or (after in self._modifiers and text.word(at + 2) in self._heads):
            return None
        if at + 1 in owners and text.same_sentence(at, at + 1) and self._heads.get(head) is not ActorType.GROUP:
            return None  # a role: "the agency OCHA"
        return head

    def _is_people(self, text: Text, at: int) -> bool:
        """A word for the people of a country: "Norwegians"."""
        word = text.words[at].text
        plural = word.endswith("s") and len(word) > 4 and word[0].isupper()
        return plural and self._lexicon.is_demonym(word) and self._lexicon.is_demonym(word[:-1])

    def _country(self, text: Text, first: int, last: int) -> str | None:
        for size in (2, 1):
            for at in range(first, last - size + 1):
                said = text.said(at, at + size)
                code = self._lexicon.atlas.people_of(said) or self._lexicon.country_of(said)
                if code:
                    return code
        return None

    def _type(self, head: str, said: Sequence[str]) -> ActorType:
        lower = {w.lower() for w in said}
        kind = self._heads.get(head, ActorType.GROUP)
        if kind in (ActorType.GROUP, ActorType.GOVERNMENT) and lower & {"rebel", "militant", "insurgent", "separatist"}:
            return ActorType.ARMED_GROUP
        if head in ("agency",) and "news" in lower:
            return ActorType.MEDIA
        return kind

    def _is_actor(self, text: Text, phrase: _Phrase) -> bool:
        if phrase.joined and phrase.type in (ActorType.ORGANIZATION, ActorType.ARMED_GROUP):
            return True
        if phrase.owner is not None and (self._owned(text, phrase) or self._governs(phrase)):
            return True
        if phrase.country and phrase.type is not ActorType.GROUP and phrase.type is not ActorType.ORGANIZATION:
            return phrase.determiner not in ("some", "many", "several", "other", "a", "an")
        if phrase.type is ActorType.ORGANIZATION:
            return False
        plural = phrase.head.split()[-1].endswith("s") or phrase.head in ("police", "media", "crew", "staff")
        if not plural and not (phrase.head in self._alone and not phrase.bare):
            return False
        if phrase.bare and phrase.determiner in ("the", "those", "these", "its", "their", "his", "her"):
            return False
        return self._act_nearby(text, phrase)

    def _is_affected(self, text: Text, phrase: _Phrase, title: frozenset[str]) -> bool:
        """Unnamed people whom the title speaks of: "residents" whom somebody orders to leave."""
        people = phrase.type in (ActorType.GROUP, ActorType.ARMED_GROUP)
        return people and phrase.head.split()[-1] in title and not (phrase.bare and phrase.head in _VAGUE)

    def _owned(self, text: Text, phrase: _Phrase) -> bool:
        """A part of a named organisation: "SDF's press centre", "Carney's office"."""
        possessive = any(text.word(i) in ("'s", "’s") for i in range(phrase.first, phrase.last))
        return possessive and phrase.head.split()[-1] in _PARTS

    def _governs(self, phrase: _Phrase) -> bool:
        """An authority of a place that is no country: "the Sennar state government"."""
        owner = phrase.owner
        return owner is not None and owner.kind == "LOC" and not phrase.country and phrase.head in self._alone

    def _act_nearby(self, text: Text, phrase: _Phrase) -> bool:
        if text.word(phrase.last) in self._acting or text.word(phrase.first - 1) in _BEFORE_GROUP:
            return True
        if text.word(phrase.first - 2) == "according" and text.word(phrase.first - 1) == "to":
            return True
        for at in range(phrase.last, min(phrase.last + 5, len(text.words))):
            if text.words[at].breaks or not text.same_sentence(phrase.first, at):
                return False
            if text.word(at) in self.speech:
                return True
        return False

    def _key(self, text: Text, phrase: _Phrase) -> str:
        if phrase.owner is not None and self._owned(text, phrase):
            return fold(text.said(phrase.first, phrase.last))
        kind = self._same.get(phrase.head)
        if phrase.owner is not None and self._governs(phrase):
            return f"{fold(text.text[phrase.owner.start : phrase.owner.end])}:{kind or phrase.head}"
        if phrase.country and (kind is None or kind != "government" or phrase.last - phrase.first <= 4):
            rest = self._rest(text, phrase)
            return f"{phrase.country}:{kind if kind and ' '.join(rest) in (phrase.head, '') else ' '.join(rest)}"
        if phrase.joined:
            return f"joined:{phrase.head}"
        return fold(text.said(phrase.first, phrase.last))

    def _rest(self, text: Text, phrase: _Phrase) -> list[str]:
        """The words of a phrase but those that name its country."""
        words = [text.words[i].text for i in range(phrase.first, phrase.last)]
        words = words[: words.index("of")] if "of" in words else words
        return [
            w.lower()
            for w in words
            if not self._lexicon.is_demonym(w) and not self._lexicon.country_of(w) and w not in ("'s", "’s", "-")
        ]

    def _head_words(self, head: str) -> frozenset[str]:
        kind = self._same.get(head)
        alike = {h for h, k in self._same.items() if k == kind} if kind else set()
        last = head.split()[-1]
        return frozenset({head, last, last.removesuffix("s"), *alike})

    # ── "a 40-year-old driver" ──

    def lone(self, text: Text, people: Sequence[Draft]) -> list[Draft]:
        """One unnamed person with whom the article opens, unless somebody named later is what that one is."""
        named = {word for draft in people if draft.role for word in draft.role.text.lower().split()}
        found: dict[str, Draft] = {}
        for at, word in enumerate(text.words):
            if word.sentence > 1:
                break
            head = word.text
            first = self._lone_from(text, at) if head in self._lone and head not in named else None
            if first is not None and head not in found:
                harmed = text.word(at + 1) == "who" and text.word(at + 2) in self._harms
                heads = frozenset({head, *self._culprits}) if harmed else frozenset({head})
                found[head] = Draft(ActorType.PERSON, key=f"a {head}", heads=heads)
                found[head].mentions.append(Found(first, at + 1, Form.NOMINAL))
        return list(found.values())

    def _lone_from(self, text: Text, at: int) -> int | None:
        """Where "a driver who" or "a driver said" begins; None where it is none or does nothing."""
        first = at
        while at - first < _LONGEST and text.same_sentence(first - 1, at) and not text.words[first - 1].breaks:
            first -= 1
            if text.word(first) in ("a", "an"):
                subject = first == 0 or text.words[first].opens or text.words[first].is_capital
                does = text.word(at + 1) == "who" or text.word(at + 1) in self._acting
                return first if subject and does else None
            if text.word(first) in _AFTER:
                return None
        return None

    # ── "the force" ──

    def shows_less(self, form: str) -> bool:
        """Does the form name the people or things of an actor rather than the actor: "Israeli troops"?"""
        return form.rsplit(" ", 1)[-1].lower() in self._lesser

    def stand_ins(self, text: Text, drafts: Sequence[Draft], taken: Sequence[bool]) -> list[Draft]:
        """Add the mentions that say no name: the article and a head, or a role of a person named before.

        Gives the actors that have no fuller form in the article: "the army".
        """
        starts, alone = _Ordered(drafts), dict[str, Draft]()
        for at in range(1, len(text.words)):
            if text.lower[at - 1] != "the" or taken[at] or text.word(at + 1) in self._heads:
                continue
            if text.words[at].is_capital and not self._is_common(text.word(at)):
                continue  # "the US"
            size = 2 if self._is_pair(text, at) else 1
            if any(taken[at : at + size]) or (
                at + size < len(taken) and taken[at + size] and self._leads(text, at + size)
            ):
                continue
            head = " ".join(text.word(at + i) for i in range(size))
            if text.word(at + size) in ("'s", "’s") and text.word(at + size + 1) in self._heads:
                continue
            if not self._ends(text, at + size):
                continue
            draft = self._meant(text, head, at, starts)
            if draft is not None:
                draft.mentions.append(Found(at - 1, at + size, Form.NOMINAL))
                starts.add(at - 1, draft)
            elif head in self._alone:
                key = self._same.get(head, head)
                found = alone.setdefault(key, Draft(self._alone[head], key=f"the {key}"))
                found.mentions.append(Found(at - 1, at + size, Form.NOMINAL))
        return [d for d in alone.values() if any(self.acts(text, m.first, m.last) for m in d.mentions)]

    def _is_common(self, word: str) -> bool:
        known = word in self._heads or any(word in heads for heads in self._stands.values())
        return known or self._lexicon.is_role(word) or self._lexicon.is_head(word)

    def _ends(self, text: Text, at: int) -> bool:
        """Does no noun follow: "the front said", not "the front line"?"""
        word = text.word(at)
        if not text.same_sentence(at - 1, at) or not word[:1].isalpha() or not word.isascii():
            return True
        if word in self._acting or word in _AFTER or word.endswith(("ed", "ly", "es", "ing")):
            return True
        return self._lexicon.is_role(word) is False and text.words[at].is_capital

    def _is_pair(self, text: Text, at: int) -> bool:
        pair = f"{text.word(at)} {text.word(at + 1)}"
        return pair in self._heads or any(pair in hs for hs in self._stands.values()) or self._lexicon.is_role(pair)

    def _leads(self, text: Text, at: int) -> bool:
        return text.words[at].is_capital and text.same_sentence(at - 1, at)

    def _meant(self, text: Text, head: str, at: int, starts: _Ordered) -> Draft | None:
        """The actor that "the head" stands for: the last one with that word in its name, else the last of its type."""
        if self._lexicon.is_role(head):
            last = head.split()[-1]
            holders = [d for d in starts.before(at) if d.role and last in d.role.text.lower().split()]
            return holders[0] if holders else None
        named = next((d for d in starts.before(at) if head in d.heads), None)
        if named is not None:
            return named
        types = [t for t, heads in self._stands.items() if head in heads]
        if types and head not in ("government", "forces", "house", "police", "party", "court", "council"):
            near = (d for d in starts.before(at, _NEAR) if d.type in types and not d.own_source)
            found = next((d for d in near if not d.country), None)
            if found is not None:
                return found
        later = [d for d in starts.all if head in d.heads]
        return later[0] if len(later) == 1 else None


def placed(text: Text, first: int) -> bool:
    """Does a preposition of place lead to this word: "in northern Iraq"?"""
    at = first - 1
    while at > first - 4 and text.word(at) in _DIRECTIONS:
        at -= 1
    return text.word(at) in PLACING and text.same_sentence(at, first)


def _listed(text: Text, first: int) -> int:
    """Where the word stands that leads to a list: from "Oslo" in "by Bergen and Oslo" to "by"."""
    at = first - 1
    at -= text.word(at) == "the"
    if text.word(at) not in ("and", ","):
        return at
    while (
        at > first - _LIST and at > 0 and (text.words[at].is_capital or text.words[at].text in (",", "and", "the", "."))
    ):
        at -= 1
    return at


class _Ordered:
    """Mentions by where they stand, to look back from a word."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.all = list(drafts)
        self._at = sorted(((m.first, i) for i, d in enumerate(self.all) for m in d.mentions))
        self._index = {id(d): i for i, d in enumerate(self.all)}

    def before(self, at: int, reach: int = 1_000_000) -> Iterable[Draft]:
        """Each actor mentioned before a word, the last mentioned first."""
        seen: set[int] = set()
        end = bisect_left(self._at, (at, -1))
        for position in range(end - 1, max(-1, end - _LOOK_BACK), -1):
            first, index = self._at[position]
            if first < at - reach:
                return
            if index not in seen:
                seen.add(index)
                yield self.all[index]

    def add(self, at: int, draft: Draft) -> None:
        insort(self._at, (at, self._index[id(draft)]))


def _by_word(names: Sequence[tuple[Name, int, int]]) -> dict[int, Name]:
    return {at: name for name, first, last in names if name.kind != "MISC" for at in range(first, last)}
