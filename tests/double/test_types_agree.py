"""Two libraries that know Telegram's types read the double's answers, and read the same from them, field by field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import aiogram.types
import pytest
import telegram as ptb
from pydantic import BaseModel, TypeAdapter

from bot.double import Double

Json = dict[str, Any]
IN_NO_MANUAL = {"all_members_are_administrators"}  # Telegram sends it all the same
NOT_IN_PTB = {"supports_join_request_queries", "can_send_welcome_messages"}  # newer than python-telegram-bot 22.8


def from_aiogram(value: Any) -> Any:
    """The fields that aiogram was given, as JSON; raises where the JSON has a field that aiogram does not know."""
    match value:
        case BaseModel():
            assert not value.model_extra, f"{type(value).__name__} does not know {value.model_extra}"
            fields = {name: type(value).model_fields[name].alias or name for name in value.model_fields_set}
            return {alias: from_aiogram(getattr(value, name)) for name, alias in fields.items()}
        case list():
            return [from_aiogram(item) for item in value]
        case datetime():
            return int(value.timestamp())
        case Enum():
            return value.value
        case _:
            return value


def without(names: set[str], value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without(names, item) for name, item in value.items() if name not in names}
    return [without(names, item) for item in value] if isinstance(value, list) else value


def from_ptb(value: ptb.TelegramObject, like: Any) -> Any:
    """The fields of ``like`` as python-telegram-bot holds them; raises where it does not know one."""
    assert not value.api_kwargs, f"{type(value).__name__} does not know {value.api_kwargs}"
    return {name: _ptb_field(value, name, item) for name, item in like.items()}


def _ptb_field(value: ptb.TelegramObject, name: str, like: Any) -> Any:
    held = getattr(value, "from_user" if name == "from" else name)
    if isinstance(held, datetime):
        return int(held.replace(tzinfo=held.tzinfo or UTC).timestamp())
    return _ptb_value(held, like)


def _ptb_value(held: Any, like: Any) -> Any:
    if isinstance(held, ptb.TelegramObject):
        return from_ptb(held, like)
    if isinstance(held, tuple):
        assert len(held) == len(like)
        return [_ptb_value(item, part) for item, part in zip(held, like, strict=True)]
    return held.value if isinstance(held, Enum) else held


def assert_agree(raw: Any, ptb_type: type[ptb.TelegramObject], aiogram_type: Any) -> None:
    raw = without(IN_NO_MANUAL, raw)
    known = without(NOT_IN_PTB, raw)
    assert from_ptb(ptb_type.de_json(known, None), known) == known
    assert from_aiogram(TypeAdapter(aiogram_type).validate_python(raw)) == raw


KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Figures", "callback_data": "f:1"}, {"text": "Copy", "copy_text": {"text": "35.9, 39.0"}}],
        [{"text": "Read", "url": "https://outlet.example/a?b=1"}],
    ]
}
RICH = (
    "<b>Ten <i>left</i></b> <u>a</u><s>b</s><tg-spoiler>c</tg-spoiler> <code>d</code>"
    '<pre><code class="language-sql">e</code></pre><blockquote expandable>f</blockquote>'
    '<a href="https://a.example/">g</a> <tg-time unix="1700000000" format="wDT">h</tg-time> 🚢 /help https://b.example/'
)


def _sent(method: str, **params: Any) -> Callable[[Double, int], Json]:
    def make(telegram: Double, user: int) -> Json:
        return dict(telegram.call(method, chat_id=user, **params)["result"])

    return make


def _reply(telegram: Double, user: int) -> Json:
    first = _sent("sendMessage", text="a", reply_markup=KEYBOARD)(telegram, user)
    return _sent("sendMessage", text="b", reply_parameters={"message_id": first["message_id"]})(telegram, user)


def _edited(telegram: Double, user: int) -> Json:
    first = _sent("sendMessage", text="a")(telegram, user)
    return dict(telegram.call("editMessageText", chat_id=user, message_id=first["message_id"], text="b")["result"])


def _in_topic(telegram: Double, user: int) -> Json:
    forum = telegram.group(user, forum=True)
    return _sent("sendMessage", text="a", message_thread_id=telegram.topic(forum, "Harbour"))(telegram, forum)


def _in_channel(telegram: Double, user: int) -> Json:
    return _sent("sendMessage", text="a")(telegram, telegram.group(user, type="channel", username="harbour_news"))


@pytest.mark.parametrize(
    "make",
    [
        _sent("sendMessage", text=RICH, parse_mode="HTML", reply_markup=KEYBOARD),
        _sent("sendMessage", text="a", link_preview_options={"is_disabled": True}, protect_content=True),
        _sent("sendVenue", latitude=35.95, longitude=39.01, title="Old bridge", address="Raqa"),
        _sent("sendLocation", latitude=35.95, longitude=39.01),
        _sent("sendPhoto", photo="file", caption="<b>Harbour</b>", parse_mode="HTML"),
        _sent("sendDocument", document="file"),
        _reply,
        _edited,
        _in_topic,
        _in_channel,
    ],
)
def test_messages(telegram: Double, make: Callable[[Double, int], Json]) -> None:
    user = telegram.user("Nour", username="nour_reads")
    telegram.says(user, "/start")
    assert_agree(make(telegram, user), ptb.Message, aiogram.types.Message)


def test_updates_of_every_kind(telegram: Double) -> None:
    user = telegram.user()
    telegram.says(user, "/start raqa https://a.example")
    alert = telegram.call("sendMessage", chat_id=user, text="Alert", reply_markup=KEYBOARD)["result"]["message_id"]
    telegram.says(user, "/figures", reply_to=alert)
    telegram.presses(user, alert, "Figures")
    telegram.blocks(user)
    telegram.unblocks(user)
    telegram.migrates(telegram.group(user, type="group"))
    telegram.removes_bot(telegram.group(user, type="channel"), user)
    telegram.says(user, "/latest", chat_id=telegram.group(user), anonymous=True)
    found = telegram.call("getUpdates")["result"]
    assert len(found) == 14
    for update in found:
        assert_agree(update, ptb.Update, aiogram.types.Update)


def test_chats_members_and_the_bot_itself(telegram: Double) -> None:
    user = telegram.user()
    telegram.says(user, "/start")
    assert_agree(telegram.call("getMe")["result"], ptb.User, aiogram.types.User)
    assert_agree(telegram.call("getWebhookInfo")["result"], ptb.WebhookInfo, aiogram.types.WebhookInfo)
    chats = [user, *(telegram.group(user, type=kind) for kind in ("group", "supergroup", "channel"))]
    for chat_id in chats:
        assert_agree(telegram.call("getChat", chat_id=chat_id)["result"], ptb.ChatFullInfo, aiogram.types.ChatFullInfo)
    for status in ("creator", "administrator", "member", "left", "kicked"):
        telegram.makes_admin(chats[2], user, status)
        member = telegram.call("getChatMember", chat_id=chats[2], user_id=user)["result"]
        assert_agree(member, ptb.ChatMember, aiogram.types.ChatMemberUnion)


def test_menus(telegram: Double) -> None:
    telegram.call("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    (command,) = telegram.call("getMyCommands")["result"]
    assert_agree(command, ptb.BotCommand, aiogram.types.BotCommand)
