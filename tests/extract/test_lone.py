"""A death told of one person without a number."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract import figures
from bot.types import Figure, FigureKind
from tests.extract.reading import reading_of, shipped


@cache
def _find() -> Any:
    return figures.build(shipped())


def dead(text: str, title: str | None = None) -> list[tuple[float, str]]:
    found: tuple[Figure, ...] = _find()(reading_of(text, title))
    return [(figure.value, figure.span.text) for figure in found if figure.kind is FigureKind.KILLED]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Police were called to a shooting at the mill. The victim was pronounced dead at the gate.", "The victim"),
        ("The court will hear the fatal shooting of a 9-year-old boy at the mill.", "a 9-year-old boy"),
        ("A shooting at the mill left a clerk dead and the owner in hospital.", "a clerk"),
        ("The miller shot and killed his brother on Sunday.", "his brother"),
        ("The blast claimed the life of a lighthouse keeper.", "a lighthouse keeper"),
        ("A girl found dead after the fire had been at school that day.", "A girl"),
        ("The boy who was shot on Sunday near the old mill has died, police said.", "The boy"),
        ("The miller's wife was killed when the boiler exploded.", "The miller's wife"),
    ],
)
def test_one_who_died_is_counted_as_one_in_the_words_that_name_them(text: str, words: str) -> None:
    assert dead(text) == [(1, words)]


def test_a_named_victim_is_one() -> None:
    text = "Police say Jonathan Miller, 38, died on Sunday of wounds from the shooting at the mill."
    assert dead(text) == [(1, "Jonathan Miller")]


def test_a_pronoun_stands_for_the_one_named_before_and_the_figure_carries_both_sentences() -> None:
    text = "A fisherman was shot at the pier on Sunday. He died in hospital hours later."
    (found,) = [f for f in _find()(reading_of(text)) if f.kind is FigureKind.KILLED]
    assert (found.span.text, found.sentence.text) == ("A fisherman", text)


def test_she_is_not_the_man_named_before() -> None:
    text = "A woman and her neighbour argued at the pier. The father fired a shot. She died in hospital."
    assert ("The father") not in [words for _, words in dead(text)]


@pytest.mark.parametrize(
    "text",
    [
        "A gunman shot at the guard, who was not killed.",
        "A gunman tried to kill the guard at the mill with a rifle.",
        "The guard could have died in the shooting.",
        "The man is charged with the attempted murder of a guard.",
        "The shooting is behind her. Her uncle died three years ago.",
        "The shooting stopped. The mayor died of natural causes.",
        "The miller's brother died on Sunday. He baked bread.",
    ],
)
def test_what_did_not_happen_or_is_no_news_of_violence_counts_nobody(text: str) -> None:
    assert dead(text) == []


def test_where_the_article_counts_its_dead_one_of_them_is_no_figure_of_its_own() -> None:
    text = "The mayor died when a bomb exploded at the pier on Sunday. The blast killed 12 people, police said."
    assert dead(text) == [(12, "12 people")]


@pytest.mark.parametrize(
    "text",
    [
        "The miller and his daughter were found dead after the shooting.",
        "The miller, 61, and, as it seems, his daughter were killed in the fire.",
        "The miller was killed in the fire alongside two of his daughters.",
        "The fire killed the miller together with his mother.",
    ],
)
def test_one_of_several_is_not_counted_as_the_only_one(text: str) -> None:
    assert (1, "The miller") not in dead(text)
    assert (1, "the miller") not in dead(text)
    assert (1, "his daughter") not in dead(text)


def test_a_death_deep_in_an_article_on_something_else_is_no_figure() -> None:
    text = "The shooting club opened a hall. " + "It has six lanes. " * 8 + "The founder was shot dead at the pier."
    assert dead(text, "Club opens hall") == []
    assert dead(text, "Founder of club killed") == [(1, "The founder")]


def test_a_part_still_points_at_its_whole_when_a_victim_comes_before() -> None:
    text = "A guard was pronounced dead after the shooting. Some 30 people were hurt, including nine children."
    found: tuple[Figure, ...] = _find()(reading_of(text))
    assert [figure.part_of for figure in found] == [None, None, 1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("a the boy his wife was shot and killed died dead she , . of death left".split())))
def test_every_victim_is_words_of_the_text(words: list[str]) -> None:
    text = " ".join(["Shooting:", *words])
    assert all(text[f.span.start : f.span.end] == f.span.text for f in _find()(reading_of(text)))


def test_a_long_text_of_victims_ends_soon() -> None:
    started = time.process_time()
    dead("The boy died of a shot. " * 10_000)
    dead("the boy and his wife died of a shot and " * 5_000)
    assert time.process_time() - started < 20


def test_one_whom_the_article_counts_as_one_is_not_counted_twice() -> None:
    assert dead("The strike resulted in the death of one nun.") == [(1, "one nun")]


def test_one_who_died_with_others_of_hers_is_not_told_as_the_only_one() -> None:
    assert dead("A shooting at the mill. The victim and her young sons died at the scene.") == []
