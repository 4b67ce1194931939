"""The ``dateline`` command.

I/O: terminal.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from bot.cli import COMMANDS
from bot.errors import DatelineError, SettingsError


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser; with ``only``, just that command is imported in full."""
    parser = argparse.ArgumentParser(
        prog="dateline", description="Feeds in, grounded alerts out: a Telegram bot for people who follow a crisis."
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS if only is None else (only,):
        module = import_module(f"bot.cli.{name}")
        command = subparsers.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status: 0 done, 1 done in part, 2 could not begin."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # an article's matrices are small: threads would only wait
    argv = sys.argv[1:] if argv is None else list(argv)
    parser = build_parser(argv[0] if argv and argv[0] in COMMANDS else None)
    args = parser.parse_args(argv)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
    except SettingsError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return 2
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader went away (`| head`): not our fault, and nothing to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
