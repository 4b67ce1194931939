"""How the store fares, and what it may forget.

I/O: database.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store import state
from bot.store.outbox import OPEN
from bot.store.records import Health
from bot.store.schema import article_sketches, deliveries, feeds, inbox, messages
from bot.types import DeliveryState

_SKETCH_DAYS = 31  # nobody looks for a near copy of anything older
_AT_ONCE = 5_000  # rows of a table in one transaction: others want to write too


def health(connection: sa.Connection, now: datetime) -> Health:
    polled = connection.execute(
        sa.select(
            sa.func.count().label("feeds"),
            sa.func.count().filter(feeds.c.error_count > 0).label("failing"),
        ).where(feeds.c.enabled)
    ).one()
    line = connection.execute(
        sa.select(sa.func.count().label("waiting"), sa.func.min(deliveries.c.created_at).label("oldest")).where(
            deliveries.c.state.in_(OPEN)
        )
    ).one()
    last_sent = (
        sa.select(deliveries.c.ended_at)
        .where(deliveries.c.ended_at.is_not(None), deliveries.c.state == DeliveryState.SENT)
        .order_by(deliveries.c.ended_at.desc())
        .limit(1)
    )
    until, reason = state.paused(connection)
    paused = until is not None and until > now
    return Health(
        feeds=polled.feeds,
        feeds_failing=polled.failing,
        last_poll_at=connection.scalar(sa.select(sa.func.max(feeds.c.last_checked_at))),
        last_sent_at=connection.scalar(last_sent),
        pending=line.waiting,
        oldest_pending_at=line.oldest,
        uncertain=connection.scalar(sa.select(sa.func.count()).where(deliveries.c.uncertain > 0)) or 0,
        inbox=connection.scalar(sa.select(sa.func.count()).where(inbox.c.answered_at.is_(None))) or 0,
        paused_until=until if paused else None,
        pause_reason=reason if paused else None,
    )


def prune_some(connection: sa.Connection, now: datetime, keep_days: int) -> int:
    """Erase some of what is older than ``keep_days``; how many rows, 0 when all is done."""
    before = now - timedelta(days=keep_days)
    sketches_before = now - timedelta(days=max(keep_days, _SKETCH_DAYS))
    ended = sa.select(deliveries.c.id).where(deliveries.c.ended_at < before).limit(_AT_ONCE)
    unused = (
        sa.select(messages.c.id).where(~sa.exists().where(deliveries.c.message_id == messages.c.id)).limit(_AT_ONCE)
    )
    answered = sa.select(inbox.c.bot_id, inbox.c.update_id).where(inbox.c.answered_at < before).limit(_AT_ONCE)
    old = sa.delete(article_sketches).where(article_sketches.c.first_seen_at < sketches_before)
    erased = [
        connection.execute(sa.delete(deliveries).where(deliveries.c.id.in_(ended))),
        connection.execute(sa.delete(messages).where(messages.c.id.in_(unused))),
        connection.execute(sa.delete(inbox).where(sa.tuple_(inbox.c.bot_id, inbox.c.update_id).in_(answered))),
        connection.execute(old),
    ]
    return sum(result.rowcount for result in erased)
