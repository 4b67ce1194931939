from __future__ import annotations

from bot.store.engine import Database
from bot.store.store import FeedSource, Health, Store
from bot.types import Plan, RetryAt
from tests.store.samples import NOW, answer, at, candidate, claim, feed, follow, patch, send, stored, tell

DAY_S = 86_400


def test_an_empty_database_is_in_health(store: Store) -> None:
    assert store.health(NOW) == Health(
        feeds=0, feeds_failing=0, last_poll_at=None, last_sent_at=None, pending=0, oldest_pending_at=None,
        uncertain=0, inbox=0,
    )  # fmt: skip


def test_health_counts_what_an_operator_asks_for(store: Store) -> None:
    feed(store)
    follow(store, 1, 2, 3)
    tell(store, "up1", 1, 2, 3)
    (one, two, _) = claim(store)
    send(store, one, now=at(5))
    store.settle(two, RetryAt(after_s=9, reason="timeout", uncertain=True), at(6))
    store.accept_updates([(1, "a"), (2, "b")], NOW)
    store.answer(1, [answer(1, 1)], at(9))
    store.apply(Plan(feed_patch=patch(checked_at=at(8), error_count=1, last_error="timeout")), at(8))
    store.pause(at(60), "flood")
    assert store.health(at(10)) == Health(
        feeds=1, feeds_failing=1, last_poll_at=at(8), last_sent_at=at(5), pending=3, oldest_pending_at=NOW,
        uncertain=1, inbox=1, paused_until=at(60), pause_reason="flood",
    )  # fmt: skip


def test_a_disabled_feed_fails_nobody(store: Store) -> None:
    feed(store)
    store.apply(Plan(feed_patch=patch(error_count=3, last_error="404")), NOW)
    store.sync_feeds([FeedSource(url="https://other.example/", name="Other", interval_s=60)], NOW)
    health = store.health(NOW)
    assert (health.feeds, health.feeds_failing) == (1, 0)


def test_a_pause_that_is_over_is_not_told(store: Store) -> None:
    store.pause(at(60), "flood")
    assert store.health(at(60)).paused_until is None


def test_pruning_erases_what_ended_long_ago_and_nothing_that_waits(store: Store) -> None:
    feed(store)
    follow(store, 1, 2)
    tell(store, "up1", 1, 2)
    store.accept_updates([(1, "a"), (2, "b")], NOW)
    store.answer(1, [answer(1, 1)], NOW)
    for _ in range(2):
        send(store, *claim(store, limit=1))
    assert store.prune(at(DAY_S), 1) == 0
    assert store.prune(at(DAY_S + 1), 1) == 4  # two deliveries, the answer's message, one update
    assert [one.chat_id for one in claim(store)] == [2]
    assert [row.update_id for row in store.pending_updates(9)] == [2]


def test_pruning_forgets_no_entry_and_no_article(store: Store) -> None:
    feed(store)
    tell(store, "up1")
    store.prune(at(400 * DAY_S), 1)
    assert store.known(1, [candidate("key of up1")], NOW).entries == {"key of up1": "a1"}
    assert store.article("a1") is not None


def test_pruning_ends_the_search_for_near_copies_after_a_month(store: Store) -> None:
    feed(store)
    store.apply(Plan(feed_patch=patch(), articles=(stored(sketch=(1,)),)), NOW)
    store.prune(at(30 * DAY_S), 1)
    assert list(store.known(1, [candidate("k", "b", sketch=[1])], NOW).articles) == ["a1"]
    store.prune(at(32 * DAY_S), 1)
    assert store.known(1, [candidate("k", "b", sketch=[1])], NOW).articles == {}


def test_pruning_leaves_nothing_behind_however_much_there_is(store: Store, url: str) -> None:
    store.accept_updates([(n, "{}") for n in range(12_000)], NOW)
    database = Database(url)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE inbox SET answered_at = received_at")
    database.close()
    assert store.prune(at(2 * DAY_S), 1) == 12_000
