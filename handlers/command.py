"""What a command is, what it is asked and what it may use; and the one gate all commands pass.

Pure but for what the commands do with the store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.render.notices import notice
from bot.render.words import Words
from bot.store.store import Store
from bot.types import Message, Topic

PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command as somebody sent it, typed or by a button."""

    chat_id: int
    chat_kind: str  # private, group, supergroup, channel
    thread_id: int | None = None  # the forum topic it was sent in
    args: str = ""  # as typed, any length
    article_id: str | None = None  # of the message that it replies to, or whose button was pressed
    user_is_admin: bool | None = False  # asked of Telegram only where the command is for admins; None: not known
    now: datetime
    telegram_update_id: int

    @property
    def is_private(self) -> bool:
        return self.chat_kind == PRIVATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one chat may ask for, and what the answers promise."""

    subscriptions: int = 20
    articles: int = 200  # read for one answer
    keep_days: int = 30  # the delivery log, as the settings have it


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that commands work with."""

    store: Store
    topics: tuple[Topic, ...]
    words: Words
    commands: tuple[Command, ...]
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. Its use and help are the locale's ``command.<name>.usage`` and ``command.<name>.help``."""

    name: str
    callback: Callable[[Request, Desk], tuple[Message, ...]]
    admin_only: bool = False  # in groups and channels
    in_private: bool = True
    in_groups: bool = True


def perform(command: Command, request: Request, desk: Desk) -> tuple[Message, ...]:
    """The answer to a command, or one line why there is none. Safe to repeat."""
    if request.is_private and not command.in_private:
        return (notice(desk.words, "refused.groups_only"),)
    if not request.is_private and not command.in_groups:
        return (notice(desk.words, "refused.private_only"),)
    if not request.is_private and command.admin_only and not request.user_is_admin:
        return (notice(desk.words, "refused.admin_unknown" if request.user_is_admin is None else "refused.admins"),)
    return command.callback(request, desk)
