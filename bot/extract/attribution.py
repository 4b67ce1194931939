"""Who says something at a place of an article, and as of when.

Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence, Set

from bot.extract.document import Sentence, Token
from bot.extract.nouns import is_plural
from bot.extract.reading import Reading
from bot.types import Span, Speaker, When

_MOST = 100  # statements of one sentence that are looked at
_NO_WIDTH = "\u200b\u200c\u200d\u2060"
_REACH = 6  # words before a figure
_RELATIVES = frozenset(("that", "which", "who"))
_QUANTIFIERS = frozenset("all some nearly about almost roughly around only over another these those the its".split())
_HELPERS = frozenset("has have had also already so far since ( )".split())
# What one does who counts, in the past: the subject is the source.
_COUNTING = frozenset(
    "recorded counted documented registered tallied identified verified tracked logged listed saw monitored "
    "reported".split()
)


class Attribution:
    """The statements and times of one article, ready to be asked about a span.

    ``heads``: nouns in lower case for those who may speak without a name ("authority", "doctors").
    """

    def __init__(self, reading: Reading, heads: Set[str] = frozenset()) -> None:
        self._heads = heads | _BARE | _WATCHING
        self._document = reading.document
        self._when = reading.when
        self._text = reading.text
        self._when_starts = [when.span.start for when in reading.when]
        actors = sorted(
            ((mention.span, actor.name) for actor in reading.who for mention in actor.mentions),
            key=lambda pair: (pair[0].end, pair[0].start),
        )
        self._ends = [span.end for span, _ in actors]
        self._actors = [Speaker(name=name, span=span) for span, name in actors]
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
        """Whoever counted ("the agency recorded 12"), else the speaker of the innermost statement that holds a span.

        Nobody where the article itself tells it in passing: "the fire that killed 12 was arson, police said".
        """
        counter = self._counter_of(span)
        if counter is not None:
            return counter
        told = self._by_sentence.get(self._document.sentence_index(span.start), ())
        covering = [(said, speaker) for said, speaker in told if said.covers(span)]
        if not covering:
            return None
        said, speaker = min(covering, key=lambda pair: pair[0].end - pair[0].start)
        return None if self._is_aside(said, span) else speaker

    def _before(self, span: Span, reach: int = _REACH) -> tuple[Token, ...]:
        """The words of the sentence right before a span, nearest first."""
        sentence = self._document.sentence_at(span.start)
        at = bisect_left(self._document.tokens, span.start, sentence.first, sentence.last, key=lambda t: t.start)
        near = self._document.tokens[max(sentence.first, at - reach) : at]
        return tuple(token for token in reversed(near) if token.text not in _NO_WIDTH)

    def _is_aside(self, said: Span, span: Span) -> bool:
        """Whether a figure is the object of a relative clause within a statement: "the man who shot 12"."""
        keys = [token.text.lower() for token in self._before(span) if token.start > said.start]
        keys = [key for key in keys if key not in _HELPERS]
        if len(keys) < 2 or keys[1] not in _RELATIVES or keys[0] in _QUANTIFIERS:
            return False  # "said that all 12 died"
        return keys[0].isalpha()

    def _counter_of(self, span: Span) -> Speaker | None:
        before = self._before(span)
        if not before or before[0].text.lower() not in _COUNTING:
            return self._assessor_of(span)
        subject = next((token for token in before[1:] if token.text.lower() not in _HELPERS), None)
        return None if subject is None else self._subject_to(subject.end)

    def _assessor_of(self, span: Span) -> Speaker | None:
        """Who "put the toll at" a figure."""
        start = max(self._document.sentence_at(span.start).start, span.start - _PUT_REACH)
        put = _PUT.search(self._text, start, span.start)
        return None if put is None else self._subject_to(put.start())

    def _subject_to(self, end: int) -> Speaker | None:
        """The actor whose mention ends at an offset, else whom an unnamed phrase before it names: "a doctor"."""
        at = bisect_left(self._ends, end)
        if at < len(self._ends) and self._ends[at] == end:
            return self._actors[at]
        before = self._before(Span.cut(self._text, end, end + 1), _LONGEST_PHRASE)
        if not before or before[0].end != end:
            return None
        size = _phrase([token.text for token in before], self._heads)
        span = Span.cut(self._text, before[size - 1].start, end) if size else None
        return None if span is None else Speaker(name=span.text, span=span)

    def time_of(self, span: Span, sentence: Sentence) -> When | None:
        """The nearest time in the same sentence; what stands before counts as twice as far. A time in a clause of
        its own ("trapped since the road was closed four months ago") is that clause's."""
        at = bisect_left(self._when_starts, span.start)
        near = [w for w in self._when[max(0, at - 1) : at + 1] if sentence.start <= w.span.start < sentence.end]
        nearest = min(near, key=lambda when: _distance(when.span, span), default=None)
        if nearest is not None and _CLAUSE.search(self._text, span.end, max(span.end, nearest.span.start)):
            return None
        if nearest is not None and self._is_compared(span, nearest.span):
            return None
        if nearest is not None and self._is_of_relative(nearest.span, span, sentence):
            return None
        return nearest

    def _is_of_relative(self, time: Span, span: Span, sentence: Sentence) -> bool:
        """Whether a time before a span closes a relative clause: "the town where 300 died in 1998 was shelled"."""
        if time.end > span.start or _VERB.match(self._text, time.end) is None:
            return False
        return _RELATIVE.search(self._text, max(sentence.start, time.start - _PUT_REACH), time.start) is not None

    def time_behind(self, span: Span) -> Span | None:
        """The first time that is named behind a span."""
        at = bisect_left(self._when_starts, span.end)
        return self._when[at].span if at < len(self._when) else None

    def _is_compared(self, span: Span, time: Span) -> bool:
        """Whether a time is that of a value with which the one of the span is compared, or the other way round."""
        start, end = min(span.end, time.end), max(span.start, time.start)
        return start < end and COMPARING.search(self._text, start, end) is not None


