"""The corpora that train the tagger of names, each with the licence that lets a model trained on it be shared.

I/O: reads the folder of corpora and the annotations of our own beside this module.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = Path(__file__).parent / "names"
SENTENCES = "voa-sentences.txt"
KINDS = frozenset(("PER", "ORG", "LOC", "MISC"))
_LETTERS = {"P": "PER", "O": "ORG", "L": "LOC", "M": "MISC"}
_TIGHT = re.compile(r"[.,;:!?%)\]]|'s|n't")
_INLINE = re.compile(r"\[([POLM]) ([^\[\]]+)\]")
_KIND_OF = {  # finer kinds of CrossNER
    **dict.fromkeys(("person", "researcher", "writer", "musicalartist", "scientist", "politician"), "PER"),
    **dict.fromkeys(("organisation", "university", "band", "politicalparty", "magazine"), "ORG"),
    **dict.fromkeys(("country", "location"), "LOC"),
}

Marked = tuple[int, int, str]  # start, end, kind of a name


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its names, None where nobody has marked them.

    ``lexical``: nationalities and the like are not marked and are left to the lexicon.
    """

    text: str
    names: tuple[Marked, ...] | None
    lexical: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where a corpus lies in the folder, how it is read, its licence, and how often a document is seen in a round."""

    path: str
    read: Callable[[Path], Iterable[Document]]
    licence: str
    share: float = 1.0


def json_lines(path: Path) -> Iterator[Document]:
    """Documents {"text", "tokens", "ner" (BIO labels of tokens)}, one a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield _found(json.loads(line))


def _found(document: dict[str, Any]) -> Document:
    """Names as offsets, by finding the tokens in the text in order."""
    text, at, offsets = document["text"], 0, []
    for token in document["tokens"]:
        start = text.find(token, at)
        start = at if start < 0 else start
        at = start + len(token)
        offsets.append((start, at))
    return Document(text, _joined(offsets, document["ner"]))


def columns(path: Path) -> Iterator[Document]:
    """Sentences as lines of a token and its label, blank lines between them; "@" and a user's name are one token."""
    for block in re.split(r"\r?\n\s*\r?\n", path.read_text(encoding="utf-8")):
        rows = [(parts[0], parts[-1]) for line in block.splitlines() if len(parts := line.split("\t")) > 1]
        text, offsets, labels, handle = "", [], [], False
        for token, label in rows:
            if text and not handle and not _TIGHT.fullmatch(token):
                text += " "
            offsets.append((len(text), len(text) + len(token)))
            labels.append("O" if handle or token == "@" else label)
            text, handle = text + token, token == "@"
        if rows:
            yield Document(text, _joined(offsets, labels))


def _joined(offsets: list[tuple[int, int]], labels: Iterable[str]) -> tuple[Marked, ...]:
    found: list[Marked] = []
    for (start, end), label in zip(offsets, labels, strict=True):
        kind = label[2:] if label[2:] in KINDS else _KIND_OF.get(label[2:], "MISC")
        if label.startswith("I-") and found and found[-1][2] == kind:
            found[-1] = (found[-1][0], end, kind)
        elif label != "O":
            found.append((start, end, kind))
    return tuple(found)


def inline(path: Path) -> Iterator[Document]:
    """Pieces parted by lines of "===", with names marked as [P Mara Haddad], [O …], [L …], [M …]."""
    for piece in re.split(r"(?m)^===\s*$", path.read_text(encoding="utf-8")):
        text, at, names = "", 0, []
        for mark in _INLINE.finditer(piece.strip()):
            text += piece.strip()[at : mark.start()]
            names.append((len(text), len(text) + len(mark[2]), _LETTERS[mark[1]]))
            text, at = text + mark[2], mark.end()
        if names:
            yield Document(text + piece.strip()[at:], tuple(names), lexical=True)


