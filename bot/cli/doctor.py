"""``dateline doctor``: is everything in place? One line for each check, and what to do where it is not.

I/O: Telegram, the feeds, the database, disk and terminal. Changes nothing but a database that needs migrating.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from tqdm import tqdm

from bot import engines, logs
from bot.app import build_fetcher, sources_of, utc_now
from bot.cli import settings
from bot.deliver.request import AiohttpRequest
from bot.errors import SettingsError, StoreError, WorkerDied
from bot.fetch import Fetcher
from bot.store.store import FeedSource, Health, Store
from bot.types import Feed, FetchedFeed, FetchFailure
from bot.workers import Workers
from config.settings import Settings

HELP = "check token, feeds, clock, disk and database, and say what to do"
_LEAST_FREE = 200 << 20  # bytes
_WORST_CLOCK = timedelta(seconds=90)
_QUIET = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. ``ok`` None: nothing wrong, but worth knowing."""

    ok: bool | None
    line: str

    def __str__(self) -> str:
        return f"{ {True: '✓', None: '·', False: '✗'}[self.ok] } {self.line}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    settings.add_option(parser)
    parser.add_argument("--no-feeds", action="store_true", help="do not visit the feeds")


def run(args: argparse.Namespace) -> int:
    found = settings.load(args)
    token = settings.token()
    logs.configure(level="CRITICAL")
    return asyncio.run(_examine(found, token, visit=not args.no_feeds))


async def _examine(found: Settings, token: str | None, *, visit: bool) -> int:
    failed = False
    async for finding in _findings(found, token, visit=visit):
        tqdm.write(logs.redact(str(finding)))
        failed |= finding.ok is False
    return 1 if failed else 0


async def _findings(found: Settings, token: str | None, *, visit: bool) -> AsyncIterator[Finding]:
    yield Finding(True, f"settings: {len(found.feeds)} feeds, {len(found.topics)} topics")
    yield _engine(found)
    for finding in await _telegram(found, token):
        yield finding
    for finding in (*_disk(found), *_database(found)):
        yield finding
    if visit:
        async for finding in _feeds(found):
            yield finding


def _engine(found: Settings) -> Finding:
    try:
        engines.check(found.extraction.engine)
    except SettingsError as error:
        return Finding(False, str(error))
    return Finding(True, f"names: found by {found.extraction.engine}")


async def _telegram(found: Settings, token: str | None) -> list[Finding]:
    if token is None:
        return [Finding(False, "token: none; set TELEGRAM_BOT_TOKEN, @BotFather gives one")]
    request = AiohttpRequest()
    bot = Bot(token, base_url=f"{found.telegram.api_url.rstrip('/')}/bot", request=request)
    try:
        await request.initialize()
        me = await bot.get_me()
        hook = await bot.get_webhook_info()
    except InvalidToken:
        return [Finding(False, "token: Telegram does not know it; ask @BotFather for the present one")]
    except TelegramError as error:
        return [Finding(False, f"Telegram: not reached at {found.telegram.api_url} ({error})")]
    finally:
        await request.shutdown()
    waiting = f", {hook.pending_update_count} updates waiting" if hook.pending_update_count else ""
    webhook = Finding(True, f"webhook: none{waiting}")
    if hook.url:
        webhook = Finding(False, "webhook: one is set, so updates do not come here; call deleteWebhook for this bot")
    return [Finding(True, f"token: it is @{me.username}'s"), webhook]


def _disk(found: Settings) -> Iterator[Finding]:
    folder = _database_folder(found)
    if folder is None:
        return
    free = shutil.disk_usage(folder).free
    line = f"disk: {free >> 20} MiB free in {folder}"
    yield Finding(True, line) if free >= _LEAST_FREE else Finding(False, f"{line}; make room, or alerts will be lost")


