"""Quantities beside other programs: ``python -m bench.quantities GOLD.jsonl --scorer SCORER.py --adapter ADAPTER.py``.

I/O: files, the clock. GOLD has one sentence a line with its quantities (NewsQuant in the form that the scorer reads).
SCORER has ``score(gold, predicted)``; ADAPTER has ``canon(unit)``, one spelling for units, and ``quantity(figure)``,
a published figure in the scorer's form, and the units
of AGES. Neither the gold nor these two ship with Dateline.

The others are measured where they can be imported, else left out. In an environment of their own, beside ours:

    python -m venv /tmp/others
    /tmp/others/bin/pip install quantulum3 stemming "scikit-learn<1.9" \
        recognizers-text-number recognizers-text-number-with-unit "emoji<2"
    PYTHONPATH=/tmp/others/lib/python3.11/site-packages python -m bench.quantities …

Speed is in seconds of the processor, on articles of 400 words joined from the same sentences; loading is not counted.
Programs that know no ranges are scored with the middle of a range, and without ages, which an alert leaves out.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.extract import Extractor, figures, when
from bot.extract.document import read
from bot.extract.reading import Reading, Tables
from bot.types import Article, Figure
from config import tables

Found = list[dict[str, Any]]
Reader = Callable[[str], Found]
METRICS = ("value", "value+unit", "value+change", "value+concept_partial")
WORDS = 400  # of an article
ROUNDS = 3  # in turn, so that other work on the machine hits all alike; the fastest counts
TRIAL_S = 4.0  # the longest that one program runs in a round


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--adapter", type=Path, required=True)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    scorer, adapter = module(arguments.scorer), module(arguments.adapter)
    gold = [json.loads(line) for line in arguments.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    articles = joined(row["text"] for row in gold)
    print(f"{len(gold)} sentences, {sum(len(row['quantities']) for row in gold)} quantities, {len(articles)} articles")
    print(f"{'':24s}" + "".join(f"{name:>24s}" for name in METRICS) + f"{'articles/s':>14s}")
    readers = programs(adapter)
    rounds = [{name: speed(reader, articles) for name, reader in readers.items()} for _ in range(ROUNDS)]
    for name, reader in readers.items():
        result = quality(reader, gold, scorer, adapter, middle=not name.startswith("Dateline"))
        rate = max(rates[name] for rates in rounds)
        print(f"{name:24s}" + "".join(f"{result[metric]['f1']:24.1f}" for metric in METRICS) + f"{rate:14.1f}")


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is no Python file")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def joined(texts: Iterable[str]) -> list[str]:
    """Articles of at least 400 words; what is left over at the end is dropped."""
    articles: list[str] = []
    part: list[str] = []
    for text in texts:
        part.append(text.strip())
        if sum(len(sentence.split()) for sentence in part) >= WORDS:
            articles.append(" ".join(part))
            part = []
    return articles


def quality(
    reader: Reader, gold: list[dict[str, Any]], scorer: ModuleType, adapter: ModuleType, *, middle: bool
) -> Mapping[str, Any]:
    right, got = {}, {}
    for row in gold:
        ages = {quantity["value"] for quantity in row["quantities"] if quantity["unit"] in adapter.AGES}
        right[row["id"]] = {"quantities": plain(row["quantities"], ages, adapter)}
        got[row["id"]] = {"quantities": plain(reader(row["text"]), ages, adapter)}
    result: Mapping[str, Any] = scorer.score(right, got, middle)
    return result


def plain(quantities: Found, ages: Set[float], adapter: ModuleType) -> Found:
    return [{**found, "unit": adapter.canon(found["unit"])} for found in quantities if found["value"] not in ages]


def speed(reader: Reader, articles: list[str]) -> float:
    """Articles a second."""
    done, started = 0, time.process_time()
    while time.process_time() - started < TRIAL_S and done < 3 * len(articles):
        reader(articles[done % len(articles)])
        done += 1
    return done / (time.process_time() - started)


def programs(adapter: ModuleType) -> dict[str, Reader]:
    found = {"Dateline, figures": figures_alone(adapter), "Dateline, everything": everything(adapter)}
    for name, load in (("quantulum3", quantulum), ("recognizers-text", recognizers)):
        try:
            found |= load()
        except ImportError as error:
            print(f"{name} is left out: {error}")
    return found


def figures_alone(adapter: ModuleType) -> Reader:
    """Without names, actors and statements: the same quantities, without their sources."""
    built = Tables(*tables.load())
    find = figures.build(built)

    def reader(text: str) -> Found:
        reading = Reading(article=Article(id="a", text=text), document=read(text))
        return [ours(figure, adapter) for figure in find(replace(reading, when=when.find(reading)))]

    return reader


def everything(adapter: ModuleType) -> Reader:
    extractor = Extractor(Tables(*tables.load()))
    return lambda text: [ours(figure, adapter) for figure in extractor(Article(id="a", text=text)).figures]


def ours(figure: Figure, adapter: ModuleType) -> dict[str, Any]:
    fields = ("value", "high", "hedge", "unit", "noun", "per", "what", "trend")
    told: dict[str, Any] = adapter.quantity({field: getattr(figure, field) for field in fields})
    return told


def quantulum() -> dict[str, Reader]:
    parser = importlib.import_module("quantulum3.parser")
    classifier: Any = importlib.import_module("quantulum3.classifier")
    parser.parse("It is 5 m long.")  # loads its models

    def reader(text: str) -> Found:
        return [
            theirs(found.value, "-" if found.unit.name == "dimensionless" else found.unit.name)
            for found in parser.parse(text)
        ]

    def unclassified(text: str) -> Found:
        classifier.USE_CLF = False
        try:
            return reader(text)
        finally:
            classifier.USE_CLF = True

    return {"quantulum3": reader, "quantulum3, no models": unclassified}


def theirs(value: float, unit: str) -> dict[str, Any]:
    """A quantity of a program that knows no ranges, hedges or concepts."""
    return {"value": value, "value_to": None, "unit": unit, "change": "=", "concept": None}


def recognizers() -> dict[str, Reader]:
    plain = importlib.import_module("recognizers_number")
    measured = importlib.import_module("recognizers_number_with_unit")
    finders = (
        measured.recognize_currency,
        measured.recognize_dimension,
        measured.recognize_temperature,
        plain.recognize_percentage,
        plain.recognize_number,
    )

    def reader(text: str) -> Found:
        found: Found = []
        taken: set[int] = set()
        for finder in finders:
            for result in finder(text, "en-us"):
                place = range(result.start, result.end + 1)
                value = str(result.resolution["value"] or "")
                if not taken.isdisjoint(place) or not value:
                    continue
                taken.update(place)
                unit = "percentage" if value.endswith("%") else result.resolution.get("unit", "-")
                found.append(theirs(float(value.rstrip("%")), str(unit).lower()))
        return found

    return {"recognizers-text": reader}


if __name__ == "__main__":
    main()
