"""Those who died and are told without a number: "the victim was pronounced dead", "the killing of her brother".

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from bot.extract.document import read
from bot.extract.harm import AFTER_PASSIVE, PASSIVE
from bot.extract.kinds import Kinds
from bot.extract.numbers import Word, words_of
from bot.extract.persons import Form, Person, people_in
from bot.extract.reading import Reading

_MOST_WORDS = 300  # of a sentence
OPENING = 3  # sentences in which the news is told
_BACK = 2  # sentences before in which the one meant by "he" is looked for
_NEAR = 3  # words before a cue that make it unreal
_ADVERBS = frozenset("also later then still soon since just".split())
_UNREAL = frozenset(
    "not n't never nearly almost could might would may if should must attempted attempting attempt tried trying "
    "threatened threatening planned planning plotting plot wanted want to will can feared whether".split()
)
_COMPANY = 14  # words in which those who died too are named
_WITH = frozenset(("along", "together"))
_PLURAL = frozenset(("were", "are", "have"))
_SELF = frozenset("himself herself itself".split())
_WHO_KILLED = frozenset("killed killing kills shot shooting shoots stabbed".split())
_BOUNDS = frozenset('.;:!?…“”"')
_TELLING = frozenset("said say says told tell tells believe believes believed added announced confirmed".split())
_SEVERAL = frozenset(
    "two three four five six seven eight nine ten eleven twelve dozen dozens scores several many some most those none "
    "nobody hundreds thousands everyone".split()
)
# "and her two young sons"
_JOINING = _SEVERAL | frozenset(", and also his her their its the young little small other more".split())
_FEMALE = frozenset(
    "woman girl mother wife daughter sister female girlfriend actress widow grandmother aunt niece".split()
)
_MALE = frozenset("man boy father husband son brother male boyfriend actor grandfather uncle nephew gunman".split())


@dataclass(frozen=True, slots=True)
class Victim:
    """Someone who died: the words that name them, from ``start`` to ``end``, and the sentences that tell it."""

    start: int
    end: int
    noun: str
    named: int  # the sentence of the words
    told: int  # the sentence of the death


class Victims:
    """Finds them. Built once from the lexicon of kinds."""

    def __init__(self, table: Mapping[str, Any], kinds: Kinds) -> None:
        dying = table.get("dying", {})
        self._is_person = kinds.is_one_person
        self._dies = _phrases(dying.get("dies", ()))
        self._suffers = _phrases(dying.get("suffers", ()))
        self._kills = _phrases(dying.get("kills", ()))
        self._deaths = _phrases(dying.get("deaths", ()))
        self._cues = frozenset({"dead", *self._dies, *self._suffers, *self._kills, *self._deaths})
        self._deadly = frozenset(dying.get("deadly", "").split())
        self._disease = frozenset(dying.get("disease", "").split())
        self._violence = frozenset(dying.get("violence", "").split())

    def find(self, reading: Reading, most: int) -> Iterator[Victim]:
        """One for each death of a single person that the first sentences tell as a fact, in text order."""
        names = {name.start: name.end for name in reading.names if name.kind == "PER"}
        document = reading.document

        @cache
        def read(at: int) -> _Sentence:
            sentence = document.sentences[at]
            last = min(sentence.last, sentence.first + _MOST_WORDS)
            words = words_of(document.tokens[sentence.first : last])
            return _Sentence(at, words, people_in(words, names, self._is_person))

        for at, sentence in enumerate(document.sentences[:most]):
            if self._cues.isdisjoint(token.text.lower() for token in document.tokens_of(sentence)):
                continue
            for person in self._dead(read(at)):
                yield from _named(read(at), person, read)

    def opening(self, reading: Reading) -> set[str]:
        """The words of the title and the first sentences, in lower case."""
        document = reading.document
        words = {token.text.lower() for each in document.sentences[:OPENING] for token in document.tokens_of(each)}
        words |= title_words(reading)
        return words - {"attack"} if "heart" in words else words

    def is_violent(self, keys: Set[str]) -> bool:
        """Whether words tell of an attack or accident."""
        return not self._violence.isdisjoint(keys)

    def is_disease(self, keys: Set[str]) -> bool:
        """Whether words tell of a disease."""
        return not self._disease.isdisjoint(keys)

    def is_deadly(self, keys: Set[str]) -> bool:
        """Whether words tell of someone's death."""
        return not self._deadly.isdisjoint(keys)

    def _dead(self, sentence: _Sentence) -> Iterator[Person]:
        for at in range(len(sentence.words)):
            person = self._dead_at(sentence.words, at, sentence.people)
            if person is None or person.form is Form.MANY:
                continue
            if not _is_listed(sentence, person) and not _is_accompanied(sentence.words, at):
                yield person

    def _dead_at(self, words: Sequence[Word], at: int, people: Sequence[Person]) -> Person | None:
        key = words[at].key
        size = _size(self._deaths.get(key), words, at)
        if size and words[at - 1].key not in _UNREAL:
            return _of_death(words, at, size, people)
        if _is_unreal(words, at):
            return None
        if _size(self._dies.get(key), words, at):
            return _subject(words, at, people)
        size = _size(self._suffers.get(key), words, at)
        if size and _is_passive(words, at):
            return _subject(words, at, people)
        if size and _is_reduced(words, at, size, people):
            return next(person for person in people if person.last == at)
        size = _size(self._kills.get(key), words, at)
        if size and not _is_passive(words, at):
            return _object(words, at, size, people)
        return _left_dead(words, at, people)


def title_words(reading: Reading) -> set[str]:
    """The words of the title in lower case."""
    return {token.text.lower() for token in read(reading.article.title or "").tokens}


