"""Which chat, topic, user and message a call means, and Telegram's refusals where the bot may not touch them.

Pure.
"""

from __future__ import annotations

from enum import IntEnum

from bot.double.params import ApiError, Params, bad_request
from bot.double.state import BOT_ID, GENERAL_TOPIC, IN_CHAT, MAY_WRITE, Chat, Json, World


class Access(IntEnum):
    READ = 0
    EDIT = 1
    WRITE = 2


def forbidden(words: str) -> ApiError:
    return ApiError(403, f"Forbidden: {words}")


def chat_of(world: World, params: Params, access: Access) -> Chat:
    """The chat of ``chat_id``, an id or the @name of a public group or channel."""
    given = params.text("chat_id")
    if not given:
        raise bad_request("chat_id is empty")
    if given.startswith("@"):
        named = [c for c in world.chats.values() if c.username and c.username.lower() == given[1:].lower()]
        chat = named[0] if named else None
    else:
        chat = world.chats.get(params.integer("chat_id") or 0)
    if chat is None:
        raise _unknown(world, params.integer("chat_id") or 0, access)
    _check(chat, access)
    return chat


def _unknown(world: World, chat_id: int, access: Access) -> ApiError:
    if access == Access.WRITE and chat_id in world.users and chat_id > 0:
        return forbidden("bot can't initiate conversation with a user")
    return bad_request("chat not found")


def _check(chat: Chat, access: Access) -> None:
    status = chat.members.get(BOT_ID, "left")
    if chat.type == "private":
        _check_private(chat, status, access)
        return
    if chat.type == "group" and access == Access.WRITE:
        _check_alive(chat)
    if access == Access.READ and (chat.type == "group" or chat.username):
        return
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if status not in IN_CHAT:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    if chat.type == "channel" and access != Access.READ and status not in MAY_WRITE:
        raise bad_request("need administrator rights in the channel chat")


def _check_private(chat: Chat, status: str, access: Access) -> None:
    if access == Access.READ:
        return
    if chat.deleted:
        raise forbidden("user is deactivated")
    if status == "kicked":
        raise forbidden("bot was blocked by the user")


def _check_alive(chat: Chat) -> None:
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    if chat.deleted:
        raise forbidden("the group chat was deleted")


def thread_of(chat: Chat, params: Params) -> int | None:
    """The topic of ``message_thread_id``. Where a chat can have no topics, the parameter means nothing."""
    thread_id = params.integer("message_thread_id")
    if not thread_id or not (chat.is_forum or chat.type == "private"):
        return None
    if thread_id == GENERAL_TOPIC or thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return thread_id


def replied_of(chat: Chat, params: Params) -> Json | None:
    """The message that is replied to, as it stands in the answer: without a reply of its own."""
    wanted = params.table("reply_parameters", "reply parameters") or {}
    message_id = wanted.get("message_id") or params.integer("reply_to_message_id")
    if not message_id:
        return None
    original = chat.messages.get(int(message_id))
    if original is None:
        if wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return {name: value for name, value in original.items() if name != "reply_to_message"}


def message_of(chat: Chat, params: Params, what: str) -> Json:
    """The message of ``message_id``; ``what`` names it in the refusal: "message to edit"."""
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    if message_id not in chat.messages:
        raise bad_request(f"{what} not found")
    return chat.messages[message_id]


def user_of(world: World, params: Params) -> int:
    user_id = params.integer("user_id")
    if not user_id or user_id < 0:
        raise bad_request("invalid user_id specified")
    if user_id not in world.users:
        raise bad_request("user not found")
    return user_id
