"""The quotes of an article: its direct statements.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Tables
from bot.types import Quote


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
            stance=statement.stance,
            speaker=statement.speaker,
            cue=statement.cue,
        )
        for statement in reading.statements
        if statement.direct
    )
