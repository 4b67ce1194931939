"""What is in a tuple is all there is: a module that is forgotten, or words that are, fail here."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import handlers
from config import locales
from handlers import COMMANDS
from handlers.command import Command

NO_COMMANDS = {"__init__", "command", "dispatch", "menu", "subject"}
MODULES = sorted(path.stem for path in Path(handlers.__file__).parent.glob("*.py") if path.stem not in NO_COMMANDS)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_of_the_handlers_is_a_command(module: str) -> None:
    command = importlib.import_module(f"handlers.{module}").COMMAND
    assert command.name == module
    assert command in COMMANDS


def test_no_command_is_there_twice() -> None:
    assert sorted(command.name for command in COMMANDS) == MODULES


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_its_use_and_help_in_the_locale(command: Command) -> None:
    words = locales.load("en")
    assert words[f"command.{command.name}.usage"].startswith(f"/{command.name}")
    assert words[f"command.{command.name}.help"]
