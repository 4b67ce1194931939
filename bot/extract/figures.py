"""The figures of an article: how many of what, how sure, who says so, as of when.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.extract import keys
from bot.extract.counted import Counted, noun_phrase, restriction
from bot.extract.document import Document, Sentence
from bot.extract.kinds import Kinds
from bot.extract.measures import Measure, Measures
from bot.extract.numbers import Form, Word, hyphen_at, words_of
from bot.extract.reading import Reading, Tables
from bot.extract.units import Units
from bot.types import Figure, FigureKind, Hedge, Span, Speaker, Trend, When

_RISE = frozenset(
    "rose rise rises risen rising up grew grow grows growing grown jumped jump jumps climbed climb climbs gained gain gains increased increase increases increasing surged soared added advanced higher doubled".split()
)
_FALL = frozenset(
    "fell fall falls fallen falling down dropped drop drops dropping declined decline declines decreased decrease slid slipped lost loses lose shed sank plunged plummeted tumbled eased lower cut shrank dipped edged retreated".split()
)
_HARM_ALONE = frozenset(
    {
        FigureKind.KILLED,
        FigureKind.INJURED,
        FigureKind.MISSING,
        FigureKind.DETAINED,
        FigureKind.DISPLACED,
        FigureKind.EVACUATED,
        FigureKind.TRAPPED,
    }
)
_PARTS = frozenset("including among of".split())


@dataclass(frozen=True, slots=True)
class _Draft:
    """A figure in the making: its measure and noun phrase in the words of its sentence."""

    figure: Figure
    first: int
    last: int


def build(tables: Tables) -> Callable[[Reading], tuple[Figure, ...]]:
    """The extractor, ready to run."""
    lexicons = tables.lexicons
    units = Units(lexicons.get("units", {}), lexicons.get("currencies", {}))
    finder = _Finder(units, Measures(units, lexicons.get("hedges", {})), Kinds(lexicons.get("kinds", {})))

    def find(reading: Reading) -> tuple[Figure, ...]:
        figures = finder.find(reading)
        return keys.mark(figures, reading, finder.kinds)

    return find


class _Finder:
    def __init__(self, units: Units, measures: Measures, kinds: Kinds) -> None:
        self.units = units
        self.measures = measures
        self.kinds = kinds

    def find(self, reading: Reading) -> tuple[Figure, ...]:
        """The figures in text order, without their keys."""
        found: list[Figure] = []
        sources = _Sources(reading)
        for sentence in reading.document.sentences:
            found.extend(self._sentence(reading, sentence, sources, len(found)))
        return tuple(found)

    def _sentence(self, reading: Reading, sentence: Sentence, sources: _Sources, offset: int) -> list[Figure]:
        words = words_of(reading.document.tokens_of(sentence))
        measures = [m for m in self.measures.find(words) if not sources.is_time(words[m.number.first].start)]
        if not measures:
            return []
        span = reading.document.sentence_span(sentence)
        figures: list[Figure] = []
        previous: Figure | None = None
        for index, measure in enumerate(measures):
            stop = measures[index + 1].first if index + 1 < len(measures) else len(words)
            start = measures[index - 1].last if index else 0
            figure = self._figure(reading.document, words, span, measure, (start, stop), previous)
            if figure is None:
                continue
            part_of = None
            if previous is not None and _is_part(words, measures[index - 1].last, measure.first):
                part_of = offset + len(figures) - 1 if previous.part_of is None else previous.part_of
            figure = replace(
                figure,
                part_of=part_of,
                as_of=sources.time_of(figure.span, sentence),
                attribution=sources.speaker_of(figure.span),
            )
            figures.append(figure)
            previous = figure
        return figures

    def _figure(
        self,
        document: Document,
        words: Sequence[Word],
        sentence: Span,
        measure: Measure,
        limit: tuple[int, int],
        previous: Figure | None,
    ) -> Figure | None:
        counted = None if measure.unit else self._counted(words, measure)
        last = max(measure.last, counted.last if counted else 0)
        noun = counted.noun if counted else None
        kind = None
        if measure.unit is None or measure.unit == "percent":
            kind = self.kinds.harm(words, measure.first, last, (limit[0], max(limit[1], last)), noun)
            if kind is FigureKind.AFFECTED and noun is None:
                kind = None
        if kind is None and previous is not None and _is_part(words, limit[0], measure.first) and measure.unit is None:
            kind = previous.kind
        if measure.number.form is Form.ONE and not self._real_one(words, measure, noun, kind):
            return None
        if measure.attributive and measure.unit is None:
            return None
        unit = measure.unit or self._unit(noun, kind)
        if kind is None or (unit == "percent" and kind is FigureKind.AFFECTED):
            kind = (
                FigureKind.MONEY
                if measure.unit and self.units.is_money(measure.unit)
                else self.kinds.thing(words, measure.first, last, noun, measure.unit)
            )
        end = words[last - 1].end
        what = self._what(document, words, measure, counted, limit)
        return Figure(
            span=document.span(words[measure.first].start, end),
            sentence=sentence,
            value=measure.value,
            high=measure.high,
            hedge=measure.hedge,
            unit=unit,
            noun=noun,
            per=measure.per,
            what=what,
            kind=kind,
            trend=measure.trend or _trend(words, measure),
            certainty=self.kinds.certainty(words, measure.first, last, limit),
        )

    def _counted(self, words: Sequence[Word], measure: Measure) -> Counted | None:
        at = measure.last
        if hyphen_at(words, at):
            at += 1
        return noun_phrase(words, at, many=measure.value != 1 or measure.high is not None, skip_of=True)

    def _real_one(self, words: Sequence[Word], measure: Measure, noun: str | None, kind: FigureKind | None) -> bool:
        if measure.unit is not None or measure.hedge is not Hedge.EXACT:
            return True
        after = words[measure.last].key if measure.last < len(words) else ""
        return kind in _HARM_ALONE or (noun is not None and after != "of" and self.kinds.is_person(noun))

    def _unit(self, noun: str | None, kind: FigureKind | None) -> str:
        if noun is None:
            return "person" if kind in _HARM_ALONE else ""
        return "person" if self.kinds.is_person(noun) or (kind is FigureKind.KILLED) else noun

    def _what(
        self,
        document: Document,
        words: Sequence[Word],
        measure: Measure,
        counted: Counted | None,
        limit: tuple[int, int],
    ) -> str | None:
        first = counted.first if counted else measure.last
        end = restriction(words, counted.last if counted else first, stop=limit[1])
        while first < end and words[first].key in ("of", "the", "more"):
            first += 1
        if first < end:
            return document.text[words[first].start : words[end - 1].end]
        return None


class _Sources:
    """Who says something at a place of the text, and as of when."""

    def __init__(self, reading: Reading) -> None:
        self._statements = reading.statements
        self._when = reading.when
        self._text = reading.text

    def is_time(self, offset: int) -> bool:
        return any(when.span.start <= offset < when.span.end for when in self._when)

    def speaker_of(self, span: Span) -> Speaker | None:
        covering = [s for s in self._statements if s.span.covers(span) and s.speaker is not None]
        if not covering:
            return None
        return min(covering, key=lambda s: s.span.end - s.span.start).speaker

    def time_of(self, span: Span, sentence: Sentence) -> When | None:
        inside = [w for w in self._when if sentence.start <= w.span.start < sentence.end]
        if not inside:
            return None
        return min(inside, key=lambda w: _distance(w.span, span))


def _distance(one: Span, other: Span) -> int:
    """Characters between two spans; what stands before is a little farther than what follows."""
    if one.start >= other.end:
        return one.start - other.end
    return (other.start - one.end) * 2


def _is_part(words: Sequence[Word], last: int, first: int) -> bool:
    """Whether the words between two figures make the second a part of the first."""
    between = [word.key for word in words[last:first]]
    return "including" in between or any(
        between[at : at + 2] in (["among", "them"], ["of", "whom"], ["of", "them"], ["among", "whom"], ["of", "which"])
        for at in range(len(between))
    )


def _trend(words: Sequence[Word], measure: Measure) -> Trend | None:
    if measure.unit is None:
        return None
    before = [word.key for word in words[max(0, measure.first - 3) : measure.first]]
    if before and before[-1] in ("to", "at", "of"):
        return None
    for key in reversed(before):
        if key in _RISE:
            return Trend.UP
        if key in _FALL:
            return Trend.DOWN
    return None
