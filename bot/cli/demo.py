"""``dateline demo``: the real bot on a bundled story, against a local Telegram. No token, no network.

I/O: local servers on 127.0.0.1, a database in a temporary folder, the terminal.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot import logs
from bot.app import App, utc_now
from bot.demo import SCRIPT, Conversation, FeedServer, chat, play
from bot.demo.story import topic
from bot.double import Double
from config.settings import Settings, parse

HELP = "the whole bot on a bundled story, in this terminal: no token, no network"
_TICK_S = 1.0
_END_S = 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--play", action="store_true", help="play the script, also in a terminal")


def run(args: argparse.Namespace) -> int:
    typed = sys.stdin.isatty() and sys.stdout.isatty() and not args.play
    with tempfile.TemporaryDirectory(prefix="dateline-demo-") as folder, Double() as telegram:
        log = Path(folder) / "log"
        with log.open("w", encoding="utf-8") as stream:
            logs.configure(level="INFO", stream=stream, as_json=True)
            complete = asyncio.run(_demo(telegram, Path(folder), typed=typed))
        if not complete:
            print(log.read_text(encoding="utf-8")[-4000:], file=sys.stderr)
    return 0 if complete else 1


async def _demo(telegram: Double, folder: Path, *, typed: bool) -> bool:
    """Everything asked was answered, and everything published was told or known."""
    async with FeedServer(utc_now()) as feeds:
        app = App(_settings(telegram, feeds, folder), telegram.token, tick_s=_TICK_S)
        running = asyncio.create_task(app.run())
        talk = Conversation(telegram, telegram.user(), _write, ansi=sys.stdout.isatty())

        async with talk.followed():
            _write(_GREETING)
            complete = await _converse(talk, feeds, app.look, typed=typed)
        app.stop()
        await asyncio.wait_for(running, _END_S)
        return complete


async def _converse(talk: Conversation, feeds: FeedServer, look: Callable[[], Awaitable[None]], *, typed: bool) -> bool:
    if typed:
        await chat(talk, feeds, look=look, echo=False)
        return True
    played = await play(talk, feeds, look=look, script=SCRIPT)
    for asked in played.unanswered:
        print(f"not answered: {asked}", file=sys.stderr)
    return not played.unanswered


_GREETING = (
    "Dateline's demo: three invented outlets tell a story of three days, their feeds are served on this machine,\n"
    "and the real bot reads them and speaks with a local stand-in for Telegram. Every fact is in its article's words.\n"
)


def _write(text: str) -> None:
    print(text, flush=True)


def _settings(telegram: Double, feeds: FeedServer, folder: Path) -> Settings:
    return parse(
        {
            "telegram": {"api_url": telegram.base_url.removesuffix("/bot")},
            "database": {"url": f"sqlite:///{folder / 'demo.sqlite'}"},
            "polling": {"interval_s": 60, "max_age_h": 24 * 7, "allow_private_addresses": True},
            "feeds": [{"name": feed.name, "url": feed.url} for feed in feeds.feeds],
            "topics": [topic()],
        },
        "the demo's settings",
    )
