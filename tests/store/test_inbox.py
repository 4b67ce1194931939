from __future__ import annotations

from dataclasses import replace

from bot.store.engine import Database
from bot.store.store import InboxRow, Store
from tests.store.samples import NOW, answer, at, claim

DAY_S = 86_400


def test_an_update_that_comes_twice_is_kept_once(store: Store) -> None:
    assert store.accept_updates([(7, "{}"), (8, "[8]")], NOW) == 2
    assert store.accept_updates([(8, "other"), (9, "{}")], NOW) == 1
    assert [row.payload for row in store.pending_updates(10)] == ["{}", "[8]", "{}"]


def test_no_updates_are_no_trouble(store: Store) -> None:
    assert store.accept_updates([], NOW) == 0
    assert store.next_offset() is None


def test_the_offset_follows_the_newest_update(store: Store) -> None:
    store.accept_updates([(9, "{}"), (7, "{}")], NOW)
    assert store.next_offset() == 10
    store.accept_updates([(8, "{}")], NOW)
    assert store.next_offset() == 10


def test_the_offset_outlives_the_updates(store: Store) -> None:
    store.accept_updates([(9, "{}")], NOW)
    store.answer(9, [], NOW)
    assert store.prune(at(40 * DAY_S), 30) > 0
    assert store.next_offset() == 10


def test_after_a_quiet_week_any_update_id_may_follow(store: Store) -> None:
    store.accept_updates([(900, "{}")], NOW)
    assert store.next_offset(at(5 * DAY_S)) == 901
    assert store.next_offset(at(7 * DAY_S)) is None
    store.accept_updates([(12, "{}")], at(7 * DAY_S))
    assert store.next_offset(at(7 * DAY_S)) == 13


def test_the_oldest_come_first_and_each_look_is_an_attempt(store: Store) -> None:
    store.accept_updates([(3, "c"), (1, "a"), (2, "b")], NOW)
    assert store.pending_updates(2) == (
        InboxRow(update_id=1, payload="a", attempts=1),
        InboxRow(update_id=2, payload="b", attempts=1),
    )
    assert [row.attempts for row in store.pending_updates(3)] == [2, 2, 1]


def test_an_answered_update_is_not_handed_out_again_and_its_answers_go_out(store: Store) -> None:
    store.accept_updates([(1, "a")], NOW)
    assert store.answer(1, [answer(1, 5, 0), answer(1, 6, 1)], NOW) == 2
    assert store.pending_updates(10) == ()
    assert {one.chat_id for one in claim(store)} == {5, 6}


def test_an_update_is_answered_once(store: Store) -> None:
    store.accept_updates([(1, "a")], NOW)
    store.answer(1, [answer(1, 5)], NOW)
    assert store.answer(1, [answer(1, 5), answer(1, 5, 1)], NOW) == 0
    assert len(claim(store)) == 1


def test_an_answer_may_speak_of_an_update_that_was_sent(store: Store) -> None:
    for update_id in (1, 2):
        store.accept_updates([(update_id, "a")], NOW)
        assert store.answer(update_id, [replace(answer(update_id, 5), update_id="up1")], NOW) == 1


def test_nobodys_words_are_kept_once_they_are_answered(store: Store, url: str) -> None:
    store.accept_updates([(1, '{"text": "my address"}')], NOW)
    store.answer(1, [], NOW)
    database = Database(url)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT payload FROM inbox").scalars().all() == [""]
    database.close()
