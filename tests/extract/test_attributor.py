"""The trained reader of attributions: what it is shown of a sentence, and its arithmetic against all paths in turn."""

from __future__ import annotations

import io
import itertools
import json

import numpy as np
import pytest

from bot.extract import cues
from bot.extract.attributor import LABELS, LOOKS, Attributor, Features, Heard, Judged
from bot.extract.document import read
from bot.extract.frames import Parser
from bot.extract.network import AFFIXES, Network, Vectors, key_of
from bot.extract.statements import hear
from config import tables

PARSER = Parser(cues.build(tables.load()[0]["cues"]))
OWN, NEAR, STATE, MIDDLE = 4, 3, 2, 5


def heard_in(text: str) -> list[Heard]:
    return [heard for _, heard in hear(read(text), PARSER)[1]]


def vectors() -> Vectors:
    records = np.zeros(1, [("key", "<u8"), ("row", "i1", (3,))])
    records["key"], records["row"] = [key_of("said")], [(32, 0, -32)]
    target = io.BytesIO()
    np.save(target, records)
    return Vectors(target.getvalue())


def model(labels: int) -> bytes:
    """Random weights; no looks are known."""
    random = np.random.default_rng(3)
    shapes = {"looks_e": (1, 2), **{f"end{i}": (size, 1) for i, (_, _, size) in enumerate(AFFIXES)}}
    shapes |= {"in_w": (3 + 2 * LOOKS + 5, OWN), "in_b": (OWN,), "norm_w": (OWN,), "norm_b": (OWN,)}
    shapes |= {"near_w": (3 * OWN, NEAR), "near_b": (NEAR,), "gates_w": (2, NEAR, 3 * STATE), "gates_b": (2, 3 * STATE)}
    shapes |= {"mid_w": (2 * STATE + OWN, MIDDLE), "mid_b": (MIDDLE,), "out_w": (MIDDLE, labels), "out_b": (labels,)}
    shapes |= {"next": (labels, labels), "first": (labels,), "last": (labels,)}
    target = io.BytesIO()
    np.savez(
        target,
        looks=np.frombuffer(json.dumps({}).encode(), np.uint8),
        **{name: random.normal(0, 1, shape).astype(np.float16) for name, shape in shapes.items()},
    )
    return target.getvalue()


def test_how_likely_a_label_is_sums_over_all_ways_to_label_the_sentence() -> None:
    network: Network[tuple[str, str]] = Network(model(3), vectors(), ("O", "B-T", "I-T"), lambda _: ("-",) * LOOKS)
    sentences = [[(word, "") for word in text.split()] for text in ("she said so", "no", "the port was shut again")]
    following, first, last = network.chain()
    for sentence, scores, (path, likely) in zip(
        sentences, network.scores(sentences), network.likely(sentences), strict=True
    ):
        sums = np.zeros((len(sentence), 3))
        weights = {}
        for labels in itertools.product(range(3), repeat=len(sentence)):
            score = first[labels[0]] + last[labels[-1]] + sum(scores[at, label] for at, label in enumerate(labels))
            score += sum(following[one, other] for one, other in itertools.pairwise(labels))
            weights[labels] = np.exp(score)
            sums[range(len(sentence)), labels] += weights[labels]
        assert likely == pytest.approx(sums / sum(weights.values()), abs=1e-4)
        assert path == [("O", "B-T", "I-T")[at] for at in max(weights, key=weights.__getitem__)]


def test_nothing_is_judged_where_nothing_is_heard() -> None:
    assert Attributor(model(len(LABELS)), vectors(), PARSER.cues)([]) == []


def test_a_broken_model_says_so() -> None:
    with pytest.raises(ValueError, match="not a model"):
        Attributor(b"no model", vectors(), PARSER.cues)


def test_an_item_is_shown_with_what_the_rules_say_of_it() -> None:
    (heard,) = heard_in("The mayor denied that the bridge was shut.")
    features = Features(PARSER.cues)
    shown = {item[0]: features.looks(item)[0] for item in features.of(heard)}
    assert (shown["mayor"], shown["denied"], shown["bridge"], shown["."]) == ("rS", "rCd", "rId", "r-")


def test_a_quotation_is_shown_as_one_item() -> None:
    (heard,) = heard_in("“We are ready to leave the island,” said Mara Haddad.")
    features = Features(PARSER.cues)
    assert features.looks(features.of(heard)[0])[2:] == ("cQ", "sqc0")


def test_sure_and_doubtful_are_means_over_the_items() -> None:
    judged = Judged((), np.array([1, 0.7, 0.1], np.float32), np.array([1, 0.8, 0.1], np.float32))
    assert judged.is_sure((0, 2))
    assert not judged.is_sure((0, 3))
    assert judged.is_doubtful((2, 3))
    assert not judged.is_doubtful((0, 3))
