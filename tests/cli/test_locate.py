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
        ({"id": "b", "text": "Rome", "toponyms": None}, "valid list"),
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


def test_a_name_alone_lists_the_places_and_says_why_the_first_is_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "Tripoli"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()[1:4]] == ["1.", "2.", "3."]
    assert out.index("LY") < out.index("LB")
    assert "First: a capital" in out


def test_several_names_are_listed_in_turn(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "Oslo", "Syria", "--format", "jsonl"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [f["query"] for f in found] == ["Oslo", "Syria"]
    assert [f["candidates"][0]["country_code"] for f in found] == ["NO", "SY"]
    assert all(f["candidates"][0]["why"] for f in found)


def test_a_name_in_bytes_that_are_no_text_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "\udcff\udcfe"]) == 1
    assert "no place of that name" in capsys.readouterr().err


def test_a_name_that_is_not_known_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "Qwxyzzt"]) == 1
    assert "no place of that name" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", str(tmp_path / "none.jsonl")]) == 1
    assert "No such file" in capsys.readouterr().err


def test_a_list_of_articles_in_one_file_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "names.json"
    path.write_text(json.dumps([row("Snow in Oslo.", "Oslo"), row("Rain in Bergen.", "Bergen")]), encoding="utf-8")
    assert main(["locate", "--format", "json", str(path)]) == 0
    assert [d["toponyms"][0]["name"] for d in json.loads(capsys.readouterr().out)] == ["Oslo", "Bergen"]


def test_text_says_when_a_place_is_only_near(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "names.jsonl"
    path.write_text(json.dumps(row("The Kampala High Court sat.", "Kampala High Court")) + "\n", encoding="utf-8")
    assert main(["locate", str(path)]) == 0
    assert "in or near Kampala" in capsys.readouterr().out


def test_names_within_names_are_each_resolved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [found] = locate(tmp_path, capsys, row("The Kampala High Court sat.", "Kampala High Court", "Kampala"))
    assert [t["name"] for t in found["toponyms"]] == ["Kampala", "Kampala"]


def test_ten_thousand_names_in_a_long_text_are_resolved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["Springfield", "Qorvash", "Salem", "Lebanon", "Paris"]
    words = [f"{names[i % 5]}{'' if i % 2 else i}" for i in range(10_000)]
    text, toponyms = "", []
    for word in words:
        toponyms.append({"start": len(text), "end": len(text) + len(word)})
        text += word + " " * 100
    [found] = locate(tmp_path, capsys, {"id": "a", "text": text, "toponyms": toponyms})
    assert len(found["toponyms"]) == 10_000
