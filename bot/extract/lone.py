"""The figure of a death that the article tells of one person and nowhere counts: "the boy died on Sunday" is one.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.extract.attribution import Attribution
from bot.extract.reading import Reading
from bot.extract.victims import OPENING, Victim, Victims, title_words
from bot.types import Certainty, Figure, FigureKind, Hedge, Span

_LONGEST = 1500  # characters of the sentences that a figure carries
_AHEAD = 2  # sentences after a death in which a count of the dead is that of the news
_DEEP = 15  # the same where the title says that someone died
# A death of another time than the news, or of no violence.
_OTHER = re.compile(
    r"\b(?:natural causes|of (?:cancer|old age|a stroke|an illness|pneumonia)|heart attack|cardiac arrest"
    r"|at (?:the )?age"
    r"|(?:years?|months?|decades?) (?:ago|earlier|before)|last year|(?:in|since) (?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def join(figures: Sequence[Figure], victims: Victims, attribution: Attribution, reading: Reading) -> tuple[Figure, ...]:
    """The figures with the lone victim among them, if the article has one, in text order."""
    victim = _news(figures, victims, reading)
    if victim is None:
        return tuple(figures)
    told = next((at for at, each in enumerate(figures) if _overlap(each.span, victim)), None)
    if told is not None:
        dead = _as_dead(figures[told], _evidence(reading, victim, figures[told].span))
        return (*figures[:told], dead, *figures[told + 1 :])
    figure = _figure(victim, attribution, reading)
    before = sum(each.span.start < figure.span.start for each in figures)
    moved = [
        each if each.part_of is None or each.part_of < before else replace(each, part_of=each.part_of + 1)
        for each in figures
    ]
    return (*moved[:before], figure, *moved[before:])


def _overlap(span: Span, victim: Victim) -> bool:
    return span.start < victim.end and victim.start < span.end


def _as_dead(figure: Figure, evidence: Span) -> Figure:
    """A figure of the one who died ("one man") as that of a death."""
    one = figure.value == 1 and figure.high is None and figure.unit == "person"
    return replace(figure, kind=FigureKind.KILLED, sentence=evidence) if one else figure


def _news(figures: Sequence[Figure], victims: Victims, reading: Reading) -> Victim | None:
    """The first death that is of the news: violent, of now, and not one of those that the article counts."""
    document = reading.document
    counted = min(
        (document.sentence_index(figure.span.start) for figure in figures if _counts_dead(figure)),
        default=len(document.sentences) + _AHEAD,
    )
    if not victims.is_violent(victims.opening(reading)):
        return None
    last = _DEEP if victims.is_deadly(title_words(reading)) else OPENING
    for victim in victims.find(reading, last + 1):
        if victim.told + _AHEAD >= counted:
            return None
        if not _OTHER.search(reading.text[document.sentences[victim.told].start : document.sentences[victim.told].end]):
            return victim
    return None


def _counts_dead(figure: Figure) -> bool:
    told = figure.certainty is Certainty.STATED and not figure.superseded
    return told and figure.kind is FigureKind.KILLED and figure.unit == "person" and figure.value > 0


def _figure(victim: Victim, attribution: Attribution, reading: Reading) -> Figure:
    span = reading.document.span(victim.start, victim.end)
    return Figure(
        span=span,
        sentence=_evidence(reading, victim, span),
        value=1.0,
        hedge=Hedge.EXACT,
        unit="person",
        noun=victim.noun,
        kind=FigureKind.KILLED,
        as_of=attribution.time_of(span, reading.document.sentences[victim.named]),
        attribution=attribution.speaker_of(span),
    )


def _evidence(reading: Reading, victim: Victim, span: Span) -> Span:
    """The sentences from the one that names the victim to the one that tells the death."""
    named, told = reading.document.sentences[victim.named], reading.document.sentences[victim.told]
    start = max(named.start, span.start - _LONGEST // 2)
    return Span.cut(reading.text, start, min(max(told.end, span.end), max(span.end, start + _LONGEST)))
