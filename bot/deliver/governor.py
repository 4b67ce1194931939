"""When the next message may go, to whom: Telegram's limits, kept before it has to enforce them.

Pure: a state machine; ``now`` is handed in as seconds of a clock that never goes back.

- all chats: 25/s, evenly spaced, never two at once (Telegram's line is at about 30/s, and counts bursts);
- one chat: one a second, from the end of the last send, so that the limit also holds where Telegram counts;
- one group or channel (negative id): 20 in any minute;
- a 429 defers its chat; three chats within five seconds pause all, and halve the rate, which then creeps back.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque

STORM_CHATS = 3
STORM_WINDOW_S = 5.0
GROUP_WINDOW_S = 60.0
SLOWEST_PER_S = 1.0
RECOVERY_PER_S2 = 0.1  # one message a second more, every ten seconds
MOST_DEFERRED = 10_000  # the store keeps the deferral too; here it only spares a look


class Governor:
    """Ask ``wait_s``; when it is 0, ``start`` the send, and tell its ``finish``. One send at a time per chat."""

    def __init__(self, *, rate_per_s: float = 25.0, chat_interval_s: float = 1.0, group_per_min: int = 20) -> None:
        self._full_rate = rate_per_s
        self._chat_interval_s = chat_interval_s
        self._group_per_min = group_per_min
        self._rate = rate_per_s
        self._rated_at = -math.inf
        self._last_at = -math.inf  # start of the newest send
        self._paused_until = -math.inf
        self._chats: OrderedDict[int, float] = OrderedDict()  # last send, oldest first
        self._groups: OrderedDict[int, deque[float]] = OrderedDict()  # newest sends, longest idle first
        self._deferred: OrderedDict[int, float] = OrderedDict()  # until
        self._floods: deque[tuple[float, int, float]] = deque()  # when, chat, retry_after

    def wait_s(self, chat_id: int, now: float) -> float:
        """Seconds until a send to this chat may start; 0 is now."""
        free_at = max(
            self._last_at + 1.0 / self.rate_per_s(now),
            self._paused_until,
            self._chats.get(chat_id, -math.inf) + self._chat_interval_s,
            self._group_free_at(chat_id),
            self._deferred.get(chat_id, -math.inf),
        )
        return max(0.0, free_at - now)

    def rate_per_s(self, now: float) -> float:
        """Messages a second over all chats, as of now."""
        if self._rate >= self._full_rate:
            return self._full_rate
        return min(self._full_rate, self._rate + RECOVERY_PER_S2 * max(0.0, now - self._rated_at))

    def start(self, chat_id: int, now: float) -> None:
        """A send begins."""
        self._forget(now)
        self._last_at = now
        self._mark(chat_id, now)
        if chat_id < 0:
            self._groups.setdefault(chat_id, deque(maxlen=self._group_per_min)).append(now)
            self._groups.move_to_end(chat_id)

    def finish(self, chat_id: int, now: float) -> None:
        """It ended. Telegram counted it some time between start and finish; from here on it is the finish."""
        self._mark(chat_id, now)
        if chat_id < 0 and self._groups.get(chat_id):
            self._groups[chat_id][-1] = now
            self._groups.move_to_end(chat_id)

    def flooded(self, chat_id: int, retry_after_s: float, now: float) -> float | None:
        """A 429. Returns the seconds for which *all* chats now pause, or None where only this one does."""
        self._deferred[chat_id] = now + retry_after_s
        if len(self._deferred) > MOST_DEFERRED:
            self._deferred.popitem(last=False)
        self._floods.append((now, chat_id, retry_after_s))
        while self._floods[0][0] < now - STORM_WINDOW_S or len(self._floods) > MOST_DEFERRED:
            self._floods.popleft()
        if len({chat for _, chat, _ in self._floods}) < STORM_CHATS:
            return None
        return self._storm(now)

    def pause(self, for_s: float, now: float) -> None:
        """Nothing goes to anyone for so long."""
        self._paused_until = max(self._paused_until, now + for_s)

    def paused_s(self, now: float) -> float:
        """Seconds until the pause of all chats ends; 0 where there is none."""
        return max(0.0, self._paused_until - now)

    def _storm(self, now: float) -> float:
        pause_s = max(wait for _, _, wait in self._floods)
        self._floods.clear()
        self._rate = max(SLOWEST_PER_S, self.rate_per_s(now) / 2)
        self._rated_at = now + pause_s
        self.pause(pause_s, now)
        return pause_s

    def _mark(self, chat_id: int, now: float) -> None:
        self._chats[chat_id] = now
        self._chats.move_to_end(chat_id)

    def _group_free_at(self, chat_id: int) -> float:
        sends = self._groups.get(chat_id)
        if sends is None or len(sends) < self._group_per_min:
            return -math.inf
        return sends[-self._group_per_min] + GROUP_WINDOW_S

    def _forget(self, now: float) -> None:
        """What no longer bears on any answer; each entry is dropped once, so the memory follows the rate."""
        _drop_before(self._chats, now - self._chat_interval_s)
        while self._groups and next(iter(self._groups.values()))[-1] <= now - GROUP_WINDOW_S:
            self._groups.popitem(last=False)
        while self._deferred and next(iter(self._deferred.values())) <= now:
            self._deferred.popitem(last=False)


def _drop_before(times: OrderedDict[int, float], limit: float) -> None:
    while times and next(iter(times.values())) <= limit:
        times.popitem(last=False)
