"""Those who are treated where nobody was hurt: "forty are in hospital with cholera" are affected, not injured.

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.extract.reading import Reading
from bot.extract.victims import Victims
from bot.types import Figure, FigureKind

# What is said of the sick as of the hurt.
_TREATED = re.compile(
    r"\b(?:treated|treatment|hospital|hospitalised|hospitalized|critical condition|serious condition|critically ill"
    r"|medical)\b",
    re.IGNORECASE,
)
_HURT = re.compile(r"\b(?:injur|wound|hurt|maim|burn|shot|stab|concuss)", re.IGNORECASE)
_REACH = 80  # characters after a figure
_BEFORE = 2  # sentences


def join(figures: Sequence[Figure], victims: Victims, reading: Reading) -> tuple[Figure, ...]:
    """The figures with those affected who are only treated, in an article that opens with no attack or accident.

    Where others died of no disease, they are hurt all the same.
    """
    sick = [at for at, figure in enumerate(figures) if _may_be_sick(figure, reading.text)]
    opening = victims.opening(reading) if sick else set()
    if not sick or victims.is_violent(opening):
        return tuple(figures)
    deadly = any(figure.kind is FigureKind.KILLED for figure in figures)
    told = list(figures)
    for at in sick:
        here = reading.document.sentence_index(told[at].span.start)
        near = reading.document.sentences[max(0, here - _BEFORE) : here + 1]
        words = {token.text.lower() for each in near for token in reading.document.tokens_of(each)}
        ill = victims.is_disease(opening | words) or not deadly
        if ill and not victims.is_violent(words):
            told[at] = replace(told[at], kind=FigureKind.AFFECTED)
    return tuple(told)


def _may_be_sick(figure: Figure, text: str) -> bool:
    treated = _TREATED.search(text, figure.span.end, min(len(text), figure.span.end + _REACH))
    return figure.kind is FigureKind.INJURED and treated is not None and _HURT.search(figure.sentence.text) is None
