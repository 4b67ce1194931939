"""Long polling: who waits, what is confirmed, and the conflicts."""

from __future__ import annotations

import asyncio

from bot.double import Double


def test_an_update_comes_again_until_it_is_confirmed(telegram: Double) -> None:
    user = telegram.user()
    for word in ("/a", "/b", "/c"):
        telegram.says(user, word)
    first, second, third = telegram.call("getUpdates")["result"]
    assert telegram.call("getUpdates")["result"] == [first, second, third]
    assert telegram.call("getUpdates", offset=second["update_id"])["result"] == [second, third]
    assert telegram.call("getUpdates", offset=0)["result"] == [second, third]
    assert telegram.call("getUpdates", offset=-1)["result"] == [third]
    assert telegram.call("getUpdates", offset=third["update_id"] + 1)["result"] == []
    assert telegram.status()["pending_updates"] == 0


def test_a_limit_is_kept(telegram: Double) -> None:
    user = telegram.user()
    for _ in range(5):
        telegram.says(user, "/a")
    assert len(telegram.call("getUpdates", limit=2)["result"]) == 2


async def test_a_poller_that_waits_is_woken(telegram: Double) -> None:
    user = telegram.user()
    poll = asyncio.create_task(asyncio.to_thread(telegram.call, "getUpdates", timeout=20))
    await polled(telegram)
    telegram.says(user, "/a")
    answer = await asyncio.wait_for(poll, 20)
    assert [u["message"]["text"] for u in answer["result"]] == ["/a"]


async def test_a_second_poller_ends_the_first(telegram: Double) -> None:
    first = asyncio.create_task(asyncio.to_thread(telegram.call, "getUpdates", timeout=20))
    await polled(telegram)
    second = asyncio.create_task(asyncio.to_thread(telegram.call, "getUpdates", timeout=20))
    refused = await asyncio.wait_for(first, 20)
    telegram.says(telegram.user(), "/a")
    await second
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


def test_a_webhook_forbids_polling_until_it_is_deleted(telegram: Double) -> None:
    telegram.call("setWebhook", url="https://bot.example/hook")
    refused = telegram.call("getUpdates")
    assert (refused["error_code"], refused["description"][:57]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is ac",
    )
    assert telegram.call("getWebhookInfo")["result"]["url"] == "https://bot.example/hook"
    telegram.call("deleteWebhook")
    assert telegram.call("getUpdates")["ok"]


def test_updates_that_nobody_asked_for_are_not_kept(telegram: Double) -> None:
    telegram.call("getUpdates", allowed_updates=["callback_query"])
    telegram.says(telegram.user(), "/a")
    assert telegram.status()["pending_updates"] == 0


def test_pending_updates_can_be_dropped(telegram: Double) -> None:
    telegram.says(telegram.user(), "/a")
    telegram.call("deleteWebhook", drop_pending_updates=True)
    assert telegram.status()["pending_updates"] == 0


async def polled(telegram: Double) -> None:
    """Somebody waits for updates."""
    async with asyncio.timeout(20):
        while not (await asyncio.to_thread(telegram.status))["polled"]:
            pass
