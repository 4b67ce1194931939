"""The quotes of an article.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Tables
from bot.types import Quote


def build(tables: Tables) -> Callable[[Reading], tuple[Quote, ...]]:
    """The extractor, ready to run."""

    def find(reading: Reading) -> tuple[Quote, ...]:
        return ()

    return find
