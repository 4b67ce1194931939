"""Settings for the commands: the option that names the file, and problems as Dateline's own error.

I/O: settings files and the environment.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.errors import SettingsError
from config import settings as files
from config.settings import Settings


def add_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", type=Path, metavar="FILE", help="settings file (default: dateline.toml if there)")


def load(args: argparse.Namespace) -> Settings:
    """The settings. Raises SettingsError with every problem."""
    try:
        return files.load(args.settings)
    except files.UnusableSettings as error:
        raise SettingsError(error.problems) from error


def token() -> str | None:
    """The bot's token from the environment, None where none is set. Raises SettingsError."""
    try:
        return files.Secrets().token()
    except files.UnusableSettings as error:
        raise SettingsError(error.problems) from error
