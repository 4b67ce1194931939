"""A small dependency parser: which word each word of a sentence depends on, and how (Universal Dependencies).

Pure: the model and the vectors are bytes, handed in. Vectors, ends and shape of each word go through a few convolutions
that look ever farther (Strubell et al. 2017); each word then chooses its head by a bilinear form (Dozat and Manning
2017). The arithmetic is a few matrix products in numpy. Nothing makes the choices one tree: the way up may be a circle.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.extract.network import Floats, Ints, Vectors

MODEL, VECTORS = "parser.npz", "vectors.npy"
ENDS: Final = ((-3, None, 4096), (-2, None, 1024), (0, 2, 1024))  # slice of a word; size of its table
SHAPES: Final = 48  # size of the table of shapes
REACH: Final = (1, 2, 4, 8, 1)  # how far each convolution looks to both sides
LONGEST: Final = 80  # words of a sentence; of a longer one the rest is not read
_STRETCH = 2000  # words that are read together
_KEPT = 6000  # words of which it is kept what they are by themselves; more than a stretch has
_MARKS = "-,.;:!?()[]\"'“”‘’$%—–/&"


@dataclass(frozen=True, slots=True)
class Tree:
    """For each word its head (an index; itself at the root) and its relation; of LONGEST words at most."""

    heads: tuple[int, ...]
    relations: tuple[str, ...]


class Parser:
    """Parses sentences by the trained model. Raises ValueError when the bytes are no model."""

    def __init__(self, model: bytes, vectors: bytes) -> None:
        try:
            with np.load(io.BytesIO(model), allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            self._relations: tuple[str, ...] = tuple(json.loads(arrays.pop("relations").tobytes()))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f"not a parser: {error}") from error
        self._weights: dict[str, Floats] = {k: np.ascontiguousarray(v, np.float32) for k, v in arrays.items()}
        self._vectors = Vectors(vectors)
        self._size = len(self._weights["in_b"])
        self._places: dict[str, int] = {}
        self._reaching = [np.stack(np.split(self._weights[f"c{at}_w"], 3)) for at in range(len(REACH))]
        self._kept = np.empty((_KEPT, self._size), np.float32)
        self._kept_parts = np.zeros(
            (3, _KEPT + 1, self._size), np.float32
        )  # of the first convolution; last row: outside

    def trees(self, sentences: Sequence[Sequence[str]]) -> list[Tree]:
        """The tree of each sentence, given as its words."""
        return [tree for stretch in _stretches(sentences) for tree in self._read(stretch)]

    def _read(self, sentences: Sequence[Sequence[str]]) -> Iterator[Tree]:
        """The trees of sentences that are read together, one after the other."""
        sizes = np.array([len(sentence) for sentence in sentences])
        ends = sizes.cumsum()
        reader = _Reach(ends.repeat(sizes), (ends - sizes).repeat(sizes))
        rows = self._rows([text for sentence in sentences for text in sentence])
        states = self._kept.take(rows, axis=0)
        for at, reach in enumerate(REACH):
            before, after = reader.beside(reach)
            if at:
                parts = np.zeros((3, len(rows) + 1, self._size), np.float32)  # the last row is outside
                np.matmul(states, self._reaching[at], out=parts[:, :-1])
                mixed = parts[1, :-1] + self._weights[f"c{at}_b"]
            else:
                parts, outside = self._kept_parts, np.append(rows, _KEPT)
                mixed, before, after = parts[1].take(rows, axis=0), outside[before], outside[after]
            mixed += parts[0].take(before, axis=0)
            mixed += parts[2].take(after, axis=0)
            states += np.maximum(mixed, 0, out=mixed)
        heads, relations = self._chosen(states, (ends - sizes).tolist(), ends.tolist())
        for first, last in zip((ends - sizes).tolist(), ends.tolist(), strict=True):
            yield Tree(tuple(heads[first:last]), tuple(relations[first:last]))

    def _chosen(self, states: Floats, starts: Sequence[int], ends: Sequence[int]) -> tuple[list[int], list[str]]:
        """Heads in their sentences and relations, from what words are as dependents and as heads."""
        weights, size = self._weights, len(self._weights["bilinear"])
        below = np.maximum(states @ weights["below_w"] + weights["below_b"], 0)
        above = np.maximum(states @ weights["above_w"] + weights["above_b"], 0)
        low, high = below[:, :size], above[:, :size]
        asked, liking, root = low @ weights["bilinear"], high @ weights["liking"], low @ weights["root"]
        heads, firsts = np.empty(len(states), np.int64), np.empty(len(states), np.int64)
        for first, last in zip(starts, ends, strict=True):
            if first < last:
                scores = asked[first:last] @ high[first:last].T
                scores += liking[first:last]
                np.fill_diagonal(scores, root[first:last])
                heads[first:last] = scores.argmax(axis=1)
                firsts[first:last] = first
        kinds = below[:, size:] @ weights["rel_below"] + weights["rel_b"]
        kinds += (above[:, size:] @ weights["rel_above"])[heads + firsts]
        relations = (np.maximum(kinds, 0) @ weights["rel_w"] + weights["rel_c"]).argmax(axis=1)
        return heads.tolist(), [self._relations[i] for i in relations.tolist()]

    def _rows(self, texts: Sequence[str]) -> Ints:
        """Where it is kept what each word is by itself; what is new is read first."""
        new = list(dict.fromkeys([text for text in texts if text not in self._places]))
        if len(self._places) + len(new) > _KEPT:
            self._places.clear()
            new = list(dict.fromkeys(texts))
        if new:
            first = len(self._places)
            part = slice(first, first + len(new))
            self._kept[part] = self._own(new)
            self._kept_parts[:, part] = self._kept[part] @ self._reaching[0]
            self._kept_parts[1, part] += self._weights["c0_b"]
            self._places.update((text, at) for at, text in enumerate(new, first))
        return np.array([self._places[text] for text in texts], np.int64)

    def _own(self, texts: Sequence[str]) -> Floats:
        """What each word is by itself: its vector, ends and shape, through one layer."""
        weights = self._weights
        marks = np.array([marks_of(text) for text in texts])
        parts = [self._vectors.of(texts)] + [weights[f"mark{i}"][marks[:, i]] for i in range(marks.shape[1])]
        found: Floats = np.concatenate(parts, axis=1) @ weights["in_w"] + weights["in_b"]
        return np.maximum(found, 0, out=found)


class _Reach:
    """The words beside each word of sentences that lie one after the other.

    ``ends`` and ``starts``: of the sentence of each word, the end exclusive.
    """

    def __init__(self, ends: Ints, starts: Ints) -> None:
        self._ends, self._starts, self._at = ends, starts, np.arange(len(ends))

    def beside(self, reach: int) -> tuple[Ints, Ints]:
        """The words so far before and after each word; where its sentence has none, the number of words."""
        before, after = self._at - reach, self._at + reach
        before[before < self._starts] = len(self._at)
        after[after >= self._ends] = len(self._at)
        return before, after


def parser(blobs: Mapping[str, bytes]) -> Parser | None:
    """The parser whose model is among the blobs, if it is."""
    model, vectors = blobs.get(MODEL), blobs.get(VECTORS)
    return Parser(model, vectors) if model and vectors else None


def marks_of(text: str) -> tuple[int, ...]:
    """The places of a word's ends in the tables of ENDS, and of its shape in the last table."""
    lower = text.lower().replace("’", "'")
    ends = (zlib.crc32(f"{i}{lower[first:last]}".encode()) % size for i, (first, last, size) in enumerate(ENDS))
    return (*ends, _shape(text))


def _shape(text: str) -> int:
    """Letters, case, digits and marks of a word as a number below SHAPES."""
    if not text[0].isalnum():
        return _MARKS.find(text[0]) + 2
    case = 0 if text.islower() else 1 if text.isupper() and len(text) > 1 else 2 if text[0].isupper() else 3
    digits = 4 if text.isdigit() else 8 if any(c.isdigit() for c in text) else 0
    return 30 + case + digits


def _stretches(sentences: Sequence[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Sentences, the longest cut short, by some thousands of words."""
    stretch: list[Sequence[str]] = []
    count = 0
    for sentence in sentences:
        stretch.append(sentence[:LONGEST])
        count += len(stretch[-1])
        if count >= _STRETCH:
            yield stretch
            stretch, count = [], 0
    if stretch:
        yield stretch
