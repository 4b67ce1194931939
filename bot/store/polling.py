"""Feeds, what is known when one is polled, and the one transaction that a poll ends in.

I/O: database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.errors import StoreError
from bot.store import chats, outbox, reading
from bot.store.columns import clean
from bot.store.columns import key as stored_key
from bot.store.engine import chunks, insert_new, upsert
from bot.store.records import FeedSource, FeedStatus
from bot.store.schema import (
    article_sketches,
    article_topics,
    articles,
    entries,
    feeds,
    stories,
    story_topics,
    updates,
)
from bot.types import (
    Candidate,
    Feed,
    FeedPatch,
    Known,
    KnownArticle,
    Lane,
    NewDelivery,
    Plan,
    SeenEntry,
    StoredArticle,
    Story,
    Update,
)

_KNOWN = ("id", "title", "source", "content_hash", "sketch", "story_id", "topics", "first_seen_at", "feed_id")
_ALIKE = 4  # one in so many of a candidate's sketch values makes an article worth a look


# ── feeds ────────────────────────────────────────────────────────────────────────────────────────────────────────


def sync_feeds(connection: sa.Connection, sources: Sequence[FeedSource], now: datetime) -> None:
    named = {clean(source.url): source for source in sources}
    _adopt_moved(connection, named)
    connection.execute(sa.update(feeds).where(feeds.c.enabled).values(enabled=False))
    for url, source in named.items():
        insert_new(connection, feeds, [_new_feed(url, source, now)])
        _hurry(connection, url, source.interval_s, now)
        connection.execute(sa.update(feeds).where(feeds.c.url == url).values({**_named(source), "enabled": True}))


def _hurry(connection: sa.Connection, url: str, interval_s: int, now: datetime) -> None:
    """A shorter interval holds from now on; a feed that fails is left to its backoff."""
    soon = now + timedelta(seconds=interval_s)
    shorter = (feeds.c.interval_s > interval_s, feeds.c.error_count == 0, feeds.c.next_check_at > soon)
    connection.execute(sa.update(feeds).where(feeds.c.url == url, *shorter).values(next_check_at=soon))


def _adopt_moved(connection: sa.Connection, named: Collection[str]) -> None:
    """A feed that is now named by the address it has moved to, and no longer by the old one, is the same feed."""
    rows = connection.execute(sa.select(feeds.c.id, feeds.c.url, feeds.c.moved_to)).all()
    urls = {row.url for row in rows}
    for row in rows:
        if row.moved_to in named and row.moved_to not in urls and row.url not in named:
            connection.execute(sa.update(feeds).where(feeds.c.id == row.id).values(url=row.moved_to, moved_to=None))
            urls.add(row.moved_to)


def _named(source: FeedSource) -> dict[str, Any]:
    return {name: getattr(source, name) for name in ("name", "interval_s", "full_text", "language")}


def _new_feed(url: str, source: FeedSource, now: datetime) -> dict[str, Any]:
    memory = {"enabled": True, "primed": False, "next_check_at": now, "error_count": 0}
    return {"url": url, **_named(source), **memory}


def claim_due_feeds(connection: sa.Connection, now: datetime, limit: int, lease_s: int) -> tuple[Feed, ...]:
    free = sa.or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now)
    due = (
        sa.select(feeds.c.id)
        .where(feeds.c.enabled, feeds.c.next_check_at <= now, free)
        .order_by(feeds.c.next_check_at, feeds.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = connection.execute(
        sa.update(feeds)
        .where(feeds.c.id.in_(sa.select(due.c.id)))
        .values(lease_until=now + timedelta(seconds=lease_s))
        .returning(feeds)
    )
    return tuple(sorted((_feed(row) for row in claimed.mappings()), key=lambda feed: (feed.next_check_at, feed.id)))


def hasten_feeds(connection: sa.Connection, now: datetime) -> int:
    late = sa.update(feeds).where(feeds.c.enabled, feeds.c.next_check_at > now)
    return connection.execute(late.values(next_check_at=now)).rowcount


def _feed(row: sa.RowMapping) -> Feed:
    names = ("id", "name", "interval_s", "full_text", "language", "etag", "last_modified", "body_hash", "primed")
    return Feed(
        url=row["moved_to"] or row["url"],
        next_check_at=row["next_check_at"],
        error_count=row["error_count"],
        **{name: row[name] for name in names},
    )


def statuses(connection: sa.Connection) -> tuple[FeedStatus, ...]:
    names = ("id", "url", "name", "enabled", "moved_to", "last_checked_at", "last_ok_at", "last_error", "error_count")
    columns = [feeds.c[name] for name in (*names, "next_check_at")]
    rows = connection.execute(sa.select(*columns).order_by(feeds.c.name, feeds.c.url))
    return tuple(FeedStatus(**row._mapping) for row in rows)


# ── what is known ────────────────────────────────────────────────────────────────────────────────────────────────


def known(connection: sa.Connection, feed_id: int, candidates: Sequence[Candidate], since: datetime) -> Known:
    seen = _seen(connection, feed_id, [one.key for one in candidates])
    found: dict[str, KnownArticle] = {}
    for column, values in (
        (articles.c.id, {*seen.values(), *(one.article.id for one in candidates)}),
        (articles.c.content_hash, {one.content_hash for one in candidates}),
    ):
        found.update((one.id, one) for one in _by(connection, column, values))
    alike: set[str] = set()
    for one in candidates:
        before = found.get(seen.get(one.key, ""))
        if before is None or before.content_hash != one.content_hash:
            alike.update(_near_copies(connection, one.sketch, since))
    found.update((one.id, one) for one in _by(connection, articles.c.id, alike - found.keys()))
    return Known(entries=seen, articles=found, stories=reading.stories_since(connection, since))


def _seen(connection: sa.Connection, feed_id: int, keys: Iterable[str]) -> dict[str, str]:
    stored_as: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        stored_as.setdefault(stored_key(key), []).append(key)
    rows = (
        row
        for chunk in chunks(stored_as)
        for row in connection.execute(
            sa.select(entries.c.key, entries.c.article_id).where(entries.c.feed_id == feed_id, entries.c.key.in_(chunk))
        )
    )
    return {key: row.article_id for row in rows for key in stored_as[row.key]}


def _by(connection: sa.Connection, column: sa.Column[Any], values: Collection[str]) -> Iterator[KnownArticle]:
    told = sa.exists().where(updates.c.article_id == articles.c.id).label("told")
    columns = [*(articles.c[name] for name in _KNOWN), told]
    for chunk in chunks(values):
        for row in connection.execute(sa.select(*columns).where(column.in_(chunk))):
            yield KnownArticle(**row._mapping)


def _near_copies(connection: sa.Connection, sketch: Collection[int], since: datetime) -> Iterable[str]:
    values = {_signed(value) for value in sketch}
    if not values:
        return ()
    shared = sa.func.count()
    return connection.scalars(
        sa.select(article_sketches.c.article_id)
        .where(article_sketches.c.value.in_(values), article_sketches.c.first_seen_at >= since)
        .group_by(article_sketches.c.article_id)
        .having(shared * _ALIKE >= len(values))
    )


def _signed(value: int) -> int:
    """The lowest 64 bits as the databases count them."""
    return ((value + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)


# ── the plan ─────────────────────────────────────────────────────────────────────────────────────────────────────


def apply(connection: sa.Connection, plan: Plan, now: datetime) -> int:
    _patch_feed(connection, plan.feed_patch)
    _put_articles(connection, plan.articles)
    _put_stories(connection, plan.stories)
    _put_updates(connection, plan.updates)
    _put_seen(connection, plan.feed_patch.feed_id, plan.seen, now)
    wanted = tuple(_wanted(connection, plan))
    added = outbox.add(connection, wanted, now)
    outbox.supersede(connection, (one.chat_id for one in wanted if one.lane is Lane.CORRECTION), now)
    return added


def _patch_feed(connection: sa.Connection, patch: FeedPatch) -> None:
    names = ("next_check_at", "etag", "last_modified", "body_hash", "primed", "error_count", "last_error")
    values = {name: getattr(patch, name) for name in names}
    values |= {"last_checked_at": patch.checked_at, "lease_until": None}
    if patch.last_error is None:
        values["last_ok_at"] = patch.checked_at
    if patch.url is not None:
        values["moved_to"] = patch.url
    if not connection.execute(sa.update(feeds).where(feeds.c.id == patch.feed_id).values(values)).rowcount:
        raise StoreError(f"feed {patch.feed_id} is not in the database")


def _put_articles(connection: sa.Connection, new: Sequence[StoredArticle]) -> None:
    upsert(connection, articles, [_article_row(one) for one in new])
    ids = [one.article.id for one in new]
    for table in (article_topics, article_sketches):
        for chunk in chunks(ids):
            connection.execute(sa.delete(table).where(table.c.article_id.in_(chunk)))
    insert_new(connection, article_topics, [row for one in new for row in _topic_rows(one)])
    insert_new(connection, article_sketches, [row for one in new for row in _sketch_rows(one)])


def _article_row(one: StoredArticle) -> dict[str, Any]:
    return {
        "id": one.article.id,
        "feed_id": one.feed_id,
        "article": one.article,
        "alert": one.alert,
        "title": one.article.title,
        "source": one.article.source,
        "topics": one.topics,
        "story_id": one.story_id,
        "content_hash": one.content_hash,
        "sketch": one.sketch,
        "first_seen_at": one.first_seen_at,
        "revised_at": one.revised_at,
    }


def _topic_rows(one: StoredArticle) -> Iterator[dict[str, Any]]:
    at = min(one.article.published_at or one.first_seen_at, one.first_seen_at)
    return ({"article_id": one.article.id, "topic": topic, "at": at} for topic in one.topics)


def _sketch_rows(one: StoredArticle) -> Iterator[dict[str, Any]]:
    for value in one.sketch:
        yield {"value": _signed(value), "article_id": one.article.id, "first_seen_at": one.first_seen_at}


def _put_stories(connection: sa.Connection, changed: Sequence[Story]) -> None:
    names = ("id", "title", "topics", "terms", "ledger", "first_seen_at", "last_changed_at", "seq")
    upsert(connection, stories, [{name: getattr(one, name) for name in names} for one in changed])
    for chunk in chunks(one.id for one in changed):
        connection.execute(sa.delete(story_topics).where(story_topics.c.story_id.in_(chunk)))
    rows = [{"story_id": one.id, "topic": topic} for one in changed for topic in one.topics]
    insert_new(connection, story_topics, rows)


def _put_updates(connection: sa.Connection, new: Sequence[Update]) -> None:
    names = ("id", "story_id", "seq", "article_id", "reason", "topics", "changes", "created_at")
    insert_new(connection, updates, [{name: getattr(one, name) for name in names} for one in new])


def _put_seen(connection: sa.Connection, feed_id: int, seen: Sequence[SeenEntry], now: datetime) -> None:
    same = {"feed_id": feed_id, "seen_at": now}
    rows = {key: {"key": key, "article_id": one.article_id, **same} for one in seen for key in [stored_key(one.key)]}
    upsert(connection, entries, list(rows.values()))


def _wanted(connection: sa.Connection, plan: Plan) -> Iterator[NewDelivery]:
    """Those deliveries whose chats still want them."""
    topics = {update.id: update.topics for update in plan.updates}
    for chunk in chunks(plan.deliveries):
        wanted = chats.wanted_topics(connection, [one.chat_id for one in chunk])
        for one in chunk:
            of_update = topics.get(one.update_id or "", ())
            of_chat = wanted.get(one.chat_id)
            if one.lane is Lane.ANSWER or (of_chat is not None and (not of_update or of_chat.intersection(of_update))):
                yield one
