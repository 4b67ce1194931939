"""The one door to the database: SQLite by default, PostgreSQL by URL.

I/O: database. Synchronous; call it off the event loop. Every write method is one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.types import (
    Article,
    Alert,
    Candidate,
    Chat,
    Delivery,
    Feed,
    Known,
    NewDelivery,
    Outcome,
    Plan,
    StoredArticle,
    Subscription,
    Update,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """A feed as the settings name it."""

    url: str
    name: str
    interval_s: int
    full_text: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """An update from Telegram, as received, not yet answered. ``attempts`` counts this one."""

    update_id: int
    payload: str  # JSON
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What ``doctor`` asks of the database."""

    feeds: int
    feeds_failing: int
    last_poll_at: datetime | None
    last_sent_at: datetime | None
    pending: int
    oldest_pending_at: datetime | None
    uncertain: int
    inbox: int


class Store:
    """Everything Dateline remembers. To add a method: add a test to tests/store, which runs on every database."""

    # open: Store.open(url) -> Store: creates parent folder, migrates (Alembic) to head, raises StoreError. close().

    # ── polling
    # sync_feeds(sources: Sequence[FeedSource], now) -> None       new rows due at once; those no longer named are disabled, not deleted; changed name/interval/full_text updated
    # claim_due_feeds(now, limit, lease_s) -> tuple[Feed, ...]      due, enabled, not leased; leases them; next claim after lease expiry
    # feeds() -> tuple[FeedStatus,...]                              for /sources and doctor (url, name, last ok, last error, error_count)
    # known(feed_id, candidates: Sequence[Candidate], since) -> Known
    #     entries: for candidates' keys in this feed; articles: those entries' articles, any with the id of a candidate,
    #     any with the same content_hash, and any seen since ``since`` that shares enough of the sketch (join on a sketch
    #     side table; at least a quarter of the candidate's sketch values); stories changed since ``since``.
    # subscriptions() -> tuple[Subscription, ...]                   of active chats (with Subscription.silent of the chat filled in; quiet hours are on Chat)
    # chats_by_id() or chat(chat_id) -> Chat | None
    # apply(plan: Plan, now) -> int                                 ONE transaction: seen + articles + stories + updates + deliveries + feed patch; number of new deliveries.
    #     Idempotent: UNIQUE(key) on deliveries, UNIQUE(update, chat); a second apply of the same plan changes nothing.
    #     A delivery for a chat that has meanwhile unsubscribed/been forgotten/is inactive is not written.

    # ── outbox
    # claim_deliveries(now, limit, lease_s) -> tuple[Delivery, ...] head of line per chat (at most one in flight per chat, in order of lane then created, id);
    #     respects due_at and chats.not_before; state pending → leased. CTE claim as in architecture.md. Interactive answers first.
    # mark_sending(delivery_id, now) -> bool                        leased → sending, committed BEFORE the call; False if the lease was lost
    # settle(delivery: Delivery, outcome: Outcome, now, retry_at: datetime | None) -> None
    #     Sent → sent + message id; RetryAt → pending at retry_at (attempts+1 unless snooze; uncertain+1 if uncertain; chat not_before on snooze);
    #     Migrated → rewrite the chat id everywhere (chats, subscriptions, queued deliveries) and pending again; Gone → chat inactive, its pending deliveries cancelled as gone; Rejected → rejected; Paused → pending again, no attempt
    # release(delivery_ids, now)                                    leased (never begun) back to pending at shutdown
    # rescue(now) -> tuple[int, int]                                expired leases: in leased → pending (safe); in sending → pending with uncertain+1; returns both counts
    # cancel_stale(now, older_than) -> int                          pending alerts older than the limit → cancelled
    # find_sent(chat_id, message_id) -> (update_id, article_id) | None   for commands sent as a reply to an alert
    # pause(until, reason) / paused_until() -> datetime | None      stored global pause

    # ── inbox
    # accept_updates(rows: Sequence[tuple[int, str]], now) -> int   INSERT … ON CONFLICT DO NOTHING, committed before the offset moves; next offset = max(update_id)+1
    # next_offset() -> int | None
    # pending_updates(limit) -> tuple[InboxRow, ...]                oldest first, attempts+1 committed
    # answer(update_id, deliveries: Sequence[NewDelivery], now)     ONE transaction: deliveries in, inbox row done (safe to call twice)

    # ── chats
    # touch_chat(chat: Chat, now) -> Chat                           insert or fetch; keeps stored settings; reactivates only when asked (set_active)
    # set_chat(chat_id, *, active=…, silent=…, quiet=…, …, now)
    # subscribe(chat_id, topic, thread_id, now) -> bool             False if it was there; unsubscribe(chat_id, topic | None, thread_id, now) -> tuple[str, ...] removed (also cancels its pending alerts of those topics)
    # subscriptions_of(chat_id) -> tuple[Subscription, ...]
    # forget(chat_id) -> None                                       hard delete: chat, subscriptions, deliveries; inbox payloads of that chat

    # ── reading, for the handlers
    # articles_of(topic, since, limit) -> tuple[StoredArticle, ...] newest first (by published_at, clamped to first_seen_at)
    # article(article_id) -> StoredArticle | None;  update(update_id) -> Update | None;  latest_of_chat(chat_id) -> StoredArticle | None (last alert sent to it)
    # stories_of(topic, since) -> tuple[Story, ...]
    # copies_of(article_id) -> tuple[str, ...]                      names of other feeds whose entries are this article
    # health(now) -> Health
    # prune(now, keep_days) -> int                                  sent/ended deliveries and messages, done inbox rows; never the seen marks of entries still in their feed
