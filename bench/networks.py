"""Train the network that ``bot.extract.network`` computes.

Needs torch, which the product does not. I/O: ``save`` writes the model.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.extract.network import AFFIXES, Floats

LOOK_SIZE = 24
END_SIZES = (16, 24, 24, 24, 16)
DROP, WORD_DROP = 0.25, 0.08
SENTENCES = 64  # of a step
RATE = 3e-3
TAUGHT = 512  # sentences that teachers judge together


class Teacher(Protocol):
    """A model that was trained before."""

    def chain(self) -> tuple[Floats, Floats, Floats]:
        """Scores of one label after another, of the first label, of the last."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a network: looks of a word, labels, numbers in each layer."""

    looks: int
    labels: int
    own: int
    near: int
    state: int
    middle: int
    pooled: bool  # does a word know what was made of the same word elsewhere?
    blind: float = 0.0  # share of words in training whose first look is not seen


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence: vectors N x D, looks N x K, ends N x 5, and the group of each word in its document.

    What is to be learned: how likely each label of each word is (N x L), how many labels follow one another (L x L).
    """

    vectors: Tensor
    looks: Tensor
    ends: Tensor
    groups: tuple[str, ...]
    labels: Tensor
    moves: Tensor
    scores: tuple[Tensor, ...]  # by the teachers, N x L


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences, the longest first, by step: the first word of each, then the second, ….

    ``live``: how many sentences have such a word; ``order``: where each word stands when the sentences follow one
    another; ``before``, ``after``, ``mirror``: the row of the word before it and after it (N where there is none), and
    as far from the other end of its sentence; ``ends``: the rows of the last words; ``groups``: numbers, 0 for none.
    """

    examples: Sequence[Example]
    live: list[int]
    order: Tensor
    before: Tensor
    after: Tensor
    mirror: Tensor
    ends: Tensor
    groups: Tensor

    @classmethod
    def of(cls, examples: Sequence[Example], groups: Sequence[int]) -> Batch:
        sizes = torch.tensor([len(e.labels) for e in examples])
        steps = torch.arange(int(sizes[0]))[:, None]
        inside = steps < sizes
        live = inside.sum(1)
        step, sentence = inside.nonzero(as_tuple=True)
        firsts, count = live.cumsum(0) - live, int(sizes.sum())
        order = (sizes.cumsum(0) - sizes + steps)[inside]
        last = step == sizes[sentence] - 1
        before = torch.where(step > 0, firsts[step - 1] + sentence, count)
        after = torch.where(last, count, firsts[(step + 1).clamp(max=len(live) - 1)] + sentence)
        mirror = firsts[sizes[sentence] - 1 - step] + sentence
        return cls(
            examples,
            live.tolist(),
            order,
            before,
            after,
            mirror,
            last.nonzero()[:, 0],
            torch.tensor(groups)[order] if groups else order,
        )

    def joined(self, part: str) -> Tensor:
        return torch.cat([getattr(e, part) for e in self.examples])[self.order]


