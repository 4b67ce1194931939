"""``dateline run``: the bot.

I/O: everything.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import threading

from bot import logs
from bot.app import App
from bot.cli import settings
from bot.errors import SettingsError
from bot.reader import build_extractor

GRACE_S = 1.0
HELP = "run the bot until Ctrl-C: poll the feeds, deliver alerts, answer commands"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    settings.add_option(parser)


def run(args: argparse.Namespace) -> int:
    found = settings.load(args)
    token = settings.token()
    if token is None:
        raise SettingsError(
            ("no token: set TELEGRAM_BOT_TOKEN, or TELEGRAM_BOT_TOKEN_FILE to a file that holds it; ask @BotFather",)
        )
    build_extractor(found.extraction.lexicons, found.extraction.engine)  # what is of no use is said now
    logs.configure(level=found.log.level.upper())
    asyncio.run(_run(App(found, token)))
    return 0


async def _run(app: App) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, app.stop)
    await app.run()
    _leave_within(GRACE_S)


def _leave_within(seconds: float) -> None:
    """All is written and closed. A thread that still waits for a name to be resolved must not hold the process."""
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()
