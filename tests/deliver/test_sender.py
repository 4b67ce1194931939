"""What a delivery looks like in the chat, and how its send ends."""

import asyncio
from dataclasses import replace

import pytest
from telegram import Bot

from bot.deliver.sender import LONGEST, Sender, cut_utf16
from bot.double import Double
from bot.types import Button, Gone, MapPin, Migrated, Paused, Rejected, RetryAt, Sent
from tests.deliver.samples import delivery

PIN = MapPin(lat=35.95, lon=39.01, title="Raqa", address="Raqqa Governorate, SY")


@pytest.fixture
def reader(telegram: Double) -> int:
    """A private chat that the bot may write to."""
    user = telegram.user()
    telegram.says(user, "/start")
    return user


async def test_html_arrives_as_text_with_entities(telegram: Double, bot: Bot, reader: int) -> None:
    outcome = await Sender(bot).send(delivery(reader, "Ferries wait"))
    (sent,) = telegram.sent(reader)
    assert outcome == Sent(message_id=sent["message_id"])
    assert (sent["text"], sent["message"]["entities"][0]["type"]) == ("Ferries wait", "bold")


async def test_buttons_silence_and_the_alert_it_replies_to_are_kept(telegram: Double, bot: Bot, reader: int) -> None:
    first = await Sender(bot).send(delivery(reader))
    assert isinstance(first, Sent)
    rows = ((Button(text="Who", data="who:1"), Button(text="Source", url="https://news.example/1")),)
    await Sender(bot).send(delivery(reader, buttons=rows, silent=True, reply_to=first.message_id))
    shown = telegram.sent(reader)[-1]["message"]
    assert [button["text"] for button in shown["reply_markup"]["inline_keyboard"][0]] == ["Who", "Source"]
    assert shown["reply_to_message"]["message_id"] == first.message_id
    assert telegram.sent(reader)[-1]["silent"] is True


async def test_a_place_arrives_as_a_map_pin(telegram: Double, bot: Bot, reader: int) -> None:
    outcome = await Sender(bot).send(delivery(reader, pin=PIN))
    assert isinstance(outcome, Sent)
    shown = telegram.sent(reader)[-1]["message"]
    assert (shown["venue"]["title"], shown["venue"]["address"]) == (PIN.title, PIN.address)


async def test_html_that_telegram_cannot_read_arrives_as_plain_text(telegram: Double, bot: Bot, reader: int) -> None:
    outcome = await Sender(bot).send(delivery(reader, html="<b>broken <nonsense>", text="not broken"))
    assert isinstance(outcome, Sent)
    assert [(sent["text"], "entities" in sent["message"]) for sent in telegram.sent(reader)] == [("not broken", False)]


async def test_a_message_too_long_arrives_cut(telegram: Double, bot: Bot, reader: int) -> None:
    words = "🌊" * 3000
    assert isinstance(await Sender(bot).send(delivery(reader, words)), Sent)
    (sent,) = telegram.sent(reader)
    assert sent["text"].endswith("🌊…")
    assert LONGEST - 2 <= len(sent["text"].encode("utf-16-le")) // 2 <= LONGEST


async def test_a_reply_to_a_message_that_is_gone_still_arrives(telegram: Double, bot: Bot, reader: int) -> None:
    assert isinstance(await Sender(bot).send(delivery(reader, reply_to=9999)), Sent)


async def test_a_topic_that_is_gone_does_not_cost_the_alert(telegram: Double, bot: Bot, reader: int) -> None:
    group = telegram.group(reader, forum=True)
    thread_id = telegram.topic(group, "Harbour")
    telegram.does("delete_topic", chat_id=group, thread_id=thread_id)
    assert isinstance(await Sender(bot).send(delivery(group, thread_id=thread_id)), Sent)
    assert telegram.sent(group)[0]["thread_id"] is None


async def test_a_topic_gets_its_messages(telegram: Double, bot: Bot, reader: int) -> None:
    group = telegram.group(reader, forum=True)
    thread_id = telegram.topic(group, "Harbour")
    await Sender(bot).send(delivery(group, thread_id=thread_id))
    assert telegram.sent(group)[0]["thread_id"] == thread_id


async def test_buttons_that_telegram_refuses_are_left_out(telegram: Double, bot: Bot, reader: int) -> None:
    rows = ((Button(text="Who", data="x" * 65),),)
    assert isinstance(await Sender(bot).send(delivery(reader, buttons=rows)), Sent)
    assert len(telegram.sent(reader)) == 1


async def test_a_refusal_that_nobody_foresaw_gets_the_barest_form(telegram: Double, bot: Bot, reader: int) -> None:
    telegram.fails("error", description="Bad Request: the moon is full", nth=[1])
    assert isinstance(await Sender(bot).send(delivery(reader, "Ferries wait")), Sent)
    assert [sent["text"] for sent in telegram.sent(reader)] == ["Ferries wait"]


