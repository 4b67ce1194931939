"""The demo in a terminal: the story goes on by itself while the reader types.

I/O: standard input.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

from bot.demo.conversation import Conversation
from bot.demo.feedserver import FeedServer

PACE_S = 12.0
TAKEN_S = 30.0
HELP = (
    "Type a command (/help lists them). !2 presses the second button of the last message that has some, !fig the one "
    "that begins so; > before a command sends it in reply to that message. An empty line turns the page; quit ends."
)
_QUIT = frozenset({"quit", "exit", "!q"})


async def chat(
    talk: Conversation,
    feeds: FeedServer,
    *,
    look: Callable[[], Awaitable[object]] | None = None,
    lines: AsyncIterator[str] | None = None,
    pace_s: float = PACE_S,
    first: str = "/start orsavan",
    echo: bool = True,
) -> None:
    """Chat until the reader quits or the input ends. A step of the story every ``pace_s``, or at an empty line.

    ``echo``: write what is typed; a terminal has done so itself.
    """
    talk.note(HELP)
    await feeds.brought(look, TAKEN_S)
    await talk.says(first)
    turn = asyncio.Event()
    telling = asyncio.create_task(_tell(talk, feeds, turn, look, pace_s))
    try:
        async for line in lines or typed():
            if line.strip().lower() in _QUIT:
                break
            await _obey(talk, line.strip(), turn, echo)
    finally:
        telling.cancel()


async def _tell(
    talk: Conversation,
    feeds: FeedServer,
    turn: asyncio.Event,
    look: Callable[[], Awaitable[object]] | None,
    pace_s: float,
) -> None:
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(turn.wait(), pace_s)
        turn.clear()
        if not feeds.advance():
            talk.note("That was the whole story. Try /summary 7d, /figures, /where; quit ends.")
            return
        await feeds.brought(look, TAKEN_S)


async def _obey(talk: Conversation, line: str, turn: asyncio.Event, echo: bool) -> None:
    if not line:
        turn.set()
    elif line.startswith("!"):
        if not await talk.presses(line[1:].strip()):
            talk.note("There is no such button under the last message.")
    elif line.startswith(">"):
        await talk.says(line[1:].strip(), reply=True, shown=echo)
    else:
        await talk.says(line, shown=echo)


async def typed() -> AsyncIterator[str]:
    """The lines of standard input as they are typed; ends with it."""
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes] = asyncio.Queue()
    number = sys.stdin.fileno()
    loop.add_reader(number, lambda: chunks.put_nowait(os.read(number, 65536)))
    rest = b""
    try:
        while chunk := await chunks.get():
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                yield line.decode("utf-8", "replace")
    finally:
        loop.remove_reader(number)
