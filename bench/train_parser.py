"""Train the parser of sentences with figures, from openly licensed treebanks only.

usage: python -m bench.train_parser --ewt DIR --gum DIR [--target FILE] [--rounds N] [--seed N] [--check FILE …]

DIR holds the CoNLL-U files of Universal Dependencies by document (``not-to-release/sources`` of UD_English-EWT and
UD_English-GUM; of the latter only the genres of GENRES are read). Sentences are cut again as Dateline cuts them. Needs
torch, which the product does not. The same files, vectors, seed and machine give the same model. --check prints the
shares of words of other files with the right head, and with the right relation too. I/O: reads DIRs, writes the model.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.extract.document import read
from bot.extract.network import Vectors
from bot.extract.syntax import ENDS, LONGEST, REACH, SHAPES, VECTORS, Parser, marks_of
from config import tables

TARGET = Path("config/blobs/parser.npz")
GENRES = frozenset("academic bio court interview news speech textbook vlog voyage".split())  # CC BY, CC BY-SA, public
END_SIZES = (24, 12, 8, 16)
SIZE, ARC, RELATION = 144, 96, 64
DROP, WORD_DROP = 0.25, 0.05
WORDS = 1400  # of a step
RATE = 2.5e-3
COMMON = 60  # times that a relation must be there; others are "dep"
NO_COMMAS = 0.15  # share of sentences that are read without their commas


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence: its words, the head of each (itself at the root) and the relation."""

    texts: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


