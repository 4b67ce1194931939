"""The story's feeds, served as on the web: captures that grow step by step, with validators and 304.

I/O: listens on 127.0.0.1 only.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.demo import story
from bot.demo.syndication import CONTENT_TYPES, changed_at, feed

HOST = "127.0.0.1"
LOOK_AGAIN_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedFeed:
    """A feed as the settings name it."""

    name: str
    url: str


class FeedServer:
    """``async with FeedServer(now) as feeds:`` serves the story as it stands at its first step.

    ``now`` is aware UTC, in whole seconds or not: times in feeds are whole seconds.
    """

    def __init__(self, now: datetime) -> None:
        self._story = story.load(now.astimezone(UTC).replace(microsecond=0))
        self._step = 0
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._taken: set[str] = set()
        self._all_taken = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{outlet}/feed.xml", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
            await self._runner.cleanup()

    @property
    def feeds(self) -> tuple[ServedFeed, ...]:
        return tuple(ServedFeed(name=o.name, url=self._url(o.key)) for o in self._story.outlets)

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(served.url for served in self.feeds)

    @property
    def step(self) -> int:
        return self._step

    @property
    def last_step(self) -> int:
        return self._story.last_step

    def advance(self) -> bool:
        """Publish what comes next; False where nothing does."""
        if self._step >= self._story.last_step:
            return False
        self._step += 1
        self._taken.clear()
        self._all_taken.clear()
        return True

    async def taken(self, within_s: float) -> bool:
        """The reader of the feeds has come back to each with the validator of its present state: so it has not only
        fetched but kept it. False where that did not happen in time."""
        try:
            async with asyncio.timeout(within_s):
                await self._all_taken.wait()
        except TimeoutError:
            return False
        return True

    async def brought(self, look: Callable[[], Awaitable[object]] | None, within_s: float) -> bool:
        """As ``taken``, where ``look`` makes the reader look: again and again, as it may be busy with another."""
        if look is None:
            return await self.taken(within_s)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within_s
        await look()
        while not await self.taken(LOOK_AGAIN_S):
            if loop.time() > deadline:
                return False
            await look()
        return True

    def _url(self, outlet: str) -> str:
        return f"http://{HOST}:{self._port}/{outlet}/feed.xml"

    async def _serve(self, request: web.Request) -> web.Response:
        found = [o for o in self._story.outlets if o.key == request.match_info["outlet"]]
        if not found:
            raise web.HTTPNotFound
        (outlet,) = found
        pieces = self._story.feed(outlet.key, self._step)
        body = feed(outlet, pieces)
        etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
        headers = {"ETag": etag, "Last-Modified": format_datetime(changed_at(pieces), usegmt=True)}
        if request.headers.get("If-None-Match") == etag:
            self._note(outlet.key)
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers=headers | {"Content-Type": CONTENT_TYPES[outlet.format]})

    def _note(self, outlet: str) -> None:
        self._taken.add(outlet)
        if len(self._taken) == len(self._story.outlets):
            self._all_taken.set()