def _database_folder(found: Settings) -> Path | None:
    if not found.database.url.startswith("sqlite:///"):
        return None
    folder = Path(found.database.url.removeprefix("sqlite:///")).resolve().parent
    return next(parent for parent in (folder, *folder.parents) if parent.exists())


def _database(found: Settings) -> Iterator[Finding]:
    try:
        with Store.open(found.database.url) as store:
            health = store.health(utc_now())
    except StoreError as error:
        yield Finding(False, f"database: {error}")
        return
    yield Finding(True, "database: opens and is up to date")
    yield from _health(health, utc_now())


def _health(health: Health, now: datetime) -> Iterator[Finding]:
    yield Finding(
        None, f"last poll: {_ago(health.last_poll_at, now)}; last message sent: {_ago(health.last_sent_at, now)}"
    )
    if health.pending:
        stuck = health.oldest_pending_at is not None and now - health.oldest_pending_at > _QUIET
        line = f"outbox: {health.pending} waiting, the oldest since {_ago(health.oldest_pending_at, now)}"
        yield Finding(False if stuck else None, f"{line}; is `dateline run` running?" if stuck else line)
    if health.inbox:
        yield Finding(None, f"inbox: {health.inbox} updates not yet answered")
    if health.uncertain:
        yield Finding(None, f"uncertain: {health.uncertain} messages may have arrived twice")
    if health.paused_until is not None and health.paused_until > now:
        yield Finding(False, f"sending is paused until {health.paused_until:%H:%M} UTC: {health.pause_reason}")


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    minutes = int((now - moment).total_seconds() // 60)
    return "just now" if minutes < 1 else f"{minutes} min ago" if minutes < 120 else f"{minutes // 60} h ago"


async def _feeds(found: Settings) -> AsyncIterator[Finding]:
    dates: list[datetime] = []
    with tqdm(total=len(found.feeds), unit="feed", disable=not sys.stderr.isatty(), leave=False) as bar:
        async with build_fetcher(found, utc_now) as fetcher, Workers() as workers:
            tasks = [asyncio.create_task(_visit(fetcher, workers, source)) for source in sources_of(found)]
            for done in asyncio.as_completed(tasks):
                finding, date = await done
                bar.update()
                dates += [date] if date else []
                yield finding
    if dates:
        yield _clock(sorted(dates)[len(dates) // 2])


async def _visit(fetcher: Fetcher, workers: Workers, source: FeedSource) -> tuple[Finding, datetime | None]:
    """What the feed says now, and how far the server's clock is from ours, as the time it would be here."""
    feed = Feed(id=0, url=source.url, name=source.name, interval_s=source.interval_s, next_check_at=utc_now())
    answer = await fetcher.fetch(feed)
    if isinstance(answer, FetchFailure):
        return Finding(False, f"feed {source.name}: {answer.reason}: {answer.detail}"), None
    if answer.status != 200:
        return Finding(False, f"feed {source.name}: HTTP status {answer.status} from {answer.final_url}"), None
    try:
        parsed = await workers.parse(answer)
    except WorkerDied as error:
        return Finding(False, f"feed {source.name}: could not be read ({error.reason})"), _skewed_now(answer)
    problems = f" ({'; '.join(parsed.problems)})" if parsed.problems else ""
    line = f"feed {source.name}: {len(parsed.entries)} entries{problems}"
    return Finding(bool(parsed.entries), line), _skewed_now(answer)


def _skewed_now(answer: FetchedFeed) -> datetime | None:
    try:
        return utc_now() + (parsedate_to_datetime(answer.headers["date"]) - answer.fetched_at)
    except (KeyError, ValueError, TypeError):
        return None


def _clock(theirs: datetime) -> Finding:
    skew = theirs - utc_now()
    if abs(skew) <= _WORST_CLOCK:
        return Finding(True, "clock: agrees with the servers of the feeds")
    return Finding(False, f"clock: {abs(skew).total_seconds():.0f} s off the servers of the feeds; set it by NTP")
