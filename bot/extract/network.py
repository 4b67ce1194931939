"""A trained labeller of words: word vectors, what is known of each word, a recurrent layer both ways, a chain.

Pure: the model and the vectors are bytes, handed in. The arithmetic is a few matrix products in numpy: each word with
its neighbours, a quasi-recurrent layer over each sentence both ways (Bradbury et al. 2017), where the model has it the
mean of what it made of the same word elsewhere in the article (Akbik et al. 2019), a linear-chain CRF (Lample et al.
2016). ``bench/networks.py`` trains it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

AFFIXES = ((0, 2, 2048), (0, 3, 4096), (-3, None, 4096), (-4, None, 8192), (-2, None, 1024))  # slice; size of its table
VECTOR_UNIT = 32  # a vector's numbers are kept in these parts of one
_KEPT = 12_000  # words of which it is kept what they are by themselves; more than are read together

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
# A word and whatever else is known of it; the same are read once.
Seen = TypeVar("Seen", bound=tuple[str, *tuple[Hashable, ...]])


class Vectors:
    """Word vectors by word: a number's 32nds in eight bits, found by the hash of the word.

    ``packed`` is a numpy file of records (key, row), sorted by key. Raises ValueError on other bytes.
    """

    def __init__(self, packed: bytes) -> None:
        head = io.BytesIO(packed)
        try:
            np.lib.format.read_magic(head)
            shape, _, kind = np.lib.format.read_array_header_1_0(head)
            records = np.frombuffer(packed, kind, shape[0], head.tell())  # read in place
        except (ValueError, IndexError, EOFError) as error:
            raise ValueError(f"not word vectors: {error}") from error
        self._keys, self._rows = np.ascontiguousarray(records["key"]), records["row"]
        self._places: dict[str, int] = {}

    def of(self, words: Sequence[str]) -> Floats:
        """One row for each word; zeros where it is unknown."""
        at = np.fromiter((self._place(w) for w in words), np.int64, len(words))
        found: Floats = self._rows[at].astype(np.float32) / np.float32(VECTOR_UNIT)
        found[at < 0] = 0
        return found

    def _place(self, word: str) -> int:
        place = self._places.get(word)
        if place is None:
            if len(self._places) > 50_000:
                self._places.clear()
            place = self._places[word] = next((at for form in _forms(word) if (at := self._find(form)) >= 0), -1)
        return place

    def _find(self, form: str) -> int:
        key = key_of(form)
        at = int(np.searchsorted(self._keys, key))
        return at if at < len(self._keys) and self._keys[at] == key else -1


class Network(Generic[Seen]):
    """Labels the words of sentences. Raises ValueError when the bytes are no model.

    ``looks`` gives the categories of a word, always as many; what the model does not know of them counts for nothing.
    """

    def __init__(
        self,
        model: bytes,
        vectors: Vectors,
        labels: Sequence[str],
        looks: Callable[[Seen], tuple[str, ...]],
    ) -> None:
        self._vectors, self._names, self._looks_of = vectors, tuple(labels), looks
        arrays = _unpacked(model)
        weights = {k: np.ascontiguousarray(v, np.float32) for k, v in arrays.items() if k != "looks"}
        self._looks: dict[str, int] = json.loads(arrays["looks"].tobytes())
        self._weights: dict[str, Floats] = weights
        self._near = np.stack(np.split(weights["near_w"], 3))
        around, own = 2 * weights["gates_b"].shape[1] // 3, len(weights["in_b"])
        scale = np.where(np.arange(3 * around // 2) < around, 0.5, 1).astype(np.float32)
        self._gates_w, self._gates_b = weights["gates_w"] * scale, (weights["gates_b"] * scale)[:, None]
        self._mid_around, self._mid_own = weights["mid_w"][:around], weights["mid_w"][-own:]
        self._mid_pooled = weights["mid_w"][around:-own]  # no rows where nothing is pooled
        self._places: dict[Seen, int] = {}
        self._kept_near = np.zeros((3, _KEPT, len(weights["near_b"])), np.float32)  # the first row is outside
        self._kept_mid = np.zeros((_KEPT, len(weights["mid_b"])), np.float32)

    def chain(self) -> tuple[Floats, Floats, Floats]:
        """Scores of one label after another (before x after), of the first label, of the last."""
        return self._weights["next"], self._weights["first"], self._weights["last"]

    def scores(self, sentences: Sequence[Sequence[Seen]]) -> list[Floats]:
        """Words x labels of each sentence, before the chain; the sentences are read as one stretch of an article."""
        order, steps = _ordered(sentences)
        scores = self._scored([word for i in order for word in sentences[i]], steps)
        found = dict(zip(order, np.split(scores, steps.starts[1:]), strict=True))
        return [found[at] for at in range(len(sentences))]

    def labels(self, sentences: Sequence[Sequence[Seen]]) -> list[list[str]]:
        """The best labels of each sentence; the sentences are read as one stretch of an article, none is empty."""
        order, steps = _ordered(sentences)
        scores = self._scored([word for i in order for word in sentences[i]], steps)
        found: list[list[str]] = [[] for _ in sentences]
        for at, path in zip(order, _best_paths(scores, steps, self._weights), strict=True):
            found[at] = [self._names[i] for i in path]
        return found

    def likely(self, sentences: Sequence[Sequence[Seen]]) -> list[tuple[list[str], Floats]]:
        """The best labels of each sentence, and how likely each word has each label (words x labels)."""
        if not sentences:
            return []
        order, steps = _ordered(sentences)
        scores = self._scored([word for i in order for word in sentences[i]], steps)
        shares = np.split(_shares(scores, steps, self.chain()), steps.starts[1:])
        paths = _best_paths(scores, steps, self._weights)
        found = {
            at: ([self._names[i] for i in path], share) for at, path, share in zip(order, paths, shares, strict=True)
        }
        return [found[at] for at in range(len(sentences))]

    def _scored(self, words: Sequence[Seen], steps: _Steps) -> Floats:
        own = self._places_of(words)
        around = self._around(self._neighbours(own, steps), steps)
        middle = around @ self._mid_around
        middle += self._kept_mid.take(own, axis=0)
        if len(self._mid_pooled):
            _add_pooled(middle, around, [word[0] for word in words], self._mid_pooled)
        found: Floats = np.maximum(middle, 0, out=middle) @ self._weights["out_w"] + self._weights["out_b"]
        return found

    def _neighbours(self, own: Ints, steps: _Steps) -> Floats:
        """Each word with the one before it and the one after it in its sentence."""
        before, after = np.zeros_like(own), np.zeros_like(own)
        before[1:], after[:-1] = own[:-1], own[1:]
        before[steps.starts] = 0
        after[steps.starts - 1] = 0
        near = self._kept_near[0].take(before, axis=0)
        near += self._kept_near[1].take(own, axis=0)
        near += self._kept_near[2].take(after, axis=0)
        found: Floats = np.maximum(near, 0, out=near)
        return found

    def _around(self, near: Floats, steps: _Steps) -> Floats:
        """The recurrent layer, both ways at a time; a row for each word.

        The gates of a word come from its neighbourhood alone, so that all are made at once; what is left to do step by
        step is to keep a share of the state and to add what is new.
        """
        gates = near.take(steps.both, axis=0) @ self._gates_w
        gates += self._gates_b
        np.tanh(gates, out=gates)
        size = gates.shape[2] // 3
        shares, new = gates[:, :, : 2 * size], gates[:, :, 2 * size :]
        shares *= 0.5
        shares += 0.5
        keep = shares[:, :, :size]
        states = new - keep * new
        state, first = states[:, :0], 0
        for live in steps.live:
            now = states[:, first : first + live]
            if first:
                now += keep[:, first : first + live] * state[:, :live]
            state, first = now, first + live
        states *= shares[:, :, size:]
        around = np.empty((len(near), 2 * size), np.float32)
        around[steps.both[0], :size], around[steps.both[1], size:] = states
        return around

    def _places_of(self, words: Sequence[Seen]) -> Ints:
        """Where it is kept what each word is by itself; what is new is read first. Place 0 is no word."""
        places = self._places
        new = list(dict.fromkeys([word for word in words if word not in places]))
        if len(places) + len(new) >= _KEPT:
            places.clear()
            new = list(dict.fromkeys(words))
        if new:
            first = len(places) + 1
            part = slice(first, first + len(new))
            own = self._own(new)
            self._kept_near[:, part] = own @ self._near
            self._kept_near[1, part] += self._weights["near_b"]
            self._kept_mid[part] = own @ self._mid_own + self._weights["mid_b"]
            places.update(zip(new, range(first, first + len(new)), strict=True))
        return np.array([places[word] for word in words])

    def _own(self, words: Sequence[Seen]) -> Floats:
        """What each word is by itself: its vector, looks and ends, through one layer."""
        weights, known, texts = self._weights, self._looks, [word[0] for word in words]
        categories = np.array([[known.get(look, 0) for look in self._looks_of(word)] for word in words])
        ends = np.array([ends_of(text) for text in texts])
        parts = [self._vectors.of(texts), weights["looks_e"][categories].reshape(len(texts), -1)]
        parts += [weights[f"end{i}"][ends[:, i]] for i in range(len(AFFIXES))]
        mixed = np.concatenate(parts, axis=1) @ weights["in_w"] + weights["in_b"]
        mean, spread = mixed.mean(axis=1, keepdims=True), mixed.var(axis=1, keepdims=True)
        found: Floats = np.maximum((mixed - mean) / np.sqrt(spread + 1e-5) * weights["norm_w"] + weights["norm_b"], 0)
        return found


class _Steps:
    """Sentences that lie one after the other, the longest first, read a word of each at a time.

    ``live``: how many sentences have such a word; ``both``: the rows of the words, step after step, from the first of
    each sentence on, and from the last; ``starts``: the row of the first word of each sentence.
    """

    def __init__(self, lengths: Ints) -> None:
        steps = np.arange(lengths[0])[:, None]
        self.starts: Ints = np.cumsum(lengths) - lengths
        inside = steps < lengths
        self.live: list[int] = inside.sum(axis=1).tolist()
        self.both: Ints = np.stack([(self.starts + steps)[inside], (self.starts + lengths - 1 - steps)[inside]])
        self.lengths: list[int] = lengths.tolist()


def normal(word: str) -> str:
    """The form under which a word's vector and its ends are kept."""
    return word.lower().replace("’", "'")


