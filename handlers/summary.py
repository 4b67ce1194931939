"""/summary: what happened with a topic, on one page.

I/O: store.
"""

from __future__ import annotations

from bot.render.period import DAY
from bot.render.summary import summary as page
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import articles_of, asked_for


def summary(request: Request, desk: Desk) -> tuple[Message, ...]:
    asked = asked_for("summary", request, desk, DAY)
    if isinstance(asked, Message):
        return (asked,)
    return (page(asked.topic, articles_of(asked, request, desk), asked.period, desk.words),)


COMMAND = Command(name="summary", callback=summary)
