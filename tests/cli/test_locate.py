"""``dateline locate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main


def row(text: str, *names: str, **more: Any) -> dict[str, Any]:
    toponyms = [{"start": text.index(n), "end": text.index(n) + len(n)} for n in names]
    return {"id": "a", "text": text, "toponyms": toponyms, **more}


def locate(tmp_path: Path, capsys: pytest.CaptureFixture[str], *rows: Any, status: int = 0) -> list[Any]:
    path = tmp_path / "names.jsonl"
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), encoding="utf-8")
    assert main(["locate", "--format", "jsonl", str(path)]) == status
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_name_gets_the_place_that_it_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [found] = locate(tmp_path, capsys, row("Rain fell over Nairobi and Kisumu.", "Nairobi", "Kisumu"))
    assert found["id"] == "a"
    assert [t["country_code"] for t in found["toponyms"]] == ["KE", "KE"]
    assert found["toponyms"][0].keys() == {"start", "end", "lat", "lon", "geonameid", "country_code", "name"}


def test_a_name_that_nothing_knows_has_nulls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [found] = locate(tmp_path, capsys, row("They went to Qwxyzzt.", "Qwxyzzt"))
    assert found["toponyms"] == [
        {"start": 13, "end": 20, "lat": None, "lon": None, "geonameid": None, "country_code": None, "name": None}
    ]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ({"id": "b", "text": "Rome"}, "toponyms"),
        ({"id": "b", "text": "Rome", "toponyms": [{"start": 0, "end": 9}]}, "0–9"),
        ({"id": "b", "text": "Rome", "toponyms": [{"start": 3, "end": 1}]}, "3–1"),
        ({"id": "b", "text": "Rome", "toponyms": [{"start": -4, "end": 4}]}, "-4–4"),
        ({"id": "b", "text": "Rome", "toponyms": [{"start": "0", "end": 4}]}, "start"),
    ],
)
def test_a_line_that_cannot_be_done_is_said_and_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: Any, said: str
) -> None:
    good = row("Snow fell in Oslo.", "Oslo")
    first, second, third = locate(tmp_path, capsys, good, bad, {**good, "id": "c"}, status=1)
    assert said in second["error"]
    assert (first["id"], third["id"]) == ("a", "c")
    assert third["toponyms"] == first["toponyms"]
