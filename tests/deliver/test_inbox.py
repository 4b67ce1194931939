"""Updates: kept before they are confirmed, handled after, whatever happens between."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.deliver.inbox import Inbox, Row
from bot.deliver.request import AiohttpRequest
from bot.double import Double
from bot.store.store import Store
from tests.deliver.fakes import Clock
from tests.deliver.samples import NOON, new
from tests.deliver.servers import Answer, hang_up, http, in_turn, refuses, says, serving

TOKEN = "123456789:" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456-_"


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
            self._store.answer(row.update_id, [answer], NOON)

    def texts(self) -> list[str]:
        return [text for _, text in self.handled]


Make = Callable[..., Inbox]


@pytest.fixture
def inbox_of(telegram: Double, store: Store, request_: AiohttpRequest) -> Make:
    def make(handle: Callable[[Row], Awaitable[None]], **given: object) -> Inbox:
        url = f"{telegram.base_url}{telegram.token}"
        return Inbox(request_, url, store, handle, clock=Clock().now, **{"poll_s": 0, **given})  # type: ignore[arg-type]

    return make


def _update(update_id: int, text: str, chat_id: int = 5) -> dict[str, object]:
    return {"update_id": update_id, "message": {"message_id": 1, "text": text, "chat": {"id": chat_id}}}


async def _fetched(store: Store, answer: Answer, times: int = 1) -> tuple[list[float], list[bytes]]:
    """The waits after so many fetches from a server that answers so, and the requests it got."""
    async with serving(answer) as (url, requests), AiohttpRequest(connect_s=2.0, read_s=2.0) as request:
        inbox = Inbox(request, url + TOKEN, store, Handler(), clock=Clock().now, poll_s=0)
        return [await inbox.fetch() for _ in range(times)], requests


# ── fetching ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_update_is_stored_before_the_offset_moves_past_it(
    telegram: Double, store: Store, inbox_of: Make
) -> None:
    telegram.says(telegram.user(), "/start")
    inbox = inbox_of(Handler())
    assert await inbox.fetch() == 0.0
    (row,) = store.pending_updates(10)
    assert json.loads(row.payload)["message"]["text"] == "/start"
    assert telegram.status()["pending_updates"] == 1
    await inbox.fetch()
    assert telegram.status()["pending_updates"] == 0


async def test_an_update_that_could_not_be_stored_stays_with_telegram(telegram: Double, inbox_of: Make) -> None:
    class FullDisk(Handler):
        def next_offset(self, now: object) -> None:
            return None

        def accept_updates(self, rows: object, now: object) -> int:
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
    assert len(store.pending_updates(10)) == 1


async def test_an_update_without_an_id_is_left_out_and_the_others_are_kept(store: Store) -> None:
    waits, _ = await _fetched(store, says([{"message": {}}, 7, None, _update(9, "a")]))
    assert waits == [0.0]
    assert [row.update_id for row in store.pending_updates(10)] == [9]


async def test_text_that_is_no_unicode_is_kept(store: Store) -> None:
    await _fetched(store, says([_update(9, "wave \ud83c")]))
    assert json.loads(store.pending_updates(1)[0].payload)["message"]["text"] == "wave \ud83c"


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


async def test_updates_are_handled_oldest_first_and_once(store: Store, inbox_of: Make) -> None:
    store.accept_updates([(n, json.dumps(_update(n, f"say {n}"))) for n in (3, 1, 2)], NOON)
    handler = Handler(store)
    inbox = inbox_of(handler)
    assert await inbox.process() == 3
    assert await inbox.process() == 0
    assert handler.texts() == ["say 1", "say 2", "say 3"]
    assert len(store.claim_deliveries(NOON, 10, 60)) == 1


async def test_an_update_whose_handler_writes_no_answer_is_done_too(store: Store, inbox_of: Make) -> None:
    store.accept_updates([(1, json.dumps(_update(1, "thanks")))], NOON)
    inbox = inbox_of(Handler())
    await inbox.process()
    assert await inbox.process() == 0


async def test_an_update_that_fails_is_tried_three_times_and_holds_back_nobody(store: Store, inbox_of: Make) -> None:
    rows = [_update(1, "bad", 5), _update(2, "good", 6), _update(3, "also good", 5)]
    store.accept_updates([(int(str(row["update_id"])), json.dumps(row)) for row in rows], NOON)
    handler = Handler(store)
    handler.fails_on["bad"] = 99
    inbox = inbox_of(handler)
    while await inbox.process():
        pass
    assert handler.texts().count("bad") == 3
    assert handler.texts().count("good") == 1
    assert handler.texts().count("also good") == 1


async def test_an_update_that_fails_once_is_answered_in_the_end(store: Store, inbox_of: Make) -> None:
    store.accept_updates([(1, json.dumps(_update(1, "shy")))], NOON)
    handler = Handler(store)
    handler.fails_on["shy"] = 1
    inbox = inbox_of(handler)
    while await inbox.process():
        pass
    assert [one.message.text for one in store.claim_deliveries(NOON, 10, 60)] == ["answer to shy"]


async def test_a_slow_chat_holds_back_no_other_but_its_own_order(store: Store, inbox_of: Make) -> None:
    rows = [_update(1, "slow", 5), _update(2, "after slow", 5), _update(3, "quick", 6)]
    store.accept_updates([(int(str(row["update_id"])), json.dumps(row)) for row in rows], NOON)
    gate, ended = asyncio.Event(), []

    async def handle(row: Row) -> None:
        if "slow" in row.payload:
            await gate.wait()
        else:
            gate.set()
        ended.append(row.update_id)

    await inbox_of(handle).process()
    assert ended == [3, 1, 2]


async def test_an_update_that_kills_the_process_again_and_again_is_given_up(store: Store, inbox_of: Make) -> None:
    store.accept_updates([(1, json.dumps(_update(1, "deadly")))], NOON)
    for _ in range(10):
        store.pending_updates(5)  # begun, and never ended
    handler = Handler()
    inbox = inbox_of(handler)
    await inbox.process()
    assert handler.handled == []
    assert await inbox.process() == 0


@pytest.mark.parametrize(
    "payload", ["{}", '{"message": 4}', '{"message": {"chat": null}}', '{"a": {"chat": {"id": "x"}}}']
)
async def test_an_update_of_no_known_shape_reaches_the_handler(store: Store, inbox_of: Make, payload: str) -> None:
    store.accept_updates([(1, payload)], NOON)
    seen: list[str] = []

    async def handle(row: Row) -> None:
        seen.append(row.payload)

    await inbox_of(handle).process()
    assert seen == [payload]


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
    assert len(store.pending_updates(5)) == 1
