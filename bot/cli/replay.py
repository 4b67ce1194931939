"""``dateline replay``: recorded captures of one feed through the whole pipeline, under the clock of their recording.

I/O: files, a database in a temporary folder, worker processes. Nothing is fetched and nothing is sent.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot import logs
from bot.app import build_workers, topics_of
from bot.cli import settings
from bot.errors import InputError
from bot.format import parse_time
from bot.jobs import Poller, Visit
from bot.route import Router
from bot.store.store import FeedSource, Store
from bot.types import Chat, Feed, FetchedFeed, FetchFailure, Sent, Topic
from config import locales
from config.settings import Settings

HELP = "run recorded captures of a feed (DIR/index.jsonl with their times) through the whole pipeline"
_CHAT = 1  # the reader of the replay
_EVERYTHING = Topic(key="everything", title="Everything", terms=())
_FEED_URL = "http://replay.invalid/feed"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", type=Path, metavar="DIR")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N captures")
    parser.add_argument(
        "--topic", action="append", default=[], metavar="KEY", help="topics the reader follows (default: everything)"
    )
    parser.add_argument("--name", default=None, help="the outlet's name (default: the folder's)")
    settings.add_option(parser)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What was recorded at one time; ``file`` is None where the feed had not changed."""

    at: datetime
    file: Path | None


def run(args: argparse.Namespace) -> int:
    found = settings.load(args)
    logs.configure(level="ERROR")
    captures = list(read_index(args.dir))[: args.limit]
    topics = _topics(args.topic, found)
    write = _write_json if args.format == "jsonl" else _write_text
    with (
        tempfile.TemporaryDirectory(prefix="dateline-replay-") as folder,
        Store.open(f"sqlite:///{folder}/db") as store,
    ):
        asyncio.run(Replay(found, store, topics, write).play(captures, args.name or args.dir.resolve().name))
    return 0


def _topics(keys: list[str], found: Settings) -> tuple[Topic, ...]:
    known = {topic.key: topic for topic in topics_of(found)}
    for key in keys:
        if key not in known:
            raise InputError(f"--topic {key}", f"no such topic; the settings have {', '.join(known)}")
    return tuple(known[key] for key in keys) or (_EVERYTHING,)


def read_index(folder: Path) -> Iterator[Capture]:
    """The captures of a folder in the order of ``index.jsonl``. Raises InputError that names the line."""
    index = folder / "index.jsonl"
    try:
        lines = index.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(str(index), f"not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise InputError(
            str(index), f'cannot be read ({error.strerror}); it lists captures as {{"file", "captured_at"}}'
        ) from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            at, name = parse_time(row["captured_at"]), row.get("file")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(
                f"{index}:{number}", "not a capture: needs captured_at, and file unless unchanged"
            ) from error
        if at is None:
            raise InputError(f"{index}:{number}", f"captured_at {row['captured_at']!r:.60} is no time that can be read")
        yield Capture(at=at, file=folder / Path(str(name)).name if name else None)


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


class NoWeb:
    """Nothing is fetched in a replay."""

    async def fetch(self, feed: Feed) -> FetchedFeed | FetchFailure:
        raise NotImplementedError

    async def fetch_page(self, url: str) -> FetchedFeed | FetchFailure:
        raise NotImplementedError


@dataclass(slots=True)
class Replay:
    """The pipeline from bytes to sent message, with the captures' times as the clock."""

    settings: Settings
    store: Store
    topics: tuple[Topic, ...]
    write: Callable[[dict[str, Any]], None]
    sent: int = field(default=0)

    async def play(self, captures: list[Capture], name: str) -> None:
        if not captures:
            return
        clock = Clock(captures[0].at)
        self._open(clock.now, name)
        async with build_workers(self.settings) as workers:
            poller = Poller(
                self.store,
                NoWeb(),
                workers,
                Router(self.topics),
                locales.load("en"),
                clock=clock,
                max_age=timedelta(hours=self.settings.polling.max_age_h),
            )
            for capture in tqdm(captures, unit="capture", disable=not sys.stderr.isatty(), leave=False):
                clock.now = max(clock.now, capture.at)
                await self._take(poller, capture, clock.now)

    def _open(self, now: datetime, name: str) -> None:
        source = FeedSource(url=_FEED_URL, name=name, interval_s=60)
        self.store.sync_feeds((source,), now)
        self.store.touch_chat(Chat(id=_CHAT, kind="private"), now)
        for topic in self.topics:
            self.store.subscribe(_CHAT, topic.key, None, now)

    async def _take(self, poller: Poller, capture: Capture, now: datetime) -> None:
        feed = next(iter(self.store.claim_due_feeds(now + timedelta(days=3650), 1, lease_s=0)))
        visit = await poller.take(replace(feed, next_check_at=now), _answer(feed, capture, now))
        self._report(visit, capture, now)
        self._deliver(now)

    def _report(self, visit: Visit, capture: Capture, now: datetime) -> None:
        keys = {seen.article_id: seen.key for seen in visit.plan.seen}
        for stored in visit.plan.articles:
            if stored.revised_at is None:
                article = stored.article
                self.write(
                    {
                        "type": "article",
                        "at": now.isoformat(),
                        "id": article.id,
                        "key": keys.get(article.id),
                        "url": article.url,
                        "title": article.title,
                        "published": article.published_at.isoformat() if article.published_at else None,
                        "capture": capture.file.name if capture.file else None,
                        "first_visit": not visit.feed.primed,
                    }
                )
        for update in visit.plan.updates:
            self.write(
                {
                    "type": "update",
                    "at": now.isoformat(),
                    "id": update.id,
                    "article": update.article_id,
                    "story": update.story_id,
                    "reason": update.reason,
                    "topics": list(update.topics),
                }
            )

    def _deliver(self, now: datetime) -> None:
        """Empty the outbox as the deliverer does, with a Telegram that takes everything."""
        while claimed := self.store.claim_deliveries(now, 50, lease_s=60):
            for delivery in claimed:
                if self.store.mark_sending(delivery.id, now):
                    self.sent += 1
                    self.store.settle(delivery, Sent(message_id=self.sent), now)
                    self.write(
                        {
                            "type": "delivery",
                            "at": now.isoformat(),
                            "id": delivery.key,
                            "update": delivery.update_id,
                            "article": delivery.article_id,
                            "chat": delivery.chat_id,
                            "text": delivery.message.text,
                        }
                    )


def _answer(feed: Feed, capture: Capture, now: datetime) -> FetchedFeed:
    try:
        body = capture.file.read_bytes() if capture.file else b""
    except OSError as error:
        raise InputError(str(capture.file), f"cannot be read ({error.strerror})") from error
    return FetchedFeed(
        feed_url=feed.url,
        final_url=feed.url,
        status=200 if capture.file else 304,
        headers={},
        body=body,
        fetched_at=now,
    )


def _write_json(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False))


def _write_text(line: dict[str, Any]) -> None:
    match line["type"]:
        case "article":
            mark = "remembered" if line["first_visit"] else "new"
            print(f"{line['at'][:16]}  {mark:10}  {line['title'] or line['id']}")
        case "update":
            print(f"{line['at'][:16]}  {line['reason']:10}  {', '.join(line['topics'])}")
        case "delivery":
            print("\n".join(f"    │ {text}" for text in line["text"].splitlines()))
