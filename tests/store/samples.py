"""Small stories of our own, to put into a store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.store.store import FeedSource, Store
from bot.types import (
    Alert,
    Article,
    Candidate,
    Chat,
    Delivery,
    Feed,
    FeedPatch,
    Lane,
    Message,
    NewDelivery,
    Plan,
    Reason,
    SeenEntry,
    Sent,
    Span,
    StoredArticle,
    Story,
    Update,
)

NOW = datetime(2026, 3, 5, 12, 0, 0, 250_000, tzinfo=UTC)
LEASE_S = 60
TOPIC = "harbour"


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def feed(store: Store, url: str = "https://news.example/rss", name: str = "Coast Radio") -> Feed:
    """The only feed of the settings, leased at NOW."""
    store.sync_feeds([FeedSource(url=url, name=name, interval_s=300)], NOW)
    (claimed,) = store.claim_due_feeds(NOW, 10, LEASE_S)
    return claimed


def follow(store: Store, *chat_ids: int, topic: str = TOPIC) -> None:
    for chat_id in chat_ids:
        store.touch_chat(Chat(id=chat_id, kind="private"), NOW)
        store.subscribe(chat_id, topic, None, NOW)


def message(text: str = "Two ferries are late.") -> Message:
    return Message(html=f"<b>{text}</b>", text=text)


def article(article_id: str = "a1", text: str = "Two ferries are late. The port is shut.", **more: Any) -> Article:
    return Article(id=article_id, text=text, **more)


def stored(
    article_id: str = "a1", *, feed_id: int = 1, topics: tuple[str, ...] = (TOPIC,), **more: Any
) -> StoredArticle:
    of = more.pop("article", None) or article(article_id)
    assert isinstance(of, Article)
    defaults: dict[str, Any] = {
        "alert": Alert(lede=Span.cut(of.text, 0, 10)),
        "story_id": "s1",
        "content_hash": f"hash of {article_id}",
        "sketch": (1, 2, 3, 4),
        "first_seen_at": NOW,
    }
    return StoredArticle(article=of, feed_id=feed_id, topics=topics, **(defaults | more))


def story(
    story_id: str = "s1", *, changed_at: datetime = NOW, topics: tuple[str, ...] = (TOPIC,), seq: int = 1
) -> Story:
    return Story(
        id=story_id,
        title="Ferries late",
        topics=topics,
        terms={"ferries": 2, "late": 1},
        first_seen_at=NOW,
        last_changed_at=changed_at,
        seq=seq,
    )


def update(update_id: str = "up1", topics: tuple[str, ...] = (TOPIC,)) -> Update:
    return Update(
        id=update_id, story_id="s1", seq=1, article_id="a1", reason=Reason.OPENED, topics=topics, created_at=NOW
    )


def candidate(
    key: str = "k1", article_id: str = "a1", *, content_hash: str | None = None, sketch: Iterable[int] = ()
) -> Candidate:
    content_hash = content_hash or f"hash of {article_id}"
    return Candidate(key=key, article=article(article_id), content_hash=content_hash, sketch=tuple(sketch))


def alert(update_id: str, chat_id: int, *, lane: Lane = Lane.ALERT, text: str = "Two ferries are late.") -> NewDelivery:
    return NewDelivery(
        key=f"u:{update_id}:{chat_id}",
        chat_id=chat_id,
        lane=lane,
        message=message(text),
        update_id=update_id,
        article_id="a1",
    )


def answer(update_id: int, chat_id: int, n: int = 0) -> NewDelivery:
    return NewDelivery(key=f"a:{update_id}:{n}", chat_id=chat_id, lane=Lane.ANSWER, message=message("An answer."))


def patch(feed_id: int = 1, **more: Any) -> FeedPatch:
    defaults: dict[str, Any] = {"next_check_at": at(300), "checked_at": NOW}
    return FeedPatch(feed_id=feed_id, **(defaults | more))


def tell(
    store: Store,
    update_id: str,
    *chat_ids: int,
    now: datetime = NOW,
    lane: Lane = Lane.ALERT,
    topics: tuple[str, ...] = (TOPIC,),
) -> int:
    """Apply a plan with one update for these chats."""
    plan = Plan(
        feed_patch=patch(),
        seen=(SeenEntry(key=f"key of {update_id}", article_id="a1"),),
        articles=(stored(),),
        stories=(story(topics=topics),),
        updates=(update(update_id, topics),),
        deliveries=tuple(alert(update_id, chat_id, lane=lane) for chat_id in chat_ids),
    )
    return store.apply(plan, now)


def claim(store: Store, now: datetime = NOW, limit: int = 100) -> tuple[Delivery, ...]:
    return store.claim_deliveries(now, limit, LEASE_S)


def send(store: Store, delivery: Delivery, message_id: int = 1, now: datetime = NOW) -> None:
    assert store.mark_sending(delivery.id, now)
    store.settle(delivery, Sent(message_id=message_id), now)
