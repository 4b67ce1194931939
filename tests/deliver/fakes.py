"""A clock moved by hand, a sender with verbs, and an outbox on real SQLite."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import Any

from bot.deliver.governor import Governor
from bot.deliver.loop import Deliverer
from bot.store.store import Store
from bot.types import Chat, Delivery, Lane, NewDelivery, Outcome, RetryAt, Sent
from tests.deliver.samples import NOON, message


class Clock:
    """Wall clock and monotonic clock, moving only when told."""

    def __init__(self) -> None:
        self.passed_s = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.passed_s)

    def monotonic(self) -> float:
        return 1000.0 + self.passed_s


class FakeSender:
    """Says how sends end: all well, unless something was planned for the next ones."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._planned: deque[Outcome | Exception] = deque()
        self._away_until_s = 0.0
        self.sends: list[tuple[float, int, str]] = []  # seconds passed, chat, text

    def answers(self, *outcomes: Outcome | Exception) -> None:
        self._planned.extend(outcomes)

    def floods(self, *waits_s: float) -> None:
        self.answers(*(RetryAt(after_s=wait, reason="flood wait", snooze=True) for wait in waits_s))

    def times_out(self, times: int = 1) -> None:
        self.answers(*[RetryAt(after_s=None, reason="Timed out", uncertain=True)] * times)

    def goes_away(self, until_s: float) -> None:
        """No connection before then."""
        self._away_until_s = until_s

    def texts(self, chat_id: int | None = None) -> list[str]:
        return [text for _, chat, text in self.sends if chat_id in (None, chat)]

    async def send(self, delivery: Delivery) -> Outcome:
        self.sends.append((self._clock.passed_s, delivery.chat_id, delivery.message.text))
        if self._clock.passed_s < self._away_until_s:
            return RetryAt(after_s=None, reason="refused")
        outcome = self._planned.popleft() if self._planned else Sent(message_id=len(self.sends))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class Desk:
    """A deliverer at work on an outbox, with time in our hands."""

    def __init__(self, store: Store, **given: Any) -> None:
        self.store = store
        self.clock = Clock()
        self.sender = FakeSender(self.clock)
        self.governor = Governor()
        self._given = given
        self.deliverer = self.opens_again()
        self._numbers = iter(range(1, 1_000_000))

    def opens_again(self) -> Deliverer:
        """As after a restart: nothing remembered but the store."""
        self.governor = Governor()
        self.deliverer = Deliverer(
            self.store,
            self.sender,
            self.governor,
            clock=self.clock.now,
            monotonic=self.clock.monotonic,
            **{"settle_pauses_s": (0.0,) * 4, **self._given},
        )
        return self.deliverer

    def wants(self, chat_id: int, *texts: str, lane: Lane = Lane.ALERT) -> None:
        """Texts wait for a chat."""
        self.store.touch_chat(Chat(id=chat_id, kind="private" if chat_id > 0 else "group"), self.clock.now())
        number = next(self._numbers)
        self.store.accept_updates([(number, "{}")], self.clock.now())
        new = [
            NewDelivery(key=f"t:{number}:{place}", chat_id=chat_id, lane=lane, message=message(text))
            for place, text in enumerate(texts)
        ]
        self.store.answer(number, new, self.clock.now())

    async def works(self, for_s: float) -> None:
        """So much time passes."""
        end = self.clock.passed_s + for_s
        while self.clock.passed_s < end:
            wait_s = await self.deliverer.step()
            await self.deliverer.idle()
            self.clock.passed_s = min(end, self.clock.passed_s + max(wait_s, 1e-6))
