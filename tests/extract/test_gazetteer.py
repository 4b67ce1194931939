"""The packed gazetteer: what is put in comes out, and what ships holds what it should."""

from __future__ import annotations

import pytest

from bot.extract.gazetteer import Entry, Gazetteer, Sort, fold, loose, pack
from tests.extract.reading import shipped


def sorts(name: str) -> set[Sort]:
    return {e.sort for e in Gazetteer(shipped().blobs["gazetteer.gz"]).find(name)}


def test_spellings_fold_alike() -> None:
    assert fold("The  Dayr az-Zawr") == "dayr az zawr"
    assert loose("Ar-Raqqah") == loose("Raqa") == loose("al-Raqqa")
    assert loose("Hasakeh") == loose("Al-Hasakah")


def test_a_packed_gazetteer_finds_every_entry() -> None:
    entries = [
        (Entry(f"Town {i}", "SY", i / 10, -i / 10, i, i or None, ("County", "Region")), [f"town {i}", "any town"])
        for i in range(50)
    ]
    gazetteer = Gazetteer(pack(entries, {"SY": 7}))
    assert gazetteer.countries == {"SY": 7}
    assert [gazetteer.find(f"Town {i}") for i in range(50)] == [(entry,) for entry, _ in entries]
    assert [e.population for e in gazetteer.find("any town")] == list(range(49, -1, -1))
    assert gazetteer.find("town") == gazetteer.find("") == gazetteer.find("zzz") == ()


def test_bytes_that_are_no_gazetteer_are_refused() -> None:
    with pytest.raises(ValueError, match="not a gazetteer"):
        Gazetteer(b"nothing")


def test_the_shipped_gazetteer_knows_the_capitals() -> None:
    gazetteer = Gazetteer(shipped().blobs["gazetteer.gz"])
    assert [gazetteer.find(n)[0].country for n in ("Kabul", "Khartoum", "دمشق")] == ["AF", "SD", "SY"]


@pytest.mark.parametrize("sort", Sort)
def test_an_entry_keeps_its_sort_and_may_lie_in_no_country(sort: Sort) -> None:
    entry = Entry("Wide Water", "", -1.5, 179.25, 3, None, (), sort)
    assert Gazetteer(pack([(entry, ["wide water"])], {})).find("Wide Water") == (entry,)


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("Lamar County", Sort.COUNTY),
        ("Alberta", Sort.STATE),
        ("Lake Winnipeg", Sort.WATER),
        ("Hudson Bay", Sort.WATER),
        ("Danube River", Sort.WATER),
        ("Atlas Mountains", Sort.LAND),
        ("Heathrow Airport", Sort.AIRPORT),
    ],
)
def test_the_shipped_gazetteer_has_more_than_cities(name: str, sort: Sort) -> None:
    assert sort in sorts(name)


def test_islands_over_the_date_line_lie_where_they_are() -> None:
    [found] = Gazetteer(shipped().blobs["gazetteer.gz"]).find("Aleutian Islands")
    assert abs(found.lon) > 160
