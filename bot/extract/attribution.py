"""Who says something at a place of an article, and as of when.

Pure.
"""

from __future__ import annotations

from bisect import bisect_left

from bot.extract.document import Sentence
from bot.extract.reading import Reading
from bot.types import Span, Speaker, When

_MOST = 100  # statements of one sentence that are looked at


class Attribution:
    """The statements and times of one article, ready to be asked about a span."""

    def __init__(self, reading: Reading) -> None:
        self._document = reading.document
        self._when = reading.when
        self._when_starts = [when.span.start for when in reading.when]
        self._by_sentence: dict[int, list[tuple[Span, Speaker]]] = {}
        for statement in reading.statements:
            if statement.speaker is not None:
                first = self._document.sentence_index(statement.span.start)
                last = self._document.sentence_index(statement.span.end - 1)
                for index in range(first, min(last, first + 8) + 1):
                    told = self._by_sentence.setdefault(index, [])
                    if len(told) < _MOST:
                        told.append((statement.span, statement.speaker))

    def is_time(self, offset: int) -> bool:
        """Whether a place of the text lies in a time that the text names."""
        at = bisect_left(self._when_starts, offset + 1) - 1
        return at >= 0 and offset < self._when[at].span.end

    def speaker_of(self, span: Span) -> Speaker | None:
        """The speaker of the innermost statement that holds a span."""
        told = self._by_sentence.get(self._document.sentence_index(span.start), ())
        covering = [(said.end - said.start, speaker) for said, speaker in told if said.covers(span)]
        return min(covering, key=lambda pair: pair[0])[1] if covering else None

    def time_of(self, span: Span, sentence: Sentence) -> When | None:
        """The nearest time in the same sentence; what stands before counts as twice as far."""
        at = bisect_left(self._when_starts, span.start)
        near = [w for w in self._when[max(0, at - 1) : at + 1] if sentence.start <= w.span.start < sentence.end]
        return min(near, key=lambda when: _distance(when.span, span), default=None)


def _distance(time: Span, span: Span) -> int:
    return time.start - span.end if time.start >= span.end else (span.start - time.end) * 2
