"""/settings: sound and quiet hours of a chat.

I/O: store.
"""

from __future__ import annotations

import re

from bot.render.notices import settings_page, wrong_use
from bot.types import Chat, Message
from handlers.command import Command, Desk, Request

_QUIET = re.compile(r"quiet\s+(\d{1,2})(?::00)?\s*(?:-|–|to|\s)\s*(\d{1,2})(?::00)?")


def settings(request: Request, desk: Desk) -> tuple[Message, ...]:
    words = " ".join(request.args[:200].casefold().split())
    chat = desk.store.chat(request.chat_id) or Chat(id=request.chat_id, kind=request.chat_kind)
    if words:
        changed = _change(words, chat, request, desk)
        if changed is None:
            return (wrong_use(desk.words, "settings.wrong", "settings", request.args),)
        chat = changed
    return (settings_page(desk.words, chat),)


def _change(words: str, chat: Chat, request: Request, desk: Desk) -> Chat | None:
    """The chat as changed; None where the words are no setting."""
    hours = _quiet_hours(words)
    if words not in ("silent on", "silent off", "quiet off") and hours is None:
        return None
    store, now = desk.store, request.now
    store.touch_chat(chat, now)
    if words.startswith("silent"):
        return store.set_chat(chat.id, now=now, silent=words == "silent on")
    return store.set_chat(chat.id, now=now, quiet=hours)


def _quiet_hours(words: str) -> tuple[int, int] | None:
    """From and to, hours of the day; two different ones: from 6 to 6 would be all day or never."""
    found = _QUIET.fullmatch(words)
    if not found:
        return None
    first, last = int(found[1]), int(found[2]) % 24
    return (first, last) if first < 24 and int(found[2]) <= 24 and first != last else None


COMMAND = Command(name="settings", callback=settings, admin_only=True)
