"""The demo without a terminal: a reader who follows the story, asks what there is to ask, and leaves.

I/O: through the conversation and the feed server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.demo.conversation import Conversation
from bot.demo.feedserver import FeedServer

ANSWER_S = 8.0
ANSWER_QUIET_S = 0.4
ALERT_S = 4.0  # from when the feeds were taken
ALERT_QUIET_S = 1.2
TAKEN_S = 30.0


@dataclass(frozen=True, slots=True)
class Say:
    """The reader writes; with ``reply`` in reply to the newest message with buttons. ``answers`` are waited for."""

    text: str
    reply: bool = False
    answers: int = 1


@dataclass(frozen=True, slots=True)
class Press:
    """The reader presses the button whose label begins so."""

    label: str


@dataclass(frozen=True, slots=True)
class Publish:
    """The outlets publish what comes next."""

    note: str


Act = Say | Press | Publish

SCRIPT: tuple[Act, ...] = (
    Say("/start orsavan"),
    Publish("Two days ago, morning: an agency reports from the talks."),
    Publish("Two days ago, evening: a second outlet reports; a third carries the agency's words again."),
    Press("Figures"),
    Publish("Yesterday: the agency reports an attack."),
    Publish("Yesterday: the army denies it."),
    Say("/claims", reply=True),
    Publish("Yesterday, later: the hospital gives a new toll."),
    Press("Quotes"),
    Publish("Today: an agreement."),
    Say("/who"),
    Say("/where", answers=2),  # the list, and the pin a second later
    Publish("Today: aid arrives."),
    Publish("Today: an outlet corrects yesterday's toll."),
    Say("/figures"),
    Say("/sources"),
    Say("/summary 7d"),
    Say("/unsubscribe orsavan"),
)


@dataclass(frozen=True, slots=True)
class Played:
    """How it went: what was asked and not answered, what was published and brought no message."""

    unanswered: tuple[str, ...]
    silent: tuple[str, ...]


async def play(
    talk: Conversation,
    feeds: FeedServer,
    *,
    look: Callable[[], Awaitable[object]] | None = None,
    script: Sequence[Act] = SCRIPT,
    taken_s: float = TAKEN_S,
) -> Played:
    """Play a script in a conversation that is followed. ``look`` makes the bot look at its feeds at once.

    Begins when the bot has taken in the feeds as they stand: its first look fills its memory and sends nothing.
    """
    await feeds.brought(look, taken_s)
    unanswered: list[str] = []
    silent: list[str] = []
    for act in script:
        match act:
            case Say():
                if not await _asked(talk, talk.says(act.text, reply=act.reply), act.answers):
                    unanswered.append(act.text)
            case Press():
                if not await _asked(talk, talk.presses(act.label)):
                    unanswered.append(f"[{act.label}]")
            case Publish():
                if not await _published(talk, feeds, act.note, look):
                    silent.append(act.note)
    return Played(tuple(unanswered), tuple(silent))


async def _asked(talk: Conversation, doing: Awaitable[object], answers: int = 1) -> bool:
    before = talk.arrived
    if await doing is False:
        return False
    return await talk.answer(before + answers, ANSWER_S, ANSWER_QUIET_S)


async def _published(
    talk: Conversation, feeds: FeedServer, note: str, look: Callable[[], Awaitable[object]] | None
) -> bool:
    before = talk.arrived
    talk.note(f"— {note}")
    feeds.advance()
    await feeds.brought(look, TAKEN_S)
    return await talk.answer(before + 1, ALERT_S, ALERT_QUIET_S)
