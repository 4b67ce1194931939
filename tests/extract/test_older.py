"""Values that an article replaces, compares with, or takes back."""

from __future__ import annotations

import time

import pytest

from bot.types import Certainty, FigureKind
from tests.extract.test_figures import figures_in


@pytest.mark.parametrize(
    "text",
    [
        "The line made a loss of $19 million, compared with $12 million a year earlier.",
        "The line made $19 million in 2025, against a profit of $12 million the year before.",
        "The line made $19 million, up from $12 million last year.",
        "The line made $19 million, compared with $12 million in the same period of last year.",
    ],
)
def test_what_a_value_is_compared_with_is_old_and_bears_the_older_time(text: str) -> None:
    new, old = figures_in(text)
    assert (new.value, new.superseded, new.key) == (19e6, False, True)
    assert (old.value, old.superseded, old.key) == (12e6, True, False)
    assert old.as_of is not None
    assert new.as_of is None or new.as_of.span != old.as_of.span


def test_a_bare_value_compared_counts_the_same() -> None:
    new, old = figures_in("Crews searched 19 villages on Monday, compared with 12 on Sunday.")
    assert (old.unit, old.noun, old.superseded) == (new.unit, "village", True)
    assert [each.as_of.span.text if each.as_of else None for each in (new, old)] == ["on Monday", "on Sunday"]


@pytest.mark.parametrize(
    "text",
    [
        "The line lost $19 million, compared with $12 million for its rival.",
        "The raiders took 19 boats in attacks against 12 villages last year.",
        "Nineteen nuns from 12 convents were honoured on Sunday.",
    ],
)
def test_what_is_of_no_other_time_or_of_another_thing_is_not_old(text: str) -> None:
    assert [each.superseded for each in figures_in(text)] == [False, False]


def test_what_is_compared_with_a_named_year_is_old() -> None:
    new, old = figures_in("Damage is put at $45 million, compared with $12 million in the floods of 2019.")
    assert (new.superseded, old.superseded) == (False, True)


def test_those_from_a_place_keep_their_time() -> None:
    (figure,) = figures_in("Twelve men from the upper village were drowned on Monday.")
    assert figure.as_of is not None


def test_where_a_toll_had_stood_is_old_and_counts_the_dead() -> None:
    new, old = figures_in("The toll reached 19 on Sunday. On Saturday it had stood at 11.")
    assert (new.superseded, new.key) == (False, True)
    assert (old.superseded, old.key, old.kind, old.unit) == (True, False, FigureKind.KILLED, "person")


def test_what_somebody_had_put_the_toll_at_is_old() -> None:
    figures = figures_in("The flood killed 23 people and displaced 400. A day earlier it had put the toll at nine.")
    assert [each.superseded for each in figures] == [False, False, True]


def test_a_corrected_count_makes_the_nearest_of_its_kind_old() -> None:
    text = "At least 31 people drowned. In 2017 a wreck killed 64. The coast guard later lowered the toll to 29."
    assert [(each.value, each.superseded) for each in figures_in(text)] == [(31, True), (64, False), (29, False)]


def test_a_toll_raised_leaves_a_larger_one_alone() -> None:
    text = "The rebels spoke of 80 dead. The mayor raised the toll to 29."
    assert [each.superseded for each in figures_in(text)] == [False, False]


@pytest.mark.parametrize("words", ["An earlier report of seven dead", "Initial estimates of seven dead"])
def test_what_was_first_reported_is_old(words: str) -> None:
    assert figures_in(f"The fire killed four people. {words} was wrong.")[-1].superseded


def test_what_was_initially_said_is_old() -> None:
    figures = figures_in("The crash killed 26 people. Police initially said 31 people had been killed.")
    assert [each.superseded for each in figures] == [False, True]


def test_an_old_value_bears_no_time_of_a_clause_behind_it() -> None:
    new, old = figures_in("The toll has risen to 19 from 12, officials said on Thursday.")
    assert (new.value, old.superseded, old.as_of) == (19, True, None)


def test_a_count_after_an_old_toll_is_of_its_own_kind() -> None:
    figures = figures_in("The toll rose to 19 from 12, as 150 people were believed trapped in the mill.")
    assert [each.kind for each in figures] == [FigureKind.KILLED, FigureKind.KILLED, FigureKind.TRAPPED]


@pytest.mark.parametrize(
    "text",
    [
        "The rebels claimed that 500 were dead, but later withdrew the figure.",
        "The ministry said 500 soldiers were dead, a figure it later retracted.",
        "The front said it had killed 500 guards. It has since taken back the claim.",
        "A mayor spoke of 500 dead. The number was later withdrawn.",
    ],
)
def test_a_value_that_was_taken_back_is_neither_stated_nor_shown(text: str) -> None:
    (figure,) = figures_in(text)
    assert (figure.certainty, figure.superseded, figure.key) == (Certainty.UNCONFIRMED, True, False)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said 500 people were dead and refused to withdraw the figure.",
        "The mayor said 500 people were dead. The rebels withdrew from the town.",
        "Some 500 people were dead, a number of troops withdrawn from the town said.",
    ],
)
def test_a_value_that_nobody_took_back_stands(text: str) -> None:
    assert [(each.certainty, each.superseded) for each in figures_in(text)] == [(Certainty.STATED, False)]


def test_a_long_text_that_takes_everything_back_ends_soon() -> None:
    started = time.process_time()
    figures_in("The mayor spoke of 500 dead, a figure he later withdrew the figure it had stood at 12. " * 3_000)
    assert time.process_time() - started < 10


@pytest.mark.parametrize("text", ["Of 40 passengers 12 drowned.", "That 12 people drowned was known by noon."])
def test_a_text_that_opens_on_its_number_is_read(text: str) -> None:
    assert figures_in(text)[-1].value == 12


@pytest.mark.parametrize(
    "text",
    [
        "The agency revised the toll down from 61 to 47.",
        "The number of missing went down from 61 to 47.",
        "The hospital, which earlier said 61 had died, put the toll at 47.",
        "Initial reports spoke of 61 dead; the mayor now says 47.",
    ],
)
def test_only_the_value_told_first_is_old(text: str) -> None:
    found = figures_in(text)
    assert [(figure.value, figure.superseded) for figure in found] == [(61, True), (47, False)]
    assert found[0].kind is found[1].kind


def test_what_was_said_earlier_is_not_old_where_nothing_follows() -> None:
    (figure,) = figures_in("Police earlier said 61 had died.")
    assert not figure.superseded
