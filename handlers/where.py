"""/where: the places, the main one as a pin on the map.

I/O: store.
"""

from __future__ import annotations

from bot.render import answers
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import subject


def where(request: Request, desk: Desk) -> tuple[Message, ...]:
    about = subject("where", request, desk)
    return (about,) if isinstance(about, Message) else answers.where(about.heading, about.articles, desk.words)


COMMAND = Command(name="where", callback=where)
