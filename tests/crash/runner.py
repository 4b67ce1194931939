"""The bot as a process that kills itself at a named moment: kill -9, no farewell.

The parts are those of ``bot.app``; only the pool of worker processes is left out, and the clock may be set ahead, so
that the leases of a process that died are over when the next one starts.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import build_fetcher, build_telegram, sources_of, topics_of
from bot.errors import WorkerDied
from bot.jobs import Poller
from bot.parse.feed import parse_feed
from bot.route import Router
from bot.store.store import Store
from bot.types import Alert, Article, FetchedFeed, ParsedFeed
from config import locales
from config.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """Die at the n-th call of this method of a part: before its work, or after it; a call without result is none."""

    part: str  # store, web, sender
    method: str
    after: bool
    nth: int = 1


class Mortal:
    """A part that dies at its moment, and is the part otherwise."""

    def __init__(self, part: Any, death: Death | None) -> None:
        self._part = part
        self._death = death
        self._calls = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if self._death is None or name != self._death.method:
            return found
        return self._dying_async(found) if inspect.iscoroutinefunction(found) else self._dying(found)

    def _dying(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            self._before()
            result = work(*given, **named)
            self._after(result)
            return result

        return call

    def _dying_async(self, work: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*given: Any, **named: Any) -> Any:
            self._before()
            result = await work(*given, **named)
            self._after(result)
            return result

        return call

    def _before(self) -> None:
        if self._death and not self._death.after:
            self._die_on_time()

    def _after(self, result: Any) -> None:
        if self._death and self._death.after and result not in ((), 0):
            self._die_on_time()

    def _die_on_time(self) -> None:
        self._calls += 1
        if self._death and self._calls == self._death.nth:
            os.kill(os.getpid(), signal.SIGKILL)


class PlainReader:
    """Reads feeds in this process. What an article says is left out: here it matters that it arrives."""

    async def parse(self, fetched: FetchedFeed) -> ParsedFeed:
        return parse_feed(fetched.body, fetched.headers.get("content-type"), fetched.final_url, fetched.fetched_at)

    async def page(self, fetched: FetchedFeed) -> None:
        return None

    async def extract(self, articles: Sequence[Article]) -> tuple[Alert | WorkerDied, ...]:
        return tuple(Alert() for _ in articles)


def run(settings: Settings, token: str, ahead_s: float, death: Death | None) -> None:
    """The whole life of the process. SIGTERM ends it in order."""
    asyncio.run(_run(settings, token, timedelta(seconds=ahead_s), death))


async def _run(settings: Settings, token: str, ahead: timedelta, death: Death | None) -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    def mortal(name: str, part: Any) -> Any:
        return Mortal(part, death if death and death.part == name else None)

    store = mortal("store", Store.open(settings.database.url))
    store.sync_feeds(sources_of(settings), clock())
    telegram = build_telegram(settings, token, store, clock)
    telegram.deliverer._sender = mortal("sender", telegram.deliverer._sender)
    async with build_fetcher(settings, clock) as fetcher, telegram.application, telegram.inbox_request:
        poller = Poller(
            store,
            mortal("web", fetcher),
            PlainReader(),
            Router(topics_of(settings)),
            locales.load("en"),
            clock=clock,
            max_age=timedelta(hours=settings.polling.max_age_h),
            wake=telegram.deliverer.wake,
        )
        running = [asyncio.create_task(telegram.deliverer.run()), asyncio.create_task(telegram.inbox.run())]
        while not stopped.is_set():
            await poller.tick()
            await asyncio.wait([asyncio.create_task(stopped.wait())], timeout=0.2)
        await poller.stop(within_s=3)
        telegram.inbox.stop()
        telegram.deliverer.stop()
        await asyncio.gather(*running)
    store.close()
