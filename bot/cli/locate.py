"""``dateline locate``: place names in, places out.

I/O: files, standard input and output.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.cli import show
from bot.errors import InputError
from bot.extract.places import Candidate
from bot.extract.toponyms import Resolver, Toponym
from bot.format import LocateDocument, LocateInput, ResolvedToponym, read_toponyms
from bot.reader import build_atlas

HELP = "tell which places names mean: names, or JSON lines (.jsonl, or - for standard input) with offsets of names"
_FILES = (".jsonl", ".ndjson", ".json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", nargs="+", metavar="INPUT", help="a name, a file of JSON lines, or -")
    parser.add_argument("--format", choices=("text", "json", "jsonl"), default="text")


def run(args: argparse.Namespace) -> int:
    """Resolve everything; 1 if any input could not be done."""
    resolver = Resolver(build_atlas())
    failed = False
    writer = show.writer(args.format, sys.stdout)
    for name in args.input:
        if name == "-" or Path(name).suffix.lower() in _FILES:
            for line, problem in _file(name, resolver, args.format):
                failed |= problem is not None
                if problem:
                    print(f"dateline: {problem}", file=sys.stderr)
                writer.send(line)
    writer.close()
    return 1 if failed else 0


def _file(name: str, resolver: Resolver, form: str) -> Iterator[tuple[str, str | None]]:
    try:
        if name == "-":
            yield from _lines(sys.stdin.buffer, "line", resolver, form)
        else:
            with Path(name).open("rb") as file:
                yield from _lines(file, Path(name).stem, resolver, form)
    except OSError as error:
        yield "", f"{name}: {error.strerror or error}"


def _lines(lines: Iterable[bytes], stem: str, resolver: Resolver, form: str) -> Iterator[tuple[str, str | None]]:
    for number, raw in enumerate(lines, 1):
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8", "replace")
        if not line.strip():
            continue
        try:
            given = _read(line, f"{stem}-{number}")
        except InputError as error:
            failure = json.dumps({"id": error.subject, "error": str(error)}, ensure_ascii=False)
            yield (failure if form != "text" else ""), str(error)
            continue
        yield _present(given, resolver, form), None


def _read(line: str, fallback_id: str) -> LocateInput:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(fallback_id, f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise InputError(fallback_id, 'not a JSON object: write {"id": …, "text": …, "toponyms": […]}')
    return read_toponyms(row, fallback_id)


def _present(given: LocateInput, resolver: Resolver, form: str) -> str:
    found = resolver(given.text, [Toponym(t.start, t.end) for t in given.toponyms])
    if form == "text":
        rows = (f"  {given.text[t.start : t.end]} → {_told(f)}" for t, f in zip(given.toponyms, found, strict=True))
        return "\n".join([f"■ {given.title or given.id}", *rows]) + "\n"
    document = LocateDocument(
        id=given.id or "",
        toponyms=tuple(
            ResolvedToponym(
                start=t.start,
                end=t.end,
                lat=f.lat if f else None,
                lon=f.lon if f else None,
                geonameid=f.geonameid if f else None,
                country_code=f.country if f else None,
                name=f.name if f else None,
            )
            for t, f in zip(given.toponyms, found, strict=True)
        ),
    )
    return document.model_dump_json(indent=1 if form == "json" else None)


def _told(place: Candidate | None) -> str:
    if place is None:
        return "not known"
    within = ", ".join(filter(None, (*place.admin, place.country)))
    return f"{place.name}{f' ({within})' if within else ''} {place.lat:.4f}, {place.lon:.4f}"
