"""The claims of an article: its told statements, and which of them a denial disputes.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.extract.reading import Reading, Statement, Tables
from bot.extract.words import HIDDEN
from bot.types import Claim, Span, Stance

_WORD = re.compile(r"[^\W\d_]{3,}")
_RESPONSIBLE = re.compile(r"\b(?:is|are|was|were)(?: \w+ly)? responsible\b")
_NAME = re.compile(r"\b[^\W\d_a-z][\w.]*")
_OWNED = re.compile(r"((?:\w+ ){0,4}\w+)['’]s? (?:\w+ )?(\w+)\b")
_NOBODY = re.compile(r"(?:neither|none|nobody|no[ -]one)\b", re.IGNORECASE)
_ANY = re.compile(r"\w+")
_FAR = 3  # sentences between a denial and what it denies
_FURTHER = 30  # sentences between a denial and an accusation of the one who denies
_MOST = 12  # claims looked at on either side of a denial
_GAP = 200  # characters between "accused" and of what
_COMMON = frozenset(
    "the and that this these those with from have has had was were are been being will would could should may "
    "might must not for its his her their they them who which what when where while but also any all some such "
    "into over about after before said says told deny denied denies denying than then there here more most other "
    "our your out can did does".split()
)
_PRONOUNS = frozenset("it this that them so".split())
_ASSERTIONS = frozenset(
    "accusation accusations allegation allegations claim claims report reports charge charges suggestion "
    "suggestions assertion assertions notion idea criticism rumours rumors statement statements wrongdoing "
    "involvement responsibility account accounts".split()
)
_MODIFIERS = frozenset(
    "the a an any all such these those his her its their both earlier repeated other having no".split()
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A told statement with what a denial is held against."""

    statement: Statement
    sentence: int
    words: frozenset[str]  # stems of the content
    names: frozenset[str]  # those of them that have a capital
    about: frozenset[str]  # stems of the content and of the one accused
    speaker: str
    teller: frozenset[str]  # stems of who speaks
    owns: bool  # claims a deed: "responsibility for the attack"
    culprit: frozenset[str]  # stems of the names that are said to be responsible


def build(tables: Tables) -> Callable[[Reading], tuple[Claim, ...]]:
    """The extractor, ready to run."""
    return find


def find(reading: Reading) -> tuple[Claim, ...]:
    """Every statement that is not wholly a direct quote, in text order; a denial disputes the claim it answers."""
    told = [_told(reading, statement) for statement in reading.statements if not statement.direct]
    disputes = _disputes(told)
    return tuple(
        Claim(
            span=_words(reading, t.statement),
            stance=_stance(t.statement),
            speaker=t.statement.speaker,
            cue=t.statement.cue,
            disputed_by=tuple(disputes.get(index, ())),
        )
        for index, t in enumerate(told)
    )


def _stance(statement: Statement) -> Stance:
    """What "neither side said" is told by nobody."""
    silent = statement.speaker is not None and _NOBODY.match(statement.speaker.span.text)
    return Stance.DECLINES if silent else statement.stance


def _words(reading: Reading, statement: Statement) -> Span:
    """The words of a claim; those of a refusal begin with its verb: "rejected the offer"."""
    span, cue = statement.span, statement.cue
    if _stance(statement) is not Stance.DECLINES or cue is None or not cue.end <= span.start <= cue.end + _GAP:
        return span
    return Span.cut(reading.text, cue.start, span.end)


def _disputes(told: Sequence[_Told]) -> Mapping[int, list[int]]:
    """Index of a claim → the denials of it."""
    found: dict[int, list[int]] = {}
    for index, denial in enumerate(told):
        if denial.statement.stance is not Stance.DENIES:
            continue
        denied = _denied(told, index)
        if denied is not None:
            found.setdefault(denied, []).append(index)
    for first, second in _rivals(told):
        found.setdefault(first, []).append(second)
    return found


