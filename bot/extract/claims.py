"""The claims of an article: its told statements, and which of them others dispute or confirm.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.extract import disputes
from bot.extract.reading import Reading, Statement, Tables
from bot.types import Claim, Span, Stance

# Not "no fewer than ten men", "No. 10".
_NOBODY = re.compile(
    r"(?:neither|none|nobody|no(?!\.?\s*\d|\s+(?:fewer|less|more|later|longer|other)\s+than\b))\b", re.IGNORECASE
)
_GAP = 200  # characters between the cue of a refusal and what is refused


def build(tables: Tables) -> Callable[[Reading], tuple[Claim, ...]]:
    """The extractor, ready to run."""
    compare = disputes.build(tables.lexicons.get("cues", {}))

    def find(reading: Reading) -> tuple[Claim, ...]:
        """Every statement that somebody tells and that is not wholly a direct quote, with the claims that answer it."""
        told = [statement for statement in reading.statements if not statement.direct and not _is_empty(statement)]
        answers = compare(reading, told)
        return tuple(
            Claim(
                span=_words(reading, statement),
                stance=Stance.DENIES if index in answers.denials else _stance(statement),
                speaker=statement.speaker,
                cue=statement.cue,
                disputed_by=answers.disputed_by.get(index, ()),
                confirmed_by=answers.confirmed_by.get(index, ()),
            )
            for index, statement in enumerate(told)
        )

    return find


def _stance(statement: Statement) -> Stance:
    """What "neither side said" is told by nobody."""
    return Stance.DECLINES if _is_nobody(statement) else statement.stance


def _is_empty(statement: Statement) -> bool:
    """What "no hospital denied" nobody has denied, and nobody refuses to."""
    return statement.stance is Stance.DENIES and statement.cue is not None and _is_nobody(statement)


def _is_nobody(statement: Statement) -> bool:
    return statement.speaker is not None and _NOBODY.match(statement.speaker.span.text) is not None


def _words(reading: Reading, statement: Statement) -> Span:
    """The words of a claim; those of a refusal have its verb: "rejected the offer", "the offer was rejected by"."""
    span, cue = statement.span, statement.cue
    if _stance(statement) is not Stance.DECLINES or cue is None:
        return span
    if span.end <= cue.start <= span.end + _GAP and statement.speaker is not None:
        end = max(cue.end, statement.speaker.span.end)
        return Span.cut(reading.text, span.start, end if end <= cue.end + _GAP else cue.end)
    return Span.cut(reading.text, cue.start, span.end) if cue.end <= span.start <= cue.end + _GAP else span
