"""``dateline check``: are the settings usable?

I/O: the settings file.
"""

from __future__ import annotations

import argparse

from bot.cli import settings
from bot.reader import build_extractor

HELP = "read the settings and say what is wrong with them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    settings.add_option(parser)


def run(args: argparse.Namespace) -> int:
    found = settings.load(args)
    build_extractor(found.extraction.lexicons, found.extraction.engine)
    print(f"settings are usable: {len(found.feeds)} feeds, topics {', '.join(topic.key for topic in found.topics)}")
    if settings.token() is None:
        print("no token yet: set TELEGRAM_BOT_TOKEN or TELEGRAM_BOT_TOKEN_FILE before `dateline run`")
    return 0
