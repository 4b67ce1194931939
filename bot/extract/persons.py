"""Single people as a sentence names them: "the boy", "her brother", "a 23-year-old man", "Mara Haddad", "he".

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.extract.nouns import is_plural, singular
from bot.extract.numbers import Word

_DETERMINERS = frozenset("a an the another his her their its my our your this one".split())
_GOVERNING = frozenset("by of with to from near for alongside against beside at behind".split())
_PRONOUNS = frozenset("he she him her".split())
_MANY = frozenset("they them both we all others".split())
_STATES = frozenset("dead wounded injured missing trapped displaced".split())  # of several: "the dead"
_INSIDE = 5  # words between the determiner and the noun
_LONGEST_NAME = 10  # words
# Words that do not stand inside a noun phrase.
_OUTSIDE = frozenset(
    "and or but of in on at to by from for with who whom whose which that was were is are be been had has have said "
    "says not no as than then when where while after before if because".split()
)


class Form(Enum):
    """How someone is named."""

    NOUN = "noun"
    NAME = "name"
    PRONOUN = "pronoun"
    MANY = "many"  # "they", "three boys": no single person


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in ``words[first:last]``. ``noun`` is the head in lower case, None of a name or pronoun."""

    first: int
    last: int
    form: Form
    noun: str | None = None
    governed: bool = False  # a preposition stands before: "by her husband"


def people_in(words: Sequence[Word], names: Mapping[int, int], is_person: Callable[[str], bool]) -> tuple[Person, ...]:
    """Those whom a sentence names, in order. ``names``: start and end offsets of the names of people."""
    found: list[Person] = []
    at = floor = 0
    while at < len(words):
        person = _person(words, at, floor, names, is_person)
        if person is not None:
            found.append(person)
            at = floor = person.last
        else:
            at += 1
    return tuple(found)


def _person(
    words: Sequence[Word], at: int, floor: int, names: Mapping[int, int], is_person: Callable[[str], bool]
) -> Person | None:
    key = words[at].key
    if words[at].start in names:
        return _of(words, _start(words, at, floor), _end_of_name(words, at, names), Form.NAME)
    if key in _MANY:
        return _of(words, at, at + 1, Form.MANY)
    if key == "old" and at > 1 and words[at - 1].key in ("-", "year", "month", "week", "day"):
        return (
            _noun(words, at, floor, names, is_person, "person") if not _noun_follows(words, at + 1, is_person) else None
        )
    if words[at].text.islower() and key not in _STATES and is_person(singular(key)):
        if is_plural(key):
            return _of(words, at, at + 1, Form.MANY)
        return _noun(words, at, floor, names, is_person, key)
    if key in _PRONOUNS and not (key == "her" and _noun_follows(words, at + 1, is_person)):
        return _of(words, at, at + 1, Form.PRONOUN)
    return None


def _noun_follows(words: Sequence[Word], at: int, is_person: Callable[[str], bool]) -> bool:
    """Whether the phrase goes on to a noun for people: "17-year-old [high school student]"."""
    for word in words[at : at + _INSIDE]:
        if not word.text[0].isalpha() or word.key in _OUTSIDE:
            return False
        if word.text.islower() and word.key not in _STATES and is_person(singular(word.key)):
            return True
    return False


def _noun(
    words: Sequence[Word],
    at: int,
    floor: int,
    names: Mapping[int, int],
    is_person: Callable[[str], bool],
    noun: str,
) -> Person | None:
    """The phrase whose noun stands at ``at``, with the name after it; None where it is only part of another phrase."""
    following = words[at + 1] if at + 1 < len(words) else None
    first = _start(words, at, floor)
    if following is not None and (following.key in ("'s", "-") or _noun_follows(words[: at + 2], at + 1, is_person)):
        return None
    if first == at and noun != "person":
        return None
    last = at + 1
    if following is not None and following.start in names:
        last = _end_of_name(words, last, names)
    return _of(words, first, last, Form.NOUN, noun)


def _start(words: Sequence[Word], at: int, floor: int) -> int:
    """Where the phrase with a head at ``at`` begins: at its determiner, else at an age."""
    first = at
    for step in range(at - 1, max(floor, at - _INSIDE - 4) - 1, -1):
        word = words[step]
        if word.key in _DETERMINERS:
            return step
        if word.key in _OUTSIDE or not (word.text[0].isalnum() or word.text in "-'" or word.key == "'s"):
            break
        if word.text.isdigit() or word.key in ("old", "dr", "mr", "mrs", "ms", "captain", "sergeant"):
            first = step
    return first


def _end_of_name(words: Sequence[Word], at: int, names: Mapping[int, int]) -> int:
    end, step = names[words[at].start], at + 1
    while step < min(len(words), at + _LONGEST_NAME) and words[step].start < end:
        step += 1
    return step


def _of(words: Sequence[Word], first: int, last: int, form: Form, noun: str | None = None) -> Person:
    return Person(first, last, form, noun, first > 0 and words[first - 1].key in _GOVERNING)
