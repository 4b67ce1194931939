"""What a figure is about, in the article's words."""

from __future__ import annotations

import pytest

from tests.extract.test_figures import figures_in


def about(text: str) -> str | None:
    return figures_in(text)[0].what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("The flood stranded 40 sailors on two ferries.", None),
        ("Rescuers found 40 sailors stranded in the harbour, the mayor said.", "sailors stranded in the harbour"),
        ("The fire killed 12 nuns and wounded a monk.", None),
        ("The fire killed 12 nuns and wounding a monk was only its start.", None),
        ("The fire killed 12 nuns on Sunday.", None),
        ("The fire killed 12 nuns early on Sunday in the old convent.", None),
        ("The fire killed 12 nuns a week ago.", None),
        ("Some 12 nuns were injured in the old convent on Sunday.", "nuns were injured in the old convent"),
        ("Some 12 nuns were hurt in Sunday's fire.", "nuns were hurt in Sunday's fire"),
        ("The fire killed 12 nuns the next morning.", None),
        ("Eight barges carried 90 nuns.", None),
        ("The flood hit 30 villages in the first 24 hours.", None),
    ],
)  # fmt: skip
def test_words_after_a_count_end_at_a_clean_place_and_say_more_than_its_noun(text: str, what: str | None) -> None:
    assert about(text) == what


def test_a_share_is_of_something() -> None:
    assert about("About 8% of the northern coast is closed on Monday.") == "northern coast is closed"


def test_a_measure_without_an_of_has_the_subject_before_it() -> None:
    assert about("Bread prices in the north rose 5 percent on Monday.") == "Bread prices in the north"


def test_money_has_the_subject_before_it() -> None:
    assert about("The new northern bridge cost $12 million.") == "new northern bridge"


def test_a_pronoun_is_no_subject() -> None:
    assert about("It rose 5 percent.") is None


def test_a_bare_number_before_another_verb_counts_nothing_named() -> None:
    assert about("The crane killed seven and wounded another 40 dockers.") is None
