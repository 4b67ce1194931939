"""kill -9 at random moments under load, against Telegram's double with faults: how many messages are lost or doubled?

    python -m bench.crash --runs 200 --seed 1

The bot is that of ``dateline run``, but its clock is set ahead at each start so that the leases of the run before are
over. Each run publishes articles and sends commands, and is killed within five seconds after it has reached Telegram,
one in ten while it starts. At the end it may finish its work. What counts is the double's journal; the outbox tells
which sends were uncertain.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from tqdm import tqdm

from bot import logs
from bot.app import App
from bot.double import Double
from config.settings import load
from tests.crash.outlet import Outlet

FEEDS = 6
READERS = tuple(range(5_001_001, 5_001_009))
LATER_S = 200.0  # longer than any lease
LONGEST_LIFE_S = 5.0  # after Telegram is reached
SUBJECT = re.compile(r"report-\d+|harbour-\d+")
FAULTS = (
    {"kind": "refuse", "probability": 0.03},
    {"kind": "hang_after", "probability": 0.02},
    {"kind": "close_after", "probability": 0.03},
    {"kind": "half", "probability": 0.02},
    {"kind": "garbage", "probability": 0.02},
    {"kind": "fail", "status": 502, "html": True, "probability": 0.03},
    {"kind": "fail", "status": 500, "delivered": True, "probability": 0.02},
    {"kind": "flood", "retry_after": 1, "probability": 0.01},
    {"kind": "slow", "delay_s": 0.7, "probability": 0.1},
    {"kind": "close_after", "method": "getUpdates", "probability": 0.05},
    {"kind": "garbage", "method": "getUpdates", "probability": 0.05},
    {"kind": "fail", "method": "getUpdates", "probability": 0.05},
)


@dataclass(slots=True)
class Tally:
    """What was asked for, and what came of it. A subject is the number of an article, or of a question."""

    expected: set[tuple[int, str]] = field(default_factory=set)
    killed: int = 0
    left_over: int = 0  # worker processes that still live at the end
    delivered: Counter[tuple[int, str]] = field(default_factory=Counter)
    uncertain: Counter[tuple[int, str]] = field(default_factory=Counter)

    def rows(self) -> list[tuple[str, int]]:
        doubled = {key: count - 1 for key, count in self.delivered.items() if count > 1}
        return [
            ("runs killed", self.killed),
            ("messages expected", len(self.expected)),
            ("messages lost", len(self.lost())),
            ("sends whose end was uncertain", sum(self.uncertain.values())),
            ("messages doubled", sum(doubled.values())),
            ("  without an uncertain send", sum(max(0, n - self.uncertain[key]) for key, n in doubled.items())),
            ("messages nobody asked for", len(set(self.delivered) - self.expected)),
            ("worker processes left over", self.left_over),
        ]

    def lost(self) -> set[tuple[int, str]]:
        return self.expected - set(self.delivered)

    def holds(self) -> bool:
        figures = dict(self.rows())
        return not figures["messages lost"] and not figures["  without an uncertain send"]


class Bench:
    """The world around the bot, and its deaths."""

    def __init__(self, folder: Path, telegram: Double, outlet: Outlet, seed: int) -> None:
        self._folder = folder
        self._telegram = telegram
        self._outlet = outlet
        self._random = random.Random(seed)
        self._questions = 0
        self._ahead_s = 0.0
        self._log = folder / "bot.log"
        self._logged = 0  # bytes of the log when this life began
        self._sessions: list[int] = []
        self._bot: subprocess.Popen[bytes] | None = None
        self.tally = Tally()
        (folder / "dateline.toml").write_text(_settings(folder, telegram, outlet), encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bot is not None and self._bot.poll() is None:
            self._bot.kill()

    def begin(self) -> None:
        """Every feed is read for the first time, every reader follows the topic."""
        for feed in range(FEEDS):
            self._outlet.publishes(feed)
        for reader in READERS:
            self._telegram.user(user_id=reader)
            self._telegram.says(reader, "/subscribe raqa")
        bot = self._start()
        self._wait_for(self._is_primed, 60.0)
        _end_in_order(bot)

    def suffer(self, runs: int) -> None:
        """So many lives, each ended by kill -9."""
        for number, rule in enumerate(FAULTS):
            self._telegram.fails(**{"method": "sendMessage", "seed": number, **rule})
        for _ in tqdm(range(runs), disable=None):
            self._ask_and_publish()
            bot = self._start()
            if self._random.random() < 0.1:
                time.sleep(self._random.uniform(0.0, 3.0))
            else:
                self._live_a_while(self._random.uniform(0.0, LONGEST_LIFE_S))
            bot.kill()
            bot.wait()
            self.tally.killed += 1
            self._sessions.append(bot.pid)

    def finish(self) -> None:
        """No more faults: the bot may do what is left. A last start finds what a lease still held back."""
        self._telegram.heals()
        for _ in range(2):
            bot = self._start()
            self._wait_for(self._is_done, 900.0)
            _end_in_order(bot)
        self.tally.left_over = sum(len(_of_session(session)) for session in self._sessions)
        for entry in self._telegram.sent():
            if found := SUBJECT.search(entry["text"] or ""):
                self.tally.delivered[entry["chat_id"], found.group()] += 1
        for chat_id, message, uncertain in self._query(
            "SELECT chat_id, message, uncertain FROM deliveries JOIN messages ON messages.id = message_id"
        ):
            if found := SUBJECT.search(str(message)):
                self.tally.uncertain[int(str(chat_id)), found.group()] += int(str(uncertain))

    def _live_a_while(self, for_s: float) -> None:
        """So long after it has begun to speak with Telegram; half-way there is more to do."""
        deadline = time.monotonic() + 30.0
        while self._log.stat().st_size == self._logged or b"telegram_ready" not in self._news():
            if time.monotonic() > deadline:
                raise TimeoutError("the bot does not start")
            time.sleep(0.05)
        time.sleep(for_s / 2)
        self._ask_and_publish()
        time.sleep(for_s / 2)

    def _news(self) -> bytes:
        """What this life has logged."""
        with self._log.open("rb") as log:
            log.seek(self._logged)
            return log.read()

    def _ask_and_publish(self) -> None:
        number = self._outlet.publishes(self._random.randrange(FEEDS))
        self.tally.expected |= {(reader, f"report-{number}") for reader in READERS}
        self._questions += 1
        reader = self._random.choice(READERS)
        self._telegram.says(reader, f"/subscribe harbour-{self._questions}")
        self.tally.expected.add((reader, f"harbour-{self._questions}"))

    def _start(self) -> subprocess.Popen[bytes]:
        self._ahead_s += LATER_S
        command = [sys.executable, "-m", "bench.crash", "--bot", str(self._folder / "dateline.toml")]
        environment = os.environ | {"TELEGRAM_BOT_TOKEN": self._telegram.token}
        self._logged = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._bot = subprocess.Popen(
                [*command, "--ahead", str(self._ahead_s)], stderr=log, env=environment, start_new_session=True
            )
        return self._bot

    def _is_primed(self) -> bool:
        followed = len(self._telegram.sent()) >= len(READERS)
        return followed and self._count("feeds WHERE primed") == FEEDS

    def _is_done(self) -> bool:
        """Every feed was visited in this life, every update is answered, every delivery has ended."""
        began = datetime.now(UTC) + timedelta(seconds=self._ahead_s - LATER_S / 2)
        visited = self._count(f"feeds WHERE last_checked_at > '{began:%Y-%m-%d %H:%M:%S}'")
        waiting = self._count("deliveries WHERE state IN ('pending', 'leased', 'sending')")
        return visited == FEEDS and waiting == 0 and self._count("inbox WHERE answered_at IS NULL") == 0

    def _count(self, what: str) -> int:
        return int(str(self._query(f"SELECT count(*) FROM {what}")[0][0]))

    def _query(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self._folder / "dateline.sqlite")) as database:
            return database.execute(sql).fetchall()

    def _wait_for(self, condition: Callable[[], bool], within_s: float) -> None:
        deadline = time.monotonic() + within_s
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("the bot does not come to rest")
            time.sleep(0.5)


def _settings(folder: Path, telegram: Double, outlet: Outlet) -> str:
    lines = [
        f'telegram.api_url = "{telegram.base_url.removesuffix("/bot")}"',
        f'database.url = "sqlite:///{folder / "dateline.sqlite"}"',
        "polling = { interval_s = 60, allow_private_addresses = true, full_text = false, workers = 1 }",
        'topics = [{ key = "raqa", title = "Raqa", terms = ["Raqa"] }]',
    ]
    feeds = (f'[[feeds]]\nurl = "{outlet.url(feed)}"\nname = "Outlet {feed}"' for feed in range(FEEDS))
    return "\n".join([*lines, *feeds])


def _end_in_order(bot: subprocess.Popen[bytes]) -> None:
    bot.terminate()
    if bot.wait(15.0) != 0:
        raise RuntimeError("the bot did not end in order")


def _of_session(session: int) -> list[int]:
    """Processes that a bot has left behind."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            state, _, _, of_session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(of_session) == session and state != "Z":
                found.append(int(entry.name))
    return found


def _be_the_bot(settings: Path, ahead: timedelta) -> None:
    """What ``dateline run`` does, at a later time."""
    logs.configure()
    app = App(load(settings), os.environ["TELEGRAM_BOT_TOKEN"], clock=lambda: datetime.now(UTC) + ahead)

    async def run() -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.stop)
        await app.run()

    asyncio.run(run())


def main() -> int:
    """Exit status 1 where a message was lost, or doubled without reason."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for database, journal and log, instead of a temporary one")
    parser.add_argument("--bot", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--ahead", type=float, default=0.0, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.bot:
        _be_the_bot(args.bot, timedelta(seconds=args.ahead))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        with (
            Double(journal=folder / "journal.jsonl") as telegram,
            Outlet() as outlet,
            Bench(folder, telegram, outlet, args.seed) as bench,
        ):
            bench.begin()
            bench.suffer(args.runs)
            bench.finish()
    for name, figure in bench.tally.rows():
        print(f"{name:36}{figure:>8,}")
    for chat_id, subject in sorted(bench.tally.lost())[:20]:
        print(f"lost: {subject} for {chat_id}")
    return 0 if bench.tally.holds() else 1


if __name__ == "__main__":
    sys.exit(main())
