"""Telegram's limits as properties of what the governor lets pass."""

import itertools
import tracemalloc
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.deliver.governor import Governor

CHATS = st.sampled_from([1, 2, 3, 4, 5, -1, -2, -100])


class Line:
    """A sender with a clock of its own: asks for each chat, waits as told, and remembers what it sent when."""

    def __init__(self, governor: Governor) -> None:
        self.governor = governor
        self.now = 1000.0
        self.sent: list[tuple[float, float, int]] = []  # start, end, chat

    def send(self, chat_id: int, takes_s: float = 0.0) -> float:
        while (wait_s := self.governor.wait_s(chat_id, self.now)) > 0:
            self.now += max(wait_s, 1e-9)
        self.governor.start(chat_id, self.now)
        start = self.now
        self.now += takes_s
        self.governor.finish(chat_id, self.now)
        self.sent.append((start, self.now, chat_id))
        return start

    def most_in_window(self, window_s: float, chat_id: int | None = None) -> int:
        times = [start for start, _, chat in self.sent if chat_id in (None, chat)]
        return max(sum(1 for other in times if time <= other < time + window_s - 1e-6) for time in times)


@given(st.lists(st.tuples(CHATS, st.floats(0, 0.2)), min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)
def test_no_window_holds_more_than_its_limit(sends: list[tuple[int, float]]) -> None:
    line = Line(Governor())
    for chat_id, takes_s in sends:
        line.send(chat_id, takes_s)
    assert line.most_in_window(1.0) <= 25
    for chat_id in {chat for _, _, chat in line.sent}:
        assert line.most_in_window(1.0, chat_id) == 1
        if chat_id < 0:
            assert line.most_in_window(60.0, chat_id) <= 20


@given(st.lists(st.floats(0, 3), min_size=25, max_size=60), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_limits_hold_at_telegram_s_end_wherever_between_start_and_end_it_counts(takes: list[float], seed: int) -> None:
    line = Line(Governor())
    for takes_s in takes:
        line.send(-5, takes_s)
    counted = [start + (end - start) * ((seed >> (i % 32)) & 1) for i, (start, end, _) in enumerate(line.sent)]
    assert all(later - earlier > 1.0 - 1e-6 for earlier, later in itertools.pairwise(counted))
    assert all(later - earlier > 60.0 - 1e-6 for earlier, later in zip(counted, counted[20:], strict=False))


def test_many_chats_get_the_full_rate_evenly_from_the_first_second() -> None:
    line = Line(Governor())
    starts = [line.send(chat_id) for chat_id in range(1, 251)]
    assert starts[-1] - starts[0] == pytest.approx(249 / 25)
    assert min(b - a for a, b in itertools.pairwise(starts)) > 0.039


def test_a_private_chat_has_no_limit_by_the_minute() -> None:
    line = Line(Governor())
    starts = [line.send(1) for _ in range(60)]
    assert starts[-1] - starts[0] == pytest.approx(59.0)


def test_a_429_defers_its_chat_and_no_other() -> None:
    governor = Governor()
    assert governor.flooded(1, 40_000.0, 1000.0) is None
    assert governor.wait_s(1, 1000.0) == 40_000.0
    assert governor.wait_s(2, 1000.0) == 0.0
    assert governor.wait_s(1, 41_000.0) == 0.0


def test_the_same_chat_flooding_again_and_again_is_no_storm() -> None:
    governor = Governor()
    assert [governor.flooded(1, 3.0, 1000.0 + i) for i in range(5)] == [None] * 5


def test_three_chats_at_once_pause_all_for_the_longest_and_halve_the_rate() -> None:
    governor = Governor()
    waits = [governor.flooded(chat_id, wait, 1000.0) for chat_id, wait in ((1, 5.0), (2, 30.0), (3, 8.0))]
    assert waits == [None, None, 30.0]
    assert governor.wait_s(99, 1000.0) == 30.0
    assert governor.paused_s(1010.0) == 20.0
    assert governor.rate_per_s(1030.0) == 12.5


def test_three_chats_far_apart_are_no_storm() -> None:
    governor = Governor()
    assert [governor.flooded(chat_id, 1.0, 1000.0 + 6.0 * chat_id) for chat_id in (1, 2, 3)] == [None] * 3


def test_the_rate_creeps_back_and_never_beyond_full() -> None:
    governor = Governor()
    for chat_id in (1, 2, 3):
        governor.flooded(chat_id, 10.0, 1000.0)
    rates = [governor.rate_per_s(1010.0 + passed) for passed in (0, 10, 100, 125, 10_000)]
    assert rates == [12.5, 13.5, 22.5, 25.0, 25.0]


def test_storm_upon_storm_leaves_one_message_a_second() -> None:
    governor = Governor()
    for storm in range(20):
        for chat_id in (1, 2, 3):
            governor.flooded(chat_id, 1.0, 1000.0 + 2 * storm)
    assert governor.rate_per_s(1038.0) == 1.0


def test_a_pause_holds_everyone_and_a_shorter_one_does_not_end_it() -> None:
    governor = Governor()
    governor.pause(60.0, 1000.0)
    governor.pause(5.0, 1000.0)
    assert governor.wait_s(1, 1010.0) == 50.0


def test_memory_does_not_grow_with_the_number_of_chats() -> None:
    governor = Governor()
    sizes: dict[int, int] = defaultdict(int)
    tracemalloc.start()
    for i in range(60_000):
        now = 1000.0 + i / 25
        governor.start(-i, now)
        governor.finish(-i, now)
        governor.flooded(i // 50, 1e6, now)
        if i % 20_000 == 19_999:
            sizes[i] = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    first, *_, last = sizes.values()
    assert last < 1.5 * first
