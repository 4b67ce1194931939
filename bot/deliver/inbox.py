"""Updates from Telegram: kept before they are confirmed, handled after.

I/O: Telegram (getUpdates) and the inbox of the store. python-telegram-bot's own polling confirms first and handles
later, and so loses what it holds when the process is killed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

import structlog
from telegram.error import Conflict, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.deliver.outcome import judge
from bot.deliver.request import AiohttpRequest
from bot.types import NewDelivery, Paused, RetryAt

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ("message", "channel_post", "callback_query", "my_chat_member")
MOST_FAILURES = 3
MOST_ATTEMPTS = 10  # begun so often and never ended: it kills the process
SLOWEST_RETRY_S = 60.0
HANDLE_DEADLINE_S = 30.0
GARBAGE = (LookupError, TypeError, ValueError, AttributeError, RecursionError)


class Row(Protocol):
    """An update as received; ``attempts`` counts this one."""

    @property
    def update_id(self) -> int: ...
    @property
    def payload(self) -> str: ...
    @property
    def attempts(self) -> int: ...


class InboxStore(Protocol):
    """What the inbox asks of the store; every method is one transaction."""

    def accept_updates(self, rows: Sequence[tuple[int, str]], now: datetime) -> int: ...
    def next_offset(self, now: datetime | None = ...) -> int | None: ...
    def pending_updates(self, limit: int) -> Sequence[Row]: ...
    def answer(self, update_id: int, deliveries: Sequence[NewDelivery], now: datetime) -> int: ...


class Inbox:
    """Fetches updates into the store, and hands each to ``handle`` until it is answered once.

    ``request`` is one of its own (a long poll keeps a connection), ``base_url`` the bot's with its token
    (``telegram.Bot.base_url``). ``handle`` may be called again for the same update after a crash, and should write its
    answers with ``Store.answer``; updates of one chat come to it in order, those of others beside them.
    """

    def __init__(
        self,
        request: AiohttpRequest,
        base_url: str,
        store: InboxStore,
        handle: Callable[[Row], Awaitable[None]],
        *,
        clock: Callable[[], datetime],
        poll_s: int = 30,
        batch: int = 16,
        allowed_updates: tuple[str, ...] = ALLOWED_UPDATES,
        stop_within_s: float = 8.0,
    ) -> None:
        self._request = request
        self._url = f"{base_url}/getUpdates"
        self._store = store
        self._handle = handle
        self._clock = clock
        self._poll_s = poll_s
        self._batch = batch
        self._allowed = allowed_updates
        self._stop_within_s = stop_within_s
        self._arrived = asyncio.Event()
        self._stopped = asyncio.Event()
        self._fetch_failures = 0
        self._failures: dict[int, int] = {}  # update id → exceptions in this process

    def stop(self) -> None:
        """End the long poll; ``run`` returns when what is being handled is done, at most ``stop_within_s`` later."""
        self._stopped.set()
        self._arrived.set()

    async def run(self) -> None:
        """Fetch and process until ``stop``."""
        fetching = asyncio.create_task(self._fetch_forever(), name="inbox-fetch")
        processing = asyncio.create_task(self._process_forever(), name="inbox-process")
        try:
            await self._stopped.wait()
            fetching.cancel()
            await asyncio.wait((fetching, processing), timeout=self._stop_within_s)
        finally:
            fetching.cancel()
            processing.cancel()
            await asyncio.gather(fetching, processing, return_exceptions=True)

    async def fetch(self) -> float:
        """One long poll, committed before the next confirms it. Seconds to wait before that; never raises for
        anything that Telegram or the network does."""
        try:
            offset = await asyncio.to_thread(self._store.next_offset, self._clock())
            answer: Any = await self._request.post(self._url, self._question(offset), read_timeout=self._poll_s + 10.0)
            rows = tuple(_rows(answer))
        except (TelegramError, *GARBAGE) as error:
            return self._failed(error)
        if answer and not rows:
            return self._failed(ValueError("updates without an id"))
        self._fetch_failures = 0
        if rows:
            await asyncio.to_thread(self._store.accept_updates, rows, self._clock())
            self._arrived.set()
        return 0.0

    async def process(self) -> int:
        """Hand one batch to ``handle``; how many were tried. Returns when all of them ended."""
        rows = await asyncio.to_thread(self._store.pending_updates, self._batch)
        chats: dict[int | None, list[Row]] = {}
        for row in rows:
            chats.setdefault(_chat_of(row.payload), []).append(row)
        ends = await asyncio.gather(*map(self._process_in_order, chats.values()), return_exceptions=True)
        for error in filter(None, ends):
            log.error("update_not_closed", exc_info=error)
        return len(rows)

    async def _fetch_forever(self) -> None:
        while True:
            try:
                wait_s = await self.fetch()
            except Exception:  # the outermost loop: the store's troubles pass, or are seen in the log
                log.exception("inbox_fetch_failed")
                wait_s = 1.0
            if wait_s:
                await asyncio.sleep(wait_s)

    async def _process_forever(self) -> None:
        while not self._stopped.is_set():
            self._arrived.clear()
            try:
                tried = await self.process()
            except Exception:
                log.exception("inbox_process_failed")
                tried = 0
            if not tried:
                await self._wait_for_more(5.0)
            elif self._failures:
                await asyncio.sleep(0.5)

    async def _wait_for_more(self, longest_s: float) -> None:
        try:
            async with asyncio.timeout(longest_s):
                await self._arrived.wait()
        except TimeoutError:
            return

    def _question(self, offset: int | None) -> RequestData:
        given = {"offset": offset, "timeout": self._poll_s, "limit": 100, "allowed_updates": list(self._allowed)}
        return RequestData([RequestParameter(name, value, None) for name, value in given.items() if value is not None])

    def _failed(self, error: Exception) -> float:
        self._fetch_failures += 1
        backoff_s = min(SLOWEST_RETRY_S, 2.0 ** min(self._fetch_failures - 1, 10))
        match judge(error):
            case Paused() as paused:
                wait_s = max(5.0, backoff_s)
                event = "inbox_conflict" if isinstance(error, Conflict) else "inbox_refused"
                log.critical(event, reason=paused.reason, retry_s=wait_s)
                return wait_s
            case RetryAt(snooze=True, after_s=float() | int() as after_s):
                wait_s = max(after_s, backoff_s)
            case _:
                wait_s = backoff_s
        log.warning("inbox_unreachable", reason=str(error)[:200], retry_s=wait_s)
        return wait_s

    async def _process_in_order(self, rows: Iterable[Row]) -> None:
        for row in rows:
            await self._process_one(row)

    async def _process_one(self, row: Row) -> None:
        if row.attempts > MOST_ATTEMPTS:
            log.error("update_given_up", update=row.update_id, attempts=row.attempts)
            await self._close(row)
            return
        try:
            async with asyncio.timeout(HANDLE_DEADLINE_S):
                await self._handle(row)
        except Exception:  # whatever an update does to a handler, the others are handled
            failures = self._failures[row.update_id] = self._failures.get(row.update_id, 0) + 1
            log.exception("update_failed", update=row.update_id, failures=failures)
            if failures < MOST_FAILURES:
                return
            log.error("update_given_up", update=row.update_id, failures=failures)
        await self._close(row)

    async def _close(self, row: Row) -> None:
        await asyncio.to_thread(self._store.answer, row.update_id, (), self._clock())
        self._failures.pop(row.update_id, None)


def _rows(answer: Any) -> Iterable[tuple[int, str]]:
    """Each update that has an id, as JSON in ASCII: any string Telegram may send fits any database."""
    for update in answer:
        if isinstance(update, dict) and isinstance(update.get("update_id"), int):
            yield update["update_id"], json.dumps(update)
        else:
            log.warning("update_unreadable", kind=type(update).__name__)


def _chat_of(payload: str) -> int | None:
    """The chat an update is about; None where it has none that we know of."""
    update = json.loads(payload)
    for content in update.values():
        if isinstance(content, dict):
            message = content.get("message", content)
            chat = message.get("chat") if isinstance(message, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return None
