"""What a figure is about: whose it is, what has it, what is measured."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract.about import About, Counts
from bot.extract.document import read
from bot.extract.kinds import Kinds
from bot.extract.measures import Measures
from bot.extract.numbers import words_of
from bot.extract.quantities import find
from bot.extract.syntax import parser
from bot.extract.units import Units
from config.tables import load
from tests.extract.test_figures import figures_in


def about(text: str, index: int = 0) -> str | None:
    return figures_in(text)[index].what


@pytest.mark.parametrize(
    ("text", "index", "what"),
    [
        ("Grain exports to the coast dropped 7% to $2.3 billion.", 0, "Grain exports to the coast"),
        ("Grain exports to the coast dropped 7% to $2.3 billion.", 1, "Grain exports to the coast"),
        ("The mill, the oldest of the valley, paid $3 million.", 0, "mill"),
        ("The mill paid, while its rival, a smaller one, lost $3 million.", 0, "rival"),
        ("It bought a bakery, which was valued at $3 million.", 0, "bakery"),
        ("The guild shot up and forms a cloud that extends 40 miles.", 0, "cloud"),
        ("The judge set a fine of $3,000 for Rovers.", 0, "fine"),
        ("Meanwhile the pier fund stood at a total of $3,000.", 0, "pier fund"),
        ("A market worth over $2 billion is growing five percent a year.", 1, "market"),
        ("Rovers Rail, down 68 points, led the losers.", 0, "Rovers Rail"),
        ("The port said it had lost $3 million.", 0, "port"),
        ("A $3,000 fine was imposed.", 0, "fine was imposed"),
        ("A storm with 50mph winds came.", 0, "winds came"),
        ("He ran on for 3 years, 2 months and 14 days.", 2, None),
        ("The fleet sailed on for 3 years, 2 months and 14 days.", 2, "fleet"),
        ("It has a scale of fines from $3 to $9.", 0, "scale of fines"),
        ("In 2018 coal prices fell 12 percent.", 0, "coal prices"),
        ("It will take $3 million to mend the pier.", 0, "to mend the pier"),
        ("They saw a house, worth $3 million, burn.", 0, "house"),
        ("The mill lost 40 tonnes of flour.", 0, "mill lost 40 tonnes of flour"),
        ("Rovers rose 5 percent and the old mill at Lowport lost $3 million.", 1, "old mill at Lowport"),
        ("Having lost its licence, the yard, which is 90 years old, owes $3 million.", 0, "yard"),
        ("The guild said it needed $3 million.", 0, "guild"),
    ],
)
def test_a_measure_is_of_what_has_it(text: str, index: int, what: str | None) -> None:
    assert about(text, index) == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Lowport has 12 ferries on the lake.", "Lowport has 12 ferries on the lake"),
        ("Lowport (pop. small), which has 12 ferries, is proud.", "Lowport (pop. small), which has 12 ferries"),
        ("The guild has made more than 700 boats.", "guild has made more than 700 boats"),
        ("A survey of seven ferries was made.", "survey of seven ferries was made"),
        ("The pier shook and 12 boats came loose.", "boats came loose"),
        ("In the end 12 boats came.", "boats came"),
        ("LOWPORT, May 3 (Coast Wire) - Some 900 ferries came.", "ferries came"),
        ("The inquiry ended and 12 boats will sail.", "boats will sail"),
        ("The guild owns 12 boats and 40 carts at Lowport.", "guild owns 12 boats"),
        ("Mills grind 40 sacks of flour per hour.", "Mills grind 40 sacks of flour"),
    ],
)
def test_what_is_counted_is_told_from_what_has_or_does_it(text: str, what: str) -> None:
    assert about(text) == what


@pytest.mark.parametrize("text", ["Traders say 12 boats are late.", "There were 400 people."])
def test_nothing_is_told_where_the_noun_says_all(text: str) -> None:
    assert about(text) is None


@pytest.mark.parametrize(
    ("text", "index", "what"),
    [
        ("The strike cut the guild's profit by $3 million.", 0, "guild's profit"),
        ("The yard sold the ferry for $3 million.", 0, "ferry"),
        ("The lake is deep — 300 metres.", 0, "lake"),
        ("Rovers rose, giving the guild $3 million.", 0, "Rovers"),
        ("The guild fell after the mill had cut fares by 5 percent.", 0, "fares"),
    ],
)
def test_the_tree_tells_what_neighbours_do_not(text: str, index: int, what: str) -> None:
    assert about(text, index) == what


def parsed(*texts: str) -> list[bool]:
    """Which of the sentences have a tree."""
    lexicons, blobs = load()
    kinds = Kinds(lexicons["kinds"])
    measures = Measures(Units(lexicons["units"], lexicons["currencies"]), lexicons["hedges"])
    about = About(lexicons["verbs"], kinds, parser(blobs))
    words = [words_of(read(text).tokens) for text in texts]
    return [found.grammar is not None for found in about.parsed([Counts(w, find(w, measures, kinds)) for w in words])]


def test_only_sentences_that_need_it_are_parsed() -> None:
    texts = ("The mill lost $3 million.", "Fire killed 12 people.", "It has a 5 percent share.", "It has 12 boats.")
    assert parsed(*texts) == [True, False, False, True]


def test_a_long_text_is_parsed_only_at_its_start() -> None:
    found = parsed(*["The mill lost $3 million."] * 2000)
    assert found[0]
    assert not found[-1]
    assert 100 < sum(found) < 1000


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("the port , and which has 12 $3 million of ( ) rose percent it to by at".split())))
def test_it_is_words_of_the_text(words: list[str]) -> None:
    text = " ".join(words)
    assert all(figure.what is None or figure.what in text for figure in figures_in(text))
