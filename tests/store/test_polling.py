from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import StoreError
from bot.store.engine import Database
from bot.store.store import FeedSource, Store
from bot.types import Article, Chat, Lane, Plan, SeenEntry, Span
from tests.store.samples import (
    LEASE_S,
    NOW,
    TOPIC,
    alert,
    answer,
    article,
    at,
    candidate,
    claim,
    feed,
    follow,
    patch,
    stored,
    story,
    tell,
    update,
)

COAST = FeedSource(url="https://coast.example/rss", name="Coast Radio", interval_s=300)
HILLS = FeedSource(url="https://hills.example/rss", name="Hills Daily", interval_s=300, full_text=True, language="ar")


def due(store: Store, seconds: float = 0) -> list[str]:
    return [one.url for one in store.claim_due_feeds(at(seconds), 10, LEASE_S)]


# ── feeds


def test_a_new_feed_is_due_at_once_and_not_primed(store: Store) -> None:
    store.sync_feeds([HILLS], NOW)
    (claimed,) = store.claim_due_feeds(NOW, 10, LEASE_S)
    assert (claimed.url, claimed.name, claimed.interval_s, claimed.full_text, claimed.language) == (
        "https://hills.example/rss",
        "Hills Daily",
        300,
        True,
        "ar",
    )
    assert (claimed.primed, claimed.next_check_at, claimed.error_count) == (False, NOW, 0)


def test_a_leased_feed_is_nobody_elses_until_the_lease_ends(store: Store) -> None:
    store.sync_feeds([COAST], NOW)
    assert due(store) == [COAST.url]
    assert due(store, LEASE_S - 1) == []
    assert due(store, LEASE_S) == [COAST.url]


def test_the_longest_overdue_feed_comes_first_and_no_more_than_asked(store: Store) -> None:
    store.sync_feeds([COAST], at(10))
    store.sync_feeds([COAST, HILLS], NOW)
    assert [one.url for one in store.claim_due_feeds(at(20), 1, LEASE_S)] == [HILLS.url]


def test_a_feed_is_due_again_when_its_plan_says(store: Store) -> None:
    store.sync_feeds([COAST], NOW)
    due(store)
    store.apply(Plan(feed_patch=patch(next_check_at=at(40))), NOW)
    assert due(store, 39) == []
    assert due(store, 40) == [COAST.url]


def test_all_feeds_can_be_made_due_before_their_time(store: Store) -> None:
    store.sync_feeds([COAST, HILLS], NOW)
    due(store)
    store.apply(Plan(feed_patch=patch(next_check_at=at(40_000))), NOW)
    assert store.hasten_feeds(at(10)) == 1
    assert due(store, 10) == [COAST.url]


def test_a_feed_no_longer_named_is_not_polled_and_not_forgotten(store: Store) -> None:
    store.sync_feeds([COAST, HILLS], NOW)
    store.apply(Plan(feed_patch=patch(1, etag='W/"7"', next_check_at=NOW)), NOW)
    store.sync_feeds([HILLS], NOW)
    assert due(store) == [HILLS.url]
    store.sync_feeds([COAST, HILLS], NOW)
    (claimed,) = store.claim_due_feeds(NOW, 10, LEASE_S)
    assert (claimed.url, claimed.etag, claimed.primed) == (COAST.url, 'W/"7"', True)


def test_what_the_settings_say_of_a_feed_replaces_what_they_said(store: Store) -> None:
    store.sync_feeds([COAST], NOW)
    store.sync_feeds([replace(COAST, name="Coast", full_text=True, language="en", interval_s=90)], NOW)
    (claimed,) = store.claim_due_feeds(NOW, 10, LEASE_S)
    assert (claimed.name, claimed.full_text, claimed.language, claimed.interval_s) == ("Coast", True, "en", 90)


def test_a_shorter_interval_holds_at_once(store: Store) -> None:
    store.sync_feeds([COAST], NOW)
    store.apply(Plan(feed_patch=patch(next_check_at=at(300))), NOW)
    store.sync_feeds([replace(COAST, interval_s=60)], NOW)
    assert due(store, 60) == [COAST.url]


def test_a_restart_does_not_visit_a_failing_feed_earlier(store: Store) -> None:
    store.sync_feeds([COAST], NOW)
    store.apply(Plan(feed_patch=patch(next_check_at=at(9000), error_count=4, last_error="gone away")), NOW)
    store.sync_feeds([replace(COAST, interval_s=60)], NOW)
    assert due(store, 8999) == []


def test_a_feed_that_moved_for_good_is_polled_where_it_is_now(store: Store) -> None:
    store.sync_feeds([COAST], NOW)
    store.apply(Plan(feed_patch=patch(url="https://new.example/rss", next_check_at=NOW)), NOW)
    assert due(store) == ["https://new.example/rss"]
    (status,) = store.feeds()
    assert (status.url, status.moved_to) == (COAST.url, "https://new.example/rss")


