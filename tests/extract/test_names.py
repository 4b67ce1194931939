"""Names: spans and kinds, on sentences of our own."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract import names
from bot.extract.document import read
from bot.extract.network import spans_of
from bot.extract.reading import Reading, Tables
from bot.types import Article
from tests.extract.reading import name_spans, names_in, shipped


def test_a_person_is_named_without_title() -> None:
    assert ("Omar Haddad", "PER") in names_in("Harbour master Omar Haddad said on Monday that two ferries were late.")


def test_president_is_not_in_the_name() -> None:
    assert ("Elena Petrova", "PER") in names_in("On Friday President Elena Petrova met the visitors in the palace.")


def test_an_organisation_keeps_its_joiners() -> None:
    assert ("Ministry of Public Works", "ORG") in names_in("The bridge was closed by the Ministry of Public Works.")


def test_a_country_is_a_place_and_its_people_are_not() -> None:
    found = names_in("Two Syrian drivers crossed from Syria into Jordan.")
    assert ("Syrian", "MISC") in found
    assert ("Syria", "LOC") in found
    assert ("Jordan", "LOC") in found


def test_days_and_months_are_no_names() -> None:
    assert names_in("It rained on Tuesday and again in March.") == []


def test_a_common_word_that_opens_a_sentence_is_no_name() -> None:
    assert names_in("Nothing moved. Water was short. Fuel was gone.") == []


def test_a_possessive_ends_the_name() -> None:
    assert ("Leila Mansour", "PER") in names_in("They praised Leila Mansour's work in the clinic.")


def test_the_dateline_is_a_place_and_its_agency_is_not() -> None:
    found = names_in("MOSUL, June 3 (Reuters) - Workers opened the market again.")
    assert found[0] == ("MOSUL", "LOC")
    assert ("Reuters", "ORG") in found


def test_marks_of_no_width_break_no_name() -> None:
    text = "The talks were led by Human Rights \u200bWatch in \u2060Geneva."
    assert ("Human Rights \u200bWatch", "ORG") in names_in(text)
    assert ("Geneva", "LOC") in names_in(text)


def test_an_acronym_that_is_a_word_is_matched_as_written() -> None:
    assert ("IS", "ORG") in names_in("The town was taken from IS in the spring.")
    assert ("is", "ORG") not in names_in("The town is quiet in the spring.")


def test_without_a_model_the_rules_find_names() -> None:
    tables = Tables(shipped().lexicons, {k: v for k, v in shipped().blobs.items() if k != names.MODEL})
    text = "Aid reached Deir Ezzor, Human Rights Watch said."
    found = names.build(tables)(Reading(article=Article(id="a", text=text), document=read(text)))
    assert [text[n.start : n.end] for n in found] == ["Deir Ezzor", "Human Rights Watch"]


def test_a_model_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        names.build(Tables(shipped().lexicons, {**shipped().blobs, names.MODEL: b"no model"}))


def test_a_name_is_found_again_wherever_it_stands() -> None:
    text = "Mara Haddad opened the port. Later Haddad closed it again, and Haddad went home."
    assert [t for t, _ in names_in(text)] == ["Mara Haddad", "Haddad", "Haddad"]


def test_labels_become_stretches() -> None:
    assert spans_of(["B-PER", "I-PER", "O", "B-LOC", "B-LOC"]) == [(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC")]


def test_a_stray_inside_label_opens_a_stretch() -> None:
    assert spans_of(["O", "I-ORG", "I-ORG"]) == [(1, 3, "ORG")]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="Aa bB.'-’\u200b(\n\"Ünd of U.S.", max_size=120))
def test_names_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = name_spans(text)
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_ten_thousand_names_take_linear_time() -> None:
    text = "Omar Haddad, Leila Mansour, " * 5_000
    started = time.process_time()
    assert len(name_spans(text)) > 5_000
    assert time.process_time() - started < 12


def test_a_name_that_the_article_calls_a_city_is_a_place_throughout() -> None:
    text = "The besieged city of Tarvenna has no bread.\n\nA convoy got out of Tarvenna. Tarvenna was calm at night."
    assert {kind for name, kind in names_in(text) if name == "Tarvenna"} == {"LOC"}


def test_a_person_in_a_city_stays_a_person() -> None:
    text = "In the city of Oslo, Ingrid Falk said she would stay. Falk is a doctor."
    assert ("Falk", "PER") in names_in(text)


@pytest.mark.parametrize("word", ["Nobody", "Twenty", "Eighteen", "Everyone"])
def test_a_word_that_only_opens_a_sentence_is_no_name(word: str) -> None:
    assert word not in [name for name, _ in names_in(f"{word} came to the bridge. The bus left without them.")]


def test_the_head_of_a_long_name_says_that_it_is_an_organisation() -> None:
    assert ("Meadow Front", "ORG") in names_in("Fighters of the Meadow Front took the hill, a guard said.")


def test_no_name_crosses_the_mark_behind_a_dateline() -> None:
    found = [name for name, _ in names_in("OSLO, May 3 (Reuters) - The International Committee of the Red Cross left.")]
    assert "International Committee of the Red Cross" in found


def test_a_mission_named_after_its_country_is_one_name() -> None:
    found = names_in("The U.N. Interim Force in Lebanon said its patrol was safe.")
    assert ("U.N. Interim Force in Lebanon", "ORG") in found


def test_two_names_tied_by_a_hyphen_are_two() -> None:
    found = dict(names_in("They fear a new Israel-Hezbollah war."))
    assert "Israel-Hezbollah" not in found
    assert found["Israel"] == "LOC"


def test_the_place_of_a_dateline_in_capitals_is_found_in_the_article() -> None:
    text = "ORSAVAN (Altair) – Shells struck a crowd that was waiting for buses out of Orsavan on Sunday."
    assert [name for name in names_in(text) if name[1] == "LOC"] == [("ORSAVAN", "LOC"), ("Orsavan", "LOC")]


def test_the_place_of_the_dateline_is_no_body_named_after_it() -> None:
    text = "ORSAVAN (Altair) – Shells struck a crowd on a road out of Orsavan, Orsavan Central Hospital said."
    assert ("Orsavan", "LOC") in names_in(text)
    assert ("Orsavan Central Hospital", "ORG") in names_in(text)


def test_a_person_named_like_a_country_stays_a_person() -> None:
    text = "Mara Haddad said her son Jordan was hurt in Geneva. Chad Miller was not. Chad closed its border."
    found = names_in(text)
    assert ("Jordan", "PER") in found
    assert ("Chad", "LOC") in found
