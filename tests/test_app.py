"""The whole bot in one process: feeds on loopback in, Telegram's double out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.double import Double
from bot.errors import SettingsError
from config.settings import Settings, parse
from tests.fetch.web import Web, answers, running

__all__ = ["double_process", "telegram"]
from tests.fakes import double_process, telegram

ITEM = (
    "<item><guid>{n}</guid><title>Sennar: day {n}</title><link>http://courier.test/{n}</link>"
    "<description>The council said about {n}0 civilians left Sennar on day {n}.</description></item>"
)


def rss(*numbers: int) -> bytes:
    items = "".join(ITEM.format(n=n) for n in numbers)
    return f"<rss version='2.0'><channel><title>Courier</title>{items}</channel></rss>".encode()


def settings(double: Double, folder: Path, *feeds: str) -> Settings:
    return parse(
        {
            "telegram": {"api_url": double.base_url.removesuffix("/bot")},
            "database": {"url": f"sqlite:///{folder / 'app.sqlite'}"},
            "polling": {"allow_private_addresses": True, "deadline_s": 5},
            "feeds": [{"url": url, "name": f"Courier {n}"} for n, url in enumerate(feeds)],
            "topics": [{"key": "sennar", "title": "Sennar", "terms": ["Sennar"]}],
        },
        "test",
    )


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with running() as web:
        yield web


@asynccontextmanager
async def app_running(found: Settings, token: str) -> AsyncIterator[App]:
    app = App(found, token, tick_s=0.2)
    task = asyncio.create_task(app.run())
    try:
        yield app
    finally:
        app.stop()
        await asyncio.wait_for(task, 10)


async def until(wanted: Callable[[], Any], within_s: float = 20.0) -> Any:
    """What ``wanted`` gives, as soon as it gives anything true."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if found := await asyncio.to_thread(wanted):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come")


def texts(double: Double, user: int, word: str) -> list[str]:
    return [sent["text"] for sent in double.sent(user) if word in sent["text"]]


async def test_an_article_becomes_an_alert_in_the_chat_that_asked(telegram: Double, web: Web, tmp_path: Path) -> None:
    feed = web.at("/feed", answers(rss(1)))
    user = telegram.user()
    async with app_running(settings(telegram, tmp_path, feed), telegram.token) as app:
        telegram.says(user, "/start sennar")
        await until(lambda: texts(telegram, user, "Sennar"))
        await until(lambda: len(web.asked) >= 1)
        web.at("/feed", answers(rss(2, 1)))
        await until_told(app, telegram, user, "Sennar: day 2")
        assert texts(telegram, user, "Sennar: day 1") == []
        telegram.says(user, "/figures")
        assert await until(lambda: texts(telegram, user, "20 civilians"))


async def until_told(app: App, double: Double, user: int, title: str) -> list[str]:
    """Look at the feeds until the alert is there."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        await app.look()
        if found := await asyncio.to_thread(texts, double, user, title):
            return found
        await asyncio.sleep(0.2)
    raise AssertionError(f"no alert {title!r}")


async def test_a_restart_tells_nothing_twice(telegram: Double, web: Web, tmp_path: Path) -> None:
    found = settings(telegram, tmp_path, web.at("/feed", answers(rss(1))))
    user = telegram.user()
    async with app_running(found, telegram.token) as app:
        telegram.says(user, "/start sennar")
        await until(lambda: texts(telegram, user, "Sennar"))
        await until(lambda: len(web.asked) >= 1)
        web.at("/feed", answers(rss(2, 1)))
        await until_told(app, telegram, user, "Sennar: day 2")
    web.at("/feed", answers(rss(3, 2, 1)))
    async with app_running(found, telegram.token) as app:
        await until_told(app, telegram, user, "Sennar: day 3")
    assert len(texts(telegram, user, "Sennar: day 2")) == 1


async def test_a_bad_feed_stops_no_other(telegram: Double, web: Web, tmp_path: Path) -> None:
    bad = [web.at(f"/bad{n}", answers(body)) for n, body in enumerate((b"", b"<html>away</html>", b"\xff\xfe\x00"))]
    good = web.at("/feed", answers(rss(1)))
    user = telegram.user()
    async with app_running(settings(telegram, tmp_path, *bad, good), telegram.token) as app:
        telegram.says(user, "/start sennar")
        await until(lambda: texts(telegram, user, "Sennar"))
        await until(lambda: "/feed" in {path for path, _ in web.asked})
        web.at("/feed", answers(rss(2, 1)))
        assert await until_told(app, telegram, user, "Sennar: day 2")


async def test_it_stops_within_ten_seconds_also_while_telegram_is_away(
    telegram: Double, web: Web, tmp_path: Path
) -> None:
    telegram.goes_away()
    found = settings(telegram, tmp_path, web.at("/feed", answers(rss(1))))
    begun = time.monotonic()
    async with app_running(found, telegram.token):
        await until(lambda: len(web.asked) >= 1)
    telegram.comes_back()
    assert time.monotonic() - begun < 20


async def test_a_token_that_telegram_does_not_know_says_what_to_do(telegram: Double, tmp_path: Path, web: Web) -> None:
    app = App(settings(telegram, tmp_path, web.at("/feed", answers(rss(1)))), "123456:" + "A" * 35, tick_s=0.2)
    with pytest.raises(SettingsError, match="BotFather"):
        await asyncio.wait_for(app.run(), 20)
