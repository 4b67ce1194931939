"""The tagger's arithmetic against the same written out word by word."""

from __future__ import annotations

import io
import json
import math
import time

import numpy as np
import pytest

from bot.extract.document import read
from bot.extract.lexicon import Lexicon
from bot.extract.network import AFFIXES, VECTOR_UNIT, Vectors, ends_of, group_of, key_of
from bot.extract.reading import Tables
from bot.extract.tagger import LABELS, Features, Tagger
from bot.extract.words import Word, words_of
from config import tables

LEXICON = Lexicon.of(Tables(*tables.load()))
TEXT = "Mara Haddad left Orsavan on Monday. The port of Orsavan was shut. Haddad said so; Lede was not asked."
SIZE, OWN, NEAR, STATE, MIDDLE = 3, 4, 3, 2, 5


def packed_vectors(known: dict[str, list[int]]) -> bytes:
    records = np.zeros(len(known), [("key", "<u8"), ("row", "i1", (SIZE,))])
    records["key"], records["row"] = [key_of(word) for word in known], list(known.values())
    records.sort(order="key")
    target = io.BytesIO()
    np.save(target, records)
    return target.getvalue()


def small_model(seed: int) -> tuple[bytes, dict[str, np.ndarray], dict[str, int]]:
    """A model with random weights, its weights, and the looks that it knows."""
    random = np.random.default_rng(seed)
    looks = {look: at + 1 for at, look in enumerate(("oi", "oo", "hO", "xXx", "xx", "f", "fc", "t", "y0", "y9", "n-"))}
    shapes = {"looks_e": (len(looks) + 1, 2), **{f"end{i}": (size, 1) for i, (_, _, size) in enumerate(AFFIXES)}}
    shapes |= {"in_w": (SIZE + 14 + 5, OWN), "in_b": (OWN,), "norm_w": (OWN,), "norm_b": (OWN,)}
    shapes |= {"near_w": (3 * OWN, NEAR), "near_b": (NEAR,), "gates_w": (2, NEAR, 3 * STATE), "gates_b": (2, 3 * STATE)}
    shapes |= {"mid_w": (4 * STATE + OWN, MIDDLE), "mid_b": (MIDDLE,), "out_w": (MIDDLE, 9), "out_b": (9,)}
    shapes |= {"next": (9, 9), "first": (9,), "last": (9,)}
    weights = {name: random.normal(0, 1.5, shape).astype(np.float16) for name, shape in shapes.items()}
    target = io.BytesIO()
    np.savez(target, looks=np.frombuffer(json.dumps(looks).encode(), np.uint8), **weights)
    return target.getvalue(), {k: v.astype(np.float64) for k, v in weights.items()}, looks


def written_out(
    words: tuple[Word, ...], vectors: dict[str, list[int]], weights: dict[str, np.ndarray], looks: dict[str, int]
) -> list[tuple[int, str]]:
    """Word and label of every word that is not O, one sentence and one step at a time."""
    features, around = Features(LEXICON), []
    sentences = list(features.of(words, []))
    own = [[_own(word[0], features.looks(word), vectors, weights, looks) for word in s.words] for s in sentences]
    for rows in own:
        near = _near(rows, weights)
        forth, back = _chain(near, weights, 0), _chain(near[::-1], weights, 1)[::-1]
        around.append([np.concatenate(pair) for pair in zip(forth, back, strict=True)])
    groups: dict[str, list[np.ndarray]] = {}
    for sentence, rows in zip(sentences, around, strict=True):
        for (text, *_), row in zip(sentence.words, rows, strict=True):
            groups.setdefault(group_of(text), []).append(row)
    found = []
    for sentence, rows, owns in zip(sentences, around, own, strict=True):
        scores = []
        for (text, *_), row, one in zip(sentence.words, rows, owns, strict=True):
            pooled = np.mean(groups[group_of(text)], axis=0) if group_of(text) else np.zeros(2 * STATE)
            middle = np.maximum(np.concatenate([row, pooled, one]) @ weights["mid_w"] + weights["mid_b"], 0)
            scores.append(middle @ weights["out_w"] + weights["out_b"])
        found += [(sentence.first + i, LABELS[at]) for i, at in enumerate(_best(scores, weights)) if at]
    return found


