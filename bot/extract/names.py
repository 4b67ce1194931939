"""The names of an article: people, organisations, places and other proper names as exact spans.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.capitals import runs_of
from bot.extract.lexicon import Lexicon
from bot.extract.reading import Name, Reading, Tables
from bot.extract.words import words_of


def build(tables: Tables) -> Callable[[Reading], tuple[Name, ...]]:
    """The extractor, ready to run."""
    lexicon = Lexicon.of(tables)

    def find(reading: Reading) -> tuple[Name, ...]:
        words = words_of(reading.document)
        return tuple(
            Name(words[first].start, words[last - 1].end, kind) for first, last, kind in runs_of(words, lexicon)
        )

    return find
