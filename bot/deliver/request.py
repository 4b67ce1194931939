"""HTTP for python-telegram-bot on aiohttp: five times its httpx transport, and a cause for every failure.

I/O: Telegram. Nothing here is sent twice: a POST that failed is the caller's to judge by ``__cause__`` (outcome.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from json import JSONDecodeError, loads
from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue  # the type of BaseRequest.DEFAULT_NONE, not exported
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
MOST_BYTES = 16 * 1024 * 1024
KEEPALIVE_S = 15.0  # below any server's: a connection the server has just closed costs an uncertain send


class AiohttpRequest(BaseRequest):
    """A pool of connections to the Bot API.

    Times are seconds. ``connect_s`` and ``pool_s`` end before anything is sent, so the call may be repeated;
    after ``read_s`` of silence the call may have been carried out. Raises only ``telegram.error``, with aiohttp's
    error as ``__cause__`` and no token in either's text. The environment's proxies are ignored.
    """

    __slots__ = ("_connect_s", "_pool_s", "_read_s", "_session", "_size", "_write_s")

    def __init__(
        self,
        *,
        size: int = 32,
        connect_s: float = 10.0,
        pool_s: float = 5.0,
        read_s: float = 30.0,
        write_s: float = 20.0,
    ) -> None:
        self._size = size
        self._connect_s = connect_s
        self._pool_s = pool_s
        self._read_s = read_s
        self._write_s = write_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_s

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._size, keepalive_timeout=KEEPALIVE_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=False,
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object. Raises TelegramError for anything else, without its text: it may be long."""
        try:
            answer = loads(payload.decode("utf-8", "replace"))
        except (JSONDecodeError, RecursionError) as error:
            raise TelegramError("The answer is not JSON") from error
        if not isinstance(answer, dict):
            raise TelegramError("The answer is not a JSON object")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body, at most 16 MiB of it."""
        if self._session is None:
            raise RuntimeError("initialize() comes first")
        timeout = _timeout(
            connect_s=_seconds(connect_timeout, self._connect_s),
            pool_s=_seconds(pool_timeout, self._pool_s),
            read_s=_seconds(read_timeout, self._read_s),
            write_s=_seconds(write_timeout, self._write_s),
        )
        try:
            async with self._session.request(
                method, url, data=_form(request_data), timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await _read(response)
        except TimeoutError as error:
            raise TimedOut(f"Timed out ({type(error).__name__})") from _without_token(error)
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__} on {method}") from _without_token(error)


def _seconds(given: ODVInput[float], default_s: float) -> float | None:
    return default_s if isinstance(given, DefaultValue) else given


def _timeout(
    *, connect_s: float | None, pool_s: float | None, read_s: float | None, write_s: float | None
) -> aiohttp.ClientTimeout:
    """aiohttp counts the wait for a free connection into ``connect``, and has no limit for writing but ``total``."""
    connect = None if connect_s is None or pool_s is None else connect_s + pool_s
    total = None if connect is None or read_s is None or write_s is None else connect + write_s + read_s
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect_s, sock_read=read_s)


def _form(request_data: RequestData | None) -> aiohttp.FormData | Mapping[str, str] | None:
    if request_data is None or not request_data.contains_files:
        return request_data.json_parameters if request_data else None
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, content_type) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form


async def _read(response: aiohttp.ClientResponse) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_chunked(64 * 1024):
        size += len(chunk)
        if size > MOST_BYTES:
            raise aiohttp.ClientPayloadError(f"the answer is longer than {MOST_BYTES} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def _without_token(error: Exception) -> Exception:
    """The same error: aiohttp writes the whole address, token included, into the text of some of its errors."""
    error.args = tuple(TOKEN.sub("<token>", arg) if isinstance(arg, str) else arg for arg in error.args)
    return error
