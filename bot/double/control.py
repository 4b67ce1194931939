"""What people do, seen from outside of the bot: they write, press buttons, block, add the bot to groups.

Pure, except that the world changes in place. Each verb is a function of the desk and of named values; what it
returns is JSON. A wish that cannot be is a ControlError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.double.entities import detect, published
from bot.double.messages import Desk
from bot.double.state import ANONYMOUS_ADMIN, BOT_ID, IN_CHAT, MAY_WRITE, Chat, Json, World


class ControlError(Exception):
    """A test or demo asked for what cannot be; says what."""


def _chat(world: World, chat_id: int) -> Chat:
    if chat_id not in world.chats:
        raise ControlError(f"no chat {chat_id}")
    return world.chats[chat_id]


def _user(world: World, user_id: int) -> Json:
    if user_id not in world.users:
        raise ControlError(f"no user {user_id}")
    return world.users[user_id]


def add_user(
    desk: Desk,
    *,
    first_name: str = "Nour",
    username: str | None = None,
    language_code: str | None = "en",
    user_id: int | None = None,
) -> Json:
    """Someone new at Telegram, who has not opened the bot yet."""
    return desk.world.add_user(first_name, username=username, language_code=language_code, user_id=user_id)


def add_chat(
    desk: Desk,
    *,
    type: str = "supergroup",
    title: str = "Neighbours",
    owner_id: int | None = None,
    username: str | None = None,
    forum: bool = False,
    chat_id: int | None = None,
) -> Json:
    """A group, supergroup or channel without the bot."""
    if type not in ("group", "supergroup", "channel"):
        raise ControlError(f"no such type of chat: {type}")
    number = desk.world.make_id()
    made_id = chat_id or (-number if type == "group" else -1_000_000_000_000 - number)
    chat = Chat(id=made_id, type=type, title=title, username=username, is_forum=forum)
    if owner_id is not None:
        chat.members[_user(desk.world, owner_id)["id"]] = "creator"
    return desk.world.short_chat(desk.world.add_chat(chat))


def add_topic(desk: Desk, *, chat_id: int, name: str) -> Json:
    chat = _chat(desk.world, chat_id)
    thread_id = desk.world.take_message_id(chat)
    chat.topics[thread_id] = name
    return {"message_thread_id": thread_id, "name": name}


def delete_topic(desk: Desk, *, chat_id: int, thread_id: int) -> Json:
    _chat(desk.world, chat_id).topics.pop(thread_id, None)
    return {}


def sets_status(desk: Desk, *, chat_id: int, user_id: int, status: str) -> Json:
    """A user (or the bot) becomes ``creator``, ``administrator``, ``member``, ``left`` or ``kicked`` in a chat."""
    chat = _chat(desk.world, chat_id)
    if user_id == BOT_ID:
        by = next((u for u, s in chat.members.items() if s == "creator"), BOT_ID)
        desk.world.change_bot_status(chat, _user(desk.world, by), status, desk.clock())
    else:
        chat.members[_user(desk.world, user_id)["id"]] = status
    return {}


def says(
    desk: Desk,
    *,
    user_id: int,
    text: str,
    chat_id: int | None = None,
    reply_to: int | None = None,
    thread_id: int | None = None,
    anonymous: bool = False,
) -> Json:
    """A user writes, to the bot or into a chat. ``update_id`` is null where privacy mode hides it from the bot."""
    world = desk.world
    sender = _user(world, user_id)
    chat = world.private_chat(user_id) if chat_id is None else _chat(world, chat_id)
    if chat.members.get(user_id) not in IN_CHAT:
        raise ControlError(f"user {user_id} is not in chat {chat.id}")
    if chat.type == "private" and chat.members[BOT_ID] == "kicked":
        raise ControlError("the user has blocked the bot")
    message = world.new_message(chat, _as_shown(world, sender, anonymous), desk.clock(), thread_id=thread_id)
    if reply_to is not None:
        message["reply_to_message"] = _replied(chat, reply_to)
    message["text"] = text
    if entities := [e for e in (published(e, world.users) for e in detect(text)) if e]:
        message["entities"] = entities
    world.keep(chat, message)
    kind = "channel_post" if chat.type == "channel" else "message"
    update_id = world.push(kind, message) if _bot_sees(world, chat, message) else None
    return {"message_id": message["message_id"], "chat_id": chat.id, "update_id": update_id}


def _as_shown(world: World, sender: Json, anonymous: bool) -> Json:
    if not anonymous:
        return sender
    shown = {"id": ANONYMOUS_ADMIN, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    world.users.setdefault(ANONYMOUS_ADMIN, shown)
    return shown


def _replied(chat: Chat, message_id: int) -> Json:
    if message_id not in chat.messages:
        raise ControlError(f"no message {message_id} in chat {chat.id}")
    return {name: value for name, value in chat.messages[message_id].items() if name != "reply_to_message"}


def _bot_sees(world: World, chat: Chat, message: Json) -> bool:
    """Privacy mode: in groups, a bot that is no admin sees commands meant for it and replies to it."""
    status = chat.members.get(BOT_ID, "left")
    if status not in IN_CHAT:
        return False
    if chat.type in ("private", "channel") or world.bot_sees_all or status in MAY_WRITE:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == BOT_ID:
        return True
    first = next((e for e in message.get("entities", ()) if e["type"] == "bot_command" and e["offset"] == 0), None)
    if first is None:
        return False
    _, _, addressed = message["text"][: first["length"]].partition("@")
    return addressed.lower() in ("", world.users[BOT_ID]["username"].lower())


def presses(
    desk: Desk,
    *,
    chat_id: int,
    message_id: int,
    user_id: int | None = None,
    label: str | None = None,
    data: str | None = None,
    forged: bool = False,
) -> Json:
    """A user presses a button with callback data, found by label or data. ``forged`` sends data that no button has."""
    world = desk.world
    chat = _chat(world, chat_id)
    presser = _user(world, user_id if user_id is not None else chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise ControlError(f"no message {message_id} in chat {chat_id}")
    pressed = data if forged else _button_data(message, label, data)
    query_id = str(world.make_id() * 1_000_003)
    world.queries[query_id] = {"chat_id": chat_id, "user_id": presser["id"]}
    query = {"id": query_id, "from": presser, "message": message, "chat_instance": str(-chat_id), "data": pressed}
    return {"query_id": query_id, "update_id": world.push("callback_query", query)}


def _button_data(message: Json, label: str | None, data: str | None) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row if "callback_data" in button]
    for button in buttons:
        if button["text"] == label or button["callback_data"] == data:
            return str(button["callback_data"])
    raise ControlError(f"no such button; there are {[button['text'] for button in buttons]}")


def blocks(desk: Desk, *, user_id: int) -> Json:
    """A user blocks the bot."""
    desk.world.change_bot_status(desk.world.private_chat(user_id), _user(desk.world, user_id), "kicked", desk.clock())
    return {}


def unblocks(desk: Desk, *, user_id: int) -> Json:
    desk.world.change_bot_status(desk.world.private_chat(user_id), _user(desk.world, user_id), "member", desk.clock())
    return {}


def deletes_account(desk: Desk, *, user_id: int) -> Json:
    """A user deletes their account: the bot is told nothing."""
    desk.world.private_chat(user_id).deleted = True
    return {}


def deletes_group(desk: Desk, *, chat_id: int) -> Json:
    _chat(desk.world, chat_id).deleted = True
    return {}


def adds_bot(desk: Desk, *, chat_id: int, user_id: int, status: str = "member") -> Json:
    """A user adds the bot to a chat; to a channel as administrator."""
    chat = _chat(desk.world, chat_id)
    by = _user(desk.world, user_id)
    status = "administrator" if chat.type == "channel" else status
    desk.world.change_bot_status(chat, by, status, desk.clock())
    if chat.type != "channel":
        _service(desk, chat, by, {"new_chat_members": [desk.world.users[BOT_ID]]})
    return {}


def removes_bot(desk: Desk, *, chat_id: int, user_id: int) -> Json:
    """A user throws the bot out."""
    chat = _chat(desk.world, chat_id)
    desk.world.change_bot_status(chat, _user(desk.world, user_id), "kicked", desk.clock())
    return {}


def _service(desk: Desk, chat: Chat, by: Json, content: Json) -> Json:
    message = desk.world.new_message(chat, by, desk.clock()) | content
    desk.world.keep(chat, message)
    desk.world.push("message", message)
    return message


def migrates(desk: Desk, *, chat_id: int, told: bool = True) -> Json:
    """A group becomes a supergroup with a new id. ``told`` false: the service messages never reach the bot."""
    old = _chat(desk.world, chat_id)
    if old.type != "group" or old.migrated_to is not None:
        raise ControlError(f"chat {chat_id} is no group that can become a supergroup")
    new_id = -1_000_000_000_000 - desk.world.make_id()
    new = Chat(id=new_id, type="supergroup", title=old.title, members=dict(old.members))
    desk.world.add_chat(new)
    old.migrated_to = new_id
    if told:
        creator = next((u for u, s in old.members.items() if s == "creator"), BOT_ID)
        _service(desk, old, _user(desk.world, creator), {"migrate_to_chat_id": new_id})
        _service(desk, new, _user(desk.world, creator), {"migrate_from_chat_id": chat_id})
    return {"chat_id": new_id}


def sees_all(desk: Desk, *, enabled: bool = True) -> Json:
    """Privacy mode off or on."""
    desk.world.bot_sees_all = enabled
    return {}


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (
        add_user,
        add_chat,
        add_topic,
        delete_topic,
        sets_status,
        says,
        presses,
        blocks,
        unblocks,
        deletes_account,
        deletes_group,
        adds_bot,
        removes_bot,
        migrates,
        sees_all,
    )
}
