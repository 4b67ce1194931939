"""The statements of an article.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Statement, Reading, Tables



def build(tables: Tables) -> Callable[[Reading], tuple[Statement, ...]]:
    """The extractor, ready to run."""

    def find(reading: Reading) -> tuple[Statement, ...]:
        return ()

    return find
