"""From python-telegram-bot to the commands and back: an update becomes a request, the answer becomes deliveries.

I/O: store, and two calls to Telegram: who is an admin, and that a button was pressed.

Every update ends in exactly one ``enqueue`` of its answers, which also marks it as answered. Until then it may come
again after a crash: the keys of its deliveries are made of its id, and commands may be repeated. No call to Telegram
is waited for longer than ``ASK_WITHIN_S``, and none decides whether there is an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from telegram import CallbackQuery, Chat, ChatMember, Message, Update, User
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import types
from bot.deliver.inbox import answer_key, bot_id_of
from bot.errors import StoreError
from bot.render import buttons
from bot.render.notices import greeting, notice
from handlers.command import PRIVATE, Command, Desk, Request, perform

Enqueue = Callable[[int, Sequence[types.NewDelivery]], Awaitable[None]]
Clock = Callable[[], datetime]

_CHANNEL = "channel"
_AWAY = (ChatMember.LEFT, ChatMember.BANNED)
_ADMINS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
_NEW = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST  # an edited message is not asked anew

ASK_WITHIN_S = 3.0

_log = structlog.get_logger(__name__)


def register(
    application: Application[Any, Any, Any, Any, Any, Any],
    desk: Desk,
    enqueue: Enqueue,
    clock: Clock,
    *,
    ask_within_s: float = ASK_WITHIN_S,
) -> None:
    """Handle all updates. ``enqueue(update_id, deliveries)`` is ``Store.answer`` off the event loop."""
    bot_id = bot_id_of(application.bot.token)
    front = _Front(desk=desk, enqueue=enqueue, clock=clock, bot_id=bot_id, ask_within_s=ask_within_s)
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    for command in desk.commands:
        application.add_handler(CommandHandler(command.name, partial(front.typed, command), filters=_NEW))
    application.add_handler(CallbackQueryHandler(front.pressed))
    application.add_handler(ChatMemberHandler(front.member, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(_NEW & filters.StatusUpdate.MIGRATE, front.migrated))
    application.add_handler(MessageHandler(private & filters.COMMAND, partial(front.hint, "refused.unknown_command")))
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, partial(front.hint, "refused.text")))
    application.add_handler(TypeHandler(Update, front.nothing))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Front:
    """Where updates come in. Each method answers one kind."""

    desk: Desk
    enqueue: Enqueue
    clock: Clock
    bot_id: int
    ask_within_s: float

    async def typed(self, command: Command, update: Update, _context: object) -> None:
        """A command as a message."""
        message = update.effective_message
        assert message is not None  # the filter of its handler
        request = Request(
            chat_id=message.chat.id,
            chat_kind=str(message.chat.type),
            thread_id=_thread(message),
            args=_args(message.text or ""),
            article_id=await asyncio.to_thread(self._replied_to, message),
            user_is_admin=await self._is_admin(command, message.chat, message.from_user, message.sender_chat),
            now=self.clock(),
            telegram_update_id=update.update_id,
        )
        await self._answer(command, request, None if request.is_private else message.message_id)

    async def pressed(self, update: Update, _context: object) -> None:
        """A button. Whoever has a message can send any data back, so it is a request like any other."""
        query = update.callback_query
        assert query is not None  # the kind of its handler
        press = buttons.read(query.data)
        command = next((each for each in self.desk.commands if press and each.name == press.command), None)
        if press is None or command is None or query.message is None:
            await self.enqueue(update.update_id, ())
        else:
            message = query.message
            request = Request(
                chat_id=message.chat.id,
                chat_kind=str(message.chat.type),
                thread_id=_thread(message) if isinstance(message, Message) else None,
                args=press.args,
                article_id=press.article_id,
                user_is_admin=await self._is_admin(command, message.chat, query.from_user, None),
                now=self.clock(),
                telegram_update_id=update.update_id,
            )
            await self._answer(command, request, message.message_id)
        await self._acknowledge(query, None if command else self.desk.words["refused.old_button"])

    async def member(self, update: Update, _context: object) -> None:
        """We were blocked, removed, let in again, or added to a chat."""
        change = update.my_chat_member
        assert change is not None  # the kind of its handler
        away, was_away = change.new_chat_member.status in _AWAY, change.old_chat_member.status in _AWAY
        if away != was_away:
            await asyncio.to_thread(self.desk.store.set_active, change.chat.id, not away, self.clock())
        added = was_away and not away and change.chat.type in (Chat.GROUP, Chat.SUPERGROUP)
        answer = (greeting(self.desk.words, "start.added", self.desk.topics),) if added else ()
        await self.enqueue(update.update_id, _deliveries(self.bot_id, update.update_id, change.chat.id, answer))

    async def migrated(self, update: Update, _context: object) -> None:
        """A group has become a supergroup, told in the old chat or in the new one."""
        message = update.effective_message
        assert message is not None  # the filter of its handler
        old = message.migrate_from_chat_id or message.chat.id
        new = message.migrate_to_chat_id or message.chat.id
        if old != new:
            await asyncio.to_thread(self.desk.store.migrate_chat, old, new)
        await self.enqueue(update.update_id, ())

    async def hint(self, key: str, update: Update, _context: object) -> None:
        """In a private chat: what we do not understand gets one line."""
        message = update.effective_message
        assert message is not None  # the filter of its handler
        answer = (notice(self.desk.words, key),)
        thread_id = _thread(message)
        await self.enqueue(
            update.update_id, _deliveries(self.bot_id, update.update_id, message.chat.id, answer, thread_id=thread_id)
        )

    async def nothing(self, update: Update, _context: object) -> None:
        """What is not for us is done with."""
        await self.enqueue(update.update_id, ())

    async def _answer(self, command: Command, request: Request, reply_to: int | None) -> None:
        update_id = request.telegram_update_id
        try:
            messages = await asyncio.to_thread(perform, command, request, self.desk)
        except StoreError:  # not the command's fault: it is asked again when the database is back
            raise
        except Exception:
            _log.exception("command_failed", command=command.name, update_id=update_id)
            messages = (notice(self.desk.words, "refused.broken"),)
        deliveries = _deliveries(
            self.bot_id,
            update_id,
            request.chat_id,
            messages,
            thread_id=request.thread_id,
            article_id=request.article_id,
            reply_to=reply_to,
        )
        await self.enqueue(update_id, deliveries)

    def _replied_to(self, message: Message) -> str | None:
        """The article of the message that this one replies to: as we remember it, else as its buttons have it."""
        replied = message.reply_to_message
        if replied is None:
            return None
        sent = self.desk.store.find_sent(message.chat.id, replied.message_id)
        if sent is not None and sent[1] is not None:
            return sent[1]
        rows = replied.reply_markup.inline_keyboard if replied.reply_markup else ()
        datas = [button.callback_data for row in rows for button in row]
        presses = [buttons.read(data) for data in datas if isinstance(data, str)]
        return next((press.article_id for press in presses if press and press.article_id), None)

    async def _is_admin(self, command: Command, chat: Chat, user: User | None, sender: Chat | None) -> bool | None:
        """May they change what the chat gets? Asked of Telegram only where the command is for admins; None where
        Telegram does not say."""
        if not command.admin_only or chat.type == PRIVATE:
            return True
        if sender is not None:  # an admin who stays anonymous speaks as the chat; a channel speaks in its own name
            return sender.id == chat.id
        if user is None:
            return chat.type == _CHANNEL
        try:
            async with asyncio.timeout(self.ask_within_s):
                return (await chat.get_member(user.id)).status in _ADMINS
        except (TelegramError, TimeoutError) as error:
            _log.warning("admin_unknown", chat_id=chat.id, error=type(error).__name__)
            return None

    async def _acknowledge(self, query: CallbackQuery, problem: str | None) -> None:
        """Stop the button's spinner. Telegram refuses that for presses it holds for old; it matters to nobody then."""
        try:
            async with asyncio.timeout(self.ask_within_s):
                await query.answer(text=problem)
        except (TelegramError, TimeoutError) as error:
            _log.info("press_not_acknowledged", error=type(error).__name__)


def _deliveries(
    bot_id: int,
    update_id: int,
    chat_id: int,
    messages: Sequence[types.Message],
    *,
    thread_id: int | None = None,
    article_id: str | None = None,
    reply_to: int | None = None,
) -> tuple[types.NewDelivery, ...]:
    """One delivery each; the first one replies. The same update gives the same keys."""
    return tuple(
        types.NewDelivery(
            key=answer_key(bot_id, update_id, number),
            chat_id=chat_id,
            thread_id=thread_id,
            lane=types.Lane.ANSWER,
            message=message,
            article_id=article_id,
            reply_to=reply_to if number == 0 else None,
        )
        for number, message in enumerate(messages)
    )


def _thread(message: Message) -> int | None:
    """The forum topic. A reply elsewhere has a thread as well, to which nothing can be sent."""
    return message.message_thread_id if message.is_topic_message else None


def _args(text: str) -> str:
    """What stands after the command."""
    parts = text.split(maxsplit=1)
    return parts[1] if len(parts) > 1 else ""
