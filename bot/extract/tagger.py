"""A trained tagger for names: word vectors, what the rules and lexicons hint, a recurrent layer both ways, a chain.

Pure: the model and the vectors are bytes, handed in. The arithmetic is a few matrix products in numpy: a bidirectional
LSTM over each sentence, the mean of what it made of the same word elsewhere in the article, a linear-chain CRF (Lample
et al. 2016; Akbik et al. 2019 for the pooling).
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
_KEPT = 6000  # words with their looks of which it is kept what they are by themselves; more than a stretch has
_RUN = re.compile(r"(.)\1+")

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the tagger sees of a sentence.

    ``first`` is the index of its first word in the article; for each word there are its ``texts``, as written, and its
    ``looks``: seven categories, as strings.
    """

    first: int
    texts: tuple[str, ...]
    looks: tuple[tuple[str, ...], ...]


class Features:
    """What the rules, the lexicons and the rest of the article say of each word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._cache: dict[str, tuple[str, ...]] = {}

    def of(self, words: Sequence[Word], ruled: Sequence[tuple[int, int, str]]) -> Iterator[Sentence]:
        """The sentences with a capital. ``ruled`` is what the rules say: first, last (exclusive), kind of each name."""
        hints = _hints(len(words), ruled)
        seen = Counter(w.text for w in words if w.is_capital and not w.opens)
        lower = {w.text for w in words if not w.is_capital}
        for first, last in _sentences(words):
            inside = words[first:last]
            if any(w.is_capital for w in inside):
                looks = tuple(self._looks(w, hints[first + i], seen, lower) for i, w in enumerate(inside))
                yield Sentence(first, tuple(w.text for w in inside), looks)

    def _looks(self, word: Word, hint: str, seen: Counter[str], lower: set[str]) -> tuple[str, ...]:
        known = self._cache.get(word.text)
        if known is None:
            if len(self._cache) > 50_000:
                self._cache.clear()
            known = self._cache[word.text] = self._known(word.text)
        opens = "o" if word.opens else "i"
        count = "-"
        if word.is_capital:
            count = f"{min(seen[word.text], 3)}{opens}{'l' if word.text.lower() in lower else ''}"
        return ("h" + hint, "o" + opens, *known, "n" + count)

    def _known(self, text: str) -> tuple[str, ...]:
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
        self._steps_w, self._steps_b, self._recurrent = (_by_gate(weights, part) for part in "wbu")
        gates, ways, size = self._steps_b.shape
        self._mid_around, self._mid_pooled, self._mid_own = np.split(weights["mid_w"], [ways * size, 2 * ways * size])
        self._places: dict[tuple[str, tuple[str, ...]], int] = {}
        self._kept_steps = np.empty((ways, gates, _KEPT, size), np.float32)
        self._kept_mid = np.empty((_KEPT, len(weights["mid_b"])), np.float32)

    def runs(self, words: Sequence[Word], ruled: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """Names as words first to last (exclusive) and PER, ORG, LOC or MISC, in order."""
        found: list[tuple[int, int, str]] = []
        for stretch in _stretches(self._features.of(words, ruled)):
            for sentence, labels in zip(stretch, self._labels(stretch), strict=True):
                found.extend(spans_of(labels, sentence.first))
        return found

    def _labels(self, sentences: Sequence[Sentence]) -> list[list[str]]:
        """The labels of each sentence of a stretch, which are read together."""
        order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i].texts))
        texts = [text for i in order for text in sentences[i].texts]
        looks = [look for i in order for look in sentences[i].looks]
        steps = _Steps(np.array([len(sentences[i].texts) for i in order]))
        own = self._places_of(texts, looks)
        around = self._around(own, steps)
        middle = around @ self._mid_around + self._kept_mid[own]
        _add_pooled(middle, around, texts, self._mid_pooled)
        scores = np.maximum(middle, 0, out=middle) @ self._weights["out_w"] + self._weights["out_b"]
        found: list[list[str]] = [[] for _ in sentences]
        for at, path in zip(order, _best_paths(scores, steps, self._weights), strict=True):
            found[at] = [LABELS[i] for i in path]
        return found

    def _around(self, own: Ints, steps: _Steps) -> Floats:
        """The recurrent layer, both ways at a time; a row for each word."""
        forth = self._kept_steps[0].take(own[steps.forth], axis=1)
        back = self._kept_steps[1].take(own[steps.back], axis=1)
        gates = np.stack([forth, back], axis=1)
        _, ways, count, size = gates.shape
        states = np.empty((ways, count, size), np.float32)
        cell = np.zeros((ways, steps.live[0], size), np.float32)
        state, first = cell, 0
        for live in steps.live:
            now = gates[:, :, first : first + live]
            now += state[:, :live] @ self._recurrent
            np.tanh(now, out=now)
            now[:3] *= 0.5
            now[:3] += 0.5
            put, keep, show, new = now
            cell = cell[:, :live] * keep
            cell += put * new
            state = states[:, first : first + live]
            np.multiply(np.tanh(cell), show, out=state)
            first += live
        around = np.empty((count, ways * size), np.float32)
        around[steps.forth, :size], around[steps.back, size:] = states
        return around

    def _places_of(self, texts: Sequence[str], looks: Sequence[tuple[str, ...]]) -> Ints:
        """Where it is kept what each word is by itself; what is new is read first."""
        keys = list(zip(texts, looks, strict=True))
        new = dict.fromkeys(key for key in keys if key not in self._places)
        if len(self._places) + len(new) > _KEPT:
            self._places.clear()
            new = dict.fromkeys(keys)
        if new:
            first = len(self._places)
            part = slice(first, first + len(new))
            own = self._own([text for text, _ in new], [look for _, look in new])
            self._kept_steps[:, :, part] = (own @ self._steps_w + self._steps_b[:, :, None]).swapaxes(0, 1)
            self._kept_mid[part] = own @ self._mid_own + self._weights["mid_b"]
            self._places.update((key, at) for at, key in enumerate(new, first))
        return np.array([self._places[key] for key in keys])

    def _own(self, texts: Sequence[str], looks: Sequence[tuple[str, ...]]) -> Floats:
        """What each word is by itself: its vector, looks and ends, through one layer."""
        weights, known = self._weights, self._looks
        categories = np.array([[known.get(look, 0) for look in of_word] for of_word in looks])
        ends = np.array([ends_of(text) for text in texts])
        parts = [self._vectors.of(texts), weights["looks_e"][categories].reshape(len(texts), -1)]
        parts += [weights[f"end{i}"][ends[:, i]] for i in range(len(AFFIXES))]
        mixed = np.concatenate(parts, axis=1) @ weights["in_w"] + weights["in_b"]
        mean, spread = mixed.mean(axis=1, keepdims=True), mixed.var(axis=1, keepdims=True)
        found: Floats = np.maximum((mixed - mean) / np.sqrt(spread + 1e-5) * weights["norm_w"] + weights["norm_b"], 0)
        return found


class _Steps:
    """Sentences that lie one after the other, the longest first, read a word of each at a time.

    ``live``: how many sentences have such a word; ``forth`` and ``back``: the rows of the words, step after step, from
    the first of each sentence on and from the last.
    """

    def __init__(self, lengths: Ints) -> None:
        steps = np.arange(lengths[0])[:, None]
        starts = np.cumsum(lengths) - lengths
        inside = steps < lengths
        self.live: list[int] = inside.sum(axis=1).tolist()
        self.forth: Ints = (starts + steps)[inside]
        self.back: Ints = (starts + lengths - 1 - steps)[inside]
        self.lengths: list[int] = lengths.tolist()


def _by_gate(weights: dict[str, Floats], part: str) -> Floats:
    """Weights of the recurrent layer by gate (put, keep, show, new) and way.

    Those of the first three are halved: the sigmoid of x is (tanh(x / 2) + 1) / 2.
    """
    put, keep, new, show = np.split(np.stack([weights[f"{way}_{part}"] for way in "fb"]), 4, axis=-1)
    return np.ascontiguousarray(np.stack([put / 2, keep / 2, show / 2, new]))


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
    numbers: dict[str, int] = {}
    groups = np.array([numbers.setdefault(g, len(numbers) + 1) if (g := group_of(t)) else 0 for t in texts])
    inside = np.flatnonzero(groups)
    order = inside[np.argsort(groups[inside], kind="stable")]
    if len(order):
        _, firsts, counts = np.unique(groups[order], return_index=True, return_counts=True)
        means = np.add.reduceat(around[order], firsts) / counts[:, None].astype(np.float32)
        middle[order] += np.repeat(means @ weights, counts, axis=0)


def _best_paths(scores: Floats, steps: _Steps, weights: dict[str, Floats]) -> list[list[int]]:
    """The best sequence of labels of each sentence (Viterbi), all sentences at a time."""
    following, first = weights["next"], steps.live[0]
    reached = scores[steps.forth]  # the best score of a path to each label of each word
    reached[:first] += weights["first"]
    best = reached[:first].copy()
    for live in steps.live[1:]:
        ways = best[:live].T[:, :, None] + following[:, None, :]
        reached[first : first + live] += ways.max(axis=0)
        best[:live] = reached[first : first + live]
        first += live
    label = (best + weights["last"]).argmax(axis=1)
    labels = np.empty(len(scores), np.int64)
    for live, before in zip(reversed(steps.live), [*reversed(steps.live[:-1]), 0], strict=True):
        first -= live
        labels[steps.forth[first : first + live]] = label[:live]
        came = reached[first - before : first - before + live] + following.T[label[:live]]
        label[:live] = came.argmax(axis=1) if before else 0
    return [part.tolist() for part in np.split(labels, np.cumsum(steps.lengths)[:-1])]


def _stretches(sentences: Iterator[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences by some thousands of words; a sentence that is very long in pieces."""
    stretch: list[Sentence] = []
    count = 0
    for sentence in sentences:
        for at in range(0, len(sentence.texts), _LONGEST):
            part = slice(at, at + _LONGEST)
            stretch.append(Sentence(sentence.first + at, sentence.texts[part], sentence.looks[part]))
            count += len(stretch[-1].texts)
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


def _shape(text: str) -> str:
    """Letters as X and x, digits as 9, runs as one: "Raqa" is Xx, "UN" is XX."""
    plain = "".join("X" if c.isupper() else "x" if c.islower() else "9" if c.isdigit() else c for c in text[:20])
    short = _RUN.sub(r"\1\1", plain)
    return short if len(text) > 1 else plain
