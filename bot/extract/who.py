"""The who of an article.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Tables
from bot.types import Actor


def build(tables: Tables) -> Callable[[Reading], tuple[Actor, ...]]:
    """The extractor, ready to run."""

    def find(reading: Reading) -> tuple[Actor, ...]:
        return ()

    return find
