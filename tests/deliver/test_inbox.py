"""Updates: kept before they are confirmed, handled after, whatever happens between."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot.deliver.inbox import Inbox, Row, bot_id_of
from bot.deliver.request import AiohttpRequest
from bot.double import Double
from bot.errors import StoreError
from bot.store.store import Store
from bot.types import Lane
from tests.deliver.fakes import Clock
from tests.deliver.samples import NOON, message, new
from tests.deliver.servers import Answer, hang_up, http, in_turn, refuses, says, serving

BOT = 123456789
SORRY = message("Something went wrong.")
TOKEN = f"{BOT}:" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456-_"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'dateline.db'}") as store:
        yield store


@pytest_asyncio.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connect_s=2.0) as request:
        yield request


class Handler:
    """Takes note of updates, and fails where it is told to."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self.handled: list[tuple[int, str]] = []
        self.fails_on: dict[str, int] = {}  # text → how often

    async def __call__(self, row: Row) -> None:
        message = json.loads(row.payload).get("message", {})
        text = message.get("text", "")
        self.handled.append((row.update_id, text))
        if self.fails_on.get(text, 0) > 0:
            self.fails_on[text] -= 1
            raise RuntimeError("a defect of a handler")
        if self._store:
            answer = new(message["chat"]["id"], f"answer to {text}", key=f"a:{row.update_id}:0")
            self._store.answer(row.update_id, [answer], NOON, bot_id=BOT)

    def texts(self) -> list[str]:
        return [text for _, text in self.handled]


Make = Callable[..., Inbox]


@pytest.fixture
def inbox_of(telegram: Double, store: Store, request_: AiohttpRequest) -> Make:
    def make(handle: Callable[[Row], Awaitable[None]], **given: object) -> Inbox:
        url = f"{telegram.base_url}{telegram.token}"
        usual: dict[str, Any] = {"bot_id": BOT, "poll_s": 0, "retry_s": 0.0, "apology": SORRY}
        return Inbox(request_, url, store, handle, clock=Clock().now, **{**usual, **given})

    return make


def _update(update_id: int, text: str, chat_id: int = 5) -> dict[str, object]:
    return {"update_id": update_id, "message": {"message_id": 1, "text": text, "chat": {"id": chat_id}}}


async def _works(inbox: Inbox, rounds: int = 100) -> None:
    """Until nothing waits."""
    for _ in range(rounds):
        begun = await inbox.process()
        await inbox.idle()
        if not begun:
            return
    raise AssertionError("there is no end to it")


async def _fetched(store: Store, answer: Answer, times: int = 1) -> tuple[list[float], list[bytes]]:
    """The waits after so many fetches from a server that answers so, and the requests it got."""
    async with serving(answer) as (url, requests), AiohttpRequest(connect_s=2.0, read_s=2.0) as request:
        inbox = Inbox(request, url + TOKEN, store, Handler(), bot_id=BOT, clock=Clock().now, poll_s=0)
        return [await inbox.fetch() for _ in range(times)], requests


# ── fetching ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_update_is_stored_before_the_offset_moves_past_it(
    telegram: Double, store: Store, inbox_of: Make
) -> None:
    telegram.says(telegram.user(), "/start")
    inbox = inbox_of(Handler())
    assert await inbox.fetch() == 0.0
    (row,) = store.pending_updates(10, bot_id=BOT)
    assert json.loads(row.payload)["message"]["text"] == "/start"
    assert telegram.status()["pending_updates"] == 1
    await inbox.fetch()
    assert telegram.status()["pending_updates"] == 0


async def test_an_update_that_could_not_be_stored_stays_with_telegram(telegram: Double, inbox_of: Make) -> None:
    class FullDisk(Handler):
        def next_offset(self, now: object, *, bot_id: int) -> None:
            return None

        def accept_updates(self, rows: object, now: object, *, bot_id: int) -> int:
            raise OSError(28, "No space left on device")

    telegram.says(telegram.user(), "/start")
    inbox = inbox_of(Handler())
    inbox._store = FullDisk()  # type: ignore[assignment]
    for _ in range(2):
        with pytest.raises(OSError, match="space"):
            await inbox.fetch()
    assert telegram.status()["pending_updates"] == 1


async def test_membership_is_asked_for(store: Store) -> None:
    _, requests = await _fetched(store, says([]))
    assert b"my_chat_member" in requests[0]


