"""The commands of ``dateline`` as people call them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main

ITEM = (
    "<item><guid>{n}</guid><title>Sennar: day {n}</title><link>http://courier.test/{n}</link>"
    "<description>About {n}0 civilians left Sennar on day {n}, the council said.</description></item>"
)


def capture(folder: Path, name: str, *numbers: int, body: str | None = None) -> None:
    items = "".join(ITEM.format(n=n) for n in numbers)
    feed = f"<rss version='2.0'><channel><title>Courier</title>{items}</channel></rss>"
    (folder / name).write_text(feed if body is None else body, encoding="utf-8")


def index(folder: Path, *rows: dict[str, object] | str) -> None:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / "index.jsonl").write_text("\n".join(lines), encoding="utf-8")


def replay(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert main(["replay", str(folder), "--format", "jsonl"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_replay_tells_each_article_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture(tmp_path, "1.xml", 1)
    capture(tmp_path, "2.xml", 2, 1)
    capture(tmp_path, "3.xml", body="")
    capture(tmp_path, "4.xml", 3, 2)
    index(
        tmp_path,
        {"file": "1.xml", "captured_at": "2026-03-05T10:00:00+00:00"},
        {"file": "2.xml", "captured_at": "2026-03-05T11:00:00+00:00"},
        {"captured_at": "2026-03-05T11:30:00+00:00", "unchanged": True},
        {"file": "3.xml", "captured_at": "2026-03-05T12:00:00+00:00"},
        {"file": "4.xml", "captured_at": "2026-03-05T13:00:00+00:00"},
    )
    lines = replay(tmp_path, capsys)
    assert [line["key"] for line in lines if line["type"] == "article"] == ["1", "2", "3"]
    assert [line["type"] for line in lines] == ["article", *["article", "update", "delivery"] * 2]
    assert "About 20 civilians" in str(lines[3]["text"])


def test_a_replay_gives_the_same_bytes_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture(tmp_path, "1.xml", 1)
    capture(tmp_path, "2.xml", 2, 1)
    index(tmp_path, *({"file": f"{n}.xml", "captured_at": f"2026-03-05T1{n}:00:00Z"} for n in (1, 2)))
    assert replay(tmp_path, capsys) == replay(tmp_path, capsys)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("nope", "index.jsonl:1"),
        ('{"file": "1.xml"}', "captured_at"),
        ('{"captured_at": "soon"}', "soon"),
        ("[1]", ":1"),
    ],
)
def test_a_bad_index_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, word: str) -> None:
    index(tmp_path, row)
    assert main(["replay", str(tmp_path)]) == 2
    assert word in capsys.readouterr().err


def test_a_folder_without_an_index_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(tmp_path)]) == 2
    assert "captured_at" in capsys.readouterr().err


def test_init_writes_what_check_takes_and_never_over_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "dateline.toml"
    assert main(["init", str(path)]) == 0
    assert main(["check", "--settings", str(path)]) == 0
    assert "raqa" in capsys.readouterr().out
    assert main(["init", str(path)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_check_says_each_problem_and_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("[polling]\ninterval_s = 1\n[extraction]\nlexicons = []\n", encoding="utf-8")
    assert main(["check", "--settings", str(path)]) == 2
    assert "polling.interval_s = 1" in capsys.readouterr().err


def test_check_reads_the_lexicons_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "dateline.toml"
    path.write_text('[extraction]\nlexicons = ["none.toml"]\n', encoding="utf-8")
    assert main(["check", "--settings", str(path)]) == 2
    assert "none.toml" in capsys.readouterr().err


def test_run_without_a_token_says_where_to_put_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(["run"]) == 2
    assert "TELEGRAM_BOT_TOKEN" in capsys.readouterr().err


def test_once_says_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dateline.toml").write_text(
        '[[feeds]]\nurl = "http://127.0.0.1:9/feed"\nname = "Away"\n', encoding="utf-8"
    )
    assert main(["once"]) == 1
    assert "Away: refused_address" in capsys.readouterr().out


@pytest.fixture(scope="module")
def demo() -> str:
    """What the demo prints without a terminal."""
    command = [sys.executable, "-m", "bot", "demo"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TELEGRAM")}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, timeout=180
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_demo_plays_its_story_and_ends_well(demo: str) -> None:
    for told in ("UPDATE", "DENIED", "CORRECTION by the outlet", "/summary 7d", "/where", "[Figures"):
        assert told in demo


def flat(text: str) -> str:
    """Without lines, and with any day of the week: the story ends on the day it is played."""
    return re.sub(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", "DAY", re.sub(r"[\s│]+", " ", text))


def test_the_alert_in_the_readme_is_one_of_the_demo(demo: str) -> None:
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```text\n(.*?)```", readme, re.DOTALL)
    head, _, rest = block.partition("📍")  # the line of the time
    for part in (head, rest.partition("\n")[2]):
        assert len(part) > 50
        assert flat(part).strip() in flat(demo)
