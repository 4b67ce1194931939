"""How fast a bot may send: 30 in a second to anyone, 1 in a second to a person, 20 in a minute to a group or channel.

Pure: the time is handed in. What Telegram leaves open is settled here: a person may get a burst of five; three more
than thirty pass in a second, since the network bunches what was sent evenly; who goes on sending after a refusal
waits twice as long each time, an hour at most.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

LONGEST_WAIT_S = 3600


@dataclass(slots=True)
class Window:
    """At most ``count`` in any stretch of ``span_s`` seconds."""

    count: int
    span_s: float
    passed: deque[float] = field(default_factory=deque)

    def wait_s(self, now: float) -> float:
        """Seconds until the next may pass; 0 for now."""
        while self.passed and self.passed[0] <= now - self.span_s:
            self.passed.popleft()
        return self.passed[0] + self.span_s - now if len(self.passed) >= self.count else 0.0

    def take(self, now: float) -> None:
        self.passed.append(now)


@dataclass(slots=True)
class Bucket:
    """One in a second in the long run, ``burst`` at once."""

    burst: int
    level: float = 0.0
    at: float = 0.0

    def wait_s(self, now: float) -> float:
        self.level, self.at = max(0.0, self.level - (now - self.at)), now
        return max(0.0, self.level + 1 - self.burst)

    def take(self, now: float) -> None:
        self.level += 1


@dataclass(slots=True)
class Gate:
    """A limit and the patience with who oversteps it."""

    limit: Window | Bucket
    shut_until: float = 0.0
    strikes: int = 0

    def refusal_s(self, now: float) -> int:
        """0 where a call may pass, else the whole seconds that it must wait. A refusal ignored doubles the wait."""
        if now < self.shut_until:
            self.strikes += 1
            self.shut_until = max(self.shut_until, now + min(LONGEST_WAIT_S, 2**self.strikes))
            return math.ceil(self.shut_until - now)
        if wait := self.limit.wait_s(now):
            self.shut_until = now + max(1, math.ceil(wait))
            return math.ceil(self.shut_until - now)
        self.strikes = 0
        return 0


def _overall() -> Gate:
    return Gate(Window(count=33, span_s=1.0))


@dataclass(slots=True)
class Limits:
    """The limits of one bot. A call that is refused does not count."""

    enabled: bool = True
    overall: Gate = field(default_factory=_overall)
    chats: dict[int, Gate] = field(default_factory=dict)

    def refusal_s(self, chat_id: int, now: float) -> int:
        """0 where a message to the chat may pass now, else the ``retry_after`` of the refusal."""
        if not self.enabled:
            return 0
        chat = self.chats.setdefault(chat_id, _chat_gate(chat_id))
        for gate in (chat, self.overall):
            if wait := gate.refusal_s(now):
                return wait
        for gate in (chat, self.overall):
            gate.limit.take(now)
        return 0


def _chat_gate(chat_id: int) -> Gate:
    return Gate(Bucket(burst=5) if chat_id > 0 else Window(count=20, span_s=60.0))
