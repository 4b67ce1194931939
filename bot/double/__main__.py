"""``python -m bot.double``: the Telegram double as a process of its own.

I/O: prints one line of JSON, ``{"port": …, "control_port": …}``, when both doors are open.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from bot.double.server import Server


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.double", description="A Telegram Bot API on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="of the Bot API; 0 takes a free one")
    parser.add_argument("--state", type=Path, help="file that keeps chats and messages from one run to the next")
    parser.add_argument("--journal", type=Path, help="file to append every delivered message to, one JSON a line")
    parser.add_argument("--no-limits", action="store_true", help="never answer 429 for speed")
    parser.add_argument("--with-parent", action="store_true", help="stop when standard input closes")
    return parser.parse_args()


async def _serve(args: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if args.with_parent:
        loop.add_reader(sys.stdin.fileno(), stop.set)
    server = Server(journal=args.journal, state=args.state, limits=not args.no_limits)
    await server.start(args.port)
    print(json.dumps({"port": server.port, "control_port": server.control_port}), flush=True)
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))
