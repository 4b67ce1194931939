"""Updates from Telegram: kept before they are confirmed, handled after.

I/O: Telegram (getUpdates) and the inbox of the store. python-telegram-bot's own polling confirms first and handles
later, and so loses what it holds when the process is killed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import structlog
from telegram.error import Conflict, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.deliver.outcome import judge
from bot.deliver.request import AiohttpRequest
from bot.errors import StoreError
from bot.types import Lane, Message, NewDelivery, Paused, RetryAt

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ("message", "channel_post", "callback_query", "my_chat_member")
MOST_FAILURES = 3
MOST_ATTEMPTS = 10  # begun so often and never ended: it kills the process
MOST_AT_ONCE = 16
SLOWEST_RETRY_S = 60.0
HANDLE_DEADLINE_S = 30.0
GARBAGE = (LookupError, TypeError, ValueError, AttributeError, RecursionError)


class Row(Protocol):
    """An update as received; it was begun ``attempts`` times before."""

    @property
    def update_id(self) -> int: ...
    @property
    def payload(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def chat_id(self) -> int | None: ...


class InboxStore(Protocol):
    """What the inbox asks of the store; every method is one transaction."""

    def accept_updates(self, rows: Sequence[tuple[int, str]], now: datetime, *, bot_id: int) -> int: ...
    def next_offset(self, now: datetime | None = ..., *, bot_id: int) -> int | None: ...
    def pending_updates(self, limit: int, *, bot_id: int, without: Collection[int]) -> Sequence[Row]: ...
    def begin_update(self, update_id: int, *, bot_id: int) -> None: ...
    def release_update(self, update_id: int, *, bot_id: int) -> None: ...
    def answer(self, update_id: int, deliveries: Sequence[NewDelivery], now: datetime, *, bot_id: int) -> int: ...


def bot_id_of(token: str) -> int:
    """The number before the colon of a token; 0 where there is none, and Telegram will refuse it."""
    number = token.partition(":")[0]
    return int(number) if number.isdecimal() and len(number) < 19 else 0


def answer_key(bot_id: int, update_id: int, number: int) -> str:
    """Of the n-th delivery that answers an update, from 0: the same whenever it is answered."""
    return f"a:{bot_id}:{update_id}:{number}"


class Inbox:
    """Fetches updates into the store, and hands each to ``handle`` until it is answered once.

    ``request`` is one of its own (a long poll keeps a connection), ``base_url`` the bot's with its token
    (``telegram.Bot.base_url``), ``bot_id`` whose updates they are. ``handle`` may be called again for the same update
    after a crash, and should write its answers with ``Store.answer``; updates of one chat come to it in order, those
    of at most ``at_once`` chats beside each other. A chat whose command is given up is sent ``apology``; ``wake`` tells
    whoever sends it.
    """

    def __init__(
        self,
        request: AiohttpRequest,
        base_url: str,
        store: InboxStore,
        handle: Callable[[Row], Awaitable[None]],
        *,
        bot_id: int,
        clock: Callable[[], datetime],
        apology: Message | None = None,
        wake: Callable[[], None] = lambda: None,
        poll_s: int = 30,
        at_once: int = MOST_AT_ONCE,
        allowed_updates: tuple[str, ...] = ALLOWED_UPDATES,
        retry_s: float = 0.5,
        stop_within_s: float = 8.0,
    ) -> None:
        self._request = request
        self._url = f"{base_url}/getUpdates"
        self._store = store
        self._handle = handle
        self._bot_id = bot_id
        self._clock = clock
        self._apology = apology
        self._wake = wake
        self._poll_s = poll_s
        self._at_once = at_once
        self._allowed = allowed_updates
        self._retry_s = retry_s
        self._stop_within_s = stop_within_s
        self._arrived = asyncio.Event()  # or one under way has ended: there may be more to begin
        self._stopped = asyncio.Event()
        self._fetch_failures = 0
        self._failures: dict[int, int] = {}  # update id → exceptions in this process
        self._under_way: dict[int, asyncio.Task[None]] = {}  # update id → what handles it
        self._store_failures = 0  # in a row
        self._store_failed = 0  # ever

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
            async with asyncio.timeout(self._stop_within_s):
                await processing
                await self.idle()
        except TimeoutError:
            log.warning("inbox_stopped_early", updates=len(self._under_way))
        finally:
            left = (fetching, processing, *self._under_way.values())
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def fetch(self) -> float:
        """One long poll, committed before the next confirms it. Seconds to wait before that; never raises for
        anything that Telegram or the network does."""
        try:
            offset = await asyncio.to_thread(self._store.next_offset, self._clock(), bot_id=self._bot_id)
            answer: Any = await self._request.post(self._url, self._question(offset), read_timeout=self._poll_s + 10.0)
            rows = tuple(_rows(answer))
        except (TelegramError, *GARBAGE) as error:
            return self._failed(error)
        if answer and not rows:
            return self._failed(ValueError("updates without an id"))
        self._fetch_failures = 0
        if rows:
            await asyncio.to_thread(self._store.accept_updates, rows, self._clock(), bot_id=self._bot_id)
            self._arrived.set()
        return 0.0

    async def process(self) -> int:
        """Begin to handle the oldest update of each chat that has none under way; how many. Waits for none."""
        free = self._at_once - len(self._under_way)
        if free <= 0:
            return 0
        under_way = tuple(self._under_way)
        rows = await asyncio.to_thread(self._store.pending_updates, free, bot_id=self._bot_id, without=under_way)
        for row in rows:
            task = asyncio.create_task(self._work(row), name=f"update-{row.update_id}")
            self._under_way[row.update_id] = task
            task.add_done_callback(partial(self._ended, row.update_id))
        return len(rows)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(tuple(self._under_way.values()))

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
                begun = await self.process()
            except Exception:
                log.exception("inbox_process_failed")
                begun = 0
            if not begun:
                await _wait_for(self._arrived, 5.0)

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

    async def _work(self, row: Row) -> None:
        """All that is done with an update at one go, and the pause after it where it must come again."""
        try:
            ended = await self._try(row)
            pause_s = 0.0 if ended else self._retry_s
            self._store_failures = 0
        except StoreError as error:
            self._store_failed += 1
            self._store_failures += 1
            pause_s = min(SLOWEST_RETRY_S, self._retry_s * 2.0 ** min(self._store_failures, 10))
            log.warning("inbox_store_failed", update=row.update_id, reason=str(error)[:200], retry_s=pause_s)
            await self._release(row)
        except Exception:
            log.exception("update_not_closed", update=row.update_id)
            pause_s = self._retry_s
        if pause_s:
            await _wait_for(self._stopped, pause_s)

    def _ended(self, update_id: int, _task: object) -> None:
        del self._under_way[update_id]
        self._arrived.set()

    async def _try(self, row: Row) -> bool:
        """Hand an update on; whether it is done with. Raises StoreError, which is never the update's own failure."""
        if row.attempts >= MOST_ATTEMPTS:
            log.error("update_given_up", update=row.update_id, attempts=row.attempts)
            await self._close(row, self._sorry(row))
            return True
        await asyncio.to_thread(self._store.begin_update, row.update_id, bot_id=self._bot_id)
        failed_before = self._store_failed
        try:
            async with asyncio.timeout(HANDLE_DEADLINE_S):
                await self._handle(row)
        except StoreError:
            raise
        except Exception as error:  # whatever an update does to a handler, the others are handled
            if isinstance(error, TimeoutError) and self._store_failed != failed_before:
                raise StoreError("the database kept this update waiting") from error
            failures = self._failures[row.update_id] = self._failures.get(row.update_id, 0) + 1
            log.exception("update_failed", update=row.update_id, failures=failures)
            if failures < MOST_FAILURES:
                return False
            log.error("update_given_up", update=row.update_id, failures=failures)
            await self._close(row, self._sorry(row))
            return True
        await self._close(row, ())
        return True

    async def _close(self, row: Row, deliveries: Sequence[NewDelivery]) -> None:
        answer = self._store.answer
        if await asyncio.to_thread(answer, row.update_id, deliveries, self._clock(), bot_id=self._bot_id):
            self._wake()
        self._failures.pop(row.update_id, None)

    async def _release(self, row: Row) -> None:
        try:
            await asyncio.to_thread(self._store.release_update, row.update_id, bot_id=self._bot_id)
        except StoreError:
            return  # then the attempt stays counted: it takes ten restarts in such trouble to matter

    def _sorry(self, row: Row) -> tuple[NewDelivery, ...]:
        """One line for whoever asked something that is given up."""
        asked = _asked(row.payload)
        if self._apology is None or row.chat_id is None or asked is None:
            return ()
        key = answer_key(self._bot_id, row.update_id, 0)
        return (
            NewDelivery(
                key=key, chat_id=row.chat_id, thread_id=_thread(asked), lane=Lane.ANSWER, message=self._apology
            ),
        )


async def _wait_for(event: asyncio.Event, longest_s: float) -> None:
    try:
        async with asyncio.timeout(longest_s):
            await event.wait()
    except TimeoutError:
        return


def _rows(answer: Any) -> Iterable[tuple[int, str]]:
    """Each update that has an id, as JSON in ASCII: any string Telegram may send fits any database."""
    for update in answer:
        if isinstance(update, dict) and isinstance(update.get("update_id"), int):
            yield update["update_id"], json.dumps(update)
        else:
            log.warning("update_unreadable", kind=type(update).__name__)


def _asked(payload: str) -> dict[str, Any] | None:
    """The message of an update that somebody waits to see answered; None of the others."""
    try:
        update = json.loads(payload)
        pressed = update.get("callback_query")
        asked = pressed["message"] if pressed else update.get("message", update.get("channel_post"))
    except GARBAGE:
        return None
    return asked if isinstance(asked, dict) else None


def _thread(message: dict[str, Any]) -> int | None:
    thread_id = message.get("message_thread_id")
    return thread_id if message.get("is_topic_message") and isinstance(thread_id, int) else None