def test_a_feed_named_by_its_new_address_keeps_its_memory(store: Store) -> None:
    store.sync_feeds([COAST], NOW)
    store.apply(Plan(feed_patch=patch(url="https://new.example/rss", next_check_at=NOW)), NOW)
    store.sync_feeds([replace(COAST, url="https://new.example/rss")], NOW)
    (status,) = store.feeds()
    assert (status.id, status.url, status.moved_to) == (1, "https://new.example/rss", None)


def test_the_status_of_a_feed_tells_the_last_visit_and_the_last_good_one(store: Store) -> None:
    store.sync_feeds([COAST], NOW)
    store.apply(Plan(feed_patch=patch()), NOW)
    store.apply(Plan(feed_patch=patch(checked_at=at(300), error_count=1, last_error="timeout")), at(300))
    (status,) = store.feeds()
    assert (status.last_ok_at, status.last_checked_at) == (NOW, at(300))
    assert (status.error_count, status.last_error, status.enabled) == (1, "timeout", True)


def test_validators_come_back_byte_for_byte(store: Store) -> None:
    store.sync_feeds([COAST], NOW)
    store.apply(
        Plan(feed_patch=patch(etag='W/"a b"', last_modified="Thu,  5 Mar 2026", body_hash="f0", next_check_at=NOW)), NOW
    )
    (claimed,) = store.claim_due_feeds(NOW, 10, LEASE_S)
    assert (claimed.etag, claimed.last_modified, claimed.body_hash) == ('W/"a b"', "Thu,  5 Mar 2026", "f0")


def test_hastened_feeds_are_due_now_whatever_their_backoff(store: Store) -> None:
    store.sync_feeds([COAST, HILLS], NOW)
    store.apply(Plan(feed_patch=patch(1, next_check_at=at(9000), error_count=4)), NOW)
    assert store.hasten_feeds(NOW) == 1
    assert due(store) == [COAST.url, HILLS.url]


# ── known


def test_an_entry_of_this_feed_is_known_with_its_article(store: Store) -> None:
    feed(store)
    tell(store, "up1")
    known = store.known(1, [candidate("key of up1", "elsewhere")], at(1))
    assert known.entries == {"key of up1": "a1"}
    assert known.articles["a1"].content_hash == "hash of a1"


def test_an_entry_of_another_feed_is_not_known(store: Store) -> None:
    store.sync_feeds([COAST, HILLS], NOW)
    tell(store, "up1")
    assert store.known(2, [candidate("key of up1", "elsewhere", content_hash="x")], at(1)).entries == {}


def test_an_article_is_known_by_its_id_whatever_the_feed(store: Store) -> None:
    store.sync_feeds([COAST, HILLS], NOW)
    tell(store, "up1")
    assert list(store.known(2, [candidate("k", "a1", content_hash="x")], at(1)).articles) == ["a1"]


def test_an_article_is_known_by_its_content(store: Store) -> None:
    feed(store)
    tell(store, "up1")
    assert list(store.known(1, [candidate("k", "b", content_hash="hash of a1")], at(1)).articles) == ["a1"]


@pytest.mark.parametrize(("sketch", "found"), [((4, 5, 6, 7), ["a1"]), ((4, 5, 6, 7, 8), []), ((), [])])
def test_an_article_is_known_by_a_quarter_of_the_sketch(
    store: Store, sketch: tuple[int, ...], found: list[str]
) -> None:
    feed(store)
    store.apply(Plan(feed_patch=patch(), articles=(stored(sketch=(1, 2, 3, 4)),)), NOW)
    assert list(store.known(1, [candidate("k", "b", sketch=sketch)], NOW).articles) == found


def test_a_likeness_seen_too_long_ago_is_not_asked_for(store: Store) -> None:
    feed(store)
    store.apply(Plan(feed_patch=patch(), articles=(stored(sketch=(1,)),)), NOW)
    assert store.known(1, [candidate("k", "b", sketch=[1])], at(1)).articles == {}


def test_a_sketch_of_64_bit_hashes_comes_back_and_is_found(store: Store) -> None:
    feed(store)
    sketch = (0, 1 << 62, (1 << 63) + 1, (1 << 64) - 1)
    store.apply(Plan(feed_patch=patch(), articles=(stored(sketch=sketch),)), NOW)
    known = store.known(1, [candidate("k", "b", sketch=[(1 << 64) - 1])], NOW)
    assert known.articles["a1"].sketch == sketch


def test_a_revised_article_is_no_longer_found_by_its_old_sketch(store: Store) -> None:
    feed(store)
    store.apply(Plan(feed_patch=patch(), articles=(stored(sketch=(1,)),)), NOW)
    store.apply(Plan(feed_patch=patch(), articles=(stored(sketch=(2,), revised_at=at(5)),)), at(5))
    assert store.known(1, [candidate("k", "b", sketch=[1])], NOW).articles == {}


def test_stories_that_changed_lately_are_known(store: Store) -> None:
    feed(store)
    stories = (story("old", changed_at=at(-10)), story("new", changed_at=at(10)))
    store.apply(Plan(feed_patch=patch(), stories=stories), NOW)
    assert store.known(1, [], NOW).stories == (stories[1],)


