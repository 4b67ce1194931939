"""``dateline locate``: place names in, places out.

I/O: files, standard input and output.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.cli import show
from bot.errors import InputError
from bot.extract.places import Candidate
from bot.extract.toponyms import How, Resolved, Resolver, Toponym
from bot.format import CandidateEntry, CandidatesDocument, LocateDocument, LocateInput, ResolvedToponym, read_toponyms
from bot.reader import build_atlas

HELP = "tell which places names mean: names, or articles with the offsets of names (.jsonl, .json, or - for JSON lines)"
_LINES, _WHOLE = (".jsonl", ".ndjson"), (".json",)
_MOST_LISTED = 12
_FAR = {How.NAMED: "", How.INSIDE: "in or near ", How.BESIDE: "perhaps near "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", nargs="+", metavar="INPUT", help="a place name, a file .jsonl or .json, or -")
    parser.add_argument("--format", choices=("text", "json", "jsonl"), default="text")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one input: its output, and the problem if there was one."""

    output: str
    problem: str | None = None


def run(args: argparse.Namespace) -> int:
    """Resolve everything; 1 if any input could not be done or a name is not known."""
    resolver = Resolver(build_atlas())
    failed = False
    writer = show.writer(args.format, sys.stdout)
    for name in args.input:
        for done in _do(name, resolver, args.format):
            failed |= done.problem is not None
            if done.problem:
                print(f"dateline: {done.problem}", file=sys.stderr)
            writer.send(done.output)
    writer.close()
    return 1 if failed else 0


def _do(name: str, resolver: Resolver, form: str) -> Iterator[Done]:
    path = Path(name)
    try:
        if name == "-":
            yield from _each(_lines(sys.stdin.buffer, "line"), resolver, form)
        elif path.suffix.lower() in _LINES:
            with path.open("rb") as file:
                yield from _each(_lines(file, path.stem), resolver, form)
        elif path.suffix.lower() in _WHOLE:
            yield from _each(_whole(path), resolver, form)
        else:
            yield _listed(name, resolver, form)
    except OSError as error:
        yield _failed(InputError(name, error.strerror or str(error)), form)


def _lines(lines: Iterable[bytes], stem: str) -> Iterator[tuple[str, str]]:
    for number, raw in enumerate(lines, 1):
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8", "replace")
        if line.strip():
            yield line, f"{stem}-{number}"


def _whole(path: Path) -> Iterator[tuple[str, str]]:
    """The articles of a file with one, or with a list of them."""
    text = path.read_bytes().decode("utf-8-sig", "replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list):
        yield text, path.stem
        return
    for number, row in enumerate(found, 1):
        yield json.dumps(row), f"{path.stem}-{number}"


def _each(rows: Iterable[tuple[str, str]], resolver: Resolver, form: str) -> Iterator[Done]:
    for line, fallback_id in rows:
        try:
            given = _read(line, fallback_id)
        except InputError as error:
            yield _failed(error, form)
            continue
        found = resolver(given.text, [Toponym(t.start, t.end) for t in given.toponyms])
        yield Done(_told(given, found) if form == "text" else _dumped(_document(given, found), form))


def _read(line: str, fallback_id: str) -> LocateInput:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(fallback_id, f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise InputError(
            fallback_id, 'not a JSON object: write {"id": …, "text": …, "toponyms": [{"start": …, "end": …}]}'
        )
    return read_toponyms(row, fallback_id)


def _failed(error: InputError, form: str) -> Done:
    failure = json.dumps({"id": error.subject, "error": str(error)}, ensure_ascii=False)
    return Done("" if form == "text" else failure, str(error))


def _document(given: LocateInput, found: Iterable[Resolved | None]) -> LocateDocument:
    rows = zip(given.toponyms, (f.place if f else None for f in found), strict=True)
    return LocateDocument(
        id=given.id or "",
        toponyms=tuple(
            ResolvedToponym(
                start=t.start,
                end=t.end,
                lat=place.lat if place else None,
                lon=place.lon if place else None,
                geonameid=place.geonameid if place else None,
                country_code=place.country if place else None,
                name=place.name if place else None,
            )
            for t, place in rows
        ),
    )


def _dumped(document: LocateDocument | CandidatesDocument, form: str) -> str:
    return document.model_dump_json(indent=1 if form == "json" else None)


def _told(given: LocateInput, found: Iterable[Resolved | None]) -> str:
    lines = [f"■ {given.title or given.id}"]
    for toponym, resolved in zip(given.toponyms, found, strict=True):
        words = " ".join(given.text[toponym.start : toponym.end].split())
        meant = f"{_FAR[resolved.how]}{_placed(resolved.place)}" if resolved else "not known"
        lines.append(f"  {words:<24} {meant}")
    return "\n".join(lines) + "\n"


def _placed(place: Candidate) -> str:
    within = ", ".join(filter(None, (*place.admin, place.country)))
    return f"{place.name}{f' ({within})' if within else ''}  {place.lat:.4f}, {place.lon:.4f}"


# ── one name ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _listed(name: str, resolver: Resolver, form: str) -> Done:
    """The places that a name alone may mean, the likeliest first, and why it is first."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # bytes that the shell could not decode
    places = resolver.candidates(name)
    problem = None if places else f"{name}: no place of that name is known; try another spelling"
    document = CandidatesDocument(
        query=name,
        candidates=tuple(
            CandidateEntry(
                name=p.name,
                kind=p.kind,
                country_code=p.country,
                admin=p.admin,
                lat=p.lat,
                lon=p.lon,
                geonameid=p.geonameid,
                population=p.population or None,
                why=resolver.why(name, p, places) if p is places[0] else (),
            )
            for p in places
        ),
    )
    return Done(_dumped(document, form) if form != "text" else _lines_of(document), problem)


def _lines_of(document: CandidatesDocument) -> str:
    if not document.candidates:
        return ""
    rows = [_row(number, entry) for number, entry in enumerate(document.candidates[:_MOST_LISTED], 1)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [f"■ {document.query}"]
    for row in rows:
        left = "  ".join(cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True))
        lines.append(f"  {left}  {row[3]}".rstrip())
    if len(document.candidates) > _MOST_LISTED:
        lines.append(f"  … {len(document.candidates) - _MOST_LISTED} more")
    why = "; ".join(document.candidates[0].why)
    lines.append(f"  First: {why}." if why else "  First: by size.")
    lines.append("  In an article the places named around it decide.")
    return "\n".join(lines) + "\n"


def _row(number: int, entry: CandidateEntry) -> tuple[str, str, str, Any]:
    within = ", ".join(filter(None, (*entry.admin, entry.country_code)))
    people = f"{entry.population:,} people" if entry.population else ""
    return f"{number:>2}. {entry.name}, {entry.kind}", within, f"{entry.lat:.4f}, {entry.lon:.4f}", people