def _own(text, of_word, vectors, weights, looks):  # type: ignore[no-untyped-def]
    vector = np.array(vectors.get(text.lower(), [0] * SIZE)) / VECTOR_UNIT
    parts = [vector, *(weights["looks_e"][looks.get(x, 0)] for x in of_word)]
    parts += [weights[f"end{i}"][at] for i, at in enumerate(ends_of(text))]
    mixed = np.concatenate(parts) @ weights["in_w"] + weights["in_b"]
    return np.maximum((mixed - mixed.mean()) / math.sqrt(mixed.var() + 1e-5) * weights["norm_w"] + weights["norm_b"], 0)


def _near(rows, weights):  # type: ignore[no-untyped-def]
    beside = [np.zeros(OWN), *rows, np.zeros(OWN)]
    windows = [np.concatenate(beside[at : at + 3]) for at in range(len(rows))]
    return [np.maximum(window @ weights["near_w"] + weights["near_b"], 0) for window in windows]


def _chain(rows, weights, way):  # type: ignore[no-untyped-def]
    cell, out = np.zeros(STATE), []
    for row in rows:
        keep, show, new = np.split(row @ weights["gates_w"][way] + weights["gates_b"][way], 3)
        cell = _squashed(keep) * cell + (1 - _squashed(keep)) * np.tanh(new)
        out.append(_squashed(show) * cell)
    return out


def _squashed(values):  # type: ignore[no-untyped-def]
    return 1 / (1 + np.exp(-values))


def _best(scores, weights):  # type: ignore[no-untyped-def]
    ways = {(at,): weights["first"][at] + scores[0][at] for at in range(9)}
    for row in scores[1:]:
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for path, value in ways.items():
            for at in range(9):
                option = (value + weights["next"][path[-1], at] + row[at], (*path, at))
                longer[at] = max(longer.get(at, option), option)
        ways = {path: value for value, path in longer.values()}
    return max(ways, key=lambda path: ways[path] + weights["last"][path[-1]])


@pytest.mark.parametrize("seed", range(6))
def test_sentences_read_together_have_the_labels_of_the_sums_written_out(seed: int) -> None:
    vectors = {"haddad": [30, -50, 9], "orsavan": [-4, 90, 1], "said": [7, 7, -120], "port": [1, 2, 3]}
    model, weights, looks = small_model(seed)
    words = words_of(read(TEXT))
    got = Tagger(model, Vectors(packed_vectors(vectors)), LEXICON).runs(words, [])
    labels = dict(written_out(words, vectors, weights, looks))
    expected, start = [], -1
    for at in range(len(words) + 1):
        label = labels.get(at, "O")
        if start >= 0 and (label != f"I-{labels[start][2:]}" or words[at].sentence != words[start].sentence):
            expected.append((start, at, labels[start][2:]))
            start = -1
        if start < 0 and label != "O":
            start = at
    assert labels
    assert got == expected


def test_a_word_has_its_vector_and_an_unknown_one_zeros() -> None:
    vectors = Vectors(packed_vectors({"port": [32, -64, 1], "us": [1, 1, 1]}))
    assert vectors.of(["Port", "U.S.", "orsavan"]).tolist() == [[1, -2, 1 / 32], [1 / 32] * 3, [0, 0, 0]]


@pytest.mark.parametrize("broken", [b"", b"no model", b"PK\x03\x04 cut short"])
def test_bytes_that_are_no_model_are_told(broken: bytes) -> None:
    with pytest.raises(ValueError, match="model"):
        Tagger(broken, Vectors(packed_vectors({"port": [1, 2, 3]})), LEXICON)
    with pytest.raises(ValueError, match="vectors"):
        Vectors(broken)


def test_ten_thousand_capitals_in_one_sentence_take_bounded_time() -> None:
    model, _, _ = small_model(1)
    words = words_of(read("Haddad Orsavan " * 5_000))
    started = time.process_time()
    Tagger(model, Vectors(packed_vectors({"port": [1, 2, 3]})), LEXICON).runs(words, [])
    assert time.process_time() - started < 10
