"""The claims of an article: its told statements, and which of them a denial disputes.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Tables
from bot.types import Claim


def build(tables: Tables) -> Callable[[Reading], tuple[Claim, ...]]:
    """The extractor, ready to run."""
    return find


def find(reading: Reading) -> tuple[Claim, ...]:
    """Every statement that is not wholly a direct quote, in text order."""
    return tuple(
        Claim(span=s.span, stance=s.stance, speaker=s.speaker, cue=s.cue) for s in reading.statements if not s.direct
    )
