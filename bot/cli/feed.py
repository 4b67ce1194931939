"""``dateline feed``: what Dateline sees in a feed.

I/O: files, web, worker processes, terminal.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from tqdm import tqdm

from bot.cli.fetching import is_address, new_fetcher, usable
from bot.errors import DatelineError, InputError, WorkerDied
from bot.fetch import Fetcher, Limits
from bot.types import Feed, FetchedFeed, ParsedFeed
from bot.workers import Workers

HELP = "show what Dateline sees in feeds (files or URLs): title, entries, problems"
_MEMORY = 512 * 1024**2  # of one worker
_DIED = {
    "deadline": "given up: it took too long to read",
    "memory": "given up: it took too much memory to read",
    "crash": "given up: it cannot be read",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("feeds", nargs="+", metavar="FILE|URL")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text", help="jsonl: one line for each")
    parser.add_argument("--jobs", type=_positive, default=min(2, os.cpu_count() or 1), help="processes (default: 2)")
    parser.add_argument("--allow-private", action="store_true", help="fetch from addresses of your own network too")


def _positive(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError("write a number from 1 up")
    return int(word)


def run(args: argparse.Namespace) -> int:
    """Show every feed in the order given; 1 if any could not be read at all."""
    return asyncio.run(_show_all(args.feeds, args.format, args.jobs, args.allow_private))


@dataclass(frozen=True, slots=True)
class Seen:
    """One feed, read or not."""

    name: str
    parsed: ParsedFeed | None = None
    error: str | None = None


async def _show_all(names: Sequence[str], form: str, jobs: int, allow_private: bool) -> int:
    failed = False
    show = _show_line if form == "jsonl" else _show_text
    # Where the answers themselves scroll by, they are the progress.
    hidden = len(names) < 2 or sys.stdout.isatty() or not sys.stderr.isatty()
    with tqdm(total=len(names), unit="feed", disable=hidden, leave=False) as progress:
        async for seen in _read_all(names, jobs, allow_private):
            failed |= seen.error is not None
            show(seen, sys.stdout)
            progress.update()
    return 1 if failed else 0


async def _read_all(names: Sequence[str], jobs: int, allow_private: bool) -> AsyncIterator[Seen]:
    """Every feed, in order, with a few more under way than there are processes."""
    under_way: deque[asyncio.Task[Seen]] = deque()
    async with (
        Workers(count=jobs, memory_bytes=_MEMORY) as workers,
        new_fetcher(allow_private=allow_private) as fetcher,
    ):
        for name in names:
            under_way.append(asyncio.create_task(_read(name, workers, fetcher)))
            if len(under_way) > 2 * jobs:
                yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()


async def _read(name: str, workers: Workers, fetcher: Fetcher) -> Seen:
    try:
        fetched = await _fetch(name, fetcher) if is_address(name) else _open(name)
        return Seen(name, parsed=await workers.parse(fetched))
    except WorkerDied as died:
        return Seen(name, error=_DIED[died.reason])
    except DatelineError as error:
        return Seen(name, error=str(error).removeprefix(f"{name}: "))
    except (OSError, ValueError) as error:
        return Seen(name, error=(error.strerror if isinstance(error, OSError) else None) or str(error))


async def _fetch(url: str, fetcher: Fetcher) -> FetchedFeed:
    now = datetime.now(UTC)
    return usable(await fetcher.fetch(Feed(id=0, url=url, name=url, interval_s=0, next_check_at=now)))


def _open(name: str) -> FetchedFeed:
    limit = Limits().max_bytes
    with Path(name).open("rb") as file:
        body = file.read(limit + 1)
    if len(body) > limit:
        raise InputError(name, f"larger than {limit} bytes, and so would not be read from the web")
    return FetchedFeed(feed_url=name, final_url="", status=200, headers={}, body=body, fetched_at=datetime.now(UTC))


# ── output ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _show_line(seen: Seen, out: TextIO) -> None:
    parsed = seen.parsed
    row: dict[str, object] = {
        "file": _printable(seen.name),
        "title": parsed.title_html if parsed else None,
        "entries": len(parsed.entries) if parsed else 0,
        "problems": list(parsed.problems) if parsed else [],
    }
    if seen.error is not None:
        row["error"] = _printable(seen.error)
    print(json.dumps(row, ensure_ascii=False), file=out, flush=True)


def _show_text(seen: Seen, out: TextIO) -> None:
    print(_printable(seen.name), file=out)
    if seen.parsed is None:
        print(f"  cannot be read: {_printable(seen.error or '')}\n", file=out, flush=True)
        return
    parsed = seen.parsed
    print(f"  title     {parsed.title or '(none)'}", file=out)
    print(f"  entries   {len(parsed.entries)}", file=out)
    for problem in parsed.problems:
        print(f"  problem   {problem}", file=out)
    for entry in parsed.entries:
        date = entry.published_at.strftime("%Y-%m-%d %H:%M") if entry.published_at else "no date"
        print(f"  {date:<16}  {entry.title or entry.text[:80] or '(no title)'}", file=out)
    print(file=out, flush=True)


def _printable(text: str) -> str:
    """A name of a file may hold any bytes."""
    return "".join(char if char.isprintable() else "�" for char in text)
