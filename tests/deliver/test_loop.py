"""The deliverer on a real outbox, hour by hour in no time."""

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.deliver.governor import Governor
from bot.deliver.loop import Deliverer
from bot.store.store import Store
from bot.types import Gone, Lane, Migrated, Outcome, Paused, Rejected, Sent
from tests.deliver.fakes import Clock, Desk

HOUR_S = 3600.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'dateline.db'}") as store:
        yield store


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def slow_desk(store: Store) -> Desk:
    """One that looks every five minutes, so that a day passes in moments."""
    return Desk(store, tick_s=300.0)


async def test_what_waits_is_sent_once(desk: Desk) -> None:
    desk.wants(5, "one")
    desk.wants(6, "two")
    await desk.works(60.0)
    assert sorted(desk.sender.texts()) == ["one", "two"]
    assert desk.store.health(desk.clock.now()).pending == 0


async def test_a_chat_gets_its_messages_in_order_a_second_apart(desk: Desk) -> None:
    desk.wants(5, "one", "two", "three")
    await desk.works(30.0)
    assert desk.sender.texts(5) == ["one", "two", "three"]
    times = [at for at, _, _ in desk.sender.sends]
    assert all(later - earlier >= 1.0 for earlier, later in itertools.pairwise(times))


async def test_a_group_gets_twenty_in_a_minute_and_the_rest_later(desk: Desk) -> None:
    desk.wants(-5, *(str(number) for number in range(25)))
    await desk.works(59.0)
    assert len(desk.sender.sends) == 20
    await desk.works(60.0)
    assert desk.sender.texts() == [str(number) for number in range(25)]


async def test_an_answer_overtakes_alerts(desk: Desk) -> None:
    desk.wants(5, "alert")
    desk.wants(6, "answer", lane=Lane.ANSWER)
    desk.wants(7, "correction", lane=Lane.CORRECTION)
    await desk.works(10.0)
    assert desk.sender.texts() == ["answer", "correction", "alert"]


async def test_many_chats_are_served_at_the_full_rate(store: Store) -> None:
    desk = Desk(store)
    for chat_id in range(1, 76):
        desk.wants(chat_id, "alert")
    await desk.works(3.1)
    assert len(desk.sender.sends) == 75


async def test_an_uncertain_send_is_made_again_and_counted(desk: Desk) -> None:
    desk.sender.times_out()
    desk.wants(5, "one")
    await desk.works(60.0)
    assert desk.sender.texts() == ["one", "one"]
    assert desk.store.health(desk.clock.now()).uncertain == 1


async def test_waits_grow_from_try_to_try(desk: Desk) -> None:
    desk.sender.times_out(4)
    desk.wants(5, "one")
    await desk.works(500.0)
    times = [at for at, _, _ in desk.sender.sends]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(times) == 5
    assert gaps == sorted(gaps)
    assert gaps[0] < 4
    assert 240 <= gaps[3] <= 361


async def test_an_alert_that_cannot_go_out_in_a_day_never_does(slow_desk: Desk) -> None:
    slow_desk.sender.times_out(1000)
    slow_desk.wants(5, "one")
    await slow_desk.works(25 * HOUR_S)
    tries = len(slow_desk.sender.sends)
    await slow_desk.works(3 * HOUR_S)
    assert len(slow_desk.sender.sends) == tries
    assert slow_desk.store.health(slow_desk.clock.now()).pending == 0


async def test_an_answer_that_is_a_day_old_is_not_sent_any_more(desk: Desk) -> None:
    desk.wants(5, "too late", lane=Lane.ANSWER)
    desk.clock.passed_s = 25 * HOUR_S
    desk.wants(5, "in time", lane=Lane.ANSWER)
    await desk.works(10.0)
    assert desk.sender.texts() == ["in time"]


async def test_a_flood_wait_holds_its_chat_for_hours_and_no_other(slow_desk: Desk) -> None:
    slow_desk.sender.floods(14 * HOUR_S)
    slow_desk.wants(5, "one")
    slow_desk.wants(6, "two")
    await slow_desk.works(13 * HOUR_S)
    assert slow_desk.sender.texts() == ["one", "two"]
    await slow_desk.works(2 * HOUR_S)
    assert slow_desk.sender.texts() == ["one", "two", "one"]


