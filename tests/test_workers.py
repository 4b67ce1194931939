"""Workers against input that hangs, eats memory, crashes and raises: only its own task ends."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime

from bot.errors import WorkerDied
from bot.types import Alert, Article, FetchedFeed, Span
from bot.workers import Workers

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
FEED = b"<rss version='2.0'><channel><title>Harbour News</title><item><title>Ferries</title></item></channel></rss>"
ENDLESS = b"<rss><channel><item><description>" + b"<b>" * 900_000  # quadratic for the parser of malformed feeds


def reader() -> Callable[[Article], Alert]:
    """What stands in for the extractor: it does what the article says."""

    def read(article: Article) -> Alert:
        match article.text:
            case "hang":
                while True:
                    pass
            case "eat":
                return Alert(lede=Span.cut("x" * len(bytearray(8 * 1024**3)), 0, 1))
            case "crash":
                os.kill(os.getpid(), signal.SIGKILL)
            case "raise":
                raise ValueError("a defect of the extractor")
        return Alert(lede=Span.cut(article.text, 0, len(article.text)))

    return read


def fetched(body: bytes = FEED) -> FetchedFeed:
    url = "https://e.org/feed"
    return FetchedFeed(feed_url=url, final_url=url, status=200, headers={}, body=body, fetched_at=NOW)


def article(text: str) -> Article:
    return Article(id=f"id-{text}", text=text)


async def test_feed_is_parsed_in_another_process() -> None:
    async with Workers(count=1) as workers:
        parsed = await workers.parse(fetched())
    assert (parsed.title, [entry.title for entry in parsed.entries]) == ("Harbour News", ["Ferries"])


async def test_page_is_read_in_another_process() -> None:
    body = (
        b"<html><body><article><p>The port authority said both ferries would sail again before the weekend.</p>"
        b"<p>Inspectors had looked at every lifeboat on board, and found what they had wanted.</p></article>"
    )
    async with Workers(count=1) as workers:
        page = await workers.page(fetched(body))
        assert await workers.page(fetched(b"<html></html>")) is None
    assert page is not None
    assert page.text.startswith("The port authority")


async def test_feed_that_takes_too_long_ends_alone() -> None:
    async with Workers(count=1, deadline_s=0.5) as workers:
        results = await asyncio.gather(
            workers.parse(fetched()),
            workers.parse(fetched(ENDLESS)),
            workers.parse(fetched()),
            return_exceptions=True,
        )
    died = results[1]
    assert isinstance(died, WorkerDied)
    assert (died.subject, died.reason) == ("https://e.org/feed", "deadline")
    assert [type(result).__name__ for result in results] == ["ParsedFeed", "WorkerDied", "ParsedFeed"]


async def test_article_that_kills_its_worker_has_the_error_in_its_place() -> None:
    texts = ("calm", "hang", "eat", "crash", "raise", "calm again")
    async with Workers(extractor=reader, count=2, deadline_s=1.0, memory_bytes=512 * 1024**2) as workers:
        results = await workers.extract([article(text) for text in texts])
    told = [result.reason if isinstance(result, WorkerDied) else result.lede and result.lede.text for result in results]
    assert told == ["calm", "deadline", "memory", "crash", "crash", "calm again"]


async def test_task_that_is_cancelled_frees_its_worker() -> None:
    async with Workers(extractor=reader, count=1, deadline_s=60) as workers:
        task = asyncio.create_task(workers.extract([article("hang")]))
        for _ in range(10):  # until it has been handed to the worker
            await asyncio.sleep(0)
        task.cancel()
        (alert,) = await workers.extract([article("calm")])
    assert isinstance(alert, Alert)


async def test_workers_are_renewed_after_so_many_tasks() -> None:
    async with Workers(count=1, max_tasks=2) as workers:
        titles = [(await workers.parse(fetched())).title for _ in range(7)]
    assert titles == ["Harbour News"] * 7


async def test_no_process_is_left_after_the_end() -> None:
    async with Workers(extractor=pid_reader, count=2) as workers:
        alerts = await workers.extract([article(str(n)) for n in range(8)])
    pids = {int(alert.lede.text) for alert in alerts if isinstance(alert, Alert) and alert.lede}
    assert pids
    assert not [pid for pid in pids if _is_running(pid)]


def pid_reader() -> Callable[[Article], Alert]:
    def read(article: Article) -> Alert:
        pid = str(os.getpid())
        return Alert(lede=Span.cut(pid, 0, len(pid)))

    return read


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
