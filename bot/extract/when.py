"""The when of an article.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Tables
from bot.types import When


def build(tables: Tables) -> Callable[[Reading], tuple[When, ...]]:
    """The extractor, ready to run."""

    def find(reading: Reading) -> tuple[When, ...]:
        return ()

    return find
