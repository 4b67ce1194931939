"""Work on untrusted input in processes that can be killed: one evil document ends its worker and nothing else.

I/O: processes.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as DeadlinePassed
from contextlib import suppress
from types import TracebackType
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from bot.errors import WorkerDied
from bot.parse.feed import parse_feed
from bot.types import Alert, Article, FetchedFeed, ParsedFeed

# ``from bot.parse.page import Page`` would load what only a worker that reads pages needs.
Extract = Callable[[Article], Alert]
T = TypeVar("T")

_START_S = 30.0  # a worker that has not taken its task up by then never will
_PRELOAD = ["bot.workers"]


class Workers:
    """An async context manager around a pool of processes.

    ``extractor`` makes what turns articles into alerts; it must be importable by name (a function of a module, or a
    ``functools.partial`` of one) and is called once in every worker. ``memory_bytes`` limits the address space of each.
    """

    def __init__(
        self,
        *,
        extractor: Callable[[], Extract] | None = None,
        count: int | None = None,
        deadline_s: float = 5.0,
        memory_bytes: int = 1024**3,
        max_tasks: int = 200,
    ) -> None:
        self._count = count or max(1, min(4, os.cpu_count() or 1))
        self._deadline_s = deadline_s
        self._max_tasks = max_tasks
        self._initargs = (memory_bytes, extractor)
        self._free = asyncio.Semaphore(self._count)
        self._pool: ProcessPool | None = None

    async def __aenter__(self) -> Workers:
        self._pool = self._new_pool()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await asyncio.to_thread(_end, pool)

    async def parse(self, fetched: FetchedFeed) -> ParsedFeed:
        """The feed in what was fetched. Raises WorkerDied with the feed's address."""
        return await self._do(fetched.feed_url, _parse, fetched)

    async def page(self, fetched: FetchedFeed) -> Any:
        """The article of a page that was fetched, a ``bot.parse.page.Page``, or None. Raises WorkerDied."""
        return await self._do(fetched.feed_url, _page, fetched)

    async def extract(self, articles: Sequence[Article]) -> tuple[Alert | WorkerDied, ...]:
        """The alert of each article, in order. An article that killed its worker has the error in its place."""
        return tuple(await asyncio.gather(*(self._extract(article) for article in articles)))

    async def _extract(self, article: Article) -> Alert | WorkerDied:
        try:
            return await self._do(article.id, _alert, article)
        except WorkerDied as died:
            return died

    async def _do(self, subject: str, work: Callable[[Any], T], argument: object) -> T:
        """Only as many tasks are handed out as there are workers, so that a deadline begins when its work does."""
        async with self._free:
            pool = self._running_pool()
            future = pool.schedule(work, args=(argument,), timeout=self._deadline_s)
            try:
                async with asyncio.timeout(self._deadline_s + _START_S):
                    result: T = await asyncio.wrap_future(future)
                    return result
            except (DeadlinePassed, TimeoutError) as error:
                if not future.done():  # the pool itself hangs
                    await self._replace(pool)
                raise WorkerDied(subject, "deadline") from error
            except MemoryError as error:
                raise WorkerDied(subject, "memory") from error
            except ProcessExpired as error:
                raise WorkerDied(subject, "crash") from error
            except Exception as error:  # whatever a library raises on evil input; the worker itself lives on
                raise WorkerDied(subject, "crash") from error

    def _running_pool(self) -> ProcessPool:
        if self._pool is None:
            raise RuntimeError("Workers are used outside of their context")
        if not self._pool.active:
            self._pool = self._new_pool()
        return self._pool

    async def _replace(self, pool: ProcessPool) -> None:
        if self._pool is pool:
            self._pool = self._new_pool()
            await asyncio.to_thread(_end, pool)

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        return ProcessPool(
            max_workers=self._count,
            max_tasks=self._max_tasks,
            initializer=_prepare,
            initargs=self._initargs,
            context=context,
        )


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    with suppress(DeadlinePassed, TimeoutError):
        pool.join(timeout=_START_S)


# ── inside a worker ──────────────────────────────────────────────────────────────────────────────────────────────

_extract: Extract | None = None


def _prepare(memory_bytes: int, extractor: Callable[[], Extract] | None) -> None:
    global _extract  # a worker is a process of its own: this is its state
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _extract = extractor() if extractor else None


def _parse(fetched: FetchedFeed) -> ParsedFeed:
    return parse_feed(fetched.body, fetched.headers.get("content-type"), fetched.final_url, fetched.fetched_at)


def _page(fetched: FetchedFeed) -> Any:
    from bot.parse.page import read_page

    return read_page(fetched.body, fetched.final_url, fetched.headers.get("content-type"))


def _alert(article: Article) -> Alert:
    if _extract is None:
        raise RuntimeError("Workers were made without an extractor")
    return _extract(article)
