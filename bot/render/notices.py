"""What the bot says of itself: greetings, help, settings, privacy, and one line for wrong use.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.render import facts
from bot.render.buttons import ask, rows
from bot.render.html import Part, Runs, between, bold, message, said
from bot.render.listing import listing
from bot.render.words import Words, say
from bot.types import Button, Chat, Message, Topic

GIVEN_LIMIT = 40  # how much of what somebody typed is shown back
_MOST = 50
_BUTTONS = 20


def notice(
    words: Words, key: str, /, *, buttons: Sequence[Button | None] = (), width: int = 2, **parts: Part
) -> Message:
    """The words of a key as a message."""
    return message(say(words, key, **parts), buttons=rows(buttons, width))


def wrong_use(words: Words, key: str, command: str, given: str = "", /, **parts: Part) -> Message:
    """One line: what is wrong, and the right use."""
    problem = say(words, key, given=said(given, GIVEN_LIMIT), **parts)
    return message(between(" ", (problem, say(words, "use", usage=words[f"command.{command}.usage"]))))


def choice(words: Words, command: str, topics: Sequence[Topic], rest: str = "", extra: Button | None = None) -> Message:
    """Which topic? One button each; what is typed does the same."""
    buttons = [ask(topic.title, command, f"{topic.key} {rest}".rstrip()) for topic in topics[:_BUTTONS]]
    usage = words[f"command.{command}.usage"]
    return notice(words, "choose", buttons=[*buttons, extra], usage=usage)


def names(topics: Sequence[Topic]) -> Runs:
    return between(", ", [said(topic.key, facts.NAME_LIMIT) for topic in topics[:_BUTTONS]])


def greeting(words: Words, key: str, topics: Sequence[Topic]) -> Message:
    """Who we are and what to do first: a button to subscribe to each topic."""
    subscribe = [_subscribe(topic, words) for topic in topics[:_BUTTONS]]
    return notice(words, key, buttons=subscribe, topics=names(topics))


def help_page(words: Words, commands: Sequence[str]) -> Message:
    """Every command with its use and what it does."""
    lines = [
        say(words, "help.line", usage=bold(words[f"command.{command}.usage"]), help=words[f"command.{command}.help"])
        for command in commands
    ]
    page = listing(say(words, "help.heading"), lines, words, most=len(lines))
    return message(between("\n\n", (page, say(words, "help.foot"))))


def topics_page(words: Words, topics: Sequence[Topic], subscribed: frozenset[str]) -> Message:
    """Every topic, which of them the chat follows, and a button to change that."""
    lines = [
        say(
            words,
            "topics.followed" if topic.key in subscribed else "topics.other",
            title=bold(said(topic.title, facts.NAME_LIMIT)),
            key=said(topic.key, facts.NAME_LIMIT),
        )
        for topic in topics
    ]
    buttons = [
        ask(words["button.unsubscribe"].format(topic=topic.title), "unsubscribe", topic.key)
        if topic.key in subscribed
        else _subscribe(topic, words)
        for topic in topics[:_BUTTONS]
    ]
    return message(listing(say(words, "topics.heading"), lines, words, most=_MOST), buttons=rows(buttons, 1))


def settings_page(words: Words, chat: Chat) -> Message:
    """The settings of a chat, and buttons to change them."""
    quiet = chat.quiet_from_h is not None and chat.quiet_to_h is not None
    buttons = [
        ask(words["button.silent_off"], "settings", "silent off")
        if chat.silent
        else ask(words["button.silent_on"], "settings", "silent on"),
        ask(words["button.quiet_off"], "settings", "quiet off")
        if quiet
        else ask(words["button.quiet_night"], "settings", "quiet 22-6"),
    ]
    hours = f"{chat.quiet_from_h:02}:00–{chat.quiet_to_h:02}:00" if quiet else ""
    return notice(
        words,
        "settings.page",
        buttons=buttons,
        width=1,
        sound=words["settings.silent" if chat.silent else "settings.sound"],
        quiet=say(words, "settings.quiet", hours=hours) if quiet else words["settings.no_quiet"],
        usage=words["command.settings.usage"],
    )


def _subscribe(topic: Topic, words: Words) -> Button | None:
    return ask(words["button.subscribe"].format(topic=topic.title), "subscribe", topic.key)
