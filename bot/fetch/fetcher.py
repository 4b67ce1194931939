"""Feeds and pages off the web: one deadline, one limit of bytes, conditional requests, and no address but public ones.

I/O: web.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from weakref import WeakValueDictionary

import aiohttp
from yarl import URL

from bot.fetch.address import AddressRefused, global_socket
from bot.fetch.body import Body
from bot.fetch.headers import is_sendable, max_age_s, retry_after_s
from bot.fetch.unusable import Unusable
from bot.types import FailureReason, Feed, FetchedFeed, FetchFailure

PORTS = frozenset({80, 443, 8080, 8443})
MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_MAX_HEADER = 32 * 1024
_FEEDS = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a fetch may cost and where it may go. ``allow_private``, for servers of one's own: any address and port."""

    deadline_s: float = 30.0  # for everything: name, connection, redirects, last byte
    connect_s: float = 10.0
    max_bytes: int = 5 * 1024 * 1024  # of the body, unpacked
    per_host: int = 2  # requests to one host at a time
    total: int = 50
    allow_private: bool = False


class Fetcher:
    """An async context manager around one session. ``now`` is the clock, handed in by the composition root."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        user_agent: str = "Dateline/0.1 (news alerts)",
        limits: Limits | None = None,
    ) -> None:
        self._now = now
        self._user_agent = user_agent
        self._limits = limits or Limits()
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Fetcher:
        limits = self._limits
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=limits.total,
                limit_per_host=limits.per_host,
                force_close=True,
                socket_factory=None if limits.allow_private else global_socket,
            ),
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip"},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect_s),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_MAX_HEADER,
            max_field_size=_MAX_HEADER,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, feed: Feed) -> FetchedFeed | FetchFailure:
        """The feed as the web has it now, asked with the validators that it gave, and none of our own making."""
        headers = {"Accept": _FEEDS}
        if feed.etag and is_sendable(feed.etag):
            headers["If-None-Match"] = feed.etag
        if feed.last_modified and is_sendable(feed.last_modified):
            headers["If-Modified-Since"] = feed.last_modified
        return await self._get(feed.url, headers)

    async def fetch_page(self, url: str) -> FetchedFeed | FetchFailure:
        """A page; ``feed_url`` of the answer is its address as given."""
        return await self._get(url, {"Accept": _PAGES})

    async def _get(self, address: str, headers: Mapping[str, str]) -> FetchedFeed | FetchFailure:
        try:
            url = self._checked(address)
            async with self._turn(url), asyncio.timeout(self._limits.deadline_s):
                return await self._follow(address, url, headers)
        except (Unusable, aiohttp.ClientError, OSError, ValueError) as error:
            reason, detail = _reason(error)
            return FetchFailure(feed_url=address, reason=reason, detail=detail, fetched_at=self._now())

    def _turn(self, url: URL) -> asyncio.Semaphore:
        """Waiting for one's turn at a host is not counted against the deadline."""
        host = url.host or ""
        turn = self._turns.get(host) or asyncio.Semaphore(self._limits.per_host)
        self._turns[host] = turn
        return turn

    def _checked(self, address: str | URL) -> URL:
        """Raises Unusable or ValueError."""
        url = URL(address)
        if url.scheme not in ("http", "https"):
            raise Unusable(
                FailureReason.REFUSED_ADDRESS, f"scheme {url.scheme[:20]!r}: only http and https are fetched"
            )
        if not url.host:
            raise Unusable(FailureReason.BAD_URL, "no host in the address")
        if not self._limits.allow_private and url.port not in PORTS:
            raise Unusable(FailureReason.REFUSED_ADDRESS, f"port {url.port} is not one of the web's")
        return url

    async def _follow(self, address: str, url: URL, headers: Mapping[str, str]) -> FetchedFeed:
        permanent = True
        for _ in range(MAX_REDIRECTS + 1):
            async with self._request(url, headers) as response:
                if response.status not in _REDIRECTS:
                    moved_to = str(url) if permanent and str(url) != str(URL(address)) else None
                    return await self._answer(address, url, response, moved_to)
                permanent = permanent and response.status in _PERMANENT
                url = self._checked(url.join(URL(_location(response))).with_fragment(None))
        raise Unusable(FailureReason.TOO_MANY_REDIRECTS, f"more than {MAX_REDIRECTS} redirects")

    def _request(self, url: URL, headers: Mapping[str, str]) -> aiohttp.client._RequestContextManager:
        if self._session is None:
            raise RuntimeError("Fetcher is used outside of its context")
        return self._session.get(url, headers=headers, allow_redirects=False)

    async def _answer(
        self, address: str, url: URL, response: aiohttp.ClientResponse, moved_to: str | None
    ) -> FetchedFeed:
        headers = _headers(response)
        body = await self._body(response) if 200 <= response.status < 300 else b""
        now = self._now()
        return FetchedFeed(
            feed_url=address,
            final_url=str(url),
            status=response.status,
            headers=headers,
            body=body,
            fetched_at=now,
            retry_after_s=retry_after_s(headers.get("retry-after"), now),
            max_age_s=max_age_s(headers.get("cache-control")),
            moved_to=moved_to if response.status < 400 else None,
        )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.max_bytes
        if (response.content_length or 0) > limit:
            raise Unusable(FailureReason.TOO_LARGE, f"{response.content_length} bytes announced, {limit} allowed")
        body = Body(", ".join(response.headers.getall("Content-Encoding", ())), limit)
        async for chunk in response.content.iter_any():
            body.feed(chunk)
        return body.end()


def _location(response: aiohttp.ClientResponse) -> str:
    location = response.headers.get("Location")
    if not location:
        raise Unusable(FailureReason.PROTOCOL, f"status {response.status} without a Location")
    return location


def _headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Names in lower case, several values of one name joined; bytes that are no text replaced."""
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        text = value.encode("utf-8", "replace").decode("utf-8")
        headers[name.lower()] = f"{headers[name.lower()]}, {text}" if name.lower() in headers else text
    return headers


def _reason(error: Exception) -> tuple[FailureReason, str]:
    """The one table from error to reason, most specific first."""
    match error:
        case Unusable():
            return error.reason, error.detail
        case TimeoutError():
            return FailureReason.TIMEOUT, "no whole answer within the deadline"
        case aiohttp.ClientConnectorDNSError():
            return FailureReason.NO_NAME, f"no address for the name {error.host[:100]}"
        case aiohttp.ClientConnectorError() if isinstance(error.os_error, AddressRefused):
            return FailureReason.REFUSED_ADDRESS, str(error.os_error)
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError() | ssl.SSLError():
            return FailureReason.CONNECT, f"no trusted connection: {_short(error)}"
        case aiohttp.ClientConnectorError():
            return FailureReason.CONNECT, f"no connection: {error.os_error.strerror or 'refused'}"
        case aiohttp.InvalidURL() | ValueError():
            return FailureReason.BAD_URL, f"not an address one can fetch: {_short(error)}"
        case _:
            return FailureReason.PROTOCOL, f"{type(error).__name__}: {_short(error)}"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
