"""Train the tagger for names, from openly licensed corpora only.

usage: python -m bench.train_names --corpora DIR [--target FILE] [--iterations N]

DIR holds the corpora as JSON lines, one document each: {"text", "tokens", "ner" (BIO labels of tokens)}; CORPORA
lists the files that are used, with the licences that let a model trained on them be shared. Deterministic: same
corpora, same lexicons, same model. I/O: reads DIR, writes the model.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pycrfsuite

from bot.extract.capitals import runs_of
from bot.extract.document import read
from bot.extract.lexicon import Lexicon
from bot.extract.reading import Tables
from bot.extract.tagger import Features
from bot.extract.words import Word, words_of
from config import tables

TARGET = Path("config/blobs/names.crfsuite")
CORPORA = {  # file: licence of the text and of the labels
    "docred.train.jsonl": "MIT; text of Wikipedia, CC BY-SA",
    "wikigold.dev.jsonl": "CC BY 4.0",
    "crossner-politics.train.jsonl": "MIT; text of Wikipedia, CC BY-SA",
    "crossner-politics.dev.jsonl": "MIT; text of Wikipedia, CC BY-SA",
    "uner-ewt.dev.jsonl": "CC BY-SA 4.0",
    "wnut17.train.jsonl": "CC BY 4.0",
    "gum-names.train.jsonl": "CC BY 4.0 over open genres",
}
KINDS = frozenset(("PER", "ORG", "LOC", "MISC"))
OPTIONS = {"c1": 0.15, "c2": 0.02, "feature.minfreq": 2, "feature.possible_transitions": True}


def gold_spans(document: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Names of a document as offsets into its text, by finding its tokens there in order."""
    text, at, offsets = document["text"], 0, []
    for token in document["tokens"]:
        start = text.find(token, at)
        start = at if start < 0 else start
        at = start + len(token)
        offsets.append((start, at))
    found: list[tuple[int, int, str]] = []
    for (start, end), label in zip(offsets, document["ner"], strict=True):
        if label.startswith("I-") and found and found[-1][2] == label[2:]:
            found[-1] = (found[-1][0], end, label[2:])
        elif label != "O":
            found.append((start, end, label[2:]))
    return [span for span in found if span[2] in KINDS]


def labels_of(words: tuple[Word, ...], spans: list[tuple[int, int, str]]) -> list[str]:
    """The label of each word under our own cut of the text."""
    labels, at = ["O"] * len(words), 0
    for start, end, kind in spans:
        while at < len(words) and words[at].end <= start:
            at += 1
        first = at
        while at < len(words) and words[at].start < end:
            labels[at] = f"{'B' if at == first else 'I'}-{kind}"
            at += 1
    return labels


def sequences(folder: Path, lexicon: Lexicon) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Features and labels of every sentence with a capital."""
    features = Features(lexicon)
    for name in CORPORA:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            words = words_of(read(document["text"]))
            labels = labels_of(words, gold_spans(document))
            for first, seen in features.of(words, runs_of(words, lexicon)):
                yield seen, labels[first : first + len(seen)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--iterations", type=int, default=90)
    args = parser.parse_args()
    started = time.monotonic()
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({**OPTIONS, "max_iterations": args.iterations})
    count = 0
    for seen, labels in sequences(args.corpora, Lexicon.of(Tables(*tables.load()))):
        trainer.append(seen, labels)
        count += len(labels)
    print(f"{count:,} words read in {time.monotonic() - started:.0f} s")
    trainer.train(str(args.target))
    print(f"{args.target}: {args.target.stat().st_size:,} bytes, {time.monotonic() - started:.0f} s in all")


if __name__ == "__main__":
    main()
