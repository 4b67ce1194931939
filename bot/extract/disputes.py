"""Which claims of an article answer each other: what a denial denies, what a confirmation confirms, who contradicts.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.extract import stances
from bot.extract.clauses import MODAL, PREPOSITIONS
from bot.extract.reading import Reading, Statement
from bot.extract.words import HIDDEN
from bot.types import Stance

_WORD = re.compile(r"[^\W\d_]{3,}")
_RESPONSIBLE = re.compile(r"\b(?:is|are|was|were)(?: \w+ly)? responsible\b")
_NAME = re.compile(r"\b[^\W\d_a-z][\w.]*")
_OWNED = re.compile(r"((?:\w+ ){0,4}\w+)(?:['’]s?)? (?:\w+ )?(\w+)\b")
_NOT = re.compile(r"\b[nN](?:ot|o|ever|othing)\b|n['’]t\b")
_ANY = re.compile(r"\w+(?:['’]\w+)?|[,;]")
_FAR = 3  # sentences between a denial and what it denies
_NEAR = 2  # sentences between a denial of a deed and a claim that tells that deed in other words
_FURTHER = 30  # sentences between a denial and an accusation of the one who denies
_MOST = 12  # claims looked at on either side of a denial
_RELATIVES = frozenset("who whom whose which where".split())
_AHEAD = 5  # words behind "not" that it denies
_GAP = 200  # characters between "accused" and of what
_COMMON = frozenset(
    "the and that this these those with from have has had was were are been being will would could should may "
    "might must not for its his her their they them who which what when where while but also any all some such "
    "into over about after before said says told deny denied denies denying than then there here more most other "
    "our your out can did does".split()
)
_PRONOUNS = frozenset("it this that them so something".split())
_ASSERTIONS = frozenset(
    "accusation accusations allegation allegations claim claims report reports charge charges suggestion "
    "suggestions assertion assertions notion idea criticism rumours rumors statement statements wrongdoing "
    "involvement responsibility account accounts figure figures toll tolls point version".split()
)
_MODIFIERS = frozenset(
    "the a an any all such these those his her its their both earlier repeated other having no".split()
)
# What one does not do without contradicting anybody: "did not know how many".
_STATES = frozenset(
    "know known aware clear sure certain yet able need want expect immediately comment say said evidence indication "
    "indications reason doubt plan plans information details deliberately intentionally only just because being "
    "allowed prior".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """By index of a claim: who disputes it, who confirms it; and the plain statements that turn out to be denials."""

    disputed_by: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    confirmed_by: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    denials: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Told:
    """A told statement with what an answer is held against."""

    statement: Statement
    stance: Stance
    sentence: int
    words: frozenset[str]  # stems of the content; of a deed its name
    deeds: frozenset[str]  # those of them that name a deed
    names: frozenset[str]  # those of them that have a capital
    about: frozenset[str]  # stems of the content and of the one accused
    speaker: str
    teller: frozenset[str]  # stems of who speaks
    owns: bool  # claims a deed: "responsibility for the attack"
    culprit: frozenset[str]  # stems of the names that are said to be responsible
    undone: frozenset[str]  # deeds that it says were not done


def build(lexicon: Mapping[str, Any]) -> Callable[[Reading, Sequence[Statement]], Answers]:
    """The comparison of told statements, with the ``deeds`` of the lexicon ``cues``."""
    deeds = {word: f"={deed}" for deed, words in lexicon.get("deeds", {}).items() for word in words.split()}

    def compare(reading: Reading, statements: Sequence[Statement]) -> Answers:
        told = [_told(reading, statement, deeds) for statement in statements]
        contradicted = _contradicted(told)
        disputed = _pairs([*_denied_pairs(told), *contradicted, *_rivals(told)])
        return Answers(
            disputed_by=disputed,
            confirmed_by=_pairs(_confirmed_pairs(told)),
            denials=frozenset(denial for _, denial in contradicted),
        )

    return compare


def _pairs(pairs: Sequence[tuple[int, int]]) -> Mapping[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for claim, answer in pairs:
        if answer not in found.setdefault(claim, []):
            found[claim].append(answer)
    return {claim: tuple(answers) for claim, answers in found.items()}


def _denied_pairs(told: Sequence[_Told]) -> list[tuple[int, int]]:
    """Each denial with the claim that it answers."""
    denials = (index for index, each in enumerate(told) if each.stance is Stance.DENIES)
    return [(denied, index) for index in denials if (denied := _denied(told, index)) is not None]


def _confirmed_pairs(told: Sequence[_Told]) -> list[tuple[int, int]]:
    """Each confirmation with the claim of someone else that stands before it."""
    found = []
    for index, each in enumerate(told):
        if each.stance is Stance.CONFIRMS:
            near = range(max(0, index - _MOST), index)
            scored = [(score, k) for k in near if (score := _confirms(each, told[k])) > 0]
            if scored:
                found.append((max(scored)[1], index))
    return found


def _confirms(answer: _Told, claim: _Told) -> float:
    """How well a confirmation fits a claim before it; 0 where it does not."""
    distance = answer.sentence - claim.sentence
    if claim.stance not in (Stance.SAYS, Stance.ACCUSES, Stance.WARNS) or _same(answer.speaker, claim.speaker):
        return 0.0
    shared = _shared(answer, claim)
    refers = _refers(answer.statement.span.text)
    fits = distance <= _FAR and (shared >= 2 or (shared > 0 and bool(answer.deeds & claim.deeds)) or refers)
    return max(0.01, 5.0 + shared + refers - 0.6 * distance) if fits else 0.0


def _contradicted(told: Sequence[_Told]) -> list[tuple[int, int]]:
    """Claims that another speaker's plain statement says the opposite of: "had not fired" after "had fired"."""
    found = []
    for index, each in enumerate(told):
        if each.stance is not Stance.SAYS or not each.undone:
            continue
        near = [k for k in range(max(0, index - _MOST), index) if _opposes(each, told[k])]
        if near:
            found.append((max(near, key=lambda k: (_shared(each, told[k]), k)), index))
    return found


