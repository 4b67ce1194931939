"""The texts that train the reader of attributions: annotations of our own only.

I/O: reads the annotations beside this module and, for those of Voice of America, its sentences from a folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

OWN = Path(__file__).parent / "statements"
SENTENCES = "voa-sentences.txt"
TOGETHER = 15  # sentences of Voice of America that make a document
_INLINE = re.compile(r"\[([SCTDRM]) ([^\[\]]+)\]")
_REST = " …"  # ends a part that runs to the end of its sentence; between words it stands for what lies between

Marked = tuple[int, int, str]  # start, end, kind


@dataclass(frozen=True, slots=True)
class Document:
    """A text and the parts of its statements (S source, C cue, T told, D denied, R refused, M thought), or None."""

    text: str
    parts: tuple[Marked, ...] | None


def documents(folder: Path) -> Iterator[Document]:
    """All that is annotated. Raises ValueError for a part that is not in its line."""
    for path in sorted(OWN.glob("*.txt")):
        yield from inline(path.read_text(encoding="utf-8"))
    lines = (folder / SENTENCES).read_text(encoding="utf-8").split("\n")
    for path in sorted(OWN.glob("*.tsv")):
        yield from stand_off(path.read_text(encoding="utf-8").splitlines(), lines)


def inline(text: str) -> Iterator[Document]:
    """Pieces parted by lines of "===", parts marked as ``[S Ann Lee]``."""
    for piece in re.split(r"(?m)^===\s*$", text):
        plain, at, parts = "", 0, []
        for mark in _INLINE.finditer(piece.strip()):
            plain += piece.strip()[at : mark.start()]
            parts.append((len(plain), len(plain) + len(mark[2]), mark[1]))
            plain, at = plain + mark[2], mark.end()
        if parts:
            yield Document(plain + piece.strip()[at:], tuple(parts))


def stand_off(rows: Sequence[str], lines: Sequence[str]) -> Iterator[Document]:
    """Rows "number TAB S who | C cue | T what"; "# first last" tells which lines were read."""
    ranges, parts = _rows(rows)
    for first, last in ranges:
        for start in range(first, last + 1, TOGETHER):
            text, found = "", []
            for number in range(start, min(start + TOGETHER, last + 1)):
                line = lines[number - 1]
                found += [(len(text) + a, len(text) + b, kind) for a, b, kind in _placed(line, parts.get(number, []))]
                text += line + "\n\n"
            yield Document(text, tuple(found))


def unmarked(folder: Path) -> Iterator[Document]:
    """The sentences of Voice of America that nobody has read."""
    lines = (folder / SENTENCES).read_text(encoding="utf-8").split("\n")
    read = sorted(r for path in OWN.glob("*.tsv") for r in _rows(path.read_text(encoding="utf-8").splitlines())[0])
    start = 1
    for first, last in [*read, (len(lines) + 1, len(lines) + 1)]:
        for at in range(start, first, TOGETHER):
            yield Document("\n\n".join(lines[at - 1 : min(at + TOGETHER, first) - 1]), None)
        start = last + 1


def _rows(rows: Sequence[str]) -> tuple[list[tuple[int, int]], dict[int, list[list[str]]]]:
    ranges: list[tuple[int, int]] = []
    parts: dict[int, list[list[str]]] = {}
    for row in rows:
        if row.startswith("#"):
            _, first, last = row.split()
            ranges.append((int(first), int(last)))
        elif row:
            number, statement = row.split("\t")
            parts.setdefault(int(number), []).append([part.strip() for part in statement.split(" | ")])
    return ranges, parts


def _placed(line: str, statements: Sequence[Sequence[str]]) -> list[Marked]:
    """Where the parts of a line stand; of each statement the cue is looked for first."""
    found: list[Marked] = []
    for statement in statements:
        for part in sorted(statement, key=lambda p: not p.startswith("C ")):
            place = _place(line, part[2:].strip(), found)
            if place is None or any(place[0] < end and start < place[1] for start, end, _ in found):
                raise ValueError(f"no room for {part!r} in {line!r}")
            found.append((*place, part[0]))
    return found


def _place(line: str, words: str, taken: Sequence[Marked]) -> tuple[int, int] | None:
    """The first free place of the words, whole words only; "a …" and "a … b" as the README of the annotations says."""
    if words.endswith(_REST):
        start = line.find(words.removesuffix(_REST))
        return (start, len(line.rstrip().rstrip("."))) if start >= 0 else None
    if f"{_REST} " in words:
        opening, closing = words.split(f"{_REST} ", 1)
        start = line.find(opening)
        end = line.rfind(closing, start + len(opening) - 1) if start >= 0 else -1
        end += len(closing)
        whole = end == len(line.rstrip()) and line[end - 1] == "."
        return (start, end - whole) if end >= len(closing) else None
    pattern = rf"(?<![^\W_]){re.escape(words)}" if words[0].isalnum() else re.escape(words)
    for place in re.finditer(pattern + (r"(?![^\W_])" if words[-1].isalnum() else ""), line):
        if not any(place.start() < end and start < place.end() for start, end, _ in taken):
            return place.span()
    return None
