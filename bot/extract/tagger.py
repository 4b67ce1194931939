"""A trained tagger for names: word vectors, what the rules and lexicons hint, a recurrent layer both ways, a chain.

Pure: the model and the vectors are bytes, handed in. The arithmetic is a few matrix products in numpy: each word with
its neighbours, a quasi-recurrent layer over each sentence both ways (Bradbury et al. 2017), the mean of what it made of
the same word elsewhere in the article (Akbik et al. 2019), a linear-chain CRF (Lample et al. 2016).
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from bot.extract.lexicon import Lexicon
from bot.extract.words import Word

LABELS = ("O", *(f"{part}-{kind}" for kind in ("PER", "ORG", "LOC", "MISC") for part in "BI"))
AFFIXES = ((0, 2, 2048), (0, 3, 4096), (-3, None, 4096), (-4, None, 8192), (-2, None, 1024))  # slice; size of its table
VECTOR_UNIT = 32  # a vector's numbers are kept in these parts of one
_CITY_SIZES = (1_000_000, 100_000, 15_000, 1)
_STRETCH = 4000  # words that are read together
_LONGEST = 200  # words of a sentence; a longer one is a list or a table and is read in pieces
_KEPT = 12_000  # words with their looks of which it is kept what they are by themselves; more than a stretch has
_RUN = re.compile(r"(.)\1+")

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
# A word as the article shows it: its text, what the rules say, whether it opens its sentence, and how often it stands
# with a capital elsewhere ("-": it has none here). Words of which all this is the same are read once.
Seen = tuple[str, str, bool, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the tagger sees of a sentence: the index of its first word in the article, and its words."""

    first: int
    words: tuple[Seen, ...]