class Network(nn.Module):
    """The network that ``bot.extract.network`` computes; its docstring says what it is."""

    def __init__(self, shape: Shape, vector_size: int, looks: int) -> None:
        super().__init__()
        self.shape = shape
        self.looks = nn.Embedding(looks + 1, LOOK_SIZE)
        self.ends = nn.ModuleList(nn.Embedding(n, size) for (_, _, n), size in zip(AFFIXES, END_SIZES, strict=True))
        self.own = nn.Linear(vector_size + shape.looks * LOOK_SIZE + sum(END_SIZES), shape.own)
        self.norm = nn.LayerNorm(shape.own)
        self.near = nn.Linear(3 * shape.own, shape.near)
        self.gates = nn.ModuleList(nn.Linear(shape.near, 3 * shape.state) for _ in range(2))
        with torch.no_grad():  # some states are kept for long from the start, some are not
            for gates in self.gates:
                gates.bias[: shape.state] += torch.linspace(-2, 2, shape.state)
        self.middle = nn.Linear((4 if shape.pooled else 2) * shape.state + shape.own, shape.middle)
        self.out = nn.Linear(shape.middle, shape.labels)
        self.next = nn.Parameter(torch.zeros(shape.labels, shape.labels))
        self.first, self.last = (nn.Parameter(torch.zeros(shape.labels)) for _ in range(2))

    def forward(self, batch: Batch) -> Tensor:
        """Scores words x labels."""
        vectors = batch.joined("vectors").float()
        if self.training:
            vectors = vectors * (torch.rand(len(vectors), 1) > WORD_DROP)
        numbers, places = batch.joined("looks"), batch.joined("ends")
        if self.training and self.shape.blind:
            numbers[torch.rand(len(numbers)) < self.shape.blind, 0] = 0
        looks = self.looks(numbers).flatten(1)
        ends = torch.cat([table(places[:, i]) for i, table in enumerate(self.ends)], 1)
        own = self.own(torch.cat([vectors, self._dropped(looks, 0.15), self._dropped(ends, DROP)], 1))
        own = self._dropped(torch.relu(self.norm(own)))
        beside = torch.cat([own, own.new_zeros(1, self.shape.own)])
        near = self.near(torch.cat([beside[batch.before], own, beside[batch.after]], 1))
        around = self._dropped(self._around(self._dropped(torch.relu(near)), batch))
        parts = [around, self._pooled(around, batch.groups), own] if self.shape.pooled else [around, own]
        middle = torch.relu(self.middle(torch.cat(parts, 1)))
        scores: Tensor = self.out(self._dropped(middle, 0.1))
        return scores

    def _pooled(self, around: Tensor, groups: Tensor) -> Tensor:
        sums = torch.zeros(int(groups.max()) + 1, around.shape[1]).index_add(0, groups, around)
        means = sums / torch.bincount(groups).clamp(min=1)[:, None]
        return means[groups] * (groups > 0)[:, None]

    def _around(self, near: Tensor, batch: Batch) -> Tensor:
        gates = torch.stack([self.gates[0](near), self.gates[1](near)[batch.mirror]])
        keep, show, new = gates.split(self.shape.state, 2)
        keep = torch.sigmoid(keep)
        states: list[Tensor] = []
        for share, added in zip(
            keep.split(batch.live, 1), ((1 - keep) * torch.tanh(new)).split(batch.live, 1), strict=True
        ):
            states.append(torch.addcmul(added, share, states[-1][:, : added.shape[1]]) if states else added)
        shown = torch.cat(states, 1) * torch.sigmoid(show)
        return torch.cat([shown[0], shown[1][batch.mirror]], 1)

    def loss(self, batch: Batch) -> Tensor:
        """Cross entropy of the paths of labels, less what does not depend on the network, a word."""
        scores, labels = self(batch), batch.joined("labels")
        wanted = (labels * scores).sum() + (sum(e.moves for e in batch.examples) * self.next).sum()
        wanted = wanted + labels[: batch.live[0]].sum(0) @ self.first + labels[batch.ends].sum(0) @ self.last
        total = log_total(
            scores, batch.live, batch.ends, self.next.expand(batch.live[0], -1, -1), self.first, self.last
        )
        return (total - wanted) / len(scores)

    def _dropped(self, values: Tensor, share: float = DROP) -> Tensor:
        return functional.dropout(values, share, self.training)

    def weights(self) -> dict[str, np.ndarray]:
        """What ``bot.extract.network`` reads, by its names."""
        found = {"looks_e": self.looks.weight, "in_w": self.own.weight.T, "in_b": self.own.bias}
        found |= {f"end{i}": table.weight for i, table in enumerate(self.ends)}
        found |= {"norm_w": self.norm.weight, "norm_b": self.norm.bias}
        found |= {"near_w": self.near.weight.T, "near_b": self.near.bias}
        found |= {"gates_w": torch.stack([gates.weight.T for gates in self.gates])}
        found |= {"gates_b": torch.stack([gates.bias for gates in self.gates])}
        found |= {"mid_w": self.middle.weight.T, "mid_b": self.middle.bias}
        found |= {"out_w": self.out.weight.T, "out_b": self.out.bias}
        found |= {"next": self.next, "first": self.first, "last": self.last}
        return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}


def log_total(scores: Tensor, live: list[int], ends: Tensor, moves: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """The logarithm of the sum over all paths of labels, of all sentences together; ``moves`` is by sentence."""
    highest = scores.detach().amax(1, keepdim=True)
    ways, total = moves.exp(), highest.sum()
    shares: list[Tensor] = []  # of each label in the sum so far
    for likely in torch.exp(scores - highest).split(live):
        reached = torch.bmm(shares[-1][: len(likely), None], ways[: len(likely)])[:, 0] if shares else first.exp()
        mass = (reached * likely).sum(1, keepdim=True)
        shares.append(reached * likely / mass)
        total = total + mass.log().sum()
    return total + (torch.cat(shares)[ends] @ last.exp()).log().sum()


def teach(examples: Sequence[Example], teachers: Sequence[Teacher]) -> None:
    """Fill what annotation leaves open of each example with what the teachers hold likely.

    That is the slope of the logarithm of a teacher's sum over all paths.
    """
    ordered = sorted(examples, key=lambda e: -len(e.labels))
    for at in range(0, len(ordered), TAUGHT):
        batch = Batch.of(ordered[at : at + TAUGHT], [])
        open_ = [(1 - float(e.labels[0].sum())) / len(teachers) for e in batch.examples]
        for number, teacher in enumerate(teachers):
            following, first, last = map(torch.from_numpy, teacher.chain())
            scores = torch.cat([e.scores[number] for e in batch.examples])[batch.order].requires_grad_()
            moves = following.repeat(len(batch.examples), 1, 1).requires_grad_()
            log_total(scores, batch.live, batch.ends, moves, first, last).backward()
            likely = torch.empty_like(scores).index_copy_(0, batch.order, scores.grad)
            parts = likely.split([len(e.labels) for e in batch.examples])
            for e, share, labels, following in zip(batch.examples, open_, parts, moves.grad, strict=True):
                e.labels.add_(share * labels)
                e.moves.add_(share * following)


def batches(read: Sequence[tuple[float, list[Example]]]) -> Iterator[Batch]:
    """Documents of a round in random order, by some sentences at a time."""
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
            yield Batch.of([example for _, example in batch], groups)
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
        for batch in batches(read):
            loss = network.loss(batch)
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
