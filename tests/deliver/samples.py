"""Deliveries of our own writing."""

from datetime import UTC, datetime
from typing import Any

from bot.types import Delivery, Lane, Message, NewDelivery

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def message(words: str = "Two ferries wait off the harbour", **given: Any) -> Message:
    return Message(**{"html": f"<b>{words}</b>", "text": words, **given})


def delivery(chat_id: int, words: str = "Two ferries wait off the harbour", **given: Any) -> Delivery:
    of_message = {name: given.pop(name) for name in ("html", "text", "buttons", "pin", "preview") if name in given}
    fields = {"id": 1, "key": f"u:1:{chat_id}", "lane": Lane.ALERT, "due_at": NOON, "created_at": NOON}
    return Delivery(**{**fields, "chat_id": chat_id, "message": message(words, **of_message), **given})


def new(chat_id: int, words: str, **given: Any) -> NewDelivery:
    fields = {"key": f"a:{words}:{chat_id}", "lane": Lane.ANSWER, "message": message(words)}
    return NewDelivery(**{**fields, "chat_id": chat_id, **given})