async def test_a_message_refused_in_every_form_is_rejected(telegram: Double, bot: Bot, reader: int) -> None:
    telegram.fails("error", description="Bad Request: the moon is full")
    outcome = await Sender(bot).send(delivery(reader))
    assert isinstance(outcome, Rejected)
    assert "moon" in outcome.reason
    assert telegram.status()["counts"]["sendmessage"] <= 5


async def test_a_lone_surrogate_does_not_cost_the_alert(telegram: Double, bot: Bot, reader: int) -> None:
    odd = delivery(
        reader, html="wave \ud83c end", text="wave \ud83c end", buttons=((Button(text="\ud83c", data="a"),),)
    )
    assert isinstance(await Sender(bot).send(odd), Sent)
    assert telegram.sent(reader)[0]["text"] == "wave ? end"


async def test_a_reader_who_blocked_the_bot_is_gone(telegram: Double, bot: Bot, reader: int) -> None:
    telegram.blocks(reader)
    assert isinstance(await Sender(bot).send(delivery(reader)), Gone)


async def test_a_chat_that_nobody_knows_is_gone(telegram: Double, bot: Bot) -> None:
    assert isinstance(await Sender(bot).send(delivery(424242)), Gone)


async def test_a_group_that_moved_names_its_new_address(telegram: Double, bot: Bot, reader: int) -> None:
    group = telegram.group(reader, type="group")
    moved_to = telegram.migrates(group)
    assert await Sender(bot).send(delivery(group)) == Migrated(chat_id=moved_to)


async def test_a_flood_wait_is_a_snooze(telegram: Double, bot: Bot, reader: int) -> None:
    telegram.fails("flood", retry_after=40_000)
    assert await Sender(bot).send(delivery(reader)) == RetryAt(after_s=40_000.0, reason="flood wait", snooze=True)


async def test_a_revoked_token_stops_all(telegram: Double, bot: Bot, reader: int) -> None:
    telegram.revokes_token()
    outcome = await Sender(bot).send(delivery(reader))
    assert isinstance(outcome, Paused)
    assert outcome.fatal


@pytest.mark.parametrize(
    ("fault", "rule", "arrived", "uncertain"),
    [
        ("refuse", {}, 0, True),  # nobody can tell it from an answer that was lost
        ("hang", {}, 0, True),
        ("hang_after", {}, 1, True),
        ("close_after", {}, 1, True),
        ("half", {}, 1, True),
        ("garbage", {}, 1, True),
        ("fail", {"status": 500}, 0, True),
        ("fail", {"status": 502, "html": True, "delivered": True}, 1, True),
    ],
)
async def test_whatever_may_have_arrived_is_uncertain(
    telegram: Double, bot: Bot, reader: int, fault: str, rule: dict[str, object], arrived: int, uncertain: bool
) -> None:
    telegram.fails(fault, **rule)
    outcome = await Sender(bot, read_timeout_s=0.2).send(delivery(reader))
    assert isinstance(outcome, RetryAt)
    assert (outcome.uncertain, outcome.snooze) == (uncertain, False)
    assert len(telegram.sent(reader)) == arrived
    assert telegram.status()["counts"]["sendmessage"] == 1


async def test_telegram_away_is_safe_to_repeat(telegram: Double, bot: Bot, reader: int) -> None:
    await asyncio.to_thread(telegram.goes_away)  # so that the loop sees the kept connection end
    outcome = await Sender(bot).send(delivery(reader))
    telegram.comes_back()
    assert isinstance(outcome, RetryAt)
    assert not outcome.uncertain


async def test_a_send_that_never_ends_is_uncertain(telegram: Double, bot: Bot, reader: int) -> None:
    telegram.fails("hang_after")
    outcome = await Sender(bot, deadline_s=0.2).send(delivery(reader))
    assert isinstance(outcome, RetryAt)
    assert outcome.uncertain


@pytest.mark.parametrize(("longest", "cut"), [(6, "ab🌊cd"), (5, "ab🌊…"), (4, "ab…"), (3, "ab…")])
def test_a_cut_counts_utf16_units_and_splits_no_pair(longest: int, cut: str) -> None:
    assert cut_utf16("ab🌊cd", longest) == cut


async def test_a_place_that_telegram_refuses_arrives_as_words(telegram: Double, bot: Bot, reader: int) -> None:
    telegram.fails("error", method="sendVenue", description="Bad Request: VENUE_ID_INVALID")
    bare = delivery(reader, pin=PIN)
    outcome = await Sender(bot).send(replace(bare, message=replace(bare.message, text="")))
    assert isinstance(outcome, Sent)
    assert telegram.sent(reader)[0]["text"].startswith("Raqa\nRaqqa Governorate, SY\n35.95")