class Features:
    """What the rules, the lexicons and the rest of the article say of each word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known = lru_cache(_KEPT)(self._known_of)

    def of(self, words: Sequence[Word], ruled: Sequence[tuple[int, int, str]]) -> Iterator[Sentence]:
        """The sentences with a capital. ``ruled`` is what the rules say: first, last (exclusive), kind of each name."""
        hints = _hints(len(words), ruled)
        seen = Counter([w.text for w in words if w.is_capital and not w.opens])
        lower = {w.text for w in words if not w.is_capital}
        for first, last in _sentences(words):
            inside = words[first:last]
            if any(w.is_capital for w in inside):
                counts = [_count(w, seen, lower) if w.is_capital else "-" for w in inside]
                opens = [w.opens for w in inside]
                yield Sentence(
                    first, tuple(zip([w.text for w in inside], hints[first:last], opens, counts, strict=True))
                )

    def looks(self, word: Seen) -> tuple[str, ...]:
        """Seven categories: hint, opening, shape, lexicons, known name, size of the city, count."""
        text, hint, opens, count = word
        return (f"h{hint}", "oo" if opens else "oi", *self._known(text), f"n{count}")

    def _known_of(self, text: str) -> tuple[str, ...]:
        """What does not depend on where the word stands: shape, lexicons, known name, size of the city."""
        lexicon, lower = self._lexicon, text.lower()
        flags = "".join(
            letter
            for letter, yes in (
                ("c", lexicon.is_common(lower)),
                ("g", lexicon.is_given(text)),
                ("r", lexicon.is_role(lower)),
                ("p", lexicon.is_particle(lower)),
                ("h", lexicon.is_head(lower)),
                ("t", lexicon.is_thing(lower)),
                ("d", lexicon.is_demonym(text)),
                ("s", lexicon.place_head(lower) is not None),
                ("n", lexicon.country_of(text) is not None),
            )
            if yes
        )
        kind = lexicon.type_of(text) or ""
        size = lexicon.atlas.largest(text) if text[0].isupper() and len(text) > 2 else 0
        city = next((i for i, least in enumerate(_CITY_SIZES) if size >= least), 9)
        return (f"x{_shape(text)}", f"f{flags}", f"t{kind}", f"y{city}")


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


class Tagger:
    """Names of an article by the trained model. Raises ValueError when the bytes are no model."""

    def __init__(self, model: bytes, vectors: bytes, lexicon: Lexicon) -> None:
        self._features, self._vectors = Features(lexicon), Vectors(vectors)
        arrays = _unpacked(model)
        weights = {k: np.ascontiguousarray(v, np.float32) for k, v in arrays.items() if k != "looks"}
        self._looks: dict[str, int] = json.loads(arrays["looks"].tobytes())
        self._weights: dict[str, Floats] = weights
        self._near = np.stack(np.split(weights["near_w"], 3))
        around = 2 * weights["gates_b"].shape[1] // 3
        scale = np.where(np.arange(3 * around // 2) < around, 0.5, 1).astype(np.float32)
        self._gates_w, self._gates_b = weights["gates_w"] * scale, (weights["gates_b"] * scale)[:, None]
        self._mid_around, self._mid_pooled, self._mid_own = np.split(weights["mid_w"], [around, 2 * around])
        self._places: dict[Seen, int] = {}
        self._kept_near = np.zeros((3, _KEPT, len(weights["near_b"])), np.float32)  # the first row is outside
        self._kept_mid = np.zeros((_KEPT, len(weights["mid_b"])), np.float32)

    def runs(self, words: Sequence[Word], ruled: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """Names as words first to last (exclusive) and PER, ORG, LOC or MISC, in order."""
        found: list[tuple[int, int, str]] = []
        for stretch in _stretches(self._features.of(words, ruled)):
            for sentence, labels in zip(stretch, self._labels(stretch), strict=True):
                found.extend(spans_of(labels, sentence.first))
        return found

    def chain(self) -> tuple[Floats, Floats, Floats]:
        """Scores of one label after another (before x after), of the first label, of the last."""
        return self._weights["next"], self._weights["first"], self._weights["last"]

    def scores(self, sentences: Sequence[Sentence]) -> list[Floats]:
        """Words x labels of each sentence, before the chain; the sentences are read as one stretch of an article."""
        order = _longest_first(sentences)
        steps = _Steps(np.array([len(sentences[i].words) for i in order]))
        scores = self._scored([word for i in order for word in sentences[i].words], steps)
        found = dict(zip(order, np.split(scores, steps.starts[1:]), strict=True))
        return [found[at] for at in range(len(sentences))]

    def _labels(self, sentences: Sequence[Sentence]) -> list[list[str]]:
        """The labels of each sentence of a stretch, which are read together."""
        order = _longest_first(sentences)
        steps = _Steps(np.array([len(sentences[i].words) for i in order]))
        scores = self._scored([word for i in order for word in sentences[i].words], steps)
        found: list[list[str]] = [[] for _ in sentences]
        for at, path in zip(order, _best_paths(scores, steps, self._weights), strict=True):
            found[at] = [LABELS[i] for i in path]
        return found

    def _scored(self, words: Sequence[Seen], steps: _Steps) -> Floats:
        own = self._places_of(words)
        around = self._around(self._neighbours(own, steps), steps)
        middle = around @ self._mid_around
        middle += self._kept_mid.take(own, axis=0)
        _add_pooled(middle, around, [text for text, *_ in words], self._mid_pooled)
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
        weights, known, texts = self._weights, self._looks, [text for text, *_ in words]
        categories = np.array([[known.get(look, 0) for look in self._features.looks(word)] for word in words])
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
        raise ValueError(f"not a model for names: {error}") from error


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


def _longest_first(sentences: Sequence[Sentence]) -> list[int]:
    return sorted(range(len(sentences)), key=lambda i: -len(sentences[i].words))


def _stretches(sentences: Iterator[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences by some thousands of words; a sentence that is very long in pieces."""
    stretch: list[Sentence] = []
    count = 0
    for sentence in sentences:
        for at in range(0, len(sentence.words), _LONGEST):
            stretch.append(Sentence(sentence.first + at, sentence.words[at : at + _LONGEST]))
            count += len(stretch[-1].words)
        if count >= _STRETCH:
            yield stretch
            stretch, count = [], 0
    if stretch:
        yield stretch


def _sentences(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) word of each sentence."""
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at].sentence != words[start].sentence:
            yield start, at
            start = at


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


def _hints(count: int, ruled: Sequence[tuple[int, int, str]]) -> list[str]:
    """What the rules say of each word: B or I, and the kind."""
    hints = ["O"] * count
    for first, last, kind in ruled:
        hints[first:last] = [f"B{kind}", *[f"I{kind}"] * (last - first - 1)]
    return hints


def _count(word: Word, seen: Counter[str], lower: set[str]) -> str:
    """How often a capitalised word stands inside sentences, whether it opens one here, whether it is there in small."""
    opens = "o" if word.opens else "i"
    return f"{min(seen[word.text], 3)}{opens}{'l' if word.text.lower() in lower else ''}"


def _shape(text: str) -> str:
    """Letters as X and x, digits as 9, runs as one: "Raqa" is Xx, "UN" is XX."""
    plain = "".join("X" if c.isupper() else "x" if c.islower() else "9" if c.isdigit() else c for c in text[:20])
    short = _RUN.sub(r"\1\1", plain)
    return short if len(text) > 1 else plain
