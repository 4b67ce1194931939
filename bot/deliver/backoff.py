"""How long to wait before a failed send is tried again.

Pure.
"""

from __future__ import annotations

from hashlib import blake2s

SCHEDULE_S = (2.0, 10.0, 60.0, 300.0, 900.0, 1800.0, 3600.0)
JITTER = 0.2


def backoff_s(delivery_id: int, attempts: int) -> float:
    """Seconds before the next try after ``attempts`` tries, ±20 % by delivery, so that a crowd parts again."""
    step_s = SCHEDULE_S[min(max(attempts, 1), len(SCHEDULE_S)) - 1]
    digest = blake2s(f"{delivery_id}:{attempts}".encode(), digest_size=4).digest()
    return step_s * (1 - JITTER + 2 * JITTER * int.from_bytes(digest, "big") / 0xFFFFFFFF)
