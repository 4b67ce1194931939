"""Counts of different sentences: parts of a whole told elsewhere, and numbers that go on counting."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.types import FigureKind
from tests.extract.test_attribution import sources
from tests.extract.test_figures import figures_in


@pytest.mark.parametrize(
    "part",
    [
        "Of the dead, 31 were children.",
        "Among the dead were 31 children.",
        "Some 31 children were among those killed.",
        "At least 31 of the dead were guests.",
        "Of those killed, 31 lived in the lower town.",
        "31 of the victims lived in the lower town.",
    ],
)
def test_some_of_the_dead_are_a_part_of_those_counted_before(part: str) -> None:
    whole, some = figures_in(f"The quake killed 90 people. {part}")
    assert (some.value, some.kind, some.unit, some.part_of) == (31, FigureKind.KILLED, "person", 0)
    assert whole.part_of is None


def test_some_of_the_dead_told_first_are_a_part_of_those_counted_next_and_not_shown() -> None:
    some, whole = figures_in("Nearly 70 pupils were among those killed. The blast killed 126 people in all.")
    assert (some.part_of, some.key, whole.key) == (1, False, True)


def test_some_of_the_dead_are_killed_where_nobody_counts_the_dead() -> None:
    (some,) = figures_in("Of the dead, 31 were children.")
    assert (some.kind, some.part_of) == (FigureKind.KILLED, None)


def test_some_of_the_injured_who_died_are_dead_and_no_part_of_the_injured() -> None:
    _, some = figures_in("The blast wounded 40 people. Six of the injured died.")
    assert (some.kind, some.part_of) == (FigureKind.KILLED, None)


def test_all_of_the_victims_are_no_part_of_others() -> None:
    _, _, all_of_them = figures_in("The raid killed 11 people and wounded 15. All 11 of the victims were buried.")
    assert all_of_them.part_of is None


@pytest.mark.parametrize("text", ["The quake killed 90 people. Of the boats, 31 sank.", "Of the 90 guests, 31 sang."])
def test_some_of_anything_else_are_not_killed(text: str) -> None:
    assert [each.kind for each in figures_in(text) if each.value == 31] == [FigureKind.OTHER]


def test_two_counts_that_make_up_one_told_elsewhere_are_its_parts() -> None:
    figures = figures_in("The raids killed nine boys and 14 men. In all, 23 people died.")
    assert [(each.value, each.part_of) for each in figures] == [(9, 2), (14, 2), (23, None)]


@given(st.integers(2, 400), st.integers(2, 400), st.integers(2, 900))
def test_counts_that_make_up_nothing_are_no_parts_and_nothing_is_added(one: int, other: int, third: int) -> None:
    assume(one + other != third)
    figures = figures_in(f"The raids killed {one} boys and {other} men. In all, {third} people died.")
    assert [each.value for each in figures] == [one, other, third]
    assert [each.part_of for each in figures] == [None, None, None]


def test_those_told_by_who_they_were_are_a_part_of_those_counted_before() -> None:
    whole, some = figures_in("More than 600 people were detained, the group said, adding that 41 were minors.")
    assert (some.unit, some.kind, some.part_of) == ("person", FigureKind.DETAINED, 0)
    assert whole.part_of is None


def test_things_told_by_what_they_were_are_no_people() -> None:
    assert figures_in("More than 600 people were detained; 41 were shops.")[-1].part_of is None


@pytest.mark.parametrize(("victims", "kind"), [(57, FigureKind.KILLED), (58, FigureKind.OTHER)])
def test_victims_of_the_number_of_the_dead_are_the_dead(victims: int, kind: FigureKind) -> None:
    figures = figures_in(f"The crash killed 57 people. Relatives lit candles for the {victims} victims.")
    assert figures[-1].kind is kind


def test_the_number_that_somebody_puts_goes_on_counting_the_same() -> None:
    text = "Some 300 people were missing. The port authority put the number at no more than 120."
    _, number = figures_in(text)
    assert (number.unit, number.kind) == ("person", FigureKind.MISSING)
    assert sources(text) == [None, "The port authority"]


def test_a_number_after_other_sentences_counts_nothing_known() -> None:
    text = "Some 300 people were missing. It rained. It rained. It rained. The office put the number at 120."
    assert figures_in(text)[-1].unit == ""


def test_a_long_text_of_parts_ends_soon() -> None:
    started = time.process_time()
    figures_in("The quake killed 90 people. Of the dead, 31 were children and 12 were among the injured. " * 3_000)
    assert time.process_time() - started < 10


def test_those_whom_the_dead_included_are_a_part_of_them() -> None:
    dead, boys = figures_in("The fire killed 31 people. The dead included six boys.")
    assert (boys.part_of, boys.kind) == (0, dead.kind)
