"""Deliveries, from the moment they are decided to their end.

I/O: database. pending → leased → sending → sent, gone, rejected or cancelled. One whose lease has expired is safe to
send again when it was leased; when it was sending, it may have arrived.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, assert_never

import sqlalchemy as sa

from bot.store import chats, codec
from bot.store.columns import UtcDateTime
from bot.store.engine import chunks, insert_new
from bot.store.schema import chats as chat_rows
from bot.store.schema import deliveries, messages
from bot.types import (
    Delivery,
    DeliveryState,
    Gone,
    Lane,
    Message,
    Migrated,
    NewDelivery,
    Outcome,
    Paused,
    Rejected,
    RetryAt,
    Sent,
)

OPEN = (DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.SENDING)

_CLAIM_LOCK = 7_205_759_404  # any number that nobody else locks
_IN_FLIGHT = (DeliveryState.LEASED, DeliveryState.SENDING)
_IS_PENDING = sa.text("deliveries.state = 'pending'")  # the very words of a partial index, else SQLite passes it over

# Statements of every delivery are built once: to build one costs more than to run it.
_ID = sa.bindparam("of_id", type_=sa.BigInteger)
_NOW = sa.bindparam("now", type_=UtcDateTime)
_UNTIL = sa.bindparam("until", type_=UtcDateTime)

_SAME = (
    *("id", "key", "chat_id", "thread_id", "lane", "update_id", "article_id", "silent"),
    *("state", "attempts", "uncertain", "due_at", "created_at"),
)


# ── into the outbox ──────────────────────────────────────────────────────────────────────────────────────────────


def add(connection: sa.Connection, new: Iterable[NewDelivery], now: datetime) -> int:
    """Store deliveries, due now, in this order; how many. One that is there already is passed over."""
    added = 0
    known: dict[tuple[str, Message], int] = {}
    for chunk in chunks(new):
        _store_messages(connection, chunk, known)
        added += insert_new(connection, deliveries, [_row(one, known[_scope(one), one.message], now) for one in chunk])
    return added


def _scope(new: NewDelivery) -> str:
    """What shares its messages: an update's deliveries, or one answer alone."""
    return f"k:{new.key}" if new.update_id is None else f"u:{new.update_id}"


def _store_messages(
    connection: sa.Connection, new: Sequence[NewDelivery], known: dict[tuple[str, Message], int]
) -> None:
    """Add to ``known`` the row of each message, storing those that are new."""
    digests = {}
    for scope, message in dict.fromkeys((_scope(one), one.message) for one in new):
        if (scope, message) not in known:
            text = f"{scope}\0{codec.dump(Message, message)}"
            digests[blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()] = (scope, message)
    insert_new(connection, messages, [{"digest": digest, "message": key[1]} for digest, key in digests.items()])
    rows = connection.execute(sa.select(messages.c.digest, messages.c.id).where(messages.c.digest.in_(tuple(digests))))
    known.update((digests[row.digest], row.id) for row in rows)


def _row(new: NewDelivery, message_id: int, now: datetime) -> dict[str, Any]:
    return {
        "key": new.key,
        "chat_id": new.chat_id,
        "thread_id": new.thread_id,
        "lane": new.lane,
        "message_id": message_id,
        "update_id": new.update_id,
        "article_id": new.article_id,
        "reply_to": new.reply_to,
        "silent": new.silent,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "uncertain": 0,
        "due_at": now,
        "created_at": now,
    }


_LATER = deliveries.alias("later")
_SUPERSEDED = sa.update(deliveries).where(
    deliveries.c.state == DeliveryState.PENDING,
    deliveries.c.lane == Lane.ALERT,
    sa.exists().where(
        _LATER.c.chat_id == deliveries.c.chat_id,
        _LATER.c.state == DeliveryState.PENDING,
        _LATER.c.lane == Lane.CORRECTION,
        _LATER.c.article_id == deliveries.c.article_id,
        _LATER.c.id > deliveries.c.id,
    ),
)


def supersede(connection: sa.Connection, chat_ids: Iterable[int], now: datetime) -> None:
    """Cancel alerts that wait in these chats behind a correction of the same article.

    The correction goes first, and the wrong figure would come after the right one.
    """
    ended = {"state": DeliveryState.CANCELLED, "ended_at": now, "reason": "superseded by a correction"}
    for chunk in chunks(chat_ids):
        connection.execute(_SUPERSEDED.where(deliveries.c.chat_id.in_(chunk)).values(**ended))


