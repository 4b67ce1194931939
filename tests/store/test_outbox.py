from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.store import outbox
from bot.store.engine import Database
from bot.store.store import Store
from bot.types import Gone, Lane, Migrated, NewDelivery, Paused, Plan, Rejected, RetryAt, Sent
from tests.store.samples import LEASE_S, NOW, alert, answer, at, claim, feed, follow, patch, send, tell, update


@pytest.fixture
def store(store: Store) -> Store:
    """With a feed, and with chats 1 to 3 that follow the topic."""
    feed(store)
    follow(store, 1, 2, 3)
    return store


def apply(store: Store, *new: NewDelivery) -> int:
    """Apply a plan with these deliveries and their updates."""
    updates = tuple(update(one.update_id) for one in new if one.update_id)
    return store.apply(Plan(feed_patch=patch(), updates=updates, deliveries=new), NOW)


def lines(store: Store, now_s: float = 0) -> list[tuple[int, str]]:
    return [(one.chat_id, one.update_id or one.key) for one in claim(store, at(now_s))]


# ── claim


def test_a_chat_has_one_delivery_in_flight_and_the_first_goes_first(store: Store) -> None:
    tell(store, "up1", 1, 2)
    tell(store, "up2", 1, 2)
    first = claim(store)
    assert [(one.chat_id, one.update_id) for one in first] == [(1, "up1"), (2, "up1")]
    assert claim(store) == ()
    send(store, first[0])
    assert lines(store) == [(1, "up2")]


def test_no_more_are_claimed_than_asked(store: Store) -> None:
    tell(store, "up1", 1, 2, 3)
    assert len(claim(store, limit=2)) == 2
    assert claim(store, limit=0) == ()


def test_an_answer_overtakes_a_correction_overtakes_an_alert(store: Store) -> None:
    tell(store, "up1", 1, 2, 3)
    tell(store, "up2", 2, 3, lane=Lane.CORRECTION)
    store.answer(9, [answer(9, 3)], NOW)
    assert lines(store) == [(3, "a:9:0"), (2, "up2"), (1, "up1")]


# ── corrections


def test_a_correction_supersedes_the_alerts_of_its_article_that_still_wait(store: Store, url: str) -> None:
    tell(store, "up1", 1, 2)
    tell(store, "up2", 1)
    tell(store, "up3", 1, lane=Lane.CORRECTION)
    assert lines(store) == [(1, "up3"), (2, "up1")]
    database = Database(url)
    with database.read() as connection:
        ended = connection.exec_driver_sql("SELECT update_id, state, reason FROM deliveries WHERE ended_at IS NOT NULL")
        assert sorted(tuple(row) for row in ended) == [
            ("up1", "cancelled", "superseded by a correction"),
            ("up2", "cancelled", "superseded by a correction"),
        ]
    database.close()


def test_a_correction_leaves_alerts_of_other_articles_and_later_ones(store: Store) -> None:
    apply(store, replace(alert("up1", 1), article_id="a2"))
    apply(store, replace(alert("up2", 1), article_id=None))
    tell(store, "up3", 1, lane=Lane.CORRECTION)
    tell(store, "up4", 1)
    tell(store, "up3", 1, lane=Lane.CORRECTION)  # the same once more
    for expected in ("up3", "up1", "up2", "up4"):
        (one,) = claim(store)
        assert one.update_id == expected
        send(store, one)


