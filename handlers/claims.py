"""/claims: who claims what, and what is disputed.

I/O: store.
"""

from __future__ import annotations

from bot.render import answers
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import subject


def claims(request: Request, desk: Desk) -> tuple[Message, ...]:
    about = subject("claims", request, desk)
    return (about if isinstance(about, Message) else answers.claims(about.heading, about.articles, desk.words),)


COMMAND = Command(name="claims", callback=claims)
