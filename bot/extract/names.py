"""The names of an article.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Name, Reading, Tables



def build(tables: Tables) -> Callable[[Reading], tuple[Name, ...]]:
    """The extractor, ready to run."""

    def find(reading: Reading) -> tuple[Name, ...]:
        return ()

    return find