def test_a_correction_leaves_an_alert_that_is_under_way(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    tell(store, "up2", 1, lane=Lane.CORRECTION)
    assert store.mark_sending(one.id, NOW)


def test_a_correction_that_a_chat_no_longer_wants_supersedes_nothing_there(store: Store) -> None:
    tell(store, "up1", 1)
    tell(store, "up2", 1, lane=Lane.CORRECTION, topics=("weather",))
    assert lines(store) == [(1, "up1")]


@pytest.mark.parametrize("lane", [Lane.ALERT, Lane.CORRECTION])
def test_news_of_an_article_that_a_chat_was_told_replies_to_the_newest_message(store: Store, lane: Lane) -> None:
    for update_id, message_id in (("up1", 41), ("up2", 57)):
        tell(store, update_id, 1)
        send(store, *claim(store), message_id=message_id)
    tell(store, "up3", 1, 2, lane=lane)
    assert {one.chat_id: one.reply_to for one in claim(store)} == {1: 57, 2: None}


def test_news_of_another_article_replies_to_nothing(store: Store) -> None:
    tell(store, "up1", 1)
    send(store, *claim(store), message_id=41)
    apply(store, replace(alert("up2", 1), article_id="a2"))
    assert [one.reply_to for one in claim(store)] == [None]


def test_news_replies_to_no_answer_and_an_answer_to_no_news(store: Store) -> None:
    store.answer(8, [replace(answer(8, 1), article_id="a1")], NOW)
    send(store, *claim(store), message_id=30)
    tell(store, "up1", 1)
    (one,) = claim(store)
    assert one.reply_to is None
    send(store, one, message_id=41)
    store.answer(9, [replace(answer(9, 1), article_id="a1")], NOW)
    assert [one.reply_to for one in claim(store)] == [None]


def test_news_in_another_thread_replies_to_nothing_there(store: Store) -> None:
    tell(store, "up1", 1)
    send(store, *claim(store), message_id=41)
    apply(store, replace(alert("up2", 1), thread_id=7))
    assert [one.reply_to for one in claim(store)] == [None]


def test_what_news_was_made_to_reply_to_stays(store: Store) -> None:
    tell(store, "up1", 1)
    send(store, *claim(store), message_id=41)
    apply(store, replace(alert("up2", 1), reply_to=12))
    assert [one.reply_to for one in claim(store)] == [12]


# ── claim, once more: the line


def test_an_alert_that_waits_for_its_retry_holds_back_those_behind_it(store: Store) -> None:
    tell(store, "up1", 1)
    tell(store, "up2", 1)
    (one,) = claim(store)
    store.settle(one, RetryAt(after_s=30, reason="502"), NOW)
    assert lines(store, 29) == []
    assert lines(store, 30) == [(1, "up1")]


def test_an_answer_that_waits_for_its_retry_holds_back_no_alert(store: Store) -> None:
    store.answer(9, [answer(9, 1)], NOW)
    (one,) = claim(store)
    store.settle(one, RetryAt(after_s=30, reason="502"), NOW)
    tell(store, "up1", 1)
    assert lines(store) == [(1, "up1")]


def test_a_claim_searches_by_index_and_sorts_nothing(store: Store, url: str) -> None:
    database = Database(url)
    run: list[tuple[str, tuple[object, ...]]] = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *args: run.append((args[2], args[3])))
    with database.write() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("PostgreSQL chooses by statistics")
        outbox.claim(connection, NOW, 5, LEASE_S)
        words, values = next((words, values) for words, values in run if words.startswith("WITH heads"))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).scalars("detail").all()
    database.close()
    assert "SEARCH deliveries USING INDEX ix_deliveries_due (lane=? AND due_at<?)" in plan
    assert "SEARCH other USING INDEX ix_deliveries_line (chat_id=? AND state=? AND lane=? AND id<?)" in plan
    assert not [step for step in plan if "TEMP B-TREE" in step or (step.startswith("SCAN") and step != "SCAN heads")]


