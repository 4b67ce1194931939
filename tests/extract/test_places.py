"""The atlas: countries, our own places and the gazetteer under one roof."""

from __future__ import annotations

import pytest

from bot.extract.places import Atlas
from tests.extract.reading import shipped


@pytest.fixture
def atlas() -> Atlas:
    return Atlas.of(shipped())


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("Syrian", "Syria"),
        ("European", "Europe"),
        ("Texans", "Texas"),
        ("B.C.", "British Columbia"),
        ("Londoners", "London"),
        ("Ont.", "Ontario"),
    ],
)
def test_a_word_for_a_place_tells_the_place(atlas: Atlas, word: str, place: str) -> None:
    assert [c.name for c in atlas.called(word)] == [place]


@pytest.mark.parametrize("word", ["in", "or", "me", "Kurdistani", ""])
def test_other_words_tell_none(atlas: Atlas, word: str) -> None:
    assert atlas.called(word) == ()


def test_a_name_may_be_a_country_and_a_town(atlas: Atlas) -> None:
    found = atlas.named("Lebanon")
    assert found[0].country == "LB"
    assert {"Tennessee", "Pennsylvania"} <= {c.admin[-1] for c in found if c.country == "US"}


def test_a_town_of_our_own_list_does_not_outshine_a_city_of_its_name(atlas: Atlas) -> None:
    ours, theirs = (next(c for c in atlas.named("Palma") if c.country == code) for code in ("MZ", "ES"))
    assert ours.own
    assert ours.weight < theirs.weight


def test_every_word_for_a_place_leads_to_one(atlas: Atlas) -> None:
    words = shipped().lexicons["places"]["called"]
    lost = [word for place in words for word in words[place] if not atlas.called(word) and not atlas.country(word)]
    assert lost == []


def test_a_capital_is_told_from_its_namesakes(atlas: Atlas) -> None:
    found = {c.country: atlas.is_capital(c) for c in atlas.named("Tripoli") if not c.level}
    assert found["LY"]
    assert not found["LB"]
