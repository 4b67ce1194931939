"""/figures: how many, and who says so.

I/O: store.
"""

from __future__ import annotations

from bot.render import answers
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import subject


def figures(request: Request, desk: Desk) -> tuple[Message, ...]:
    about = subject("figures", request, desk)
    return (about if isinstance(about, Message) else answers.figures(about.heading, about.articles, desk.words),)


COMMAND = Command(name="figures", callback=figures)
