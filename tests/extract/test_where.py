"""Places: resolved by spelling and context, and the one where it happens. Sentences are our own."""

from __future__ import annotations

import math
import time

import pytest

from bot.types import Place, PlaceKind
from tests.extract.reading import places_in


def place(found: tuple[Place, ...], name: str) -> Place:
    return next(p for p in found if p.name == name)


@pytest.mark.parametrize("spelling", ["Raqa", "Raqqa", "Ar-Raqqah", "Rakka"])
def test_every_spelling_of_raqa_is_one_city(spelling: str) -> None:
    found = place(places_in(f"Two trucks with flour reached {spelling} on Sunday."), spelling)
    assert (found.country, found.geonameid, found.kind) == ("SY", 172955, PlaceKind.CITY)
    assert math.dist((found.lat or 0, found.lon or 0), (35.95, 39.01)) < 0.1


def test_a_place_names_what_contains_it() -> None:
    assert place(places_in("Trucks with flour reached Raqqa on Sunday."), "Raqqa").admin == ("Raqqa Governorate",)


def test_the_country_after_a_comma_decides() -> None:
    assert place(places_in("A ship from Tripoli, Lebanon, arrived late."), "Tripoli").country == "LB"
    assert place(places_in("A ship from Tripoli, Libya, arrived late."), "Tripoli").country == "LY"


def test_the_country_of_the_article_decides() -> None:
    text = "Libyan officials said the road was closed. Libya closed its border. A convoy left Tripoli at noon."
    assert place(places_in(text), "Tripoli").country == "LY"


def test_a_country_has_its_centre() -> None:
    found = place(places_in("Rain fell all over Sudan on Monday."), "Sudan")
    assert (found.kind, found.country, round(found.lat or 0)) == (PlaceKind.COUNTRY, "SD", 16)


def test_an_unknown_place_stays_unresolved() -> None:
    found = place(places_in("They walked from the village of Qorvashtan to the river."), "Qorvashtan")
    assert (found.country, found.lat, found.geonameid) == (None, None, None)


def test_a_place_inside_the_name_of_an_actor_is_no_place() -> None:
    assert not places_in("Fighters of the Islamic State group withdrew.")


def test_a_government_is_no_place() -> None:
    assert not places_in("It was a plan that the Damascus government had drawn up.")


def test_where_it_happens_is_not_where_the_report_is_filed() -> None:
    text = "GENEVA, May 4 (Reuters) - A flood destroyed a bridge in Derna on Monday, aid workers said."
    assert places_in(text)[0].name == "Derna"
    assert places_in(text)[0].main


def test_who_acts_is_not_where_it_happens() -> None:
    text = "Turkey said its engineers repaired a dam near Manbij on Monday. Turkey said the dam in Manbij was old."
    assert places_in(text)[0].name == "Manbij"


def test_one_place_has_all_its_mentions() -> None:
    text = "Homs was quiet. In Homs the market opened. Roads to Homs were clear."
    assert [m.span.start for m in place(places_in(text), "Homs").mentions] == [0, 19, 52]


def test_exactly_one_place_is_main() -> None:
    assert sum(p.main for p in places_in("Trains ran from Aleppo to Hama and from Hama to Homs in Syria.")) == 1


def test_no_names_no_places() -> None:
    assert places_in("nothing here is a name") == ()


def test_a_name_that_only_sounds_like_a_city_is_on_no_map() -> None:
    (place,) = places_in("Buses stopped at the Kessary crossing, a guard said.")
    assert (place.name, place.country, place.lat, place.kind) == ("Kessary", None, None, PlaceKind.SITE)


def test_another_spelling_is_resolved_where_the_article_speaks_for_it() -> None:
    found = {p.name: p for p in places_in("The city of Rakkah was hit, Syrian officials in Damascus said.")}
    assert found["Rakkah"].country == "SY"


def test_a_dateline_in_capitals_yields_to_the_name_as_it_is_written() -> None:
    text = "TARVENNA (Agency) – The bakeries of Tarvenna are shut. Nobody in Tarvenna knows why."
    assert [p.name for p in places_in(text)] == ["Tarvenna"]


def test_a_quarrel_over_a_country_does_not_happen_there() -> None:
    (main,) = (
        p for p in places_in("Split over Iran sanctions, lawmakers in Canada went home without a vote.") if p.main
    )
    assert main.name == "Canada"


def test_towns_of_one_region_settle_each_other() -> None:
    text = "Buses run from Athens to Nelsonville, Logan and Lancaster, and all over Hocking County, Ohio."
    assert place(places_in(text), "Athens").admin[-1] == "Ohio"


def test_a_street_lies_in_the_town_whose_police_came() -> None:
    text = "A bench was stolen from Qorvash Street on Monday. Tulsa Police said they found it."
    assert place(places_in(text), "Qorvash Street").admin == ("Tulsa", "Tulsa County", "Oklahoma")


def test_a_quarter_is_not_a_small_town_far_away() -> None:
    text = "A fountain in Maplewood was mended on Monday. Omaha police closed the square of Maplewood."
    found = place(places_in(text), "Maplewood")
    assert found.lat is None
    assert found.admin[-1] == "Nebraska"


def test_a_state_behind_its_town_is_not_where_it_happens() -> None:
    text = "A barn burned in Harrison, Ark., on Monday. A neighbour from Harrison, Ark., called for help."
    (main,) = (p for p in places_in(text) if p.main)
    assert main.name == "Harrison"


def test_a_quarter_names_its_city() -> None:
    text = "A bakery opened in Astoria, New York, on Monday."
    assert "New York" in place(places_in(text), "Astoria").admin


@pytest.mark.parametrize("text", ["A" * 100_000, "Al-" * 40_000])
def test_a_word_without_end_takes_linear_time(text: str) -> None:
    began = time.process_time()
    places_in(text)
    assert time.process_time() - began < 10


def test_no_region_is_claimed_for_a_place_that_only_the_dateline_stands_beside() -> None:
    found = places_in("GOMA — Floods cut off the village of Qwarungi, the mayor said.")
    assert (place(found, "Qwarungi").country, place(found, "Qwarungi").admin) == ("CD", ())


def test_the_place_where_the_dead_are_told_is_where_it_happens() -> None:
    text = (
        "Envoys spoke of the war in Syria on Sunday. They met for a week in Syria. Fuel is scarce in Syria. The talks "
        "in Syria were quiet. A blast in Manbij killed nine people, the ministry said. The rest was of bread."
    )
    found = places_in(text, "Talks in Syria, war in Syria")
    assert [p.name for p in found if p.main] == ["Manbij"]
