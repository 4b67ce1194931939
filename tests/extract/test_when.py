"""Times in a text and the days they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.extract import when
from bot.extract.document import read
from bot.extract.reading import Reading
from bot.types import Article, When

FRIDAY = datetime(2026, 3, 6, 20, 0, tzinfo=UTC)


def times_in(text: str, published: datetime | None = FRIDAY) -> tuple[When, ...]:
    return when.find(Reading(article=Article(id="a", text=text, published_at=published), document=read(text)))


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


def test_the_year_before_is_a_time_whose_days_nothing_tells() -> None:
    (found,) = times_in("It sold twelve boats the year before.")
    assert (found.span.text, found.first_day) == ("the year before", None)
    assert times_in("It sold twelve boats the year before the quay was built.") == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Tuesday", "2026-03-03", "2026-03-03"),
        ("Friday", "2026-03-06", "2026-03-06"),
        ("last Friday", "2026-02-27", "2026-02-27"),
        ("next Monday", "2026-03-09", "2026-03-09"),
        ("early on Monday", "2026-03-02", "2026-03-02"),
        ("Tuesday night", "2026-03-03", "2026-03-03"),
        ("since Sunday", "2026-03-01", "2026-03-06"),
        ("last week", "2026-02-23", "2026-03-01"),
        ("last month", "2026-02-01", "2026-02-28"),
        ("over the weekend", "2026-02-28", "2026-03-01"),
        ("yesterday", "2026-03-05", "2026-03-05"),
        ("in the past 24 hours", "2026-03-05", "2026-03-06"),
        ("three days ago", "2026-03-03", "2026-03-03"),
        ("on March 5", "2026-03-05", "2026-03-05"),
        ("on Dec. 30", "2025-12-30", "2025-12-30"),
        ("by March 23", "2026-03-23", "2026-03-23"),
        ("in 2014", "2014-01-01", "2014-12-31"),
        ("in January", "2026-01-01", "2026-01-31"),
        ("since October 7", "2025-10-07", "2026-03-06"),
        ("on August 20", "2025-08-20", "2025-08-20"),
        ("earlier this month", "2026-03-01", "2026-03-06"),
        ("overnight", "2026-03-05", "2026-03-06"),
        ("from Sunday to Tuesday", "2026-03-01", "2026-03-03"),
        ("between Monday and Wednesday", "2026-03-02", "2026-03-04"),
        ("from March 1 to March 4", "2026-03-01", "2026-03-04"),
        ("on March 2-4", "2026-03-02", "2026-03-04"),
        ("between 2 and 4 March", "2026-03-02", "2026-03-04"),
        ("from 2011 to 2015", "2011-01-01", "2015-12-31"),
    ],
)
def test_relative_days_count_from_publication(text: str, first: str, last: str) -> None:
    (found,) = times_in(f"It happened {text}.")
    assert found.span.text == text
    assert (found.first_day, found.last_day) == days(first, last)


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("Ministers will meet on Monday.", "2026-03-09", "2026-03-09"),
        ("Ministers will meet on Friday.", "2026-03-06", "2026-03-06"),
        ("Talks are due to resume on Wednesday.", "2026-03-11", "2026-03-11"),
        ("The vote is scheduled for Sunday.", "2026-03-08", "2026-03-08"),
        ("On Sunday, the council will vote.", "2026-03-08", "2026-03-08"),
        ("They have until Tuesday to leave.", "2026-03-06", "2026-03-10"),
        ("The vote is planned for November 3.", "2026-11-03", "2026-11-03"),
        ("He said on Wednesday the army will leave.", "2026-03-04", "2026-03-04"),
        ("The road will open, but it was shelled on Tuesday.", "2026-03-03", "2026-03-03"),
    ],
)
def test_words_that_look_ahead_mean_the_next_such_day(sentence: str, first: str, last: str) -> None:
    (found,) = times_in(sentence)
    assert (found.first_day, found.last_day) == days(first, last)


def test_two_days_of_a_list_are_two_times() -> None:
    assert len(times_in("It rained on Monday and Wednesday.")) == 2


def test_days_are_those_of_the_zone_in_which_the_outlet_dates() -> None:
    text = "It happened on Thursday."
    published = datetime(2026, 3, 4, 22, 0, tzinfo=UTC)  # the first hour of Thursday in Damascus
    here, there = (
        when.find(Reading(article=article, document=read(text)))
        for article in (
            Article(id="a", text=text, published_at=published),
            Article(id="a", text=text, published_at=published, utc_offset_s=3 * 3600),
        )
    )
    assert [w.first_day for w in (*here, *there)] == [date(2026, 2, 26), date(2026, 3, 5)]


def test_days_are_counted_from_the_dateline_where_it_says_its_day() -> None:
    published = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    found = times_in("SEATTLE, March 3 (Tallow) - Snow closed the road on Tuesday, and again today.", published)
    assert [w.first_day for w in found] == [date(2026, 3, 3)] * 3


def test_a_dateline_of_another_week_counts_nothing() -> None:
    published = datetime(2026, 3, 14, 2, 0, tzinfo=UTC)
    found = times_in("SEATTLE, March 3 (Tallow) - Snow closed the road today.", published)
    assert found[-1].first_day == date(2026, 3, 14)


def test_without_publication_only_a_full_date_has_days() -> None:
    weekday, full = times_in("It began on Tuesday, not on 5 March 2024.", published=None)
    assert (weekday.first_day, weekday.last_day) == (None, None)
    assert (full.first_day, full.last_day) == days("2024-03-05", "2024-03-05")


@pytest.mark.parametrize("text", ["They may march 5 miles.", "The second floor burned.", "Sunderland won."])
def test_other_words_are_no_times(text: str) -> None:
    assert times_in(text) == ()


@pytest.mark.parametrize("text", ["on February 31, 2024", "on 99 May 2024", "0000-13-45", "in the past 999 decades"])
def test_impossible_dates_raise_nothing(text: str) -> None:
    assert all(found.span.text in text for found in times_in(text))
