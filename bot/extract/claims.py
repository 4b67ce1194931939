"""The claims of an article.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Tables
from bot.types import Claim


def build(tables: Tables) -> Callable[[Reading], tuple[Claim, ...]]:
    """The extractor, ready to run."""

    def find(reading: Reading) -> tuple[Claim, ...]:
        return ()

    return find