def stand_off(path: Path, sentences: int = 10) -> Iterator[Document]:
    """Annotations of our own over a file of sentences: line number, then "P Mara Haddad", … of that line.

    ``path`` is the file of sentences, one a line; the annotations stand in ``names/voa.tsv``, where "# first last"
    opens each stretch of lines that was read. Some sentences in a row make a document.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    marks, ranges = _annotations()
    for first, last in ranges:
        for start in range(first, last + 1, sentences):
            text, names = "", []
            for number in range(start, min(start + sentences, last + 1)):
                line = lines[number - 1]
                names += [(len(text) + a, len(text) + b, kind) for a, b, kind in _placed(line, marks.get(number, []))]
                text += line + "\n"
            yield Document(text, tuple(names), lexical=True)


def unmarked(folder: Path, sentences: int = 10) -> Iterator[Document]:
    """What nobody has annotated of the file of sentences that ``stand_off`` reads."""
    lines = (folder / SENTENCES).read_text(encoding="utf-8").split("\n")
    _, ranges = _annotations()
    start = 1
    for first, last in [*sorted(ranges), (len(lines) + 1, len(lines) + 1)]:
        for at in range(start, first, sentences):
            yield Document("\n".join(lines[at - 1 : min(at + sentences, first) - 1]) + "\n", None)
        start = last + 1


def _annotations() -> tuple[dict[int, list[str]], list[tuple[int, int]]]:
    """The names of each line, and the first and last line of each stretch that was read."""
    marks: dict[int, list[str]] = {}
    ranges: list[tuple[int, int]] = []
    for row in (OWN / "voa.tsv").read_text(encoding="utf-8").splitlines():
        number, *named = row.split("\t")
        if number.startswith("#"):
            _, first, last = number.split()
            ranges.append((int(first), int(last)))
        else:
            marks[int(number)] = named
    return marks, ranges


def _placed(line: str, named: Iterable[str]) -> list[Marked]:
    """Where the names of a line stand: all free places of each, the longest name first; "Jordan#2" is its second."""
    found: list[Marked] = []
    taken: set[int] = set()
    for entry in sorted(named, key=lambda e: -len(e)):
        kind, name = _LETTERS[entry[0]], entry[2:]
        nth = re.search(r"#(\d+)$", name)
        name = name[: nth.start()] if nth else name
        for count, place in enumerate(re.finditer(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", line), 1):
            inside = range(place.start(), place.end())
            if taken.isdisjoint(inside) and (nth is None or count == int(nth[1])):
                found.append((place.start(), place.end(), kind))
                taken.update(inside)
    return sorted(found)


_WIKIPEDIA = "MIT; text of Wikipedia, CC BY-SA"
CORPORA = (
    Corpus("docred.train.jsonl", json_lines, _WIKIPEDIA, 0.3),
    Corpus("wikigold.dev.jsonl", json_lines, "CC BY 4.0"),
    Corpus("crossner-politics.train.jsonl", json_lines, _WIKIPEDIA),
    Corpus("crossner-politics.dev.jsonl", json_lines, _WIKIPEDIA),
    *(
        Corpus(f"crossner/{domain}/{part}.txt", columns, _WIKIPEDIA, 0.5 if domain == "ai" else 1.0)
        for domain in ("ai", "literature", "music", "science")
        for part in ("train", "dev")
    ),
    Corpus("uner-ewt.dev.jsonl", json_lines, "CC BY-SA 4.0"),
    Corpus("wnut17.train.jsonl", json_lines, "CC BY 4.0", 0.3),
    *(Corpus(f"btc/{part}.conll", columns, "CC BY 4.0", 0.3) for part in "abefgh"),
    Corpus("gum-names.train.jsonl", json_lines, "CC BY 4.0 over open genres"),
    Corpus(SENTENCES, stand_off, "text in the public domain; annotation our own, CC BY-SA 4.0"),
    *(Corpus(path.name, inline, "our own, CC BY-SA 4.0", 2.0) for path in sorted(OWN.glob("*.txt"))),
)


def documents(folder: Path, corpus: Corpus) -> list[Document]:
    """All documents of a corpus. Raises FileNotFoundError where it is not in the folder."""
    own = OWN / corpus.path
    return list(corpus.read(own if own.exists() else folder / corpus.path))
