"""Which stretches of a text stand between quotation marks."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.extract.document import read
from bot.extract.marks import stretches


def quoted(text: str) -> list[str]:
    return [text[s.start : s.end] for s in stretches(read(text))]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('"The pumps work," she said.', "The pumps work,"),
        ("“The pumps work,” she said.", "The pumps work,"),
        ('“The pumps work," she said.', "The pumps work,"),
        ("«The pumps work», she said.", "The pumps work"),
        ("„The pumps work“, she said.", "The pumps work"),
        ("»The pumps work«, she said.", "The pumps work"),
        ("''The pumps work,'' she said.", "The pumps work,"),
        ("'The pumps work,' she said.", "The pumps work,"),
        ("‘The pumps work,’ she said.", "The pumps work,"),
    ],
)
def test_every_kind_of_mark_quotes(text: str, inside: str) -> None:
    assert quoted(text) == [inside]


def test_apostrophes_are_no_marks() -> None:
    assert quoted("The farmers' wells ran dry in the '90s; it wasn't rock 'n' roll, 'tis the dykes' fault.") == []


def test_single_marks_hold_an_apostrophe() -> None:
    assert quoted("'We can't leave the port,' he said.") == ["We can't leave the port,"]


def test_a_nested_quotation_is_part_of_the_outer_one() -> None:
    assert quoted("“He shouted “stop” twice,” she said.") == ["He shouted “stop” twice,"]


def test_fifty_deep_is_one_quotation() -> None:
    text = "“deep " * 50 + "end" + "”" * 50
    assert len(quoted(text)) == 1


def test_a_paragraph_left_open_goes_on_where_the_next_one_reopens() -> None:
    text = '"The dam holds.\n\n"It will hold tonight," she said.'
    first, second = stretches(read(text))
    assert (text[first.start : first.end], first.continues) == ("The dam holds.", False)
    assert (text[second.start : second.end], second.continues) == ("It will hold tonight,", True)


def test_a_mark_that_is_never_closed_reaches_no_further_than_its_paragraph() -> None:
    text = '"The dam holds and nobody closed this.\n\nA second paragraph.\n\nA third.'
    assert all("second" not in words for words in quoted(text))


def test_a_stray_mark_within_a_sentence_quotes_nothing() -> None:
    assert quoted('The 5" pipe burst near the market on Friday.') == []


@pytest.mark.parametrize("text", ['"' * 10_000, "“" * 10_000, '"a ' * 10_000, "'" * 10_000, "'a " * 10_000])
def test_ten_thousand_marks_are_read_in_bounded_pieces(text: str) -> None:
    assert all(len(words) <= 6000 for words in quoted(text))


@given(st.text(alphabet="aé \n.,“”\"'‘’«»„\u200bש", max_size=200))
def test_stretches_lie_apart_and_in_order(text: str) -> None:
    found = stretches(read(text))
    assert all(s.outer_start <= s.start < s.end <= s.outer_end for s in found)
    assert all(a.outer_end <= b.outer_start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "ʼ", "′", "＇", "`", "´", "\u201b"])
def test_an_apostrophe_of_any_kind_within_a_word_is_no_mark(apostrophe: str) -> None:
    assert quoted(f"It wasn{apostrophe}t the crew{apostrophe}s fault, they said. They didn{apostrophe}t know.") == []


def test_right_to_left_words_are_quoted_with_their_marks_of_direction() -> None:
    hebrew = "\u2067הסכר יציב\u2069"
    assert quoted(f"She said: “{hebrew}” and left.") == [hebrew.strip("\u2067\u2069")]
    assert quoted('He wrote "السد آمن" on the wall.') == ["السد آمن"]


@pytest.mark.parametrize("opening", ["“", '"', "«", "„", "‘", "'", "``", "「"])
@pytest.mark.parametrize("before", ["", "The mayor said: ", "“It holds,” she said. "])
def test_no_quotation_runs_to_the_end_of_the_article(opening: str, before: str) -> None:
    tail = "We will go. The army denied it. Rain fell on the port."
    assert not any(words.endswith("port.") for words in quoted(f"{before}{opening}{tail}"))


def test_fifty_deep_in_several_kinds_of_mark_is_one_quotation() -> None:
    marks = ["“”", "‘’", "«»"]
    opens = "".join(f"{marks[n % 3][0]}deep {n} " for n in range(50))
    closes = "".join(marks[n % 3][1] for n in reversed(range(50)))
    (words,) = quoted(f"She said {opens}end{closes} on Monday. Then it rained.")
    assert words.startswith("deep 0")
    assert "Monday" not in words


def test_a_lost_closing_mark_quotes_nothing_to_the_end_of_the_article() -> None:
    assert quoted("“We will go, said the mayor. The army denied it. Rain fell.") == []
