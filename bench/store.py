"""How fast the store is: ``python bench/store.py [URL] [--chats N]``. It fills an empty database and prints its times.

I/O: database. Without a URL: a new SQLite file in a temporary folder, with its full durability.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.store.store import FeedSource, Store
from bot.types import (
    Alert,
    Article,
    Candidate,
    Chat,
    FeedPatch,
    Lane,
    Message,
    NewDelivery,
    Plan,
    Reason,
    SeenEntry,
    Sent,
    StoredArticle,
    Update,
)

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
ENTRIES = 500  # of one feed, each with a sketch of 64 values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--chats", type=int, default=20_000)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(arguments.url or f"sqlite:///{folder}/bench.sqlite") as store,
    ):
        measure(store, arguments.chats)


def measure(store: Store, chats: int) -> None:
    store.sync_feeds([FeedSource(url="https://bench.example/", name="Bench", interval_s=60)], NOW)
    timed("subscribe", lambda: subscribe(store, chats))
    timed("read subscriptions", lambda: len(store.subscriptions()))
    told = plan(chats)
    timed("apply one plan, deliveries", lambda: store.apply(told, NOW))
    timed("claim 30, mark and settle each", lambda: send(store, 100))
    timed("claim only, one each", lambda: sum(len(store.claim_deliveries(NOW, 1, 60)) for _ in range(200)))
    timed("accept and answer updates", lambda: inbox(store, 500))
    timed("apply a feed's entries", lambda: entries(store))
    timed("known, all entries unchanged", lambda: known(store, 0))
    timed("known, all entries new", lambda: known(store, ENTRIES))
    print(store.health(NOW))


def timed(name: str, work: Callable[[], int]) -> None:
    started = time.perf_counter()
    count = work()
    spent = time.perf_counter() - started
    print(f"{name:34} {count:>9,} in {spent:7.2f} s {count / spent:>11,.0f}/s", flush=True)


def subscribe(store: Store, chats: int) -> int:
    few = min(chats, 500)
    for chat_id in range(1, few + 1):
        store.touch_chat(Chat(id=chat_id, kind="private"), NOW)
        store.subscribe(chat_id, "harbour", None, NOW)
    # The rest at once: nobody subscribes by the million in one second.
    with store._database.write() as connection:
        for table, columns in (
            ("chats", "id, kind, active, language, silent, created_at"),
            ("subscriptions", "chat_id, topic, thread_id, created_at"),
        ):
            key, rest = columns.split(", ", 1)
            numbers = f"WITH RECURSIVE n(n) AS (SELECT {few} + 1 UNION ALL SELECT n + 1 FROM n WHERE n < {chats})"
            if chats > few:
                connection.exec_driver_sql(
                    f"INSERT INTO {table} ({columns}) {numbers} SELECT n, {rest} FROM n, {table} WHERE {key} = 1"
                )
    return few


def plan(chats: int) -> Plan:
    message = Message(html="<b>Two ferries are late.</b>" * 20, text="Two ferries are late." * 20)
    deliveries = tuple(
        NewDelivery(key=f"u:up1:{n}", chat_id=n, lane=Lane.ALERT, message=message, update_id="up1", article_id="a1")
        for n in range(1, chats + 1)
    )
    update = Update(
        id="up1", story_id="s1", seq=1, article_id="a1", reason=Reason.OPENED, topics=("harbour",), created_at=NOW
    )
    return Plan(feed_patch=patch(), updates=(update,), deliveries=deliveries)


def patch() -> FeedPatch:
    return FeedPatch(feed_id=1, next_check_at=NOW + timedelta(minutes=1), checked_at=NOW)


def send(store: Store, rounds: int) -> int:
    sent = 0
    for _ in range(rounds):
        for delivery in store.claim_deliveries(NOW, 30, 60):
            store.mark_sending(delivery.id, NOW)
            store.settle(delivery, Sent(message_id=delivery.id), NOW)
            sent += 1
    return sent


def inbox(store: Store, updates: int) -> int:
    message = Message(html="An answer.", text="An answer.")
    for n in range(updates):
        store.accept_updates([(n, '{"message": {}}')], NOW)
        for row in store.pending_updates(10):
            new = NewDelivery(key=f"a:{row.update_id}:0", chat_id=7, lane=Lane.ANSWER, message=message)
            store.answer(row.update_id, [new], NOW)
    return updates


def sketch(n: int) -> tuple[int, ...]:
    return tuple((n * 64 + i) * 2_654_435_761 % (1 << 61) for i in range(64))


def entries(store: Store) -> int:
    articles = tuple(
        StoredArticle(
            article=Article(id=f"a{n}", text="Two ferries are late. " * 100),
            alert=Alert(),
            feed_id=1,
            topics=(),
            story_id=None,
            content_hash=f"h{n}",
            sketch=sketch(n),
            first_seen_at=NOW,
        )
        for n in range(ENTRIES)
    )
    seen = tuple(SeenEntry(key=f"k{n}", article_id=f"a{n}") for n in range(ENTRIES))
    store.apply(Plan(feed_patch=patch(), articles=articles, seen=seen), NOW)
    return ENTRIES


def known(store: Store, first: int) -> int:
    candidates = [
        Candidate(key=f"k{n}", article=Article(id=f"a{n}", text="x"), content_hash=f"h{n}", sketch=sketch(n))
        for n in range(first, first + ENTRIES)
    ]
    return len(candidates) if store.known(1, candidates, NOW) else 0


if __name__ == "__main__":
    main()
