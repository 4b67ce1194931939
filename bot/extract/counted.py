"""What a number counts: the noun phrase after it, and its head.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.extract import numbers
from bot.extract.nouns import is_plural, singular
from bot.extract.numbers import Word, hyphen_at, joined

_MAX_NOUNS = 8  # words of a noun phrase before its head
_DETERMINERS = frozenset("the its his her their our your my these those this that all such".split())
_ARTICLES = frozenset("a an the this that its his her their our".split())
_ORDERING = frozenset("last past next first previous top remaining other final".split())
_JOINS = frozenset({"and", "or"})
_HARMED = frozenset("dead hurt missing".split())
_COUNTING = numbers.ALL_WORDS | frozenset("several some many few dozens scores hundreds thousands".split())
_MODEL_DIGITS = 3
_MOST_JOINED = 5  # words after "and" up to the head
# Plurals that stand before another plural.
_BEFORE_PLURALS = frozenset(
    "arms bonds communications customs drugs earnings futures goods jobs news operations police relations rights sales "
    "savings securities services special sports systems troops weapons".split()
)
_NOT_AFTER_PLURALS = frozenset("dead wounded injured lives others".split())
_MORE = frozenset("more other further additional extra".split())
# Words that end a noun phrase.
_STOPS = frozenset(
    "a an the of in on at to by from for with without within and or but nor as if is are was were am be been "
    "being has have had having do does did will would can could may might must shall should not no it he she they "
    "we you i who whom whose which that what when where while after before since until than then so because "
    "although though against among across around into onto over under near through throughout during between "
    "behind beyond off out up down toward towards via per about above below inside outside amid including also "
    "already still just only even yet ever never there here now later earlier ago today yesterday tomorrow "
    "overnight remain remains remained remaining left him her them us me".split()
)
# Past forms that follow a counted noun; words in -ed and -ing are told by their ending.
_VERBS = frozenset(
    "said say says told tell tells took take takes went go goes came come comes made make makes got get gets gave "
    "give gives fled flee died die dies fell fall falls rose rise lost lose won win hit hits struck strike began "
    "begin ran run held hold kept keep found find saw see shot met meet sat stood stand led spoke wrote broke "
    "brought built bought caught cost costs cut drew drove fought flew felt grew knew lay paid put read sent set "
    "slept sold spent swept thought threw wore face faces need needs live lives lie want work works seek sought "
    "become became show shows shut went".split()
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A noun phrase in ``words[first:last]``; ``head`` is the index of its head noun."""

    first: int
    last: int
    head: int
    noun: str  # the head, singular, in lower case (names keep their capitals)
    unit: str  # the same with the words before it: "heart transplant"


def noun_phrase(words: Sequence[Word], at: int, *, many: bool, skip_of: bool) -> Counted | None:
    """The noun phrase that begins at ``at``, right after a number; None where nothing is named.

    ``many``: the number asks for a plural. ``skip_of``: "thousands of", "four of the six crew".
    """
    first, of = at, False
    while at < len(words) and words[at].key in _MORE:
        at += 1
    if at < len(words) and words[at].key == "of" and skip_of:
        at, of = _after_of(words, at), True
    if at < len(words) and at > first and words[at].key == "of":
        return None
    head = _head(words, at, many=many or of)
    if head is None and of and not many:
        head = _head(words, at, many=False)
    if head is None:
        return None
    noun = _singular(words[head])
    before = "".join(_spaced(words, step) for step in range(at, head) if words[step].key not in _JOINS)
    return Counted(first, head + 1, head, noun, before + noun)


def _spaced(words: Sequence[Word], at: int) -> str:
    return words[at].text + (" " if words[at + 1].start > words[at].end else "")


def _after_of(words: Sequence[Word], at: int) -> int:
    """The index of the noun phrase in "of the six crew members", "of the last six quarters"."""
    at += 1
    while at < len(words) and words[at].key in _DETERMINERS:
        at += 1
    if at + 1 < len(words) and words[at].key in _ORDERING and numbers.find(words[at + 1 : at + 2]):
        at += 1
    inner = numbers.find(words[at : at + 4]) if at < len(words) else ()
    if inner and inner[0].first == 0:
        at += inner[0].last
    return at


