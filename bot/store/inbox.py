"""Updates from Telegram, kept from their arrival until they are answered.

I/O: database. Each bot counts its updates by itself: after a change of the token, another bot's ids and offset mean
nothing. Rows of bot 0 were kept before bots were told apart, and are whoever's asks.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store import outbox, state
from bot.store.engine import insert_new
from bot.store.records import InboxRow
from bot.store.schema import inbox
from bot.types import NewDelivery

ANY_BOT = 0

_NEWEST_ID = "newest_update_id:{}"
_NEWEST_AT = "newest_update_at:{}"
_RENEWED_AFTER = timedelta(days=6)  # a week without updates, and Telegram goes on at an id of its choice
_LARGEST_ID = 1 << 63


def accept(connection: sa.Connection, bot_id: int, rows: Sequence[tuple[int, str]], now: datetime) -> int:
    if not rows:
        return 0
    same = {"bot_id": bot_id, "attempts": 0, "received_at": now}
    added = insert_new(
        connection,
        inbox,
        [{"update_id": key, "chat_id": _chat_of(payload), "payload": payload, **same} for key, payload in rows],
    )
    newest = max(key for key, _ in rows)
    before = next_offset(connection, bot_id, now)
    if before is None or newest >= before:
        state.put(connection, _NEWEST_ID.format(bot_id), str(newest))
    state.put(connection, _NEWEST_AT.format(bot_id), now)
    return added


def next_offset(connection: sa.Connection, bot_id: int, now: datetime | None) -> int | None:
    newest = state.value(connection, _NEWEST_ID.format(bot_id))
    at = state.time(connection, _NEWEST_AT.format(bot_id))
    if newest is None or at is None or (now is not None and now - at > _RENEWED_AFTER):
        return None
    return int(newest) + 1


def pending(connection: sa.Connection, bot_id: int, limit: int, without: Collection[int]) -> tuple[InboxRow, ...]:
    earlier = inbox.alias("earlier")
    ahead = sa.exists().where(
        earlier.c.answered_at.is_(None),
        earlier.c.bot_id.in_((ANY_BOT, bot_id)),
        earlier.c.chat_id == inbox.c.chat_id,
        earlier.c.update_id < inbox.c.update_id,
    )
    rows = connection.execute(
        sa.select(inbox.c.update_id, inbox.c.payload, inbox.c.attempts, inbox.c.chat_id)
        .where(inbox.c.answered_at.is_(None), inbox.c.bot_id.in_((ANY_BOT, bot_id)))
        .where(inbox.c.update_id.not_in(without), ~ahead)
        .order_by(inbox.c.update_id)
        .limit(limit)
    )
    return tuple(InboxRow(**row._mapping) for row in rows)


def begin(connection: sa.Connection, bot_id: int, update_id: int) -> None:
    connection.execute(sa.update(inbox).where(*_one(bot_id, update_id)).values(attempts=inbox.c.attempts + 1))


def release(connection: sa.Connection, bot_id: int, update_id: int) -> None:
    begun = (*_one(bot_id, update_id), inbox.c.attempts > 0)
    connection.execute(sa.update(inbox).where(*begun).values(attempts=inbox.c.attempts - 1))


def answer(
    connection: sa.Connection, bot_id: int, update_id: int, deliveries: Sequence[NewDelivery], now: datetime
) -> int:
    this = _one(bot_id, update_id)
    answered = connection.scalars(sa.select(inbox.c.answered_at).where(*this)).all()
    done = {"answered_at": now, "payload": ""}
    connection.execute(sa.update(inbox).where(*this, inbox.c.answered_at.is_(None)).values(**done))
    return 0 if any(answered) else outbox.add(connection, deliveries, now)


def _one(bot_id: int, update_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return inbox.c.update_id == update_id, inbox.c.bot_id.in_((ANY_BOT, bot_id))


def _chat_of(payload: str) -> int | None:
    """The chat an update is about; None where it has none that we know of."""
    try:
        update = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    for content in update.values() if isinstance(update, dict) else ():
        if isinstance(content, dict):
            message = content.get("message", content)
            chat = message.get("chat") if isinstance(message, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int) and abs(chat["id"]) < _LARGEST_ID:
                return int(chat["id"])
    return None
