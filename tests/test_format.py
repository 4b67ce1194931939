"""The public format of an alert."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import format, types
from bot.errors import InputError
from bot.reader import build_extractor

SCHEMA_FILE = Path(__file__).parent.parent / "docs" / "alert.schema.json"
TEXT = (
    "SENNAR (Courier) - The harbour council said on Tuesday that at least 40 sailors were stranded on two ferries.\n\n"
    '"We will not leave anyone behind," harbour master Mara Haddad said. The shipping ministry denied the report.'
)


EXTRACT = build_extractor()


def published(text: str = TEXT) -> tuple[types.Article, dict[str, Any]]:
    article = types.Article(
        id="harbour-1", text=text, title="Sailors stranded", published_at=datetime(2026, 3, 5, 20, tzinfo=UTC)
    )
    return article, json.loads(format.publish(article, EXTRACT(article)).model_dump_json())


def spans(node: object) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node] if {"text", "start", "end"} <= node.keys() else []
        return own + [span for value in node.values() for span in spans(value)]
    return [span for value in node for span in spans(value)] if isinstance(node, list) else []


def test_the_schema_in_the_docs_is_that_of_the_models() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == format.AlertDocument.model_json_schema()


@pytest.mark.parametrize(
    ("domain", "model"),
    [
        (types.Actor, format.ActorEntry),
        (types.Place, format.PlaceEntry),
        (types.Figure, format.FigureEntry),
        (types.Quote, format.QuoteEntry),
        (types.Claim, format.ClaimEntry),
        (types.Alert, format.AlertDocument),
    ],
)
def test_every_field_of_the_domain_is_published(domain: type, model: type) -> None:
    ours = {field.name for field in dataclasses.fields(domain)} - {"span"}
    assert ours <= set(model.model_fields)  # type: ignore[attr-defined]


def test_the_keys_stand_as_promised() -> None:
    _, document = published()
    assert list(document) == [
        "schema", "id", "article", "lede", "when", "who", "where", "figures", "quotes", "claims",
    ]  # fmt: skip
    assert document["schema"] == "dateline.alert/1"
    assert document["article"]["published"] == "2026-03-05T20:00:00Z"


def test_every_span_is_the_articles_own_words() -> None:
    article, document = published()
    found = spans({key: value for key, value in document.items() if key != "article"})
    assert len(found) > 10
    assert all(article.text[span["start"] : span["end"]] == span["text"] for span in found)


def test_the_same_article_gives_the_same_bytes() -> None:
    assert published() == published()


@given(st.text(max_size=400))
def test_any_text_gives_an_alert_of_its_own_words(text: str) -> None:
    article, _ = format.read_article({"text": text}, "x")
    document = json.loads(format.publish(article, EXTRACT(article)).model_dump_json())
    for span in spans({key: value for key, value in document.items() if key != "article"}):
        assert article.text[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-03-05T20:00:00Z", "2026-03-05T20:00:00+00:00"),
        ("2026-03-05", "2026-03-05T00:00:00+00:00"),
        ("2009-03-31 11:23:26.857003-05", "2009-03-31T16:23:26.857003+00:00"),
        ("Thu, 05 Mar 2026 20:00:00 +0300", "2026-03-05T17:00:00+00:00"),
        ("16 December 2016", "2016-12-16T00:00:00+00:00"),
        ("Dec 13, 2016 4:55 PM ET", "2016-12-13T21:55:00+00:00"),
        ("13/12/2016", "2016-12-13T00:00:00+00:00"),
        (1772740800, "2026-03-05T20:00:00+00:00"),
    ],
)
def test_times_are_read_as_people_write_them(given: object, expected: str) -> None:
    found = format.parse_time(given)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "given", ["03/04/2017", "soon", "", None, True, "9" * 500, [1], float("nan"), "Tuesday", 1e300]
)
def test_a_time_that_cannot_be_told_is_none(given: object) -> None:
    assert format.parse_time(given) is None


def test_the_zone_of_the_date_is_kept_beside_the_time() -> None:
    article, _ = format.read_article({"text": "x", "published": "2026-03-05T01:00:00+03:00"}, "f")
    assert (article.published_at, article.utc_offset_s) == (datetime(2026, 3, 4, 22, 0, tzinfo=UTC), 3 * 3600)


def test_an_unreadable_date_is_a_warning_not_an_error() -> None:
    article, warnings = format.read_article({"id": 3, "text": "x", "published": "someday"}, "f")
    assert (article.id, article.published_at) == ("3", None)
    assert "someday" in warnings[0]


@pytest.mark.parametrize(
    ("line", "subject", "word"),
    [
        ("nope", "f-1", "not JSON"),
        ("[1]", "f-1", "not a JSON object"),
        ('{"id": "a"}', "a", "text"),
        ('{"id": "a", "text": 5}', "a", "text"),
        ('{"id": "a", "text": "x", "title": ["y"]}', "a", "title"),
        ("[" * 100_000, "f-1", "not JSON"),
    ],
)
def test_a_bad_line_says_which_key_is_wrong(line: str, subject: str, word: str) -> None:
    with pytest.raises(InputError, match=word) as raised:
        format.read_line(line, "f-1")
    assert raised.value.subject == subject


CUT = (
    "Between a hundred and 200 people, among them a couple of dozen children, died on Tuesday in a third of the 5 km "
    "zone, up from at least 12 a day earlier, said Dr. Mara Haddad, who heads the U.N. mission -- half of it in "
    'the city of Sennar -- and "not one" of some 3.5 million dollars per day was, according to the army, paid. He '
    "declined to comment but denied that an eighth of the boats had been hit. \u201cWe, he said, \u2018will not\u2019"
)


@pytest.mark.parametrize("end", range(0, len(CUT), 3))
def test_a_text_that_breaks_off_anywhere_gives_an_alert_of_its_own_words(end: int) -> None:
    for text in (CUT[:end], CUT[end:]):
        article = types.Article(id="cut", text=text, title=text[:40], source="U.N.", language="en")
        for span in spans(json.loads(format.publish(article, EXTRACT(article)).model_dump_json(exclude={"article"}))):
            assert text[span["start"] : span["end"]] == span["text"]
