from __future__ import annotations

import pytest

from bot.errors import StoreError
from bot.store.engine import Database
from bot.store.schema import metadata
from bot.store.store import Store
from bot.types import Chat, Subscription
from tests.store.samples import NOW, TOPIC, answer, claim, feed, follow, send, tell

GROUP = Chat(id=-7, kind="group", language="ar")


def test_a_new_chat_is_stored_as_it_comes(store: Store) -> None:
    assert store.touch_chat(GROUP, NOW) == GROUP
    assert store.chat(-7) == GROUP
    assert store.chats_by_id() == {-7: GROUP}


def test_an_unknown_chat_is_none(store: Store) -> None:
    assert store.chat(1) is None
    assert store.set_chat(1, silent=True, now=NOW) is None


def test_a_known_chat_keeps_its_settings_and_stays_inactive(store: Store) -> None:
    store.touch_chat(GROUP, NOW)
    store.set_chat(-7, active=False, silent=True, language="fr", quiet=(22, 6), now=NOW)
    kept = Chat(id=-7, kind="supergroup", active=False, silent=True, language="fr", quiet_from_h=22, quiet_to_h=6)
    assert store.touch_chat(Chat(id=-7, kind="supergroup"), NOW) == kept


def test_only_what_is_given_is_changed(store: Store) -> None:
    store.touch_chat(GROUP, NOW)
    store.set_chat(-7, quiet=(0, 5), now=NOW)
    changed = store.set_chat(-7, silent=True, now=NOW)
    assert changed == Chat(id=-7, kind="group", language="ar", silent=True, quiet_from_h=0, quiet_to_h=5)
    assert store.set_chat(-7, quiet=None, silent=False, now=NOW) == GROUP


def test_a_chat_that_went_inactive_gets_nothing_of_what_waited(store: Store) -> None:
    feed(store)
    follow(store, 1)
    tell(store, "up1", 1)
    store.set_active(1, False, NOW)
    store.set_active(1, True, NOW)
    assert claim(store) == ()
    assert store.subscriptions() == (Subscription(chat_id=1, topic=TOPIC),)


def test_a_subscription_is_there_once(store: Store) -> None:
    store.touch_chat(GROUP, NOW)
    assert store.subscribe(-7, TOPIC, None, NOW)
    assert not store.subscribe(-7, TOPIC, None, NOW)
    assert store.subscribe(-7, TOPIC, 33, NOW)
    assert store.subscriptions_of(-7) == (
        Subscription(chat_id=-7, topic=TOPIC),
        Subscription(chat_id=-7, topic=TOPIC, thread_id=33),
    )


def test_a_chat_nobody_knows_cannot_subscribe(store: Store) -> None:
    with pytest.raises(StoreError):
        store.subscribe(1, TOPIC, None, NOW)


def test_subscriptions_are_those_of_active_chats_with_their_silence(store: Store) -> None:
    follow(store, 1, 2, 3)
    store.set_active(2, False, NOW)
    store.set_chat(3, silent=True, now=NOW)
    assert store.subscriptions() == (
        Subscription(chat_id=1, topic=TOPIC),
        Subscription(chat_id=3, topic=TOPIC, silent=True),
    )
    assert len(store.subscriptions_of(2)) == 1


def test_subscriptions_can_be_asked_for_by_topic(store: Store) -> None:
    follow(store, 1)
    follow(store, 2, topic="weather")
    assert [one.chat_id for one in store.subscriptions(["weather", "sport"])] == [2]


def test_unsubscribing_names_what_was_removed(store: Store) -> None:
    follow(store, 1)
    follow(store, 1, topic="weather")
    assert store.unsubscribe(1, "sport", None, NOW) == ()
    assert store.unsubscribe(1, "weather", None, NOW) == ("weather",)
    assert store.unsubscribe(1, None, None, NOW) == (TOPIC,)
    assert store.subscriptions_of(1) == ()


