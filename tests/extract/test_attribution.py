"""Whose figure it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.extract import figures, when
from bot.extract.document import read
from bot.extract.reading import Reading, Statement
from bot.types import Actor, ActorType, Article, Mention, Span, Speaker
from tests.extract.reading import shipped


def sources(text: str, said: str = "", speaker: str = "", actor: str = "") -> list[str | None]:
    """The source of each figure of a text in which ``speaker`` says ``said`` and ``actor`` is known."""
    reading = Reading(article=Article(id="a", text=text), document=read(text))
    reading = replace(reading, when=when.find(reading))
    if said:
        voice = Speaker(name=speaker, span=_span(text, speaker))
        reading = replace(reading, statements=(Statement(span=_span(text, said), direct=False, speaker=voice),))
    if actor:
        mention = Mention(span=_span(text, actor))
        reading = replace(reading, who=(Actor(name=actor, type=ActorType.ORGANIZATION, mentions=(mention,)),))
    found = figures.build(shipped())(reading)
    return [figure.attribution.name if figure.attribution else None for figure in found]


def _span(text: str, words: str) -> Span:
    return Span.cut(text, text.index(words), text.index(words) + len(words))


def test_what_a_statement_covers_is_its_speakers() -> None:
    text = "Twelve boats sank, the harbour master said."
    assert sources(text, "Twelve boats sank", "the harbour master") == ["the harbour master"]


def test_what_nobody_says_has_no_source() -> None:
    assert sources("Twelve boats sank in the bay.") == [None]


def test_what_a_relative_clause_tells_in_passing_is_not_the_speakers() -> None:
    text = "The blaze that had killed twelve sailors was arson, police said."
    assert sources(text, "The blaze that had killed twelve sailors was arson", "police") == [None]


def test_a_part_has_the_source_of_its_whole() -> None:
    text = "The man who shot twelve sailors, including four cooks, was caught, police said."
    said = "The man who shot twelve sailors, including four cooks, was caught"
    assert sources(text, said, "police") == [None, None]


def test_whoever_counts_is_the_source() -> None:
    assert sources("Dawn Relief has also recorded \u200btwelve cases.", actor="Dawn Relief") == ["Dawn Relief"]


def test_one_who_does_something_else_is_no_source() -> None:
    assert sources("Dawn Relief sent twelve trucks.", actor="Dawn Relief") == [None]


def test_that_after_and_opens_no_relative_clause() -> None:
    text = "The navy said that it had left and that all twelve sailors were safe."
    assert sources(text, "it had left and that all twelve sailors were safe", "The navy") == ["The navy"]


def test_whoever_puts_the_toll_at_a_figure_is_the_source() -> None:
    for aside in ("", ", however,"):
        text = f"Dawn Relief{aside} put the number of deaths at twelve."
        assert sources(text, actor="Dawn Relief") == ["Dawn Relief"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The port authority put the number at 3,000.", "The port authority"),
        ("Local doctors gave the number of dead as 12.", "Local doctors"),
        ("The head of the northern health office gave a toll of 12.", "The head of the northern health office"),
        ("A Harbour Post reporter saw 12 bodies.", "A Harbour Post reporter"),
        ("The mayor spoke after state radio reported 12 deaths.", "state radio"),
        ("The hospital's director estimated the toll at 12.", "The hospital's director"),
        ("The boats saw 12 swimmers.", None),
        ("The reported 12 deaths shook the town.", None),
        ("Its strikers recorded 12 goals.", None),
    ],
)
def test_whoever_counts_is_the_source_without_a_name_of_its_own(text: str, speaker: str | None) -> None:
    assert sources(text)[-1] == speaker


def test_whoever_counts_within_a_statement_is_the_source() -> None:
    text = "The mayor said the port agency recorded 12 deaths."
    assert sources(text, "the port agency recorded 12 deaths", "The mayor", "port agency") == ["port agency"]


def test_two_counts_that_contradict_each_other_keep_their_sources() -> None:
    text = "Ten people died, the mayor said. The hospital put the toll at 14."
    assert sources(text, "Ten people died", "the mayor") == ["the mayor", "The hospital"]
