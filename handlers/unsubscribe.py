"""/unsubscribe: no more alerts on a topic, or on any.

I/O: store.
"""

from __future__ import annotations

from bot.render import facts
from bot.render.buttons import ask
from bot.render.html import bold, said
from bot.render.notices import choice, notice
from bot.types import Message, Topic
from handlers.command import Command, Desk, Request
from handlers.subject import find_topic, fold, followed, unknown_topic

ALL = "all"


def unsubscribe(request: Request, desk: Desk) -> tuple[Message, ...]:
    given = request.args.strip()
    if fold(given) == ALL:
        removed = desk.store.unsubscribe(request.chat_id, None, None, request.now)
        return (notice(desk.words, "unsubscribe.all" if removed else "unsubscribe.none"),)
    if given:
        topic = find_topic(given, desk)
        return (_leave(topic, request, desk) if topic else unknown_topic("unsubscribe", given, desk),)
    mine = followed(request, desk)
    if len(mine) > 1:
        every = ask(desk.words["button.unsubscribe_all"], "unsubscribe", ALL)
        return (choice(desk.words, "unsubscribe", mine, extra=every),)
    return (_leave(mine[0], request, desk) if mine else notice(desk.words, "unsubscribe.none"),)


def _leave(topic: Topic, request: Request, desk: Desk) -> Message:
    """Wherever in the chat it was subscribed: a chat follows a topic once, whatever the forum topic."""
    removed = desk.store.unsubscribe(request.chat_id, topic.key, None, request.now)
    key = "unsubscribe.done" if removed else "unsubscribe.not_followed"
    return notice(desk.words, key, topic=bold(said(topic.title, facts.NAME_LIMIT)))


COMMAND = Command(name="unsubscribe", callback=unsubscribe, admin_only=True)
