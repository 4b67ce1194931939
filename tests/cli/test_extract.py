"""``dateline extract``: lines in, lines out, in order, whatever stands in them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.cli import extract as extract_command
from bot.types import Alert, Article

STORY = "The harbour council said on Tuesday that at least 40 sailors were stranded in Sennar."


def extract(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, list[dict[str, Any]], str]:
    status = main(["extract", *map(str, args), "--format", "jsonl"])
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_bad_line_has_an_error_on_its_line_and_the_others_are_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lines(tmp_path / "in.jsonl", {"id": "a", "text": STORY}, "nope", {"id": "c"}, {"id": "d", "text": STORY})
    status, found, _ = extract(capsys, path)
    assert status == 1
    assert [row["id"] for row in found] == ["a", "in-2", "c", "d"]
    assert ["error" in row for row in found] == [False, True, True, False]


def test_an_empty_line_between_others_has_its_line_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lines(tmp_path / "in.jsonl", {"id": "a", "text": STORY}, "", {"id": "b", "text": STORY}, "", "")
    status, found, _ = extract(capsys, path)
    assert (status, [row["id"] for row in found]) == (1, ["a", "in-2", "b"])


@pytest.mark.parametrize("content", [None, "not toml ["])
def test_a_lexicon_that_cannot_be_read_is_said_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    if content is not None:
        (tmp_path / "mine.toml").write_text(content, encoding="utf-8")
    path = lines(tmp_path / "in.jsonl", {"id": "a", "text": STORY})
    status = main(["extract", str(path), "--lexicon", str(tmp_path / "mine.toml")])
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert "mine.toml" in err


def test_many_lines_come_out_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": n, "text": STORY if n % 3 else ""} for n in range(60)]
    status, found, _ = extract(capsys, lines(tmp_path / "in.jsonl", *rows), "--jobs", 2)
    assert (status, [row["id"] for row in found]) == (0, [str(n) for n in range(60)])


def test_one_process_and_many_give_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lines(tmp_path / "in.jsonl", *({"id": n, "text": f"{STORY} {n} boats left."} for n in range(40)))
    assert extract(capsys, path, "--jobs", 1) == extract(capsys, path, "--jobs", 2)


def test_keys_may_be_null_or_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nulls = dict.fromkeys(("id", "title", "published", "source", "url", "language"))
    status, found, err = extract(capsys, lines(tmp_path / "in.jsonl", {"text": STORY, **nulls}))
    assert (status, found[0]["id"], err) == (0, "in-1", "")


def test_an_unreadable_date_is_null_with_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found, err = extract(capsys, lines(tmp_path / "in.jsonl", {"id": "a", "text": STORY, "published": "soon"}))
    assert (status, found[0]["article"]["published"]) == (0, None)
    assert "soon" in err


def test_a_text_file_is_one_article_named_by_its_stem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "harbour.txt").write_text(STORY, encoding="utf-8")
    _, found, _ = extract(capsys, tmp_path / "harbour.txt")
    assert [row["id"] for row in found] == ["harbour"]


def test_a_page_is_read_for_its_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = "".join(f"<p>{STORY} This is paragraph number {n} of the report.</p>" for n in range(6))
    article = f"<article><h1>Stranded</h1>{body}</article>"
    page = f"<html><head><title>Stranded</title></head><body><nav>Menu</nav>{article}</body></html>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    status, found, _ = extract(capsys, tmp_path / "page.html")
    assert (status, found[0]["article"]["title"]) == (0, "Stranded")
    assert found[0]["lede"]["text"] == STORY


@pytest.mark.parametrize("name", ["none.txt", "picture.png"])
def test_an_input_that_cannot_be_read_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    status, found, err = extract(capsys, tmp_path / name, tmp_path / "a.txt")
    assert (status, "error" in found[0], found[1]["id"]) == (1, True, "a")
    assert name in err


def test_an_array_of_articles_is_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "two.json").write_text(json.dumps([{"text": STORY}, {"id": "b", "text": STORY}, 5]), encoding="utf-8")
    status, found, _ = extract(capsys, tmp_path / "two.json")
    assert (status, [row["id"] for row in found]) == (1, ["two-1", "b", "two-3"])


def test_text_shows_a_denial_and_a_confirmation_below_their_claim(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Herders said jets hit a mill. The army denied the reports. The mayor confirmed the strike.\n")
    assert main(["extract", str(path)]) == 0
    shown = capsys.readouterr().out.splitlines()
    at = next(n for n, line in enumerate(shown) if "jets hit a mill" in line and "claim" in line)
    assert shown[at + 1].strip().startswith("✗ disputed: denies: the reports")
    assert shown[at + 2].strip().startswith("✓ confirmed: confirms: the strike")
    assert sum("the reports" in line for line in shown[at:]) == 1


def test_json_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lines(tmp_path / "in.jsonl", {"id": "a", "text": STORY}, {"id": "b", "text": STORY})
    main(["extract", str(path), "--format", "json"])
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == ["a", "b"]


def test_a_page_of_alerts_escapes_what_articles_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lines(tmp_path / "in.jsonl", {"id": "<b>", "title": "<script>x</script>", "text": f"<i>{STORY}</i>"})
    main(["extract", str(path), "--format", "html"])
    out = capsys.readouterr().out
    assert "<script>" not in out
    assert "&lt;i&gt;" in out
    assert '<mark class="figure">at least 40 sailors</mark>' in out


def test_standard_input_is_read_as_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps({"id": "é", "text": STORY}).encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    _, found, _ = extract(capsys, "-")
    assert [row["id"] for row in found] == ["é"]


def test_one_job_answers_each_line_at_once() -> None:
    command = [sys.executable, "-m", "bot", "extract", "-", "--format", "jsonl", "--jobs", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for name in ("a", "b"):
            process.stdin.write(json.dumps({"id": name, "text": STORY}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == name
        process.stdin.close()
    assert process.returncode == 0


@pytest.mark.parametrize(
    "text",
    [
        '"' * 10_000,
        "“" * 5_000 + "x" + "”" * 5_000,
        "1,2,3,4," * 20_000,
        "9" * 400 + " people died in Sennar, officials said.",
        "٤٠ people and ４０ others left Sennar.",
        "SENNAR OFFICIALS SAID 40 PEOPLE LEFT. " * 200,
        "\x00\x01\u200b\u202e" * 500,
        "Mara Haddad, " * 10_000,
        "said " * 20_000,
        "مرحبا بالعالم " * 500,
        "a" * 200_000,
    ],
    ids=["quotes", "nested", "list", "huge", "digits", "capitals", "controls", "names", "cues", "arabic", "word"],
)
def test_hostile_text_is_done_in_bounded_time(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    status, found, _ = extract(capsys, lines(tmp_path / "in.jsonl", {"id": "x", "text": text}))
    assert status == 0
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_an_impossible_number_of_jobs_is_refused(jobs: str) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["extract", "-", "--jobs", jobs])
    assert raised.value.code == 2


def test_an_article_that_breaks_the_extractor_stops_no_other() -> None:
    def breaks(article: Article) -> Alert:
        if article.id == "bad":
            raise IndexError("out of words")
        return Alert()

    rows = [extract_command.Item(fallback_id=name, row={"id": name, "text": STORY}) for name in ("bad", "good")]
    results = [extract_command.do_one(row, "jsonl", breaks) for row in rows]
    assert [result.failed for result in results] == [True, False]
    assert json.loads(results[0].line) == {"id": "bad", "error": "bad: could not be read (IndexError: out of words)"}
