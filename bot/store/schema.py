"""The tables. A change here needs a step in ``bot/store/migrations/versions``.

I/O: database.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from bot.store.columns import Choice, CleanText, Coded, LaneRank, UtcDateTime
from bot.types import Alert, Article, DeliveryState, FigureChange, LedgerEntry, Message, Reason

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # only INTEGER counts up by itself in SQLite

feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("url", CleanText, nullable=False, unique=True),  # as the settings name it
    sa.Column("moved_to", CleanText),  # where permanent redirects led
    sa.Column("name", CleanText, nullable=False),
    sa.Column("interval_s", sa.Integer, nullable=False),
    sa.Column("full_text", sa.Boolean, nullable=False),
    sa.Column("language", CleanText),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("etag", CleanText),
    sa.Column("last_modified", CleanText),
    sa.Column("body_hash", CleanText),
    sa.Column("primed", sa.Boolean, nullable=False),
    sa.Column("next_check_at", UtcDateTime, nullable=False, index=True),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("error_count", sa.Integer, nullable=False),
    sa.Column("last_error", CleanText),
    sa.Column("last_checked_at", UtcDateTime),
    sa.Column("last_ok_at", UtcDateTime),
)

entries = sa.Table(  # what has been seen
    "entries",
    metadata,
    sa.Column("feed_id", sa.ForeignKey("feeds.id"), primary_key=True),
    sa.Column("key", CleanText, primary_key=True),
    sa.Column("article_id", CleanText, nullable=False, index=True),
    sa.Column("seen_at", UtcDateTime, nullable=False),
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", CleanText, primary_key=True),
    sa.Column("feed_id", sa.ForeignKey("feeds.id"), nullable=False),
    sa.Column("article", Coded(Article), nullable=False),
    sa.Column("alert", Coded(Alert), nullable=False),
    sa.Column("title", CleanText),  # again, to recognise an article without reading it
    sa.Column("source", CleanText),
    sa.Column("topics", Coded(tuple[str, ...]), nullable=False),
    sa.Column("story_id", CleanText),
    sa.Column("content_hash", CleanText, nullable=False, index=True),
    sa.Column("sketch", Coded(tuple[int, ...]), nullable=False),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    sa.Column("revised_at", UtcDateTime),
)

article_topics = sa.Table(
    "article_topics",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("topic", CleanText, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),  # published, but not after it was first seen
    sa.Index("ix_article_topics_newest", "topic", "at"),
)

article_sketches = sa.Table(  # to find near copies
    "article_sketches",
    metadata,
    sa.Column("value", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("article_id", sa.ForeignKey("articles.id"), primary_key=True, index=True),
    sa.Column("first_seen_at", UtcDateTime, nullable=False, index=True),
    sqlite_with_rowid=False,
)

stories = sa.Table(
    "stories",
    metadata,
    sa.Column("id", CleanText, primary_key=True),
    sa.Column("title", CleanText, nullable=False),
    sa.Column("topics", Coded(tuple[str, ...]), nullable=False),
    sa.Column("terms", Coded(Mapping[str, int]), nullable=False),
    sa.Column("ledger", Coded(tuple[LedgerEntry, ...]), nullable=False),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    sa.Column("last_changed_at", UtcDateTime, nullable=False, index=True),
    sa.Column("seq", sa.Integer, nullable=False),
)

story_topics = sa.Table(
    "story_topics",
    metadata,
    sa.Column("story_id", sa.ForeignKey("stories.id"), primary_key=True),
    sa.Column("topic", CleanText, primary_key=True, index=True),
)

updates = sa.Table(
    "updates",
    metadata,
    sa.Column("id", CleanText, primary_key=True),
    sa.Column("story_id", CleanText, nullable=False, index=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("article_id", CleanText, nullable=False, index=True),
    sa.Column("reason", Choice(Reason), nullable=False),
    sa.Column("topics", Coded(tuple[str, ...]), nullable=False),
    sa.Column("changes", Coded(tuple[FigureChange, ...]), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", CleanText, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("language", CleanText, nullable=False),
    sa.Column("silent", sa.Boolean, nullable=False),
    sa.Column("quiet_from_h", sa.SmallInteger),
    sa.Column("quiet_to_h", sa.SmallInteger),
    sa.Column("not_before", UtcDateTime),  # Telegram told us to wait
    sa.Column("created_at", UtcDateTime, nullable=False),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("chat_id", sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("topic", CleanText, primary_key=True, index=True),
    sa.Column("thread_id", sa.BigInteger, primary_key=True, autoincrement=False),  # 0 for none
    sa.Column("created_at", UtcDateTime, nullable=False),
)

messages = sa.Table(  # one row for all deliveries of the same message of an update
    "messages",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("message", Coded(Message), nullable=False),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("key", CleanText, nullable=False, unique=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False),  # no foreign key: a forgotten chat still gets its answer
    sa.Column("thread_id", sa.BigInteger),
    sa.Column("lane", LaneRank, nullable=False),
    sa.Column("message_id", sa.ForeignKey("messages.id"), nullable=False, index=True),
    sa.Column("update_id", CleanText),
    sa.Column("article_id", CleanText),
    sa.Column("reply_to", sa.BigInteger),
    sa.Column("silent", sa.Boolean, nullable=False),
    sa.Column("state", Choice(DeliveryState), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("uncertain", sa.Integer, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("lease_until", UtcDateTime),  # while in flight
    sa.Column("ended_at", UtcDateTime),
    sa.Column("telegram_id", sa.BigInteger),  # of the message that was sent
    sa.Column("reason", CleanText),  # of the last failure or the end
    sqlite_autoincrement=True,  # an id is never used again: a late word of a pruned delivery must not hit another
)


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    table_columns = [deliveries.c[column] for column in columns]
    return sa.Index(name, *table_columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


# A chat's line, in the order of its coming: heads, what waits for a chat, what a chat was sent.
sa.Index("ix_deliveries_line", deliveries.c.chat_id, deliveries.c.state, deliveries.c.lane, deliveries.c.id)
_partial("ix_deliveries_due", "lane", "due_at", "id", where="state = 'pending'")
_partial("ix_deliveries_lease", "lease_until", where="lease_until IS NOT NULL")
_partial("ix_deliveries_ended", "ended_at", where="ended_at IS NOT NULL")
_partial("ix_deliveries_sent", "chat_id", "telegram_id", where="telegram_id IS NOT NULL")
_partial("ix_deliveries_told", "chat_id", "article_id", where="lane > 0")
# Two invariants that the database keeps, whatever the program does. An answer may speak of an update sent before.
_partial("uq_deliveries_update", "update_id", "chat_id", where="lane > 0", unique=True)
_partial("uq_deliveries_in_flight", "chat_id", where="state IN ('leased', 'sending')", unique=True)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),  # 0 where it is not known
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("chat_id", sa.BigInteger),
    sa.Column("payload", CleanText, nullable=False),  # empty once answered
    sa.Column("attempts", sa.Integer, nullable=False),  # begun so often
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
)
sa.Index(
    "ix_inbox_unanswered",
    inbox.c.chat_id,
    inbox.c.update_id,
    sqlite_where=sa.text("answered_at IS NULL"),
    postgresql_where=sa.text("answered_at IS NULL"),
)

bot_state = sa.Table(
    "bot_state",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", CleanText, nullable=False),
)
