"""A visit from fetch to commit, with a web and readers that do as they are told, and a real store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import WorkerDied
from bot.jobs import Poller
from bot.parse.feed import parse_feed
from bot.parse.page import Page
from bot.route import Router
from bot.store.store import FeedSource, Store
from bot.types import (
    Alert,
    Article,
    FailureReason,
    Feed,
    FetchedFeed,
    FetchFailure,
    Lane,
    ParsedFeed,
)
from config import locales
from tests.making import NOW, TOPIC, chat, fetched

URL = "http://courier.test/feed"


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Courier</title>{''.join(items)}</channel></rss>".encode()


def item(key: str, title: str = "Sennar talks", text: str = "A short word from Sennar.") -> str:
    return (
        f"<item><guid>{key}</guid><title>{title}</title><link>http://courier.test/{key}</link>"
        f"<description>{text}</description></item>"
    )


@dataclass
class FakeWeb:
    """``answers`` the feed; ``pages`` by address. Remembers what was asked."""

    answer: FetchedFeed | FetchFailure | None = None
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answers(self, body: bytes, **given: object) -> None:
        self.answer = replace(fetched(body, headers={"etag": f'"{hash(body)}"'}), **given)  # type: ignore[arg-type]

    def fails(self, reason: FailureReason) -> None:
        self.answer = FetchFailure(feed_url=URL, reason=reason, detail="as told", fetched_at=NOW)

    async def fetch(self, feed: Feed) -> FetchedFeed | FetchFailure:
        self.asked.append(feed.url)
        assert self.answer is not None
        return self.answer

    async def fetch_page(self, url: str) -> FetchedFeed | FetchFailure:
        self.asked.append(url)
        return fetched(self.pages[url]) if url in self.pages else fetched(status=404)


@dataclass
class FakeReader:
    """Reads in this process. ``dies_on`` names articles and feeds that kill their worker."""

    dies_on: set[str] = field(default_factory=set)
    read: list[str] = field(default_factory=list)

    async def parse(self, answer: FetchedFeed) -> ParsedFeed:
        if "feed" in self.dies_on:
            raise WorkerDied(answer.feed_url, "deadline")
        return parse_feed(answer.body, None, answer.final_url, answer.fetched_at)

    async def page(self, answer: FetchedFeed) -> Page | None:
        return Page(text=answer.body.decode())

    async def extract(self, articles: Sequence[Article]) -> tuple[Alert | WorkerDied, ...]:
        self.read += [article.text for article in articles]
        return tuple(
            WorkerDied(article.id, "memory") if article.title in self.dies_on else Alert() for article in articles
        )


@dataclass
class Desk:
    store: Store
    web: FakeWeb
    reader: FakeReader
    poller: Poller
    now: datetime = NOW

    async def visit(self, minutes: float = 10) -> None:
        self.now += timedelta(minutes=minutes)
        assert await self.poller.poll_due() == 1


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Store.open(f"sqlite:///{tmp_path / 'db.sqlite'}") as store:
        store.sync_feeds((FeedSource(url=URL, name="Courier", interval_s=300, full_text=True),), NOW)
        store.touch_chat(chat(), NOW)
        store.subscribe(7, "harbour", None, NOW)
        web, reader = FakeWeb(), FakeReader()
        words = locales.load("en")
        made = Desk(store, web, reader, None)  # type: ignore[arg-type]
        made.poller = Poller(
            store, web, reader, Router([TOPIC]), words, clock=lambda: made.now, max_age=timedelta(hours=48)
        )
        yield made


async def test_a_second_visit_tells_what_is_new_only(desk: Desk) -> None:
    desk.web.answers(rss(item("1")))
    await desk.visit()
    desk.web.answers(rss(item("2", "Sennar closes"), item("1")))
    await desk.visit()
    (delivery,) = desk.store.claim_deliveries(desk.now, 10, 60)
    assert (delivery.lane, "Sennar closes" in delivery.message.text) == (Lane.ALERT, True)


async def test_the_same_bytes_are_not_parsed_again(desk: Desk) -> None:
    desk.web.answers(rss(item("1")))
    await desk.visit()
    desk.reader.dies_on.add("feed")
    await desk.visit()
    assert [feed.last_error for feed in desk.store.feeds()] == [None]


async def test_a_teaser_of_a_topic_is_read_in_full(desk: Desk) -> None:
    desk.web.pages["http://courier.test/1"] = b"The whole story of Sennar. " * 20
    desk.web.answers(rss(item("1"), item("2", "Football", "A cup final.")))
    await desk.visit()
    assert desk.web.asked == [URL, "http://courier.test/1"]
    assert any(text.startswith("The whole story") for text in desk.reader.read)


async def test_a_page_that_does_not_come_leaves_the_teaser(desk: Desk) -> None:
    desk.web.answers(rss(item("1")))
    await desk.visit()
    assert desk.reader.read == ["A short word from Sennar."]


async def test_an_article_that_kills_its_worker_still_goes_out(desk: Desk) -> None:
    desk.web.answers(rss(item("1")))
    await desk.visit()
    desk.reader.dies_on.add("Sennar bomb")
    desk.web.answers(rss(item("3", "Sennar bomb"), item("2", "Sennar closes"), item("1")))
    await desk.visit()
    first = desk.store.claim_deliveries(desk.now, 10, 60)
    assert len(first) == 1
    assert desk.store.health(desk.now).pending == 2


@pytest.mark.parametrize("body", [b"", b"<html><body>Service away</body></html>", b"\x00\x01\x02"])
async def test_what_is_no_feed_is_a_failure_and_not_an_empty_feed(desk: Desk, body: bytes) -> None:
    desk.web.answers(body)
    await desk.visit()
    (status,) = desk.store.feeds()
    assert status.error_count == 1
    assert status.last_error


async def test_a_feed_that_kills_its_worker_is_tried_later(desk: Desk) -> None:
    desk.reader.dies_on.add("feed")
    desk.web.answers(rss(item("1")))
    await desk.visit()
    assert [status.error_count for status in desk.store.feeds()] == [1]


async def test_a_feed_that_recovers_tells_what_it_had_meanwhile(desk: Desk) -> None:
    desk.web.answers(rss(item("1")))
    await desk.visit()
    desk.web.fails(FailureReason.TIMEOUT)
    await desk.visit()
    desk.web.answers(rss(item("2", "Sennar closes"), item("1")))
    await desk.visit(minutes=30)
    assert [status.error_count for status in desk.store.feeds()] == [0]
    assert desk.store.health(desk.now).pending == 1


async def test_nothing_is_seen_unless_its_deliveries_are_in_the_same_commit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.web.answers(rss(item("1")))
    await desk.visit()
    desk.web.answers(rss(item("2", "Sennar closes"), item("1")))
    whole = desk.store.health(desk.now)
    with pytest.raises(ConnectionError):
        await crash_in_apply(desk, monkeypatch)
    assert desk.store.health(desk.now) == whole
    await desk.visit(minutes=30)
    assert desk.store.health(desk.now).pending == 1


async def crash_in_apply(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection breaks when the last row of a visit is to be written."""
    from sqlalchemy import event

    engine = desk.store._database.engine  # the door a crash comes through

    def crash(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "UPDATE feeds" in statement and "etag" in statement:
            raise ConnectionError("cut off")

    event.listen(engine, "before_cursor_execute", crash)
    try:
        await desk.visit()
    finally:
        event.remove(engine, "before_cursor_execute", crash)
