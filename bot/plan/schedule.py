"""When a feed is visited next.

Pure.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

from bot.types import Feed, FetchedFeed, FetchFailure

MAX_WISH_S = 3600  # what Cache-Control or a feed's ttl may ask of us: news that waits longer is no news
MAX_BACKOFF_S = 24 * 3600
_JITTER = 0.1


def after_success(feed: Feed, fetched: FetchedFeed, ttl_s: int | None, now: datetime) -> datetime:
    """The feed's own interval, or longer where the server asks for it. Retry-After is always heeded."""
    wish = min(max(fetched.max_age_s or 0, ttl_s or 0), MAX_WISH_S)
    return _later(feed, max(feed.interval_s, wish, fetched.retry_after_s or 0), now)


def after_failure(feed: Feed, answer: FetchedFeed | FetchFailure, now: datetime) -> datetime:
    """Twice as long with each failure in a row, a day at the most; Retry-After is always heeded, 410 is a day."""
    if isinstance(answer, FetchedFeed) and answer.status == 410:
        return _later(feed, MAX_BACKOFF_S, now)
    wait = min(feed.interval_s * 2 ** min(feed.error_count, 16), MAX_BACKOFF_S)
    asked = answer.retry_after_s or 0 if isinstance(answer, FetchedFeed) else 0
    return _later(feed, max(wait, asked), now)


def _later(feed: Feed, seconds: float, now: datetime) -> datetime:
    """Up to a tenth later, so that feeds do not come due together; the same for the same feed and time."""
    digest = blake2b(f"{feed.url} {now.isoformat()}".encode(), digest_size=2).digest()
    return now + timedelta(seconds=seconds * (1 + _JITTER * int.from_bytes(digest) / 0xFFFF))
