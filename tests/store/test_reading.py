from __future__ import annotations

from dataclasses import replace

from bot.store.store import FeedSource, Store
from bot.types import Lane, Plan, SeenEntry
from tests.store.samples import NOW, TOPIC, answer, article, at, claim, feed, follow, patch, send, stored, story, tell


def write(store: Store, **more: object) -> None:
    store.apply(Plan(feed_patch=patch(), **more), NOW)  # type: ignore[arg-type]


def test_articles_come_newest_first_and_only_of_the_topic(store: Store) -> None:
    feed(store)
    write(
        store,
        articles=(
            stored("old", article=article("old", published_at=at(-50))),
            stored("new", article=article("new", published_at=at(-10))),
            stored("undated"),
            stored("other", topics=("weather",)),
        ),
    )
    assert [one.article.id for one in store.articles_of(TOPIC, at(-60), 9)] == ["undated", "new", "old"]
    assert [one.article.id for one in store.articles_of(TOPIC, at(-10), 9)] == ["undated", "new"]
    assert [one.article.id for one in store.articles_of(TOPIC, at(-60), 1)] == ["undated"]


def test_a_date_in_the_future_counts_as_when_it_was_first_seen(store: Store) -> None:
    feed(store)
    write(
        store,
        articles=(
            stored("future", article=article("future", published_at=at(9_999_999)), first_seen_at=at(-30)),
            stored("now", article=article("now", published_at=at(-10))),
        ),
    )
    assert [one.article.id for one in store.articles_of(TOPIC, at(-60), 9)] == ["now", "future"]


def test_an_article_that_is_no_longer_of_a_topic_is_not_found_there(store: Store) -> None:
    feed(store)
    write(store, articles=(stored(),))
    write(store, articles=(stored(topics=("weather",)),))
    assert store.articles_of(TOPIC, at(-60), 9) == ()
    assert len(store.articles_of("weather", at(-60), 9)) == 1


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.article("a1") is None
    assert store.update("up1") is None
    assert store.latest_of_chat(1) is None
    assert store.copies_of("a1") == ()


def test_stories_of_a_topic_come_newest_first(store: Store) -> None:
    feed(store)
    stories = (story("s1", changed_at=at(1)), story("s2", changed_at=at(2)), story("s3", topics=("weather",)))
    write(store, stories=stories)
    assert [one.id for one in store.stories_of(TOPIC, NOW)] == ["s2", "s1"]
    assert [one.id for one in store.stories_of(TOPIC, at(2))] == ["s2"]


def test_a_story_that_changed_is_read_as_it_is_now(store: Store) -> None:
    feed(store)
    write(store, stories=(story(),))
    changed = story(changed_at=at(5), topics=("weather",), seq=2)
    write(store, stories=(changed,))
    assert store.stories_of("weather", NOW) == (changed,)
    assert store.stories_of(TOPIC, NOW) == ()


def test_the_latest_of_a_chat_is_the_last_alert_that_reached_it(store: Store) -> None:
    feed(store)
    follow(store, 1, 2)
    tell(store, "up1", 1, 2)
    assert store.latest_of_chat(1) is None
    send(store, claim(store)[0])
    assert store.latest_of_chat(1) == store.article("a1")
    assert store.latest_of_chat(2) is None


def test_an_answer_is_not_the_latest_alert(store: Store) -> None:
    feed(store)
    follow(store, 1)
    write(store, articles=(stored(),))
    store.answer(9, [replace(answer(9, 1), article_id="a1")], NOW)
    send(store, claim(store)[0])
    assert store.latest_of_chat(1) is None


def test_a_correction_is_the_latest_when_it_came_last(store: Store) -> None:
    feed(store)
    follow(store, 1)
    tell(store, "up1", 1, lane=Lane.CORRECTION)
    send(store, claim(store)[0])
    assert store.latest_of_chat(1) is not None


def test_copies_are_named_by_the_other_feeds_that_had_the_article(store: Store) -> None:
    names = ("Coast Radio", "Hills Daily", "Agency", "Coast Radio")
    sources = [FeedSource(url=f"https://{n}.example/", name=name, interval_s=60) for n, name in enumerate(names)]
    store.sync_feeds(sources, NOW)
    for feed_id in (1, 2, 3, 4):
        seen = (SeenEntry(key="k", article_id="a1"), SeenEntry(key="again", article_id="a1"))
        articles = (stored(feed_id=1),) if feed_id == 1 else ()
        store.apply(Plan(feed_patch=patch(feed_id), seen=seen, articles=articles), NOW)
    assert store.copies_of("a1") == ("Agency", "Hills Daily")
