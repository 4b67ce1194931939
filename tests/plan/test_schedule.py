"""When a feed is visited next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.plan.schedule import after_failure, after_success
from bot.types import FailureReason, FetchFailure
from tests.making import NOW, feed, fetched

REFUSED = FetchFailure(feed_url="http://a.test/feed", reason=FailureReason.CONNECT, detail="", fetched_at=NOW)


def wait_s(moment: object) -> float:
    return (moment - NOW).total_seconds()  # type: ignore[operator]


def test_a_good_visit_is_followed_by_one_after_the_interval() -> None:
    assert 300 <= wait_s(after_success(feed(), fetched(), None, NOW)) <= 330


@pytest.mark.parametrize(("max_age", "ttl", "least"), [(900, None, 900), (None, 1800, 1800), (86400, None, 3600)])
def test_a_server_may_ask_for_patience_up_to_an_hour(max_age: int | None, ttl: int | None, least: int) -> None:
    found = wait_s(after_success(feed(), fetched(max_age_s=max_age), ttl, NOW))
    assert least <= found <= 1.1 * least


def test_each_failure_in_a_row_doubles_the_wait_up_to_a_day() -> None:
    waits = [wait_s(after_failure(feed(error_count=count), REFUSED, NOW)) for count in (0, 1, 4, 40)]
    assert [round(w / 300 / 1.05) for w in waits[:3]] == pytest.approx([1, 2, 16], abs=1)
    assert 86400 <= waits[3] <= 1.1 * 86400


def test_retry_after_is_always_heeded() -> None:
    asked = fetched(status=503, retry_after_s=200_000)
    assert wait_s(after_failure(feed(), asked, NOW)) >= 200_000


def test_a_feed_that_is_gone_is_asked_once_a_day() -> None:
    assert wait_s(after_failure(feed(), fetched(status=410), NOW)) >= 86400


def test_feeds_do_not_come_due_together() -> None:
    times = {after_success(feed(url=f"http://{n}.test/"), fetched(), None, NOW) for n in range(50)}
    assert len(times) > 40
    assert max(times) - min(times) > timedelta(seconds=10)
