"""Feeds of eighteen parsers' own tests and from the wild, against what those tests expect.

They are not part of the project: the folder lies beside the checkout, or ``DATELINE_SHARED`` names it.
"""

from __future__ import annotations

import io
import json
import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import feedparser
import pytest

from bot.parse.feed import parse_feed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SHARED = Path(os.environ.get("DATELINE_SHARED", Path(__file__).parents[3] / "shared"))
FEEDS = SHARED / "feeds"
pytestmark = pytest.mark.skipif(not (FEEDS / "manifest.jsonl").is_file(), reason=f"no feeds in {FEEDS}")


@cache
def manifest() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in (FEEDS / "manifest.jsonl").read_text(encoding="utf-8").splitlines())


def test_entry_counts_are_those_that_the_parsers_expect() -> None:
    rows = [row for row in manifest() if "expected_entry_count" in row]
    counts = {row["file"]: len(parse_feed((FEEDS / row["file"]).read_bytes(), None, "", NOW).entries) for row in rows}
    assert rows
    assert counts == {row["file"]: row["expected_entry_count"] for row in rows}


def test_titles_are_those_expected_wherever_feedparser_has_them() -> None:
    wrong = {}
    rows = [row for row in manifest() if "expected_title" in row]
    for row in rows:
        body = (FEEDS / row["file"]).read_bytes()
        reference = feedparser.parse(io.BytesIO(body)).get("feed", {}).get("title", "")
        title = parse_feed(body, None, "", NOW).title_html
        if reference == row["expected_title"] != title:
            wrong[row["file"]] = (title, row["expected_title"])
    assert rows
    assert wrong == {}


def test_every_tenth_feed_is_read_without_an_exception() -> None:
    read = 0
    for row in manifest()[::10]:
        body = (FEEDS / row["file"]).read_bytes()
        parsed = parse_feed(body, None, "https://example.org/feed", NOW)
        assert parsed.entries or parsed.problems, row["file"]
        read += 1
    assert read > 100