def _opposes(answer: _Told, claim: _Told) -> bool:
    if claim.stance not in (Stance.SAYS, Stance.ACCUSES) or claim.undone or _same(answer.speaker, claim.speaker):
        return False
    return bool(answer.speaker and answer.undone & claim.deeds) and answer.sentence - claim.sentence <= _NEAR


def _rivals(told: Sequence[_Told]) -> Iterator[tuple[int, int]]:
    """Claims that call different ones responsible; the later disputes the earlier."""
    blaming = [index for index, each in enumerate(told) if each.culprit][:_MOST]
    for at, first in enumerate(blaming):
        for second in blaming[at + 1 :]:
            apart = not told[first].culprit & told[second].culprit and told[first].speaker != told[second].speaker
            if apart and told[first].stance is not Stance.DENIES:
                yield first, second


# ── one statement ────────────────────────────────────────────────────────────────────────────────────────────────


def _told(reading: Reading, statement: Statement, deeds: Mapping[str, str]) -> _Told:
    span, cue, speaker = statement.span, statement.cue, statement.speaker
    words = _stems(span.text, deeds)
    accused: frozenset[str] = frozenset()
    if statement.stance is Stance.ACCUSES and cue is not None and cue.end < span.start <= cue.end + _GAP:
        accused = _stems(reading.text[cue.end : span.start], deeds)
    capitals = (word for word in _WORD.findall(span.text) if word[0].isupper())
    return _Told(
        statement,
        statement.stance,
        reading.document.sentence_index(span.start),
        words,
        frozenset(word for word in words if word.startswith("=")),
        frozenset(_stem(word, deeds) for word in capitals) & words,
        words | accused,
        HIDDEN.sub("", speaker.name).lower().removeprefix("the ") if speaker else "",
        _stems(f"{speaker.name} {speaker.span.text}", {}) if speaker else frozenset(),
        statement.stance is Stance.SAYS and span.text.lower().startswith("responsibility for"),
        _culprit(span.text),
        _undone(span.text, deeds) if statement.stance is Stance.SAYS else frozenset(),
    )


def _culprit(content: str) -> frozenset[str]:
    """Whom a statement calls responsible: the names before "was responsible"; none where it says that one was not."""
    found = _RESPONSIBLE.search(content[:_GAP])
    if found is None:
        return frozenset()
    return frozenset(_stem(name, {}) for name in _NAME.findall(content[: found.start()]))


