"""The reader's chat, with a bot that is played by the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.demo import Conversation, FeedServer, chat, play
from bot.demo.play import SCRIPT, Act, Press, Publish, Say
from bot.double import Double

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
KEYBOARD = {
    "inline_keyboard": [[{"text": "Figures 4", "callback_data": "f"}, {"text": "Read", "url": "http://a.example/"}]]
}


class Parrot:
    """A bot that repeats what it is told, takes every feed at once and sends an alert for each step."""

    def __init__(self, telegram: Double, user: int) -> None:
        self.telegram, self.user = telegram, user
        self.heard: list[dict[str, Any]] = []

    def listen(self) -> None:
        offset = 0
        while True:
            answer = self.telegram.call("getUpdates", offset=offset, timeout=20)
            for update in answer.get("result", []):
                offset = update["update_id"] + 1
                self.heard.append(update)
                self._answer(update)
            if not answer["ok"]:
                return

    def _answer(self, update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            self.telegram.call("answerCallbackQuery", callback_query_id=query["id"], text="one moment")
            words = f"pressed {query['data']}"
        else:
            words = f"heard {update['message']['text']}"
        self.telegram.call("sendMessage", chat_id=self.user, text=words, reply_markup=KEYBOARD)

    async def look(self, feeds: FeedServer) -> None:
        async with aiohttp.ClientSession() as web:
            for url in feeds.urls:
                async with web.get(url) as first:
                    await web.get(url, headers={"If-None-Match": first.headers["ETag"]})
        await asyncio.to_thread(self.telegram.call, "sendMessage", chat_id=self.user, text="alert")


@asynccontextmanager
async def parrot(telegram: Double, lines: list[str]) -> AsyncIterator[tuple[Parrot, Conversation, FeedServer]]:
    user = telegram.user()
    bot = Parrot(telegram, user)
    listening = asyncio.create_task(asyncio.to_thread(bot.listen))
    try:
        async with FeedServer(NOW) as feeds, Conversation(telegram, user, lines.append, ansi=False).followed() as talk:
            telegram.says(user, "/start")
            assert await talk.answer(1, 20, 0)
            yield bot, talk, feeds
    finally:
        telegram.call("setWebhook", url="https://bot.example/end")
        await listening


async def test_a_script_is_played_and_what_comes_back_is_written(telegram: Double) -> None:
    lines: list[str] = []
    script: tuple[Act, ...] = (Say("/figures"), Press("fig"), Publish("later"), Say("/who", reply=True))
    async with parrot(telegram, lines) as (bot, talk, feeds):
        played = await play(talk, feeds, look=lambda: bot.look(feeds), script=script)
    assert (played.unanswered, played.silent) == ((), ())
    written = "".join(lines)
    for words in ("You: /figures", "│ heard /figures", "You: [Figures 4]", "(one moment)", "│ pressed f", "— later"):
        assert words in written
    assert "reply_to_message" in bot.heard[-1]["message"]


async def test_what_is_not_answered_is_told(telegram: Double) -> None:
    lines: list[str] = []
    async with parrot(telegram, lines) as (_, talk, feeds):
        played = await play(talk, feeds, script=(Press("Nothing such"),), taken_s=0.1)
    assert played.unanswered == ("[Nothing such]",)


async def test_a_typed_chat_goes_on_until_the_reader_quits(telegram: Double) -> None:
    lines: list[str] = []

    async with parrot(telegram, lines) as (bot, talk, feeds):

        async def typed() -> AsyncIterator[str]:
            """Each line when what the one before it brings has arrived; at first greeting, look, answer."""
            assert await talk.answer(3, 20, 0)
            for line, brings in (("/latest", 1), ("!1", 2), ("!9", 0), ("> /who", 1), ("", 1)):
                wanted = talk.arrived + brings
                yield line
                assert await talk.answer(wanted, 20, 0)
            yield "quit"
            raise AssertionError("more was read after quit")

        await chat(talk, feeds, look=lambda: bot.look(feeds), lines=typed(), pace_s=3600, first="/start orsavan")
        assert feeds.step == 1
    told = [u["message"]["text"] for u in bot.heard if "message" in u]
    assert told == ["/start", "/start orsavan", "/latest", "/who"]
    assert "There is no such button" in "".join(lines)


def test_the_script_publishes_the_whole_story() -> None:
    assert sum(isinstance(act, Publish) for act in SCRIPT) == FeedServer(NOW).last_step
