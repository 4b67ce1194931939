"""The lede of an article: its first real sentence, without the dateline before it.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.extract.document import Sentence
from bot.extract.reading import Reading, Tables
from bot.types import Span

_SHORTEST = 4  # words of a sentence that can be a lede
_LONGEST_DATELINE = 120  # characters
# "WASHINGTON, March 5 (Reuters) - ", "RAQA, Syria (AFP) — ", "(Agency) -- ", "GENEVA — "
_DATELINE = re.compile(
    r"""\W{0,3}
    (?:
        [^\n()]{0,80}\([^()\n]{2,40}\)\s{0,2}[-–—:]{1,2}\s{0,2}
      | [A-Z\u00c0-\u00de][A-Z\u00c0-\u00de .'’/-]{2,40}(?:,\s[^\n()–—]{2,40}?)?\s{0,2}[–—]{1,2}\s{0,2}
      | [A-Z\u00c0-\u00de][A-Z\u00c0-\u00de .'’/-]{2,40}(?:,\s[^\n()–—-]{2,40}?)?\s{1,2}--?\s{1,2}
    )(?=\S)
    """,
    re.VERBOSE,
)
_FURNITURE = re.compile(
    r"(?:by\s+[A-Z]|updated\b|published\b|posted\b|last\s+(?:updated|modified)\b|\(?reporting\s+by\b|editing\s+by\b|photo\b|file\s+photo"
    r"|image\b|advertisement\b|share\s+this|read\s+more|watch:|listen:|breaking:|copyright\b|©|\d+\s+min(?:ute)?s?\s+read"
    r"|follow\s+us|sign\s+up|subscribe\b|related:|live\s+updates?:)",
    re.IGNORECASE,
)


def build(tables: Tables) -> Callable[[Reading], Span | None]:
    """The extractor, ready to run."""
    return first_sentence


def first_sentence(reading: Reading) -> Span | None:
    """The first sentence that tells something: not a credit, not a dateline; None only in an empty text."""
    document = reading.document
    for sentence in document.sentences[:40]:
        start = _after_dateline(reading.text, sentence)
        words = [token for token in document.tokens_of(sentence) if token.is_word and token.start >= start]
        if (
            len(words) >= _SHORTEST
            and not _FURNITURE.match(reading.text, start)
            and any(w.text[0].islower() for w in words)
        ):
            return document.span(start, sentence.end)
    for sentence in document.sentences[:40]:
        if sum(token.is_word for token in document.tokens_of(sentence)) >= _SHORTEST:
            return document.sentence_span(sentence)
    return document.sentence_span(document.sentences[0]) if document.sentences else None


def _after_dateline(text: str, sentence: Sentence) -> int:
    match = _DATELINE.match(text, sentence.start, min(sentence.end, sentence.start + _LONGEST_DATELINE))
    start = match.end() if match else sentence.start
    while start < sentence.end and (text[start].isspace() or text[start] in "\u200b\u2060"):
        start += 1
    return start if start < sentence.end else sentence.start
