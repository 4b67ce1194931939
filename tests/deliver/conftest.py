"""Telegram's double, and a bot that speaks to it through our transport."""

from collections.abc import AsyncIterator

import pytest_asyncio
from telegram import Bot

from bot.deliver.request import AiohttpRequest
from bot.double import Double
from tests.fakes import double_process, telegram

__all__ = ["double_process", "telegram"]


@pytest_asyncio.fixture
async def bot(telegram: Double) -> AsyncIterator[Bot]:
    request = AiohttpRequest(connect_s=2.0, read_s=5.0)
    async with Bot(telegram.token, base_url=telegram.base_url, request=request) as bot:
        yield bot
