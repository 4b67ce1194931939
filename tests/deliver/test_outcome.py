"""The table from error to outcome, row by row, as python-telegram-bot words its errors."""

from datetime import timedelta

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
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
    TimedOut,
)

from bot.deliver.outcome import NO_RIGHT_S, Remedy, judge
from bot.types import Gone, Migrated, Paused, Rejected, RetryAt

KEY = ConnectionKey("api", 443, True, True, None, None, None)


def _caused(error: TelegramError, cause: BaseException) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "cause",
    [
        aiohttp.ClientConnectorError(KEY, OSError(111, "refused")),
        aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "unknown")),
        aiohttp.ConnectionTimeoutError("no connection in time"),
        aiohttp.InvalidURL("x"),
    ],
    ids=lambda cause: type(cause).__name__,
)
@pytest.mark.parametrize("kind", [NetworkError, TimedOut])
def test_what_ends_before_the_request_is_safe_to_repeat(kind: type[NetworkError], cause: BaseException) -> None:
    outcome = judge(_caused(kind("down"), cause))
    assert isinstance(outcome, RetryAt)
    assert (outcome.after_s, outcome.uncertain, outcome.snooze) == (None, False, False)


@pytest.mark.parametrize(
    "error",
    [
        _caused(TimedOut(), aiohttp.SocketTimeoutError("silence")),
        _caused(TimedOut(), TimeoutError()),
        _caused(NetworkError("gone"), aiohttp.ServerDisconnectedError()),
        _caused(NetworkError("gone"), aiohttp.ClientOSError(104, "reset")),
        _caused(NetworkError("half"), aiohttp.ClientPayloadError("half")),
        NetworkError("Internal Server Error (500)"),
        NetworkError("Bad Gateway (502)"),
        TelegramError("The answer is not JSON"),
        KeyError("result"),
        TypeError("Message.__init__() missing arguments"),
    ],
    ids=repr,
)
def test_what_may_have_been_delivered_is_uncertain(error: Exception) -> None:
    outcome = judge(error)
    assert isinstance(outcome, RetryAt)
    assert (outcome.after_s, outcome.uncertain, outcome.snooze) == (None, True, False)


@pytest.mark.parametrize("wait", [7, timedelta(seconds=7)])
def test_a_flood_wait_is_a_snooze_of_just_that_long(wait: int | timedelta) -> None:
    assert judge(RetryAfter(wait)) == RetryAt(after_s=7.0, reason="flood wait", snooze=True)


def test_a_flood_wait_that_names_no_time_is_a_short_snooze() -> None:
    outcome = judge(NetworkError("Too Many Requests: slow down"))
    assert isinstance(outcome, RetryAt)
    assert outcome.snooze
    assert outcome.after_s is not None


@pytest.mark.parametrize(
    "text",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the supergroup chat",
        "Forbidden: bot was kicked from the channel chat",
        "Forbidden: bot is not a member of the channel chat",
        "Forbidden: bot can't initiate conversation with a user",
        "Forbidden: bot can't send messages to bots",
        "Forbidden: the group chat was deleted",
    ],
)
def test_every_wording_of_forbidden_is_gone(text: str) -> None:
    assert judge(Forbidden(text)) == Gone(reason=text)


@pytest.mark.parametrize(
    "text",
    [
        "Bad Request: chat not found",
        "Bad Request: user not found",
        "Bad Request: user is deactivated",
        "Bad Request: PEER_ID_INVALID",
        "Bad Request: USER_IS_BLOCKED",
        "Bad Request: INPUT_USER_DEACTIVATED",
        "Bad Request: CHANNEL_PRIVATE",
        "Bad Request: group chat was deactivated",
    ],
)
def test_a_chat_that_is_no_more_is_gone(text: str) -> None:
    assert isinstance(judge(BadRequest(text)), Gone)


@pytest.mark.parametrize(
    "text",
    [
        "Bad Request: not enough rights to send text messages to the chat",
        "Bad Request: have no rights to send a message",
        "Bad Request: need administrator rights in the channel chat",
        "Bad Request: CHAT_WRITE_FORBIDDEN",
        "Bad Request: CHAT_RESTRICTED",
        "Bad Request: TOPIC_CLOSED",
    ],
)
def test_a_right_to_write_that_was_taken_may_come_back(text: str) -> None:
    outcome = judge(BadRequest(text))
    assert isinstance(outcome, RetryAt)
    assert (outcome.after_s, outcome.uncertain, outcome.snooze) == (NO_RIGHT_S, False, False)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ('Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 4', Remedy.PLAIN_TEXT),
        ("Bad Request: can't parse entities: Can't find end of the entity", Remedy.PLAIN_TEXT),
        ("Bad Request: message is too long", Remedy.SHORTER),
        ("Bad Request: MESSAGE_TOO_LONG", Remedy.SHORTER),
        ("Bad Request: message thread not found", Remedy.NO_THREAD),
        ("Bad Request: TOPIC_DELETED", Remedy.NO_THREAD),
        ("Bad Request: message to be replied not found", Remedy.NO_REPLY),
        ("Bad Request: BUTTON_DATA_INVALID", Remedy.NO_BUTTONS),
        ("Bad Request: inline keyboard button URL is invalid", Remedy.NO_BUTTONS),
        ("Bad Request: something Telegram thought of yesterday", Remedy.BAREST),
    ],
)
def test_a_form_that_is_refused_has_a_plainer_one(text: str, remedy: Remedy) -> None:
    assert judge(BadRequest(text)) is remedy


def test_a_message_without_words_is_rejected() -> None:
    assert isinstance(judge(BadRequest("Bad Request: message text is empty")), Rejected)


def test_a_group_that_became_a_supergroup_has_migrated() -> None:
    assert judge(ChatMigrated(-100123)) == Migrated(chat_id=-100123)


@pytest.mark.parametrize(
    "error", [InvalidToken(), InvalidToken("Unauthorized"), EndPointNotFound("x"), Conflict("Conflict: terminated")]
)
def test_a_bad_token_or_a_second_process_stops_all_and_needs_the_operator(error: TelegramError) -> None:
    outcome = judge(error)
    assert isinstance(outcome, Paused)
    assert outcome.fatal


def test_a_reason_is_short_whatever_telegram_writes() -> None:
    outcome = judge(Forbidden("x" * 10_000))
    assert isinstance(outcome, Gone)
    assert len(outcome.reason) <= 200


def test_a_webhook_is_not_somebody_else_and_says_what_to_do() -> None:
    outcome = judge(
        Conflict("Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first")
    )
    assert isinstance(outcome, Paused)
    assert outcome.fatal
    assert "someone else" not in outcome.reason
    assert "deleteWebhook" in outcome.reason
    assert "dateline doctor" in outcome.reason


def test_another_poller_is_somebody_else() -> None:
    outcome = judge(Conflict("Conflict: terminated by other getUpdates request"))
    assert isinstance(outcome, Paused)
    assert outcome.reason.startswith("someone else uses this token: ")
