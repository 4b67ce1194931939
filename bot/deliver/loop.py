"""From the outbox to Telegram: claim, wait for the governor, mark, send, settle.

I/O: the outbox and Telegram, through the parts it is given. One process per bot token runs this.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.deliver.backoff import backoff_s
from bot.deliver.governor import Governor
from bot.types import Delivery, Gone, Lane, Migrated, Outcome, Paused, Rejected, RetryAt, Sent

log = structlog.get_logger(__name__)

PATIENCE_S = 2.0  # longer waits for one chat go back to the outbox: they would hold a place of others
UPKEEP_EVERY_S = 15.0
OUTAGE_AFTER = 5  # sends in a row to which Telegram did not answer
OUTAGE_CAP_S = 30.0
ORDER = {Lane.ANSWER: 0, Lane.CORRECTION: 1, Lane.ALERT: 2}


class Outbox(Protocol):
    """What the deliverer asks of the store; every method is one transaction."""

    def claim_deliveries(self, now: datetime, limit: int, lease_s: int) -> tuple[Delivery, ...]: ...
    def mark_sending(self, delivery_id: int, now: datetime, lease_s: int = ...) -> bool: ...
    def settle(self, delivery: Delivery, outcome: Outcome, now: datetime, retry_at: datetime | None = ...) -> None: ...
    def release(self, delivery_ids: Collection[int], now: datetime) -> None: ...
    def rescue(self, now: datetime) -> tuple[int, int]: ...
    def cancel_stale(self, now: datetime, older_than: datetime) -> int: ...
    def pause(self, until: datetime | None, reason: str) -> None: ...
    def paused_until(self) -> datetime | None: ...


class Sends(Protocol):
    """Sends one delivery and says how it ended; ``bot.deliver.sender.Sender``."""

    async def send(self, delivery: Delivery) -> Outcome: ...


class Deliverer:
    """Empties the outbox. At least once: a send whose end is unknown is made again, and counted.

    ``lease_s`` must be longer than a send can take (``Sender.deadline_s``); after a crash it is how long what was in
    flight waits. ``expire_s``: what could not be sent for so long after it was created never will be.
    """

    def __init__(
        self,
        outbox: Outbox,
        sender: Sends,
        governor: Governor,
        *,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
        in_flight: int = 16,
        lease_s: int = 90,
        tick_s: float = 1.0,
        expire_s: float = 24 * 3600.0,
        stop_within_s: float = 6.0,
        settle_pauses_s: tuple[float, ...] = (0.0, 0.5, 2.0, 8.0),
    ) -> None:
        self._outbox = outbox
        self._sender = sender
        self._governor = governor
        self._clock = clock
        self._monotonic = monotonic
        self._in_flight = in_flight
        self._lease_s = lease_s
        self._tick_s = tick_s
        self._expire = timedelta(seconds=expire_s)
        self._stop_within_s = stop_within_s
        self._settle_pauses_s = settle_pauses_s
        self._held: list[Delivery] = []  # claimed, waiting for the governor
        self._flying: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._stopping = False
        self._remembers = False
        self._claim_at = 0.0
        self._upkeep_at = 0.0
        self._failures = 0

    def wake(self) -> None:
        """There is something new to send. Call it on the event loop."""
        self._claim_at = 0.0
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing new; ``run`` then returns within ``stop_within_s``, with what is in flight settled."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Deliver until ``stop``."""
        while not self._stopping:
            self._woken.clear()
            try:
                wait_s = await self.step()
            except Exception:  # the outermost loop: a locked or full disk must not end the deliveries
                log.exception("delivery_round_failed")
                wait_s = self._tick_s
            await self._sleep(wait_s)
        await self._land()

    async def step(self) -> float:
        """Do all that is due now; seconds until there may be more to do. Sends go on beside it."""
        now = self._monotonic()
        await self._remember_pause()
        await self._upkeep(now)
        paused_s = self._governor.paused_s(now)
        if paused_s > 0:
            await self._release_held()
            return min(paused_s, self._tick_s)
        await self._claim(now)
        await self._hand_back_patient_ones()
        return self._start_next()

    async def idle(self) -> None:
        """Wait until nothing is in flight."""
        while self._flying:
            await asyncio.wait(self._flying)

    async def _sleep(self, wait_s: float) -> None:
        if wait_s <= 0 or self._woken.is_set():
            await asyncio.sleep(0)
            return
        try:
            async with asyncio.timeout(wait_s):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _upkeep(self, now: float) -> None:
        if now < self._upkeep_at:
            return
        self._upkeep_at = now + UPKEEP_EVERY_S
        wall = self._clock()
        safe, uncertain = await asyncio.to_thread(self._outbox.rescue, wall)
        if safe or uncertain:
            log.warning("deliveries_rescued", safe=safe, uncertain=uncertain)
        stale = await asyncio.to_thread(self._outbox.cancel_stale, wall, wall - self._expire)
        if stale:
            log.warning("deliveries_expired", count=stale)

    async def _claim(self, now: float) -> None:
        room = self._places() - len(self._held) - len(self._flying)
        if room <= 0 or now < self._claim_at:
            return
        self._claim_at = now + self._tick_s
        claimed = await asyncio.to_thread(self._outbox.claim_deliveries, self._clock(), room, self._lease_s)
        self._held.extend(claimed)
        self._held.sort(key=lambda delivery: ORDER[delivery.lane])

    def _places(self) -> int:
        """While Telegram is away, one message asks whether it is back."""
        return 1 if self._failures >= OUTAGE_AFTER else 2 * self._in_flight

    async def _hand_back_patient_ones(self) -> None:
        for delivery in tuple(self._held):
            if delivery.created_at < self._clock() - self._expire:
                self._held.remove(delivery)
                await self._settle(delivery, Rejected(reason="too old to send"))
                continue
            wait_s = self._governor.wait_s(delivery.chat_id, self._monotonic())
            if wait_s > PATIENCE_S:
                self._held.remove(delivery)
                await self._settle(delivery, RetryAt(after_s=wait_s, reason="limit of the chat", snooze=True))

    def _start_next(self) -> float:
        if len(self._flying) >= self._in_flight or not self._held:
            return self._tick_s
        now = self._monotonic()
        waits = [self._governor.wait_s(delivery.chat_id, now) for delivery in self._held]
        soonest = min(range(len(waits)), key=waits.__getitem__)
        if waits[soonest] > 0:
            return waits[soonest]
        delivery = self._held.pop(soonest)
        self._governor.start(delivery.chat_id, now)
        task = asyncio.create_task(self._fly(delivery), name=f"delivery-{delivery.id}")
        self._flying.add(task)
        task.add_done_callback(self._landed)
        return 0.0

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self.wake()

    async def _fly(self, delivery: Delivery) -> None:
        try:
            if not await asyncio.to_thread(self._outbox.mark_sending, delivery.id, self._clock(), self._lease_s):
                log.info("delivery_lease_lost", delivery=delivery.id)
                return
            outcome = await self._sender.send(delivery)
            self._governor.finish(delivery.chat_id, self._monotonic())
            await self._settle(delivery, outcome)
            await self._heed(delivery, outcome)
        except Exception:  # one delivery stops no other; its lease runs out, and rescue finds it
            log.exception("delivery_failed", delivery=delivery.id)

    async def _heed(self, delivery: Delivery, outcome: Outcome) -> None:
        """What an outcome means for all other sends."""
        now = self._monotonic()
        silent = isinstance(outcome, RetryAt) and outcome.after_s is None
        self._failures = self._failures + 1 if silent else 0
        match outcome:
            case Paused():
                await self._pause(outcome.after_s, outcome.reason)
                (log.critical if outcome.fatal else log.error)("sending_paused", reason=outcome.reason)
            case RetryAt(snooze=True):
                pause_s = self._governor.flooded(delivery.chat_id, outcome.after_s or 0.0, now)
                if pause_s is not None:
                    await self._pause(pause_s, "flood wait")
                    log.warning("flood_wait_for_all", pause_s=pause_s, rate_per_s=self._governor.rate_per_s(now))
            case RetryAt() if self._failures >= OUTAGE_AFTER:
                self._governor.pause(min(OUTAGE_CAP_S, 2.0 ** min(self._failures - OUTAGE_AFTER, 10)), now)

    async def _pause(self, for_s: float, reason: str) -> None:
        self._governor.pause(for_s, self._monotonic())
        await asyncio.to_thread(self._outbox.pause, self._clock() + timedelta(seconds=for_s), reason)

    async def _remember_pause(self) -> None:
        """A pause outlives a restart."""
        if self._remembers:
            return
        until = await asyncio.to_thread(self._outbox.paused_until)
        self._remembers = True
        if until is not None:
            self._governor.pause((until - self._clock()).total_seconds(), self._monotonic())

    async def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Commit how it ended. A full disk or a locked database may pass: what was sent must not be sent again."""
        _report(delivery, outcome)
        for pause_s in self._settle_pauses_s:
            await asyncio.sleep(pause_s)
            now = self._clock()
            try:
                await asyncio.to_thread(self._outbox.settle, delivery, outcome, now, _retry_at(delivery, outcome, now))
            except Exception:
                log.exception("delivery_not_settled", delivery=delivery.id)
            else:
                return

    async def _release_held(self) -> None:
        if self._held:
            held, self._held = self._held, []
            await asyncio.to_thread(self._outbox.release, [delivery.id for delivery in held], self._clock())

    async def _land(self) -> None:
        try:
            await self._release_held()
        except Exception:
            log.exception("leases_not_released")
        if not self._flying:
            return
        _, late = await asyncio.wait(self._flying, timeout=self._stop_within_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if late:
            log.warning("sends_cut_off", count=len(late))


def _retry_at(delivery: Delivery, outcome: Outcome, now: datetime) -> datetime | None:
    match outcome:
        case RetryAt(after_s=None):
            return now + timedelta(seconds=backoff_s(delivery.id, delivery.attempts + 1))
        case RetryAt(after_s=float() | int() as after_s) | Paused(after_s=after_s):
            return now + timedelta(seconds=after_s)
    return None


def _report(delivery: Delivery, outcome: Outcome) -> None:
    """One line for each end, without the chat: who reads what is nobody's business."""
    line = log.bind(delivery=delivery.id, lane=delivery.lane.value, attempts=delivery.attempts)
    match outcome:
        case Sent():
            line.info("delivery_sent")
        case RetryAt(uncertain=True):
            line.warning("delivery_uncertain", reason=outcome.reason)
        case RetryAt():
            line.info("delivery_deferred", reason=outcome.reason, after_s=outcome.after_s)
        case Migrated():
            line.info("chat_migrated")
        case Gone() | Rejected():
            line.warning(f"delivery_{type(outcome).__name__.lower()}", reason=outcome.reason)
        case Paused():
            line.info("delivery_paused", reason=outcome.reason)
