"""The quotes of an article: its direct statements.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Statement, Tables
from bot.types import Quote, Stance


def build(tables: Tables) -> Callable[[Reading], tuple[Quote, ...]]:
    """The extractor, ready to run."""
    return find


def find(reading: Reading) -> tuple[Quote, ...]:
    """One quote per stretch between marks, in text order; groups are numbered from 0 as they appear."""
    groups: dict[int, int] = {}
    return tuple(
        Quote(
            span=statement.span,
            group=groups.setdefault(statement.group, len(groups)),
            stance=_stance(statement),
            speaker=statement.speaker,
            cue=statement.cue,
        )
        for statement in reading.statements
        if statement.direct
    )


def _stance(statement: Statement) -> Stance:
    """A question demands nothing: ““Is it over?” asked his daughter.”"""
    question = statement.stance is Stance.DEMANDS and statement.span.text.endswith("?")
    return Stance.SAYS if question else statement.stance
