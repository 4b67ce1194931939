"""The lede of an article: its first real sentence.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.extract.reading import Reading, Tables
from bot.types import Span


def build(tables: Tables) -> Callable[[Reading], Span | None]:
    """The extractor, ready to run."""
    return first_sentence


def first_sentence(reading: Reading) -> Span | None:
    """The first sentence with at least four words, else the first one, else None."""
    document = reading.document
    for sentence in document.sentences:
        if sum(token.is_word for token in document.tokens_of(sentence)) >= 4:
            return document.sentence_span(sentence)
    return document.sentence_span(document.sentences[0]) if document.sentences else None
