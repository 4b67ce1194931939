"""The outbox against a model of it, through every outcome, crash and change of mind."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.store.engine import Database
from bot.store.schema import deliveries
from bot.store.store import Store
from bot.types import (
    Chat,
    Delivery,
    Gone,
    Lane,
    Migrated,
    Outcome,
    Paused,
    Plan,
    Rejected,
    RetryAt,
    Sent,
)
from tests.store.conftest import DATABASES, POSTGRES, empty_postgres
from tests.store.samples import LEASE_S, NOW, alert, answer, feed, patch, update

CHATS = st.integers(1, 4)
TOPICS = st.sampled_from(["harbour", "weather"])
PICKS = st.integers(0, 99)
OUTCOMES: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Sent, message_id=st.integers(1, 1 << 40)),
    st.builds(
        RetryAt,
        after_s=st.none() | st.integers(0, 200),
        reason=st.just("502"),
        uncertain=st.booleans(),
        snooze=st.booleans(),
    ),
    st.builds(Paused, after_s=st.just(60), reason=st.just("bad token")),
    st.builds(Migrated, chat_id=CHATS),
    st.builds(Gone, reason=st.just("blocked")),
    st.builds(Rejected, reason=st.just("empty")),
)
OPEN = ("pending", "leased", "sending")


@dataclass
class Row:
    """A delivery as it should be."""

    key: str
    chat: int
    lane: Lane
    update: str | None
    topics: frozenset[str]
    due: datetime
    state: str = "pending"
    attempts: int = 0
    uncertain: int = 0
    lease: datetime | None = None
    told: tuple[datetime, int] | None = None  # when it was sent, and as which message

    @property
    def held(self) -> bool:
        return self.state in ("leased", "sending")


class Outbox(RuleBasedStateMachine):
    """``rows`` stands in the order of the outbox; ``held`` is what the sender has in its hands."""

    postgres = False
    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.url = os.environ[POSTGRES] if self.postgres else f"sqlite:///{self.folder.name}/dateline.sqlite"
        if self.postgres:
            empty_postgres()
        else:
            shutil.copy(self.empty, f"{self.folder.name}/dateline.sqlite")
        self.store = Store.open(self.url)
        self.database = Database(self.url)
        self.now = NOW
        self.rows: list[Row] = []
        self.held: list[Delivery] = []
        self.active: dict[int, bool] = {}
        self.topics: dict[int, set[str]] = {}
        self.not_before: dict[int, datetime] = {}
        self.count = 0
        self.last: Plan | None = None

    def teardown(self) -> None:
        try:
            self.send_all_that_waits()
        finally:
            self.store.close()
            self.database.close()
            self.folder.cleanup()

    def send_all_that_waits(self) -> None:
        """However it was left: in the end nothing waits, and what did is sent."""
        self.now += timedelta(days=1)
        self.crash()
        self.rescue()
        waiting = [row for row in self.rows if row.state == "pending"]
        while claimed := self.store.claim_deliveries(self.now, 50, LEASE_S):
            for one in claimed:
                assert self.store.mark_sending(one.id, self.now)
                self.store.settle(one, Sent(message_id=one.id), self.now)
                self.sent(self.row(one.key), one.id)
        assert [row.state for row in waiting] == ["sent"] * len(waiting)
        self.the_database_agrees()

    def row(self, key: str) -> Row:
        return next(row for row in self.rows if row.key == key)

    @initialize()
    def start(self) -> None:
        feed(self.store)
        for chat in (1, 2, 3):
            self.subscribe(chat, "harbour")

    # ── into the outbox

    @rule(chats=st.sets(CHATS, min_size=2), topics=st.sets(TOPICS, min_size=1), again=st.integers(0, 4))
    def apply(self, chats: set[int], topics: set[str], again: int) -> None:
        """A new update, or sometimes the last one once more."""
        if again < 4 or self.last is None:
            self.count += 1
            update_id = f"up{self.count}"
            lane = Lane.CORRECTION if self.count % 3 == 0 else Lane.ALERT
            self.last = Plan(
                feed_patch=patch(),
                updates=(update(update_id, tuple(sorted(topics))),),
                deliveries=tuple(alert(update_id, chat, lane=lane) for chat in sorted(chats)),
            )
        new = list(self.wanted(self.last))
        assert self.store.apply(self.last, self.now) == len(new)
        self.rows += new
        for chat in {one.chat_id for one in self.last.deliveries if one.lane is Lane.CORRECTION}:
            if self.active.get(chat) and self.topics[chat] & set(self.last.updates[0].topics):
                self.supersede(chat)

    def supersede(self, chat: int) -> None:
        """All news is of one article: alerts before the last correction that waits are not sent any more."""
        waiting = self.of(chat, "pending")
        last = max((n for n, row in enumerate(waiting) if row.lane is Lane.CORRECTION), default=0)
        for row in waiting[:last]:
            if row.lane is Lane.ALERT:
                row.state = "cancelled"

    def wanted(self, plan: Plan) -> Iterator[Row]:
        topics = frozenset(plan.updates[0].topics)
        told = {(row.update, row.chat) for row in self.rows}
        keys = {row.key for row in self.rows}
        for one in plan.deliveries:
            wants = self.active.get(one.chat_id) and topics & self.topics[one.chat_id]
            if wants and (one.update_id, one.chat_id) not in told and one.key not in keys:
                yield Row(one.key, one.chat_id, one.lane, one.update_id, topics, self.now)

    @rule(chat=CHATS)
    def answer(self, chat: int) -> None:
        self.count += 1
        self.store.accept_updates([(self.count, "{}")], self.now)
        assert self.store.answer(self.count, [answer(self.count, chat)], self.now) == 1
        self.rows.append(Row(f"a:{self.count}:0", chat, Lane.ANSWER, None, frozenset(), self.now))

    # ── out of it

    @rule(limit=st.integers(1, 5))
    def claim(self, limit: int) -> None:
        expected: list[Row] = []
        busy = {row.chat for row in self.rows if row.held}
        for lane in Lane:
            waiting: dict[int, Row] = {}
            for row in self.rows:
                if row.state == "pending" and row.lane is lane:
                    waiting.setdefault(row.chat, row)
            ready = [row for row in waiting.values() if self.is_due(row) and row.chat not in busy]
            ready.sort(key=lambda row: (row.due, self.rows.index(row)))
            expected += ready[: limit - len(expected)]
            busy.update(row.chat for row in expected)
        claimed = self.store.claim_deliveries(self.now, limit, LEASE_S)
        assert [(one.key, one.reply_to) for one in claimed] == [(row.key, self.thread_of(row)) for row in expected]
        for row in expected:
            row.state, row.lease = "leased", self.now + timedelta(seconds=LEASE_S)
        self.held += claimed

    def thread_of(self, row: Row) -> int | None:
        """The message that news of the article replies to."""
        told = [
            (each.told, n) for n, each in enumerate(self.of(row.chat)) if each.told and each.lane is not Lane.ANSWER
        ]
        if row.lane is Lane.ANSWER or not told:
            return None
        (_, message_id), _ = max(told, key=lambda each: (each[0][0], each[1]))
        return message_id

    def sent(self, row: Row, message_id: int) -> None:
        if row.state != "sent":
            row.state, row.lease, row.told = "sent", None, (self.now, message_id)

    def is_due(self, row: Row) -> bool:
        return row.due <= self.now and self.not_before.get(row.chat, NOW) <= self.now

    @precondition(lambda self: self.held)
    @rule(pick=PICKS)
    def mark(self, pick: int) -> None:
        one = self.held[pick % len(self.held)]
        row = next((row for row in self.rows if row.key == one.key), None)
        good = row is not None and row.state == "leased" and row.lease is not None and row.lease > self.now
        assert self.store.mark_sending(one.id, self.now, LEASE_S) is good
        if row is not None and good:
            row.state, row.lease = "sending", self.now + timedelta(seconds=LEASE_S)

    @rule(outcomes=st.lists(OUTCOMES, min_size=1, max_size=3))
    def work(self, outcomes: list[Outcome]) -> None:
        """What the sender does all day."""
        self.claim(len(outcomes))
        for outcome in outcomes[: len(self.held)]:
            self.mark(-1)
            self.settle(-1, outcome)

    @precondition(lambda self: self.held)
    @rule(pick=PICKS, outcome=OUTCOMES)
    def settle(self, pick: int, outcome: Outcome) -> None:
        one = self.held.pop(pick % len(self.held))
        self.store.settle(one, outcome, self.now)
        row = next((row for row in self.rows if row.key == one.key), None)
        if row is None:
            return
        if isinstance(outcome, Sent):
            self.sent(row, outcome.message_id)
        elif row.held and (row.attempts, row.uncertain) == (one.attempts, one.uncertain):
            self.settled(row, one, outcome)

    def settled(self, row: Row, one: Delivery, outcome: Outcome) -> None:
        row.state, row.lease = "pending", None
        match outcome:
            case RetryAt(after_s=after_s, snooze=snooze, uncertain=uncertain):
                row.due = self.now + timedelta(seconds=after_s or 0)
                row.attempts += not snooze
                row.uncertain += uncertain
                if snooze and one.chat_id in self.active:
                    self.not_before[one.chat_id] = max(row.due, self.not_before.get(one.chat_id, NOW))
            case Paused():
                row.due = one.due_at
            case Migrated(chat_id=new):
                self.moved(one.chat_id, new)
            case Gone():
                row.state = "gone"
                self.went(one.chat_id)
            case Rejected():
                row.state = "rejected"

    @precondition(lambda self: self.held)
    @rule(pick=PICKS)
    def release(self, pick: int) -> None:
        one = self.held.pop(pick % len(self.held))
        self.store.release([one.id], self.now)
        for row in self.rows:
            if row.key == one.key and row.state == "leased":
                row.state, row.lease = "pending", None

    @rule(seconds=st.integers(1, 90))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def crash(self) -> None:
        """The process is gone: what it held it holds no more, and the database is opened anew."""
        self.held = []
        self.store.close()
        self.store = Store.open(self.url)

    @rule()
    def rescue(self) -> None:
        expired = [row for row in self.rows if row.lease is not None and row.lease <= self.now]
        begun = [row for row in expired if row.state == "sending"]
        assert self.store.rescue(self.now) == (len(expired) - len(begun), len(begun))
        for row in begun:
            row.uncertain += 1
        for row in expired:
            row.state, row.lease = "pending", None

    # ── changes of mind

    @rule(chat=CHATS, topic=TOPICS)
    def subscribe(self, chat: int, topic: str) -> None:
        self.store.touch_chat(Chat(id=chat, kind="group"), self.now)
        self.active.setdefault(chat, True)
        topics = self.topics.setdefault(chat, set())
        assert self.store.subscribe(chat, topic, None, self.now) is (topic not in topics)
        topics.add(topic)

    @rule(chat=CHATS, topic=st.none() | TOPICS)
    def unsubscribe(self, chat: int, topic: str | None) -> None:
        had = self.topics.get(chat, set())
        removed = had & {topic} if topic else set(had)
        assert self.store.unsubscribe(chat, topic, None, self.now) == tuple(sorted(removed))
        had -= removed
        for row in self.of(chat, "pending", "leased"):
            if row.lane is not Lane.ANSWER and row.topics & removed and not row.topics & had:
                row.state, row.lease = "cancelled", None

    @rule(chat=CHATS)
    def forget(self, chat: int) -> None:
        self.store.forget(chat)
        self.rows = [row for row in self.rows if row.chat != chat]
        for known in (self.active, self.topics, self.not_before):
            known.pop(chat, None)  # type: ignore[attr-defined]

    @rule(chat=CHATS, active=st.booleans())
    def set_active(self, chat: int, active: bool) -> None:
        self.store.set_active(chat, active, self.now)
        if chat in self.active:
            self.active[chat] = active
        if not active:
            self.went(chat)

    def went(self, chat: int) -> None:
        if chat in self.active:
            self.active[chat] = False
        for row in self.of(chat, "pending", "leased"):
            row.state, row.lease = "gone", None

    @rule(old=CHATS, new=CHATS)
    def migrate(self, old: int, new: int) -> None:
        self.store.migrate_chat(old, new)
        self.moved(old, new)

    def moved(self, old: int, new: int) -> None:
        if old == new:
            return
        if self.active.pop(old, None) is not None:
            self.active[new] = True
            self.topics.setdefault(new, set()).update(self.topics.pop(old, ()))
        self.not_before.pop(old, None)
        there = {row.update for row in self.of(new) if row.update}
        twice = [row for row in self.of(old) if row.update in there and row.state != "sending"]
        self.rows = [row for row in self.rows if row not in twice]
        for row in self.of(old):
            if row.state != "sending":
                row.chat, row.told = new, None
                row.state, row.lease = ("pending", None) if row.state == "leased" else (row.state, row.lease)

    @rule(age=st.integers(0, 200))
    def cancel_stale(self, age: int) -> None:
        waiting = [row for row in self.rows if row.state == "pending" and row.lane is Lane.ALERT]
        with self.database.read() as connection:
            created = dict(connection.execute(sa.select(deliveries.c.key, deliveries.c.created_at)).tuples().all())
        stale = [row for row in waiting if created[row.key] < self.now - timedelta(seconds=age)]
        assert self.store.cancel_stale(self.now, self.now - timedelta(seconds=age)) == len(stale)
        for row in stale:
            row.state = "cancelled"

    def of(self, chat: int, *states: str) -> list[Row]:
        return [row for row in self.rows if row.chat == chat and (not states or row.state in states)]

    @invariant()
    def the_database_agrees(self) -> None:
        with self.database.read() as connection:
            stored = connection.execute(sa.select(deliveries).order_by(deliveries.c.id)).all()
        assert [
            (row.key, row.chat_id, row.state.value, row.attempts, row.uncertain, row.lease_until) for row in stored
        ] == [(row.key, row.chat, row.state, row.attempts, row.uncertain, row.lease) for row in self.rows]

    @invariant()
    def one_in_flight_per_chat(self) -> None:
        flying = [row.chat for row in self.rows if row.held]
        assert len(set(flying)) == len(flying)

    @invariant()
    def at_most_one_delivery_per_update_and_chat(self) -> None:
        told = [(row.update, row.chat) for row in self.rows if row.update]
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("kind", DATABASES)
def test_no_delivery_is_lost_and_one_is_in_flight_per_chat_in_order(kind: str, migrated_file: Path) -> None:
    machine = type("OutboxOn" + kind, (Outbox,), {"postgres": kind == "postgresql", "empty": migrated_file})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10 if kind == "postgresql" else 25,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
