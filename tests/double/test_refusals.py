"""What the Bot API refuses, and with which code and words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.double import Double


@pytest.fixture
def user(telegram: Double) -> int:
    """Someone who has opened the bot."""
    user_id = telegram.user()
    telegram.says(user_id, "/start")
    return user_id


def refusal(telegram: Double, method: str, **params: Any) -> str:
    answer = telegram.call(method, **params)
    assert answer["ok"] is False
    return f"{answer['error_code']} {answer['description']}"


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Figures", **fields}]]}


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({}, "400 Bad Request: message text is empty"),
        ({"text": "  \n "}, "400 Bad Request: text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "400 Bad Request: text must be non-empty"),
        ({"text": "a" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "🚢" * 2049}, "400 Bad Request: message is too long"),
        ({"text": "a" * 40_000}, "400 Bad Request: text is too long"),
        ({"text": "a\ud800"}, "400 Bad Request: strings must be encoded in UTF-8"),
        ({"text": "a", "parse_mode": "BBCode"}, "400 Bad Request: unsupported parse_mode"),
        (
            {"text": "a < b", "parse_mode": "html"},
            '400 Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 2',
        ),
        ({"text": "a", "reply_parameters": {"message_id": 999}}, "400 Bad Request: message to be replied not found"),
        ({"text": "a", "message_thread_id": 999}, "400 Bad Request: message thread not found"),
        ({"text": "a", "reply_markup": "{"}, "400 Bad Request: can't parse reply keyboard markup JSON object"),
        ({"text": "a", "reply_markup": button(callback_data="é" * 33)}, "400 Bad Request: BUTTON_DATA_INVALID"),
        (
            {"text": "a", "reply_markup": button(copy_text={"text": "x" * 257})},
            "400 Bad Request: BUTTON_COPY_TEXT_INVALID",
        ),
        (
            {"text": "a", "reply_markup": button(url="javascript:x")},
            "400 Bad Request: inline keyboard button URL 'javascript:x' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "a", "reply_markup": button()},
            "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
    ],
)
def test_a_message_is_refused(telegram: Double, user: int, params: dict[str, Any], words: str) -> None:
    assert refusal(telegram, "sendMessage", chat_id=user, **params) == words
    assert telegram.sent() == []


@pytest.mark.parametrize(
    "params",
    [
        {"text": "🚢" * 2048},
        {"text": f"<b>{'&lt;' * 4096}</b>", "parse_mode": "HTML"},
        {"text": "a", "reply_markup": button(callback_data="é" * 32)},
        {"text": "a", "reply_parameters": {"message_id": 999, "allow_sending_without_reply": True}},
    ],
)
def test_a_message_at_the_limit_is_taken(telegram: Double, user: int, params: dict[str, Any]) -> None:
    assert telegram.call("sendMessage", chat_id=user, **params)["ok"]


def test_a_caption_has_a_limit_of_its_own(telegram: Double, user: int) -> None:
    params = {"chat_id": user, "photo": "file", "caption": "a" * 1025}
    assert refusal(telegram, "sendPhoto", **params) == "400 Bad Request: message caption is too long"


@pytest.mark.parametrize(
    ("chat_id", "words"),
    [
        (None, "400 Bad Request: chat_id is empty"),
        (42, "400 Bad Request: chat not found"),
        ("@nobody_here", "400 Bad Request: chat not found"),
        ("many", "400 Bad Request: chat not found"),
    ],
)
def test_a_chat_that_is_not_there(telegram: Double, chat_id: Any, words: str) -> None:
    assert refusal(telegram, "sendMessage", chat_id=chat_id, text="a") == words


def test_who_never_opened_the_bot_gets_nothing_from_it(telegram: Double) -> None:
    words = "403 Forbidden: bot can't initiate conversation with a user"
    assert refusal(telegram, "sendMessage", chat_id=telegram.user(), text="a") == words


def test_a_blocked_bot_may_not_write_until_it_is_unblocked(telegram: Double, user: int) -> None:
    telegram.blocks(user)
    assert refusal(telegram, "sendMessage", chat_id=user, text="a") == "403 Forbidden: bot was blocked by the user"
    telegram.unblocks(user)
    assert telegram.call("sendMessage", chat_id=user, text="a")["ok"]


def test_a_deleted_account(telegram: Double, user: int) -> None:
    telegram.does("deletes_account", user_id=user)
    assert refusal(telegram, "sendMessage", chat_id=user, text="a") == "403 Forbidden: user is deactivated"


def test_a_deleted_group(telegram: Double, user: int) -> None:
    chat_id = telegram.group(user, type="group")
    telegram.does("deletes_group", chat_id=chat_id)
    words = "403 Forbidden: the group chat was deleted"
    assert refusal(telegram, "sendMessage", chat_id=chat_id, text="a") == words


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_a_bot_thrown_out(telegram: Double, user: int, kind: str) -> None:
    chat_id = telegram.group(user, type=kind)
    telegram.removes_bot(chat_id, user)
    words = f"403 Forbidden: bot was kicked from the {kind} chat"
    assert refusal(telegram, "sendMessage", chat_id=chat_id, text="a") == words


def test_a_channel_wants_an_administrator(telegram: Double, user: int) -> None:
    chat_id = telegram.group(user, type="channel")
    telegram.makes_admin(chat_id, telegram.bot_id, "member")
    words = "400 Bad Request: need administrator rights in the channel chat"
    assert refusal(telegram, "sendMessage", chat_id=chat_id, text="a") == words


def test_a_migrated_group_names_the_supergroup(telegram: Double, user: int) -> None:
    old = telegram.group(user, type="group")
    new = telegram.migrates(old)
    answer = telegram.call("sendMessage", chat_id=old, text="a")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    assert telegram.call("sendMessage", chat_id=new, text="a")["ok"]


def test_topics_of_a_forum(telegram: Double, user: int) -> None:
    forum = telegram.group(user, forum=True)
    thread_id = telegram.topic(forum, "Harbour")
    sent = telegram.call("sendMessage", chat_id=forum, text="a", message_thread_id=thread_id)["result"]
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread_id, True)
    telegram.does("delete_topic", chat_id=forum, thread_id=thread_id)
    words = "400 Bad Request: message thread not found"
    assert refusal(telegram, "sendMessage", chat_id=forum, text="a", message_thread_id=thread_id) == words
    assert refusal(telegram, "sendMessage", chat_id=forum, text="a", message_thread_id=1) == words


def test_edits(telegram: Double, user: int) -> None:
    own = telegram.call("sendMessage", chat_id=user, text="a")["result"]["message_id"]
    pin = telegram.call("sendLocation", chat_id=user, latitude=1, longitude=2)["result"]["message_id"]
    other = telegram.says(user, "b")["message_id"]

    def edited(message_id: int, text: str) -> str:
        return refusal(telegram, "editMessageText", chat_id=user, message_id=message_id, text=text)

    assert edited(own, "a").startswith("400 Bad Request: message is not modified: specified new message content")
    assert edited(999, "b") == "400 Bad Request: message to edit not found"
    assert edited(other, "c") == "400 Bad Request: message can't be edited"
    assert edited(pin, "c") == "400 Bad Request: there is no text in the message to edit"


def test_an_edit_without_a_keyboard_takes_it_away(telegram: Double, user: int) -> None:
    params = {"chat_id": user, "text": "a"}
    message_id = telegram.call("sendMessage", **params, reply_markup=button(callback_data="f"))["result"]["message_id"]
    edited = telegram.call("editMessageReplyMarkup", chat_id=user, message_id=message_id)["result"]
    assert "reply_markup" not in edited
    assert edited["text"] == "a"


def test_a_deleted_message_is_gone(telegram: Double, user: int) -> None:
    message_id = telegram.call("sendMessage", chat_id=user, text="a")["result"]["message_id"]
    assert telegram.call("deleteMessage", chat_id=user, message_id=message_id)["result"] is True
    words = "400 Bad Request: message to delete not found"
    assert refusal(telegram, "deleteMessage", chat_id=user, message_id=message_id) == words


def test_a_pin_off_the_map(telegram: Double, user: int) -> None:
    venue = {"chat_id": user, "title": "Pier", "address": "Harbour"}
    assert refusal(telegram, "sendVenue", **venue, latitude=91, longitude=0).startswith("400 Bad Request: wrong lat")
    assert refusal(telegram, "sendVenue", **venue, longitude=0) == "400 Bad Request: latitude is empty"


def test_a_callback_is_answered_once(telegram: Double, user: int) -> None:
    sent = telegram.call("sendMessage", chat_id=user, text="a", reply_markup=button(callback_data="f"))["result"]
    query_id = telegram.presses(user, sent["message_id"], "Figures")["query_id"]
    too_long = {"callback_query_id": query_id, "text": "a" * 201}
    assert refusal(telegram, "answerCallbackQuery", **too_long) == "400 Bad Request: MESSAGE_TOO_LONG"
    assert telegram.call("answerCallbackQuery", callback_query_id=query_id)["ok"]
    words = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert refusal(telegram, "answerCallbackQuery", callback_query_id=query_id) == words
    assert refusal(telegram, "answerCallbackQuery", callback_query_id="1") == words


def test_menus_by_scope_and_language(telegram: Double, user: int) -> None:
    english, arabic = [{"command": "help", "description": "Help"}], [{"command": "help", "description": "مساعدة"}]
    private = {"type": "all_private_chats"}
    telegram.call("setMyCommands", commands=english)
    telegram.call("setMyCommands", commands=arabic, scope=private, language_code="ar")
    assert telegram.call("getMyCommands")["result"] == english
    assert telegram.call("getMyCommands", scope=private, language_code="ar")["result"] == arabic
    assert telegram.call("getMyCommands", scope=private)["result"] == []
    telegram.call("deleteMyCommands")
    assert telegram.call("getMyCommands")["result"] == []


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"commands": [{"command": "Help!", "description": "a"}]}, "400 Bad Request: BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": ""}]}, "400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "a", "description": "b"}] * 101}, "400 Bad Request: BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "english"}, "400 Bad Request: invalid language code specified"),
        (
            {"commands": [], "scope": {"type": "all"}},
            "400 Bad Request: can't parse BotCommandScope: unsupported type specified",
        ),
    ],
)
def test_menus_that_are_refused(telegram: Double, params: dict[str, Any], words: str) -> None:
    assert refusal(telegram, "setMyCommands", **params) == words


def test_members_and_administrators(telegram: Double, user: int) -> None:
    chat_id, admin, stranger = telegram.group(user), telegram.user("Sami"), telegram.user("Huda")
    telegram.makes_admin(chat_id, admin)

    def status(user_id: int) -> str:
        return str(telegram.call("getChatMember", chat_id=chat_id, user_id=user_id)["result"]["status"])

    assert [status(u) for u in (user, admin, stranger, telegram.bot_id)] == [
        "creator",
        "administrator",
        "left",
        "member",
    ]
    admins = telegram.call("getChatAdministrators", chat_id=chat_id)["result"]
    assert [a["user"]["id"] for a in admins] == [user, admin]
    words = "400 Bad Request: there are no administrators in the private chat"
    assert refusal(telegram, "getChatAdministrators", chat_id=user) == words


def test_a_bot_that_left_may_not_write(telegram: Double, user: int) -> None:
    chat_id = telegram.group(user)
    assert telegram.call("leaveChat", chat_id=chat_id)["ok"]
    words = "403 Forbidden: bot is not a member of the supergroup chat"
    assert refusal(telegram, "sendMessage", chat_id=chat_id, text="a") == words


def test_methods_that_are_none(telegram: Double) -> None:
    assert refusal(telegram, "sendTelegraph") == "404 Not Found: method not found"


def test_a_revoked_token(telegram: Double) -> None:
    telegram.revokes_token()
    assert refusal(telegram, "getMe") == "401 Unauthorized"
