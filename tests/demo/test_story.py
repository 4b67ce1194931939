"""The bundled story and its feeds, read as any reader of feeds would."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

import aiohttp
import feedparser
import pytest

from bot.demo import FeedServer, story
from bot.demo.syndication import feed

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)


def entries(outlet_key: str, step: int) -> list[feedparser.FeedParserDict]:
    told = story.load(NOW)
    (outlet,) = [o for o in told.outlets if o.key == outlet_key]
    parsed = feedparser.parse(feed(outlet, told.feed(outlet_key, step)))
    assert not parsed.bozo
    return list(parsed.entries)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_is_about_eight_articles_of_three_outlets_over_three_days() -> None:
    told = story.load(NOW)
    news = {p.guid: p for p in told.pieces if p.step > 0}
    assert len(told.outlets) == 3
    assert len(news) == 8
    assert len({p.published_at.date() for p in news.values()}) == 3
    assert all(NOW - timedelta(hours=72) < p.published_at < NOW for p in news.values())


def test_each_article_has_the_length_of_news() -> None:
    for piece in story.load(NOW).pieces:
        count = sum(len(paragraph.split()) for paragraph in piece.paragraphs)
        assert (40 if piece.step == 0 else 120) <= count <= 300, (piece.title, count)


def test_each_step_publishes_something_and_each_feed_begins_with_something() -> None:
    told = story.load(NOW)
    assert {p.step for p in told.pieces} == set(range(told.last_step + 1))
    assert all(told.feed(outlet.key, 0) for outlet in told.outlets)


def test_weekdays_in_the_text_are_those_of_its_time() -> None:
    (piece,) = [p for p in story.load(NOW).pieces if p.guid == "altair-2104"]
    assert f"{piece.published_at:%A}" in piece.paragraphs[0]
    assert not [p for p in story.load(NOW).pieces if "{day}" in "".join(p.paragraphs)]


@pytest.mark.parametrize("outlet", ["altair", "meridian", "northgate"])
def test_a_feed_reader_finds_every_article_with_title_address_time_and_text(outlet: str) -> None:
    told = story.load(NOW)
    found = {entry.id: entry for entry in entries(outlet, told.last_step)}
    held = told.feed(outlet, told.last_step)
    assert set(found) == {piece.guid for piece in held}
    for piece in held:
        entry = found[piece.guid]
        text = entry.content[0].value if "content" in entry else entry.summary
        assert (entry.title, entry.link) == (piece.title, piece.url)
        assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == piece.published_at
        assert words(text) == words(" ".join(piece.paragraphs))


def test_the_wire_copy_has_the_agencys_words_and_names_it() -> None:
    told = story.load(NOW)
    (original,) = [p for p in told.pieces if p.guid == "altair-2090"]
    (copy,) = [p for p in told.pieces if p.paragraphs[-1] == "Source: Altair News Agency"]
    assert copy.outlet != original.outlet
    assert copy.paragraphs[0].startswith("(Wire) – Mediators opened talks")
    assert copy.paragraphs[1:-1] == original.paragraphs[1:]


def test_the_correction_is_the_same_article_changed() -> None:
    told = story.load(NOW)
    before, after = (p for p in told.pieces if p.guid == "tag:meridianpost.example,2026:4437")
    assert (before.url, before.published_at) == (after.url, after.published_at)
    assert after.updated_at > before.updated_at
    assert after.paragraphs[0].startswith("Correction:")
    assert [p.guid for p in told.feed("meridian", told.last_step)].count(after.guid) == 1


def test_the_topic_is_found_in_every_article_of_the_siege() -> None:
    terms = story.topic()["terms"]
    missing = [p.title for p in story.load(NOW).pieces if not any(t in " ".join(p.paragraphs) for t in terms)]
    assert missing == ["Coast ferries return to their summer timetable"]


async def get(url: str, **headers: str) -> tuple[int, bytes, str]:
    async with aiohttp.ClientSession() as web, web.get(url, headers=headers) as answer:
        return answer.status, await answer.read(), answer.headers.get("ETag", "")


async def test_the_server_answers_304_until_the_feed_grows() -> None:
    async with FeedServer(NOW) as feeds:
        url = feeds.urls[0]
        status, first, etag = await get(url)
        assert (status, (await get(url, **{"If-None-Match": etag}))[0]) == (200, 304)
        assert feeds.advance()
        status, second, newer = await get(url, **{"If-None-Match": etag})
    assert (status, etag != newer, len(second) > len(first)) == (200, True, True)


async def test_feeds_are_taken_when_each_was_asked_for_again() -> None:
    async with FeedServer(NOW) as feeds:
        etags = [(await get(url))[2] for url in feeds.urls]
        assert not await feeds.taken(0)
        for url, etag in zip(feeds.urls, etags, strict=True):
            await get(url, **{"If-None-Match": etag})
        assert await feeds.taken(0)
        feeds.advance()
        assert not await feeds.taken(0)


async def test_a_reader_is_made_to_look_until_the_feeds_are_taken() -> None:
    etags: dict[str, str] = {}

    async with FeedServer(NOW) as feeds:

        async def look_at_one() -> None:
            url = next((url for url in feeds.urls if url not in etags), None)
            if url is not None:
                etags[url] = (await get(url))[2]
                await get(url, **{"If-None-Match": etags[url]})

        assert await feeds.brought(look_at_one, 10)
    assert len(etags) == 3


async def test_the_story_ends() -> None:
    async with FeedServer(NOW) as feeds:
        assert [feeds.advance() for _ in range(feeds.last_step + 1)] == [True] * feeds.last_step + [False]


async def test_what_is_no_feed_is_not_found() -> None:
    async with FeedServer(NOW) as feeds:
        status, _, _ = await asyncio.wait_for(get(feeds.urls[0].replace("altair", "nobody")), 5)
    assert status == 404
