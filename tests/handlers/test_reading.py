from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.store import Store
from bot.types import FeedPatch, Plan
from tests.handlers.desk import NOW, Asker, keep, labels
from tests.render.samples import ferry_alert, stored

ARTICLE = stored().article.id
FACTS = ("who", "where", "figures", "quotes", "claims", "sources")


def test_summary_of_a_topic(asker: Asker) -> None:
    text = asker.says("/summary harbour")
    assert text.startswith("Port Selin: last 24 hours\nArticles: 1 · outlets: 1")
    assert "At least 40 sailors remain on board — Coast Guard" in text


def test_summary_of_a_period(asker: Asker) -> None:
    old = replace(stored(id="old"), first_seen_at=NOW - timedelta(days=3), story_id=None)
    keep(
        asker.desk.store,
        replace(old, article=replace(old.article, published_at=NOW - timedelta(days=3), title="Storm")),
    )
    assert "Storm" not in asker.says("/summary harbour")
    assert "Storm" in asker.says("/summary harbour 7d")
    assert "Storm" in asker.says("/summary 96h harbour")


def test_summary_without_a_topic_takes_the_only_one_followed(asker: Asker) -> None:
    asker.types("/subscribe harbour")
    assert asker.says("/summary").startswith("Port Selin: last 24 hours")


def test_summary_without_a_topic_offers_a_choice_that_keeps_the_period(asker: Asker) -> None:
    (answer,) = asker.types("/summary 7d")
    assert answer.text == "Which topic? Tap one, or type: /summary [topic] [24h|7d]"
    (page,) = asker.presses(answer, "Port Selin")
    assert page.text.startswith("Port Selin: last 7 days")


def test_a_choice_offers_the_topics_that_the_chat_follows(asker: Asker) -> None:
    asker.types("/subscribe harbour")
    asker.types("/subscribe marsh")
    assert labels(asker.types("/figures")[0]) == ["Port Selin", "Upper Marsh"]


@pytest.mark.parametrize("period", ["99999d", "0h", "24x", "-3d"])
def test_a_period_that_is_none_gets_the_right_use(asker: Asker, period: str) -> None:
    text = asker.says(f"/summary harbour {period}")
    assert text.endswith("Use: /summary [topic] [24h|7d]")


def test_the_buttons_of_a_summary_lead_on(asker: Asker) -> None:
    (page,) = asker.types("/summary harbour")
    assert asker.presses(page, "Last 7 days")[0].text.startswith("Port Selin: last 7 days")
    assert asker.presses(page, "Figures")[0].text.startswith("Figures: Port Selin, last 24 hours")
    assert asker.presses(page, "Latest")[0].text.startswith("Boats reach")


def test_latest_is_the_newest_article_with_its_buttons(asker: Asker) -> None:
    (answer,) = asker.types("/latest harbour")
    assert answer.text.startswith("Boats reach stranded ferries off Port Selin\n📍")
    assert "Figures 2" in labels(answer)


def test_latest_of_nothing_says_so(asker: Asker) -> None:
    assert asker.says("/latest marsh") == "No articles on Upper Marsh in this time."


@pytest.mark.parametrize("command", FACTS)
def test_a_command_about_a_topic_is_headed_by_it(asker: Asker, command: str) -> None:
    assert asker.says(f"/{command} harbour").startswith(f"{command.title()}: Port Selin, last 7 days")


@pytest.mark.parametrize("command", FACTS)
def test_a_command_as_a_reply_speaks_of_that_alert(asker: Asker, command: str) -> None:
    text = asker.says(f"/{command}", about=ARTICLE)
    assert text.startswith(f"{command.title()}: Boats reach stranded ferries off Port Selin (Coast Wire,")


@pytest.mark.parametrize("command", FACTS)
def test_a_reply_to_an_alert_that_is_gone_says_so(asker: Asker, command: str) -> None:
    assert asker.says(f"/{command}", about="no-such-article").startswith("I no longer have the article")


@pytest.mark.parametrize("command", ["/summary", "/latest", "/figures 24h"])
def test_a_command_about_a_topic_as_a_reply_takes_that_of_the_alert(asker: Asker, command: str) -> None:
    assert "Port Selin" in asker.says(command, about=ARTICLE)
    assert "Which topic?" not in asker.says(command, about=ARTICLE)


def test_a_topic_in_the_words_goes_before_the_alert_replied_to(asker: Asker) -> None:
    assert asker.says("/figures marsh", about=ARTICLE).startswith("Figures: Upper Marsh, last 7 days")


@pytest.mark.parametrize("label", ["Figures 2", "Quotes 1", "Claims 2", "Where 1", "Sources"])
def test_each_button_under_an_alert_tells_of_it(asker: Asker, label: str) -> None:
    (alert,) = asker.types("/latest harbour")
    answer = asker.presses(alert, label)
    assert answer[0].text.startswith(f"{label.split()[0]}: Boats reach stranded ferries off Port Selin")
    assert "Nothing found." not in answer[0].text


def test_where_brings_the_main_place_as_a_pin(asker: Asker) -> None:
    _, pinned = asker.types("/where harbour")
    assert pinned.pin is not None
    assert (pinned.pin.lat, pinned.pin.lon) == (36.5, 32.25)


def test_where_takes_the_pin_from_the_newest_article_that_has_a_position(asker: Asker) -> None:
    place = replace(ferry_alert().where[0], name="Nowhere", lat=None, lon=None)
    newer = stored(replace(ferry_alert(), where=(place,)), id="newer", title="Newer", published_at=NOW)
    keep(asker.desk.store, replace(newer, first_seen_at=NOW, story_id=None))
    _, pinned = asker.types("/where harbour")
    assert pinned.pin is not None
    assert pinned.pin.title == "Port Selin"


def test_sources_name_feeds_that_cannot_be_read(asker: Asker) -> None:
    fails(asker.desk.store, times=2)
    assert "Cannot be read" not in asker.says("/sources harbour")
    fails(asker.desk.store, times=3)
    assert asker.says("/sources harbour").endswith("Cannot be read at the moment: Coast Wire")


def fails(store: Store, times: int) -> None:
    (feed,) = store.feeds()
    patch = FeedPatch(feed_id=feed.id, next_check_at=NOW, checked_at=NOW, error_count=times, last_error="timeout")
    store.apply(Plan(feed_patch=patch), NOW)
