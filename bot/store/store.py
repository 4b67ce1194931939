"""The one door to the database: SQLite by default, PostgreSQL by URL.

I/O: database. Synchronous and safe in threads; call it off the event loop. Every write method is one transaction
(``prune`` is many).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from bot.store import chats, inbox, outbox, polling, reading, state, upkeep
from bot.store.engine import Database
from bot.store.inbox import ANY_BOT
from bot.store.migrate import migrate
from bot.store.records import KEEP, FeedSource, FeedStatus, Health, InboxRow, Keep
from bot.types import (
    Candidate,
    Chat,
    Delivery,
    Feed,
    Known,
    NewDelivery,
    Outcome,
    Plan,
    StoredArticle,
    Story,
    Subscription,
    Update,
)

__all__ = ["KEEP", "FeedSource", "FeedStatus", "Health", "InboxRow", "Keep", "Store"]


class Store:
    """Everything Dateline remembers. To add a method: add a test to tests/store, which runs on every database.

    Every method may raise StoreError: the database is away, full, locked by another program or damaged. Then nothing
    of the call was written. Datetimes go in and come out aware; those that come out are in UTC.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> Store:
        """``sqlite:///file`` (created with its folder, for its owner's eyes only) or ``postgresql://…``, migrated.

        Raises StoreError, which says what to do, where it cannot be opened, is newer than this program or damaged.
        """
        database = Database(url)
        try:
            migrate(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # ── polling ──────────────────────────────────────────────────────────────────────────────────────────────────

    def sync_feeds(self, sources: Sequence[FeedSource], now: datetime) -> None:
        """Make the feeds those of the settings: new ones are due at once, those no longer named are disabled.

        A feed keeps its memory when it is named again, and when it is named by the address it has moved to.
        """
        with self._database.write() as connection:
            polling.sync_feeds(connection, sources, now)

    def claim_due_feeds(self, now: datetime, limit: int, lease_s: int) -> tuple[Feed, ...]:
        """Enabled feeds whose time has come, longest overdue first, leased: nobody else gets them for ``lease_s``."""
        with self._database.write(lasting=False) as connection:
            return polling.claim_due_feeds(connection, now, limit, lease_s)

    def hasten_feeds(self, now: datetime) -> int:
        """Make every enabled feed due now, whatever its interval or backoff; how many were not."""
        with self._database.write() as connection:
            return polling.hasten_feeds(connection, now)

    def feeds(self) -> tuple[FeedStatus, ...]:
        """All feeds, the disabled ones too, by name."""
        with self._database.read() as connection:
            return polling.statuses(connection)

    def known(self, feed_id: int, candidates: Sequence[Candidate], since: datetime) -> Known:
        """What bears on these candidates of a feed.

        ``entries``: those of the candidates' keys that this feed has had. ``articles``: the articles of those entries,
        any with the id or the content hash of a candidate, and any first seen at ``since`` or later that shares at
        least a quarter of the sketch of a candidate (not asked for a candidate whose entry is known and unchanged).
        ``stories``: changed at ``since`` or later.
        """
        with self._database.read() as connection:
            return polling.known(connection, feed_id, candidates, since)

    def subscriptions(self, topics: Collection[str] | None = None) -> tuple[Subscription, ...]:
        """Of active chats, of these topics or of all; by chat. ``silent`` is the chat's."""
        with self._database.read() as connection:
            return chats.subscriptions_to(connection, topics)

    def apply(self, plan: Plan, now: datetime) -> int:
        """Write all of a plan, or nothing of it; the number of new deliveries. A second time changes nothing.

        An alert for a chat that is meanwhile forgotten, inactive or subscribed to none of the update's topics is not
        written. Raises StoreError where the feed is not in the database.
        """
        with self._database.write() as connection:
            return polling.apply(connection, plan, now)

    # ── outbox ───────────────────────────────────────────────────────────────────────────────────────────────────
    # A power cut may undo the last leases and ends of sends: at worst something is sent twice, nothing is lost.

    def claim_deliveries(self, now: datetime, limit: int, lease_s: int) -> tuple[Delivery, ...]:
        """Deliveries to send now, leased for ``lease_s``: at most one of each chat, none of a chat with one in flight.

        Answers first, then corrections, then alerts; within a lane those due longest. Within a chat and lane the order
        is that of their coming: one that waits for its retry holds back those behind it, but no other lane.
        """
        with self._database.write(lasting=False) as connection:
            return outbox.claim(connection, now, limit, lease_s)

    def mark_sending(self, delivery_id: int, now: datetime, lease_s: int = 120) -> bool:
        """Commit, before the call to Telegram, that it may have been made; the lease runs anew for ``lease_s``.

        False: the lease is lost or the delivery was cancelled. It must not be sent.
        """
        with self._database.write(lasting=False) as connection:
            return outbox.mark_sending(connection, delivery_id, now, lease_s)

    def settle(self, delivery: Delivery, outcome: Outcome, now: datetime, retry_at: datetime | None = None) -> None:
        """Write how a send ended.

        Sent: sent. RetryAt: pending until ``retry_at`` (else ``now`` + ``after_s``), one attempt more unless a snooze,
        one uncertain more if uncertain; a snooze holds back the whole chat. Paused: pending, no attempt. Migrated: as
        ``migrate_chat``, and pending. Gone: the chat inactive, and all that waits for it gone. Rejected: rejected.

        Whatever else has happened since, Sent is believed; any other outcome of a lease that was lost is ignored.
        """
        with self._database.write(lasting=False) as connection:
            outbox.settle(connection, delivery, outcome, now, retry_at)

    def release(self, delivery_ids: Collection[int], now: datetime) -> None:
        """Give back leases of sends that were never begun."""
        with self._database.write(lasting=False) as connection:
            outbox.release(connection, delivery_ids, now)

    def rescue(self, now: datetime) -> tuple[int, int]:
        """Make expired leases pending again. How many had not begun (safe), and how many had (one uncertain more)."""
        with self._database.write(lasting=False) as connection:
            return outbox.rescue(connection, now)

    def cancel_stale(self, now: datetime, older_than: datetime) -> int:
        """Cancel alerts (not answers, not corrections) created before ``older_than`` that still wait; how many."""
        with self._database.write() as connection:
            return outbox.cancel_stale(connection, now, older_than)

    def find_sent(self, chat_id: int, message_id: int) -> tuple[str | None, str | None] | None:
        """The update and article of the message that Telegram knows by this id in this chat."""
        with self._database.read() as connection:
            return outbox.find_sent(connection, chat_id, message_id)

    def pause(self, until: datetime | None, reason: str) -> None:
        """Remember that nothing may be sent to anyone until then; None ends it. It is the caller's to heed."""
        with self._database.write() as connection:
            state.pause(connection, until, reason)

    def paused_until(self) -> datetime | None:
        with self._database.read() as connection:
            return state.paused(connection)[0]

    # ── inbox ────────────────────────────────────────────────────────────────────────────────────────────────────
    # Each bot has its own: ``bot_id`` is the number before the colon of its token.

    def accept_updates(self, rows: Sequence[tuple[int, str]], now: datetime, *, bot_id: int = ANY_BOT) -> int:
        """Keep updates (update id, JSON) from Telegram; how many were new. Committed when this returns."""
        with self._database.write() as connection:
            return inbox.accept(connection, bot_id, rows, now)

    def next_offset(self, now: datetime | None = None, *, bot_id: int = ANY_BOT) -> int | None:
        """One more than this bot's newest update id, also when that is pruned; None where there was none.

        With ``now``: None as well when nothing came for six days, because Telegram then begins anew at any id. An
        update that comes twice is kept once.
        """
        with self._database.read() as connection:
            return inbox.next_offset(connection, bot_id, now)

    def pending_updates(
        self, limit: int, *, bot_id: int = ANY_BOT, without: Collection[int] = ()
    ) -> tuple[InboxRow, ...]:
        """The oldest update of each chat that is not yet answered, oldest first, leaving out those of ``without``.

        One left out still holds back the later ones of its chat. Those of no chat hold back nothing.
        """
        with self._database.read() as connection:
            return inbox.pending(connection, bot_id, limit, without)

    def begin_update(self, update_id: int, *, bot_id: int = ANY_BOT) -> None:
        """Commit, before it is handed on, that this is one more attempt."""
        with self._database.write(lasting=False) as connection:
            inbox.begin(connection, bot_id, update_id)

    def release_update(self, update_id: int, *, bot_id: int = ANY_BOT) -> None:
        """Take the attempt back: it was not the update that failed."""
        with self._database.write(lasting=False) as connection:
            inbox.release(connection, bot_id, update_id)

    def answer(self, update_id: int, deliveries: Sequence[NewDelivery], now: datetime, *, bot_id: int = ANY_BOT) -> int:
        """The answers to an update, and that it is answered; how many were new. A second time changes nothing.

        The update's payload is erased: nobody's words are kept longer than it takes to answer them.
        """
        with self._database.write() as connection:
            return inbox.answer(connection, bot_id, update_id, deliveries, now)

    # ── chats ────────────────────────────────────────────────────────────────────────────────────────────────────

    def touch_chat(self, chat: Chat, now: datetime) -> Chat:
        """The chat as stored, after storing it if it is new. Stored settings stay, and so does inactive."""
        with self._database.write() as connection:
            return chats.touch(connection, chat, now)

    def chat(self, chat_id: int) -> Chat | None:
        with self._database.read() as connection:
            return chats.chat(connection, chat_id)

    def chats_by_id(self) -> dict[int, Chat]:
        """All chats, the inactive too."""
        with self._database.read() as connection:
            return chats.chats_by_id(connection)

    def set_chat(
        self,
        chat_id: int,
        *,
        now: datetime,
        active: bool | None = None,
        silent: bool | None = None,
        language: str | None = None,
        quiet: tuple[int, int] | Keep | None = KEEP,
    ) -> Chat | None:
        """Change what is given; the chat as it is then, None where there is none.

        ``quiet``: from hour and to hour in UTC, None for no quiet hours. ``active=False`` (blocked, removed) ends all
        that waits for the chat as gone; its subscriptions stay.
        """
        with self._database.write() as connection:
            return chats.set_chat(
                connection, chat_id, now=now, active=active, silent=silent, language=language, quiet=quiet
            )

    def set_active(self, chat_id: int, active: bool, now: datetime) -> Chat | None:
        return self.set_chat(chat_id, now=now, active=active)

    def migrate_chat(self, old_id: int, new_id: int) -> None:
        """A group became a supergroup: its settings, subscriptions and deliveries are those of the new id.

        Where both are known, the settings of the new one stay. An update that waits for both goes out once.
        """
        with self._database.write() as connection:
            chats.migrate(connection, old_id, new_id)

    def subscribe(self, chat_id: int, topic: str, thread_id: int | None, now: datetime) -> bool:
        """False if it was there. The chat must have been touched before. Raises StoreError where it was not."""
        with self._database.write() as connection:
            return chats.subscribe(connection, chat_id, topic, thread_id, now)

    def unsubscribe(self, chat_id: int, topic: str | None, thread_id: int | None, now: datetime) -> tuple[str, ...]:
        """End the subscription to ``topic`` (None: to all), in this thread (None: wherever in the chat).

        The topics that were removed. Alerts that wait for the chat, not yet begun, and are of no topic that it still
        has are cancelled.
        """
        with self._database.write() as connection:
            return chats.unsubscribe(connection, chat_id, topic, thread_id, now)

    def subscriptions_of(self, chat_id: int) -> tuple[Subscription, ...]:
        """Of this chat, active or not, by topic."""
        with self._database.read() as connection:
            return chats.subscriptions_of(connection, chat_id)

    def forget(self, chat_id: int) -> None:
        """Erase the chat, its subscriptions, deliveries and their messages.

        Of the inbox nothing is left to erase: a payload goes when it is answered. An answer written after this (the
        confirmation) is delivered.
        """
        with self._database.write() as connection:
            chats.forget(connection, chat_id)

    # ── reading, for the handlers ────────────────────────────────────────────────────────────────────────────────

    def articles_of(self, topic: str, since: datetime, limit: int) -> tuple[StoredArticle, ...]:
        """Newest first, by the time of publication or, where that is missing or later, the time first seen."""
        with self._database.read() as connection:
            return reading.articles_of(connection, topic, since, limit)

    def article(self, article_id: str) -> StoredArticle | None:
        with self._database.read() as connection:
            return reading.article(connection, article_id)

    def update(self, update_id: str) -> Update | None:
        with self._database.read() as connection:
            return reading.update(connection, update_id)

    def latest_of_chat(self, chat_id: int) -> StoredArticle | None:
        """The article of the last alert or correction that was sent to the chat."""
        with self._database.read() as connection:
            return reading.latest_of_chat(connection, chat_id)

    def stories_of(self, topic: str, since: datetime) -> tuple[Story, ...]:
        """Changed at ``since`` or later, newest first."""
        with self._database.read() as connection:
            return reading.stories_of(connection, topic, since)

    def copies_of(self, article_id: str) -> tuple[str, ...]:
        """Names of other feeds that had this article too, in order of the alphabet."""
        with self._database.read() as connection:
            return reading.copies_of(connection, article_id)

    # ── upkeep ───────────────────────────────────────────────────────────────────────────────────────────────────

    def health(self, now: datetime) -> Health:
        with self._database.read() as connection:
            return upkeep.health(connection, now)

    def prune(self, now: datetime, keep_days: int) -> int:
        """Erase ended deliveries, their messages and answered updates older than that; how many rows.

        What makes us know an entry, article or story again stays. Many short transactions.
        """
        erased = 0
        while True:
            with self._database.write() as connection:
                some = upkeep.prune_some(connection, now, keep_days)
            if not some:
                return erased
            erased += some
