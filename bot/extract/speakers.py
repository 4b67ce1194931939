"""Who speaks: the words that name a speaker, resolved to an actor of the article where that can be told.

Pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from bot.extract.clauses import DETERMINERS, FINITE, PREPOSITIONS, RELATIVES, STOPS
from bot.extract.genders import Genders
from bot.extract.reading import Reading
from bot.extract.segments import Item
from bot.types import Actor, ActorType, Form, Mention, Span, Speaker

_PERSON = frozenset("he she him her his i".split())
_GENDER = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she"}
_PLURAL = frozenset("they them we".split())
_THING = frozenset(("it",))
_OF_SEVERAL = frozenset("them us whom another one".split())  # "one of them, a driver": what follows tells more
_PARTICLES = frozenset("al de bin van von - da el ben ibn".split())
_BACKWARD = frozenset("the its their this that".split())  # what begins a phrase that points back
_BODIES = frozenset("police people staff personnel crew force loyalist broadcaster dead".split())  # not one person
_ONE = frozenset("the a an one his her its their another".split())  # what begins a phrase for one person
_RECENT = 1500  # characters since someone spoke
_FORMS = 200  # mentions of an actor looked at for a fuller form
_NEAR = 30  # mentions looked at in the sentence before
_OPENING = 6  # characters before a name that opens a sentence: "Gov. "
_BACK = 400  # mentions looked at before a pronoun


class Roles:
    """Nouns for one person, as the lexicon ``kinds`` has them: "ombudsman", "doctor"."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        person = lexicon.get("person", {})
        self._nouns = frozenset(person.get("nouns", "").split()) - _BODIES
        self._endings = tuple(person.get("endings", ()))

    def has(self, noun: str) -> bool:
        return noun in self._nouns or bool(self._endings and noun.endswith(self._endings))