async def test_a_flood_wait_outlives_a_restart(slow_desk: Desk) -> None:
    slow_desk.sender.floods(HOUR_S)
    slow_desk.wants(5, "one")
    await slow_desk.works(10.0)
    slow_desk.opens_again()
    slow_desk.wants(5, "two", lane=Lane.ANSWER)
    await slow_desk.works(HOUR_S - 20.0)
    assert slow_desk.sender.texts() == ["one"]
    await slow_desk.works(320.0)
    assert slow_desk.sender.texts() == ["one", "two", "one"]


async def test_flood_waits_of_several_chats_pause_all_also_after_a_restart(desk: Desk) -> None:
    desk.sender.floods(60.0, 300.0, 60.0)
    for chat_id in (5, 6, 7, 8):
        desk.wants(chat_id, "one")
    await desk.works(1.0)
    assert len(desk.sender.sends) == 3
    assert desk.store.paused_until() is not None
    desk.opens_again()
    assert len(desk.sender.sends) == 3
    await desk.works(290.0)
    assert len(desk.sender.sends) == 3
    await desk.works(20.0)
    assert len(desk.sender.sends) == 7


async def test_a_reader_who_blocked_the_bot_gets_no_more(desk: Desk) -> None:
    desk.sender.answers(Gone(reason="Forbidden: bot was blocked by the user"))
    desk.wants(5, "one", "two")
    await desk.works(60.0)
    assert desk.sender.texts() == ["one"]
    chat = desk.store.chat(5)
    assert chat is not None
    assert not chat.active


async def test_a_group_that_moved_gets_its_messages_at_the_new_address(desk: Desk) -> None:
    desk.sender.answers(Migrated(chat_id=-100123))
    desk.wants(-5, "one", "two")
    await desk.works(60.0)
    assert [(chat, text) for _, chat, text in desk.sender.sends] == [(-5, "one"), (-100123, "one"), (-100123, "two")]


async def test_a_rejected_message_does_not_hold_back_the_next(desk: Desk) -> None:
    desk.sender.answers(Rejected(reason="no"))
    desk.wants(5, "one", "two")
    await desk.works(60.0)
    assert desk.sender.texts() == ["one", "two"]


async def test_a_bad_token_stops_everything_for_minutes_and_costs_no_attempt(desk: Desk) -> None:
    desk.sender.answers(Paused(after_s=300.0, reason="bad token", fatal=True))
    desk.wants(5, "one")
    desk.wants(6, "two")
    await desk.works(299.0)
    assert len(desk.sender.sends) == 1
    await desk.works(10.0)
    assert sorted(desk.sender.texts()) in (["one", "one", "two"], ["one", "two", "two"])


async def test_while_telegram_is_away_one_message_at_a_time_asks(desk: Desk) -> None:
    desk.sender.goes_away(until_s=300.0)
    for chat_id in range(1, 101):
        desk.wants(chat_id, "alert")
    await desk.works(299.0)
    tries = len(desk.sender.sends)
    assert tries <= 25
    await desk.works(60.0)
    assert len(desk.sender.sends) == tries + 100


async def test_a_send_that_breaks_stops_no_other_and_is_found_again(desk: Desk) -> None:
    desk.sender.answers(RuntimeError("a defect of ours"))
    desk.wants(5, "one")
    desk.wants(6, "two")
    await desk.works(30.0)
    assert sorted(desk.sender.texts()) == ["one", "two"]
    await desk.works(120.0)
    assert sorted(desk.sender.texts()) in (["one", "one", "two"], ["one", "two", "two"])


async def test_after_a_crash_what_was_in_flight_is_sent_again_and_what_was_only_claimed_too(desk: Desk) -> None:
    desk.wants(5, "begun")
    desk.wants(6, "claimed")
    begun, claimed = desk.store.claim_deliveries(desk.clock.now(), 2, 90)
    assert desk.store.mark_sending(begun.id, desk.clock.now(), 90)
    desk.opens_again()
    await desk.works(80.0)
    assert desk.sender.texts() == []
    await desk.works(60.0)
    assert sorted(desk.sender.texts()) == ["begun", "claimed"]
    assert desk.store.health(desk.clock.now()).uncertain == 1
    assert claimed.chat_id == 6