async def test_the_first_question_names_no_offset_and_the_next_the_one_after_the_last(store: Store) -> None:
    _, requests = await _fetched(store, in_turn(says([_update(41, "a"), _update(42, "b")]), says([])), times=2)
    assert b"offset" not in requests[0]
    assert b"offset=43" in requests[1]


async def test_an_update_that_comes_twice_is_kept_once(store: Store) -> None:
    await _fetched(store, says([_update(41, "a")]), times=2)
    assert len(store.pending_updates(10, bot_id=BOT)) == 1


async def test_an_update_without_an_id_is_left_out_and_the_others_are_kept(store: Store) -> None:
    waits, _ = await _fetched(store, says([{"message": {}}, 7, None, _update(9, "a")]))
    assert waits == [0.0]
    assert [row.update_id for row in store.pending_updates(10, bot_id=BOT)] == [9]


async def test_text_that_is_no_unicode_is_kept(store: Store) -> None:
    await _fetched(store, says([_update(9, "wave \ud83c")]))
    assert json.loads(store.pending_updates(1, bot_id=BOT)[0].payload)["message"]["text"] == "wave \ud83c"


@pytest.mark.parametrize(
    "answer",
    [
        hang_up,
        http(200, b"<html>"),
        http(200, b"{}"),
        http(200, b"[]"),
        http(502, b"<html>Bad Gateway"),
        says(17),
        says({"update_id": 3}),
        says([{"no": "id"}]),
        refuses(409, "Conflict: terminated by other getUpdates request"),
        refuses(401, "Unauthorized"),
        refuses(429, "Too Many Requests: retry after 1", retry_after=1),
    ],
)
async def test_whatever_goes_wrong_it_waits_longer_and_longer_and_asks_again(store: Store, answer: Answer) -> None:
    waits, _ = await _fetched(store, answer, times=8)
    assert waits == sorted(waits)
    assert 0 < waits[0] <= 5.0
    assert 30.0 < waits[-1] <= 60.0


async def test_a_flood_wait_is_waited_for(store: Store) -> None:
    waits, _ = await _fetched(store, refuses(429, "Too Many Requests: retry after 600", retry_after=600))
    assert waits == [600.0]


async def test_after_trouble_an_answer_ends_the_waiting(store: Store) -> None:
    waits, _ = await _fetched(store, in_turn(hang_up, hang_up, says([]), hang_up), times=4)
    assert waits == [1.0, 2.0, 0.0, 1.0]


# ── processing ───────────────────────────────────────────────────────────────────────────────────────────────────


def _keep(store: Store, *updates: dict[str, object]) -> None:
    rows = [(int(str(update["update_id"])), json.dumps(update)) for update in updates]
    store.accept_updates(rows, NOON, bot_id=BOT)


def _waits(store: Store) -> list[int]:
    return [row.update_id for row in store.pending_updates(99, bot_id=BOT)]


def _answers(store: Store) -> list[str]:
    return [one.message.text for one in store.claim_deliveries(NOON, 10, 60)]


async def test_updates_of_a_chat_are_handled_oldest_first_and_once(store: Store, inbox_of: Make) -> None:
    _keep(store, *(_update(n, f"say {n}") for n in (3, 1, 2)))
    handler = Handler(store)
    await _works(inbox_of(handler))
    assert handler.texts() == ["say 1", "say 2", "say 3"]
    assert len(store.claim_deliveries(NOON, 10, 60)) == 1


async def test_an_update_whose_handler_writes_no_answer_is_done_too(store: Store, inbox_of: Make) -> None:
    _keep(store, _update(1, "thanks"))
    await _works(inbox_of(Handler()))
    assert _waits(store) == []
    assert _answers(store) == []


async def test_an_update_that_fails_is_tried_three_times_and_holds_back_nobody(store: Store, inbox_of: Make) -> None:
    _keep(store, _update(1, "bad", 5), _update(2, "good", 6), _update(3, "also good", 5))
    handler = Handler(store)
    handler.fails_on["bad"] = 99
    await _works(inbox_of(handler))
    assert handler.texts().count("bad") == 3
    assert handler.texts().count("good") == 1
    assert handler.texts().count("also good") == 1


async def test_an_update_that_fails_once_is_answered_in_the_end(store: Store, inbox_of: Make) -> None:
    _keep(store, _update(1, "shy"))
    handler = Handler(store)
    handler.fails_on["shy"] = 1
    await _works(inbox_of(handler))
    assert _answers(store) == ["answer to shy"]


