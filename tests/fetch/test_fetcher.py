"""The fetcher against a server on loopback that answers, redirects, stalls, drips, lies and never ends."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.fetch import Fetcher, Limits
from bot.types import FailureReason, Feed, FetchedFeed, FetchFailure
from tests.fetch.web import Web, answers, answers_in_pairs, drips, never_ends, redirects, running, says, stalls

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
ONE_MIB = 1024 * 1024


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with running() as web:
        yield web


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with local_fetcher() as fetcher:
        yield fetcher


def local_fetcher(**limits: float) -> Fetcher:
    chosen = {"deadline_s": 5.0, "max_bytes": ONE_MIB, "allow_private": True, **limits}
    return Fetcher(now=lambda: NOW, user_agent="Dateline/test (+https://example.org/bot)", limits=Limits(**chosen))


def feed(url: str, etag: str | None = None, last_modified: str | None = None) -> Feed:
    return Feed(
        id=1, url=url, name="Harbour News", interval_s=60, etag=etag, last_modified=last_modified, next_check_at=NOW
    )


def body_of(result: FetchedFeed | FetchFailure) -> bytes:
    assert isinstance(result, FetchedFeed), result
    return result.body


def reason_of(result: FetchedFeed | FetchFailure) -> FailureReason:
    assert isinstance(result, FetchFailure), result
    return result.reason


async def test_answer_is_bytes_headers_and_time(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", answers(b"<rss/>", ETag='W/"a b"', Cache_Control="public, max-age=300"))
    result = await fetcher.fetch(feed(url))
    assert isinstance(result, FetchedFeed)
    assert (result.status, result.body, result.fetched_at) == (200, b"<rss/>", NOW)
    assert result.headers["etag"] == 'W/"a b"'
    assert (result.max_age_s, result.retry_after_s, result.moved_to) == (300, None, None)
    assert (result.feed_url, result.final_url) == (url, url)


async def test_validators_go_back_byte_for_byte(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", answers(status=304))
    result = await fetcher.fetch(feed(url, etag='W/"x--gzip é"', last_modified="Thu, 5 Mar 2026 1:2:3 GMT"))
    assert isinstance(result, FetchedFeed)
    assert (result.status, result.body) == (304, b"")
    _, asked = web.asked[0]
    assert asked["if-none-match"] == 'W/"x--gzip é"'
    assert asked["if-modified-since"] == "Thu, 5 Mar 2026 1:2:3 GMT"


async def test_no_validator_is_invented_and_nothing_tells_on_the_reader(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", answers(b"<rss/>", Set_Cookie="id=1"))
    await fetcher.fetch(feed(url))
    await fetcher.fetch(feed(url))
    _, asked = web.asked[1]
    assert not {"if-none-match", "if-modified-since", "cookie", "referer"} & asked.keys()
    assert asked["accept-encoding"] == "gzip"
    assert "example.org/bot" in asked["user-agent"]


async def test_validator_that_would_break_the_header_is_left_out(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", answers(b"<rss/>"))
    assert body_of(await fetcher.fetch(feed(url, etag='"a"\r\nX-Evil: 1'))) == b"<rss/>"
    assert "x-evil" not in web.asked[0][1]


async def test_gzip_is_unpacked(web: Web, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"first ") + gzip.compress(b"second") + b"\0\0padding"
    url = web.at("/feed", answers(packed, Content_Encoding="gzip"))
    assert body_of(await fetcher.fetch(feed(url))) == b"first second"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "deflate", "br", "zstd", "identity, gzip"])
async def test_other_and_stacked_encodings_are_refused(web: Web, fetcher: Fetcher, encoding: str) -> None:
    url = web.at("/feed", answers(gzip.compress(gzip.compress(b"x" * 1000)), Content_Encoding=encoding))
    assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.ENCODING


@pytest.mark.parametrize("packed", [b"not gzip at all", gzip.compress(b"x" * 5000)[:-12]])
async def test_damaged_gzip_is_a_failure(web: Web, fetcher: Fetcher, packed: bytes) -> None:
    url = web.at("/feed", answers(packed, Content_Encoding="gzip"))
    assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.ENCODING


async def test_bomb_is_counted_after_unpacking(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", answers(gzip.compress(b"\0" * (50 * ONE_MIB)), Content_Encoding="gzip"))
    assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.TOO_LARGE


async def test_endless_body_is_too_large(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", never_ends())
    assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.TOO_LARGE


async def test_announced_size_over_the_limit_is_not_read(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", answers(b"x", length=50 * ONE_MIB))
    assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.TOO_LARGE


async def test_body_of_exactly_the_limit_is_taken(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", answers(b"x" * ONE_MIB))
    assert len(body_of(await fetcher.fetch(feed(url)))) == ONE_MIB


@pytest.mark.parametrize("reply", [stalls(), drips()], ids=["stalls", "drips"])
async def test_deadline_holds_for_the_whole_answer(web: Web, reply: object) -> None:
    url = web.at("/feed", reply)  # type: ignore[arg-type]
    async with local_fetcher(deadline_s=0.2) as fetcher:
        assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.TIMEOUT


async def test_deadline_counts_redirects_together(web: Web) -> None:
    web.at("/slow", drips())
    url = web.at("/feed", redirects("/slow"))
    async with local_fetcher(deadline_s=0.2) as fetcher:
        assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.TIMEOUT


@pytest.mark.parametrize(
    "raw",
    [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nshort", b"HTTP/1.1 302 X\r\n\r\n"],
    ids=["hangs up", "no http", "breaks off", "redirect to nowhere"],
)
async def test_broken_protocol_is_a_failure(web: Web, fetcher: Fetcher, raw: bytes) -> None:
    url = web.at("/feed", says(raw))
    assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.PROTOCOL


async def test_redirects_are_followed_and_the_last_address_told(web: Web, fetcher: Fetcher) -> None:
    final = web.at("/c", answers(b"<rss/>"))
    web.at("/b", redirects("c", 302))
    url = web.at("/a", redirects("/b", 301))
    result = await fetcher.fetch(feed(url))
    assert isinstance(result, FetchedFeed)
    assert (result.body, result.final_url, result.moved_to) == (b"<rss/>", final, None)


async def test_chain_of_only_permanent_redirects_is_a_move(web: Web, fetcher: Fetcher) -> None:
    final = web.at("/c", answers(b"<rss/>"))
    web.at("/b", redirects("/c", 308))
    url = web.at("/a", redirects("/b#part", 301))
    result = await fetcher.fetch(feed(url))
    assert isinstance(result, FetchedFeed)
    assert result.moved_to == final


async def test_move_to_an_error_page_is_no_move(web: Web, fetcher: Fetcher) -> None:
    web.at("/gone", answers(b"gone", status=410))
    result = await fetcher.fetch(feed(web.at("/a", redirects("/gone", 301))))
    assert isinstance(result, FetchedFeed)
    assert (result.status, result.body, result.moved_to) == (410, b"", None)


async def test_redirect_loop_ends(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/a", redirects("/a"))
    assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.TOO_MANY_REDIRECTS
    assert len(web.asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/feed", "gopher://example.org/"])
async def test_redirect_to_another_scheme_is_refused(web: Web, fetcher: Fetcher, target: str) -> None:
    url = web.at("/a", redirects(target))
    assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.REFUSED_ADDRESS


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://0x7f000001/", "http://0.0.0.0/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://user:word@127.0.0.1/", "http://169.254.169.254/latest/",
        "http://10.0.0.1:8080/",
    ],
)  # fmt: skip
async def test_private_addresses_are_refused_however_spelled(url: str) -> None:
    async with Fetcher(now=lambda: NOW) as fetcher:
        assert reason_of(await fetcher.fetch(feed(url))) is FailureReason.REFUSED_ADDRESS


@pytest.mark.parametrize("url", ["http://127.1/", "http://2130706433/", "http://0177.0.0.1/"])
async def test_odd_spellings_of_loopback_are_not_dialled(url: str) -> None:
    async with Fetcher(now=lambda: NOW) as fetcher:
        assert reason_of(await fetcher.fetch(feed(url))) in (FailureReason.REFUSED_ADDRESS, FailureReason.BAD_URL)


@pytest.mark.parametrize("port", [22, 25, 6379, 8000])
async def test_ports_that_are_not_the_webs_are_refused(port: int) -> None:
    async with Fetcher(now=lambda: NOW) as fetcher:
        assert reason_of(await fetcher.fetch(feed(f"http://example.org:{port}/"))) is FailureReason.REFUSED_ADDRESS


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://a:b/", "http://" + "a" * 70 + ".example/", "", "x"])
async def test_bad_addresses_are_failures(fetcher: Fetcher, url: str) -> None:
    assert isinstance(await fetcher.fetch(feed(url)), FetchFailure)


async def test_closed_port_is_no_connection(web: Web) -> None:
    async with running() as other:
        port = other.port
    async with local_fetcher() as fetcher:
        assert reason_of(await fetcher.fetch(feed(f"http://127.0.0.1:{port}/"))) is FailureReason.CONNECT


async def test_at_most_two_requests_to_one_host_at_a_time(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", answers_in_pairs(b"<rss/>"))
    results = await asyncio.gather(*(fetcher.fetch(feed(url)) for _ in range(10)))
    assert all(isinstance(result, FetchedFeed) for result in results)
    assert web.open_most == 2


async def test_error_status_comes_with_its_retry_after_and_without_body(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/feed", answers(b"busy", status=503, Retry_After="Thu, 05 Mar 2026 12:02:00 GMT"))
    result = await fetcher.fetch(feed(url))
    assert isinstance(result, FetchedFeed)
    assert (result.status, result.retry_after_s, result.body) == (503, 120, b"")


async def test_page_is_fetched_as_a_page(web: Web, fetcher: Fetcher) -> None:
    url = web.at("/story", answers(b"<html>", Content_Type="text/html; charset=utf-8"))
    result = await fetcher.fetch_page(url)
    assert isinstance(result, FetchedFeed)
    assert result.headers["content-type"] == "text/html; charset=utf-8"
    assert web.asked[0][1]["accept"].startswith("text/html")


async def test_proxy_of_the_environment_is_not_used(
    web: Web, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    assert body_of(await fetcher.fetch(feed(web.at("/feed", answers(b"<rss/>"))))) == b"<rss/>"
