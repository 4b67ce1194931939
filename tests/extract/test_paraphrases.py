"""Three tellings of one story in other words and orders are read as well as each other.

Each lies in ``paraphrases`` with what a careful reader finds in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.extract import Extractor
from bot.types import Actor, Alert, Article, Claim, Figure, Quote, Speaker, Stance
from tests.extract.reading import shipped

_SAMPLES = sorted((Path(__file__).parent / "paraphrases").glob("*.json"))
_SHARE = 0.96  # of the points that hold: 74 of 77
Point = tuple[bool, str]


@cache
def _extractor() -> Extractor:
    return Extractor(shipped())


def _read(path: Path) -> tuple[dict[str, Any], Alert]:
    sample = json.loads(path.read_text(encoding="utf-8"))
    published = datetime(2017, 10, 10, 20, tzinfo=UTC)
    article = Article(
        id=path.stem, text=sample["text"], title=sample["title"], source=sample["source"], published_at=published
    )
    return sample, _extractor()(article)


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_a_paraphrase_is_read_as_a_careful_reader_does(path: Path) -> None:
    sample, alert = _read(path)
    points = [*_who(sample, alert), *_where(alert), *_figures(sample, alert), *_said(sample, alert)]
    short = [what for holds, what in points if not holds]
    assert len(points) >= 70
    assert len(short) <= (1 - _SHARE) * len(points), short


def _alike(name: str | None, words: list[str]) -> bool:
    mine = (name or "").lower()
    return bool(mine) and any(word.lower() in mine or mine in word.lower() for word in words)


def _who(sample: dict[str, Any], alert: Alert) -> Iterator[Point]:
    for wanted in sample["expected"]["who"]:
        names = [wanted["name"], *wanted["also"]]
        actor = _actor(alert, names)
        yield actor is not None, f"actor {wanted['name']}"
        yield actor is not None and actor.type == wanted["type"], f"{wanted['name']} is {wanted['type']}"
        if wanted["role"]:
            own = f"{actor.role.text if actor and actor.role else ''} {(actor and actor.affiliation) or ''}".lower()
            role = set(wanted["role"].lower().split())
            yield 2 * len(role & set(own.split())) >= len(role), f"role of {wanted['name']}: {own!r}"
        forms = [mention.span.text for mention in actor.mentions] if actor else []
        for form in wanted["also"]:
            yield any(form in text for text in forms), f"{form} is {wanted['name']}"
    for name in sample["expected"]["not_who"]:
        shown = [actor.name.lower() for actor in alert.who if not actor.own_source]
        yield name.lower() not in shown, f"{name} is no actor"


def _actor(alert: Alert, names: list[str]) -> Actor | None:
    exact = [actor for actor in alert.who if any(actor.name.lower() == name.lower() for name in names)]
    near = [actor for actor in alert.who if _alike(actor.name, names[:1])]
    return next(iter([*exact, *near]), None)


def _where(alert: Alert) -> Iterator[Point]:
    main = next((place for place in alert.where if place.main), None)
    yield main is not None and (main.name, main.country) == ("Raqa", "SY"), f"main place {main and main.name}"
    close = main is not None and main.lat is not None and main.lon is not None
    yield close and abs(main.lat - 35.95) + abs(main.lon - 39.01) < 0.3, "where Raqa lies"  # type: ignore
    yield not any("Islamic" in place.name for place in alert.where), "a group is no place"


def _figures(sample: dict[str, Any], alert: Alert) -> Iterator[Point]:
    for wanted in sample["expected"]["figures"]:
        label, start = wanted["text"], sample["text"].index(wanted["text"])
        found = next((f for f in alert.figures if f.span.start < start + len(label) and start < f.span.end), None)
        yield found is not None and found.value == wanted["value"], f"{label}: value"
        yield found is not None and found.key, f"{label}: key"
        if found is None:
            found = Figure(span=alert.lede, sentence=alert.lede, value=-1, unit="")  # type: ignore[arg-type]
        yield found.high == wanted["high"], f"{label}: high {found.high}"
        yield found.unit == wanted["unit"], f"{label}: unit {found.unit}"
        yield found.hedge in wanted["hedge"], f"{label}: hedge {found.hedge}"
        yield found.kind == wanted["kind"], f"{label}: kind {found.kind}"
        by = found.attribution.name if found.attribution else None
        right = by is None if wanted["by"] is None else wanted["by"] == "*" or _alike(by, _forms(wanted["by"]))
        yield right, f"{label}: said by {by}"
    yield 0 < sum(figure.key for figure in alert.figures) <= 4, "at most four are shown"


def _forms(name: str) -> list[str]:
    return [name, "Syrian Democratic Forces"] if name == "SDF" else [name]


def _said(sample: dict[str, Any], alert: Alert) -> Iterator[Point]:
    expected, text = sample["expected"], sample["text"]
    for speaker, opening in expected["quotes"]:
        at = text.index(opening)
        quote = next((each for each in alert.quotes if abs(each.span.start - at) <= 2), None)
        yield quote is not None, f"quote {opening}"
        yield quote is not None and _by(quote, _forms(speaker)), f"{opening}: {quote and quote.speaker}"
    for words in expected["not_quotes"]:
        yield not any(quote.span.text.strip(' ",.') == words for quote in alert.quotes), f"{words} is no quote"
    for wanted in expected["claims"]:
        claim = next((each for each in alert.claims if _is(each, wanted)), None)
        yield claim is not None, f"claim {wanted['contains']}"
        if "denied_by" in wanted:
            against = [alert.claims[at] for at in claim.disputed_by] if claim else []
            denied = any(each.stance is Stance.DENIES and _by(each, wanted["denied_by"]) for each in against)
            yield denied, f"denial of {wanted['contains']}"


def _is(claim: Claim, wanted: dict[str, Any]) -> bool:
    return claim.stance == wanted["stance"] and _by(claim, wanted["speaker"]) and wanted["contains"] in claim.span.text


def _by(said: Quote | Claim, names: list[str]) -> bool:
    speaker: Speaker | None = said.speaker
    return speaker is not None and _alike(speaker.name, names)
