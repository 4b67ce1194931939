"""Article → Alert: who, where, key figures, quotes, and who claims or denies what.

Pure. Each extractor is one module with ``build(tables) -> find``; ``find(reading)`` gives its field of the reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.extract import claims, figures, lede, names, quotes, salience, statements, when, where, who
from bot.extract.document import read
from bot.extract.reading import Reading, Tables
from bot.types import Alert, Article

Find = Callable[[Reading], Any]

# In the order they run: each sees what those above it found. The name is the field of Reading that it fills.
EXTRACTORS: tuple[tuple[str, Callable[[Tables], Find]], ...] = (
    ("names", names.build),
    ("when", when.build),
    ("where", where.build),
    ("who", who.build),
    ("statements", statements.build),
    ("quotes", quotes.build),
    ("claims", claims.build),
    ("figures", figures.build),
    ("who", salience.build),
    ("lede", lede.build),
)
LANGUAGES = ("en",)


class Extractor:
    """Turns articles into alerts. Built once from tables; holds no state between articles."""

    def __init__(self, tables: Tables) -> None:
        self._steps = tuple((name, build(tables)) for name, build in EXTRACTORS)

    def __call__(self, article: Article) -> Alert:
        """The alert of an article. An article in a language that we do not read has a lede and nothing else."""
        reading = Reading(article=article, document=read(article.text))
        if (article.language or "en").partition("-")[0].lower() not in LANGUAGES:
            return Alert(lede=lede.first_sentence(reading))
        for name, find in self._steps:
            reading = replace(reading, **{name: find(reading)})
        return Alert(
            lede=reading.lede,
            when=reading.when,
            who=reading.who,
            where=reading.where,
            figures=reading.figures,
            quotes=reading.quotes,
            claims=reading.claims,
        )
