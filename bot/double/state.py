"""What the double knows: users, chats, messages, callback queries, commands, and the updates that wait for the bot.

Pure, except that it is changed in place: the time is handed in. A message is kept as the JSON that the bot gets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

BOT_ID = 7_700_000_001
ANONYMOUS_ADMIN = 1_087_968_824
IN_CHAT = frozenset({"creator", "administrator", "member", "restricted"})
MAY_WRITE = frozenset({"creator", "administrator"})
GENERAL_TOPIC = 1
DEFAULT_UPDATES = frozenset(
    {"message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member"}
)

_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat as Telegram keeps it. ``members`` maps user ids to statuses of ChatMember."""

    id: int
    type: str  # private, group, supergroup, channel
    title: str = ""
    username: str | None = None
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)  # thread id → name
    messages: dict[int, Json] = field(default_factory=dict)
    next_message_id: int = 1
    migrated_to: int | None = None
    deleted: bool = False  # a group deleted, a user deactivated


@dataclass(slots=True)
class World:
    """Everything. ``short`` forms are what stands inside messages."""

    users: dict[int, Json] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    updates: list[Json] = field(default_factory=list)
    queries: dict[str, Json] = field(default_factory=dict)  # callback queries by id, with "answered" once they are
    commands: dict[str, list[Json]] = field(default_factory=dict)  # scope and language → commands
    webhook: Json = field(default_factory=lambda: {"url": "", "allowed_updates": None})
    allowed_updates: frozenset[str] = DEFAULT_UPDATES
    next_update_id: int = 100_001
    next_id: int = 5_000_001  # of users, chats and queries that are made without one
    next_private_message_id: int = 1  # private chats and basic groups share one sequence, as at Telegram
    bot_sees_all: bool = False  # privacy mode off

    @classmethod
    def fresh(cls, username: str = "dateline_double_bot") -> World:
        world = cls()
        world.users[BOT_ID] = {"id": BOT_ID, "is_bot": True, "first_name": "Dateline", "username": username}
        return world

    # ── users and chats ──────────────────────────────────────────────────────────────────────────────────────────

    def make_id(self) -> int:
        self.next_id += 1
        return self.next_id

    def add_user(
        self, first_name: str, *, username: str | None, language_code: str | None, user_id: int | None
    ) -> Json:
        user: Json = {"id": user_id or self.make_id(), "is_bot": False, "first_name": first_name}
        user |= {"username": username} if username else {}
        user |= {"language_code": language_code} if language_code else {}
        self.users[user["id"]] = user
        return user

    def add_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def private_chat(self, user_id: int) -> Chat:
        """The chat of a user with the bot, made when the user first opens it."""
        if user_id not in self.chats:
            members = {user_id: "member", BOT_ID: "member"}
            self.add_chat(Chat(id=user_id, type="private", members=members))
        return self.chats[user_id]

    def short_chat(self, chat: Chat) -> Json:
        """The chat as it stands in a message."""
        if chat.type == "private":
            user = self.users[chat.id]
            names: Json = {name: user[name] for name in ("first_name", "last_name", "username") if name in user}
            return {"id": chat.id, **names, "type": "private"}
        short: Json = {"id": chat.id, "title": chat.title, "type": chat.type}
        short |= {"username": chat.username} if chat.username else {}
        short |= {"is_forum": True} if chat.is_forum else {}
        short |= {"all_members_are_administrators": False} if chat.type == "group" else {}
        return short

    def member(self, chat: Chat, user_id: int) -> Json:
        """The ChatMember of a user; who never was there has left."""
        status = chat.members.get(user_id, "left")
        member: Json = {"user": self.users[user_id], "status": status}
        match status:
            case "creator":
                member["is_anonymous"] = False
            case "administrator":
                member |= {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_ADMIN_RIGHTS, True)}
                extra = ("can_post_messages", "can_edit_messages") if chat.type == "channel" else ("can_pin_messages",)
                member |= dict.fromkeys(extra, True)
            case "kicked":
                member["until_date"] = 0
            case _:
                pass
        return member

    # ── messages ─────────────────────────────────────────────────────────────────────────────────────────────────

    def take_message_id(self, chat: Chat) -> int:
        if chat.type in ("private", "group"):
            self.next_private_message_id += 1
            return self.next_private_message_id
        chat.next_message_id += 1
        return chat.next_message_id

    def new_message(self, chat: Chat, sender: Json | None, now: float, *, thread_id: int | None = None) -> Json:
        """A message without content, in no chat yet. A channel's message has no sender but the channel."""
        message: Json = {"message_id": self.take_message_id(chat)}
        if chat.type == "channel":
            message["sender_chat"] = self.short_chat(chat)
        elif sender is not None:
            message["from"] = sender
        if sender is not None and sender["id"] == ANONYMOUS_ADMIN:
            message["sender_chat"] = self.short_chat(chat)
        message |= {"chat": self.short_chat(chat), "date": int(now)}
        if thread_id and chat.is_forum:
            message |= {"message_thread_id": thread_id, "is_topic_message": True}
        return message

    def keep(self, chat: Chat, message: Json) -> Json:
        chat.messages[message["message_id"]] = message
        return message

    # ── updates ──────────────────────────────────────────────────────────────────────────────────────────────────

    def push(self, kind: str, content: Json) -> int | None:
        """Queue an update for the bot; None where it asked for no such updates."""
        if kind not in self.allowed_updates:
            return None
        update_id = self.next_update_id
        self.next_update_id += 1
        self.updates.append({"update_id": update_id, kind: content})
        return update_id

    def change_bot_status(self, chat: Chat, by: Json, status: str, now: float) -> None:
        """The bot's membership changes: the bot is told, as at Telegram."""
        old = self.member(chat, BOT_ID)
        chat.members[BOT_ID] = status
        change = {"chat": self.short_chat(chat), "from": by, "date": int(now)}
        self.push("my_chat_member", change | {"old_chat_member": old, "new_chat_member": self.member(chat, BOT_ID)})

    def pending(self, offset: int, limit: int) -> list[Json]:
        """The updates from ``offset`` on; those before are confirmed and forgotten. Negative: only the last so many."""
        if offset < 0:
            self.updates = self.updates[offset:]
        elif offset > 0:
            self.updates = [u for u in self.updates if u["update_id"] >= offset]
        return self.updates[:limit]
