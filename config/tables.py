"""Lexicons and models as package data: ``lexicons/*.toml`` by stem, ``blobs/*`` by file name.

I/O: files of this package, and those that the settings name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from config.settings import UnusableSettings


def load(extra: Iterable[Path] = ()) -> tuple[dict[str, dict[str, Any]], dict[str, bytes]]:
    """Every lexicon and every blob. A file in ``extra`` adds to the lexicon of the same stem: lists grow, keys win.

    Raises UnusableSettings for a file that cannot be read.
    """
    lexicons, blobs = _shipped()
    merged = {name: dict(table) for name, table in lexicons.items()}
    for path in extra:
        _merge(merged.setdefault(path.stem, {}), _read(path))
    return merged, blobs


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnusableSettings((f"lexicon {path}: cannot be read ({error.strerror}); name a .toml file",)) from error
    except (ValueError, RecursionError) as error:
        raise UnusableSettings((f"lexicon {path}: not TOML in UTF-8: {error}; see docs/extending.md",)) from error


def _merge(into: dict[str, Any], table: dict[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            into[key] = dict(into[key])
            _merge(into[key], value)
        elif isinstance(value, list) and isinstance(into.get(key), list):
            into[key] = [*into[key], *value]
        else:
            into[key] = value


@cache
def _shipped() -> tuple[dict[str, dict[str, Any]], dict[str, bytes]]:
    package = resources.files("config")
    tables = [f for f in (package / "lexicons").iterdir() if f.name.endswith(".toml")]
    blobs = package / "blobs"
    return (
        {f.name.removesuffix(".toml"): tomllib.loads(f.read_text(encoding="utf-8")) for f in tables},
        {f.name: f.read_bytes() for f in blobs.iterdir() if not f.name.startswith((".", "_"))}
        if blobs.is_dir()
        else {},
    )