class Gate:
    """Holds every update of the chats it names, until it opens."""

    def __init__(self, *chats: int) -> None:
        self.chats = chats
        self.open = asyncio.Event()
        self.began = asyncio.Event()
        self.begun: list[int] = []
        self.ended: list[int] = []

    async def __call__(self, row: Row) -> None:
        self.begun.append(row.update_id)
        self.began.set()
        if row.chat_id in self.chats:
            await self.open.wait()
        self.ended.append(row.update_id)


async def _reaches(inbox: Inbox, gate: Gate, ended: int) -> None:
    """Work on until so many have ended."""
    async with asyncio.timeout(20.0):
        while len(gate.ended) < ended:
            await inbox.process()
            await asyncio.sleep(0)


async def test_a_slow_chat_holds_back_no_other_but_its_own_order(store: Store, inbox_of: Make) -> None:
    _keep(store, *(_update(n, "slow", 5) for n in range(1, 41)), _update(41, "quick", 6), _update(42, "next", 6))
    gate = Gate(5)
    inbox = inbox_of(gate)
    await _reaches(inbox, gate, ended=2)
    assert gate.ended == [41, 42]
    assert gate.begun == [1, 41, 42]
    gate.open.set()
    await _reaches(inbox, gate, ended=42)
    assert gate.begun == [1, 41, 42, *range(2, 41)]
    await inbox.idle()


async def test_no_more_chats_are_served_at_once_than_may_be(store: Store, inbox_of: Make) -> None:
    _keep(store, *(_update(n, "slow", n) for n in range(1, 6)))
    gate = Gate(*range(1, 6))
    inbox = inbox_of(gate, at_once=2)
    assert [await inbox.process() for _ in range(3)] == [2, 0, 0]
    gate.open.set()
    await inbox.idle()
    await _works(inbox)
    assert gate.ended == [1, 2, 3, 4, 5]


# ── giving up ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_update_that_kills_the_process_again_and_again_is_given_up(store: Store, inbox_of: Make) -> None:
    _keep(store, _update(1, "deadly"))
    for _ in range(10):
        store.begin_update(1, bot_id=BOT)  # and never ended
    handler = Handler()
    await _works(inbox_of(handler))
    assert handler.handled == []
    assert _waits(store) == []
    assert _answers(store) == [SORRY.text]


async def test_an_update_that_only_stood_by_is_handled_however_often_the_process_died(
    store: Store, inbox_of: Make
) -> None:
    _keep(store, _update(1, "deadly", 5), _update(2, "innocent", 5), _update(3, "innocent too", 6))
    gate = Gate(5)
    for _ in range(10):
        gate.began.clear()
        dies = inbox_of(gate, at_once=1)
        await dies.process()
        async with asyncio.timeout(10.0):
            await gate.began.wait()
        for task in dies._under_way.values():
            task.cancel()
        await dies.idle()
    handler = Handler(store)
    await _works(inbox_of(handler))
    assert sorted(handler.texts()) == ["innocent", "innocent too"]


@pytest.mark.parametrize(
    ("update", "thread_id"),
    [
        ({"message": {"chat": {"id": 5}, "text": "/latest"}}, None),
        ({"message": {"chat": {"id": 5}, "message_thread_id": 9}}, None),  # a reply, in no topic
        ({"message": {"chat": {"id": 5}, "message_thread_id": 9, "is_topic_message": True}}, 9),
        ({"channel_post": {"chat": {"id": 5}}}, None),
        ({"callback_query": {"message": {"chat": {"id": 5}}}}, None),
    ],
)
async def test_who_asked_what_is_given_up_is_told(
    store: Store, inbox_of: Make, update: dict[str, object], thread_id: int | None
) -> None:
    _keep(store, {"update_id": 1, **update})
    woken: list[bool] = []

    async def handle(row: Row) -> None:
        raise RuntimeError("a defect of a handler")

    await _works(inbox_of(handle, wake=lambda: woken.append(True)))
    (told,) = store.claim_deliveries(NOON, 10, 60)
    assert (told.key, told.chat_id, told.thread_id, told.message) == (f"a:{BOT}:1:0", 5, thread_id, SORRY)
    assert told.lane is Lane.ANSWER
    assert woken == [True]


@pytest.mark.parametrize(
    "update", [{"my_chat_member": {"chat": {"id": 5}}}, {"message": {"text": "of no chat"}}, {"callback_query": {}}]
)
async def test_where_nobody_asked_nobody_is_told(store: Store, inbox_of: Make, update: dict[str, object]) -> None:
    _keep(store, {"update_id": 1, **update})

    async def handle(row: Row) -> None:
        raise RuntimeError("a defect of a handler")

    await _works(inbox_of(handle))
    assert _answers(store) == []
    assert _waits(store) == []


