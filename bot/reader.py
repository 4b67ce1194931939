"""What reads articles, made of the lexicons and models that are shipped and those that the operator adds.

I/O: the files of ``config``. Apart from ``bot.app`` so that each process that only reads starts quickly.
"""

from __future__ import annotations

from pathlib import Path

from bot import engines
from bot.errors import SettingsError
from bot.extract import Extractor
from bot.extract.places import Atlas
from bot.extract.reading import Tables
from config import tables
from config.settings import UnusableSettings


def build_atlas() -> Atlas:
    """The places that are shipped, for commands that need no more."""
    return Atlas.of(Tables(*tables.load()))


def build_extractor(lexicons: tuple[Path, ...] = (), engine: str = engines.OWN) -> Extractor:
    """Made once in each process that reads articles. Raises SettingsError for a lexicon or engine that is of no use."""
    names = engines.load(engine)
    try:
        loaded = tables.load(lexicons)
    except UnusableSettings as error:
        raise SettingsError(error.problems) from error
    try:
        return Extractor(Tables(*loaded, engine=names))
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        if not lexicons:
            raise
        files = ", ".join(map(str, lexicons))
        raise SettingsError((f"lexicon {files}: not of the form of ours ({error}); see docs/extending.md",)) from error