class Cast:
    """The speakers of one article: its actors, and those who have spoken so far."""

    def __init__(self, reading: Reading, documents: frozenset[str], genders: Genders, roles: Roles) -> None:
        self._text = reading.text
        self._documents = documents
        self._genders = genders
        self._roles = roles
        self._gender: dict[str, str | None] = {}  # of the persons asked about so far
        self._named_at: dict[str, list[tuple[int, int]]] | None = None  # made when first asked for
        pairs = sorted(
            ((mention, actor) for actor in reading.who for mention in actor.mentions),
            key=lambda pair: (pair[0].span.start, -pair[0].span.end),
        )
        self._mentions = [mention for mention, _ in pairs]
        self._actors = [actor for _, actor in pairs]
        self._starts = [mention.span.start for mention in self._mentions]
        self._longest = max((mention.span.end - mention.span.start for mention in self._mentions), default=0)
        self._types = {actor.name: actor.type for actor in reading.who}
        self._name_at = {mention.span.start: actor.name for mention, actor in pairs}
        self._sentences = reading.document
        self._holders = _holders(reading.who)
        self._longer: dict[str, set[str]] = {}  # last word → names of bodies that end with it
        for actor in reading.who:
            last = actor.name.rpartition(" ")[2]
            if actor.type is not ActorType.PERSON and last != actor.name:
                self._longer.setdefault(last, set()).add(actor.name)
        self._people = [name for name in reading.names if name.kind == "PER"]
        self._people_ends = [name.end for name in self._people]
        self.spoken: list[tuple[Speaker, str]] = []  # with the head word
        self._authors: dict[str, str] = {}  # who spoke in the sentence with "statement", "report", …

    def remember(self, speaker: Speaker, items: Sequence[Item]) -> None:
        """The latest speaker, for "he added", "the ministry" and "the statement" further on."""
        if speaker.name.lower() in _PERSON | _PLURAL | _THING:
            return
        self.spoken.append((speaker, _last_word(speaker.span.text)))
        del self.spoken[:-60]
        for item in items:
            if item.word in self._documents:
                self._authors[item.word.removesuffix("s")] = speaker.name

    def at(self, start: int, end: int) -> list[tuple[Mention, Actor]]:
        """Mentions that overlap a range of the text, in order."""
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_right(self._starts, end - 1)
        return [(self._mentions[k], self._actors[k]) for k in range(first, last) if self._mentions[k].span.end > start]

    def knows(self, speaker: Speaker) -> bool:
        """Does the article name this one elsewhere than here, or as a person?"""
        words = speaker.span.text.split()
        if self.at(speaker.span.start, speaker.span.end) or speaker.name.lower() in _PERSON:
            return True
        if speaker.name in self._types or (len(words) == 1 and self._surname(words[0]) is not None):
            return True
        return len(words) in (2, 3, 4) and all(word[0].isupper() for word in words)

    def named(self, start: int, end: int) -> Speaker:
        """The speaker with the name at a range of the text, in capitals or not."""
        span = Span.cut(self._text, start, end)
        last = _last_word(span.text)
        full = next((name for name in self._types if _last_word(name) == last), span.text)
        return Speaker(name=full, span=span)

    def speaker(self, items: Sequence[Item], start: int, end: int) -> Speaker | None:
        """The speaker named by ``items[start:end]``; None where no words are left."""
        start, end = self._explained(items, *self._phrase(items, start, end))
        if start >= end:
            return None
        span = Span.cut(self._text, items[start].start, items[end - 1].end)
        if end - start == 1 and (items[start].word in _PERSON | _PLURAL | _THING):
            return Speaker(name=self._pronoun(items[start]), span=span)
        return Speaker(name=self._name(items, start, end, span.text), span=span)

    def _phrase(self, items: Sequence[Item], start: int, end: int) -> tuple[int, int]:
        """The words that name: a person in apposition, else the phrase up to its first comma unless a list follows."""
        first = next((k for k in range(start, end) if items[k].word == ","), end)
        if first == end:
            return start, self._before_relative(items, start, end)
        second = next((k for k in range(first + 1, end) if items[k].word == ","), end)
        apposed = (
            self._is_name(items, first + 1, second)
            or self._is_first_name(items, first + 1, second)
            or (self._ends_in_name(items, first + 1, second) and not any(i.word == "and" for i in items[start:first]))
        )
        if apposed and not self._is_person(items, start, first):
            return first + 1, second
        if (
            any(items[k].word in ("and", "or") for k in range(first + 1, end))
            and items[first + 1].word not in RELATIVES | {"the", "a", "an"}
            and not self._is_person(items, start, first)
        ):
            return start, end
        return start, self._before_relative(items, start, first)

    def _explained(self, items: Sequence[Item], start: int, end: int) -> tuple[int, int]:
        """One of several is told by the words that explain it: "one of them, a bus driver who was hurt,"."""
        after = end + 1
        if not (start < end and after < len(items) and items[end - 1].word in _OF_SEVERAL and items[end].word == ","):
            return start, end
        last = next((k for k in range(after, min(after + 20, len(items))) if items[k].word == ","), None)
        if last is None or items[after].word not in ("a", "an", "the"):
            return start, end
        return after, self._before_relative(items, after, last)

    def _before_relative(self, items: Sequence[Item], start: int, end: int) -> int:
        """Where "who heads …" or a bracket begins, else the end."""
        for k in range(start + 1, end):
            if items[k].word in ("who", "which", "whose", "(", "--", "—", "–"):
                return k
        return end

    def _is_person(self, items: Sequence[Item], start: int, end: int) -> bool:
        if start >= end:
            return False
        found = [
            a
            for m, a in self.at(items[start].start, items[end - 1].end)
            if m.form is Form.NAME and m.span.end == items[end - 1].end
        ]
        if any(actor.type is ActorType.PERSON for actor in found):
            return True
        return (
            not found
            and end - start in (2, 3)
            and all(items[k].capital for k in range(start, end))
            and items[start].word not in DETERMINERS
        )

    def _is_name(self, items: Sequence[Item], start: int, end: int) -> bool:
        return (
            2 <= end - start <= 5
            and items[start].capital
            and items[end - 1].capital
            and self._is_person(items, start, end)
        ) or (
            2 <= end - start <= 4
            and all(items[k].capital or items[k].word in _PARTICLES for k in range(start, end))
            and items[start].word not in DETERMINERS
            and items[start].capital
        )

    def _ends_in_name(self, items: Sequence[Item], start: int, end: int) -> bool:
        """ "the mediator, | former president Ann Lee,": a title and the person who has it."""
        plain = all(items[k].word not in PREPOSITIONS | RELATIVES | FINITE for k in range(start, end))
        named = plain and end - start > 1 and items[end - 1].capital and items[end - 2].capital
        return named and self._is_person(items, start, end)

    def _is_first_name(self, items: Sequence[Item], start: int, end: int) -> bool:
        """ "her husband, | Juan,": a name of one word that is a person's."""
        if end - start != 1 or not items[start].capital:
            return False
        at = bisect_left(self._people_ends, items[start].end)
        return at < len(self._people) and self._people[at].start == items[start].start

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _name(self, items: Sequence[Item], start: int, end: int, words: str) -> str:
        head = self._head(items, start, end)
        if self._is_list(items, start, end):
            return words
        token = items[head]
        found = [
            (mention, actor)
            for mention, actor in self.at(items[start].start, items[end - 1].end)
            if mention.span.start <= token.start and token.end <= mention.span.end and mention.form is not Form.PRONOUN
        ]
        if found:
            people = [actor for _, actor in found if actor.type is ActorType.PERSON]
            return people[0].name if people else self._organisation(items, start, head, words, *found[0])
        lowered = token.word
        if items[start].word in _BACKWARD and not token.capital:
            earlier = self._earlier(lowered) or self._office(self._text[items[start].end : token.end])
            if earlier is not None:
                return earlier
        if token.capital and end - start == 1:
            earlier = self._surname(self._text[token.start : token.end])
            if earlier is not None:
                return earlier
        return words

    def _organisation(
        self, items: Sequence[Item], start: int, head: int, words: str, mention: Mention, actor: Actor
    ) -> str:
        """The fullest name of a body; the words as they stand where another noun names it than the text uses here."""
        first = start + (items[start].word == "the" and head > start)
        phrase = self._text[items[first].start : items[head].end]
        if mention.form is Form.NAME:
            until = items[head].end - len(actor.name)
            before = [item for item in items[first:head] if item.end <= until]
            proper = all(item.capital or item.word == "'s" for item in before)
            return phrase if before and proper and phrase.endswith(actor.name) else self._fuller(actor.name)
        noun = items[head].word
        bare = not any(item.capital or item.word == "'s" for item in items[first:head])
        if bare and items[start].word in _BACKWARD:
            spoke = self._earlier(noun)
            if spoke is not None and noun in spoke.lower().split() and actor.name in spoke:
                return spoke  # "the agency": "the U.N. refugee agency" that spoke before
        if _last_word(actor.name) == noun:
            counted = items[start].word in DETERMINERS and items[start].word not in _BACKWARD
            return words if counted or len(phrase) > len(actor.name) else actor.name
        if not bare:
            return phrase
        forms = (m.span.text for m in actor.mentions[:_FORMS] if _last_word(m.span.text) == noun)
        named = [form for form in forms if any(c.isupper() for c in form.partition(" ")[2] or form)]
        if any(len(form) > len(phrase) for form in named):
            return max(named, key=len).removeprefix("The ").removeprefix("the ")
        return actor.name if any(c.isupper() for c in actor.name) else words

    def _fuller(self, name: str) -> str:
        """ "the Front": the one body of the article whose longer name ends so, else the name."""
        longer = self._longer.get(name, ())
        return next(iter(longer)) if len(longer) == 1 else name

    def _is_list(self, items: Sequence[Item], start: int, end: int) -> bool:
        """ "the ministry, its army and the rebels": several speakers, not one whose name has an "and"."""
        joint = next((k for k in range(start + 1, end - 1) if items[k].word in ("and", "or")), None)
        if joint is None:
            return False
        return not any(
            mention.span.start < items[joint].start and items[joint].end < mention.span.end
            for mention, _ in self.at(items[joint].start, items[joint].end)
        ) and all(k < joint for k in range(start, joint) if items[k].word in PREPOSITIONS)

    def _head(self, items: Sequence[Item], start: int, end: int) -> int:
        covered = 0
        for mention, _ in self.at(items[start].start, items[end - 1].end):
            if (
                mention.form is Form.NAME
                and mention.span.start <= items[start + (items[start].word in DETERMINERS and end - start > 1)].start
            ):
                covered = max(covered, mention.span.end)
        for k in range(start + 1, end):
            word = items[k].word
            if items[k].start < covered:
                continue
            reduced = (
                word.endswith("ed")
                and k + 1 < len(items)
                and items[k + 1].word in PREPOSITIONS
                and not items[k].capital
            )
            if word in PREPOSITIONS or word in RELATIVES or word in STOPS or reduced:
                return k - 1
        return end - 1

    def _earlier(self, head: str) -> str | None:
        """ "the statement" is its author's; "the spokesman" the one who spoke before."""
        if head in self._documents:
            author = self._authors.get(head.removesuffix("s"))
            return author or (self.spoken[-1][0].name if self.spoken else None)
        for speaker, last in reversed(self.spoken):
            if last == head or head == _last_word(speaker.name):
                return speaker.name
        return None

    def _office(self, phrase: str) -> str | None:
        """ "the fire chief": the one person of the article with that role."""
        holders = self._holders.get(phrase.strip().lower(), set())
        return next(iter(holders)) if len(holders) == 1 else None

    def _surname(self, name: str) -> str | None:
        for speaker, _ in reversed(self.spoken):
            words = speaker.name.split()
            if len(words) > 1 and words[-1] == name:
                return speaker.name
        best = [p for p in self._people if self._text[p.start : p.end].split()[-1:] == [name]][:20]
        names = [self._text[p.start : p.end] for p in best]
        return max(names, key=len) if names else None

    # ── pronouns ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _pronoun(self, item: Item) -> str:
        for mention, actor in self.at(item.start, item.end):
            if mention.form is Form.PRONOUN and self._agrees(actor.name, _GENDER.get(item.word)):
                return actor.name
        text = self._text[item.start : item.end]
        if item.word in _PERSON:
            name = self._nearest_person(item.start, _GENDER.get(item.word))
            if name is not None and item.word in _GENDER and self._gender.get(name) is None:
                self._gender[name] = _GENDER[item.word]
            return name or text
        if item.word in _PLURAL:
            for speaker, _ in reversed(self.spoken[-4:]):
                if not self._names_person(speaker.name):
                    return speaker.name
            return text
        for speaker, last in reversed(self.spoken[-4:]):
            if not self._names_person(speaker.name) and not (last.endswith("s") and last.islower()):
                return speaker.name
        return text

    def _names_person(self, name: str) -> bool:
        known = self._types.get(name)
        if known is not None:
            return known is ActorType.PERSON
        words = name.split()
        return len(words) in (2, 3) and all(word[0].isupper() for word in words)

    def _agrees(self, name: str, gender: str | None) -> bool:
        """May "he" or "she" be this person? Whoever nothing is known of may."""
        if gender is None:
            return True
        if name not in self._gender:
            noun = _last_word(name) if name.partition(" ")[0].lower() in _ONE else ""
            self._gender[name] = self._genders.of_noun(noun) or self._genders.of(self._text, self._places(name))
        return self._gender[name] in (None, gender)

    def _places(self, name: str) -> list[tuple[int, int]]:
        """Where a person is named, with the full name and without."""
        if self._named_at is None:
            self._named_at = {}
            for mention, actor in zip(self._mentions, self._actors, strict=True):
                if mention.form is Form.NAME and len(places := self._named_at.setdefault(actor.name, [])) < _FORMS:
                    places.append((mention.span.start, mention.span.end))
        return self._named_at.get(name, [])

    def _nearest_person(self, before: int, gender: str | None) -> str | None:
        """The person who opens the sentence before, else who spoke last, else the one named last."""
        last = bisect_left(self._starts, before)
        people = (s for s, noun in reversed(self.spoken[-6:]) if self._is_one(s.name, noun))
        spoke = next((s for s in people if self._agrees(s.name, gender)), None)
        opens = self._opening_person(before, last)
        if opens is not None and not self._agrees(self._name_at[opens.span.start], gender):
            opens = None
        if opens is not None and (spoke is None or opens.span.start > spoke.span.end):
            return self._name_at[opens.span.start]
        if spoke is not None and before - spoke.span.end < _RECENT:
            return spoke.name
        named = self._named_before(last, gender)
        if named is not None:
            return named
        for at in range(bisect_left(self._people_ends, before) - 1, -1, -1)[:_NEAR]:
            place = (self._people[at].start, self._people[at].end)
            name = self._text[slice(*place)]
            if self._agrees(name, gender) and (
                gender is None or self._genders.of(self._text, [place]) in (None, gender)
            ):
                return name
        return None

    def _is_one(self, name: str, noun: str) -> bool:
        """Is this speaker a person, named or not: "a doctor"? Who has no name has a noun for a person."""
        if self._names_person(name):
            return True
        return self._roles.has(noun) and name.partition(" ")[0].lower() in _ONE and noun == _last_word(name)

    def _named_before(self, last: int, gender: str | None) -> str | None:
        """The person named last who may be meant; rather one of whom it is known, if not far before."""
        fallback = None
        for k in range(last - 1, max(-1, last - _BACK), -1):
            actor = self._actors[k]
            if actor.type is not ActorType.PERSON or not self._agrees(actor.name, gender):
                continue
            if gender is None or self._gender[actor.name] is not None or last - k > _NEAR:
                return (fallback or actor.name) if last - k > _NEAR else actor.name
            fallback = fallback or actor.name
        return fallback

    def _opening_person(self, before: int, last: int) -> Mention | None:
        """The person with whose name the sentence before a place begins."""
        sentence = self._sentences.sentence_index(before)
        for k in range(last - 1, max(-1, last - _NEAR), -1):
            mention = self._mentions[k]
            at = self._sentences.sentence_index(mention.span.start)
            if at < sentence - 1:
                return None
            if (
                at == sentence - 1
                and self._actors[k].type is ActorType.PERSON
                and mention.form is Form.NAME
                and mention.span.start - self._sentences.sentences[at].start < _OPENING
            ):
                return mention
        return None


def _holders(who: Sequence[Actor]) -> dict[str, set[str]]:
    """Who has which role, in lower case, with and without what it is of: "head of the port", "head"."""
    found: dict[str, set[str]] = {}
    for actor in who:
        role = actor.role.text.lower() if actor.role is not None else ""
        for part in {role, role.partition(" of ")[0].partition(" for ")[0]} - {""}:
            found.setdefault(part, set()).add(actor.name)
    return found


def _last_word(words: str) -> str:
    parts = words.replace("’", "'").split()
    return parts[-1].removesuffix("'s").strip(",.").lower() if parts else ""