def test_unsubscribing_in_a_thread_leaves_the_others(store: Store) -> None:
    store.touch_chat(GROUP, NOW)
    for thread_id in (None, 33, 44):
        store.subscribe(-7, TOPIC, thread_id, NOW)
    assert store.unsubscribe(-7, TOPIC, 33, NOW) == (TOPIC,)
    assert [one.thread_id for one in store.subscriptions_of(-7)] == [None, 44]
    assert store.unsubscribe(-7, TOPIC, None, NOW) == (TOPIC,)
    assert store.subscriptions_of(-7) == ()


def test_unsubscribing_cancels_the_alerts_that_wait_but_no_answer(store: Store) -> None:
    feed(store)
    follow(store, 1, 2)
    tell(store, "up1", 1, 2)
    store.answer(9, [answer(9, 1)], NOW)
    store.unsubscribe(1, TOPIC, None, NOW)
    assert [one.key for one in claim(store)] == ["a:9:0", "u:up1:2"]


def test_unsubscribing_stops_a_leased_alert_that_is_not_begun(store: Store) -> None:
    feed(store)
    follow(store, 1)
    tell(store, "up1", 1)
    (one,) = claim(store)
    store.unsubscribe(1, TOPIC, None, NOW)
    assert not store.mark_sending(one.id, NOW)


def test_an_alert_of_a_topic_that_is_left_still_goes_out(store: Store) -> None:
    feed(store)
    follow(store, 1)
    follow(store, 1, topic="weather")
    tell(store, "up1", 1, topics=(TOPIC, "weather"))
    tell(store, "up2", 1, topics=("weather",))
    store.unsubscribe(1, TOPIC, None, NOW)
    (one,) = claim(store)
    assert one.update_id == "up1"
    send(store, one)
    assert [two.update_id for two in claim(store)] == ["up2"]


def test_a_forgotten_chat_leaves_no_trace(store: Store, url: str) -> None:
    feed(store)
    follow(store, 4242, 5)
    tell(store, "up1", 4242, 5)
    send(store, claim(store)[0], message_id=9)
    store.accept_updates([(1, '{"chat": {"id": 4242}}')], NOW)
    store.answer(1, [answer(1, 4242)], NOW)
    store.forget(4242)
    database = Database(url)
    with database.read() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(table.select()).all()
            assert "4242" not in str(rows), table.name
        assert connection.exec_driver_sql("SELECT count(*) FROM messages").scalar() == 1  # that of chat 5
    database.close()


def test_forgetting_a_chat_leaves_the_others_alone(store: Store) -> None:
    feed(store)
    follow(store, 1, 2)
    tell(store, "up1", 1, 2)
    store.forget(1)
    assert [one.chat_id for one in claim(store)] == [2]


def test_the_answer_to_being_forgotten_still_goes_out(store: Store) -> None:
    store.accept_updates([(1, "forget me")], NOW)
    store.touch_chat(Chat(id=5, kind="private"), NOW)
    store.forget(5)
    store.answer(1, [answer(1, 5)], NOW)
    assert [one.key for one in claim(store)] == ["a:1:0"]


def test_a_chat_that_moved_to_a_known_one_keeps_the_settings_of_that(store: Store) -> None:
    follow(store, -7)
    store.set_chat(-7, language="fr", now=NOW)
    store.touch_chat(Chat(id=-100, kind="supergroup", language="ar"), NOW)
    store.migrate_chat(-7, -100)
    assert store.chats_by_id() == {-100: Chat(id=-100, kind="supergroup", language="ar")}
    assert store.subscriptions() == (Subscription(chat_id=-100, topic=TOPIC),)


def test_a_chat_that_moved_while_it_was_being_written_to_loses_nothing(store: Store) -> None:
    feed(store)
    follow(store, -7)
    tell(store, "up1", -7)
    tell(store, "up2", -7)
    (one,) = claim(store)
    assert store.mark_sending(one.id, NOW)
    store.migrate_chat(-7, -100)
    store.migrate_chat(-7, -100)
    assert [two.update_id for two in claim(store)] == ["up2"]
