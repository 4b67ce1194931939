"""When to come again, as servers say it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fetch.headers import is_sendable, max_age_s, retry_after_s

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
WEEK_S = 7 * 24 * 3600


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), (" 0 ", 0), ("99999999999", WEEK_S), ("Thu, 05 Mar 2026 12:00:30 GMT", 30),
        ("Thu, 05 Mar 2026 14:00:30 +0200", 30), ("Thu Mar  5 12:00:30 2026", 30), ("Wed, 04 Mar 2026 12:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", WEEK_S), ("-5", None), ("soon", None), ("", None), (None, None), ("²", None),
        ("1" * 5000, None),
    ],
)  # fmt: skip
def test_retry_after_in_seconds_or_as_a_date(value: str | None, seconds: int | None) -> None:
    assert retry_after_s(value, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("max-age=60", 60), ("public, MAX-AGE = 300, must-revalidate", 300), ("s-maxage=10", None), ("no-cache", None),
        ('max-age="90"', 90), ("max-age=999999999999", WEEK_S), ("max-age=x", None), (None, None),
    ],
)  # fmt: skip
def test_max_age_of_cache_control(value: str | None, seconds: int | None) -> None:
    assert max_age_s(value) == seconds


@given(st.text())
def test_any_header_is_read_without_an_exception(value: str) -> None:
    assert retry_after_s(value, NOW) is None or 0 <= (retry_after_s(value, NOW) or 0) <= WEEK_S
    assert max_age_s(value) is None or (max_age_s(value) or 0) <= WEEK_S


@pytest.mark.parametrize(
    ("value", "sendable"), [('"a"', True), ("", False), (None, False), ('"a"\n', False), ("é", True)]
)
def test_only_validators_of_one_line_are_sent_back(value: str | None, sendable: bool) -> None:
    assert is_sendable(value) is sendable
