from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

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


def about(chat_id: int, text: str = "/latest") -> str:
    return json.dumps({"update_id": 1, "message": {"chat": {"id": chat_id}, "text": text}})


def ids(store: Store, limit: int = 10, **asked: Any) -> list[int]:
    return [row.update_id for row in store.pending_updates(limit, **asked)]


def test_the_oldest_come_first_and_to_look_is_no_attempt(store: Store) -> None:
    store.accept_updates([(3, "c"), (1, "a"), (2, "b")], NOW)
    for _ in range(2):
        assert store.pending_updates(2) == (
            InboxRow(update_id=1, payload="a", attempts=0),
            InboxRow(update_id=2, payload="b", attempts=0),
        )


def test_an_attempt_is_counted_where_it_begins_and_can_be_taken_back(store: Store) -> None:
    store.accept_updates([(1, "a"), (2, "b")], NOW)
    store.begin_update(1)
    store.begin_update(1)
    store.release_update(1)
    store.release_update(2)
    assert [row.attempts for row in store.pending_updates(2)] == [1, 0]


def test_of_each_chat_only_the_oldest_is_handed_out(store: Store) -> None:
    rows = [(1, about(5)), (2, about(5)), (3, about(6)), (4, "{}"), (5, "[]")]
    store.accept_updates(rows, NOW)
    assert ids(store) == [1, 3, 4, 5]
    assert [row.chat_id for row in store.pending_updates(3)] == [5, 6, None]
    store.answer(1, [], NOW)
    assert ids(store) == [2, 3, 4, 5]


def test_an_update_left_out_holds_back_its_chat(store: Store) -> None:
    store.accept_updates([(1, about(5)), (2, about(5)), (3, about(6))], NOW)
    assert ids(store, without=(1,)) == [3]


@pytest.mark.parametrize(
    ("payload", "chat_id"),
    [
        (about(-100), -100),
        ('{"callback_query": {"message": {"chat": {"id": 7}}}}', 7),
        ('{"my_chat_member": {"chat": {"id": 8}}}', 8),
        ('{"message": {"chat": {"id": 9223372036854775808}}}', None),
        ('{"message": {"chat": {"id": "7"}}}', None),
        ('{"message": {"chat": 7}}', None),
        ('{"message": 7}', None),
        ("[" * 100_000, None),
        ("", None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_update_is_kept_with_its_chat(store: Store, payload: str, chat_id: int | None) -> None:
    store.accept_updates([(1, payload)], NOW)
    assert store.pending_updates(1)[0].chat_id == chat_id


def test_a_new_bot_begins_its_own_count(store: Store) -> None:
    store.accept_updates([(900, "old")], NOW, bot_id=11)
    assert store.next_offset(NOW, bot_id=11) == 901
    assert store.next_offset(NOW, bot_id=12) is None
    store.accept_updates([(7, "new")], NOW, bot_id=12)
    assert store.next_offset(NOW, bot_id=12) == 8
    assert store.next_offset(NOW, bot_id=11) == 901


def test_bots_do_not_see_each_others_updates(store: Store) -> None:
    for bot_id in (11, 12):
        assert store.accept_updates([(7, f"of {bot_id}")], NOW, bot_id=bot_id) == 1
    store.begin_update(7, bot_id=11)
    store.answer(7, [], NOW, bot_id=12)
    assert store.pending_updates(9, bot_id=11) == (InboxRow(update_id=7, payload="of 11", attempts=1),)
    assert store.pending_updates(9, bot_id=12) == ()


def test_what_was_kept_before_bots_were_told_apart_is_any_bots(store: Store) -> None:
    store.accept_updates([(7, about(5)), (8, about(5))], NOW)
    assert ids(store, bot_id=12) == [7]
    store.answer(7, [answer(7, 5)], NOW, bot_id=12)
    store.accept_updates([(7, about(5))], NOW, bot_id=12)  # Telegram hands it out once more
    assert store.answer(7, [replace(answer(7, 5), key="again")], NOW, bot_id=12) == 0
    assert ids(store, bot_id=12) == [8]


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