def test_two_stores_never_claim_the_same_delivery_nor_one_chat_twice(store: Store, url: str) -> None:
    follow(store, *range(10, 60))
    for n in range(3):
        tell(store, f"up{n}", *range(10, 60))
    claimed: list[int] = []

    def work(mine: Store) -> None:
        while found := claim(mine, limit=3):
            claimed.extend(one.chat_id for one in found)

    with Store.open(url) as other:
        threads = [threading.Thread(target=work, args=(one,)) for one in (store, other, store, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(claimed) == list(range(10, 60))


# ── mark, release, rescue


def test_a_lost_lease_cannot_be_marked(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    assert not store.mark_sending(one.id, at(LEASE_S))


def test_a_delivery_is_marked_once(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    assert store.mark_sending(one.id, NOW)
    assert not store.mark_sending(one.id, NOW)


def test_marking_renews_the_lease(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    assert store.mark_sending(one.id, at(LEASE_S - 1), 30)
    assert store.rescue(at(LEASE_S + 28)) == (0, 0)
    assert store.rescue(at(LEASE_S + 29)) == (0, 1)


def test_a_released_delivery_can_be_claimed_at_once(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.release([one.id], NOW)
    assert claim(store) == (one,)


def test_a_delivery_that_is_being_sent_is_not_released(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.mark_sending(one.id, NOW)
    store.release([one.id], NOW)
    assert claim(store) == ()


def test_a_lease_that_expired_before_the_send_began_is_safe(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    assert store.rescue(at(LEASE_S - 1)) == (0, 0)
    assert store.rescue(at(LEASE_S)) == (1, 0)
    assert claim(store, at(LEASE_S)) == (one,)


def test_a_lease_that_expired_during_the_send_is_uncertain(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.mark_sending(one.id, NOW, LEASE_S)
    assert store.rescue(at(LEASE_S)) == (0, 1)
    (again,) = claim(store, at(LEASE_S))
    assert (again.id, again.uncertain, again.attempts) == (one.id, 1, 0)


# ── settle


def test_what_was_sent_is_found_by_telegrams_id(store: Store) -> None:
    tell(store, "up1", 1)
    send(store, claim(store)[0], message_id=70)
    assert store.find_sent(1, 70) == ("up1", "a1")
    assert store.find_sent(2, 70) is None


def test_a_retry_counts_an_attempt_and_an_uncertain_one(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.settle(one, RetryAt(after_s=None, reason="read timeout", uncertain=True), NOW, at(8))
    (again,) = claim(store, at(8))
    assert (again.attempts, again.uncertain, again.due_at) == (1, 1, at(8))


def test_a_snooze_counts_no_attempt_and_holds_back_the_chat(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.settle(one, RetryAt(after_s=40, reason="429", snooze=True), NOW)
    store.answer(9, [answer(9, 1)], NOW)
    tell(store, "up1", 2)
    assert lines(store, 39) == [(2, "up1")]
    (first,) = claim(store, at(40))
    assert (first.key, first.attempts) == ("a:9:0", 0)


def test_a_shorter_snooze_does_not_cut_a_longer_one(store: Store) -> None:
    store.answer(9, [answer(9, 1, 0), answer(9, 1, 1)], NOW)
    (one,) = claim(store)
    store.settle(one, RetryAt(after_s=100, reason="429", snooze=True), NOW)
    (again,) = claim(store, at(100))
    store.settle(again, RetryAt(after_s=1, reason="429", snooze=True), NOW)
    assert lines(store, 99) == []


def test_a_pause_counts_no_attempt(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.settle(one, Paused(after_s=60, reason="bad token", fatal=True), NOW)
    assert claim(store) == (one,)


def test_a_pause_may_say_until_when(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.settle(one, Paused(after_s=60, reason="bad token"), NOW, at(60))
    assert lines(store, 59) == []
    assert lines(store, 60) == [(1, "up1")]


def test_a_migrated_chat_is_held_back_no_longer(store: Store) -> None:
    store.answer(9, [answer(9, 1)], NOW)
    (one,) = claim(store)
    store.settle(one, RetryAt(after_s=500, reason="429", snooze=True), NOW)
    tell(store, "up1", 1)
    store.migrate_chat(1, -100)
    assert lines(store) == [(-100, "up1")]


def test_message_ids_of_a_migrated_chat_mean_nothing_in_the_new_one(store: Store) -> None:
    tell(store, "up1", 1)
    send(store, claim(store)[0], message_id=70)
    store.migrate_chat(1, -100)
    assert store.find_sent(-100, 70) is None
    assert store.latest_of_chat(-100) == store.article("a1")


def test_a_migrated_chat_takes_its_settings_subscriptions_and_deliveries_along(store: Store) -> None:
    store.set_chat(1, silent=True, now=NOW)
    tell(store, "up1", 1)
    tell(store, "up2", 1)
    (one,) = claim(store)
    store.settle(one, Migrated(chat_id=-100), NOW)
    assert lines(store) == [(-100, "up1")]
    assert store.chat(1) is None
    moved = store.chat(-100)
    assert moved is not None
    assert moved.silent
    assert [row.topic for row in store.subscriptions_of(-100)] == ["harbour"]


def test_an_update_that_waits_for_both_ids_of_a_chat_goes_out_once(store: Store) -> None:
    tell(store, "up1", 1, 2)
    (one, two) = claim(store)
    send(store, two)
    store.settle(one, Migrated(chat_id=2), NOW)
    assert lines(store) == []


def test_a_chat_that_is_gone_gets_nothing_more(store: Store) -> None:
    tell(store, "up1", 1, 2)
    tell(store, "up2", 1)
    (one, two) = claim(store)
    store.settle(one, Gone(reason="blocked"), NOW)
    send(store, two)
    assert lines(store) == []
    gone = store.chat(1)
    assert gone is not None
    assert not gone.active
    assert store.subscriptions_of(1) != ()
    assert [row.chat_id for row in store.subscriptions()] == [2, 3]


def test_a_rejected_message_lets_the_next_one_pass(store: Store) -> None:
    tell(store, "up1", 1)
    tell(store, "up2", 1)
    (one,) = claim(store)
    store.settle(one, Rejected(reason="message is empty"), NOW)
    assert lines(store) == [(1, "up2")]


def test_a_send_that_ended_well_is_believed_after_its_lease_was_lost(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.mark_sending(one.id, NOW, LEASE_S)
    store.rescue(at(LEASE_S))
    store.settle(one, Sent(message_id=5), at(LEASE_S))
    assert lines(store, LEASE_S) == []
    assert store.find_sent(1, 5) == ("up1", "a1")


def test_a_failure_of_a_lost_lease_does_not_touch_the_new_one(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.mark_sending(one.id, NOW, LEASE_S)
    store.rescue(at(LEASE_S))
    (again,) = claim(store, at(LEASE_S))
    store.settle(one, Gone(reason="late word"), at(LEASE_S))
    assert store.mark_sending(again.id, at(LEASE_S))


def test_a_forgotten_delivery_cannot_be_settled_back(store: Store) -> None:
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.forget(1)
    store.settle(one, RetryAt(after_s=0, reason="502"), NOW)
    assert lines(store) == []


# ── stale alerts, pause


def test_only_alerts_that_wait_too_long_are_cancelled(store: Store) -> None:
    tell(store, "up1", 1, 2)
    (one, two) = claim(store)
    store.release([two.id], NOW)
    tell(store, "up2", 3, lane=Lane.CORRECTION)
    store.answer(9, [answer(9, 3)], NOW)
    assert store.cancel_stale(at(100), NOW) == 0
    assert store.cancel_stale(at(100), at(1)) == 1
    send(store, one)
    assert lines(store) == [(3, "a:9:0")]


def test_a_pause_is_remembered_until_it_is_ended(store: Store) -> None:
    assert store.paused_until() is None
    store.pause(NOW + timedelta(hours=12), "flood")
    assert store.paused_until() == NOW + timedelta(hours=12)
    assert store.health(NOW).pause_reason == "flood"
    store.pause(None, "")
    assert store.paused_until() is None
