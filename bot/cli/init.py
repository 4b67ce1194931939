"""``dateline init``: a commented settings file to begin with.

I/O: writes the file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.errors import InputError
from config import settings

HELP = "write a commented settings file to begin with"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, default=settings.DEFAULT_FILE, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    try:
        with args.file.open("x", encoding="utf-8") as file:
            file.write(settings.starter())
    except FileExistsError as error:
        raise InputError(str(args.file), "is there already; name another file or move it away") from error
    except OSError as error:
        raise InputError(str(args.file), f"cannot be written ({error.strerror})") from error
    print(f"{args.file} written. Next: TELEGRAM_BOT_TOKEN=… dateline run")
    return 0
