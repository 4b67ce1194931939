"""What the extractors hand on to each other while one article is read.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.extract.document import Document
from bot.types import Actor, Article, Claim, Figure, Place, Quote, Span, Speaker, Stance, When


@dataclass(frozen=True, slots=True)
class Tables:
    """Lexicons and models, read by the composition root and handed down.

    ``lexicons`` has one mapping for each file of ``config/lexicons`` by its stem; ``blobs`` holds bytes by file name.
    """

    lexicons: Mapping[str, Mapping[str, Any]]
    blobs: Mapping[str, bytes]
    engine: NameEngine | None = None  # finds names in the place of our tagger


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name in the text: ``kind`` is PER, ORG, LOC or MISC."""

    start: int
    end: int
    kind: str


NameEngine = Callable[[str], tuple[Name, ...]]  # the names of a text, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An attributed stretch of text: what is said, by whom, with which word.

    ``span`` is the content without the cue; ``direct`` when it lies wholly between quotation marks (marks outside).
    Quotes, claims and the attribution of figures all come from statements.
    """

    span: Span
    direct: bool
    stance: Stance = Stance.SAYS
    speaker: Speaker | None = None
    cue: Span | None = None
    group: int = 0  # direct stretches of one quotation share it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One article and what has been found in it so far; each extractor sees what those before it found."""

    article: Article
    document: Document
    names: tuple[Name, ...] = ()
    when: tuple[When, ...] = ()
    where: tuple[Place, ...] = ()
    who: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()
    lede: Span | None = None

    @property
    def text(self) -> str:
        return self.article.text
