"""Names resolved together. Sentences are our own."""

from __future__ import annotations

import pytest

from bot.extract.places import Atlas
from bot.extract.toponyms import How, Resolved, Resolver, Toponym
from tests.extract.reading import shipped


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Atlas.of(shipped()))


def resolve(resolver: Resolver, text: str, *names: str) -> list[Resolved | None]:
    toponyms, at = [], 0
    for name in names:
        at = text.index(name, at)
        toponyms.append(Toponym(at, at + len(name)))
        at += len(name)
    return list(resolver(text, toponyms))


def regions(found: list[Resolved | None]) -> list[str]:
    return [f.place.admin[-1] if f and f.place.admin else "" for f in found]


def codes(found: list[Resolved | None]) -> list[str | None]:
    return [f.place.country if f else None for f in found]


def test_the_state_behind_the_comma_decides(resolver: Resolver) -> None:
    found = resolve(resolver, "He drove from Paris, Texas, to Paris.", "Paris", "Texas")
    assert regions(found)[0] == "Texas"


def test_a_short_form_of_the_state_decides_as_well(resolver: Resolver) -> None:
    assert regions(resolve(resolver, "A fair in Springfield, Ill. drew many.", "Springfield", "Ill."))[0] == "Illinois"


def test_a_large_city_is_meant_where_nothing_else_is_said(resolver: Resolver) -> None:
    assert codes(resolve(resolver, "She flew to Paris.", "Paris")) == ["FR"]


def test_small_towns_settle_each_other(resolver: Resolver) -> None:
    """Each of these names is borne in several states; only one has them all."""
    text = "The buses of Athens, Nelsonville, Logan, Lancaster and Hocking County stand still."
    found = resolve(resolver, text, "Athens", "Nelsonville", "Logan", "Lancaster", "Hocking County")
    assert set(regions(found)) == {"Ohio"}


def test_a_county_tells_its_seat(resolver: Resolver) -> None:
    found = resolve(resolver, "The Bourbon County sheriff met the mayor of Paris.", "Bourbon County", "Paris")
    assert regions(found) == ["Kentucky", "Kentucky"]


def test_one_foreign_name_does_not_move_a_capital(resolver: Resolver) -> None:
    assert codes(resolve(resolver, "From Madrid the minister flew to Beirut.", "Madrid", "Beirut")) == ["ES", "LB"]


def test_a_place_usually_called_otherwise_comes_after_one_of_the_name(resolver: Resolver) -> None:
    [found] = resolve(resolver, "A ferry left Liverpool.", "Liverpool")
    assert found
    assert found.place.name == "Liverpool"


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("She teaches at the University of Alberta now.", "University of Alberta", "Alberta"),
        ("The Bank of Mexico raised its rate.", "Bank of Mexico", "Mexico"),
        ("The Kampala High Court sat late.", "Kampala High Court", "Kampala"),
    ],
)
def test_a_name_made_of_a_place_lies_in_it(resolver: Resolver, text: str, name: str, place: str) -> None:
    [found] = resolve(resolver, text, name)
    assert found
    assert (found.place.name, found.how) == (place, How.INSIDE)


def test_a_name_that_nothing_knows_lies_by_the_place_beside_it(resolver: Resolver) -> None:
    text = "In Qorvash, a village outside Kisumu, the well ran dry."
    village, town = resolve(resolver, text, "Qorvash", "Kisumu")
    assert village
    assert town
    assert (village.how, village.place) == (How.BESIDE, town.place)


def test_a_name_that_nothing_knows_is_not_put_far_away(resolver: Resolver) -> None:
    text = "In Qorvash the well ran dry." + " Nobody knows why." * 40 + " Kisumu is far."
    assert resolve(resolver, text, "Qorvash", "Kisumu")[0] is None


@pytest.mark.parametrize("name", ["Paris, Texas", "Paris, TX", "Paris, Tex."])
def test_a_name_may_say_itself_where_it_lies(resolver: Resolver, name: str) -> None:
    assert regions(resolve(resolver, f"He was born in {name}", name)) == ["Texas"]


def test_an_adjective_of_a_people_tells_its_country(resolver: Resolver) -> None:
    assert codes(resolve(resolver, "The Canadian team won in German rain.", "Canadian", "German")) == ["CA", "DE"]


def test_marks_of_no_width_in_a_name_do_not_hide_it(resolver: Resolver) -> None:
    assert codes(resolve(resolver, "Rain in Nai\u200brobi.", "Nai\u200brobi")) == ["KE"]


@pytest.mark.parametrize("name", ["'", "\x00\x01", "9", "St.", "a" * 5000, "the", "University of of of"])
def test_a_name_that_is_none_is_not_resolved(resolver: Resolver, name: str) -> None:
    assert resolver(name, [Toponym(0, len(name))]) == (None,)


def test_no_names_no_answers(resolver: Resolver) -> None:
    assert resolver("Nothing here.", []) == ()


def test_the_same_names_give_the_same_answers(resolver: Resolver) -> None:
    text = "Springfield, Salem, Clinton and Franklin."
    names = ("Springfield", "Salem", "Clinton", "Franklin")
    assert resolve(resolver, text, *names) == resolve(Resolver(Atlas.of(shipped())), text, *names)
