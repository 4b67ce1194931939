"""The figures of an article.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Tables
from bot.types import Figure


def build(tables: Tables) -> Callable[[Reading], tuple[Figure, ...]]:
    """The extractor, ready to run."""

    def find(reading: Reading) -> tuple[Figure, ...]:
        return ()

    return find
