from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.buttons import DATA_LIMIT, Press, about, ask, read, rows
from bot.types import Button
from tests.render.strategies import WORDS


@given(WORDS)
def test_what_fits_on_a_button_comes_back_as_it_was(words: str) -> None:
    button = ask("Go", "summary", words)
    if button is not None and button.data is not None:
        assert len(button.data.encode()) <= DATA_LIMIT
        assert read(button.data) == Press(command="summary", args=words)


def test_a_button_about_an_article_carries_its_id() -> None:
    button = about("Figures", "figures", "5f2c9d0a41b7")
    assert button == Button(text="Figures", data="a:figures:5f2c9d0a41b7")
    assert read("a:figures:5f2c9d0a41b7") == Press(command="figures", article_id="5f2c9d0a41b7")


def test_an_article_id_that_does_not_fit_gives_no_button() -> None:
    assert about("Figures", "figures", "x" * 60) is None


@given(st.one_of(WORDS, st.text(max_size=200)))
def test_forged_data_is_a_press_or_nothing_and_never_an_error(data: str) -> None:
    press = read(data)
    assert press is None or press.command.isalpha()


@pytest.mark.parametrize(
    "data", [None, "", "a:figures:", "figures", "z:figures:1", "a:FIGURES:1", "c:summary:" + "x" * 200]
)
def test_data_that_is_not_ours_is_nothing(data: str | None) -> None:
    assert read(data) is None


def test_buttons_that_there_are_stand_in_rows() -> None:
    first, second, third = (Button(text=text, data=text) for text in "abc")
    assert rows([first, None, second, third], 2) == ((first, second), (third,))
