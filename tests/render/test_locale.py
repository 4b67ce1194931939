from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

import bot
from bot.render.facts import LABELLED
from bot.render.html import message
from bot.render.words import say
from bot.types import ActorType, Certainty, PlaceKind, Reason, Stance
from config import locales

ROOT = Path(bot.__file__).parent.parent
SOURCES = [*(ROOT / "bot" / "render").glob("*.py"), *(ROOT / "handlers").glob("*.py")]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
LOOKED_UP = re.compile(r'"([a-z]+\.[a-z_]+)"')
SECTIONS_BY_NAME = ("reason", "certainty", "stance", "actor", "place", "command", "period", "button", "answer", "kind")


def test_a_key_that_is_missing_fails_loudly(words: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        say(words, "no.such_key")


def test_a_field_that_is_missing_fails_loudly(words: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        say(words, "use")


def test_every_key_that_the_code_names_has_words(words: dict[str, str]) -> None:
    sections = {key.partition(".")[0] for key in words}
    named = {key for key in LOOKED_UP.findall(CODE) if key.partition(".")[0] in sections}
    assert named - words.keys() == set()


def test_every_key_with_words_is_named_in_the_code(words: dict[str, str]) -> None:
    unused = [key for key in words if f'"{key}"' not in CODE and key.partition(".")[0] not in SECTIONS_BY_NAME]
    assert unused == []


@pytest.mark.parametrize(
    ("section", "kinds"),
    [("reason", Reason), ("actor", ActorType), ("place", PlaceKind)],
)
def test_every_kind_has_a_word(section: str, kinds: type[StrEnum], words: dict[str, str]) -> None:
    assert {key for key in words if key.startswith(f"{section}.")} == {f"{section}.{kind}" for kind in kinds}


def test_every_stance_and_certainty_that_is_said_has_a_word(words: dict[str, str]) -> None:
    said = {f"stance.{stance}" for stance in Stance if stance is not Stance.DECLINES}
    said |= {f"certainty.{certainty}" for certainty in Certainty if certainty is not Certainty.STATED}
    assert said == {key for key in words if key.startswith(("stance.", "certainty."))}


@pytest.mark.parametrize("language", locales.languages())
def test_every_language_has_the_fields_of_the_english_words(language: str) -> None:
    english = locales.load("en")
    for key, template in locales.load(language).items():
        assert _fields(template) == _fields(english[key]), key


def test_a_language_that_there_is_not_is_english() -> None:
    assert locales.load("xx") == locales.load("en")


def test_fixed_words_come_out_as_they_stand(words: dict[str, str]) -> None:
    for template in words.values():
        fields = {name: name for name in _fields(template)}
        assert message(say({"key": template}, "key", **fields)).text == template.format(**fields).strip()


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("kind", sorted(LABELLED))
def test_every_kind_that_is_told_by_its_name_has_one(words: dict[str, str], kind: str) -> None:
    assert words[f"kind.{kind}"]