def _undone(content: str, deeds: Mapping[str, str]) -> frozenset[str]:
    """Deeds that a statement says were not done: "had not fired", "no strikes"; not "did not know who fired"."""
    if _NOT.search(content, 0, _GAP) is None:
        return frozenset()
    words = [word.lower().replace("’", "'") for word in _ANY.findall(content[:_GAP])]
    found: set[str] = set()
    for at in stances.negations(words):
        if any(word in _RELATIVES for word in words[:at]):
            break
        if words[at - 1 : at] and words[at - 1] in MODAL:
            continue
        for word in words[at + 1 : at + 1 + _AHEAD]:
            if word in _STATES or word in PREPOSITIONS:
                break
            if word in deeds:
                found.add(deeds[word])
    return frozenset(found)


# ── a denial and what it denies ──────────────────────────────────────────────────────────────────────────────────


def _denied(told: Sequence[_Told], index: int) -> int | None:
    """The claim that a denial answers, the best of those near it; None where none shares what it is about."""
    near = [k for k in range(max(0, index - _MOST), min(index + _MOST + 1, len(told))) if k != index]
    scored = [(score, k) for k in near if (score := _answers(told[index], told[k], k < index)) > 0]
    return max(scored)[1] if scored else None


def _answers(denial: _Told, claim: _Told, before: bool) -> float:
    """How well a denial fits a claim; 0 where it does not.

    It fits if both share words, if the denial refers to what was claimed ("the report", "that"), if both tell one
    deed ("killing", "were dead"), or if the claim just before it is about the one who denies.
    """
    stance = claim.stance
    if stance in (Stance.DENIES, Stance.DECLINES) or _same(denial.speaker, claim.speaker):
        return 0.0
    distance = abs(denial.sentence - claim.sentence)
    if claim.owns and _shared(denial, claim) and distance <= _FURTHER:
        return max(0.01, 5.0 - 0.6 * distance)
    if before and distance <= _FURTHER and _refers_to(denial.statement.span.text, claim.teller):
        return max(0.01, 6.0 - 0.6 * distance)
    accuses, named = stance is Stance.ACCUSES, bool(denial.teller & claim.about)
    shared = _shared(denial, claim)
    refers = _refers(denial.statement.span.text)
    if accuses and named and (shared or refers):
        fits = distance <= _FURTHER
    elif not before:
        fits = shared >= 2 and distance <= 1
    elif distance > _FAR:
        fits = False
    else:
        close = (distance <= 1 and (named or refers)) or (distance <= _NEAR and bool(denial.deeds & claim.deeds))
        fits = shared >= 2 or (shared > 0 and (named or accuses or refers)) or close
    return max(0.01, 5.0 + shared + 1.5 * refers + named + 1.5 * accuses - 0.6 * distance) if fits else 0.0


def _same(one: str, other: str) -> bool:
    """The same speaker, perhaps by a shorter name: "the military", "the coastal military"."""
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


def _shared(answer: _Told, claim: _Told) -> int:
    """Words that both have, apart from who answers; a name counts once, however many words it has."""
    common = (answer.words & claim.words) - answer.teller
    names = common & answer.names & claim.names
    return len(common - names) + bool(names)


def _refers(content: str) -> bool:
    """Is it a bare reference to what was said: "that", "the reports", "any wrongdoing"?"""
    words = [word.lower() for word in _ANY.findall(content[:_GAP])]
    if len(words) == 1 and words[0] in _PRONOUNS:
        return True
    at = next((k for k, word in enumerate(words) if word not in _MODIFIERS), len(words))
    return at < len(words) and words[at] in _ASSERTIONS and words[at + 1 : at + 2] not in (["that"], ["of"])


def _refers_to(content: str, teller: frozenset[str]) -> bool:
    """Is it what someone said, by their name: "the army's claim", "the WHO figure"?"""
    owner = _OWNED.match(content[:_GAP])
    if owner is None or owner.group(2).lower() not in _ASSERTIONS:
        return False
    words = _stems(owner.group(1), {})
    return bool(words) and words <= teller


def _stem(word: str, deeds: Mapping[str, str]) -> str:
    lowered = word.lower()
    return deeds.get(lowered) or lowered[:6]


def _stems(text: str, deeds: Mapping[str, str]) -> frozenset[str]:
    words = _WORD.findall(text)
    return frozenset(_stem(word, deeds) for word in words if word.lower() not in _COMMON or word.isupper())
