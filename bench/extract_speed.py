"""Whole alerts beside names alone: ``python -m bench.extract_speed [--articles N]``.

The whole extraction of articles, all fields, against a spaCy blank tokenizer with an untrained default CNN for names,
on the same texts, in the same run, on one core, by turns. spaCy is no dependency: without it (``pip install
"dateline[spacy]"``) only our own times are told. The texts are paragraphs of the demo's story, about 400 words, with
other names in every one, so that nothing is remembered from one to the next.

I/O: this process and one more for each start that is timed.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from importlib import resources, util
from pathlib import Path
from typing import Any

WORDS = 400  # of an article
BLOCK = 10  # articles in one turn
SEED = 7
_SYLLABLES = "bal dor fen gar hul jas kel lum mar nor pel quo ras sel tav ul ven wex yor zan".split()
_NAMES = ("Orsavan", "Dellmar", "Kessary", "Oravec", "Altair")
OURS, SPACY = "dateline, all fields", "spaCy, names alone"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--start", choices=(OURS, SPACY), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    texts = list(articles(arguments.articles))
    if arguments.start:
        begin(arguments.start, texts[:BLOCK])
        return
    on_one_core()
    names = [OURS, SPACY] if util.find_spec("spacy") else [OURS]
    times = measured({name: reader(name) for name in names}, texts)
    for name, seconds in times.items():
        first, peak = started(name)
        rate = f"{1000 * seconds / len(texts):6.1f} ms an article, {len(texts) / seconds:5.1f} a second"
        print(f"{name:22} {rate}; start to first result {first:.2f} s, peak {peak} MiB")
    if SPACY in times:
        print(f"ratio: whole alerts take {times[OURS] / times[SPACY]:.2f} of the time that names alone take in spaCy")
    else:
        print('spaCy is not installed, so nothing to compare with: pip install "dateline[spacy]"')


def articles(count: int) -> Iterator[str]:
    """Texts of some 400 words, each with names of its own."""
    story = tomllib.loads((resources.files("bot.demo.story") / "articles.toml").read_text(encoding="utf-8"))
    paragraphs = [p for piece in story["articles"] for p in piece.get("text", "").split("\n\n") if p.strip()]
    chance = random.Random(SEED)
    for _ in range(count):
        renamed = {name: "".join(chance.sample(_SYLLABLES, 2)).capitalize() for name in _NAMES}
        chosen: list[str] = []
        for paragraph in chance.sample(paragraphs, len(paragraphs)):
            if sum(len(p.split()) for p in chosen) >= WORDS:
                break
            chosen.append(paragraph.strip().replace("{day}", "Tuesday"))
        text = "\n\n".join(chosen)
        for name, other in renamed.items():
            text = text.replace(name, other)
        yield text


def on_one_core() -> None:
    """All that follows, threads of libraries as well, runs on one core."""
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def reader(name: str) -> Callable[[Sequence[str]], Any]:
    """What reads several texts, loaded and ready."""
    return _spacy() if name == SPACY else _ours()


def _ours() -> Callable[[Sequence[str]], Any]:
    from bot.reader import build_extractor
    from bot.types import Article

    extractor = build_extractor()
    return lambda texts: [extractor(Article(id="a", text=text)) for text in texts]


def _spacy() -> Callable[[Sequence[str]], Any]:
    import spacy

    model = spacy.blank("en")
    component = model.add_pipe("ner")
    for label in ("PER", "ORG", "LOC", "MISC"):
        component.add_label(label)
    model.initialize()
    return lambda texts: list(model.pipe(texts))


def measured(readers: dict[str, Callable[[Sequence[str]], Any]], texts: Sequence[str]) -> dict[str, float]:
    """CPU seconds of each over all texts; they take turns, and each is first in every other one."""
    for read in readers.values():
        read(texts[:BLOCK])
    spent = dict.fromkeys(readers, 0.0)
    for turn, first in enumerate(range(0, len(texts), BLOCK)):
        for name in sorted(readers, reverse=turn % 2 == 1):
            began = time.process_time()
            readers[name](texts[first : first + BLOCK])
            spent[name] += time.process_time() - began
    return spent


def started(name: str) -> tuple[float, int]:
    """Seconds from the start of a process to its first result, and the most memory it had, in MiB."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "bench.extract_speed", "--start", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        first = time.perf_counter() - began
        return first, int(process.stdout.readline())


def begin(name: str, texts: Sequence[str]) -> None:
    """One line after the first text, one with the peak after all."""
    read = reader(name)
    read(texts[:1])
    print("first", flush=True)
    read(texts)
    print(peak_mib(), flush=True)


def peak_mib() -> int:
    """The most memory of this program; what the system counts for the process includes its parent's before it began."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) >> 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


if __name__ == "__main__":
    main()