def _phrase(before: Sequence[str], heads: Set[str]) -> int:
    """How many of the words before a place, nearest first, name someone who may speak: "a doctor", "state radio"."""
    keys = [word.lower() for word in before]
    if keys[0] not in heads:
        return 0
    inside = next((at for at, key in enumerate(keys) if not _is_inside(key)), len(keys))
    opened = [at + 1 for at, key in enumerate(keys[:inside]) if key in _OPENING]
    if opened:
        governed = opened[0] < inside and keys[opened[0]] == "of"  # "the head of the office"
        return opened[1] if governed and len(opened) > 1 else opened[0]
    return inside if keys[0] in _BARE or is_plural(keys[0]) else 0


def _is_inside(key: str) -> bool:
    """Whether a word may stand in an unnamed phrase."""
    return (key[0].isalpha() or key in ("-", "'s", "’s")) and key not in _OUTSIDE


_LONGEST_PHRASE = 9  # words of "the head of the northern port authority"
_OPENING = frozenset("the a an one another its his her their our".split())
_WATCHING = frozenset("reporter reporters journalist journalists correspondent correspondents photographer".split())
_BARE = frozenset("media television radio tv police".split())  # without an article
_OUTSIDE = frozenset(
    "and or but as by to from with that which who when where while after before since said says told in on at".split()
)
_PUT_REACH = 200  # characters before a figure
_PUT = re.compile(
    r"(?:,\s(?:however|meanwhile|which|who)(?:,|(?=\s)))?\s(?:(?:has|have|had|also|earlier|now|initially|later)\s)?"
    r"(?:(?:puts?|gives?|gave|estimate[sd]?)\s(?:the|its|their|his|her)\s(?:[\w-]+\s){1,6}(?:at|as)"
    r"|(?:gives?|gave|issued|cited)\s(?:an?|the)\s(?:[\w-]+\s){0,2}(?:toll|count|figure|number|estimate|tally)\sof)\s$"
)
# Words between a value and another of another time.
COMPARING = re.compile(
    r"\b(?:compared (?:with|to)|versus|as against|(?:up|down) from|(?:against|from)(?=\s(?:an? [a-z]+ of )?[$€£]?\d))",
    re.IGNORECASE,
)
_VERB = re.compile(r",?\s(?:was|were|is|are|has|have|had)\b")
_RELATIVE = re.compile(r"\b(?:where|who|which|that|whose)\b")
_CLAUSE = re.compile(r"\b(?:since|until|before|after)\s+\w+\s+\w+", re.IGNORECASE)


def _distance(time: Span, span: Span) -> int:
    return time.start - span.end if time.start >= span.end else (span.start - time.end) * 2
