from __future__ import annotations

from telegram import BotCommandScope

from handlers import COMMANDS
from handlers.command import Desk
from handlers.menu import menu


def listed(desk: Desk, scope: str) -> list[str]:
    return next([entry.command for entry in commands] for where, commands in menu(desk) if where.type == scope)


def test_a_private_chat_has_all_commands(desk: Desk) -> None:
    names = listed(desk, BotCommandScope.ALL_PRIVATE_CHATS)
    assert names == [command.name for command in COMMANDS]


def test_a_group_has_no_commands_that_its_members_may_not_use(desk: Desk) -> None:
    names = listed(desk, BotCommandScope.ALL_GROUP_CHATS)
    assert "summary" in names
    assert not {"subscribe", "unsubscribe", "settings", "forgetme"} & set(names)


def test_those_who_run_a_group_have_them(desk: Desk) -> None:
    assert {"subscribe", "settings"} <= set(listed(desk, BotCommandScope.ALL_CHAT_ADMINISTRATORS))


def test_descriptions_are_those_of_the_help(desk: Desk) -> None:
    for _, commands in menu(desk):
        for entry in commands:
            assert entry.description == desk.words[f"command.{entry.command}.help"]
