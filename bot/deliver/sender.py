"""One delivery to one chat: the form it takes in the Bot API, and the plainer forms it falls back to.

I/O: Telegram.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import assert_never

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram import Message as TelegramMessage
from telegram.constants import MessageLimit, ParseMode
from telegram.error import TelegramError

from bot.deliver.outcome import Remedy, judge
from bot.types import Button, Delivery, MapPin, Outcome, Rejected, RetryAt, Sent

LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)  # UTF-16 units
MOST_FORMS = 5
GARBAGE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What of a delivery goes into the call. Each remedy takes something away, so there is a last form."""

    delivery: Delivery
    html: bool = True
    short: bool = False
    thread: bool = True
    reply: bool = True
    buttons: bool = True
    pin: bool = True

    def without(self, remedy: Remedy) -> Form:
        """The plainer form; the same form where there is nothing left to take away."""
        match remedy:
            case Remedy.PLAIN_TEXT:
                return replace(self, html=False, pin=False)
            case Remedy.SHORTER:
                return replace(self, html=False, pin=False, short=True)
            case Remedy.NO_THREAD:
                return replace(self, thread=False)
            case Remedy.NO_REPLY:
                return replace(self, reply=False)
            case Remedy.NO_BUTTONS:
                return replace(self, buttons=False)
            case Remedy.BAREST:
                return replace(self, html=False, pin=False, reply=False, buttons=False)
        assert_never(remedy)


class Sender:
    """Sends deliveries through ``bot``, whose request should be an ``AiohttpRequest``."""

    def __init__(self, bot: Bot, *, read_timeout_s: float = 30.0, deadline_s: float = 60.0) -> None:
        self._bot = bot
        self._read_timeout_s = read_timeout_s
        self._deadline_s = deadline_s

    async def send(self, delivery: Delivery) -> Outcome:
        """Send it, in a plainer form where Telegram refuses the first. Never raises for what Telegram answers."""
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._send(Form(delivery=delivery))
        except TimeoutError:
            return RetryAt(after_s=None, reason="no end in time", uncertain=True)

    async def _send(self, form: Form) -> Outcome:
        reason = ""
        for _ in range(MOST_FORMS):
            answer = await self._try(form)
            if not isinstance(answer, tuple):
                return answer
            remedy, reason = answer
            plainer = form.without(remedy)
            if plainer == form:
                plainer = form.without(Remedy.BAREST)
            if plainer == form:
                break
            form = plainer
        return Rejected(reason=reason)

    async def _try(self, form: Form) -> Outcome | tuple[Remedy, str]:
        try:
            return Sent(message_id=(await self._call(form)).message_id)
        except (TelegramError, *GARBAGE) as error:
            verdict = judge(error)
            return (verdict, str(error)) if isinstance(verdict, Remedy) else verdict

    async def _call(self, form: Form) -> TelegramMessage:
        delivery, message = form.delivery, form.delivery.message
        thread_id = delivery.thread_id if form.thread else None
        reply = ReplyParameters(delivery.reply_to, allow_sending_without_reply=True) if delivery.reply_to else None
        keyboard = _keyboard(message.buttons) if form.buttons else None
        if message.pin is not None and form.pin:
            return await self._bot.send_venue(
                delivery.chat_id,
                message.pin.lat,
                message.pin.lon,
                title=_clean(message.pin.title),
                address=_clean(message.pin.address),
                message_thread_id=thread_id,
                reply_parameters=reply if form.reply else None,
                reply_markup=keyboard,
                disable_notification=delivery.silent,
                read_timeout=self._read_timeout_s,
            )
        return await self._bot.send_message(
            delivery.chat_id,
            _text(form),
            parse_mode=ParseMode.HTML if form.html else None,
            link_preview_options=LinkPreviewOptions(is_disabled=not message.preview),
            message_thread_id=thread_id,
            reply_parameters=reply if form.reply else None,
            reply_markup=keyboard,
            disable_notification=delivery.silent,
            read_timeout=self._read_timeout_s,
        )


def _text(form: Form) -> str:
    message = form.delivery.message
    if form.html:
        return _clean(message.html)
    text = _clean(message.text) or (_pin_text(message.pin) if message.pin else "")
    return cut_utf16(text, LONGEST) if form.short else text


def _pin_text(pin: MapPin) -> str:
    return _clean(f"{pin.title}\n{pin.address}\n{pin.lat:.5f}, {pin.lon:.5f}")


def cut_utf16(text: str, longest: int) -> str:
    """``text`` in at most ``longest`` UTF-16 units, with an ellipsis where it was cut; no pair is cut in two."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * longest:
        return text
    return units[: 2 * (longest - 1)].decode("utf-16-le", "ignore") + "…"


def _clean(text: str) -> str:
    """A lone surrogate cannot be sent, and must not cost the alert."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(_clean(button.text), url=button.url, callback_data=button.data) for button in row]
            for row in rows
        ]
    )
