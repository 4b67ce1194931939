"""Single values that outlive the program: the newest update id, the global pause.

I/O: database.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.store.engine import upsert
from bot.store.schema import bot_state

_PAUSED_UNTIL = "paused_until"
_PAUSE_REASON = "pause_reason"


def value(connection: sa.Connection, key: str) -> str | None:
    return connection.scalar(sa.select(bot_state.c.value).where(bot_state.c.key == key))


def time(connection: sa.Connection, key: str) -> datetime | None:
    text = value(connection, key)
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def put(connection: sa.Connection, key: str, value: str | datetime) -> None:
    text = value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
    upsert(connection, bot_state, [{"key": key, "value": text}])


def drop(connection: sa.Connection, *keys: str) -> None:
    connection.execute(sa.delete(bot_state).where(bot_state.c.key.in_(keys)))


def pause(connection: sa.Connection, until: datetime | None, reason: str) -> None:
    if until is None:
        drop(connection, _PAUSED_UNTIL, _PAUSE_REASON)
        return
    put(connection, _PAUSED_UNTIL, until)
    put(connection, _PAUSE_REASON, reason)


def paused(connection: sa.Connection) -> tuple[datetime | None, str | None]:
    """Until when nothing may be sent, and why."""
    return time(connection, _PAUSED_UNTIL), value(connection, _PAUSE_REASON)
