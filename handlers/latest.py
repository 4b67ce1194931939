"""/latest: the newest article of a topic, as an alert.

I/O: store.
"""

from __future__ import annotations

from bot.render import alert, facts
from bot.render.html import bold, said
from bot.render.notices import notice
from bot.render.period import Period
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import LONGEST, articles_of, asked_for


def latest(request: Request, desk: Desk) -> tuple[Message, ...]:
    asked = asked_for("latest", request, desk, Period(LONGEST.days, "d"))
    if isinstance(asked, Message):
        return (asked,)
    newest = articles_of(asked, request, desk)[:1]
    if not newest:
        title = bold(said(asked.topic.title, facts.NAME_LIMIT))
        return (notice(desk.words, "refused.nothing_to_show", topic=title),)
    return (alert.latest(newest[0], desk.words),)


COMMAND = Command(name="latest", callback=latest)
