"""The composition root: settings → parts, and the order in which they start and stop.

I/O: all of it, through the parts.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Update as TelegramUpdate
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, CallbackContext

from bot import engines
from bot.deliver.governor import Governor
from bot.deliver.inbox import Inbox, Row, bot_id_of
from bot.deliver.loop import Deliverer
from bot.deliver.request import AiohttpRequest
from bot.deliver.sender import Sender
from bot.errors import SettingsError
from bot.fetch import Fetcher, Limits
from bot.jobs import Poller
from bot.reader import build_extractor
from bot.render.notices import notice
from bot.route import Router
from bot.store.store import FeedSource, Store
from bot.types import NewDelivery, Topic
from bot.workers import Workers
from config import locales
from config.settings import Settings
from handlers import COMMANDS
from handlers.command import Desk
from handlers.command import Limits as DeskLimits
from handlers.dispatch import register
from handlers.menu import set_menu

log = structlog.get_logger(__name__)

TICK_S = 5  # between looks for feeds that are due
TIDY_S = 3600
LONGEST_GREETING_WAIT_S = 60.0
Clock = Callable[[], datetime]
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


def utc_now() -> datetime:
    """The clock. Everything below is handed it."""
    return datetime.now(UTC)


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def topics_of(settings: Settings) -> tuple[Topic, ...]:
    return tuple(Topic(key=t.key, title=t.title, terms=t.terms, places=t.places) for t in settings.topics)


def sources_of(settings: Settings) -> tuple[FeedSource, ...]:
    polling = settings.polling
    return tuple(
        FeedSource(
            url=feed.url,
            name=feed.name,
            interval_s=feed.interval_s or polling.interval_s,
            full_text=polling.full_text if feed.full_text is None else feed.full_text,
            language=feed.language,
        )
        for feed in settings.feeds
    )


def build_workers(settings: Settings) -> Workers:
    """Raises SettingsError for an engine that is not there."""
    engines.check(settings.extraction.engine)
    own = settings.extraction.engine == engines.OWN
    return Workers(
        extractor=partial(build_extractor, settings.extraction.lexicons, settings.extraction.engine),
        count=settings.polling.workers,
        deadline_s=10,
        memory_bytes=(1 if own else 8) << 30,  # of addresses: numeric libraries reserve far more than they use
    )


def build_fetcher(settings: Settings, clock: Clock) -> Fetcher:
    polling = settings.polling
    limits = Limits(
        deadline_s=polling.deadline_s, max_bytes=polling.max_bytes, allow_private=polling.allow_private_addresses
    )
    return Fetcher(now=clock, limits=limits)


@asynccontextmanager
async def polling(
    settings: Settings, store: Store, *, clock: Clock = utc_now, wake: Callable[[], None] = lambda: None
) -> AsyncIterator[Poller]:
    """A poller with its worker processes and its web session."""
    async with build_workers(settings) as workers, build_fetcher(settings, clock) as fetcher:
        yield Poller(
            store,
            fetcher,
            workers,
            Router(topics_of(settings)),
            locales.load("en"),
            clock=clock,
            max_age=timedelta(hours=settings.polling.max_age_h),
            wake=wake,
        )


# ── the bot ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Telegram:
    """Everything that speaks with Telegram."""

    application: AnyApplication
    desk: Desk
    request: AiohttpRequest
    inbox_request: AiohttpRequest
    deliverer: Deliverer
    inbox: Inbox


def build_telegram(settings: Settings, token: str, store: Store, clock: Clock) -> Telegram:
    """Answers go into the outbox with the mark that the update is answered, and from there to Telegram."""
    request, inbox_request = AiohttpRequest(), AiohttpRequest(size=2)
    api = settings.telegram.api_url.rstrip("/")
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(request)
        .get_updates_request(inbox_request)
        .updater(None)
        .job_queue(None)
        .build()
    )
    deliverer = Deliverer(
        store,
        Sender(application.bot),
        Governor(rate_per_s=settings.delivery.rate_per_s),
        clock=clock,
        monotonic=time.monotonic,
        expire_s=settings.delivery.expire_h * 3600.0,
    )
    desk = build_desk(settings, store)
    bot_id = bot_id_of(token)

    async def enqueue(update_id: int, deliveries: Sequence[NewDelivery]) -> None:
        if await asyncio.to_thread(store.answer, update_id, deliveries, clock(), bot_id=bot_id):
            deliverer.wake()

    register(application, desk, enqueue, clock)
    inbox = Inbox(
        inbox_request,
        application.bot.base_url,
        store,
        _handler(application),
        bot_id=bot_id,
        clock=clock,
        apology=notice(desk.words, "refused.broken"),
        wake=deliverer.wake,
    )
    return Telegram(application, desk, request, inbox_request, deliverer, inbox)


def _handler(application: AnyApplication) -> Callable[[Row], Awaitable[None]]:
    """Hands a row to the handlers and raises what they raise: python-telegram-bot by itself only logs it."""
    failures: dict[int, Exception] = {}

    async def remember(update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        if isinstance(update, TelegramUpdate) and context.error is not None:
            failures[update.update_id] = context.error

    async def handle(row: Row) -> None:
        update = TelegramUpdate.de_json(json.loads(row.payload), application.bot)
        await application.process_update(update)
        if error := failures.pop(row.update_id, None):
            raise error

    application.add_error_handler(remember)
    return handle


def build_desk(settings: Settings, store: Store) -> Desk:
    return Desk(
        store=store,
        topics=topics_of(settings),
        words=locales.load("en"),
        commands=COMMANDS,
        limits=DeskLimits(keep_days=settings.delivery.keep_days),
    )


class App:
    """The whole bot. ``run`` returns when ``stop`` was called and everything has ended in order."""

    def __init__(self, settings: Settings, token: str, *, clock: Clock = utc_now, tick_s: float = TICK_S) -> None:
        self._settings = settings
        self._token = token
        self._clock = clock
        self._tick_s = tick_s
        self._stopped = asyncio.Event()
        self._polling: tuple[Store, Poller] | None = None  # while it runs

    def stop(self) -> None:
        """End it: nothing new is begun, what is in flight ends, within ten seconds."""
        self._stopped.set()

    async def look(self) -> None:
        """Visit every feed now, whenever it is due. Before ``run`` has come so far, nothing."""
        if self._polling is not None:
            store, poller = self._polling
            await asyncio.to_thread(store.hasten_feeds, self._clock())
            await poller.tick()

    async def run(self) -> None:
        """Poll, deliver and answer until ``stop``. Raises StoreError, SettingsError for a token Telegram refuses."""
        store = await asyncio.to_thread(Store.open, self._settings.database.url)
        try:
            await asyncio.to_thread(store.sync_feeds, sources_of(self._settings), self._clock())
            telegram = build_telegram(self._settings, self._token, store, self._clock)
            async with polling(self._settings, store, clock=self._clock, wake=telegram.deliverer.wake) as poller:
                await self._run(store, telegram, poller)
        finally:
            await asyncio.to_thread(store.close)

    async def _run(self, store: Store, telegram: Telegram, poller: Poller) -> None:
        scheduler = build_scheduler()
        scheduler.add_job(poller.tick, "interval", seconds=self._tick_s, next_run_time=utc_now(), id="poll")
        scheduler.add_job(self._tidy, "interval", seconds=TIDY_S, args=[store], id="tidy")
        scheduler.start()
        self._polling = store, poller
        talking = asyncio.create_task(self._talk(telegram), name="telegram")
        stopped = asyncio.create_task(self._stopped.wait(), name="stopped")
        log.info("started", feeds=len(self._settings.feeds), topics=len(self._settings.topics))
        try:
            await asyncio.wait((talking, stopped), return_when=asyncio.FIRST_COMPLETED)
        finally:
            log.info("stopping")
            self._polling = None
            scheduler.pause()
            self._stopped.set()
            telegram.inbox.stop()
            telegram.deliverer.stop()
            await poller.stop(within_s=3)
            scheduler.shutdown(wait=False)
            stopped.cancel()
            await talking
            log.info("stopped")

    async def _talk(self, telegram: Telegram) -> None:
        """Say hello, then deliver and answer. Feeds are polled meanwhile, also while Telegram is away."""
        try:
            if await self._greet(telegram):
                await telegram.inbox_request.initialize()
                async with asyncio.TaskGroup() as group:
                    group.create_task(telegram.deliverer.run(), name="deliverer")
                    group.create_task(telegram.inbox.run(), name="inbox")
        finally:
            await telegram.application.shutdown()
            for request in (telegram.request, telegram.inbox_request):
                await request.shutdown()

    async def _greet(self, telegram: Telegram) -> bool:
        """False where we were stopped before Telegram answered."""
        wait_s = 1.0
        while not self._stopped.is_set():
            try:
                if not await self._unless_stopped(self._say_hello(telegram)):
                    return False
                log.info("telegram_ready", bot=telegram.application.bot.username)
                return True
            except InvalidToken as error:
                raise SettingsError(
                    ("TELEGRAM_BOT_TOKEN: Telegram does not know this token; ask @BotFather for the present one",)
                ) from error
            except TelegramError as error:
                log.warning("telegram_away", reason=str(error), retry_s=wait_s)
                await self._wait(wait_s)
                wait_s = min(2 * wait_s, LONGEST_GREETING_WAIT_S)
        return False

    @staticmethod
    async def _say_hello(telegram: Telegram) -> None:
        await telegram.application.initialize()
        await set_menu(telegram.application.bot, telegram.desk)

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do it; False where ``stop`` was called meanwhile, and it is then given up. Raises what the work raises."""
        doing, stopped = asyncio.create_task(work), asyncio.create_task(self._stopped.wait())
        await asyncio.wait((doing, stopped), return_when=asyncio.FIRST_COMPLETED)
        finished = doing.done()
        for task in (doing, stopped):
            task.cancel()
        await asyncio.gather(stopped, return_exceptions=True)
        if finished:
            await doing
        else:
            await asyncio.gather(doing, return_exceptions=True)
        return finished

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            return

    async def _tidy(self, store: Store) -> None:
        removed = await asyncio.to_thread(store.prune, self._clock(), self._settings.delivery.keep_days)
        if removed:
            log.info("tidied", rows=removed)


def build_scheduler() -> AsyncIOScheduler:
    """A late tick is run, not dropped; several missed ones are one; none runs beside itself."""
    return AsyncIOScheduler(
        timezone=UTC,
        executors={"default": AsyncIOExecutor()},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
