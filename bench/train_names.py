"""Train the tagger of names, from openly licensed corpora and annotations of our own only.

usage: python -m bench.train_names --corpora DIR [--teacher FILE …] [--target FILE] [--rounds N] [--check FILE …]

DIR holds the corpora of ``bench/name_corpora.py``. Needs torch, which the product does not. The same corpora, lexicons,
vectors, teachers, seed and machine give the same model. Models that were trained before may teach: what they hold
likely of each label is half of what is learned on the corpora, and all of it on the lines of Voice of America that
nobody has annotated. --check scores JSON lines {"text", "entities"} after each second round.
I/O: reads DIR, writes the model.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from bench.name_corpora import CORPORA, Document, documents, unmarked
from bench.networks import Example, Network, Shape, save, teach, train
from bot.extract.capitals import runs_of
from bot.extract.document import read
from bot.extract.lexicon import Lexicon
from bot.extract.network import Vectors, ends_of, group_of
from bot.extract.reading import Tables
from bot.extract.tagger import LABELS, Features, Sentence, Tagger
from bot.extract.words import Word, words_of
from config import tables

TARGET = Path("config/blobs/names.npz")
VECTORS = "vectors.npy"
SHAPE = Shape(looks=7, labels=len(LABELS), own=128, near=96, state=64, middle=96, pooled=True)
MARKED_SHARE = 0.5  # what annotation weighs beside teachers
UNMARKED_SHARE = 0.7  # of the documents that only teachers have marked, seen in a round


class Reader:
    """Turns documents into examples and numbers the looks that it meets."""

    def __init__(self, lexicon: Lexicon, vectors: Vectors, teachers: Sequence[Tagger]) -> None:
        self._lexicon, self._features, self._vectors, self._teachers = lexicon, Features(lexicon), vectors, teachers
        self.looks: dict[str, int] = {}

    def read(self, document: Document) -> list[Example]:
        words = words_of(read(document.text))
        sentences = list(self._features.of(words, runs_of(words, self._lexicon)))
        views = [teacher.scores([s.words for s in sentences]) for teacher in self._teachers] if sentences else []
        marked = torch.zeros(len(words), len(LABELS))
        if document.names is not None:
            share = MARKED_SHARE if self._teachers else 1.0
            marked[range(len(words)), [LABELS.index(label) for label in self._labels(document, words)]] = share
        return [
            self._example(sentence, marked[sentence.first : sentence.first + len(sentence.words)], scores)
            for sentence, *scores in zip(sentences, *views, strict=True)
        ]

    def _example(self, sentence: Sentence, labels: Tensor, scores: Sequence[np.ndarray]) -> Example:
        texts, looks = [text for text, *_ in sentence.words], [self._features.looks(word) for word in sentence.words]
        return Example(
            torch.from_numpy(self._vectors.of(texts)).half(),
            torch.tensor([[self.looks.setdefault(x, len(self.looks) + 1) for x in row] for row in looks]),
            torch.tensor([ends_of(text) for text in texts]),
            tuple(map(group_of, texts)),
            labels.clone(),
            labels[:-1].sign().T @ labels[1:],
            tuple(map(torch.from_numpy, scores)),
        )

    def _labels(self, document: Document, words: tuple[Word, ...]) -> list[str]:
        labels = labels_of(words, document.names or ())
        if document.lexical:
            return [
                "B-MISC" if label == "O" and w.is_capital and self._lexicon.is_demonym(w.text) else label
                for label, w in zip(labels, words, strict=True)
            ]
        return labels


def labels_of(words: tuple[Word, ...], names: Sequence[tuple[int, int, str]]) -> list[str]:
    """The label of each word under our own cut of the text."""
    labels, at = ["O"] * len(words), 0
    for start, end, kind in names:
        while at < len(words) and words[at].end <= start:
            at += 1
        first = at
        while at < len(words) and words[at].start < end:
            labels[at] = f"{'B' if at == first else 'I'}-{kind}"
            at += 1
    return labels


def score(model: bytes, vectors: Vectors, lexicon: Lexicon, path: Path) -> float:
    """Exact F1 of people, organisations and places, in per cent."""
    tagger = Tagger(model, vectors, lexicon)
    right = wrong = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        gold = {(e["start"], e["end"], e["type"]) for e in document["entities"] if e["type"] != "MISC"}
        words = words_of(read(document["text"]))
        runs = tagger.runs(words, runs_of(words, lexicon))
        found = {(words[a].start, words[b - 1].end, kind) for a, b, kind in runs if kind != "MISC"}
        right, wrong = right + len(gold & found), wrong + len(gold ^ found)
    return 200 * right / max(2 * right + wrong, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, nargs="*", default=[])
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--check", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    loaded = Tables(*tables.load())
    lexicon, vectors = Lexicon.of(loaded), Vectors(loaded.blobs[VECTORS])
    teachers = [Tagger(path.read_bytes(), vectors, lexicon) for path in args.teacher]
    reader = Reader(lexicon, vectors, teachers)
    read_ = [(c.share, e) for c in CORPORA for d in documents(args.corpora, c) if (e := reader.read(d))]
    if teachers:
        read_ += [(UNMARKED_SHARE, e) for d in unmarked(args.corpora) if (e := reader.read(d))]
        teach([e for _, document in read_ for e in document], teachers)
    print(f"{sum(len(e.labels) for _, d in read_ for e in d):,} words in {len(read_):,} documents", flush=True)
    network = Network(SHAPE, read_[0][1][0].vectors.shape[1], len(reader.looks))
    for number in train(read_, network, args.rounds):
        save(network, reader.looks, args.target)
        if number % 2 == 0 or number == args.rounds:
            model = args.target.read_bytes()
            print(*(f"{path.stem} {score(model, vectors, lexicon, path):.1f}" for path in args.check), flush=True)
    print(f"{args.target}: {args.target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