def _head(words: Sequence[Word], at: int, *, many: bool) -> int | None:
    last: int | None = None
    for step in range(at, min(at + _MAX_NOUNS, len(words))):
        word = words[step]
        if word.text == "-" or word.text in "'’":
            if hyphen_at(words, step) or _hanging(words, step):
                continue
            break
        if word.key in ("'s", "'") or _is_measured(words, step) or _is_of_name(words, step):
            continue
        if word.key in _JOINS and many and step > at and _joins(words, step):
            continue
        inside = hyphen_at(words, step - 1)  # "gas-only"
        if not word.text[0].isalpha() or (word.key in _STOPS and not inside) or (step > at and word.key in _VERBS):
            break
        if hyphen_at(words, step + 1):  # "two three-storey houses": the first half of a compound is no head
            continue
        if _possesses(words, step):
            last = None
            continue
        if is_plural(word.key):
            if not many and last is not None and word.text.islower():  # "one proposal asks for"
                break
            return _last_plural(words, step)
        if step > at and not many and word.text.islower() and word.key.endswith(("ed", "ing", "ly")):
            break
        last = step
    if many:
        return at if _is_attribute(words, at) else None
    return last


def _is_measured(words: Sequence[Word], at: int) -> bool:
    """The digits of "two 12-year-old boys", "eight 250ml bottles"."""
    joint = at + 2 if hyphen_at(words, at + 1) else at + 1
    return words[at].text[0].isdigit() and joined(words, at + 1) and joint < len(words) and words[joint].text.isalpha()


def _is_of_name(words: Sequence[Word], at: int) -> bool:
    """The digits of "900 Model 3 sedans"; not of "Eight Killed 25 injured"."""
    if not words[at].text.isdigit() or len(words[at].text) > _MODEL_DIGITS or at == 0 or at + 1 >= len(words):
        return False
    name = words[at - 1]
    return name.text[0].isupper() and not name.key.endswith("ed") and words[at + 1].text.islower()


def _joins(words: Sequence[Word], at: int) -> bool:
    """Whether "and" at ``at`` joins two that describe one head: "40 Greek and Cypriot sailors"."""
    if words[at - 1].text == "-":
        return True
    if words[at - 1].key.endswith("ed") or words[at - 1].key in _HARMED:
        return False
    for word in words[at + 1 : at + _MOST_JOINED]:
        if not word.text[0].isalpha() or word.key in _STOPS or word.key in _VERBS or word.key in _COUNTING:
            return False
        if is_plural(word.key):
            return word.text.islower()
    return False


def _is_attribute(words: Sequence[Word], at: int) -> bool:
    """Whether a noun in the singular is counted before another: "a 12 page letter"."""
    if at < 2 or at + 1 >= len(words) or words[at - 2].key not in _ARTICLES:
        return False
    pair = words[at : at + 2]
    return all(
        word.text.isalpha() and word.text.islower() and word.key not in _STOPS and word.key not in _VERBS
        for word in pair
    ) and not pair[0].key.endswith(("ly", "ed", "ing", "st"))


def _possesses(words: Sequence[Word], at: int) -> bool:
    """The noun of "girls' school", "mayor's sons"."""
    after = words[at + 1] if joined(words, at + 1) else None
    if after is None or at + 2 >= len(words) or not words[at + 2].text[0].isalpha():
        return False
    return after.key == "'s" or (after.key == "'" and words[at].key.endswith("s"))


def _hanging(words: Sequence[Word], at: int) -> bool:
    """The hyphen of "two- and three-storey"."""
    return joined(words, at) and at + 1 < len(words) and words[at + 1].key in ("and", "or", "to")


def _last_plural(words: Sequence[Word], at: int) -> int:
    """The head of "customs officers", "crew members"; after another plural in -s a second is a verb: "fouls proves"."""
    while at + 1 < len(words) and _leads_on(words[at]) and is_plural(words[at + 1].key):
        following = words[at + 1].key
        if following in _NOT_AFTER_PLURALS or following in _STOPS or following in _VERBS:
            break
        at += 1
    return at


def _leads_on(word: Word) -> bool:
    key = word.key
    if key in _BEFORE_PLURALS or word.text[0].isupper():
        return True
    return not key.endswith("s") and key not in ("people", "men", "women", "children")


def _singular(word: Word) -> str:
    noun = singular(word.key)
    if word.text[0].isupper() and word.text != word.text.upper():
        return word.text[: len(noun)] if word.key.startswith(noun) else noun.capitalize()
    return noun