async def test_what_the_database_fails_is_not_the_updates_failure(store: Store, inbox_of: Make) -> None:
    _keep(store, _update(1, "patient"))
    troubles = 25

    async def handle(row: Row) -> None:
        nonlocal troubles
        if troubles:
            troubles -= 1
            raise StoreError("another program holds the database")
        store.answer(row.update_id, [new(5, "here you are")], NOON, bot_id=BOT)

    await _works(inbox_of(handle))
    assert _answers(store) == ["here you are"]


async def test_what_cannot_be_begun_or_closed_stays(store: Store, inbox_of: Make) -> None:
    class Locked:
        """A store that reads and cannot write."""

        def pending_updates(self, *given: Any, **named: Any) -> Any:
            return store.pending_updates(*given, **named)

        def begin_update(self, *given: Any, **named: Any) -> None:
            raise StoreError("the disk is full")

        release_update = answer = begin_update

    _keep(store, _update(1, "patient"))
    handler = Handler()
    inbox = inbox_of(handler)
    inbox._store = Locked()  # type: ignore[assignment]
    for _ in range(12):
        await inbox.process()
        await inbox.idle()
    assert handler.handled == []
    assert store.pending_updates(9, bot_id=BOT)[0].attempts == 0


async def test_the_database_is_given_longer_and_longer(store: Store, inbox_of: Make) -> None:
    _keep(store, _update(1, "patient"))

    async def handle(row: Row) -> None:
        raise StoreError("another program holds the database")

    inbox = inbox_of(handle, retry_s=0.0001)
    with capture_logs() as logged:
        for _ in range(4):
            await inbox.process()
            await inbox.idle()
    assert [line["retry_s"] for line in logged] == [0.0002, 0.0004, 0.0008, 0.0016]


@pytest.mark.parametrize(
    "payload", ["{}", '{"message": 4}', '{"message": {"chat": null}}', '{"a": {"chat": {"id": "x"}}}']
)
async def test_an_update_of_no_known_shape_reaches_the_handler(store: Store, inbox_of: Make, payload: str) -> None:
    store.accept_updates([(1, payload)], NOON, bot_id=BOT)
    seen: list[str] = []

    async def handle(row: Row) -> None:
        seen.append(row.payload)

    await _works(inbox_of(handle))
    assert seen == [payload]


# ── another bot ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_new_token_on_the_same_database_gets_its_updates(
    telegram: Double, store: Store, inbox_of: Make
) -> None:
    store.accept_updates([(900_000_000, '{"update_id": 900000000}')], NOON, bot_id=BOT - 1)
    telegram.says(telegram.user(), "/start")
    handler = Handler(store)
    inbox = inbox_of(handler)
    await inbox.fetch()
    await _works(inbox)
    assert handler.texts() == ["/start"]


@pytest.mark.parametrize(("token", "bot_id"), [(TOKEN, BOT), ("", 0), ("x:y", 0), ("9" * 5000 + ":x", 0)])
def test_a_bot_is_known_by_the_number_in_its_token(token: str, bot_id: int) -> None:
    assert bot_id_of(token) == bot_id


# ── running ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_it_runs_until_it_is_stopped_even_in_the_middle_of_a_long_poll(telegram: Double, inbox_of: Make) -> None:
    answered = asyncio.Event()

    async def handle(row: Row) -> None:
        answered.set()

    inbox = inbox_of(handle, poll_s=30)
    running = asyncio.create_task(inbox.run())
    user = await asyncio.to_thread(telegram.user)
    await asyncio.to_thread(telegram.says, user, "/start")
    async with asyncio.timeout(10.0):
        await answered.wait()
        inbox.stop()
        await running


async def test_a_second_process_does_not_end_the_first(telegram: Double, store: Store, inbox_of: Make) -> None:
    inbox = inbox_of(Handler(), poll_s=5)
    polling = asyncio.create_task(inbox.fetch())
    async with asyncio.timeout(10.0):
        while not (await asyncio.to_thread(telegram.status))["polled"]:
            pass
        await asyncio.to_thread(telegram.call, "getUpdates")
        await asyncio.to_thread(telegram.call, "getUpdates", timeout=1)
        assert await polling > 0
    telegram.says(telegram.user(), "/start")
    assert await inbox.fetch() == 0.0
    assert len(store.pending_updates(5, bot_id=BOT)) == 1
