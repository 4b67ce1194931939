"""A web server on loopback that behaves as it is told, in verbs; it remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Web:
    """``web.at("/feed", answers(b"…"))``; ``web.asked`` holds method, path and headers of every request."""

    port: int = 0
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open_now: int = 0
    open_most: int = 0

    def at(self, path: str, reply: Reply) -> str:
        self.replies[path] = reply
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("utf-8").split("\r\n")
        path = head[0].split()[1]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        self.asked.append((path, headers))
        self.open_now += 1
        self.open_most = max(self.open_most, self.open_now)
        try:
            await self.replies[path](writer)
            await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.open_now -= 1
            writer.close()


@asynccontextmanager
async def running() -> AsyncIterator[Web]:
    web = Web()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(web.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    web.port = server.sockets[0].getsockname()[1]
    try:
        yield web
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def answers(body: bytes = b"", status: int = 200, length: int | None = None, **headers: str) -> Reply:
    """A whole answer. ``length`` lies about the size; header names have ``_`` for ``-``."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines.append(f"Content-Length: {len(body) if length is None else length}")
        writer.write("\r\n".join((f"HTTP/1.1 {status} X", *lines, "", "")).encode() + body)

    return reply


def redirects(to: str, status: int = 302) -> Reply:
    return answers(status=status, Location=to)


def stalls() -> Reply:
    """Takes the request and never says a word."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    return reply


def drips(byte: bytes = b"x", every_s: float = 0.02) -> Reply:
    """Headers at once, then a byte at a time, for ever: no single read ever times out."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(byte)
            await writer.drain()
            await asyncio.sleep(every_s)

    return reply


def never_ends(chunk: bytes = b"x" * 65_536) -> Reply:
    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await writer.drain()

    return reply


def answers_in_pairs(body: bytes) -> Reply:
    """Answers only when two requests are open at the same time."""
    pair = asyncio.Barrier(2)

    async def reply(writer: asyncio.StreamWriter) -> None:
        await pair.wait()
        await answers(body)(writer)

    return reply


def says(raw: bytes) -> Reply:
    """Just these bytes, whatever they are."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    return reply
