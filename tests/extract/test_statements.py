"""Statements hold for any text: spans of its own words, bounded work, no exception."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.extract.reading import Reading
from tests.extract.saying import said

_WORDS = st.sampled_from(
    [
        "said", "told", "denied", "according", "to", "that", "but", "the", "army", "Omar", "Saleh", "who", "which", ",",
        ".", '"', "“", "”", "'", "’s", "\n\n", ":", "--", "not", "declined", "did", "respond", "accused", "of", "with",
        "saying", "and", "while", "SAID", "\u200b", "قال", "(", ")", "Monday", "on", "in", "a", "statement", "called",
        "is", "as", "quoted", "for", "8,000", "people", "left", "he", "they", "it", "what", "described",
    ]
)  # fmt: skip


def assert_sound(reading: Reading) -> None:
    for statement in reading.statements:
        spans = [statement.span, statement.cue, statement.speaker.span if statement.speaker else None]
        assert all(reading.text[s.start : s.end] == s.text for s in spans if s is not None)
    for claim in reading.claims:
        assert all(0 <= index < len(reading.claims) for index in claim.disputed_by)
    starts = [statement.span.start for statement in reading.statements]
    assert starts == sorted(starts)


@given(st.lists(_WORDS, max_size=60))
def test_any_order_of_cue_words_gives_sound_statements(words: list[str]) -> None:
    assert_sound(said(" ".join(words)))


@given(st.text(max_size=120))
def test_any_text_gives_sound_statements(text: str) -> None:
    assert_sound(said(text))


@pytest.mark.parametrize(
    "text",
    [
        "said " * 5_000,
        "according to " * 3_000,
        "Omar said A but Amal denied it and " * 1_000,
        '"Yes," he said. ' * 2_000,
        "who said " * 3_000,
        "he said that " * 3_000,
        '"Never closed. ' + "He said it. " * 3_000,
        "Omar, " * 5_000 + "said it was.",
        "told " * 5_000,
        "he said that it is so and said that " * 1_500,
        "he says it is so and called on " * 1_500,
        "praised " * 5_000,
        "He praised it: “Yes, it is so,” he said, " * 1_000,
        "(a) said " * 2_000,
        "“LEE: Yes, it is. " * 2_000,
        "He said “yes, it is” " * 2_000 + "“and never closed it",
        "the army, who is, in a, the army said, " * 1_000,
    ],
)
def test_no_statement_is_longer_than_a_long_sentence(text: str) -> None:
    reading = said(text)
    assert_sound(reading)
    assert max((s.span.end - s.span.start for s in reading.statements), default=0) < 6_000


def test_capitals_throughout_do_not_hide_a_statement() -> None:
    (claim,) = said("THE MINISTER SAID THE PORT WAS SHUT.").claims
    assert claim.span.text == "THE PORT WAS SHUT"


def test_without_a_lexicon_nothing_is_found() -> None:
    from bot.extract import statements
    from bot.extract.document import read
    from bot.extract.reading import Tables
    from bot.types import Article

    text = "The army said the port was shut."
    reading = Reading(article=Article(id="x", text=text), document=read(text))
    assert statements.build(Tables({}, {}))(reading) == ()


@pytest.mark.parametrize(
    "content",
    [
        "Forty people died",
        "At least 40 sailors were stranded",
        "Over a dozen boats sank",
        "About two in three had fled",
    ],
)
def test_a_short_count_before_its_source_is_told(content: str) -> None:
    (told,) = said(f"{content}, the health ministry said on Monday.").claims
    assert (told.span.text, told.speaker and told.speaker.name) == (content, "the health ministry")


@pytest.mark.parametrize("mark", ["'", "’", "ʼ", "‘", "`", "´", "′"])
def test_an_apostrophe_of_any_kind_ends_no_statement(mark: str) -> None:
    reading = said(f"The army said it didn{mark}t shell the miller{mark}s farm.")
    assert [told.span.text.endswith("farm") for told in reading.claims] == [True]
    assert reading.quotes == ()


def test_a_quotation_in_capitals_has_its_speaker() -> None:
    (quote,) = said("“THE PORT IS SHUT AND NOBODY MAY LEAVE IT,” THE MINISTER SAID.").quotes
    assert quote.speaker is not None
    assert quote.speaker.span.text == "THE MINISTER"


def test_a_quotation_fifty_deep_has_one_speaker() -> None:
    (quote,) = said("“He said that " * 50 + "it is over" + "”" * 50 + " Omar Saleh told reporters.").quotes
    assert quote.speaker is not None
    assert quote.speaker.name == "Omar Saleh"


def test_right_to_left_words_inside_leave_a_statement_whole() -> None:
    (told,) = said("The army said \u200fالقوات\u200f had left the town.").claims
    assert told.span.text.endswith("had left the town")


@pytest.mark.parametrize("mark", ['"', "“", "«", "'", "„"])
def test_a_mark_left_open_quotes_nothing_of_the_paragraphs_behind(mark: str) -> None:
    text = f"Omar Saleh said {mark}the port is shut\n\nA second paragraph stands here.\n\nA third one."
    assert all("paragraph" not in quote.span.text for quote in said(text).quotes)
