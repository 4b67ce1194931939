"""Chats, what they subscribe to, and what their coming and going does to the deliveries that wait for them.

I/O: database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

import sqlalchemy as sa

from bot.store.engine import chunks, insert_new
from bot.store.records import KEEP, Keep
from bot.store.schema import chats, deliveries, messages, subscriptions, updates
from bot.types import Chat, DeliveryState, Lane, Subscription

_NOT_BEGUN = (DeliveryState.PENDING, DeliveryState.LEASED)
_NO_THREAD = 0
_FIELDS = ("id", "kind", "active", "language", "silent", "quiet_from_h", "quiet_to_h")


# ── chats ────────────────────────────────────────────────────────────────────────────────────────────────────────


def touch(connection: sa.Connection, chat: Chat, now: datetime) -> Chat:
    insert_new(connection, chats, [{name: getattr(chat, name) for name in _FIELDS} | {"created_at": now}])
    connection.execute(sa.update(chats).where(chats.c.id == chat.id, chats.c.kind != chat.kind).values(kind=chat.kind))
    return next(_chats(connection, chats.c.id == chat.id))


def chat(connection: sa.Connection, chat_id: int) -> Chat | None:
    return next(_chats(connection, chats.c.id == chat_id), None)


def chats_by_id(connection: sa.Connection) -> dict[int, Chat]:
    return {one.id: one for one in _chats(connection, sa.true())}


def _chats(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Iterator[Chat]:
    rows = connection.execute(sa.select(*(chats.c[name] for name in _FIELDS)).where(which))
    return (Chat(**row._mapping) for row in rows)


def set_chat(
    connection: sa.Connection,
    chat_id: int,
    *,
    now: datetime,
    active: bool | None,
    silent: bool | None,
    language: str | None,
    quiet: tuple[int, int] | Keep | None,
) -> Chat | None:
    given = {"active": active, "silent": silent, "language": language}
    values: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if quiet is not KEEP:
        values["quiet_from_h"], values["quiet_to_h"] = (None, None) if quiet is None else quiet
    if values:
        connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(values))
    if active is False:
        _end_waiting(connection, chat_id, DeliveryState.GONE, "inactive", now)
    return chat(connection, chat_id)


def deactivate(connection: sa.Connection, chat_id: int, reason: str, now: datetime) -> None:
    """Nothing reaches this chat any more: neither what waits for it nor what will come."""
    connection.execute(sa.update(chats).where(chats.c.id == chat_id).values(active=False))
    _end_waiting(connection, chat_id, DeliveryState.GONE, reason, now)


def hold_back(connection: sa.Connection, chat_id: int, until: datetime) -> None:
    """Send nothing to this chat before ``until``, nor before what was said earlier."""
    shorter = sa.or_(chats.c.not_before.is_(None), chats.c.not_before < until)
    connection.execute(sa.update(chats).where(chats.c.id == chat_id, shorter).values(not_before=until))


def migrate(connection: sa.Connection, old_id: int, new_id: int) -> None:
    if old_id == new_id:
        return
    row = connection.execute(sa.select(chats).where(chats.c.id == old_id)).mappings().first()
    if row is not None:
        insert_new(connection, chats, [{**row, "id": new_id, "not_before": None}])
        connection.execute(sa.update(chats).where(chats.c.id == new_id).values(active=True))
    rows = connection.execute(sa.select(subscriptions).where(subscriptions.c.chat_id == old_id)).mappings()
    insert_new(connection, subscriptions, [{**row, "chat_id": new_id} for row in rows])
    connection.execute(sa.delete(chats).where(chats.c.id == old_id))
    _migrate_deliveries(connection, old_id, new_id)


def _migrate_deliveries(connection: sa.Connection, old_id: int, new_id: int) -> None:
    """One that is being sent stays, until Telegram says of it too that the chat has moved."""
    other = deliveries.alias()
    told_there = sa.exists().where(
        other.c.chat_id == new_id, other.c.update_id == deliveries.c.update_id, other.c.lane != Lane.ANSWER
    )
    mine = sa.and_(deliveries.c.chat_id == old_id, deliveries.c.state != DeliveryState.SENDING)
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.chat_id == old_id, deliveries.c.state == DeliveryState.LEASED)
        .values(state=DeliveryState.PENDING, lease_until=None)
    )
    connection.execute(sa.delete(deliveries).where(mine, deliveries.c.lane != Lane.ANSWER, told_there))
    connection.execute(sa.update(deliveries).where(mine).values(chat_id=new_id, telegram_id=None))


def forget(connection: sa.Connection, chat_id: int) -> None:
    mine = deliveries.c.chat_id == chat_id
    told = connection.scalars(sa.select(deliveries.c.message_id).where(mine).distinct()).all()
    connection.execute(sa.delete(deliveries).where(mine))
    for chunk in chunks(told):
        unused = ~sa.exists().where(deliveries.c.message_id == messages.c.id)
        connection.execute(sa.delete(messages).where(messages.c.id.in_(chunk), unused))
    connection.execute(sa.delete(subscriptions).where(subscriptions.c.chat_id == chat_id))
    connection.execute(sa.delete(chats).where(chats.c.id == chat_id))


def _end_waiting(connection: sa.Connection, chat_id: int, state: DeliveryState, reason: str, now: datetime) -> None:
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.chat_id == chat_id, deliveries.c.state.in_(_NOT_BEGUN))
        .values(state=state, lease_until=None, ended_at=now, reason=reason)
    )


# ── subscriptions ────────────────────────────────────────────────────────────────────────────────────────────────


def subscribe(connection: sa.Connection, chat_id: int, topic: str, thread_id: int | None, now: datetime) -> bool:
    row = {"chat_id": chat_id, "topic": topic, "thread_id": thread_id or _NO_THREAD, "created_at": now}
    return insert_new(connection, subscriptions, [row]) == 1


def unsubscribe(
    connection: sa.Connection, chat_id: int, topic: str | None, thread_id: int | None, now: datetime
) -> tuple[str, ...]:
    which = [subscriptions.c.chat_id == chat_id]
    if topic is not None:
        which.append(subscriptions.c.topic == topic)
    if thread_id is not None:
        which.append(subscriptions.c.thread_id == thread_id)
    removed = set(connection.scalars(sa.delete(subscriptions).where(*which).returning(subscriptions.c.topic)))
    left = set(connection.scalars(sa.select(subscriptions.c.topic).where(subscriptions.c.chat_id == chat_id)))
    _cancel_unwanted(connection, chat_id, removed, left, now)
    return tuple(sorted(removed))


def _cancel_unwanted(connection: sa.Connection, chat_id: int, removed: set[str], left: set[str], now: datetime) -> None:
    waiting = connection.execute(
        sa.select(deliveries.c.id, updates.c.topics)
        .join(updates, updates.c.id == deliveries.c.update_id)
        .where(deliveries.c.chat_id == chat_id, deliveries.c.state.in_(_NOT_BEGUN), deliveries.c.lane != Lane.ANSWER)
    )
    unwanted = [row.id for row in waiting if removed.intersection(row.topics) and not left.intersection(row.topics)]
    for chunk in chunks(unwanted):
        connection.execute(
            sa.update(deliveries)
            .where(deliveries.c.id.in_(chunk))
            .values(state=DeliveryState.CANCELLED, lease_until=None, ended_at=now, reason="unsubscribed")
        )


def subscriptions_of(connection: sa.Connection, chat_id: int) -> tuple[Subscription, ...]:
    return _subscriptions(connection, chats.c.id == chat_id)


def subscriptions_to(connection: sa.Connection, topics: Collection[str] | None) -> tuple[Subscription, ...]:
    """Of active chats, to these topics or to any."""
    if topics is None:
        return _subscriptions(connection, chats.c.active)
    return _subscriptions(connection, chats.c.active, subscriptions.c.topic.in_(tuple(topics)))


def _subscriptions(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> tuple[Subscription, ...]:
    rows = connection.execute(
        sa.select(chats.c.id, subscriptions.c.topic, subscriptions.c.thread_id, chats.c.silent)
        .join(subscriptions)
        .where(*which)
        .order_by(chats.c.id, subscriptions.c.topic, subscriptions.c.thread_id)
    )
    return tuple(
        Subscription(chat_id=chat_id, topic=topic, thread_id=thread_id or None, silent=silent)
        for chat_id, topic, thread_id, silent in rows
    )


def wanted_topics(connection: sa.Connection, chat_ids: Collection[int]) -> dict[int, set[str]]:
    """The topics of each of these chats that is active; none for an active chat without subscriptions."""
    rows = connection.execute(
        sa.select(chats.c.id, subscriptions.c.topic)
        .outerjoin(subscriptions)
        .where(chats.c.active, chats.c.id.in_(tuple(chat_ids)))
    )
    wanted: dict[int, set[str]] = {}
    for chat_id, topic in rows:
        wanted.setdefault(chat_id, set()).update(() if topic is None else (topic,))
    return wanted
