"""Engines that find names in the place of our own tagger: a spaCy pipeline that the operator has installed.

I/O: the files of the pipeline. spaCy is imported only where the settings choose it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.extract.reading import Name, NameEngine

OWN = "dateline"
_SPACY = "spacy:"
_PIECE = 50_000  # characters read at a time; spaCy refuses more than a million
_KINDS = {
    "PER": "PER",
    "PERSON": "PER",
    "ORG": "ORG",
    "LOC": "LOC",
    "GPE": "LOC",
    "FAC": "LOC",
    "MISC": "MISC",
    "NORP": "MISC",
    "EVENT": "MISC",
    "PRODUCT": "MISC",
    "WORK_OF_ART": "MISC",
    "LAW": "MISC",
}


def check(engine: str) -> None:
    """Raises SettingsError, with how to install it, for an engine that is not there. Loads nothing."""
    if engine == OWN:
        return
    pipeline = engine.removeprefix(_SPACY)
    if pipeline == engine or not pipeline:
        raise SettingsError((f'engine {engine!r}: not known; write "{OWN}", or "spacy:" and the name of a pipeline',))
    if importlib.util.find_spec("spacy") is None:
        raise SettingsError(
            (
                f'engine {engine}: spaCy is not installed; pip install "dateline[spacy]"'
                f", then python -m spacy download {pipeline}",
            )
        )
    if not Path(pipeline).is_dir() and not _is_package(pipeline):
        raise SettingsError(
            (
                f"engine {engine}: no such pipeline; python -m spacy download {pipeline}"
                ", or write the folder that holds one",
            )
        )


def _is_package(name: str) -> bool:
    return name.isidentifier() and importlib.util.find_spec(name) is not None


def load(engine: str) -> NameEngine | None:
    """The engine, None for our own. Raises SettingsError for one that is not there or finds no names."""
    check(engine)
    if engine == OWN:
        return None
    import spacy

    pipeline = engine.removeprefix(_SPACY)
    try:
        model = spacy.load(pipeline)
    except (OSError, ValueError, ImportError) as error:
        raise SettingsError((f"engine {engine}: cannot be loaded ({error}); python -m spacy validate",)) from error
    if not any("doc.ents" in model.get_pipe_meta(name).assigns for name in model.pipe_names):
        raise SettingsError((f"engine {engine}: no part of it finds names; choose one with ner or an entity_ruler",))
    return Spacy(model)


class Spacy:
    """A spaCy pipeline as an engine."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def __call__(self, text: str) -> tuple[Name, ...]:
        """Names in text order; offsets are code points of the text."""
        return tuple(
            Name(start + entity.start_char, start + entity.end_char, _KINDS[entity.label_])
            for start, piece in _pieces(text)
            for entity in self._model(piece).ents
            if entity.label_ in _KINDS
        )


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces that end with a line where there is one."""
    start = 0
    while start < len(text):
        end = min(len(text), start + _PIECE)
        line = text.rfind("\n", start, end) if end < len(text) else -1
        end = line + 1 if line > start else end
        yield start, text[start:end]
        start = end
