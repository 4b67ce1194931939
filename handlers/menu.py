"""The bot's menu: for each kind of chat the commands that work there, from the one table of commands.

I/O: Telegram, setMyCommands.
"""

from __future__ import annotations

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.render.words import Words
from handlers.command import Command, Desk

DESCRIPTION_LIMIT = 256  # core.telegram.org/bots/api#botcommand
Menu = tuple[BotCommandScope, tuple[BotCommand, ...]]


def menu(desk: Desk) -> tuple[Menu, ...]:
    """The commands of private chats, of groups, and of those who run a group."""
    private = [command for command in desk.commands if command.in_private]
    groups = [command for command in desk.commands if command.in_groups]
    everyone = [command for command in groups if not command.admin_only]
    return (
        (BotCommandScopeAllPrivateChats(), _entries(private, desk.words)),
        (BotCommandScopeAllGroupChats(), _entries(everyone, desk.words)),
        (BotCommandScopeAllChatAdministrators(), _entries(groups, desk.words)),
    )


async def set_menu(bot: Bot, desk: Desk) -> None:
    """Tell Telegram. Raises TelegramError."""
    for scope, commands in menu(desk):
        await bot.set_my_commands(commands, scope=scope)


def _entries(commands: list[Command], words: Words) -> tuple[BotCommand, ...]:
    return tuple(
        BotCommand(command.name, words[f"command.{command.name}.help"][:DESCRIPTION_LIMIT]) for command in commands
    )