def examples_in(path: Path) -> Iterator[Example]:
    """The sentences of a CoNLL-U file in our own words."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and line[0] != "#"]
        rows = [row for row in rows if row[0].isdigit()]
        if rows and all(row[1] != "_" for row in rows):
            example = _recut(rows)
            if example is not None:
                yield example


def _recut(rows: Sequence[Sequence[str]]) -> Example | None:
    """The sentence cut as we cut: words of the treebank joined ("don't") or parted ("pre-war")."""
    text, spans = "", []
    for row in rows:
        spans.append((len(text), len(text) + len(row[1])))
        text += row[1] + ("" if "SpaceAfter=No" in row[9] else " ")
    tokens = read(text).tokens
    if not tokens or len(tokens) > LONGEST:
        return None
    ours = _covering(spans, [(token.start, token.end) for token in tokens])
    heads_of_rows = [int(row[6]) - 1 for row in rows]
    own = {}  # our word that stands for each of the treebank's
    inside: list[list[int]] = [[] for _ in tokens]
    for at, covered in enumerate(ours):
        own[at] = covered[-1]
        inside[covered[-1]].append(at)
    heads, relations = [], []
    for at in range(len(tokens)):
        if not inside[at]:  # the first part of a word that we part
            heads.append(next((own[i] for i, covered in enumerate(ours) if at in covered), at))
            relations.append("compound")
            continue
        top = next((i for i in inside[at] if heads_of_rows[i] < 0 or own[heads_of_rows[i]] != at), inside[at][0])
        head = heads_of_rows[top]
        heads.append(at if head < 0 else own[head])
        relations.append("root" if head < 0 else rows[top][7])
    return Example(tuple(token.text for token in tokens), tuple(heads), tuple(relations))


def _covering(spans: Sequence[tuple[int, int]], tokens: Sequence[tuple[int, int]]) -> list[list[int]]:
    """For each span the indexes of the tokens that touch it."""
    found, first = [], 0
    for start, end in spans:
        while first < len(tokens) and tokens[first][1] <= start:
            first += 1
        last = first
        while last < len(tokens) and tokens[last][0] < end:
            last += 1
        found.append(list(range(first, last)) or [min(first, len(tokens) - 1)])
    return found


def without_commas(example: Example) -> Example:
    """The same sentence as one writes it who forgets commas; they are never heads."""
    kept = [at for at, text in enumerate(example.texts) if text != "," or at in example.heads]
    places = {at: new for new, at in enumerate(kept)}
    return Example(
        tuple(example.texts[at] for at in kept),
        tuple(places[example.heads[at]] for at in kept),
        tuple(example.relations[at] for at in kept),
    )


class Network(nn.Module):
    """The network that ``bot.extract.syntax`` computes; its docstring says what it is."""

    def __init__(self, vector_size: int, relations: int) -> None:
        super().__init__()
        sizes = [*(size for _, _, size in ENDS), SHAPES]
        self.marks = nn.ModuleList(nn.Embedding(n, size) for n, size in zip(sizes, END_SIZES, strict=True))
        self.own = nn.Linear(vector_size + sum(END_SIZES), SIZE)
        self.around = nn.ModuleList(nn.Conv1d(SIZE, SIZE, 3, dilation=d, padding=d) for d in REACH)
        self.below, self.above = nn.Linear(SIZE, ARC + RELATION), nn.Linear(SIZE, ARC + RELATION)
        self.bilinear = nn.Parameter(torch.randn(ARC, ARC) * 0.02)
        self.liking, self.root = nn.Parameter(torch.zeros(ARC)), nn.Parameter(torch.zeros(ARC))
        self.kinds_below, self.kinds_above = nn.Linear(RELATION, RELATION), nn.Linear(RELATION, RELATION, bias=False)
        self.kinds = nn.Linear(RELATION, relations)

    def forward(self, vectors: Tensor, marks: Tensor, inside: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of heads (sentences x words x words), and what relations are told from of each word."""
        if self.training:
            vectors = vectors * (torch.rand(vectors.shape[:2]) > WORD_DROP)[..., None]
        ends = torch.cat([table(marks[..., i]) for i, table in enumerate(self.marks)], -1)
        own = self._dropped(torch.relu(self.own(torch.cat([vectors, self._dropped(ends)], -1))))
        states = (own * inside[..., None]).transpose(1, 2)
        for layer in self.around:
            states = (states + self._dropped(torch.relu(layer(states)))) * inside[:, None]
        states = states.transpose(1, 2)
        below = self._dropped(torch.relu(self.below(states)))
        above = self._dropped(torch.relu(self.above(states)))
        low, high = below[..., :ARC], above[..., :ARC]
        scores = low @ self.bilinear @ high.transpose(1, 2) + (high @ self.liking)[:, None]
        at = torch.arange(scores.shape[1])
        scores = scores.masked_fill(~inside[:, None].bool(), -1e4)
        scores[:, at, at] = low @ self.root
        return scores, below[..., ARC:], above[..., ARC:]

    def relations(self, below: Tensor, above: Tensor, heads: Tensor) -> Tensor:
        chosen = above.gather(1, heads[..., None].expand(-1, -1, above.shape[-1]))
        scores: Tensor = self.kinds(torch.relu(self.kinds_below(below) + self.kinds_above(chosen)))
        return scores

    def _dropped(self, values: Tensor) -> Tensor:
        return functional.dropout(values, DROP, self.training)

    def weights(self) -> dict[str, np.ndarray]:
        """What the parser reads, by its names."""
        found: dict[str, Tensor] = {"in_w": self.own.weight.T, "in_b": self.own.bias}
        found |= {f"mark{i}": table.weight for i, table in enumerate(self.marks)}
        for at, layer in enumerate(self.around):
            found[f"c{at}_w"] = layer.weight.permute(2, 1, 0).reshape(3 * SIZE, SIZE)
            found[f"c{at}_b"] = layer.bias
        found |= {"below_w": self.below.weight.T, "below_b": self.below.bias}
        found |= {"above_w": self.above.weight.T, "above_b": self.above.bias}
        found |= {"bilinear": self.bilinear, "liking": self.liking, "root": self.root}
        found |= {"rel_below": self.kinds_below.weight.T, "rel_b": self.kinds_below.bias}
        found |= {"rel_above": self.kinds_above.weight.T, "rel_w": self.kinds.weight.T, "rel_c": self.kinds.bias}
        return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """Vectors and marks of all words met, by their number."""

    numbers: dict[str, int]
    vectors: Tensor
    marks: Tensor


