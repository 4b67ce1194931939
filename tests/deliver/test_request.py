"""The HTTP transport: what it sends, what it never sends twice, and the cause of every failure."""

import asyncio
import io
import os
import socket
import traceback
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.deliver.request import MOST_BYTES, AiohttpRequest
from tests.deliver.servers import hang, hang_up, hangs, http, in_turn, raw, refuses, says, serving

TOKEN = "123456789:" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456-_"


async def _post(url: str, data: RequestData | None = None, **times: float) -> Any:
    async with AiohttpRequest(**{"connect_s": 2.0, "read_s": 2.0, **times}) as request:
        return await request.post(f"{url}{TOKEN}/sendMessage", data)


async def _failure(url: str, **times: float) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await _post(url, **times)
    return caught.value


async def test_the_result_of_an_answer_is_returned() -> None:
    async with serving(says({"message_id": 4})) as (url, _):
        assert await _post(url) == {"message_id": 4}


async def test_parameters_go_as_a_form() -> None:
    data = RequestData([RequestParameter.from_input("chat_id", 5), RequestParameter.from_input("text", "ä & b")])
    async with serving(says(True)) as (url, requests):
        await _post(url, data)
    assert requests[0].endswith(b"\r\n\r\nchat_id=5&text=%C3%A4+%26+b")


async def test_a_file_goes_as_multipart_beside_the_parameters() -> None:
    file = InputFile(io.BytesIO(b"PNG bytes"), filename="map.png")
    data = RequestData([RequestParameter.from_input("chat_id", 5), RequestParameter.from_input("photo", file)])
    async with serving(says(True)) as (url, requests):
        await _post(url, data)
    assert b"multipart/form-data" in requests[0]
    assert b'filename="map.png"' in requests[0]
    assert b"PNG bytes" in requests[0]
    assert b'name="chat_id"' in requests[0]


async def test_telegram_s_refusals_become_their_exceptions() -> None:
    async with serving(refuses(400, "Bad Request: chat not found")) as (url, _):
        assert isinstance(await _failure(url), BadRequest)
    async with serving(refuses(429, "Too Many Requests: retry after 9", retry_after=9)) as (url, _):
        assert isinstance(await _failure(url), RetryAfter)


async def test_a_refused_connection_is_a_network_error_caused_by_a_connector_error() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await _failure(f"http://127.0.0.1:{unused.getsockname()[1]}/bot")
    assert isinstance(error, NetworkError)
    assert isinstance(error.__cause__, aiohttp.ClientConnectorError)


async def test_a_name_that_does_not_resolve_is_a_connector_error() -> None:
    error = await _failure("http://no-such-host.invalid/bot")
    assert isinstance(error.__cause__, aiohttp.ClientConnectorError)


async def _no_free_connection() -> TimedOut:
    begun = asyncio.Event()
    async with serving(hangs(begun)) as (url, _), AiohttpRequest(size=1, connect_s=0.1, pool_s=0.1) as request:
        first = asyncio.create_task(request.post(f"{url}{TOKEN}/sendMessage"))
        await begun.wait()
        with pytest.raises(TimedOut) as caught:
            await request.post(f"{url}{TOKEN}/sendMessage")
        first.cancel()
    return caught.value


async def test_no_free_connection_in_time_is_a_connection_timeout() -> None:
    assert isinstance((await _no_free_connection()).__cause__, aiohttp.ConnectionTimeoutError)


async def test_silence_after_the_request_is_a_socket_timeout() -> None:
    async with serving(hang) as (url, _):
        error = await _failure(url, read_s=0.1)
    assert isinstance(error, TimedOut)
    assert isinstance(error.__cause__, aiohttp.SocketTimeoutError)


async def test_a_hang_up_is_a_network_error_and_the_post_is_not_repeated() -> None:
    async with serving(hang_up) as (url, requests):
        error = await _failure(url)
    assert isinstance(error, NetworkError)
    assert isinstance(error.__cause__, aiohttp.ServerDisconnectedError)
    assert len(requests) == 1


async def test_a_kept_connection_that_the_server_closed_does_not_repeat_the_post() -> None:
    async with serving(in_turn(says(1), hang_up)) as (url, requests), AiohttpRequest() as request:
        await request.post(f"{url}{TOKEN}/sendMessage")
        with pytest.raises(NetworkError):
            await request.post(f"{url}{TOKEN}/sendMessage")
    assert len(requests) == 2


async def test_half_an_answer_is_a_network_error() -> None:
    async with serving(raw(b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"ok": tr', close=True)) as (url, _):
        error = await _failure(url)
    assert isinstance(error, NetworkError)
    assert isinstance(error.__cause__, aiohttp.ClientPayloadError)


@pytest.mark.parametrize("body", [b"<html>hello", b"[1]", b"", b"\xff\xfe", b"[" * 100_000])
async def test_an_answer_that_is_no_json_object_is_a_telegram_error_without_its_text(body: bytes) -> None:
    async with serving(http(200, body)) as (url, _):
        error = await _failure(url)
    assert not isinstance(error, NetworkError)
    assert "html" not in str(error)


async def test_an_endless_answer_ends_at_the_limit() -> None:
    body = b"x" * (MOST_BYTES + 1)
    async with serving(http(200, body)) as (url, _):
        assert isinstance((await _failure(url)).__cause__, aiohttp.ClientPayloadError)


async def test_a_redirect_is_not_followed() -> None:
    async with serving(http(307, b"", "Location: /elsewhere\r\n")) as (url, requests):
        assert isinstance(await _failure(url), NetworkError)
    assert len(requests) == 1


async def test_the_environment_s_proxy_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "http_proxy", "http://127.0.0.1:1")
    async with serving(says(True)) as (url, _):
        assert await _post(url) is True


async def test_no_text_of_an_error_or_its_causes_holds_the_token() -> None:
    """A connection that is not made in time is where aiohttp writes the whole address."""
    error = await _no_free_connection()
    assert "<token>" in str(error.__cause__)
    assert TOKEN not in "".join(traceback.format_exception(error))


async def test_a_bot_speaks_through_it() -> None:
    me = {"id": 9, "is_bot": True, "first_name": "Dateline", "username": "dateline_bot"}
    async with serving(says(me)) as (url, _), Bot(TOKEN, base_url=url, request=AiohttpRequest()) as bot:
        assert bot.username == "dateline_bot"


async def test_a_request_before_initialize_is_refused() -> None:
    with pytest.raises(NetworkError, match="initialize"):
        await AiohttpRequest().post("http://127.0.0.1:1/")
