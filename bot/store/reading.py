"""What the handlers ask: articles, stories and updates as they were stored.

I/O: database.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.store.schema import article_topics, articles, deliveries, entries, feeds, stories, story_topics, updates
from bot.types import DeliveryState, Lane, StoredArticle, Story, Update

_ARTICLE = (
    *("article", "alert", "feed_id", "topics", "story_id", "content_hash", "sketch"),
    *("first_seen_at", "revised_at"),
)
_ARTICLES = sa.select(*(articles.c[name] for name in _ARTICLE))


def articles_of(connection: sa.Connection, topic: str, since: datetime, limit: int) -> tuple[StoredArticle, ...]:
    rows = connection.execute(
        _ARTICLES.join(article_topics)
        .where(article_topics.c.topic == topic, article_topics.c.at >= since)
        .order_by(article_topics.c.at.desc(), articles.c.id)
        .limit(limit)
    )
    return tuple(StoredArticle(**row._mapping) for row in rows)


def article(connection: sa.Connection, article_id: str) -> StoredArticle | None:
    row = connection.execute(_ARTICLES.where(articles.c.id == article_id)).first()
    return None if row is None else StoredArticle(**row._mapping)


def update(connection: sa.Connection, update_id: str) -> Update | None:
    row = connection.execute(sa.select(updates).where(updates.c.id == update_id)).first()
    return None if row is None else Update(**row._mapping)


def latest_of_chat(connection: sa.Connection, chat_id: int) -> StoredArticle | None:
    row = connection.execute(
        _ARTICLES.join(deliveries, deliveries.c.article_id == articles.c.id)
        .where(deliveries.c.chat_id == chat_id, deliveries.c.state == DeliveryState.SENT)
        .where(deliveries.c.lane != Lane.ANSWER)
        .order_by(deliveries.c.ended_at.desc(), deliveries.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else StoredArticle(**row._mapping)


def stories_of(connection: sa.Connection, topic: str, since: datetime) -> tuple[Story, ...]:
    of_topic = sa.select(story_topics.c.story_id).where(story_topics.c.topic == topic)
    return stories_since(connection, since, stories.c.id.in_(of_topic))


def stories_since(connection: sa.Connection, since: datetime, *which: sa.ColumnElement[bool]) -> tuple[Story, ...]:
    """Stories changed at ``since`` or later, newest first."""
    rows = connection.execute(
        sa.select(stories)
        .where(stories.c.last_changed_at >= since, *which)
        .order_by(stories.c.last_changed_at.desc(), stories.c.id)
    )
    return tuple(Story(**row._mapping) for row in rows)


def copies_of(connection: sa.Connection, article_id: str) -> tuple[str, ...]:
    own = sa.select(feeds.c.name).join(articles).where(articles.c.id == article_id).scalar_subquery()
    names = connection.scalars(
        sa.select(feeds.c.name)
        .join(entries)
        .where(entries.c.article_id == article_id, feeds.c.name != own)
        .distinct()
        .order_by(feeds.c.name)
    )
    return tuple(names)
