"""The claims of an article: its told statements, and which of them a denial disputes.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.extract.reading import Reading, Statement, Tables
from bot.types import Claim, Stance

_WORD = re.compile(r"[^\W\d_]{3,}")
_FAR = 3  # sentences between a denial and what it denies
_MOST = 12  # claims looked at before a denial
_COMMON = frozenset(
    "the and that this these those with from have has had was were are been being will would could should may "
    "might must not for its his her their they them who which what when where while but also any all some such "
    "into over about after before said says told deny denied denies denying than then there here more most other "
    "our your out can did does".split()
)
_REFERENCES = frozenset(
    "accusation accusations allegation allegations claim claims report reports charge charges suggestion "
    "suggestions assertion assertions it this that them such notion idea criticism rumours rumors statement "
    "statements wrongdoing involvement responsibility account accounts so".split()
)
_CHARGES = frozenset("accusation accusations allegation allegations charge charges wrongdoing involvement".split())


@dataclass(frozen=True, slots=True)
class _Told:
    """A told statement with what a denial is held against."""

    statement: Statement
    sentence: int
    words: frozenset[str]
    speaker: str


def build(tables: Tables) -> Callable[[Reading], tuple[Claim, ...]]:
    """The extractor, ready to run."""
    return find


def find(reading: Reading) -> tuple[Claim, ...]:
    """Every statement that is not wholly a direct quote, in text order; a denial disputes the claim it answers."""
    told = [
        _Told(
            statement,
            reading.document.sentence_index(statement.span.start),
            _stems(statement.span.text),
            statement.speaker.name.lower() if statement.speaker else "",
        )
        for statement in reading.statements
        if not statement.direct
    ]
    disputes = _disputes(told)
    return tuple(
        Claim(
            span=t.statement.span,
            stance=t.statement.stance,
            speaker=t.statement.speaker,
            cue=t.statement.cue,
            disputed_by=tuple(disputes.get(index, ())),
        )
        for index, t in enumerate(told)
    )


def _disputes(told: Sequence[_Told]) -> Mapping[int, list[int]]:
    """Index of a claim → the denials of it."""
    found: dict[int, list[int]] = {}
    for index, denial in enumerate(told):
        if denial.statement.stance is not Stance.DENIES:
            continue
        denied = _denied(told, index)
        if denied is not None:
            found.setdefault(denied, []).append(index)
    return found


def _denied(told: Sequence[_Told], index: int) -> int | None:
    """The claim that a denial answers: the best of those shortly before it, else just after it."""
    denial = told[index]
    near = [k for k in range(max(0, index - _MOST), min(index + 3, len(told))) if k != index]
    scored = [(score, k) for k in near if (score := _answers(denial, told[k], k < index)) > 0]
    return max(scored)[1] if scored else None


def _answers(denial: _Told, claim: _Told, before: bool) -> float:
    """How well a denial fits a claim; 0 where it does not."""
    distance = abs(denial.sentence - claim.sentence)
    other = claim.statement
    if distance > _FAR or (denial.speaker and denial.speaker == claim.speaker):
        return 0.0
    if other.stance in (Stance.DENIES, Stance.DECLINES):
        return 0.0
    shared = len(denial.words & claim.words)
    if not before:
        return shared - 1.5 - distance if shared >= 2 else 0.0
    words = {word.lower() for word in re.findall(r"\w+", denial.statement.span.text)[:8]}
    refers = bool(words & _REFERENCES)
    named = bool(_stems(denial.speaker) & claim.words)
    score = 1.0 * shared + 1.5 * refers + 1.0 * named
    if other.stance is Stance.ACCUSES:
        score += 1.5 if words & _CHARGES or named or refers else 0.5
    if distance == 0:
        score += 1.0
    if shared == 0 and not refers and not named and not (distance <= 1 and other.stance is Stance.ACCUSES):
        return 0.0
    return max(0.01, score - 0.6 * distance) if score > 0 else 0.0


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in (w.group().lower() for w in _WORD.finditer(text)) if word not in _COMMON)
