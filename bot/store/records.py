"""What the store is told and answers, beyond the data that everyone shares.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final


class Keep(Enum):
    """Says that a setting stays as it is, where None has a meaning of its own."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """A feed as the settings name it."""

    url: str
    name: str
    interval_s: int
    full_text: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """How a feed has fared: for ``/sources`` and ``doctor``."""

    id: int
    url: str  # as the settings name it
    name: str
    enabled: bool  # still named by the settings
    moved_to: str | None = None  # where permanent redirects led, if they did
    last_checked_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_error: str | None = None  # of the latest visit; None where that went well
    error_count: int = 0  # in a row
    next_check_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """An update from Telegram, as received, not yet answered."""

    update_id: int
    payload: str  # JSON
    attempts: int  # begun so often before
    chat_id: int | None = None  # that it is about, if any


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What ``doctor`` asks of the database."""

    feeds: int  # enabled
    feeds_failing: int  # enabled, and the latest visit failed
    last_poll_at: datetime | None
    last_sent_at: datetime | None
    pending: int  # deliveries not yet ended, those in flight included
    oldest_pending_at: datetime | None
    uncertain: int  # deliveries with a send whose end is unknown
    inbox: int  # updates not yet answered
    paused_until: datetime | None = None
    pause_reason: str | None = None
