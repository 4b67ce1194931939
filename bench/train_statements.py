"""Train the reader of attributions, from annotations of our own only.

usage: python -m bench.train_statements --corpora DIR [--teacher FILE …] [--target FILE] [--rounds N] [--seed N]
       [--state N] [--blind SHARE]

DIR holds the sentences of Voice of America (``bench/statement_corpora.py``). Needs torch, which the product does not.
Models that were trained before may teach: what they hold likely of each label is half of what is learned on annotated
text, and all of it on the sentences that nobody has annotated. --blind hides what the rules say of some items, so that
the network learns to do without. I/O: reads DIR, writes the model.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import torch

from bench.networks import SENTENCES, Example, Network, Shape, save, teach, train
from bench.statement_corpora import Document, documents, unmarked
from bot.extract import cues
from bot.extract.attributor import LABELS, LOOKS, Attributor, Features, Heard
from bot.extract.document import read
from bot.extract.frames import Parser
from bot.extract.network import Vectors, ends_of
from bot.extract.statements import MODEL, VECTORS, hear
from config import tables

TARGET = Path("config/blobs") / MODEL
MARKED_SHARE = 0.5  # what annotation weighs beside teachers
UNMARKED_SHARE = 0.7  # of what only teachers have marked, seen in a round
LONGEST = 200  # items of a segment; a longer one is a list


class Reader:
    """Turns documents into examples and numbers the looks that it meets."""

    def __init__(self, parser: Parser, vectors: Vectors, teachers: Sequence[Attributor]) -> None:
        self._parser, self._vectors, self._teachers = parser, vectors, teachers
        self._features = Features(parser.cues)
        self.looks: dict[str, int] = {}

    def read(self, document: Document) -> list[Example]:
        _, heard = hear(read(document.text), self._parser)
        segments = [h for _, h in heard if 1 < len(h.items) < LONGEST]
        views = [teacher.scores([self._features.of(h) for h in segments]) for teacher in self._teachers]
        return [
            self._example(h, document, [torch.from_numpy(view[at]) for view in views]) for at, h in enumerate(segments)
        ]

    def _example(self, heard: Heard, document: Document, scores: Sequence[torch.Tensor]) -> Example:
        seen = self._features.of(heard)
        words = [word for word, *_ in seen]
        labels = torch.zeros(len(words), len(LABELS))
        if document.parts is not None:
            marked = [LABELS.index(label) for label in labels_of(heard, document)]
            labels[range(len(words)), marked] = MARKED_SHARE if self._teachers else 1.0
        numbers = [[self.looks.setdefault(x, len(self.looks) + 1) for x in self._features.looks(s)] for s in seen]
        return Example(
            torch.from_numpy(self._vectors.of(words)).half(),
            torch.tensor(numbers),
            torch.tensor([ends_of(word) for word in words]),
            ("",) * len(words),
            labels,
            labels[:-1].sign().T @ labels[1:],
            tuple(scores),
        )


def labels_of(heard: Heard, document: Document) -> list[str]:
    """The label of each item; an item belongs to the part that holds its middle."""
    labels = ["O"] * len(heard.items)
    middles = [(item.start + item.end) / 2 for item in heard.items]
    for start, end, kind in document.parts or ():
        inside = [at for at, middle in enumerate(middles) if start <= middle < end]
        for at in inside:
            labels[at] = f"{'B' if at == inside[0] else 'I'}-{kind}"
    return labels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, nargs="*", default=[])
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=int, default=64)
    parser.add_argument("--blind", type=float, default=0.1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    lexicons, blobs = tables.load()
    rules, vectors = Parser(cues.build(lexicons["cues"])), Vectors(blobs[VECTORS])
    teachers = [Attributor(path.read_bytes(), vectors, rules.cues) for path in args.teacher]
    reader = Reader(rules, vectors, teachers)
    marked = [example for document in documents(args.corpora) for example in reader.read(document)]
    more = [e for d in (unmarked(args.corpora) if teachers else ()) for e in reader.read(d)]
    if teachers:
        teach([*marked, *more], teachers)
    print(f"{sum(len(e.labels) for e in marked):,} items, {sum(len(e.labels) for e in more):,} unmarked", flush=True)
    shape = Shape(LOOKS, len(LABELS), 2 * args.state, 3 * args.state // 2, args.state, args.state, False, args.blind)
    network = Network(shape, marked[0].vectors.shape[1], len(reader.looks))
    pieces = [
        (share, part[at : at + SENTENCES])
        for share, part in ((1.0, marked), (UNMARKED_SHARE, more))
        for at in range(0, len(part), SENTENCES)
    ]
    for _ in train(pieces, network, args.rounds):
        save(network, reader.looks, args.target)
    print(f"{args.target}: {args.target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
