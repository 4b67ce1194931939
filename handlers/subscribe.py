"""/subscribe: alerts on a topic come to this chat from now on.

I/O: store.
"""

from __future__ import annotations

from bot.render import facts
from bot.render.buttons import ask
from bot.render.html import bold, said
from bot.render.notices import choice, notice
from bot.types import Chat, Message, Topic
from handlers.command import Command, Desk, Request
from handlers.subject import find_topic, unknown_topic


def subscribe(request: Request, desk: Desk) -> tuple[Message, ...]:
    given = request.args.strip()
    if not given:
        only = len(desk.topics) == 1
        return (follow(desk.topics[0], request, desk) if only else choice(desk.words, "subscribe", desk.topics),)
    topic = find_topic(given, desk)
    return (follow(topic, request, desk) if topic else unknown_topic("subscribe", given, desk),)


def follow(topic: Topic, request: Request, desk: Desk) -> Message:
    """Subscribe the chat, here, unless it follows as many topics as it may. The same words when it did already."""
    subscribed = desk.store.subscriptions_of(request.chat_id)
    if len(subscribed) >= desk.limits.subscriptions and topic.key not in {each.topic for each in subscribed}:
        return notice(desk.words, "refused.too_many", most=str(desk.limits.subscriptions))
    desk.store.touch_chat(Chat(id=request.chat_id, kind=request.chat_kind), request.now)
    desk.store.set_active(request.chat_id, True, request.now)
    desk.store.subscribe(request.chat_id, topic.key, request.thread_id, request.now)
    buttons = [ask(desk.words["button.summary"], "summary", topic.key), ask(desk.words["button.settings"], "settings")]
    return notice(desk.words, "subscribe.done", buttons=buttons, topic=bold(said(topic.title, facts.NAME_LIMIT)))


COMMAND = Command(name="subscribe", callback=subscribe, admin_only=True)
