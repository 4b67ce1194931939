"""/topics: what there is to follow, and what this chat follows.

I/O: store.
"""

from __future__ import annotations

from bot.render.notices import topics_page
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import followed


def topics(request: Request, desk: Desk) -> tuple[Message, ...]:
    subscribed = frozenset(topic.key for topic in followed(request, desk))
    return (topics_page(desk.words, desk.topics, subscribed),)


COMMAND = Command(name="topics", callback=topics)
