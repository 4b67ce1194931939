"""/sources: which outlets report, and whom they cite; which feeds cannot be read.

I/O: store.
"""

from __future__ import annotations

from bot.render import answers
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import Subject, subject

FAILED_OFTEN = 3  # visits in a row


def sources(request: Request, desk: Desk) -> tuple[Message, ...]:
    about = subject("sources", request, desk)
    if isinstance(about, Message):
        return (about,)
    if about.topic is None:
        return (answers.sources_of_article(about.heading, about.articles[0], _copies(about, desk), desk.words),)
    return (answers.sources_of_topic(about.heading, about.articles, _unreachable(desk), desk.words),)


def _copies(about: Subject, desk: Desk) -> tuple[str, ...]:
    return desk.store.copies_of(about.articles[0].article.id)


def _unreachable(desk: Desk) -> tuple[str, ...]:
    return tuple(feed.name for feed in desk.store.feeds() if feed.enabled and feed.error_count >= FAILED_OFTEN)


COMMAND = Command(name="sources", callback=sources)
