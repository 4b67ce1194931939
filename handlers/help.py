"""/help: every command, from the one table of commands.

Pure.
"""

from __future__ import annotations

from bot.render.notices import help_page
from bot.types import Message
from handlers.command import Command, Desk, Request


def help_(request: Request, desk: Desk) -> tuple[Message, ...]:
    usable = [each for each in desk.commands if (each.in_private if request.is_private else each.in_groups)]
    return (help_page(desk.words, [command.name for command in usable]),)


COMMAND = Command(name="help", callback=help_)