def _rivals(told: Sequence[_Told]) -> Iterator[tuple[int, int]]:
    """Claims that call different ones responsible; the later disputes the earlier."""
    blaming = [index for index, each in enumerate(told) if each.culprit][:_MOST]
    for at, first in enumerate(blaming):
        for second in blaming[at + 1 :]:
            apart = not told[first].culprit & told[second].culprit and told[first].speaker != told[second].speaker
            if apart and told[first].statement.stance is not Stance.DENIES:
                yield first, second


def _told(reading: Reading, statement: Statement) -> _Told:
    span, cue, speaker = statement.span, statement.cue, statement.speaker
    words = _stems(span.text)
    accused: frozenset[str] = frozenset()
    if statement.stance is Stance.ACCUSES and cue is not None and cue.end < span.start <= cue.end + _GAP:
        accused = _stems(reading.text[cue.end : span.start])
    return _Told(
        statement,
        reading.document.sentence_index(span.start),
        words,
        frozenset(_stem(word) for word in _WORD.findall(span.text) if word[0].isupper()) & words,
        words | accused,
        HIDDEN.sub("", speaker.name).lower().removeprefix("the ") if speaker else "",
        _stems(f"{speaker.name} {speaker.span.text}") if speaker else frozenset(),
        statement.stance is Stance.SAYS and span.text.lower().startswith("responsibility for"),
        _culprit(span.text),
    )


def _culprit(content: str) -> frozenset[str]:
    """Whom a statement calls responsible: the names before "was responsible"; none where it says that one was not."""
    found = _RESPONSIBLE.search(content[:_GAP])
    if found is None:
        return frozenset()
    return frozenset(_stem(name) for name in _NAME.findall(content[: found.start()]))


def _denied(told: Sequence[_Told], index: int) -> int | None:
    """The claim that a denial answers, the best of those near it; None where none shares what it is about."""
    near = [k for k in range(max(0, index - _MOST), min(index + _MOST + 1, len(told))) if k != index]
    scored = [(score, k) for k in near if (score := _answers(told[index], told[k], k < index)) > 0]
    return max(scored)[1] if scored else None


def _answers(denial: _Told, claim: _Told, before: bool) -> float:
    """How well a denial fits a claim; 0 where it does not.

    It fits if both share words, if the denial refers to what was claimed ("the report", "that"), or if the claim just
    before it is about the one who denies.
    """
    stance = claim.statement.stance
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
        fits = shared >= 2 or (shared > 0 and (named or accuses or refers)) or (distance <= 1 and (named or refers))
    return max(0.01, 5.0 + shared + 1.5 * refers + named + 1.5 * accuses - 0.6 * distance) if fits else 0.0


def _same(one: str, other: str) -> bool:
    """The same speaker, perhaps by a shorter name: "the military", "the coastal military"."""
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


def _shared(denial: _Told, claim: _Told) -> int:
    """Words that both have, apart from who denies; a name counts once, however many words it has."""
    common = (denial.words & claim.words) - denial.teller
    names = common & denial.names & claim.names
    return len(common - names) + bool(names)


def _refers(content: str) -> bool:
    """Is it a bare reference to what was said: "that", "the reports", "any wrongdoing"?"""
    words = [word.lower() for word in _ANY.findall(content[:_GAP])]
    if len(words) == 1 and words[0] in _PRONOUNS:
        return True
    at = next((k for k, word in enumerate(words) if word not in _MODIFIERS), len(words))
    return at < len(words) and words[at] in _ASSERTIONS and words[at + 1 : at + 2] not in (["that"], ["of"])


def _refers_to(content: str, teller: frozenset[str]) -> bool:
    """Is it what someone said, by their name: "the army's claim"?"""
    owner = _OWNED.match(content[:_GAP])
    if owner is None or owner.group(2).lower() not in _ASSERTIONS:
        return False
    words = _stems(owner.group(1))
    return bool(words) and words <= teller


def _stem(word: str) -> str:
    return word.lower()[:6]


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text) if word.lower() not in _COMMON)
