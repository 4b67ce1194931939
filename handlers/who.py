"""/who: who acts and who speaks.

I/O: store.
"""

from __future__ import annotations

from bot.render import answers
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import subject


def who(request: Request, desk: Desk) -> tuple[Message, ...]:
    about = subject("who", request, desk)
    return (about if isinstance(about, Message) else answers.who(about.heading, about.articles, desk.words),)


COMMAND = Command(name="who", callback=who)
