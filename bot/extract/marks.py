"""Quotation marks: which stretches of a text stand between them.

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.extract.document import Document

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_MARK = re.compile("''|``|[\"“”„‟«»‹›'‘’‚`＂「」『』]")
_DOUBLE, _ANGLE, _SINGLE, _CORNER = "double", "angle", "single", "corner"
_FAMILY = {
    **dict.fromkeys(("''", "``", '"', "“", "”", "„", "‟", "＂"), _DOUBLE),
    **dict.fromkeys("«»‹›", _ANGLE),
    **dict.fromkeys("'‘’‚`", _SINGLE),
    **dict.fromkeys("「」『』", _CORNER),
}
_ALWAYS_OPENS = frozenset("“„«‹‘‚「『") | {"``"}
_ALWAYS_CLOSES = frozenset("”»›」』")
_ELISION = re.compile(r"\d0s\b|(?:em|tis|twas|til|cause|cos|bout|n|round|un)\b", re.IGNORECASE)
_DEEPEST = 100
_LONGEST = 6000  # characters of one stretch; what is longer has lost its closing mark


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words between marks: ``text[start:end]`` without the marks, ``text[outer_start:outer_end]`` with them.

    ``continues``: it opens a paragraph after a stretch that was left open at the end of the paragraph before.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    continues: bool = False


@dataclass(slots=True)
class _Open:
    family: str
    mark: str
    at: int
    inside: int
    depth: int = 1


def stretches(document: Document) -> tuple[Stretch, ...]:
    """The outermost quoted stretches, in text order, each within one paragraph. Linear in the text."""
    found: list[Stretch] = []
    carried: str | None = None
    paragraphs = document.paragraphs
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        carried = _of_paragraph(document.text, start, end, following, carried, found)
    return tuple(found)


def _of_paragraph(
    text: str, start: int, end: int, following: tuple[int, int] | None, carried: str | None, found: list[Stretch]
) -> str | None:
    """Adds the stretches of one paragraph; returns the family of a quotation that goes on in the next."""
    opened: _Open | None = None
    first = len(found)
    continues = False
    singles = _Singles(text, start, end)
    for match in _MARK.finditer(text, start, end):
        mark, at, after = match.group(), match.start(), match.end()
        family = _FAMILY[mark]
        if opened is None:
            if family == _SINGLE and not singles.opens(at):
                continue
            if _can_open(text, mark, at, after, start, end):
                opened = _Open(family, mark, at, after)
                continues = carried == family and at == _first_visible(text, start, end)
            continue
        if family != opened.family:
            continue
        if _closes(text, opened, mark, at, after, start, end, singles):
            opened.depth -= 1
            if opened.depth == 0:
                _add(text, found, opened, at, after, continues)
                opened = None
        elif family == _SINGLE:
            continue
        elif _nests(text, opened, mark, at):
            opened.depth += 1
        elif _can_open(text, mark, at, after, start, end):  # reopened: what was open has lost its closing mark
            _add_unclosed(text, found, opened, at, continues)
            opened, continues = _Open(family, mark, at, after), False
    if opened is None:
        return None
    if following is not None and opened.family != _SINGLE and _reopens(text, following, opened.family):
        _add(text, found, opened, end, end, continues)
        return opened.family
    whole = len(found) == first and opened.at == _first_visible(text, start, end) and opened.family != _SINGLE
    if whole and (continues or following is not None):  # no quote runs to the end of an article
        _add_unclosed(text, found, opened, end, continues)
    return None


def _add(text: str, found: list[Stretch], opened: _Open, end: int, outer_end: int, continues: bool) -> None:
    start, end = _trim(text, opened.inside, end)
    if start < end and end - start <= _LONGEST:
        found.append(Stretch(start, end, opened.at, outer_end, continues))


def _add_unclosed(text: str, found: list[Stretch], opened: _Open, at: int, continues: bool) -> None:
    if _ends_like_speech(text, opened.inside, at):
        start, end = _trim(text, opened.inside, at)
        found.append(Stretch(start, end, opened.at, end, continues))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return start, end


def _ends_like_speech(text: str, start: int, at: int) -> bool:
    """A whole paragraph of speech: bounded, and ended by a full stop."""
    start, at = _trim(text, start, at)
    return 0 < at - start <= _LONGEST and text[at - 1] in ".!?…"


def _nests(text: str, opened: _Open, mark: str, at: int) -> bool:
    """A mark that opens a quotation within a quotation, not a new one after a lost closing mark."""
    if opened.mark not in _ALWAYS_OPENS or opened.depth >= _DEEPEST:
        return False
    return mark != opened.mark or not _ends_like_speech(text, opened.inside, at)


def _reopens(text: str, paragraph: tuple[int, int], family: str) -> bool:
    at = _first_visible(text, *paragraph)
    match = _MARK.match(text, at)
    return match is not None and _FAMILY[match.group()] == family


def _first_visible(text: str, start: int, end: int) -> int:
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE or text[start] in "•*-–—"):
        start += 1
    return start


def _before(text: str, at: int, start: int) -> str:
    at -= 1
    while at >= start and text[at] in _INVISIBLE:
        at -= 1
    return text[at] if at >= start else " "


def _behind(text: str, at: int, end: int) -> str:
    while at < end and text[at] in _INVISIBLE:
        at += 1
    return text[at] if at < end else " "


def _can_open(text: str, mark: str, at: int, after: int, start: int, end: int) -> bool:
    before, behind = _before(text, at, start), _behind(text, after, end)
    if mark in _ALWAYS_OPENS:
        return True
    if mark in _ALWAYS_CLOSES:  # Swedish ”…”, Danish »…«
        return _opens_here(before) and not behind.isspace()
    return _opens_here(before) and not behind.isspace() and behind not in ",.;:!?)"


def _opens_here(before: str) -> bool:
    return before.isspace() or before in "([{-–—/:…\"'“‘>•*¿¡,;|"


def _closes(text: str, opened: _Open, mark: str, at: int, after: int, start: int, end: int, singles: _Singles) -> bool:
    before, behind = _before(text, at, start), _behind(text, after, end)
    if opened.family == _SINGLE:
        return at == singles.closer
    if mark in _ALWAYS_CLOSES:
        return opened.mark not in ("»", "›") or mark in ("«", "‹")
    if mark == "“" and opened.mark == "„":
        return True
    if mark in "«‹" and opened.mark in "»›":
        return True
    if mark in _ALWAYS_OPENS:
        return False
    return not before.isspace() or behind.isspace() or behind in ",.;:!?)"


class _Singles:
    """Single marks of one paragraph: each opener's partner, told from apostrophes. Linear: partners are precomputed."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end
        self._closers: list[int] | None = None
        self._next = 0
        self.closer = -1

    def opens(self, at: int) -> bool:
        text = self._text
        if text[at] not in "'‘‚`" or not _opens_here(_before(text, at, self._start)):
            return False
        behind = _behind(text, at + 1, self._end)
        if not (behind.isalnum() or behind in "([…") or _ELISION.match(text, at + 1):
            return False
        self.closer = self._partner(at)
        return self.closer > 0

    def _partner(self, at: int) -> int:
        closers = self._candidates()
        while self._next < len(closers) and closers[self._next] <= at + 1:
            self._next += 1
        last = -1
        for index in range(self._next, min(self._next + 8, len(closers))):
            closer = closers[index]
            if self._text[closer - 1] in ",.!?…":
                return closer if closer - at <= _LONGEST else -1
            if self._text[closer - 1] not in "sS":
                return closer if last < 0 or closer - at < 200 else last
            last = closer if last < 0 else last  # "the workers' ...": an apostrophe, unless nothing better comes
        return last

    def _candidates(self) -> list[int]:
        if self._closers is None:
            text = self._text
            self._closers = [
                at
                for at in range(self._start + 1, self._end)
                if text[at] in "'’"
                and not _before(text, at, self._start).isspace()
                and not _behind(text, at + 1, self._end).isalnum()
            ]
        return self._closers