def key_of(form: str) -> np.uint64:
    """The hash by which a form's vector is found."""
    return np.uint64(int.from_bytes(hashlib.blake2b(form.encode(), digest_size=8).digest(), "big"))


def ends_of(word: str) -> tuple[int, ...]:
    """The places of a word's beginnings and ends in the tables of AFFIXES."""
    lower = normal(word)
    return tuple(zlib.crc32(f"{i}{lower[first:last]}".encode()) % size for i, (first, last, size) in enumerate(AFFIXES))


@lru_cache(_KEPT)
def group_of(word: str) -> str:
    """Words of one group are pooled over the article; an empty group is not."""
    return normal(word) if word[0].isupper() and len(word) > 1 else ""


def _unpacked(packed: bytes) -> dict[str, npt.NDArray[np.generic]]:
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"not a model: {error}") from error


def _forms(word: str) -> Iterator[str]:
    """How a word may be kept, best first."""
    lower = normal(word)
    yield lower
    yield lower.replace(".", "")
    yield lower.replace("'", "")
    if lower.isdigit():
        yield "0"


def _add_pooled(middle: Floats, around: Floats, texts: Sequence[str], weights: Floats) -> None:
    """Add to each name-like word the mean of the rows of its group over the stretch, times the weights."""
    groups: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if group := group_of(text):
            groups.setdefault(group, []).append(at)
    if groups:
        order = np.array([at for rows in groups.values() for at in rows])
        counts = np.array([len(rows) for rows in groups.values()])
        means = np.add.reduceat(around[order], np.cumsum(counts) - counts) / counts[:, None].astype(np.float32)
        middle[order] += (means @ weights).repeat(counts, axis=0)