async def test_a_full_disk_does_not_send_twice(store: Store) -> None:
    """The store fails twice when the end is to be written, then works."""

    class Moody:
        def __init__(self) -> None:
            self.moods = 2

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        def settle(self, *given: object) -> None:
            if self.moods:
                self.moods -= 1
                raise OSError(28, "No space left on device")
            store.settle(*given)  # type: ignore[arg-type]

    desk = Desk(Moody())  # type: ignore[arg-type]
    desk.wants(5, "one")
    await desk.works(200.0)
    assert desk.sender.texts() == ["one"]
    assert store.health(desk.clock.now()).pending == 0


async def test_a_database_that_fails_for_a_moment_does_not_end_the_deliveries(store: Store) -> None:
    class Locked:
        def __init__(self) -> None:
            self.times = 3

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        def claim_deliveries(self, *given: object) -> object:
            self.times -= 1
            if self.times >= 0:
                raise OSError("database is locked")
            return store.claim_deliveries(*given)  # type: ignore[arg-type]

    Desk(store).wants(5, "one")
    deliverer, running = _running(Locked(), gate := Gate(), tick_s=0.01)  # type: ignore[arg-type]
    async with asyncio.timeout(5.0):
        await gate.begun.wait()
    gate.open.set()
    deliverer.stop()
    await running
    assert store.health(Clock().now()).pending == 0


class Gate:
    """A sender whose sends end when the gate opens."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.open = asyncio.Event()

    async def send(self, delivery: object) -> Outcome:
        self.begun.set()
        await self.open.wait()
        return Sent(message_id=1)


def _running(store: Store, sender: Gate, **given: float) -> tuple[Deliverer, asyncio.Task[None]]:
    clock = Clock()
    deliverer = Deliverer(store, sender, Governor(), clock=clock.now, **given)  # type: ignore[arg-type]
    return deliverer, asyncio.create_task(deliverer.run())


async def test_a_stop_waits_for_what_is_in_flight_and_settles_it(desk: Desk) -> None:
    desk.wants(5, "one")
    gate = Gate()
    deliverer, running = _running(desk.store, gate)
    await gate.begun.wait()
    deliverer.stop()
    gate.open.set()
    await running
    assert desk.store.health(desk.clock.now()).pending == 0


async def test_a_stop_does_not_wait_for_ever(desk: Desk) -> None:
    desk.wants(5, "one")
    gate = Gate()
    deliverer, running = _running(desk.store, gate, stop_within_s=0.05)
    await gate.begun.wait()
    deliverer.stop()
    await running
    assert desk.store.rescue(desk.clock.now().replace(hour=23)) == (0, 1)


async def test_a_stop_gives_back_what_was_not_begun(desk: Desk) -> None:
    desk.wants(5, "one")
    desk.wants(6, "two")
    gate = Gate()
    deliverer, running = _running(desk.store, gate, in_flight=1)
    await gate.begun.wait()
    deliverer.stop()
    gate.open.set()
    await running
    assert len(desk.store.claim_deliveries(desk.clock.now(), 5, 90)) == 1


async def test_a_wake_up_sends_at_once_and_not_at_the_next_tick(store: Store) -> None:
    desk = Desk(store, tick_s=HOUR_S)
    await desk.works(10.0)
    desk.wants(5, "one")
    await desk.works(10.0)
    assert desk.sender.texts() == []
    desk.deliverer.wake()
    await desk.works(1.0)
    assert desk.sender.texts() == ["one"]


async def test_a_wake_up_ends_the_wait_of_a_deliverer_that_runs(desk: Desk) -> None:
    desk.wants(5, "one")
    deliverer, running = _running(desk.store, gate := Gate(), tick_s=HOUR_S)
    await gate.begun.wait()
    gate.begun.clear()
    desk.wants(6, "two")
    gate.open.set()
    deliverer.wake()
    async with asyncio.timeout(5.0):
        await gate.begun.wait()
    deliverer.stop()
    await running
