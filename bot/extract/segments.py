"""A text as segments for attribution: sentences in which each quoted stretch is one opaque item.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.extract.dateline import dateline_of
from bot.extract.document import Document, Sentence
from bot.extract.marks import Stretch

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_SLUG = re.compile(r"[^\n()]{0,80}\([^()\n]{2,30}\)\s*(?:--?|[-–—])\s+")  # "GENEVA, March 13 (Agency) - "
_LONGEST = 400  # items; what is longer is no sentence, and is read in pieces
# Titles whose full stop ends no phrase: "Gov. Saleh".
_TITLES = frozenset(
    "mr mrs ms dr prof gen lt col maj capt sgt cpl adm gov sen rep rev hon pres st sr jr brig cmdr insp supt det "
    "msgr".split()
)
_SMALL = frozenset("who us it".split())
QUOTE = '"'
_DASHES = frozenset(("-", "--", "–", "—", "―"))


@dataclass(slots=True, unsafe_hash=True)  # not frozen: there are thousands, and that would make each four times as slow
class Item:
    """A token outside quotation marks, or a whole quoted stretch with its marks (``quote`` is its index, else -1)."""

    word: str  # lower case, without invisible characters; QUOTE for a stretch
    start: int
    end: int
    capital: bool = False
    quote: int = -1
    comma: bool = False  # a stretch whose last mark inside is a comma: a clause ends there


@dataclass(frozen=True, slots=True)
class Segment:
    """The items of one sentence; a sentence that ends inside a quotation goes on with the next."""

    items: tuple[Item, ...]
    paragraph: int


def cut(document: Document, stretches: tuple[Stretch, ...]) -> tuple[Segment, ...]:
    """The segments of a document, in order. Linear in tokens and stretches."""
    return tuple(_segments(document, stretches))


def _segments(document: Document, stretches: tuple[Stretch, ...]) -> Iterator[Segment]:
    items: list[Item] = []
    paragraph, at = -1, 0
    slug = _SLUG.match(document.text)
    body = slug.end() if slug else _past_dateline(document.text)
    until = 0  # end of the last stretch taken
    for sentence in document.sentences:
        goes_on = _asks(document.text, items) or _is_signed(document, sentence, items)
        if items and (sentence.paragraph != paragraph or (sentence.start >= until and not goes_on)):
            yield Segment(_without_links(items), paragraph)
            items = []
        paragraph = sentence.paragraph
        for token in document.tokens_of(sentence):
            if token.end <= body or token.start < until:
                continue
            while at < len(stretches) and stretches[at].outer_end <= token.start:
                at += 1
            if at < len(stretches) and stretches[at].outer_start <= token.start:
                stretch = stretches[at]
                comma = document.text[stretch.end - 1] == ","
                items.append(Item(QUOTE, stretch.outer_start, stretch.outer_end, quote=at, comma=comma))
                until = stretch.outer_end
            else:
                if len(items) >= _LONGEST:
                    yield Segment(_without_links(items), paragraph)
                    items = []
                word = token.text
                if not word.isascii():
                    word = _INVISIBLE.sub("", word).replace("’", "'")
                if word and not (word == "." and items and items[-1].end == token.start and _is_short(items)):
                    lowered = word.lower()
                    if lowered in _SMALL and _is_name(word, document.text, items):
                        lowered = word
                    items.append(Item(lowered, token.start, token.end, word[0].isupper()))
    if items:
        yield Segment(_without_links(items), paragraph)


def _past_dateline(text: str) -> int:
    """Past "NORTHPORT, Nov 3 – "; not past "LEE: ", which names a speaker."""
    end = dateline_of(text).end
    return end if text[:end].rstrip().endswith(tuple(_DASHES)) else 0


def _is_name(word: str, text: str, items: list[Item]) -> bool:
    """A name in capitals that is spelled like a small word: "the WHO", "the US"; not in a headline in capitals."""
    before = text[items[-1].start : items[-1].end] if items else ""
    return word.isupper() and not (len(before) > 1 and before.isupper())


def _is_signed(document: Document, sentence: Sentence, items: list[Item]) -> bool:
    """A dash right behind a quotation leads to who said it: ““Never again.” – Ann Lee”."""
    return bool(items) and items[-1].quote >= 0 and document.tokens[sentence.first].text in _DASHES


def _asks(text: str, items: list[Item]) -> bool:
    """A quotation that ends in a question or a cry does not end the sentence: ““Why?” she asked.”"""
    last = items[-1] if items else None
    return (
        last is not None and last.quote >= 0 and text[last.start : last.end].rstrip("\"'”’»“").endswith(("?", "!", "…"))
    )


def _is_short(items: list[Item]) -> bool:
    """A title or, after another name, an initial: its full stop ends nothing."""
    last = items[-1]
    return last.word in _TITLES or (len(last.word) == 1 and last.capital and len(items) > 1 and items[-2].capital)


def _without_links(items: list[Item]) -> tuple[Item, ...]:
    """The items without what web pages say beside a link: ", opens new tab"."""
    if not any(item.word == "opens" for item in items):
        return tuple(items)
    kept: list[Item] = []
    at = 0
    while at < len(items):
        if [item.word for item in items[at : at + 3]] == ["opens", "new", "tab"]:
            if kept and kept[-1].word == ",":
                kept.pop()
            at += 3
            continue
        kept.append(items[at])
        at += 1
    return tuple(kept)
