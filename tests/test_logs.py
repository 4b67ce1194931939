"""What goes to standard error: structured lines, and never a token."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import Iterator

import aiohttp
import httpx
import pytest
import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot import logs
from bot.deliver.request import AiohttpRequest

TOKEN = "123456789:" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456-_"
SECRET = TOKEN.split(":")[1]


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    yield
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture(params=[True, False], ids=["json", "console"])
def written(request: pytest.FixtureRequest) -> io.StringIO:
    stream = io.StringIO()
    logs.configure(level="DEBUG", stream=stream, as_json=request.param)
    for name in logs.QUIET:
        logging.getLogger(name).setLevel(logging.DEBUG)  # the worst case: an operator turned them up
    return stream


def test_a_line_is_one_json_object_with_level_event_time_and_values() -> None:
    stream = io.StringIO()
    logs.configure(stream=stream, as_json=True)
    structlog.get_logger("bot.deliver").info("delivery_sent", delivery=7)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["delivery"], line["level"], line["logger"]) == (
        "delivery_sent",
        7,
        "info",
        "bot.deliver",
    )
    assert line["timestamp"].endswith("Z")


def test_a_library_that_logs_through_stdlib_comes_out_the_same_way() -> None:
    stream = io.StringIO()
    logs.configure(stream=stream, as_json=True)
    logging.getLogger("some.library").warning("odd %s", "thing", extra={"feed": 3})
    line = json.loads(stream.getvalue())
    assert (line["event"], line["feed"], line["level"]) == ("odd thing", 3, "warning")


def test_a_stream_that_is_no_terminal_gets_json() -> None:
    stream = io.StringIO()
    logs.configure(stream=stream)
    structlog.get_logger().info("hello")
    assert json.loads(stream.getvalue())["event"] == "hello"


def test_the_level_holds_for_structlog_too() -> None:
    stream = io.StringIO()
    logs.configure(level="WARNING", stream=stream)
    structlog.get_logger().info("hello")
    assert stream.getvalue() == ""


def test_the_request_lines_of_http_libraries_are_left_out() -> None:
    stream = io.StringIO()
    logs.configure(stream=stream)
    logging.getLogger("httpx").info("POST https://api.telegram.org/")
    assert stream.getvalue() == ""


def test_a_token_in_any_value_or_text_is_replaced(written: io.StringIO) -> None:
    structlog.get_logger().error(
        f"call of bot{TOKEN}", url=f"https://host/bot{TOKEN}/getMe", parts=[TOKEN, {"a": TOKEN}]
    )
    logging.getLogger("x").error("bot%s", TOKEN.replace(":", "%3A"))
    assert SECRET not in written.getvalue()
    assert written.getvalue().count("<token>") == 5


def test_a_traceback_with_a_chain_of_causes_shows_no_token(written: io.StringIO) -> None:
    try:
        try:
            raise aiohttp.ClientError(f"https://host/bot{TOKEN}/getMe")
        except aiohttp.ClientError as error:
            raise TelegramError(f"gave up on {TOKEN}") from error
    except TelegramError:
        structlog.get_logger().exception("failed")
        logging.getLogger("telegram").exception("failed")
    assert SECRET not in written.getvalue()
    assert "Traceback" in written.getvalue()


def test_a_crash_is_logged_without_the_token(written: io.StringIO) -> None:
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "crashed" in written.getvalue()
    assert SECRET not in written.getvalue()


async def test_real_failures_of_bot_and_http_clients_show_no_token(written: io.StringIO) -> None:
    """Nothing listens on port 1, so each call fails with the address, and so the token, at hand."""
    bot = Bot(TOKEN, base_url="http://127.0.0.1:1/bot", request=AiohttpRequest(connect_s=1.0))
    slow_httpx = Bot(TOKEN, base_url="http://127.0.0.1:1/bot")
    for each in (bot, slow_httpx):
        with pytest.raises(TelegramError) as caught:
            await each.initialize()
        logging.getLogger("telegram").error("failed: %r %s", each, caught.value, exc_info=caught.value)
        await each.shutdown()
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.HTTPError) as refused:
            await client.get(f"http://127.0.0.1:1/bot{TOKEN}/getMe")
        structlog.get_logger().error("refused", url=str(refused.value.request.url), exc_info=refused.value)
    assert SECRET not in written.getvalue()
    assert "<token>" in written.getvalue()


async def test_an_exception_nobody_awaited_shows_no_token(written: io.StringIO) -> None:
    asyncio.get_running_loop().call_exception_handler({"message": "lost", "exception": RuntimeError(TOKEN)})
    assert "lost" in written.getvalue()
    assert SECRET not in written.getvalue()
