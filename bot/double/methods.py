"""The methods of the Bot API that the double knows, by name in lower case.

Pure, except that the world changes in place. ``getUpdates`` waits and so stands in ``polling``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from bot.double import messages
from bot.double.access import Access, chat_of, user_of
from bot.double.messages import Desk
from bot.double.params import ApiError, Params, bad_request
from bot.double.state import BOT_ID, DEFAULT_UPDATES, IN_CHAT, MAY_WRITE, Json

MAX_COMMANDS = 100

_RIGHTS = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "supports_guest_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
    "has_topics_enabled": False,
    "allows_users_to_create_topics": False,
    "can_manage_bots": False,
    "supports_join_request_queries": False,
}
_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
_PERMISSIONS = dict.fromkeys(
    (
        "can_send_messages",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
    ),
    True,
)
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def get_me(desk: Desk, params: Params) -> Json:
    return desk.world.users[BOT_ID] | _RIGHTS | {"can_read_all_group_messages": desk.world.bot_sees_all}


# ── webhook: it is remembered, so that polling meets its conflict; nothing is ever sent to it ───────────────────────


def get_webhook_info(desk: Desk, params: Params) -> Json:
    info: Json = {"url": desk.world.webhook["url"], "has_custom_certificate": False}
    info["pending_update_count"] = len(desk.world.updates)
    return info | ({"max_connections": 40} if info["url"] else {})


def set_webhook(desk: Desk, params: Params) -> bool:
    url = params.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    desk.world.webhook["url"] = url
    keep_allowed(desk, params)
    return _dropped(desk, params)


def delete_webhook(desk: Desk, params: Params) -> bool:
    desk.world.webhook["url"] = ""
    return _dropped(desk, params)


def _dropped(desk: Desk, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        desk.world.updates.clear()
    return True


def keep_allowed(desk: Desk, params: Params) -> None:
    """Remember ``allowed_updates`` where they are given; an empty list stands for the usual ones."""
    allowed = params.tree("allowed_updates", "allowed_updates")
    if isinstance(allowed, list):
        desk.world.allowed_updates = frozenset(map(str, allowed)) or DEFAULT_UPDATES


# ── the menu ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _menu_key(params: Params) -> str:
    scope = params.table("scope", "BotCommandScope") or {"type": "default"}
    needed = _SCOPES.get(str(scope.get("type")))
    if needed is None:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if any(not scope.get(name) for name in needed):
        raise bad_request("can't parse BotCommandScope: empty chat_id specified")
    language = params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return json.dumps([scope["type"], *(int(scope[name]) for name in needed), language])


def set_my_commands(desk: Desk, params: Params) -> bool:
    given = params.tree("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _menu_key(params)
    desk.world.commands[key] = [_command(item) for item in given]
    return True


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command, description = str(given.get("command", "")).removeprefix("/"), str(given.get("description", "")).strip()
    if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def get_my_commands(desk: Desk, params: Params) -> list[Json]:
    return desk.world.commands.get(_menu_key(params), [])


def delete_my_commands(desk: Desk, params: Params) -> bool:
    desk.world.commands.pop(_menu_key(params), None)
    return True


# ── chats ────────────────────────────────────────────────────────────────────────────────────────────────────────


def get_chat(desk: Desk, params: Params) -> Json:
    chat = chat_of(desk.world, params, Access.READ)
    full = desk.world.short_chat(chat) | {"accent_color_id": 0, "max_reaction_count": 11}
    full["accepted_gift_types"] = _NO_GIFTS
    return full | ({"permissions": _PERMISSIONS} if chat.type in ("group", "supergroup") else {})


def get_chat_member(desk: Desk, params: Params) -> Json:
    chat = chat_of(desk.world, params, Access.READ)
    return desk.world.member(chat, user_of(desk.world, params))


def get_chat_administrators(desk: Desk, params: Params) -> list[Json]:
    chat = chat_of(desk.world, params, Access.READ)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    admins = [user_id for user_id, status in chat.members.items() if status in MAY_WRITE]
    return [desk.world.member(chat, user_id) for user_id in admins]


def get_chat_member_count(desk: Desk, params: Params) -> int:
    chat = chat_of(desk.world, params, Access.READ)
    return sum(status in IN_CHAT for status in chat.members.values())


def leave_chat(desk: Desk, params: Params) -> bool:
    chat = chat_of(desk.world, params, Access.EDIT)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    desk.world.change_bot_status(chat, desk.world.users[BOT_ID], "left", desk.clock())
    return True


METHODS: dict[str, Callable[[Desk, Params], Any]] = {
    "getme": get_me,
    "getwebhookinfo": get_webhook_info,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_chat_administrators,
    "getchatmembercount": get_chat_member_count,
    "leavechat": leave_chat,
    "sendmessage": messages.send_message,
    "sendvenue": messages.send_venue,
    "sendlocation": messages.send_location,
    "sendphoto": messages.send_photo,
    "senddocument": messages.send_document,
    "sendchataction": messages.send_chat_action,
    "editmessagetext": messages.edit_message_text,
    "editmessagereplymarkup": messages.edit_message_reply_markup,
    "deletemessage": messages.delete_message,
    "answercallbackquery": messages.answer_callback_query,
}

COUNTED = frozenset(name for name in METHODS if name.startswith(("send", "edit")) and name != "sendchataction")


def unknown_method() -> ApiError:
    return ApiError(404, "Not Found: method not found")
