"""getUpdates: one poller at a time, who waits until something comes.

I/O: waits on the event loop.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.double.messages import Desk
from bot.double.methods import keep_allowed
from bot.double.params import ApiError, Params
from bot.double.state import Json

LONGEST_POLL_S = 50


@dataclass(slots=True)
class Poll:
    """A poller that waits. It is woken by an update, or told that another has come."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    ended_by: str = ""


@dataclass(slots=True)
class Polling:
    """Who waits for updates."""

    waiting: Poll | None = None

    def wake(self) -> None:
        if self.waiting:
            self.waiting.woken.set()

    def end(self, why: str) -> None:
        """The one who waits gets a conflict."""
        if self.waiting:
            self.waiting.ended_by = why
            self.waiting.woken.set()
            self.waiting = None

    async def get_updates(self, desk: Desk, params: Params) -> list[Json]:
        """The updates from ``offset`` on; waits ``timeout`` seconds for the first."""
        if desk.world.webhook["url"]:
            raise _conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        keep_allowed(desk, params)
        offset = params.integer("offset") or 0
        limit = min(max(params.integer("limit") or 100, 1), 100)
        found = desk.world.pending(offset, limit)
        timeout = min(max(params.integer("timeout") or 0, 0), LONGEST_POLL_S)
        if found or not timeout:
            return found
        self.end("other getUpdates request; make sure that only one bot instance is running")
        await self._wait(timeout)
        return desk.world.pending(max(offset, 0), limit)

    async def _wait(self, timeout_s: float) -> None:
        poll = self.waiting = Poll()
        try:
            await asyncio.wait_for(poll.woken.wait(), timeout_s)
        except TimeoutError:
            pass
        finally:
            if self.waiting is poll:
                self.waiting = None
        if poll.ended_by:
            raise _conflict(f"terminated by {poll.ended_by}")


def _conflict(words: str) -> ApiError:
    return ApiError(409, f"Conflict: {words}")
