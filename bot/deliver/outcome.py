"""The one table from an error of a send to what follows from it.

Pure. Most specific first: ``BadRequest`` and ``TimedOut`` are ``NetworkError`` to python-telegram-bot.
"""

from __future__ import annotations

import warnings
from datetime import timedelta
from enum import Enum

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBDeprecationWarning

from bot.types import Gone, Migrated, Outcome, Paused, Rejected, RetryAt

# Every 429 warns that ``retry_after`` will one day be a timedelta; ``_retry_after_s`` takes both.
warnings.filterwarnings("ignore", message=".*`retry_after`", category=PTBDeprecationWarning)

NO_RIGHT_S = 3600.0  # an admin took the bot's right to write: ask again each hour until the alert expires
BAD_TOKEN_S = 300.0
FLOOD_S = 5.0  # a 429 that does not say how long


class Remedy(Enum):
    """Telegram refused this form of the message and nothing was delivered: send it in a plainer one."""

    PLAIN_TEXT = "plain_text"
    SHORTER = "shorter"
    NO_THREAD = "no_thread"
    NO_REPLY = "no_reply"
    NO_BUTTONS = "no_buttons"
    BAREST = "barest"  # a refusal that we do not know: text alone


GONE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "input_user_deactivated",
    "user_deactivated",
    "peer_id_invalid",
    "chat_id_invalid",
    "channel_invalid",
    "channel_private",
    "user_id_invalid",
    "user_is_blocked",
    "user is blocked",
    "group chat was deactivated",
    "chat was deleted",
    "chat is deactivated",
    "chat_id is empty",
)
NO_RIGHT = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "chat_send_media_forbidden",
    "chat_admin_required",
    "topic_closed",
    "user_banned_in_channel",
)
REMEDIES = (
    ("can't parse", Remedy.PLAIN_TEXT),
    ("unsupported start tag", Remedy.PLAIN_TEXT),
    ("entity", Remedy.PLAIN_TEXT),
    ("entities", Remedy.PLAIN_TEXT),
    ("too long", Remedy.SHORTER),
    ("message_too_long", Remedy.SHORTER),
    ("message thread not found", Remedy.NO_THREAD),
    ("topic_deleted", Remedy.NO_THREAD),
    ("topic_id_invalid", Remedy.NO_THREAD),
    ("not a forum", Remedy.NO_THREAD),
    ("message to be replied not found", Remedy.NO_REPLY),
    ("message to reply not found", Remedy.NO_REPLY),
    ("replied message not found", Remedy.NO_REPLY),
    ("reply_message_id_invalid", Remedy.NO_REPLY),
    ("button", Remedy.NO_BUTTONS),
    ("keyboard", Remedy.NO_BUTTONS),
    ("reply_markup", Remedy.NO_BUTTONS),
)
NOTHING_TO_SEND = ("message text is empty", "text must be non-empty", "message must be non-empty", "message_empty")
NEVER_SENT = (
    aiohttp.ClientConnectorError,  # refused, no route, name resolution, TLS
    aiohttp.ConnectionTimeoutError,  # no connection, or none free, in time
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


def judge(error: Exception) -> Outcome | Remedy:
    """What follows from an error that a call of python-telegram-bot raised.

    Anything unknown is uncertain: it may have been delivered, and is sent again sooner than lost.
    """
    match error:
        case RetryAfter():
            return RetryAt(after_s=_retry_after_s(error), reason="flood wait", snooze=True)
        case ChatMigrated():
            return Migrated(chat_id=error.new_chat_id)
        case Forbidden():
            return Gone(reason=_text(error))
        case InvalidToken() | EndPointNotFound():
            return Paused(after_s=BAD_TOKEN_S, reason="Telegram does not know this token", fatal=True)
        case Conflict():
            return Paused(after_s=BAD_TOKEN_S, reason=_conflict(_text(error)), fatal=True)
        case BadRequest():
            return _refused(error)
        case NetworkError():
            return _network(error)
        case TelegramError():
            return RetryAt(after_s=None, reason=_text(error), uncertain=True)
    return RetryAt(after_s=None, reason=f"unreadable answer ({type(error).__name__})", uncertain=True)


def _conflict(text: str) -> str:
    """Two things keep updates from us: a webhook takes them, or another poller does."""
    if "webhook" in text.lower():
        return (
            "a webhook is set and takes this bot's updates: call deleteWebhook; `dateline doctor` shows if it is gone"
        )
    return f"someone else uses this token: {text}"


def _refused(error: BadRequest) -> Outcome | Remedy:
    text = _text(error).lower()
    if any(words in text for words in GONE):
        return Gone(reason=_text(error))
    if any(words in text for words in NO_RIGHT):
        return RetryAt(after_s=NO_RIGHT_S, reason=_text(error))
    if any(words in text for words in NOTHING_TO_SEND):
        return Rejected(reason=_text(error))
    return next((remedy for words, remedy in REMEDIES if words in text), Remedy.BAREST)


def _network(error: NetworkError) -> RetryAt:
    text = _text(error)
    if text.lower().startswith("too many requests"):
        return RetryAt(after_s=FLOOD_S, reason="flood wait", snooze=True)
    return RetryAt(after_s=None, reason=text, uncertain=not isinstance(error.__cause__, NEVER_SENT))


def _text(error: TelegramError) -> str:
    return error.message[:200]


def _retry_after_s(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
