"""95 % intervals of precision, recall and F1, by drawing documents again with replacement.

usage: python -m bench.intervals COUNTS.jsonl [--draws 2000] [--seed 1]

COUNTS has one line for each document and measure: {"measure": "quotes", "right_told": 3, "told": 4, "right_gold": 3,
"gold": 5} (right among what was told, and among what the gold has). Prints one line for each measure.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

Counts = tuple[int, int, int, int]  # right among told, told, right among gold, gold
_FIELDS = ("right_told", "told", "right_gold", "gold")
_LOW, _HIGH = 0.025, 0.975


def scores(rows: Iterable[Counts]) -> tuple[float, float, float]:
    """Precision, recall and F1 of summed counts; 0 where nothing was told or nothing is in the gold."""
    right_told, told, right_gold, gold = (sum(column) for column in zip(*rows, strict=True))
    precision = right_told / told if told else 0.0
    recall = right_gold / gold if gold else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def interval(rows: Sequence[Counts], draws: int, seed: int) -> list[tuple[float, float]]:
    """The middle 95 % of each score over ``draws`` samples of as many documents."""
    chance = random.Random(seed)
    drawn = [scores(chance.choices(rows, k=len(rows))) for _ in range(draws)]
    return [
        (ordered[int(_LOW * draws)], ordered[int(_HIGH * draws)]) for ordered in map(sorted, zip(*drawn, strict=True))
    ]


def main() -> None:
    """Read the counts, print the intervals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=Path)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    measures: dict[str, list[Counts]] = {}
    for line in arguments.counts.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        a, b, c, d = (int(row[field]) for field in _FIELDS)
        measures.setdefault(row["measure"], []).append((a, b, c, d))
    for measure, rows in measures.items():
        found = zip(("P", "R", "F1"), scores(rows), interval(rows, arguments.draws, arguments.seed), strict=True)
        shown = "  ".join(f"{name} {score:.3f} [{low:.3f}, {high:.3f}]" for name, score, (low, high) in found)
        print(f"{measure:40} {len(rows):5d} documents  {shown}")


if __name__ == "__main__":
    main()
