"""The stretches between quotation marks of a text, and whether each reads as speech or as a title or so-called name.

Pure.
"""

from __future__ import annotations

from bot.extract.document import Document
from bot.extract.marks import stretches


class Quotations:
    """The stretches of a document by their index."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self.stretches = stretches(document)

    def inner(self, index: int) -> str:
        """The words between the marks."""
        stretch = self.stretches[index]
        return self._text[stretch.start : stretch.end]

    def words(self, index: int) -> int:
        return sum(any(c.isalnum() for c in word) for word in self.inner(index).split())

    def ends_whole(self, index: int) -> bool:
        return self.inner(index)[-1] in ",.!?…"

    def reads_as_speech(self, index: int) -> bool:
        """An utterance, not a title or a so-called name: long enough, and not all in capitals like a title."""
        inner = self.inner(index)
        words = [word for word in inner.split() if any(c.isalpha() for c in word)]
        if len(words) < 4:
            return bool(words) and self.ends_whole(index) and inner[0].isupper() and self._follows_break(index)
        return not self.is_title(index)

    def is_title(self, index: int) -> bool:
        """ "Wrath of the Seas": every long word has a capital, and nothing ends it."""
        inner = self.inner(index)
        long = [word for word in inner.split() if len(word) > 3 and word[0].isalpha()]
        closed = inner[-1] in ".!?…" or (inner[-1] == "," and len(long) < 2)
        return bool(long) and all(word[0].isupper() for word in long) and not closed

    def _follows_break(self, index: int) -> bool:
        at = self.stretches[index].outer_start
        before = self._text[max(0, at - 2) : at].strip()
        return before == "" or before[-1] in ",:.!?"
