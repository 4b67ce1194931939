from __future__ import annotations

from datetime import timedelta

import pytest

from bot.render.html import message
from bot.render.period import DAY, Period, name, read

MONTH = timedelta(days=30)


@pytest.mark.parametrize(
    ("word", "period"), [("24h", Period(24, "h")), ("7d", Period(7, "d")), ("30D", Period(30, "d"))]
)
def test_hours_and_days_are_periods(word: str, period: Period) -> None:
    assert read(word, MONTH) == period


@pytest.mark.parametrize("word", ["", "0h", "31d", "721h", "7", "d", "7w", "-1d", "99999d", "7d7d", "٧d x", "1e3h"])
def test_other_words_are_none(word: str) -> None:
    assert read(word, MONTH) is None


def test_a_period_is_named_in_words(words: dict[str, str]) -> None:
    assert message(name(DAY, words)).text == "last 24 hours"
