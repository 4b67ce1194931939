"""What the bot says in its own voice, by language: ``locales/<language>.toml`` as ``section.key`` → words.

I/O: files of this package.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

FALLBACK = "en"


def languages() -> tuple[str, ...]:
    """The languages there are words in, as BCP 47 tags."""
    folder = resources.files("config") / "locales"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load(language: str) -> dict[str, str]:
    """Every key of the language; English where it has none, or where there is no such language."""
    words = _read(FALLBACK)
    if language != FALLBACK and language in languages():
        words |= _read(language)
    return words


def _read(language: str) -> dict[str, str]:
    table = tomllib.loads((resources.files("config") / "locales" / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(table, ""))


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)