# ── to the sender ────────────────────────────────────────────────────────────────────────────────────────────────


def claim(connection: sa.Connection, now: datetime, limit: int, lease_s: int) -> tuple[Delivery, ...]:
    if connection.dialect.name == "postgresql":  # two claims at once could lease two deliveries of one chat
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CLAIM_LOCK)))
    claimed: list[int] = []
    until = now + timedelta(seconds=lease_s)
    for lane in Lane:
        if len(claimed) < limit:
            asked = {"of_lane": lane, "now": now, "until": until, "most": limit - len(claimed)}
            claimed += connection.scalars(_CLAIM, asked)
    return _read(connection, claimed)


def _claim() -> sa.Executable:
    """Lease the heads of a lane's lines that are due, of chats that do not wait and have nothing in flight."""
    other = deliveries.alias("other")
    ahead = sa.exists().where(
        other.c.chat_id == deliveries.c.chat_id,
        other.c.state == DeliveryState.PENDING,
        other.c.lane == deliveries.c.lane,
        other.c.id < deliveries.c.id,
    )
    in_flight = sa.exists().where(other.c.chat_id == deliveries.c.chat_id, other.c.state.in_(_IN_FLIGHT))
    waits = sa.exists().where(chat_rows.c.id == deliveries.c.chat_id, chat_rows.c.not_before > _NOW)
    heads = (
        sa.select(deliveries.c.id)
        .where(_IS_PENDING, deliveries.c.lane == sa.bindparam("of_lane"), deliveries.c.due_at <= _NOW)
        .where(~ahead, ~in_flight, ~waits)
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True)
        .cte("heads")
    )
    return (
        sa.update(deliveries)
        .where(deliveries.c.id.in_(sa.select(heads.c.id)))
        .values(state=DeliveryState.LEASED, lease_until=_UNTIL)
        .returning(deliveries.c.id)
    )


