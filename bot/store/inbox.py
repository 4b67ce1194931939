"""Updates from Telegram, kept from their arrival until they are answered.

I/O: database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store import outbox, state
from bot.store.engine import insert_new
from bot.store.records import InboxRow
from bot.store.schema import inbox
from bot.types import NewDelivery

_NEWEST_ID = "newest_update_id"
_NEWEST_AT = "newest_update_at"
_RENEWED_AFTER = timedelta(days=6)  # a week without updates, and Telegram goes on at an id of its choice


def accept(connection: sa.Connection, rows: Sequence[tuple[int, str]], now: datetime) -> int:
    if not rows:
        return 0
    added = insert_new(
        connection,
        inbox,
        [{"update_id": key, "payload": payload, "attempts": 0, "received_at": now} for key, payload in rows],
    )
    newest = max(key for key, _ in rows)
    before = next_offset(connection, now)
    if before is None or newest >= before:
        state.put(connection, _NEWEST_ID, str(newest))
    state.put(connection, _NEWEST_AT, now)
    return added


def next_offset(connection: sa.Connection, now: datetime | None) -> int | None:
    newest, at = state.value(connection, _NEWEST_ID), state.time(connection, _NEWEST_AT)
    if newest is None or at is None or (now is not None and now - at > _RENEWED_AFTER):
        return None
    return int(newest) + 1


def pending(connection: sa.Connection, limit: int) -> tuple[InboxRow, ...]:
    oldest = sa.select(inbox.c.update_id).where(inbox.c.answered_at.is_(None)).order_by(inbox.c.update_id).limit(limit)
    rows = connection.execute(
        sa.update(inbox)
        .where(inbox.c.update_id.in_(oldest.cte("oldest").select()))
        .values(attempts=inbox.c.attempts + 1)
        .returning(inbox.c.update_id, inbox.c.payload, inbox.c.attempts)
    )
    found = (InboxRow(update_id=row.update_id, payload=row.payload, attempts=row.attempts) for row in rows)
    return tuple(sorted(found, key=lambda row: row.update_id))


def answer(connection: sa.Connection, update_id: int, deliveries: Sequence[NewDelivery], now: datetime) -> int:
    answered = connection.scalar(sa.select(inbox.c.answered_at).where(inbox.c.update_id == update_id))
    if answered is not None:
        return 0
    connection.execute(sa.update(inbox).where(inbox.c.update_id == update_id).values(answered_at=now, payload=""))
    return outbox.add(connection, deliveries, now)
