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

from bot.extract.tagger import Floats, Ints, Vectors

MODEL, VECTORS = "parser.npz", "vectors.npy"
ENDS: Final = ((-3, None, 4096), (-2, None, 1024), (0, 2, 1024))  # slice of a word; size of its table
SHAPES: Final = 48  # size of the table of shapes
REACH: Final = (1, 2, 4, 8, 1)  # how far each convolution looks to both sides
LONGEST: Final = 80  # words of a sentence; of a longer one the rest is not read
_GAP = max(REACH)  # rows between sentences, so that none sees another
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
        self._kept = np.empty((_KEPT, self._size), np.float32)

    def trees(self, sentences: Sequence[Sequence[str]]) -> list[Tree]:
        """The tree of each sentence, given as its words."""
        return [tree for stretch in _stretches(sentences) for tree in self._read(stretch)]

    def _read(self, sentences: Sequence[Sequence[str]]) -> Iterator[Tree]:
        """The trees of sentences that are read together, one after the other with gaps between."""
        starts = np.cumsum([_GAP, *(len(sentence) + _GAP for sentence in sentences)]).tolist()
        states = np.zeros((starts[-1], self._size), np.float32)
        inside = np.zeros((starts[-1], 1), np.float32)
        for start, sentence in zip(starts, sentences, strict=False):
            inside[start : start + len(sentence)] = 1
        states[inside[:, 0] > 0] = self._kept[self._rows([text for sentence in sentences for text in sentence])]
        for at, reach in enumerate(REACH):
            states += self._around(states, reach, at)
            states *= inside
        weights = self._weights
        below = np.maximum(states @ weights["below_w"] + weights["below_b"], 0)
        above = np.maximum(states @ weights["above_w"] + weights["above_b"], 0)
        for start, sentence in zip(starts, sentences, strict=False):
            rows = slice(start, start + len(sentence))
            yield self._tree(below[rows], above[rows])

    def _around(self, states: Floats, reach: int, at: int) -> Floats:
        """One convolution over a word, the one ``reach`` before it and the one ``reach`` after it."""
        size, wide = self._size, np.zeros((len(states), 3 * self._size), np.float32)
        wide[reach:, :size], wide[:, size : 2 * size] = states[:-reach], states
        wide[:-reach, 2 * size :] = states[reach:]
        mixed: Floats = wide @ self._weights[f"c{at}_w"]
        mixed += self._weights[f"c{at}_b"]
        return np.maximum(mixed, 0, out=mixed)

    def _tree(self, below: Floats, above: Floats) -> Tree:
        """Heads and relations of one sentence, from what its words are as dependents and as heads."""
        if not len(below):
            return Tree((), ())
        weights, at = self._weights, np.arange(len(below))
        size = len(weights["bilinear"])
        low, high = below[:, :size], above[:, :size]
        scores = low @ weights["bilinear"] @ high.T + high @ weights["liking"]
        scores[at, at] = low @ weights["root"]
        heads = scores.argmax(axis=1)
        kinds = below[:, size:] @ weights["rel_below"] + above[heads, size:] @ weights["rel_above"] + weights["rel_b"]
        relations = (np.maximum(kinds, 0) @ weights["rel_w"] + weights["rel_c"]).argmax(axis=1)
        return Tree(tuple(heads.tolist()), tuple(self._relations[i] for i in relations.tolist()))

    def _rows(self, texts: Sequence[str]) -> Ints:
        """Where it is kept what each word is by itself; what is new is read first."""
        new = list(dict.fromkeys(text for text in texts if text not in self._places))
        if len(self._places) + len(new) > _KEPT:
            self._places.clear()
            new = list(dict.fromkeys(texts))
        if new:
            first = len(self._places)
            self._kept[first : first + len(new)] = self._own(new)
            self._places.update((text, at) for at, text in enumerate(new, first))
        return np.array([self._places[text] for text in texts], np.int64)

    def _own(self, texts: Sequence[str]) -> Floats:
        """What each word is by itself: its vector, ends and shape, through one layer."""
        weights = self._weights
        marks = np.array([marks_of(text) for text in texts])
        parts = [self._vectors.of(texts)] + [weights[f"mark{i}"][marks[:, i]] for i in range(marks.shape[1])]
        found: Floats = np.concatenate(parts, axis=1) @ weights["in_w"] + weights["in_b"]
        return np.maximum(found, 0, out=found)


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
