"""/quotes: who said what, word for word.

I/O: store.
"""

from __future__ import annotations

from bot.render import answers
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import subject


def quotes(request: Request, desk: Desk) -> tuple[Message, ...]:
    about = subject("quotes", request, desk)
    return (about if isinstance(about, Message) else answers.quotes(about.heading, about.articles, desk.words),)


COMMAND = Command(name="quotes", callback=quotes)
