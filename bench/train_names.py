"""Train the tagger of names, from openly licensed corpora and annotations of our own only.

usage: python -m bench.train_names --corpora DIR [--target FILE] [--rounds N] [--seed N] [--check FILE …]

DIR holds the corpora of ``bench/name_corpora.py``. Needs torch, which the product does not. The same corpora, lexicons,
vectors, seed and machine give the same model. --check scores JSON lines {"text", "entities"} after each second round.
I/O: reads DIR, writes the model.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import rnn

from bench.name_corpora import CORPORA, Document, documents
from bot.extract.capitals import runs_of
from bot.extract.document import read
from bot.extract.lexicon import Lexicon
from bot.extract.reading import Tables
from bot.extract.tagger import AFFIXES, LABELS, Features, Tagger, Vectors, ends_of, group_of
from bot.extract.words import Word, words_of
from config import tables

TARGET = Path("config/blobs/names.npz")
VECTORS = "vectors.npy"
LOOKS, LOOK_SIZE = 7, 24
END_SIZES = (16, 24, 24, 24, 16)
OWN_SIZE, STATE_SIZE, MIDDLE_SIZE = 192, 160, 160
DROP, WORD_DROP = 0.4, 0.08
SENTENCES = 64  # of a step
RATE = 3e-3


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence: vectors N x D, looks N x 7, ends N x 5, labels N, and the group of each word in its document."""

    vectors: Tensor
    looks: Tensor
    ends: Tensor
    labels: Tensor
    groups: tuple[str, ...]


class Reader:
    """Turns documents into examples and numbers the looks that it meets."""

    def __init__(self, lexicon: Lexicon, vectors: Vectors) -> None:
        self._lexicon, self._features, self._vectors = lexicon, Features(lexicon), vectors
        self.looks: dict[str, int] = {}

    def read(self, document: Document) -> list[Example]:
        words = words_of(read(document.text))
        labels = labels_of(words, document.names)
        found = []
        for sentence in self._features.of(words, runs_of(words, self._lexicon)):
            size = len(sentence.texts)
            marked = labels[sentence.first : sentence.first + size]
            if document.lexical:
                marked = [self._lexical(*pair) for pair in zip(marked, sentence.texts, strict=True)]
            numbers = [[self.looks.setdefault(x, len(self.looks) + 1) for x in row] for row in sentence.looks]
            found.append(
                Example(
                    torch.from_numpy(self._vectors.of(sentence.texts)),
                    torch.tensor(numbers),
                    torch.tensor([ends_of(text) for text in sentence.texts]),
                    torch.tensor([LABELS.index(label) for label in marked]),
                    tuple(map(group_of, sentence.texts)),
                )
            )
        return found

    def _lexical(self, label: str, text: str) -> str:
        return "B-MISC" if label == "O" and text[0].isupper() and self._lexicon.is_demonym(text) else label


class Network(nn.Module):
    """The network that ``bot.extract.tagger`` computes; its docstring says what it is."""

    def __init__(self, vector_size: int, looks: int) -> None:
        super().__init__()
        self.looks = nn.Embedding(looks + 1, LOOK_SIZE)
        self.ends = nn.ModuleList(nn.Embedding(n, size) for (_, _, n), size in zip(AFFIXES, END_SIZES, strict=True))
        self.own = nn.Linear(vector_size + LOOKS * LOOK_SIZE + sum(END_SIZES), OWN_SIZE)
        self.norm = nn.LayerNorm(OWN_SIZE)
        self.around = nn.LSTM(OWN_SIZE, STATE_SIZE, bidirectional=True)
        self.middle = nn.Linear(4 * STATE_SIZE + OWN_SIZE, MIDDLE_SIZE)
        self.out = nn.Linear(MIDDLE_SIZE, len(LABELS))
        self.next = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.first, self.last = (nn.Parameter(torch.zeros(len(LABELS))) for _ in range(2))

    def forward(self, examples: Sequence[Example], groups: Tensor) -> Tensor:
        """Scores words x labels of sentences one after the other, the longest first."""
        vectors = torch.cat([e.vectors for e in examples])
        if self.training:
            vectors = vectors * (torch.rand(len(vectors), 1) > WORD_DROP)
        looks = self.looks(torch.cat([e.looks for e in examples])).flatten(1)
        places = torch.cat([e.ends for e in examples])
        ends = torch.cat([table(places[:, i]) for i, table in enumerate(self.ends)], 1)
        own = self.own(torch.cat([vectors, self._dropped(looks, 0.2), self._dropped(ends, 0.3)], 1))
        own = self._dropped(torch.relu(self.norm(own)))
        sizes = [len(e.labels) for e in examples]
        states, _ = rnn.pad_packed_sequence(self.around(rnn.pack_sequence(torch.split(own, sizes)))[0])
        around = self._dropped(torch.cat([states[:size, i] for i, size in enumerate(sizes)]))
        sums = torch.zeros(int(groups.max()) + 1, around.shape[1]).index_add(0, groups, around)
        pooled = (sums / torch.bincount(groups).clamp(min=1)[:, None])[groups] * (groups > 0)[:, None]
        middle = torch.relu(self.middle(torch.cat([around, pooled, own], 1)))
        scores: Tensor = self.out(self._dropped(middle, 0.2))
        return scores

    def loss(self, examples: Sequence[Example], groups: Tensor) -> Tensor:
        """Negative log likelihood of the labels, a word."""
        sizes = [len(e.labels) for e in examples]
        scores = rnn.pad_sequence(torch.split(self(examples, groups), sizes), batch_first=True)
        labels = rnn.pad_sequence([e.labels for e in examples], batch_first=True)
        lengths = torch.tensor(sizes)
        total, gold = self.first + scores[:, 0], self.first[labels[:, 0]] + _chosen(scores, labels, 0)
        for at in range(1, sizes[0]):
            live = at < lengths
            total = torch.where(live[:, None], torch.logsumexp(total[:, :, None] + self.next, 1) + scores[:, at], total)
            step = self.next[labels[:, at - 1], labels[:, at]] + _chosen(scores, labels, at)
            gold = torch.where(live, gold + step, gold)
        ends = labels.gather(1, (lengths - 1)[:, None]).squeeze(1)
        return (torch.logsumexp(total + self.last, 1) - gold - self.last[ends]).sum() / sum(sizes)

    def _dropped(self, values: Tensor, share: float = DROP) -> Tensor:
        return functional.dropout(values, share, self.training)

    def weights(self) -> dict[str, np.ndarray]:
        """What the tagger reads, by its names."""
        lstm = dict(self.around.named_parameters())
        found = {"looks_e": self.looks.weight, "in_w": self.own.weight.T, "in_b": self.own.bias}
        found |= {f"end{i}": table.weight for i, table in enumerate(self.ends)}
        found |= {"norm_w": self.norm.weight, "norm_b": self.norm.bias}
        for way, suffix in (("f", "l0"), ("b", "l0_reverse")):
            found[f"{way}_w"], found[f"{way}_u"] = lstm[f"weight_ih_{suffix}"].T, lstm[f"weight_hh_{suffix}"].T
            found[f"{way}_b"] = lstm[f"bias_ih_{suffix}"] + lstm[f"bias_hh_{suffix}"]
        found |= {"mid_w": self.middle.weight.T, "mid_b": self.middle.bias}
        found |= {"out_w": self.out.weight.T, "out_b": self.out.bias}
        found |= {"next": self.next, "first": self.first, "last": self.last}
        return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}