def _told() -> sa.ScalarSelect[int]:
    """The newest message with which this chat, in this thread, was told of the delivery's article."""
    earlier = deliveries.alias("earlier")
    return (
        sa.select(earlier.c.telegram_id)
        .where(sa.func.coalesce(earlier.c.telegram_id, 0) != 0)  # "IS NOT NULL" leads SQLite to a longer index
        .where(sa.literal_column("earlier.lane > 0"))
        .where(earlier.c.chat_id == deliveries.c.chat_id, earlier.c.article_id == deliveries.c.article_id)
        .where(earlier.c.thread_id.is_not_distinct_from(deliveries.c.thread_id))
        .order_by(earlier.c.ended_at.desc(), earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


_CLAIM = _claim()
_WITH_MESSAGES = sa.select(
    deliveries,
    messages.c.message,
    sa.case(
        (deliveries.c.lane != Lane.ANSWER, sa.func.coalesce(deliveries.c.reply_to, _told())),
        else_=deliveries.c.reply_to,
    ).label("replies_to"),
).join(messages)


def _read(connection: sa.Connection, ids: Collection[int]) -> tuple[Delivery, ...]:
    """These deliveries, in the order in which they should be sent."""
    found = [
        Delivery(message=row.message, reply_to=row.replies_to, **{name: row._mapping[name] for name in _SAME})
        for chunk in chunks(ids)
        for row in connection.execute(_WITH_MESSAGES.where(deliveries.c.id.in_(chunk)))
    ]
    order = list(Lane)
    return tuple(sorted(found, key=lambda one: (order.index(one.lane), one.due_at, one.id)))


_MARK = (
    sa.update(deliveries)
    .where(deliveries.c.id == _ID, deliveries.c.state == DeliveryState.LEASED, deliveries.c.lease_until > _NOW)
    .values(state=DeliveryState.SENDING, lease_until=_UNTIL)
)


def mark_sending(connection: sa.Connection, delivery_id: int, now: datetime, lease_s: int) -> bool:
    until = now + timedelta(seconds=lease_s)
    return connection.execute(_MARK, {"of_id": delivery_id, "now": now, "until": until}).rowcount == 1


def release(connection: sa.Connection, delivery_ids: Collection[int], now: datetime) -> None:
    for chunk in chunks(delivery_ids):
        connection.execute(
            sa.update(deliveries)
            .where(deliveries.c.id.in_(chunk), deliveries.c.state == DeliveryState.LEASED)
            .values(state=DeliveryState.PENDING, lease_until=None)
        )


def rescue(connection: sa.Connection, now: datetime) -> tuple[int, int]:
    expired = sa.update(deliveries).where(deliveries.c.lease_until <= now)
    back = {"state": DeliveryState.PENDING, "lease_until": None}
    safe = connection.execute(expired.where(deliveries.c.state == DeliveryState.LEASED).values(back))
    uncertain = connection.execute(
        expired.where(deliveries.c.state == DeliveryState.SENDING).values(
            uncertain=deliveries.c.uncertain + 1, reason="stopped while sending", **back
        )
    )
    return safe.rowcount, uncertain.rowcount


# ── how it ended ─────────────────────────────────────────────────────────────────────────────────────────────────


def settle(
    connection: sa.Connection, delivery: Delivery, outcome: Outcome, now: datetime, retry_at: datetime | None
) -> None:
    match outcome:
        case Sent():
            _sent(connection, delivery, outcome.message_id, now)
        case RetryAt():
            _retry(connection, delivery, outcome, retry_at or now + timedelta(seconds=outcome.after_s or 0))
        case Paused():
            _back(connection, delivery, due_at=retry_at or delivery.due_at, reason=outcome.reason)
        case Migrated():
            if _back(connection, delivery, reason="migrated"):
                chats.migrate(connection, delivery.chat_id, outcome.chat_id)
        case Gone():
            if _end(connection, delivery, DeliveryState.GONE, outcome.reason, now):
                chats.deactivate(connection, delivery.chat_id, outcome.reason, now)
        case Rejected():
            _end(connection, delivery, DeliveryState.REJECTED, outcome.reason, now)
        case _:
            assert_never(outcome)


_SENT = (
    sa.update(deliveries)
    .where(deliveries.c.id == _ID, deliveries.c.state != DeliveryState.SENT)
    .values(state=DeliveryState.SENT, ended_at=_NOW, telegram_id=sa.bindparam("to"), lease_until=None, reason=None)
)


def _sent(connection: sa.Connection, delivery: Delivery, message_id: int, now: datetime) -> None:
    """It reached the chat: that holds even when the lease was lost meanwhile."""
    connection.execute(_SENT, {"of_id": delivery.id, "now": now, "to": message_id})


def _retry(connection: sa.Connection, delivery: Delivery, outcome: RetryAt, due_at: datetime) -> None:
    kept = _back(
        connection,
        delivery,
        due_at=due_at,
        reason=outcome.reason,
        attempts=delivery.attempts + (not outcome.snooze),
        uncertain=delivery.uncertain + outcome.uncertain,
    )
    if kept and outcome.snooze:
        chats.hold_back(connection, delivery.chat_id, due_at)


def _back(connection: sa.Connection, delivery: Delivery, **values: Any) -> bool:
    """Pending again, if we still hold it."""
    return _held(connection, delivery, state=DeliveryState.PENDING, lease_until=None, **values)


def _end(connection: sa.Connection, delivery: Delivery, state: DeliveryState, reason: str, now: datetime) -> bool:
    return _held(connection, delivery, state=state, lease_until=None, ended_at=now, reason=reason)


def _held(connection: sa.Connection, delivery: Delivery, **values: Any) -> bool:
    """Change a delivery whose lease is still ours: rescued from sending, it would count one uncertain more."""
    changed = connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id == delivery.id)
        .where(deliveries.c.state.in_(_IN_FLIGHT))
        .where(deliveries.c.attempts == delivery.attempts, deliveries.c.uncertain == delivery.uncertain)
        .values(**values)
    )
    return changed.rowcount == 1


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────────────


def cancel_stale(connection: sa.Connection, now: datetime, older_than: datetime) -> int:
    return connection.execute(
        sa.update(deliveries)
        .where(_IS_PENDING, deliveries.c.lane == Lane.ALERT, deliveries.c.created_at < older_than)
        .values(state=DeliveryState.CANCELLED, ended_at=now, reason="stale")
    ).rowcount


def find_sent(connection: sa.Connection, chat_id: int, message_id: int) -> tuple[str | None, str | None] | None:
    row = connection.execute(
        sa.select(deliveries.c.update_id, deliveries.c.article_id).where(
            deliveries.c.chat_id == chat_id, deliveries.c.telegram_id == message_id
        )
    ).first()
    return None if row is None else (row.update_id, row.article_id)
