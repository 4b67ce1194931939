"""Messages as they stand in ``tests/golden``, read by a person; ``RENEW_GOLDEN=1`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

from bot.types import Message

FOLDER = Path(__file__).parent.parent / "golden"


def as_page(*messages: Message) -> str:
    """The messages as a reader sees them, then as Telegram gets them."""
    return "\n".join(_page(message) for message in messages)


def golden(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def renewed(name: str, page: str) -> str:
    """What the page should be; with ``RENEW_GOLDEN=1`` what it is from now on."""
    if os.environ.get("RENEW_GOLDEN") == "1":
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.txt").write_text(page, encoding="utf-8")
    return golden(name)


def _page(message: Message) -> str:
    rows = "".join("  ".join(f"[{button.text}]" for button in row) + "\n" for row in message.buttons)
    data = "".join(f"{button.text}: {button.data or button.url}\n" for row in message.buttons for button in row)
    pin = (
        f"pin: {message.pin.lat} {message.pin.lon} | {message.pin.title} | {message.pin.address}\n"
        if message.pin
        else ""
    )
    return f"{message.text}\n{rows}\n── HTML ──\n{message.html}\n{data}{pin}"
