"""A real bot of python-telegram-bot, as it comes, against the double."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler

from bot.double import Double

Bot = Application[Any, Any, Any, Any, Any, Any]


async def _start(update: Update, context: Any) -> None:
    assert update.effective_message is not None
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Figures", callback_data="f:1")]])
    await update.effective_message.reply_html(f"<b>Hello</b> {' '.join(context.args)}", reply_markup=buttons)


async def _press(update: Update, context: Any) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer(f"you pressed {update.callback_query.data}")
    await update.callback_query.edit_message_text("<i>edited</i>", parse_mode="HTML")


def build(telegram: Double) -> Bot:
    app = (
        ApplicationBuilder()
        .token(telegram.token)
        .base_url(telegram.base_url)
        .read_timeout(1.0)
        .get_updates_read_timeout(5)
        .build()
    )
    app.add_handler(CommandHandler("start", _start))
    app.add_handler(CallbackQueryHandler(_press))
    return app


@asynccontextmanager
async def polling(app: Bot) -> AsyncIterator[Bot]:
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        await app.start()
        yield app
        await app.updater.stop()
        await app.stop()


async def entries(telegram: Double, count: int) -> list[dict[str, Any]]:
    """The first so many entries of the journal."""
    async with asyncio.timeout(20):
        while len(found := await asyncio.to_thread(telegram.journal)) < count:
            await asyncio.to_thread(telegram.journal, len(found), 5)
    return found


async def test_a_command_a_button_and_an_edit(telegram: Double) -> None:
    async with polling(build(telegram)):
        user = telegram.user()
        telegram.says(user, "/start raqa")
        (hello,) = await telegram.until(1, within_s=20)
        telegram.presses(user, hello["message_id"], "Figures")
        _, answered, edited = await entries(telegram, 3)
    assert hello["text"] == "Hello raqa"
    assert hello["message"]["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert (answered["what"], answered["text"]) == ("answered", "you pressed f:1")
    assert (edited["what"], edited["text"], edited["message_id"]) == ("edited", "edited", hello["message_id"])


async def test_a_second_poller_is_a_conflict(telegram: Double, caplog: pytest.LogCaptureFixture) -> None:
    errors: list[TelegramError] = []
    app = build(telegram)
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(error_callback=errors.append)
        async with asyncio.timeout(20):
            while not (await asyncio.to_thread(telegram.status))["polled"]:
                pass
        async with build(telegram).bot as other:
            await other.get_updates(timeout=1)
        await app.updater.stop()
    assert [type(error) for error in errors[:1]] == [Conflict]


async def refused(telegram: Double, call: Callable[[Any], Awaitable[Any]]) -> TelegramError:
    async with build(telegram).bot as bot:
        with pytest.raises(TelegramError) as caught:
            await call(bot)
    return caught.value


@pytest.fixture
def user(telegram: Double) -> int:
    user_id = telegram.user()
    telegram.says(user_id, "/start")
    return user_id


async def test_blocked(telegram: Double, user: int) -> None:
    telegram.blocks(user)
    error = await refused(telegram, lambda bot: bot.send_message(user, "a"))
    assert isinstance(error, Forbidden)


async def test_migrated(telegram: Double, user: int) -> None:
    group = telegram.group(user, type="group")
    new = telegram.migrates(group)
    error = await refused(telegram, lambda bot: bot.send_message(group, "a"))
    assert isinstance(error, ChatMigrated)
    assert error.new_chat_id == new


async def test_markup_refused(telegram: Double, user: int) -> None:
    error = await refused(telegram, lambda bot: bot.send_message(user, "<b>a", parse_mode="HTML"))
    assert isinstance(error, BadRequest)
    assert error.message.startswith("Can't parse entities: ")


async def test_too_fast(telegram: Double, user: int) -> None:
    telegram.limits(True)

    async def flood(bot: Any) -> None:
        await asyncio.gather(*(bot.send_message(user, str(n)) for n in range(8)))

    error = await refused(telegram, flood)
    assert isinstance(error, RetryAfter)


async def test_a_revoked_token(telegram: Double) -> None:
    async with build(telegram).bot as bot:
        telegram.revokes_token()
        with pytest.raises(InvalidToken):
            await bot.get_me()


async def test_a_server_away(telegram: Double, user: int) -> None:
    async with build(telegram).bot as bot:
        telegram.goes_away()
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(user, "a")
    assert isinstance(caught.value.__cause__, httpx.ConnectError | httpx.RemoteProtocolError | httpx.ReadError)


@pytest.mark.parametrize(
    ("rule", "error", "cause", "delivered"),
    [
        ({"kind": "refuse"}, NetworkError, httpx.RemoteProtocolError, 0),
        ({"kind": "hang"}, TimedOut, httpx.ReadTimeout, 0),
        ({"kind": "hang_after"}, TimedOut, httpx.ReadTimeout, 1),
        ({"kind": "close_after"}, NetworkError, httpx.RemoteProtocolError, 1),
        ({"kind": "half"}, NetworkError, httpx.RemoteProtocolError, 1),
        ({"kind": "garbage"}, TelegramError, ValueError, 1),
        ({"kind": "fail", "status": 500, "delivered": True}, NetworkError, None, 1),
        ({"kind": "fail", "status": 502, "html": True}, NetworkError, None, 0),
        ({"kind": "flood", "retry_after": 10_072}, RetryAfter, None, 0),
        ({"kind": "slow", "delay_s": 5.0}, TimedOut, httpx.ReadTimeout, 0),
        ({"kind": "error", "code": 400}, BadRequest, None, 0),
    ],
)
async def test_faults_as_a_bot_sees_them(
    telegram: Double,
    user: int,
    rule: dict[str, Any],
    error: type[TelegramError],
    cause: type[Exception] | None,
    delivered: int,
) -> None:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    telegram.does("faults", rules=[{"method": "sendMessage", "chat_id": user, **rule}])
    caught = await refused(telegram, lambda bot: bot.send_message(user, "a"))
    assert type(caught) is error
    assert cause is None or isinstance(caught.__cause__, cause)
    assert len(telegram.sent(user)) == delivered


async def test_a_multipart_upload(telegram: Double, user: int) -> None:
    async with build(telegram).bot as bot:
        message = await bot.send_photo(user, b"\x89PNG", caption="<b>Harbour</b>", parse_mode="HTML")
    assert (message.caption, message.caption_entities[0].type) == ("Harbour", "bold")
