"""The words of a document as a reader sees them: without marks of no width, and with where sentences open.

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.extract.document import Document, read

HIDDEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_OPENERS = frozenset("\"'“‘«([-–—*•:;")


@dataclass(frozen=True, slots=True)
class Word:
    """A token with its text cleaned. ``opens``: first of its sentence, or after a mark like an opening quote."""

    text: str
    start: int
    end: int
    sentence: int
    opens: bool
    is_capital: bool
    breaks: bool  # a mark that no name crosses


class _Same:
    """A document compared by identity."""

    __slots__ = ("document",)

    def __init__(self, document: Document) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.document is other.document

    def __hash__(self) -> int:
        return id(self.document)


def words_in(document: Document) -> tuple[Word, ...]:
    """The words of an article, made once for all that read it."""
    return _words_in(_Same(document))


@lru_cache(maxsize=1)
def _words_in(same: _Same) -> tuple[Word, ...]:
    return words_of(same.document)


@lru_cache(maxsize=2048)
def words_said(said: str) -> tuple[Word, ...]:
    """The words of a name or a mention, kept: an article says the same one many times."""
    return words_of(read(said))


def words_of(document: Document) -> tuple[Word, ...]:
    """Every token but those of no width, in order."""
    found: list[Word] = []
    for number, sentence in enumerate(document.sentences):
        opens = True
        for token in document.tokens_of(sentence):
            text = HIDDEN.sub("", token.text) if not token.text.isascii() else token.text
            if not text:
                continue
            is_word = text[0].isalnum()
            found.append(
                Word(
                    text, token.start, token.end, number, opens, text[0].isupper(), not is_word and text not in "-–&/."
                )
            )
            opens = (opens and not is_word) or (not is_word and text in '"“‘«:•')
    return tuple(found)