def _chosen(scores: Tensor, labels: Tensor, at: int) -> Tensor:
    return scores[:, at].gather(1, labels[:, at : at + 1]).squeeze(1)


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


def batches(read: Sequence[tuple[float, list[Example]]]) -> Iterator[tuple[list[Example], Tensor]]:
    """Documents of a round in random order, by some sentences at a time, the longest sentence first."""
    chosen = [d for share, d in read for _ in range(int(share) + (random.random() < share % 1))]
    random.shuffle(chosen)
    pieces = [d[at : at + SENTENCES] for d in chosen for at in range(0, len(d), SENTENCES)]
    batch: list[tuple[int, Example]] = []
    for number, piece in enumerate(pieces):
        batch.extend((number, example) for example in piece)
        if len(batch) >= SENTENCES or number == len(pieces) - 1:
            batch.sort(key=lambda pair: -len(pair[1].labels))
            known: dict[tuple[int, str], int] = {}
            groups = [known.setdefault((n, g), len(known) + 1) if g else 0 for n, e in batch for g in e.groups]
            yield [example for _, example in batch], torch.tensor(groups)
            batch = []


def train(read: Sequence[tuple[float, list[Example]]], network: Network, rounds: int) -> Iterator[int]:
    """Train; yields the number of each round that is done."""
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-2)
    steps = int(sum(share * len(d) for share, d in read) / SENTENCES * rounds * 1.05) + 10
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps, pct_start=0.1)
    done = 0
    for number in range(rounds):
        started, total, count = time.monotonic(), 0.0, 0
        network.train()
        for examples, groups in batches(read):
            loss = network.loss(examples, groups)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            done += 1
            if done < steps:
                schedule.step()
            total, count = total + loss.item(), count + 1
        print(f"round {number + 1}: loss {total / count:.4f}, {time.monotonic() - started:.0f} s", flush=True)
        yield number + 1


def save(network: Network, looks: dict[str, int], target: Path) -> None:
    packed = np.frombuffer(json.dumps(looks).encode(), np.uint8)
    np.savez_compressed(target, looks=packed, **network.weights())


def score(model: bytes, vectors: bytes, lexicon: Lexicon, path: Path) -> float:
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
    lexicon, packed = Lexicon.of(loaded), loaded.blobs[VECTORS]
    reader = Reader(lexicon, Vectors(packed))
    read_ = [(c.share, e) for c in CORPORA for d in documents(args.corpora, c) if (e := reader.read(d))]
    print(f"{sum(len(e.labels) for _, d in read_ for e in d):,} words in {len(read_):,} documents", flush=True)
    network = Network(read_[0][1][0].vectors.shape[1], len(reader.looks))
    for number in train(read_, network, args.rounds):
        save(network, reader.looks, args.target)
        if number % 2 == 0 or number == args.rounds:
            model = args.target.read_bytes()
            print(*(f"{path.stem} {score(model, packed, lexicon, path):.1f}" for path in args.check), flush=True)
    print(f"{args.target}: {args.target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
