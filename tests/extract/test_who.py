"""Actors: one entry each, with type, role and mentions. Sentences are our own."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract.document import read
from bot.extract.drafts import Text
from bot.extract.identity import Aliases, organizations, persons, told_apart
from bot.extract.lexicon import Lexicon
from bot.extract.words import words_of
from bot.types import Actor, ActorType, Form
from tests.extract.reading import actors_in, shipped


def actor(found: tuple[Actor, ...], name: str) -> Actor:
    return next(a for a in found if a.name == name)


def forms(found: Actor) -> list[str]:
    return [m.span.text for m in found.mentions]


def test_a_surname_is_the_person_with_the_full_name() -> None:
    found = actors_in("Mara Haddad opened the port. Later Haddad closed it again, and Haddad went home.")
    assert forms(actor(found, "Mara Haddad")) == ["Mara Haddad", "Haddad", "Haddad"]


def test_an_acronym_in_brackets_is_the_name_before_it() -> None:
    found = actors_in("The Harbour Workers Union (HWU) called a strike. The HWU said ships would wait.")
    assert forms(actor(found, "Harbour Workers Union")) == ["Harbour Workers Union", "HWU", "HWU"]


def test_aliases_are_one_actor() -> None:
    found = actors_in("Islamic State took the village. Daesh then left, and residents said IS had burned the school.")
    assert forms(actor(found, "Islamic State")) == ["Islamic State", "Daesh", "IS"]
    assert actor(found, "Islamic State").type is ActorType.ARMED_GROUP


def test_a_role_before_the_name() -> None:
    found = actor(actors_in("Union co-chair Nadia Salim welcomed the offer."), "Nadia Salim")
    assert found.role is not None
    assert found.role.text == "Union co-chair"


def test_a_role_has_its_owner() -> None:
    found = actor(actors_in("The port's director of operations Jonas Weber said nothing."), "Jonas Weber")
    assert found.role is not None
    assert (found.role.text, found.affiliation) == ("director of operations", "port")


def test_a_role_in_apposition() -> None:
    found = actor(actors_in("Mara Haddad, deputy harbour master, said the tide was high."), "Mara Haddad")
    assert found.role is not None
    assert found.role.text == "deputy harbour master"


def test_a_role_in_a_relative_clause() -> None:
    found = actor(actors_in("Mara Haddad, who heads the rescue team, said the tide was high."), "Mara Haddad")
    assert found.role is not None
    assert found.role.text == "heads the rescue team"


def test_a_verb_before_a_title_is_no_role() -> None:
    found = actor(actors_in("They tried to stop President Elena Petrova at the gate."), "Elena Petrova")
    assert found.role is not None
    assert found.role.text == "President"


def test_the_coalition_is_the_coalition_named_before() -> None:
    found = actor(actors_in("The US-led coalition hit a bridge. Later the coalition hit a road."), "US-led coalition")
    assert forms(found) == ["The US-led coalition", "the coalition"]
    assert {m.form for m in found.mentions} == {Form.NOMINAL}


def test_the_group_is_the_armed_group_named_before() -> None:
    found = actor(actors_in("Hezbollah fired rockets. The group said it was an answer."), "Hezbollah")
    assert forms(found) == ["Hezbollah", "The group"]


def test_a_pronoun_is_the_only_person_near() -> None:
    found = actor(actors_in("Mara Haddad opened the port. She said the tide was high."), "Mara Haddad")
    assert [(m.span.text, m.form) for m in found.mentions][1] == ("She", Form.PRONOUN)


def test_a_pronoun_between_two_people_stays_open() -> None:
    found = actors_in("Mara Haddad met Jonas Weber. She said the tide was high.")
    assert all(m.form is Form.NAME for a in found if a.type is ActorType.PERSON for m in a.mentions)


def test_a_country_that_acts_is_a_government() -> None:
    assert actor(actors_in("Turkey said the border would open."), "Turkey").type is ActorType.GOVERNMENT


def test_a_country_where_something_is_does_not_act() -> None:
    assert not [a for a in actors_in("A bridge in Turkey was closed.") if a.name == "Turkey"]


def test_a_ministry_of_a_country_is_a_government() -> None:
    found = actor(actors_in("The Lebanese health ministry said the wards were full."), "Lebanese health ministry")
    assert found.type is ActorType.GOVERNMENT


def test_unnamed_people_who_speak_are_a_group() -> None:
    assert actor(actors_in("Local residents said the water was cut."), "Local residents").type is ActorType.GROUP


def test_unnamed_people_to_whom_things_happen_do_not_act() -> None:
    assert not actors_in("The storm left some residents without water.")


def test_a_part_of_an_organisation_is_an_organisation() -> None:
    found = actor(actors_in("The SDF's press centre said the road was open."), "SDF's press centre")
    assert found.type is ActorType.ORGANIZATION


def test_the_articles_own_source_is_marked_and_last() -> None:
    found = actors_in("Mara Haddad told AFP that the tide was high.", source="AFP")
    assert (found[-1].name, found[-1].own_source, found[-1].salience) == ("AFP", True, 0.0)


def test_the_agency_of_the_dateline_is_the_own_source() -> None:
    found = actors_in("BEIRUT, March 7 (Reuters) - Mara Haddad said the tide was high.")
    assert actor(found, "Reuters").own_source


def test_another_outlet_is_media() -> None:
    found = actor(actors_in("The Washington Post reported the plan.", source="AFP"), "Washington Post")
    assert (found.type, found.own_source) == (ActorType.MEDIA, False)


def test_the_name_of_a_campaign_in_quotes_is_no_actor() -> None:
    assert not [a for a in actors_in('They joined the "Anger of the Tigris" campaign.') if "Tigris" in a.name]


def test_who_the_title_names_comes_first() -> None:
    text = "Jonas Weber met Mara Haddad at the port. The tide was high."
    assert actors_in(text, title="Haddad opens the port")[0].name == "Mara Haddad"


_WORDS = ["Omar", "Haddad", "the", "said", "in", "Aleppo", "Syria", "coalition", "he", '"', ".", ",", "-", "US", "led"]
_WORDS += ["(", ")", "ministry", "of", "\u200b", "'s", "The", "police", "President", "director", "who", "heads", "\n\n"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=60))
def test_any_words_give_actors_with_words_of_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for found in actors_in(text):
        spans = [m.span for m in found.mentions] + ([found.role] if found.role else [])
        assert all(text[s.start : s.end] == s.text for s in spans)


def test_ten_thousand_names_take_linear_time() -> None:
    text = "Omar Haddad told the council. The council said no. " * 2_500
    started = time.process_time()
    assert actors_in(text)
    assert time.process_time() - started < 15


def _named(actors: tuple[Actor, ...]) -> dict[str, Actor]:
    return {actor.name: actor for actor in actors}


@pytest.mark.parametrize(
    ("source", "short"),
    [("Tallow News Agency", "Tallow"), ("Brightwater Courier", "Courier"), ("The Evening Post", "Post")],
)
def test_an_outlet_called_by_its_short_name_is_the_articles_own_source(source: str, short: str) -> None:
    text = f'"Not one bus came," Ana Brel, a nurse, told the {short}. The {short} could not reach the mayor.'
    assert all(a.own_source for a in actors_in(text, source=source) if a.name == short)
    assert any(a.own_source for a in actors_in(text, source=source))


def test_the_body_that_a_news_service_belongs_to_is_not_the_articles_own_source() -> None:
    actors = actors_in("The UN said on Monday that the road was open.", source="UN News")
    assert not any(a.own_source for a in actors)


def test_the_agency_of_the_dateline_is_the_articles_own_source() -> None:
    actors = actors_in("OSLO (Tallow) – Snow closed the road, Ana Brel, a driver, told Tallow.")
    assert _named(actors)["Tallow"].own_source


def test_a_place_is_no_actor_elsewhere_in_its_article() -> None:
    text = "Flour came to the besieged city of Tarvenna.\n\nTrucks left Tarvenna at dawn, said Ana Brel, a driver."
    assert "Tarvenna" not in _named(actors_in(text))


def test_soldiers_and_their_army_are_two_actors() -> None:
    actors = _named(actors_in("The French army said two men were safe. French soldiers fired from the hill."))
    assert {"French army", "French soldiers"} <= actors.keys()


def test_an_army_without_a_longer_name_is_an_actor() -> None:
    actors = _named(actors_in("The army denied the report. It has 1,200 soldiers there. The army blamed the rain."))
    assert len(actors["army"].mentions) == 2


def test_a_front_line_is_not_the_front() -> None:
    text = "The Meadow Front said its men were safe. The town lies south of the front line. A guard praised the Front."
    (front,) = (a for a in actors_in(text) if "Front" in a.name)
    assert front.name == "Meadow Front"
    assert [m.span.text for m in front.mentions] == ["Meadow Front", "Front"]


def test_a_state_is_shown_by_its_name_before_its_capital() -> None:
    actors = _named(actors_in("Iran said it was ready. Tehran denied that it had sent a letter."))
    assert [m.span.text for m in actors["Iran"].mentions] == ["Iran", "Tehran"]


def test_a_role_that_leans_on_words_before_it_is_left_out() -> None:
    text = 'The Hill Council halted its buses. "We will wait," said Ilse Brandt, who leads its mission.'
    assert _named(actors_in(text))["Ilse Brandt"].role is None


def test_a_possessive_word_is_no_part_of_the_role() -> None:
    role = _named(actors_in("The school is shut. Dr Ilse Brandt, its director, stayed."))["Ilse Brandt"].role
    assert role is not None
    assert role.text == "director"


def test_who_is_he_in_a_quotation_is_left_open() -> None:
    text = '"The guard wept, and then he asked for tea," Ilse Brandt said.\n\n"So he did," Brandt added.'
    assert all(m.form is not Form.PRONOUN for a in actors_in(text) for m in a.mentions)


def test_soldiers_named_once_without_their_country_are_the_ones_named_before() -> None:
    actors = _named(actors_in("French soldiers fired from the hill. Later soldiers left the road."))
    assert [m.span.text for m in actors["French soldiers"].mentions] == ["French soldiers", "soldiers"]


def test_a_title_of_several_words_is_no_part_of_the_name() -> None:
    assert "Omar Belkin" in _named(actors_in("Supreme Leader Omar Belkin said the gate was shut."))


def test_a_body_inside_a_role_weighs_less_than_its_holder() -> None:
    text = "Ana Brel, chairwoman of the Supreme Court, said on Monday that the vote was void."
    actors = _named(actors_in(text))
    assert all(a.salience < actors["Ana Brel"].salience for name, a in actors.items() if name != "Ana Brel")


def test_the_army_is_no_other_authority_that_was_named_before() -> None:
    found = actors_in("The Port Authority closed the harbour of Sennar. The army said the ferries had been warned.")
    assert {actor.name for actor in found} >= {"Port Authority", "army"}


def test_a_role_does_not_reach_over_what_another_did() -> None:
    found = actor(actors_in("American Sara Lind outpaced Olympic champion Nadia Salim in Sennar."), "Nadia Salim")
    assert found.role is not None
    assert found.role.text == "Olympic champion"


def test_states_in_a_list_act_together() -> None:
    actors = _named(actors_in("Norway, Sweden and Denmark said on Monday that the strait was closed."))
    assert {"Norway", "Sweden", "Denmark"} <= actors.keys()


def test_states_by_whom_something_is_done_act_together() -> None:
    assert {"Norway", "Sweden"} <= _named(actors_in("The strait was mined by Norway and Sweden.")).keys()


def test_a_state_that_only_describes_what_it_stands_before_does_not_act() -> None:
    assert "Norway" not in _named(actors_in("They marched against Norway and Swedish trawlers in the strait."))


def test_the_people_of_a_country_act() -> None:
    found = actor(actors_in("Thousands of Norwegians marched in the rain."), "Norwegians")
    assert found.type is ActorType.GROUP


def test_the_authority_of_a_region_is_one_actor_in_either_wording() -> None:
    text = "The government of neighbouring Kordofan said the road was open. Later the Kordofan government shut it."
    (found,) = (a for a in actors_in(text) if "Kordofan" in a.name)
    assert len(found.mentions) == 2


def test_people_whom_the_title_speaks_of_are_actors_although_they_only_suffer() -> None:
    text = "The army ordered shopkeepers to leave. It gave shopkeepers an hour."
    assert "shopkeepers" in _named(actors_in(text, title="Army tells shopkeepers to leave"))
    assert "shopkeepers" not in _named(actors_in(text, title="Army clears a street"))


def test_one_unnamed_person_with_whom_the_article_opens_is_an_actor() -> None:
    text = "A 40-year-old driver who shot two guards was caught on Monday. The attacker had fled to the port."
    found = actor(actors_in(text), "40-year-old driver")
    assert (found.type, forms(found)) == (ActorType.PERSON, ["A 40-year-old driver", "The attacker"])


def test_an_unnamed_person_who_did_no_harm_is_not_the_attacker() -> None:
    text = "A 40-year-old driver who fled the blast was found on Monday. The attacker is dead."
    assert forms(actor(actors_in(text), "40-year-old driver")) == ["A 40-year-old driver"]


def test_a_lone_word_that_opens_the_name_of_a_body_is_that_body() -> None:
    text = Text.of(said := "Corvane Shipping blamed Corvane. Omar Brel left. Brel slept.", words_of(read(said)))
    people, bodies = told_apart(text, [(3, 4), (5, 7), (9, 10)], [(0, 2)], Lexicon.of(shipped()))
    assert (people, bodies) == ([(5, 7), (9, 10)], [(0, 2), (3, 4)])


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "According to Norway's ambassador to the U.N. in Geneva, Jonas Weber, it rained.",
            "Jonas Weber",
            "ambassador to the U.N. in Geneva",
        ),
        ("World number four Nadia Salim said the court was wet.", "Nadia Salim", "World number four"),
        ("The raid killed Norway's prime minister, Jonas Weber that day.", "Jonas Weber", "prime minister"),
        ("Nadia Salim is a retired teacher from Oslo.", "Nadia Salim", "retired teacher"),
        (
            "It was condemned by the U.N. culture and science agency UNESCO.",
            "UNESCO",
            "U.N. culture and science agency",
        ),
    ],
)
def test_what_someone_is_stands_in_many_places(text: str, name: str, role: str) -> None:
    found = actor(actors_in(text), name).role
    assert found is not None
    assert found.text == role


def ranks(text: str, title: str | None = None) -> list[str]:
    return [a.name for a in actors_in(text, title)]


def test_who_speaks_comes_before_who_is_only_named() -> None:
    text = "Fog closed the port.\n\nNadia Salim passed Jonas Weber. Weber said nine ships were waiting for the tide."
    assert ranks(text)[0] == "Jonas Weber"


def test_a_body_at_which_something_happens_comes_after_who_acts() -> None:
    text = "Nadia Salim met Jonas Weber at the White House on Monday. It rained."
    found = ranks(text, title="Salim meets Weber at White House")
    assert found[-1] == "White House"


def test_unnamed_officials_weigh_less_than_those_who_are_named() -> None:
    text = "The United Nations stopped all flights, {} said. The United Nations blamed the tide."
    unnamed, named = (actors_in(text.format(who)) for who in ("local officials", "Norwegian officials"))
    assert actor(unnamed, "local officials").salience < actor(named, "Norwegian officials").salience


def test_an_army_yields_to_the_state_for_which_it_stands() -> None:
    text = "Norway closed its border on Monday. Fog hid the road. The Norwegian army took part. Jonas Weber watched it."
    found = {a.name: a.salience for a in actors_in(text, title="Norway closes border")}
    alone = {a.name: a.salience for a in actors_in(text.replace("Norway closed its", "They closed the"))}
    assert found["Norwegian army"] < found["Jonas Weber"] < found["Norway"]
    assert alone["Norwegian army"] > alone["Jonas Weber"]


def test_whom_the_first_sentence_announces_without_a_name_comes_first() -> None:
    text = "Fog closed the port, a councillor said. Nadia Salim sold tea. The councillor Jonas Weber left early."
    assert ranks(text).index("Jonas Weber") < ranks(text).index("Nadia Salim")


def test_a_surname_that_two_share_is_the_one_so_called_before() -> None:
    text = "Omar Brel left. Brel slept. Ana Brel stayed. Brel woke at noon."
    found = _named(actors_in(text))
    assert forms(found["Omar Brel"]) == ["Omar Brel", "Brel", "Brel"]


def test_a_surname_that_two_share_is_the_one_introduced_last() -> None:
    text = "Omar Haddad left his wife Ana Haddad at home. Haddad said she would follow."
    assert "Haddad" in forms(_named(actors_in(text))["Ana Haddad"])


def test_the_end_of_a_long_name_is_its_bearer() -> None:
    text = Text.of(said := "Abdul Karim Hadi Al-Masri left. Al-Masri slept.", words_of(read(said)))
    (found,) = persons(text, [(0, 6), (8, 11)], Lexicon.of(shipped()))
    assert len(found.mentions) == 2


def test_a_name_from_the_middle_of_another_is_its_bearer() -> None:
    text = Text.of(said := "Brandt slept. Jonas Brandt Weber left. Brandt ate.", words_of(read(said)))
    (found,) = persons(text, [(0, 1), (3, 6), (8, 9)], Lexicon.of(shipped()))
    assert len(found.mentions) == 3


def test_only_a_noun_for_bodies_stands_for_a_body() -> None:
    found = _named(actors_in("The United Nations closed its camp. Fog hid the nation. The Audit Commission sued."))
    assert forms(found["United Nations"]) == ["United Nations"]


def test_who_is_known_by_another_name_is_one_person() -> None:
    text = Text.of(said := "Omar Belkin, widely known in the port as Sable, sang. Sable left.", words_of(read(said)))
    (found,) = persons(text, [(0, 2), (9, 10), (13, 14)], Lexicon.of(shipped()))
    assert len(found.mentions) == 3


def test_a_man_is_not_she() -> None:
    text = "Ana Brel met Mr Jonas Weber. She said the tide was high."
    assert "She" in forms(_named(actors_in(text))["Ana Brel"])


def test_who_would_be_he_and_she_is_neither() -> None:
    text = "Mara Haddad opened the port. She left. Haddad slept. He said the tide was high."
    assert forms(_named(actors_in(text))["Mara Haddad"]) == ["Mara Haddad", "Haddad"]


def test_an_initial_is_no_article() -> None:
    assert "A. Haddad" in _named(actors_in("Nadia Salim met A. Haddad at the port."))


def test_a_company_is_the_same_without_its_legal_form() -> None:
    text = Text.of(said := "Corvane Shipping Ltd sank. Corvane Shipping rose.", words_of(read(said)))
    (found,) = organizations(text, [(0, 3), (5, 7)], Lexicon.of(shipped()), Aliases({}))
    assert len(found.mentions) == 2


def test_the_time_is_no_newspaper() -> None:
    text = Text.of(said := "The Harbour Times wrote it.", words_of(read(said)))
    (found,) = organizations(text, [(1, 3)], Lexicon.of(shipped()), Aliases({}))
    assert (found.type, found.heads) == (ActorType.MEDIA, frozenset())


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Nadia Salim, a doctor in the port in agreement with the union are at work.", None),
        ("Nadia Salim, mayor of Oslo ordered the police to leave, and it rained.", "mayor of Oslo"),
        ("OSLO - Following President Nadia Salim, the guests left.", "President"),
        ("His welcome of President Nadia Salim was cold.", "President"),
        ("The ambassador of Norway Dr. Nadia Salim slept.", "ambassador of Norway"),
        ("They called on Mrs Nadia Salim to leave.", None),
        ("Officials asked mayor Nadia Salim about it.", "mayor"),
        ("Nadia Salim, union activist explains why.", "union activist"),
        ("Nadia Salim is the first mayor candidate of the port.", None),
    ],
)
def test_a_role_ends_where_something_else_begins(text: str, role: str | None) -> None:
    found = actor(actors_in(text), "Nadia Salim").role
    assert (found.text if found else None) == role


@pytest.mark.parametrize(
    ("role", "affiliation"),
    [
        ("Norwegian Foreign Minister", None),
        ("Prime Minister", None),
        ("Former Norwegian President", None),
        ("a senior adviser for Africa at the Harbour Institute", "Harbour Institute"),
        ("director of the People's Bank", "People's Bank"),
        ("the head of the World Harvest Programme", "World Harvest Programme"),
        ("a nurse at St. Anna Hospital", "St. Anna Hospital"),
    ],
)
def test_only_a_body_or_a_place_is_whose_somebody_is(role: str, affiliation: str | None) -> None:
    text = f"{role} Nadia Salim slept." if role[0].isupper() else f"Nadia Salim, {role}, slept."
    assert actor(actors_in(text), "Nadia Salim").affiliation == affiliation


def test_a_storm_is_no_actor() -> None:
    found = actors_in("Typhoon Rolan reached the coast on Monday. Rolan killed nine people, Mayor Lena Oravec said.")
    assert [a.name for a in found if a.type is ActorType.PERSON] == ["Lena Oravec"]


def test_the_name_of_a_weapon_is_no_person() -> None:
    found = actors_in("Mayor Lena Oravec said the army shot down 40 Shahed drones on Monday.")
    assert "Shahed" not in {a.name for a in found}
