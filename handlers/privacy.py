"""/privacy: what is stored about a chat.

Pure.
"""

from __future__ import annotations

from bot.render.notices import notice
from bot.types import Message
from handlers.command import Command, Desk, Request


def privacy(request: Request, desk: Desk) -> tuple[Message, ...]:
    return (notice(desk.words, "privacy.page", days=str(desk.limits.keep_days)),)


COMMAND = Command(name="privacy", callback=privacy)
