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


@dataclass(slots=True, unsafe_hash=True)  # not frozen: there are thousands, and that would make each four times as slow
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
            text = token.text
            if not text.isascii() and not (text := HIDDEN.sub("", text)):
                continue
            first, start, end = text[0], token.start, token.end
            if first.isalnum():
                found.append(Word(text, start, end, number, opens, first.isupper(), False))
                opens = False
            else:
                found.append(Word(text, start, end, number, opens, first.isupper(), text not in "-–&/."))
                opens = opens or text in '"“‘«:•'
    return tuple(found)
