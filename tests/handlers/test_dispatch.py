"""Updates as the double makes them, through the adapter, into the real store; no deliverer: the outbox is looked at."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder

from bot.deliver.request import AiohttpRequest
from bot.double import Double
from bot.errors import StoreError
from bot.render.alert import latest
from bot.types import Lane, Message, NewDelivery, Sent
from handlers.command import Command, Desk, Request
from handlers.dispatch import register
from handlers.menu import set_menu
from tests.handlers.desk import NOW
from tests.render.samples import stored

ARTICLE = stored().article.id


@dataclass(slots=True)
class Bot:
    """The adapter between the double and the store."""

    application: Application[Any, Any, Any, Any, Any, Any]
    telegram: Double
    desk: Desk
    answered: list[tuple[int, Sequence[NewDelivery]]] = field(default_factory=list)
    offset: int = 0
    told: asyncio.Event = field(default_factory=asyncio.Event)  # set by each answer

    async def enqueue(self, update_id: int, deliveries: Sequence[NewDelivery]) -> None:
        self.answered.append((update_id, deliveries))
        self.told.set()
        await asyncio.to_thread(self.desk.store.answer, update_id, deliveries, NOW)

    def key(self, update_id: int, number: int) -> str:
        return f"a:{self.telegram.token.partition(':')[0]}:{update_id}:{number}"

    async def handles_all(self) -> list[NewDelivery]:
        """Everything that waits at Telegram; the deliveries it asked for. Each update is answered exactly once."""
        before = len(self.answered)
        updates = await self.waiting()
        for update in updates:
            await self.handles(update)
        assert [update_id for update_id, _ in self.answered[before:]] == [update["update_id"] for update in updates]
        return [delivery for _, deliveries in self.answered[before:] for delivery in deliveries]

    async def waiting(self) -> list[dict[str, Any]]:
        answer = await asyncio.to_thread(self.telegram.call, "getUpdates", offset=self.offset, timeout=0)
        updates: list[dict[str, Any]] = answer["result"]
        self.offset = max([self.offset, *(update["update_id"] + 1 for update in updates)])
        return updates

    async def handles(self, update: dict[str, Any]) -> None:
        payload = json.dumps(update)
        await asyncio.to_thread(self.desk.store.accept_updates, [(update["update_id"], payload)], NOW)
        await self.application.process_update(Update.de_json(json.loads(payload), self.application.bot))

    def shows(self, chat_id: int, message: Message) -> int:
        """A message of ours in a chat, as the deliverer would send it; its id."""
        rows = [[{"text": b.text, "callback_data": b.data} for b in row if b.data] for row in message.buttons]
        keyboard = {"inline_keyboard": [row for row in rows if row]}
        answer = self.telegram.call("sendMessage", chat_id=chat_id, text=message.text, reply_markup=keyboard)
        return int(answer["result"]["message_id"])

    async def alerts(self, *, keyboard: bool = True) -> tuple[int, int]:
        """A user who has an alert in the private chat: the user's id and the message's."""
        user = self.telegram.user()
        self.telegram.says(user, "/start")
        (greeting,) = await self.handles_all()
        store = self.desk.store
        (delivery,) = store.claim_deliveries(NOW, 10, 60)
        store.mark_sending(delivery.id, NOW)
        message_id = self.shows(user, latest(stored(), self.desk.words) if keyboard else greeting.message)
        store.settle(delivery, Sent(message_id=message_id), NOW)
        return user, message_id


@pytest.fixture
async def bot(telegram: Double, desk: Desk) -> AsyncIterator[Bot]:
    async with running(telegram, desk) as started:
        yield started


class running:
    """A bot that is initialized: it knows its own name."""

    def __init__(self, telegram: Double, desk: Desk, *, ask_within_s: float = 30.0) -> None:
        builder = ApplicationBuilder().token(telegram.token).base_url(telegram.base_url)
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
        self._bot = Bot(builder.updater(None).job_queue(None).build(), telegram, desk)
        self._ask_within_s = ask_within_s

    async def __aenter__(self) -> Bot:
        register(self._bot.application, self._bot.desk, self._bot.enqueue, lambda: NOW, ask_within_s=self._ask_within_s)
        await self._bot.application.initialize()
        return self._bot

    async def __aexit__(self, *_: object) -> None:
        await self._bot.application.shutdown()


async def test_a_command_is_answered_once_into_the_outbox(bot: Bot) -> None:
    user = bot.telegram.user()
    update = bot.telegram.says(user, "/summary harbour")["update_id"]
    (delivery,) = await bot.handles_all()
    assert (delivery.key, delivery.chat_id, delivery.lane) == (bot.key(update, 0), user, Lane.ANSWER)
    assert delivery.message.text.startswith("Port Selin: last 24 hours")
    assert delivery.reply_to is None
    (claimed,) = bot.desk.store.claim_deliveries(NOW, 10, 60)
    assert claimed.message == delivery.message
    assert bot.desk.store.pending_updates(10) == ()


async def test_the_same_update_again_after_a_crash_changes_nothing(bot: Bot) -> None:
    bot.telegram.says(bot.telegram.user(), "/subscribe harbour")
    (update,) = await bot.waiting()
    await bot.handles(update)
    await bot.handles(update)
    (_, first), (_, second) = bot.answered
    assert first == second
    assert len(bot.desk.store.claim_deliveries(NOW, 10, 60)) == 1


async def test_an_answer_of_several_messages_has_a_key_for_each(bot: Bot) -> None:
    update = bot.telegram.says(bot.telegram.user(), "/where harbour")["update_id"]
    deliveries = await bot.handles_all()
    assert [delivery.key for delivery in deliveries] == [bot.key(update, 0), bot.key(update, 1)]


async def test_in_a_group_the_answer_is_a_reply(bot: Bot) -> None:
    user = bot.telegram.user()
    group = bot.telegram.group(user)
    await bot.handles_all()
    asked = bot.telegram.says(user, "/where harbour", chat_id=group)
    first, second = (await bot.handles_all())[-2:]
    assert first.reply_to == asked["message_id"]
    assert second.reply_to is None


async def test_in_a_forum_the_answer_stays_in_its_topic(bot: Bot) -> None:
    user = bot.telegram.user()
    forum = bot.telegram.group(user, forum=True)
    thread = bot.telegram.topic(forum, "Harbour")
    await bot.handles_all()
    bot.telegram.says(user, "/subscribe harbour", chat_id=forum, thread_id=thread)
    (delivery,) = await bot.handles_all()
    assert delivery.thread_id == thread
    (subscription,) = bot.desk.store.subscriptions_of(forum)
    assert subscription.thread_id == thread


async def test_a_reply_to_an_alert_speaks_of_that_alert(bot: Bot) -> None:
    user, message_id = await bot.alerts()
    bot.telegram.says(user, "/figures", reply_to=message_id)
    (delivery,) = await bot.handles_all()
    assert delivery.message.text.startswith("Figures: Boats reach stranded ferries")
    assert delivery.article_id == ARTICLE


async def test_a_reply_to_an_answer_about_an_alert_speaks_of_that_alert(bot: Bot) -> None:
    user, message_id = await bot.alerts()
    bot.telegram.presses(user, message_id, "Figures 2")
    await bot.handles_all()
    (delivery,) = bot.desk.store.claim_deliveries(NOW, 10, 60)
    answered = bot.shows(user, delivery.message)
    bot.desk.store.mark_sending(delivery.id, NOW)
    bot.desk.store.settle(delivery, Sent(message_id=answered), NOW)
    bot.telegram.says(user, "/quotes", reply_to=answered)
    (delivery,) = await bot.handles_all()
    assert delivery.message.text.startswith("Quotes: Boats reach stranded ferries")


async def test_a_reply_to_something_else_is_a_command_like_any_other(bot: Bot) -> None:
    user, message_id = await bot.alerts(keyboard=False)
    bot.telegram.says(user, "/figures", reply_to=message_id)
    (delivery,) = await bot.handles_all()
    assert delivery.message.text.startswith("Which topic?")


async def test_a_button_answers_below_the_alert(bot: Bot) -> None:
    user, message_id = await bot.alerts()
    bot.telegram.presses(user, message_id, "Quotes 1")
    (delivery,) = await bot.handles_all()
    assert delivery.message.text.startswith("Quotes: Boats reach")
    assert delivery.reply_to == message_id
    assert [entry["what"] for entry in bot.telegram.journal()][-1] == "answered"


@pytest.mark.parametrize(
    "data", ["f:1", "a:figures:", "a:nonsense:1", "c:\x00:1", "🇸🇾" * 8, "a:" + "x" * 62, "c:start_:x", "{}"]
)
async def test_forged_data_gets_a_short_answer_and_nothing_else(bot: Bot, data: str) -> None:
    user, message_id = await bot.alerts()
    bot.telegram.presses(user, message_id, data=data, forged=True)
    assert await bot.handles_all() == []
    assert bot.telegram.journal()[-1]["text"] == "This button no longer works. /help lists what does."


async def test_a_forged_id_of_an_article_gets_one_line(bot: Bot) -> None:
    user, message_id = await bot.alerts()
    bot.telegram.presses(user, message_id, data="a:figures:' OR 1=1 --", forged=True)
    (delivery,) = await bot.handles_all()
    assert delivery.message.text.startswith("I no longer have the article")


async def test_a_press_too_old_to_acknowledge_is_answered_all_the_same(bot: Bot) -> None:
    user, message_id = await bot.alerts()
    bot.telegram.presses(user, message_id, "Quotes 1")
    (update,) = await bot.waiting()
    update["callback_query"]["id"] = "1"
    await bot.handles(update)
    ((_, (delivery,)),) = bot.answered[-1:]
    assert delivery.message.text.startswith("Quotes:")


async def test_a_press_is_answered_before_telegram_is_told_that_it_was_seen(bot: Bot) -> None:
    user, message_id = await bot.alerts()
    bot.telegram.fails("hang", method="answerCallbackQuery")
    bot.telegram.presses(user, message_id, "Quotes 1")
    (update,) = await bot.waiting()
    bot.told.clear()
    handling = asyncio.create_task(bot.handles(update))
    async with asyncio.timeout(10.0):
        await bot.told.wait()
    handling.cancel()
    ((_, (delivery,)),) = bot.answered[-1:]
    assert delivery.message.text.startswith("Quotes:")


async def test_a_press_is_done_with_soon_where_telegram_hangs(telegram: Double, desk: Desk) -> None:
    async with running(telegram, desk, ask_within_s=0.05) as bot:
        user, message_id = await bot.alerts()
        telegram.fails("hang", method="answerCallbackQuery")
        telegram.presses(user, message_id, "Quotes 1")
        async with asyncio.timeout(10.0):
            assert len(await bot.handles_all()) == 1


async def test_a_press_under_a_message_that_is_gone_is_answered(bot: Bot) -> None:
    user, message_id = await bot.alerts()
    bot.telegram.presses(user, message_id, "Quotes 1")
    (update,) = await bot.waiting()
    chat = update["callback_query"]["message"]["chat"]
    update["callback_query"]["message"] = {"chat": chat, "message_id": message_id, "date": 0}
    await bot.handles(update)
    ((_, (delivery,)),) = bot.answered[-1:]
    assert delivery.message.text.startswith("Quotes:")


@pytest.mark.parametrize("role", ["creator", "administrator"])
async def test_those_who_run_a_group_subscribe_it(bot: Bot, role: str) -> None:
    owner, user = bot.telegram.user(), bot.telegram.user("Sami")
    group = bot.telegram.group(owner)
    bot.telegram.makes_admin(group, user, role)
    bot.telegram.says(user, "/subscribe harbour", chat_id=group)
    await bot.handles_all()
    assert [each.topic for each in bot.desk.store.subscriptions_of(group)] == ["harbour"]


async def test_a_member_of_a_group_does_not(bot: Bot) -> None:
    owner, user = bot.telegram.user(), bot.telegram.user("Sami")
    group = bot.telegram.group(owner)
    bot.telegram.makes_admin(group, user, "member")
    bot.telegram.says(user, "/subscribe harbour", chat_id=group)
    (*_, delivery) = await bot.handles_all()
    assert delivery.message.text.startswith("Only admins")
    assert bot.desk.store.subscriptions_of(group) == ()


async def test_a_members_press_on_an_admins_button_changes_nothing(bot: Bot) -> None:
    owner, user = bot.telegram.user(), bot.telegram.user("Sami")
    group = bot.telegram.group(owner)
    bot.telegram.makes_admin(group, user, "member")
    (greeting, *_) = await bot.handles_all()
    message_id = bot.shows(group, greeting.message)
    bot.telegram.presses(group, message_id, "➕ Port Selin", user_id=user)
    (delivery,) = await bot.handles_all()
    assert delivery.message.text.startswith("Only admins")
    bot.telegram.presses(group, message_id, "➕ Port Selin", user_id=owner)
    await bot.handles_all()
    assert [each.topic for each in bot.desk.store.subscriptions_of(group)] == ["harbour"]


async def test_an_anonymous_admin_is_one(bot: Bot) -> None:
    owner = bot.telegram.user()
    group = bot.telegram.group(owner)
    bot.telegram.says(owner, "/subscribe harbour", chat_id=group, anonymous=True)
    await bot.handles_all()
    assert [each.topic for each in bot.desk.store.subscriptions_of(group)] == ["harbour"]


async def test_where_telegram_cannot_tell_who_is_admin_nothing_changes(bot: Bot) -> None:
    owner = bot.telegram.user()
    group = bot.telegram.group(owner)
    bot.telegram.fails("fail", method="getChatMember")
    bot.telegram.says(owner, "/subscribe harbour", chat_id=group)
    (*_, delivery) = await bot.handles_all()
    assert delivery.message.text.startswith("I could not check whether you are an admin")
    assert bot.desk.store.subscriptions_of(group) == ()


async def test_where_telegram_hangs_over_who_is_admin_the_answer_says_so(telegram: Double, desk: Desk) -> None:
    async with running(telegram, desk, ask_within_s=0.05) as bot:
        owner = telegram.user()
        group = telegram.group(owner)
        telegram.fails("hang", method="getChatMember")
        telegram.says(owner, "/subscribe harbour", chat_id=group)
        async with asyncio.timeout(10.0):
            (*_, delivery) = await bot.handles_all()
    assert delivery.message.text.startswith("I could not check whether you are an admin")
    assert desk.store.subscriptions_of(group) == ()


async def test_a_reading_command_in_a_group_asks_nobody_who_is_admin(bot: Bot) -> None:
    owner = bot.telegram.user()
    group = bot.telegram.group(owner)
    bot.telegram.says(owner, "/summary harbour", chat_id=group)
    await bot.handles_all()
    assert "getChatMember" not in bot.telegram.status()["counts"]


async def test_a_group_that_adds_the_bot_is_greeted(bot: Bot) -> None:
    group = bot.telegram.group(bot.telegram.user())
    (delivery,) = await bot.handles_all()
    assert delivery.chat_id == group
    assert delivery.message.text.startswith("Dateline sends short news alerts to this chat")


async def test_who_blocks_the_bot_gets_nothing_until_they_unblock_it(bot: Bot) -> None:
    user = bot.telegram.user()
    bot.telegram.says(user, "/subscribe harbour")
    await bot.handles_all()
    bot.telegram.blocks(user)
    await bot.handles_all()
    assert bot.desk.store.subscriptions() == ()
    bot.telegram.unblocks(user)
    assert await bot.handles_all() == []
    assert [each.chat_id for each in bot.desk.store.subscriptions()] == [user]


async def test_a_group_that_throws_the_bot_out_is_inactive(bot: Bot) -> None:
    owner = bot.telegram.user()
    group = bot.telegram.group(owner)
    bot.telegram.says(owner, "/subscribe harbour", chat_id=group)
    await bot.handles_all()
    bot.telegram.removes_bot(group, owner)
    await bot.handles_all()
    chat = bot.desk.store.chat(group)
    assert chat is not None
    assert not chat.active


async def test_a_group_that_becomes_a_supergroup_keeps_its_topics(bot: Bot) -> None:
    owner = bot.telegram.user()
    group = bot.telegram.group(owner, type="group")
    bot.telegram.says(owner, "/subscribe harbour", chat_id=group)
    await bot.handles_all()
    new = bot.telegram.migrates(group)
    await bot.handles_all()
    assert [each.topic for each in bot.desk.store.subscriptions_of(new)] == ["harbour"]
    assert bot.desk.store.subscriptions_of(group) == ()


async def test_an_unknown_command_in_private_gets_one_line(bot: Bot) -> None:
    bot.telegram.says(bot.telegram.user(), "/frobnicate now")
    (delivery,) = await bot.handles_all()
    assert delivery.message.text == "I do not know that command. /help lists those I know."


async def test_text_in_private_gets_a_hint(bot: Bot) -> None:
    bot.telegram.says(bot.telegram.user(), "what is new about the harbour?")
    (delivery,) = await bot.handles_all()
    assert delivery.message.text.startswith("I answer commands only.")


@pytest.mark.parametrize("text", ["/frobnicate", "hello @all", "/summary@some_other_bot"])
async def test_in_a_group_what_is_not_for_us_is_passed_over(bot: Bot, text: str) -> None:
    bot.telegram.does("sees_all")
    owner = bot.telegram.user()
    group = bot.telegram.group(owner)
    await bot.handles_all()
    bot.telegram.says(owner, text, chat_id=group)
    assert await bot.handles_all() == []


async def test_an_edited_command_is_not_asked_anew(bot: Bot) -> None:
    bot.telegram.says(bot.telegram.user(), "/subscribe harbour")
    (update,) = await bot.waiting()
    update["edited_message"] = update.pop("message") | {"edit_date": 1}
    await bot.handles(update)
    assert bot.answered == [(update["update_id"], ())]


async def test_a_command_in_a_channel_is_its_admins(bot: Bot) -> None:
    chat = {"id": -1001, "type": "channel", "title": "News"}
    entity = {"type": "bot_command", "offset": 0, "length": 10}
    post = {
        "message_id": 5,
        "date": 1,
        "chat": chat,
        "sender_chat": chat,
        "text": "/subscribe harbour",
        "entities": [entity],
    }
    await bot.handles({"update_id": 9, "channel_post": post})
    (subscription,) = bot.desk.store.subscriptions_of(-1001)
    assert subscription.topic == "harbour"


async def test_a_kind_of_update_that_we_do_not_know_is_done_with(bot: Bot) -> None:
    await bot.handles({"update_id": 10, "invented_in_2031": {"x": 1}})
    assert bot.answered == [(10, ())]


async def test_a_command_that_breaks_says_so_and_is_done_with(telegram: Double, desk: Desk) -> None:
    def breaks(request: Request, desk: Desk) -> tuple[Message, ...]:
        raise ZeroDivisionError

    async with running(telegram, replace(desk, commands=(Command(name="summary", callback=breaks),))) as bot:
        bot.telegram.says(bot.telegram.user(), "/summary harbour")
        (delivery,) = await bot.handles_all()
    assert delivery.message.text == "Something went wrong on my side. Please try again in a minute."


async def test_a_command_that_the_database_fails_is_not_done_with(telegram: Double, desk: Desk) -> None:
    failed: list[Exception | None] = []

    def locked(request: Request, desk: Desk) -> tuple[Message, ...]:
        raise StoreError("another program holds the database")

    async def remember(update: object, context: Any) -> None:
        failed.append(context.error)

    async with running(telegram, replace(desk, commands=(Command(name="summary", callback=locked),))) as bot:
        bot.application.add_error_handler(remember)
        telegram.says(telegram.user(), "/summary harbour")
        (update,) = await bot.waiting()
        await bot.handles(update)
        assert bot.answered == []
    assert [type(error) for error in failed] == [StoreError]


async def test_the_menu_reaches_telegram_for_each_kind_of_chat(bot: Bot) -> None:
    await set_menu(bot.application.bot, bot.desk)
    commands = bot.telegram.status()["commands"]
    assert len(commands) == 3
