"""A text cut into paragraphs, sentences and tokens, all as offsets into the text.

Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.types import Span

_TOKEN = re.compile(
    r"""
    (?:[^\W\d_]\.){2,}                              # U.S.  U.N.  a.m.
    | \d+(?:[.,\u066b\u066c\u2009\u202f\u00a0\uff0c\uff0e]\d+|['\u2019]\d{3}(?!\d))*  # 8,000  3.5  8'000
    | [^\W\d_](?:[\w\u200b-\u200d\u2060]*[^\W_])?(?:['\u2019\u02bc](?!s\b|S\b)[^\W\d_]+)*  # word, O'Brien, Sana'a
    | ['\u2019]s\b                                  # possessive
    | \w+
    | \.{3} | --+
    | \S
    """,
    re.VERBOSE,
)
_PARAGRAPH = re.compile(r"(?<![^\S\n])[^\S\n]*\n\s*")  # from the first space of a run: linear
# Words before a full stop that does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen lt col maj capt sgt cpl adm gov sen rep rev hon pres st sr jr dept no vs etc inc ltd co "
    "corp jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun fig approx est brig cmdr supt "
    "insp".split()
)
MAX_TOKENS = 300  # of a sentence: what is longer is cut, so that the work on a sentence is bounded
_CLOSERS = "\"'”’»)]"
_OPENERS = "\"'“‘«(["
_ENDS = ".!?…"


@dataclass(slots=True, unsafe_hash=True)  # not frozen: there are thousands, and that would make each four times as slow
class Token:
    """One word, number or mark: ``text[start:end]``. Nobody changes one."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text[start:end]`` without the space around it; its tokens are ``tokens[first:last]`` of the document."""

    start: int
    end: int
    first: int
    last: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its tokens and sentences, in order."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    paragraphs: tuple[tuple[int, int], ...]  # start and end of each
    _sentence_starts: tuple[int, ...]

    def tokens_of(self, sentence: Sentence) -> tuple[Token, ...]:
        return self.tokens[sentence.first : sentence.last]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds the offset, else the one before it. Raises IndexError in an empty document."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, offset) - 1)]

    def sentence_index(self, offset: int) -> int:
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def span(self, start: int, end: int) -> Span:
        """The words from start to end. Raises ValueError where there are none."""
        return Span.cut(self.text, start, end)

    def sentence_span(self, sentence: Sentence) -> Span:
        return Span.cut(self.text, sentence.start, sentence.end)


def read(text: str) -> Document:
    """Cut a text. Every token lies in exactly one sentence; a paragraph break always ends a sentence."""
    tokens = tuple([Token(m[0], *m.span()) for m in _TOKEN.finditer(text)])
    paragraphs = _paragraphs(text)
    sentences = tuple(_sentences(text, tokens, paragraphs))
    return Document(
        text,
        tokens,
        sentences,
        paragraphs,
        tuple(s.start for s in sentences),
    )


def _paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    found, start = [], 0
    for gap in _PARAGRAPH.finditer(text):
        if text[start : gap.start()].strip():
            found.append((start, gap.start()))
        start = gap.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return tuple(found)


def _sentences(text: str, tokens: tuple[Token, ...], paragraphs: tuple[tuple[int, int], ...]) -> Iterator[Sentence]:
    index = 0
    for number, (_, end) in enumerate(paragraphs):
        first = index
        while index < len(tokens) and tokens[index].start < end:
            if index - first >= MAX_TOKENS or (
                tokens[index].text[-1] in _ENDS and _ends_sentence(text, tokens, index, end)
            ):
                last = index + 1
                while last < len(tokens) and tokens[last].start < end and _closes(text, tokens, last):
                    last += 1
                yield Sentence(tokens[first].start, tokens[last - 1].end, first, last, number)
                first = index = last
            else:
                index += 1
        if first < index:
            yield Sentence(tokens[first].start, tokens[index - 1].end, first, index, number)


def _closes(text: str, tokens: tuple[Token, ...], at: int) -> bool:
    """A mark that belongs to the sentence before it: it follows without a space."""
    token = tokens[at]
    return token.text in (".", "!", "?", "…", *_CLOSERS) and text[token.start - 1] not in " \t\u00a0"


def _ends_sentence(text: str, tokens: tuple[Token, ...], at: int, end: int) -> bool:
    """Whether the sentence ends with this token, whose last character is one of _ENDS."""
    token = tokens[at]
    following, most = at + 1, at + 9  # bounded: a page of marks stays linear
    while following < min(len(tokens), most) and tokens[following].start < end and _closes(text, tokens, following):
        following += 1
    if following >= len(tokens) or tokens[following].start >= end:
        return False  # the paragraph ends it
    after = tokens[following]
    if after.start == tokens[following - 1].end:
        return False  # no space: "example.com", "No.5"
    starts_anew = (
        after.text[0].isupper() or after.text[0].isdigit() or after.text in _OPENERS or not after.text.isascii()
    )
    if token.text in ("!", "?", "…"):
        return starts_anew
    if token.text == "." or token.text == "...":
        before = tokens[at - 1] if at and tokens[at - 1].end == token.start else None
        if before is not None and (
            before.text.lower() in _ABBREVIATIONS or (len(before.text) == 1 and before.is_capital)
        ):
            return False
        return starts_anew
    if token.text.endswith(".") and len(token.text) > 2:  # "U.S." may end a sentence: only before a clear new start
        return after.is_capital and after.text in _SENTENCE_STARTS
    return False


_SENTENCE_STARTS = frozenset(
    "The A An In On At He She It They We I But And This That These Those There However Meanwhile Earlier Later After "
    "Before Some Many Most His Her Its Their Our When While As If For With By To From Officials Police".split()
)
