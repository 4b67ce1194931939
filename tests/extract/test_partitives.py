"""Counts of whom only a part is told: the verb is said of the part."""

from __future__ import annotations

import pytest

from bot.extract import partitives
from bot.types import FigureKind
from tests.extract.test_figures import figures_in


@pytest.mark.parametrize(
    "part",
    ["A quarter of the", "60 percent of the", "Several of the", "Most of the town's", "At least one in six of its"],
)
def test_the_whole_of_which_a_part_is_told_takes_no_verb_and_is_not_shown(part: str) -> None:
    whole = figures_in(f"{part} 480 nurses were killed in the raid.")[-1]
    assert (whole.value, whole.kind, whole.key) == (480, FigureKind.OTHER, False)


@pytest.mark.parametrize(
    ("text", "value", "whole"),
    [
        ("A quarter of the 480 nurses were abducted by gunmen.", 25, 480),
        ("Seven of the 18 divers drowned.", 7, 18),
        ("The landslide killed seven of 18 divers.", 7, 18),
    ],
)
def test_the_part_takes_the_verb_and_knows_its_whole(text: str, value: float, whole: float) -> None:
    part, all_of_them = figures_in(text)
    assert (part.value, part.part_of, all_of_them.value) == (value, 1, whole)
    assert part.kind in (FigureKind.KILLED, FigureKind.DETAINED)
    assert (part.key, all_of_them.key) == (True, False)


def test_a_whole_keeps_what_a_participle_beside_it_or_its_noun_says() -> None:
    assert figures_in("Nine of the 40 people killed were pilgrims.")[1].kind is FigureKind.KILLED
    assert figures_in("Nine of the 40 hostages were pilgrims.")[1].kind is FigureKind.DETAINED


def test_some_of_those_counted_is_no_hedge_of_their_number() -> None:
    (whole,) = figures_in("Some of the 75 tents were torn.")
    assert (whole.hedge.value, whole.span.text) == ("exact", "75 tents")


def test_those_excepted_are_not_said_to_suffer_what_the_rest_do() -> None:
    excepted, crew = figures_in("All but four of the 31 climbers died.")
    assert {excepted.kind, crew.kind} == {FigureKind.OTHER}


def test_all_of_those_counted_are_the_whole_number() -> None:
    assert not partitives.is_whole("All of the 31", 11)
    (figure,) = figures_in("All of the 31 climbers died.")
    assert (figure.value, figure.kind) == (31, FigureKind.KILLED)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Four of the six sailors on a ferry were killed when it sank.", FigureKind.AFFECTED, True),
        ("Two of the town's 900 teachers were killed on Monday.", FigureKind.OTHER, False),
    ],
)
def test_a_group_is_affected_where_most_of_it_is_harmed(text: str, kind: FigureKind, key: bool) -> None:
    part, whole = figures_in(text)
    assert (part.kind, part.key) == (FigureKind.KILLED, True)
    assert (whole.kind, whole.key) == (kind, key)
