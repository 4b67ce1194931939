"""kill -9 at every stage between a feed and a chat: nothing is lost, and nothing doubled but what was in flight.

What counts is the journal of Telegram's double: what really reached the chats.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.double import Double
from bot.store.store import Store
from bot.types import Chat
from config.settings import Settings, parse
from tests.crash.outlet import Outlet, number_in
from tests.crash.runner import Death, run

READER = 5_000_777
OTHER = 5_000_778
LATER_S = 600.0  # every lease of the process that died is over
PROCESSES = multiprocessing.get_context("forkserver")


@pytest.fixture(scope="module")
def outlet() -> Iterator[Outlet]:
    PROCESSES.set_forkserver_preload(["tests.crash.runner"])
    with Outlet() as outlet:
        yield outlet


class World:
    """Two readers of one feed, and the bot between."""

    def __init__(self, telegram: Double, outlet: Outlet, folder: Path, feed: int) -> None:
        self.telegram = telegram
        self.settings = _settings(telegram, outlet.url(feed), folder)
        self._ahead_s = 0.0
        for user in (READER, OTHER):
            telegram.user(user_id=user)
            telegram.says(user, "/start")

    def lives(self, death: Death | None = None) -> multiprocessing.process.BaseProcess:
        """Start the bot; long after whatever it did before."""
        self._ahead_s += LATER_S
        process = PROCESSES.Process(target=run, args=(self.settings, self.telegram.token, self._ahead_s, death))
        process.start()
        return process

    def dies(self, death: Death) -> None:
        """The bot starts and kills itself at that moment."""
        process = self.lives(death)
        process.join(20.0)
        ended = process.exitcode
        process.kill()
        assert ended == -signal.SIGKILL, f"it did not come to {death}"

    async def delivers(self, count: int) -> Counter[tuple[int, str]]:
        """The bot starts, delivers all that waits, and ends in order: how often each text reached each chat.

        Afterwards nothing waits, so that no copy can come later.
        """
        process = self.lives()
        try:
            await self.telegram.until(count, within_s=20.0)
        finally:
            process.terminate()
            process.join(12.0)
            process.kill()
        assert process.exitcode == 0
        assert self.waiting() == 0
        return self.telegram.copies()

    def waits_until(self, waiting: int, within_s: float = 20.0) -> None:
        """Return when no more than so many are without an end."""
        deadline = time.monotonic() + within_s
        while self.waiting() > waiting and time.monotonic() < deadline:
            time.sleep(0.05)

    def waiting(self) -> int:
        """Deliveries that have not ended, and updates without an answer."""
        with Store.open(self.settings.database.url) as store:
            health = store.health(datetime.now(UTC))
        return health.pending + health.inbox


def _settings(telegram: Double, feed_url: str, folder: Path) -> Settings:
    return parse(
        {
            "telegram": {"api_url": telegram.base_url.removesuffix("/bot")},
            "database": {"url": f"sqlite:///{folder / 'dateline.sqlite'}"},
            "polling": {"interval_s": 60, "allow_private_addresses": True, "full_text": False},
            "feeds": [{"url": feed_url, "name": "Outlet"}],
            "topics": [{"key": "raqa", "title": "Raqa", "terms": ["Raqa"]}],
        },
        "test",
    )


_feeds = iter(range(1, 1000))


@pytest.fixture
async def world(telegram: Double, outlet: Outlet, tmp_path: Path) -> World:
    """The bot has greeted both readers, who follow the topic, and has read the feed for the first time."""
    feed = next(_feeds)
    outlet.publishes(feed)
    world = World(telegram, outlet, tmp_path, feed)
    with Store.open(world.settings.database.url) as store:
        for user in (READER, OTHER):
            store.touch_chat(Chat(id=user, kind="private"), datetime.now(UTC))
            store.subscribe(user, "raqa", None, datetime.now(UTC))
    await world.delivers(2)
    outlet.publishes(feed)
    world.telegram.says(READER, "/subscribe harbour-17")
    return world


STAGES = {
    "a feed is fetched": Death(part="web", method="fetch", after=True),
    "its articles are not yet written": Death(part="store", method="apply", after=False),
    "its articles and deliveries are written": Death(part="store", method="apply", after=True),
    "a delivery is claimed": Death(part="store", method="claim_deliveries", after=True),
    "a delivery is not yet marked": Death(part="store", method="mark_sending", after=False),
    "a delivery is marked": Death(part="store", method="mark_sending", after=True),
    "a call is about to be made": Death(part="sender", method="send", after=False),
    "updates came and are not yet kept": Death(part="store", method="accept_updates", after=False),
    "updates are kept": Death(part="store", method="accept_updates", after=True),
    "an update is about to be handled": Death(part="store", method="pending_updates", after=True),
    "an answer is not yet written": Death(part="store", method="answer", after=False),
    "an answer is written": Death(part="store", method="answer", after=True),
}


def _subjects(copies: Counter[tuple[int, str]]) -> Counter[tuple[int, str]]:
    """The same, by what the messages are about; the greetings are left out."""
    found: Counter[tuple[int, str]] = Counter()
    for (chat_id, text), count in copies.items():
        if number := number_in(text):
            found[chat_id, f"report-{number}"] += count
        elif "harbour-17" in text:
            found[chat_id, "answer"] += count
    return found


@pytest.mark.parametrize("death", STAGES.values(), ids=STAGES)
async def test_killed_when(world: World, death: Death) -> None:
    world.dies(death)
    delivered = _subjects(await world.delivers(2 + 3))
    assert set(delivered.values()) == {1}
    assert len(delivered) == 3


@pytest.mark.parametrize(
    "death",
    [Death(part="sender", method="send", after=True), Death(part="store", method="settle", after=False)],
    ids=["it is delivered and not yet known here", "it is delivered and not yet written"],
)
async def test_killed_when_a_message_may_be_doubled(world: World, death: Death) -> None:
    world.dies(death)
    arrived = len(world.telegram.sent()) - 2
    delivered = _subjects(await world.delivers(2 + 3 + arrived))
    assert len(delivered) == 3
    assert arrived >= 1
    assert sum(delivered.values()) == 3 + arrived
    assert max(delivered.values()) == 2


async def test_killed_while_telegram_has_delivered_and_does_not_answer(world: World) -> None:
    world.telegram.fails("hang_after", chat_id=OTHER, first=1)
    process = world.lives()
    await world.telegram.until(2 + 3)
    world.waits_until(1)
    process.kill()
    process.join(5.0)
    delivered = _subjects(await world.delivers(2 + 4))
    assert sorted(delivered.values()) == [1, 1, 2]


async def test_a_stop_in_order_loses_and_doubles_nothing(world: World) -> None:
    process = world.lives()
    await world.telegram.until(2 + 1)
    process.terminate()
    process.join(12.0)
    assert process.exitcode == 0
    delivered = _subjects(await world.delivers(2 + 3))
    assert sorted(delivered.values()) == [1, 1, 1]
