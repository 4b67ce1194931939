"""The where of an article.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Tables
from bot.types import Place


def build(tables: Tables) -> Callable[[Reading], tuple[Place, ...]]:
    """The extractor, ready to run."""

    def find(reading: Reading) -> tuple[Place, ...]:
        return ()

    return find
