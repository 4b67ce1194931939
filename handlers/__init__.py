"""The commands people send, one module each, in the order that /help and the menu have them.

Pure. To add one: a module with a ``COMMAND``, its name here, its use and help in the locale.
"""

from __future__ import annotations

from handlers import (
    claims,
    figures,
    forgetme,
    help,
    latest,
    privacy,
    quotes,
    settings,
    sources,
    start,
    subscribe,
    summary,
    topics,
    unsubscribe,
    where,
    who,
)
from handlers.command import Command

COMMANDS: tuple[Command, ...] = (
    summary.COMMAND,
    latest.COMMAND,
    who.COMMAND,
    where.COMMAND,
    figures.COMMAND,
    quotes.COMMAND,
    claims.COMMAND,
    sources.COMMAND,
    topics.COMMAND,
    subscribe.COMMAND,
    unsubscribe.COMMAND,
    settings.COMMAND,
    privacy.COMMAND,
    forgetme.COMMAND,
    start.COMMAND,
    help.COMMAND,
)
