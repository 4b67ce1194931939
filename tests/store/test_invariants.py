"""What must hold whatever happens; the names are those of the architecture."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.store.engine import Database
from bot.store.store import Store
from bot.types import Plan
from tests.store.samples import (
    LEASE_S,
    NOW,
    TOPIC,
    article,
    at,
    candidate,
    claim,
    feed,
    follow,
    patch,
    send,
    stored,
    story,
    tell,
    update,
)

TABLES = (
    "articles",
    "article_topics",
    "article_sketches",
    "stories",
    "story_topics",
    "updates",
    "entries",
    "deliveries",
)
TELL_FOR_EVER = """
import sys
from bot.store.store import Store
from tests.store.samples import tell
store = Store.open(sys.argv[1])
for n in range(100_000):
    tell(store, f"up{n}", *range(1, 41))
    print(n, flush=True)
"""


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_seen_unless_its_deliveries_are_in_the_same_commit(tmp_path: Path, table: str) -> None:
    """Whichever table the plan's transaction fails on, nothing of the plan is there."""
    url = f"sqlite:///{tmp_path / 'dateline.sqlite'}"
    with Store.open(url) as store:
        feed(store)
        follow(store, 1)
        database = Database(url)
        with database.write() as connection:
            connection.exec_driver_sql(
                f"CREATE TRIGGER fails AFTER INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no more'); END"
            )
        with pytest.raises(StoreError, match="no more"):
            tell(store, "up1", 1)
        with database.read() as connection:
            counts = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in TABLES]
        database.close()
        assert counts == [0] * len(TABLES)
        assert store.feeds()[0].last_checked_at is None
        assert [one.id for one in store.claim_due_feeds(at(LEASE_S), 9, LEASE_S)] == [1]


def test_at_most_one_delivery_per_update_and_chat(store: Store, url: str) -> None:
    feed(store)
    follow(store, 1)
    assert [tell(store, "up1", 1, 1), tell(store, "up1", 1)] == [1, 0]
    database = Database(url)
    columns = "chat_id, lane, message_id, update_id, silent, state, attempts, uncertain, due_at, created_at"
    with pytest.raises(StoreError, match="update_id"), database.write() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO deliveries (key, {columns}) SELECT 'another', {columns} FROM deliveries"
        )
    database.close()


def test_one_in_flight_per_chat_in_order(store: Store, url: str) -> None:
    feed(store)
    follow(store, 1, 2)
    for n in range(4):
        tell(store, f"up{n}", 1, 2)
    order = []
    while claimed := claim(store):
        assert len({one.chat_id for one in claimed}) == len(claimed)
        assert claim(store) == ()
        for one in claimed:
            order.append((one.chat_id, one.update_id))
            send(store, one)
    assert [update_id for chat_id, update_id in order if chat_id == 1] == ["up0", "up1", "up2", "up3"]
    assert len(order) == 8


def test_the_database_itself_refuses_a_second_in_flight(store: Store, url: str) -> None:
    feed(store)
    follow(store, 1)
    tell(store, "up1", 1)
    tell(store, "up2", 1)
    database = Database(url)
    with pytest.raises(StoreError, match="chat_id"), database.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'leased'")
    database.close()


def test_after_a_crash_anywhere_nothing_is_lost(store: Store, url: str) -> None:
    """Each chat's delivery is left at another point; in the end each chat is told, and only one may be told twice."""
    feed(store)
    follow(store, 1, 2, 3, 4)
    tell(store, "up1", 1, 2, 3, 4)
    claimed = {one.chat_id: one for one in claim(store, limit=3)}
    assert store.mark_sending(claimed[2].id, NOW, LEASE_S)
    send(store, claimed[3])
    store.close()
    with Store.open(url) as after:
        assert after.rescue(at(LEASE_S)) == (1, 1)
        left = claim(after, at(LEASE_S))
        assert {one.chat_id: one.uncertain for one in left} == {1: 0, 2: 1, 4: 0}


def test_a_process_that_is_killed_leaves_whole_plans_only(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dateline.sqlite'}"
    with Store.open(url) as store:
        feed(store)
        follow(store, *range(1, 41))
    told = 0
    for kills in range(1, 4):
        child = subprocess.Popen([sys.executable, "-c", TELL_FOR_EVER, url], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        told = max(told, *(int(child.stdout.readline()) for _ in range(3 * kills)))
        child.kill()
        child.wait()
        child.stdout.close()
    database = Database(url)
    with database.read() as connection:
        seen = connection.exec_driver_sql("SELECT count(*) FROM entries").scalar_one()
        deliveries = connection.exec_driver_sql("SELECT count(*) FROM deliveries").scalar_one()
    database.close()
    assert seen > told  # all that was said to be told is there
    assert deliveries == 40 * seen


def times(value: Any) -> Iterator[datetime]:
    if isinstance(value, datetime):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from times(getattr(value, field.name))
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from times(item)


def test_every_datetime_is_aware_utc(store: Store) -> None:
    """Whatever zone it is written in."""
    east = NOW.astimezone(timezone(timedelta(hours=5)))
    feed(store)
    follow(store, 1)
    one = stored(article=article(published_at=east), first_seen_at=east, revised_at=east)
    plan = Plan(
        feed_patch=patch(checked_at=east, next_check_at=east), articles=(one,), stories=(story(changed_at=east),)
    )
    store.apply(plan, east)
    tell(store, "up1", 1, now=east)
    store.pause(east, "flood")
    read = (
        store.feeds(),
        store.claim_due_feeds(at(301), 9, LEASE_S),
        store.known(1, [candidate("key of up1")], east),
        store.claim_deliveries(east, 9, LEASE_S),
        store.articles_of(TOPIC, east, 9),
        store.article("a1"),
        store.update("up1"),
        store.stories_of(TOPIC, east),
        store.health(at(-1)),
        store.paused_until(),
    )
    assert all(list(times(answer)) for answer in read)
    assert {(time.tzinfo is not None, time.utcoffset()) for time in times(read)} == {(True, timedelta(0))}
    assert update().created_at in set(times(read))
