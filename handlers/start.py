"""/start: who we are, and the topics to choose from. A link ``t.me/<bot>?start=<topic>`` subscribes to its topic.

I/O: store.
"""

from __future__ import annotations

from bot.render.buttons import ask
from bot.render.notices import greeting, notice
from bot.types import Message
from handlers.command import Command, Desk, Request
from handlers.subject import find_topic
from handlers.subscribe import follow


def start(request: Request, desk: Desk) -> tuple[Message, ...]:
    payload = request.args.strip()
    topic = find_topic(payload, desk) if payload else None
    welcome = greeting(desk.words, "start.greeting", desk.topics)
    if topic is None:
        return (notice(desk.words, "start.unknown_topic"), welcome) if payload else (welcome,)
    if request.is_private:
        return (follow(topic, request, desk),)
    button = ask(desk.words["button.subscribe"].format(topic=topic.title), "subscribe", topic.key)
    return (notice(desk.words, "start.in_group", buttons=[button]),)


COMMAND = Command(name="start", callback=start)