@dataclass(frozen=True, slots=True)
class _Sentence:
    at: int
    words: tuple[Word, ...]
    people: tuple[Person, ...]


def _phrases(listed: Sequence[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their first word, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted((tuple(each.split()) for each in listed), key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(phrases) for first, phrases in found.items()}


def _size(phrases: Sequence[tuple[str, ...]] | None, words: Sequence[Word], at: int) -> int:
    """How many words the longest of the phrases has that stands at ``at``; 0 where none does."""
    for phrase in phrases or ():
        if all(at + i < len(words) and words[at + i].key == key for i, key in enumerate(phrase)):
            return len(phrase)
    return 0


def _is_unreal(words: Sequence[Word], at: int) -> bool:
    return any(word.key in _UNREAL for word in words[max(0, at - _NEAR) : at])


def _is_passive(words: Sequence[Word], at: int) -> bool:
    """Whether a form of "be" stands before ``at``, with at most adverbs between."""
    step = at - 1
    while step >= max(0, at - 4) and (words[step].key.endswith("ly") or words[step].key in _ADVERBS):
        step -= 1
    return step >= 0 and words[step].key in PASSIVE


def _is_reduced(words: Sequence[Word], at: int, size: int, people: Sequence[Person]) -> bool:
    """ "a girl killed in a fire", "a man found dead": the participle right behind the one it speaks of."""
    if not any(person.last == at for person in people):
        return False
    following = words[at + size].key if at + size < len(words) else "."
    return following in AFTER_PASSIVE


def _subject(words: Sequence[Word], at: int, people: Sequence[Person]) -> Person | None:
    """The one of whom the verb at ``at`` speaks: the nearest before it who is nobody's object."""
    for person in reversed([each for each in people if each.last <= at]):
        between = [word.key for word in words[person.last : at]]
        if not _SEVERAL.isdisjoint(between) or not _TELLING.isdisjoint(between) or not _BOUNDS.isdisjoint(between):
            return None
        follows = between[0] if between else ""
        taken = person.governed or (person.first > 0 and words[person.first - 1].key in _WHO_KILLED)
        if person.form is Form.MANY or not taken or follows == "who":
            return person
    return None


def _object(words: Sequence[Word], at: int, size: int, people: Sequence[Person]) -> Person | None:
    """Whom someone kills; "himself" is the one who does it."""
    behind = at + size
    if behind < len(words) and words[behind].key in _SELF:
        return _subject(words, at, people)
    return next((person for person in people if person.first == behind), None)


def _of_death(words: Sequence[Word], at: int, size: int, people: Sequence[Person]) -> Person | None:
    """Whose "the killing of", or "Reed's death"."""
    behind = at + size
    if behind < len(words) and words[behind].key == "of":
        return next((person for person in people if person.first == behind + 1), None)
    if at > 1 and words[at - 1].key == "'s":
        return next((person for person in people if person.last == at - 1), None)
    return None


def _left_dead(words: Sequence[Word], at: int, people: Sequence[Person]) -> Person | None:
    """ "left a woman dead", "pronounced him dead"."""
    if words[at].key != "dead":
        return None
    person = next((each for each in people if each.last == at), None)
    verbs = ("left", "leaving", "leaves", "leave", "pronounced", "declared", "found")
    return person if person is not None and person.first > 0 and words[person.first - 1].key in verbs else None


def _is_listed(sentence: _Sentence, person: Person) -> bool:
    """Whether someone else stands beside a person: "a man and his daughter", "her mother, her brother"."""
    words, people = sentence.words, sentence.people
    index = people.index(person)
    pairs = zip(people[max(0, index - 1) : index + 1], people[index : index + 2], strict=False)
    for one, other in pairs:
        between = {word.key for word in words[one.last : other.first] if not word.text.isdigit()}
        listed = between == {","} and words[other.first].key in ("his", "her", "their")
        if one is not other and (listed or ("and" in between and between <= _JOINING)):
            return True
    return False


def _is_accompanied(words: Sequence[Word], at: int) -> bool:
    """Whether the verb at ``at`` speaks of more than one: "were killed", "was killed alongside her sons"."""
    before = [word.key for word in words[max(0, at - _NEAR) : at]]
    after = [word.key for word in words[at : at + _COMPANY]]
    together = "alongside" in after or any(one in _WITH and two == "with" for one, two in pairwise(after))
    return together or not _PLURAL.isdisjoint(before)


def _named(here: _Sentence, person: Person, read: Callable[[int], _Sentence]) -> Iterator[Victim]:
    """The victim by the words that name them; of "he" those that stand nearest before, where there are any."""
    if person.form is not Form.PRONOUN:
        yield _victim(here, person, here.at)
        return
    pronoun = here.words[person.first].key
    earlier = [each for each in here.people if each.last <= person.first]
    found = _antecedent(here, earlier, pronoun)
    for at in range(here.at - 1, max(-1, here.at - 1 - _BACK), -1):
        found = found or _antecedent(read(at), read(at).people, pronoun)
    if found is not None:
        yield _victim(found[0], found[1], here.at)


def _antecedent(sentence: _Sentence, people: Sequence[Person], pronoun: str) -> tuple[_Sentence, Person] | None:
    other = _FEMALE if pronoun in ("he", "him") else _MALE
    for person in people:
        if person.form in (Form.NOUN, Form.NAME) and not person.governed and person.noun not in other:
            return sentence, person
    return None


def _victim(sentence: _Sentence, person: Person, told: int) -> Victim:
    words = sentence.words
    return Victim(words[person.first].start, words[person.last - 1].end, person.noun or "person", sentence.at, told)
