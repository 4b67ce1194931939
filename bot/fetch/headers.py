"""What the headers of an answer say about when to come again.

Pure.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_WEEK_S = 7 * 24 * 3600
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)


def retry_after_s(value: str | None, now: datetime) -> int | None:
    """Seconds until the time of a Retry-After header, given in seconds or as a date; 0 … one week."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit() and len(text) <= 12:
        return min(int(text), _WEEK_S)
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0, min(int((moment - now).total_seconds()), _WEEK_S))
    except (ValueError, TypeError, OverflowError):
        return None


def max_age_s(value: str | None) -> int | None:
    """Seconds of a Cache-Control header's max-age; 0 … one week."""
    match = _MAX_AGE.search(value or "")
    return min(int(match.group(1)), _WEEK_S) if match else None


def is_sendable(validator: str | None) -> bool:
    """Whether a stored validator can go back as it came: nothing in it that would end a header line."""
    return bool(validator) and len(validator or "") <= 1_000 and (validator or "").isprintable()
