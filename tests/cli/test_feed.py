"""``dateline feed`` on files and addresses, good and bad."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.fetch.web import answers, running

GOOD = (
    "<rss version='2.0'><channel><title>The <![CDATA[<b>Harbour</b>]]> News</title>"
    "<item><title>Ferries &amp; boats</title><guid isPermaLink='false'>1</guid>"
    "<pubDate>Thu, 05 Mar 2020 13:00:00 +0200</pubDate></item>"
    "<item><title>Pier shut</title><guid isPermaLink='false'>2</guid></item></channel></rss>"
)


@pytest.fixture
def feed_file(tmp_path: Path) -> str:
    path = tmp_path / "good.xml"
    path.write_text(GOOD, encoding="utf-8")
    return str(path)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_line_has_title_entries_and_problems(feed_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feed", "--format", "jsonl", feed_file]) == 0
    assert lines(capsys) == [
        {"file": feed_file, "title": "The <b>Harbour</b> News", "entries": 2, "problems": ["no date: 1 of 2"]}
    ]


def test_lines_stand_in_the_order_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = []
    for number in range(12):
        path = tmp_path / f"{number}.xml"
        path.write_text("<rss><channel><title>x</title>" + "<item><guid>1</guid></item>" * (12 - number))
        names.append(str(path))
    assert main(["feed", "--format", "jsonl", "--jobs", "2", *names]) == 0
    assert [(line["file"], line["entries"]) for line in lines(capsys)] == [(n, 12 - i) for i, n in enumerate(names)]


def test_bad_feeds_are_told_and_are_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bodies = {"empty": b"", "page": b"<!DOCTYPE html><html><body>Sorry", "binary": bytes(range(256))}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    assert main(["feed", "--format", "jsonl", *(str(tmp_path / name) for name in bodies)]) == 0
    found = lines(capsys)
    assert [line["entries"] for line in found] == [0, 0, 0]
    assert [line["problems"][0] for line in found] == ["empty: no bytes", "not a feed: an HTML page", "not a feed"]
    assert not any("error" in line for line in found)


def test_what_cannot_be_read_has_an_error_and_the_others_are_done(
    tmp_path: Path, feed_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    large = tmp_path / "large.xml"
    large.write_bytes(b" " * (5 * 1024 * 1024 + 1))
    assert main(["feed", "--format", "jsonl", str(tmp_path / "none.xml"), str(tmp_path), str(large), feed_file]) == 1
    missing, folder, too_large, good = lines(capsys)
    assert missing["error"] == "No such file or directory"
    assert folder["error"] == "Is a directory"
    assert "larger than" in too_large["error"]
    assert (good["entries"], "error" in good) == (2, False)


def test_text_is_for_a_person(feed_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feed", feed_file, str(tmp_path / "none.xml")]) == 1
    out = capsys.readouterr().out
    assert "title     The Harbour News" in out
    assert "2020-03-05 11:00  Ferries & boats" in out
    assert "no date           Pier shut" in out
    assert "cannot be read: No such file or directory" in out


async def test_address_is_fetched(capsys: pytest.CaptureFixture[str]) -> None:
    async with running() as web:
        good = web.at("/feed", answers(GOOD.encode()))
        gone = web.at("/gone", answers(b"", status=410))
        command = ["feed", "--format", "jsonl", "--allow-private", good, gone]
        assert await asyncio.to_thread(main, command) == 1
    first, second = lines(capsys)
    assert (first["entries"], first["file"]) == (2, good)
    assert second["error"] == "not fetched: the server answers with status 410"


async def test_private_address_is_refused_unless_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    assert await asyncio.to_thread(main, ["feed", "--format", "jsonl", "http://127.0.0.1/feed"]) == 1
    assert "refused_address" in lines(capsys)[0]["error"]
