"""Entries as articles, and how articles are recognised."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parse.candidates import SKETCH_SIZE, candidates, content_hash, resemblance, sketch, with_text
from bot.types import Article, Candidate, Entry, Feed, ParsedFeed

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
FEED = Feed(id=3, url="https://e.org/feed", name="Harbour News", interval_s=60, next_check_at=NOW)
OTHER = replace(FEED, id=4, name="Coast Wire")
WORDS = [f"word{n}" for n in range(2_000)]


def entry(key: str = "1", url: str | None = "https://e.org/story/1", title: str = "Ferries", text: str = "") -> Entry:
    return Entry(key=key, url=url, title=title, text=text, published_at=NOW, language="en")


def of(*entries: Entry, feed: Feed = FEED) -> tuple[Candidate, ...]:
    return candidates(ParsedFeed(title="", entries=entries), feed)


def ids(*entries: Entry, feed: Feed = FEED) -> list[str]:
    return [candidate.article.id for candidate in of(*entries, feed=feed)]


def test_entry_becomes_an_article_of_its_outlet() -> None:
    (candidate,) = of(entry(text="The ferries run again."))
    assert candidate.article == Article(
        id=candidate.article.id,
        text="The ferries run again.",
        title="Ferries",
        source="Harbour News",
        url="https://e.org/story/1",
        published_at=NOW,
        language="en",
    )


def test_title_stands_in_for_missing_text() -> None:
    (candidate,) = of(entry(title="Ferries back", text=""))
    assert candidate.article.text == "Ferries back"


def test_entry_without_words_is_no_article() -> None:
    assert of(entry(title="", text="")) == ()


def test_language_of_the_settings_wins() -> None:
    assert of(entry(), feed=replace(FEED, language="fr"))[0].article.language == "fr"


def test_key_that_comes_twice_is_one_candidate() -> None:
    assert len(of(entry(title="One"), entry(title="Two"))) == 1


def test_same_address_in_two_feeds_is_one_article() -> None:
    secure, plain = entry(key="a"), entry(key="b", url="http://e.org/story/1", title="Other words")
    assert ids(secure) == ids(plain, feed=OTHER)


def test_article_without_address_belongs_to_its_feed() -> None:
    assert ids(entry(url=None)) != ids(entry(url=None), feed=OTHER)
    assert ids(entry(url=None)) == ids(entry(url=None, title="Edited"))


@pytest.mark.parametrize("url", ["https://e.org/", "https://e.org/live"])
def test_address_shared_by_many_entries_does_not_make_them_one(url: str) -> None:
    assert len(set(ids(*(entry(key=str(n), url=url, title=f"Post {n}") for n in range(4))))) == 4


def test_headline_reposted_under_a_new_guid_is_the_same_article() -> None:
    assert len(set(ids(entry(key="a", title="Two hurt"), entry(key="b", title="Three hurt")))) == 1


def test_full_text_replaces_the_teaser_and_leaves_the_feeds_hash() -> None:
    (teaser,) = of(replace(entry(text="The ferries…"), teaser=True))
    full = with_text(teaser, " ".join(WORDS), language="fr")
    assert (full.article.text, full.article.language, full.teaser) == (" ".join(WORDS), "fr", False)
    assert (full.article.id, full.content_hash) == (teaser.article.id, teaser.content_hash)
    assert full.sketch == sketch(" ".join(WORDS))


def test_content_hash_is_of_the_words_alone() -> None:
    same = content_hash("Ferries back", "They run - again.")
    assert content_hash("FERRIES  back!", "they RUN\n\nagain") == same
    assert content_hash("Ferries back", "They run again today") != same
    assert content_hash("Ferries", "back they run again") != same


def test_sketch_is_ascending_positive_and_bounded() -> None:
    found = sketch(" ".join(WORDS))
    assert len(found) == SKETCH_SIZE
    assert list(found) == sorted(set(found))
    assert all(0 <= value < 2**63 for value in found)


def test_sketch_of_few_words_is_one_value_and_of_none_is_empty() -> None:
    assert len(sketch("Ferries run again")) == 1
    assert sketch("Ferries, run: again!") == sketch("ferries run again")
    assert sketch(" … ") == ()


def test_sketch_is_the_same_in_another_process() -> None:
    code = "from bot.parse.candidates import sketch; print(sketch('one two three four five six'))"
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"})
    assert found.stdout.strip() == str(sketch("one two three four five six"))


def test_resemblance_is_near_the_true_share_of_word_runs() -> None:
    half = WORDS[:500] + [f"other{n}" for n in range(500)]
    assert resemblance(sketch(" ".join(WORDS[:1_000])), sketch(" ".join(half))) == pytest.approx(1 / 3, abs=0.15)
    assert resemblance(sketch(" ".join(WORDS[:1_000])), sketch(" ".join(WORDS[:950]))) > 0.8
    assert resemblance(sketch(" ".join(WORDS[:1_000])), sketch(" ".join(WORDS[1_000:]))) == 0.0


def test_wire_copy_with_another_headline_resembles_its_original() -> None:
    text = " ".join(WORDS[:300])
    assert resemblance(sketch(text), sketch(f"(Agency) - {text} Reporting by the desk")) > 0.8


def test_nothing_resembles_nothing() -> None:
    assert resemblance((), ()) == 0.0
    assert resemblance((), (1, 2)) == 0.0


@given(st.lists(st.sampled_from(WORDS[:12]), max_size=60), st.lists(st.sampled_from(WORDS[:12]), max_size=60))
def test_resemblance_is_symmetric_and_one_for_the_same_text(one: list[str], other: list[str]) -> None:
    first, second = sketch(" ".join(one)), sketch(" ".join(other))
    assert resemblance(first, second) == resemblance(second, first)
    assert 0.0 <= resemblance(first, second) <= 1.0
    assert resemblance(first, first) == (1.0 if one else 0.0)