def test_more_candidates_than_fit_one_statement_are_all_looked_up(store: Store) -> None:
    feed(store)
    keys = [f"key {n}" for n in range(1201)]
    store.apply(Plan(feed_patch=patch(), seen=tuple(SeenEntry(key=key, article_id="a1") for key in keys)), NOW)
    assert len(store.known(1, [candidate(key) for key in keys], NOW).entries) == 1201


@pytest.mark.parametrize("key", ["x" * 100_000, "nul\0inside", "half \ud83d", "ع" * 2000])
def test_any_key_that_a_feed_gives_is_known_again(store: Store, key: str) -> None:
    feed(store)
    store.apply(Plan(feed_patch=patch(), seen=(SeenEntry(key=key, article_id="a1"),)), NOW)
    assert store.known(1, [candidate(key)], NOW).entries == {key: "a1"}


def test_any_text_of_an_article_comes_back_to_the_character(store: Store) -> None:
    feed(store)
    text = "Nul \0, Raqa الرقة, a ship 🚢 and a line\r\nbreak"
    one = stored(article=article(text=text, title="T\0", published_at=NOW))
    store.apply(Plan(feed_patch=patch(), articles=(one,)), NOW)
    assert store.article("a1") == one


def test_half_a_character_spoils_no_span(store: Store) -> None:
    feed(store)
    text = "Half \ud83d\ude00 a smile"
    one = stored(article=Article(id="a1", text=text))
    store.apply(Plan(feed_patch=patch(), articles=(one,)), NOW)
    read = store.article("a1")
    assert read is not None
    assert read.alert.lede == Span.cut(read.article.text, 0, 10)


# ── apply


def test_a_plan_is_applied_once_however_often_it_comes(store: Store) -> None:
    feed(store)
    follow(store, 1, 2)
    assert tell(store, "up1", 1, 2) == 2
    assert tell(store, "up1", 1, 2, now=at(9)) == 0
    assert len(claim(store, at(9))) == 2


def test_a_plan_for_an_unknown_feed_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="feed 77"):
        store.apply(Plan(feed_patch=patch(77)), NOW)


def test_an_alert_for_a_forgotten_chat_is_not_written(store: Store) -> None:
    feed(store)
    assert tell(store, "up1", 1) == 0


def test_an_alert_for_a_chat_without_that_subscription_is_not_written(store: Store) -> None:
    feed(store)
    follow(store, 1, topic="weather")
    assert tell(store, "up1", 1) == 0


def test_an_alert_for_an_inactive_chat_is_not_written(store: Store) -> None:
    feed(store)
    follow(store, 1)
    store.set_active(1, False, NOW)
    assert tell(store, "up1", 1) == 0


def test_one_of_the_updates_topics_is_enough(store: Store) -> None:
    feed(store)
    follow(store, 1)
    assert tell(store, "up1", 1, topics=("weather", TOPIC)) == 1


def test_an_answer_in_a_plan_needs_no_subscription(store: Store) -> None:
    feed(store)
    store.touch_chat(Chat(id=1, kind="private"), NOW)
    assert store.apply(Plan(feed_patch=patch(), deliveries=(answer(1, 1),)), NOW) == 1


def test_deliveries_of_an_update_share_their_message(store: Store, url: str) -> None:
    feed(store)
    assert tell(store, "up1", *range(1, 1203), lane=Lane.ANSWER) == 1202
    database = Database(url)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM messages").scalar() == 1
    database.close()


def test_two_wordings_of_an_update_each_reach_their_chat(store: Store) -> None:
    feed(store)
    follow(store, 1, 2)
    deliveries = (alert("up1", 1, text="Late"), alert("up1", 2, text="Tard"))
    store.apply(Plan(feed_patch=patch(), updates=(update(),), deliveries=deliveries), NOW)
    assert {one.chat_id: one.message.text for one in claim(store)} == {1: "Late", 2: "Tard"}


def test_the_plan_of_a_failed_visit_leaves_the_last_good_one(store: Store) -> None:
    feed(store)
    store.apply(Plan(feed_patch=patch(checked_at=NOW)), NOW)
    store.apply(Plan(feed_patch=patch(checked_at=at(9), last_error="refused", error_count=1)), at(9))
    assert store.feeds()[0].last_ok_at == NOW


def test_what_was_planned_is_what_is_read(store: Store) -> None:
    feed(store)
    one = stored(article=article(published_at=NOW - timedelta(hours=1), url="https://news.example/1", source="Coast"))
    store.apply(Plan(feed_patch=patch(), articles=(one,), stories=(story(),), updates=(update(),)), NOW)
    assert store.article("a1") == one
    assert store.update("up1") == update()
    assert store.stories_of(TOPIC, NOW) == (story(),)


def test_a_correction_is_written_beside_the_alert_of_another_update(store: Store) -> None:
    feed(store)
    follow(store, 1)
    assert tell(store, "up1", 1) + tell(store, "up2", 1, lane=Lane.CORRECTION) == 2