def _best_paths(scores: Floats, steps: _Steps, weights: dict[str, Floats]) -> list[list[int]]:
    """The best sequence of labels of each sentence (Viterbi), all sentences at a time."""
    following, first = weights["next"][:, None], steps.live[0]
    reached = scores.take(steps.both[0], axis=0)  # the best score of a path to each label of each word
    reached[:first] += weights["first"]
    best = reached[:first].T.copy()  # of each sentence
    for live in steps.live[1:]:
        now = reached[first : first + live]
        now += np.maximum.reduce(best[:, :live, None] + following)
        best[:, :live] = now.T
        first += live
    label = (best.T + weights["last"]).argmax(axis=1)
    leading, labels = weights["next"].T.copy(), np.empty(len(scores), np.int64)
    for live, before in zip(reversed(steps.live), [*reversed(steps.live[:-1]), 0], strict=True):
        first -= live
        labels[first : first + live] = label[:live]
        if before:
            came = leading.take(label[:live], axis=0)
            came += reached[first - before : first - before + live]
            label[:live] = came.argmax(axis=1)
    ordered = np.empty_like(labels)
    ordered[steps.both[0]] = labels
    return [ordered[first : first + size].tolist() for first, size in zip(steps.starts, steps.lengths, strict=True)]


def _shares(scores: Floats, steps: _Steps, chain: tuple[Floats, Floats, Floats]) -> Floats:
    """How likely each word has each label over all sequences of labels (forward and backward), words x labels."""
    moves, opening, closing = (np.exp(part) for part in chain)
    rows = steps.both[0]
    likely = np.exp(scores - scores.max(axis=1, keepdims=True)).take(rows, axis=0)
    reached, rest = np.empty_like(likely), np.empty_like(likely)
    bounds = np.concatenate([[0], np.cumsum(steps.live)])
    for at, live in enumerate(steps.live):
        first, last = bounds[at], bounds[at + 1]
        before = reached[bounds[at - 1] : bounds[at - 1] + live] @ moves if at else opening
        now = before * likely[first:last]
        reached[first:last] = now / now.sum(axis=1, keepdims=True)
    following = np.empty((0, scores.shape[1]), np.float32)
    for at in range(len(steps.live) - 1, -1, -1):
        first, last = bounds[at], bounds[at + 1]
        now = np.broadcast_to(closing, (steps.live[at], len(closing))).copy()
        now[: len(following)] = following @ moves.T
        now /= now.sum(axis=1, keepdims=True)
        rest[first:last] = now
        following = now * likely[first:last]
    joint = reached * rest
    found: Floats = np.empty_like(joint)
    found[rows] = joint / joint.sum(axis=1, keepdims=True)
    return found


def _ordered(sentences: Sequence[Sequence[Seen]]) -> tuple[list[int], _Steps]:
    order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i]))
    return order, _Steps(np.array([len(sentences[i]) for i in order]))


def spans_of(labels: Sequence[str], offset: int = 0) -> list[tuple[int, int, str]]:
    """Stretches of B-KIND I-KIND … labels as first, last (exclusive), KIND."""
    found: list[tuple[int, int, str]] = []
    start, kind = -1, ""
    for at, label in enumerate([*labels, "O"]):
        if start >= 0 and label != f"I-{kind}":
            found.append((offset + start, offset + at, kind))
            start = -1
        if start < 0 and label != "O":
            start, kind = at, label[2:]
    return found