def known(examples: Sequence[Example], vectors: Vectors) -> Words:
    texts = sorted({text for example in examples for text in example.texts})
    marks = torch.tensor([marks_of(text) for text in texts])
    return Words({text: at for at, text in enumerate(texts)}, torch.from_numpy(vectors.of(texts)), marks)


def batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    """The examples of a round, those of like length together, in random order."""
    chosen = [without_commas(e) if random.random() < NO_COMMAS else e for e in examples]
    chosen.sort(key=lambda e: len(e.texts) + random.random() * 4)
    found: list[list[Example]] = [[]]
    for example in chosen:
        if (len(found[-1]) + 1) * len(example.texts) > WORDS:
            found.append([])
        found[-1].append(example)
    random.shuffle(found)
    yield from filter(None, found)


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)


def train(
    examples: Sequence[Example], words: Words, kinds: dict[str, int], network: Network, rounds: int
) -> Iterator[int]:
    """Train; yields the number of each round that is done."""
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-2, betas=(0.9, 0.98))
    steps = int(sum(len(e.texts) for e in examples) / WORDS * rounds * 1.15) + 10
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps, pct_start=0.1)
    done = 0
    for number in range(rounds):
        started, total, count = time.monotonic(), 0.0, 0
        network.train()
        for batch in batches(examples):
            numbers = padded([[words.numbers[text] for text in e.texts] for e in batch])
            inside = padded([[1] * len(e.texts) for e in batch]).float()
            heads = padded([e.heads for e in batch])
            gold = padded([[kinds.get(r, kinds["dep"]) for r in e.relations] for e in batch])
            scores, below, above = network(words.vectors[numbers], words.marks[numbers], inside)
            real = inside.bool()
            loss = functional.cross_entropy(scores[real], heads[real])
            loss = loss + functional.cross_entropy(network.relations(below, above, heads)[real], gold[real])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            done += 1
            if done < steps:
                schedule.step()
            total, count = total + loss.item(), count + 1
        print(f"round {number + 1}: loss {total / count:.3f}, {time.monotonic() - started:.0f} s", flush=True)
        yield number + 1


def save(network: Network, kinds: dict[str, int], target: Path) -> None:
    packed = np.frombuffer(json.dumps(list(kinds)).encode(), np.uint8)
    np.savez_compressed(target, relations=packed, **network.weights())


def score(parser: Parser, examples: Sequence[Example]) -> str:
    """Shares of words, marks left out, with the right head; with the right relation too; in percent."""
    right = both = count = 0
    for example in examples:
        (tree,) = parser.trees([example.texts])
        for at, text in enumerate(example.texts):
            if text[0].isalnum():
                count += 1
                good = tree.heads[at] == example.heads[at]
                right += good
                both += good and tree.relations[at] == example.relations[at]
    return f"{100 * right / max(count, 1):.1f} {100 * both / max(count, 1):.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ewt", type=Path, required=True)
    parser.add_argument("--gum", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--rounds", type=int, default=14)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    paths = sorted(args.ewt.rglob("*.conllu"))
    paths += [p for p in sorted(args.gum.rglob("*.conllu")) if p.stem.split("_")[1] in GENRES]
    examples = [e for path in paths for e in examples_in(path) if len(e.texts) > 1]
    counted = Counter(r for e in examples for r in e.relations)
    common = sorted(relation for relation, times in counted.items() if times >= COMMON and relation != "dep")
    kinds = {relation: at for at, relation in enumerate(["dep", *common])}
    print(f"{sum(len(e.texts) for e in examples):,} words in {len(examples):,} sentences, {len(kinds)} relations")
    packed = tables.load()[1][VECTORS]
    words = known(examples, Vectors(packed))
    network = Network(words.vectors.shape[1], len(kinds))
    checked = {path.stem: list(examples_in(path)) for path in args.check}
    for number in train(examples, words, kinds, network, args.rounds):
        if number % 2 and number != args.rounds:
            continue
        save(network, kinds, args.target)
        parsed = Parser(args.target.read_bytes(), packed)
        print(*(f"{name} {score(parsed, found)}" for name, found in checked.items()), flush=True)
    print(f"{args.target}: {args.target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
