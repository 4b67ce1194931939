"""The documents tell the truth: every command and setting stands in them, every module in its tuple."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot.cli
import bot.extract
from bot.extract import EXTRACTORS
from bot.extract.reading import Reading
from config.settings import Settings
from handlers import COMMANDS

ROOT = Path(__file__).parent.parent
NO_COMMANDS = {"__init__", "settings", "show", "fetching"}


def document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_chat_command_stands_in_the_readme(name: str) -> None:
    assert f"`/{name}" in document("README.md")


@pytest.mark.parametrize("name", bot.cli.COMMANDS)
def test_every_command_of_dateline_stands_in_the_readme(name: str) -> None:
    assert f"`dateline {name}" in document("README.md")


def test_every_module_of_the_commands_is_in_the_tuple() -> None:
    modules = {path.stem for path in Path(bot.cli.__file__).parent.glob("*.py")} - NO_COMMANDS
    assert modules == set(bot.cli.COMMANDS)


def test_every_extractor_fills_a_field_of_the_reading() -> None:
    assert [name for name, _ in EXTRACTORS if name not in Reading.__dataclass_fields__] == []


@pytest.mark.parametrize(
    "key",
    [
        f"{section}.{key}"
        for section, field in Settings.model_fields.items()
        if section not in ("feeds", "topics")
        for key in field.annotation.model_fields  # type: ignore[union-attr]
    ],
)
def test_every_setting_stands_in_the_operations(key: str) -> None:
    assert f"`{key}`" in document("docs/operations.md")


def test_every_document_named_in_the_readme_is_there() -> None:
    named = re.findall(r"\]\((?!https?:)([^)#]+)\)", document("README.md"))
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_no_requirements_name_an_index() -> None:
    for path in ROOT.glob("requirements*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--find-links", text)
