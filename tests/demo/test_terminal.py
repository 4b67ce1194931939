"""Messages as lines of a terminal."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.demo.terminal import button_rows, buttons, incoming, render
from bot.double.markup import parse

ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\")


def message(html: str, *rows: list[str]) -> dict[str, Any]:
    result = parse(html)
    entities = [
        {"type": e.type, "offset": e.offset, "length": e.length} | ({"url": e.url} if e.url else {})
        for e in result.entities
    ]
    keyboard = [[{"text": label, "callback_data": label} for label in row] for row in rows]
    return {"text": result.text, "entities": entities, "reply_markup": {"inline_keyboard": keyboard}}


def test_plain_lines_have_the_words_and_no_escapes() -> None:
    shown = render(message("<b>Ten</b> 🚢 <i>left</i>\n<blockquote>“We wait”</blockquote>"), ansi=False)
    assert shown == "Ten 🚢 left\n❝ “We wait”"


def test_styles_and_links_become_escapes() -> None:
    shown = render(message('<b>Ten</b> <a href="https://a.example/x">left</a>'), ansi=True)
    assert "\x1b[1mTen\x1b[0m" in shown
    assert "\x1b]8;;https://a.example/x\x1b\\" in shown
    assert ESCAPES.sub("", shown) == "Ten left"


def test_buttons_are_a_row_of_brackets_numbered_through() -> None:
    shown = message("a", ["Figures", "Quotes"], ["Claims"])
    assert list(button_rows(shown)) == ["[Figures] [Quotes]", "[Claims]"]
    assert [b["text"] for b in buttons(shown)] == ["Figures", "Quotes", "Claims"]


def test_a_pin_shows_where() -> None:
    venue = {"venue": {"title": "Geneva", "address": "CH", "location": {"latitude": 46.2022, "longitude": 6.1457}}}
    assert render(venue, ansi=False) == "📍 Geneva\nCH (46.202, 6.146)"


def test_a_style_that_goes_over_the_end_of_a_line_stops_at_the_bar() -> None:
    shown = incoming(message(f"<b>{'word ' * 40}</b>"), ansi=True).split("\n")
    assert len(shown) > 2
    assert all(line.endswith("\x1b[0m") for line in shown[1:])
    assert all("\x1b[1mword" in line for line in shown[1:])


def test_an_edit_and_a_message_without_sound_say_so() -> None:
    assert incoming(message("a"), ansi=False, edited=True, silent=True).startswith("Dateline (edited) (without sound)")


def test_no_control_character_of_a_message_reaches_the_terminal() -> None:
    hostile = {
        "text": "a\x1b[2Jb\x9b2Jc",
        "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "x\x1b\\y"}],
    }
    shown = render(hostile, ansi=True)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", ESCAPES.sub("", shown))
    assert "\x1b[2J" not in shown


@given(st.lists(st.sampled_from(["word", "añ", "بلد", "🚢", "a-much-longer-word"]), min_size=1, max_size=60))
def test_wrapping_loses_no_word_and_keeps_to_the_width(words: list[str]) -> None:
    text = " ".join(words)
    lines = render({"text": text}, ansi=False, width=30).split("\n")
    assert " ".join(lines) == text
    assert all(len(line) <= 30 for line in lines)
