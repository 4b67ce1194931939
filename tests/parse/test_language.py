"""The language of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parse.language import language_of

ENGLISH = "The mayor said that the bridge was closed and that the boats were not in the harbour."
FRENCH = "Le maire a déclaré que le pont est fermé et que les bateaux ne sont pas dans le port."
GERMAN = "Der Bürgermeister sagte, die Brücke ist gesperrt und die Boote sind nicht mit dem Hafen verbunden."
SPANISH = "El alcalde dijo que el puente está cerrado y que los barcos no están en el puerto de la ciudad."
ARABIC = "قال رئيس البلدية إن الجسر مغلق"
RUSSIAN = "Мэр сообщил, что мост закрыт"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"), (FRENCH, "fr"), (GERMAN, "de"), (SPANISH, "es"), (ARABIC, "ar"), (RUSSIAN, "ru"),
        ("Мер повідомив, що міст закрито і є інші шляхи", "uk"),
        ("شهردار گفت پل بسته است و چند قایق در بندر پهلو گرفت", "fa"),
        ("市长说大桥已关闭", "zh"), ("市長は橋が閉鎖されたと述べた", "ja"), ("시장은 다리가 폐쇄되었다고 말했다", "ko"),
        ("ראש העיר אמר שהגשר סגור", "he"),
    ],
)  # fmt: skip
def test_language_is_told_by_script_or_common_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_declared_language_holds_where_nothing_contradicts() -> None:
    assert language_of("Breaking: bridge closed", "en-gb") == "en-GB"
    assert language_of("Breaking", "sw") == "sw"
    assert language_of(ENGLISH, "en_US") == "en-US"
    assert language_of("市長", "ja") == "ja"


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (ARABIC, "ar"), (SPANISH, "es")])
def test_feed_that_declares_the_wrong_language_is_overruled(text: str, language: str) -> None:
    assert language_of(text, "en-us") == language


def test_script_that_fits_the_declared_language_does_not_overrule_it() -> None:
    assert language_of("Кметът съобщи, че мостът е затворен", "bg") == "bg"


@pytest.mark.parametrize("declared", ["", "  ", "english please", "x" * 50, "1", None])
def test_declaration_that_is_no_tag_is_ignored(declared: str | None) -> None:
    assert language_of("Bridge", declared) is None


@given(st.text(), st.one_of(st.none(), st.text()))
def test_any_text_has_a_tag_or_none(text: str, declared: str | None) -> None:
    language = language_of(text, declared)
    assert language is None or language.replace("-", "").isascii()
