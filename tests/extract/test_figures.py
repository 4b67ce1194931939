"""Figures: what is counted, how many, how sure, and what is no figure at all."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract import figures, when
from bot.extract.document import read
from bot.extract.reading import Reading, Statement, Tables
from bot.types import Article, Certainty, Figure, FigureKind, Hedge, Span, Speaker, Trend
from config import tables


@cache
def _find() -> Any:
    return figures.build(Tables(*tables.load()))


def reading_of(text: str, title: str | None = None) -> Reading:
    reading = Reading(article=Article(id="a", text=text, title=title), document=read(text))
    return replace(reading, when=when.find(reading))


def figures_in(text: str, title: str | None = None) -> tuple[Figure, ...]:
    found: tuple[Figure, ...] = _find()(reading_of(text, title))
    return found


def only(text: str) -> Figure:
    (figure,) = figures_in(text)
    return figure


def test_a_figure_has_value_hedge_noun_kind_and_its_words() -> None:
    figure = only("At least 40 sailors were stranded on the northern pier.")
    assert (figure.value, figure.hedge, figure.unit, figure.noun) == (40, Hedge.AT_LEAST, "person", "sailor")
    assert (figure.kind, figure.span.text) == (FigureKind.TRAPPED, "At least 40 sailors")
    assert figure.what is not None
    assert figure.what.startswith("sailors")


@pytest.mark.parametrize(
    ("words", "hedge"),
    [
        ("some 70", Hedge.ABOUT),
        ("nearly 70", Hedge.NEARLY),
        ("no fewer than 70", Hedge.AT_LEAST),
        ("as many as 70", Hedge.AT_MOST),
        ("well over 70", Hedge.MORE_THAN),
        ("fewer than 70", Hedge.LESS_THAN),
        ("at least another 70", Hedge.AT_LEAST),
        ("70 or so", Hedge.ABOUT),
        ("70", Hedge.EXACT),
    ],
)
def test_hedges_are_told_apart(words: str, hedge: Hedge) -> None:
    assert only(f"The ferry took {words} villagers across.").hedge is hedge


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The blast killed 12 miners.", FigureKind.KILLED),
        ("12 miners were killed in the blast.", FigureKind.KILLED),
        ("The landslide left 12 miners dead.", FigureKind.KILLED),
        ("12 miners lost their lives.", FigureKind.KILLED),
        ("The fire claimed the lives of 12 miners.", FigureKind.KILLED),
        ("The fire led to the deaths of 12 miners.", FigureKind.KILLED),
        ("The fire changed the lives of 12 miners.", FigureKind.OTHER),
        ("The mayor ordered the arrest of 12 miners.", FigureKind.DETAINED),
        ("The toll rose to 12.", FigureKind.KILLED),
        ("12 miners remain seriously wounded.", FigureKind.INJURED),
        ("12 miners are still unaccounted for.", FigureKind.MISSING),
        ("Police arrested 12 miners.", FigureKind.DETAINED),
        ("12 miners have fled the valley.", FigureKind.DISPLACED),
        ("Rescuers evacuated 12 miners.", FigureKind.EVACUATED),
        ("12 miners had made their way out of the valley.", FigureKind.EVACUATED),
        ("The army captured some 40 percent of the city.", FigureKind.AREA),
        ("12 miners remain trapped.", FigureKind.TRAPPED),
        ("The army deployed 12,000 soldiers there.", FigureKind.TROOPS),
        ("Gunners fired 12 rockets at the port.", FigureKind.WEAPONS),
        ("The bridge cost $12 million.", FigureKind.MONEY),
        ("The fire burned 12 square kilometres.", FigureKind.AREA),
        ("Twelve miners sang.", FigureKind.OTHER),
        ("12 miners were rounded up and later executed.", FigureKind.KILLED),
        ("The raids killed a total of 12 miners.", FigureKind.KILLED),
        ("The fire cost 12 lives.", FigureKind.KILLED),
        ("The office listed 12 deaths and injuries.", FigureKind.AFFECTED),
        ("The office listed 12 deaths and a fire.", FigureKind.KILLED),
        ("The rebels lost 12 fighters.", FigureKind.KILLED),
        ("The mill lost 12 orders.", FigureKind.OTHER),
        ("The shells killed a family of 12.", FigureKind.KILLED),
        ("12 miners were admitted to hospital after the blast.", FigureKind.INJURED),
        ("The rebels hold 12 miners prisoner.", FigureKind.DETAINED),
        ("12 miners were seized at the gate.", FigureKind.DETAINED),
        ("The customs seized 12 crates.", FigureKind.OTHER),
        ("They met on the release of 12 hostages.", FigureKind.DETAINED),
        ("12 hostages were freed.", FigureKind.OTHER),
        ("12 miners cross into the valley each day.", FigureKind.DISPLACED),
        ("12 miners face famine.", FigureKind.AFFECTED),
        ("The well sickened 12.", FigureKind.AFFECTED),
        ("12 miners were ordered to leave.", FigureKind.EVACUATED),
        ("12 miners were found alive.", FigureKind.EVACUATED),
        ("The army has 12 helicopters.", FigureKind.WEAPONS),
        ("12 helicopters joined the rescue.", FigureKind.OTHER),
        ("12 miners were rounded up and fed.", FigureKind.DETAINED),
        ("12 miners were beaten and killed the guard.", FigureKind.OTHER),
        ("The jets destroyed 12 militants.", FigureKind.KILLED),
        ("12 rebels dug in on the hill were eliminated.", FigureKind.KILLED),
        ("The plant eliminated 12 clerks from its list.", FigureKind.OTHER),
        ("The storm forced 12,000 from their homes.", FigureKind.DISPLACED),
        ("The gale pushed 12 trucks off the road by the homes.", FigureKind.OTHER),
        (
            "The toll from the shelling of the old port by ships of the northern fleet has reached 12.",
            FigureKind.KILLED,
        ),
    ],
)
def test_kinds_follow_from_noun_and_verb(text: str, kind: FigureKind) -> None:
    assert [figure.kind for figure in figures_in(text)] == [kind]


def test_a_toll_is_told_across_a_length_of_time() -> None:
    figures = figures_in("The toll of 24 hours of rain along the lower river and its many arms rose to 12.")
    assert [figure.kind for figure in figures] == [FigureKind.OTHER, FigureKind.KILLED]


def test_a_part_with_a_verb_of_its_own_says_nothing_of_the_whole() -> None:
    whole, part = figures_in("Some 43 miners are on the list, 12 of whom are thought to be dead.")
    assert (whole.kind, part.kind, part.part_of) == (FigureKind.OTHER, FigureKind.KILLED, 0)
    assert (whole.certainty, part.certainty) == (Certainty.STATED, Certainty.UNCONFIRMED)


def test_what_happened_to_the_people_of_places_did_not_happen_to_the_places() -> None:
    people, towns = figures_in("Some 7,500 residents of five towns were evacuated.")
    assert people.kind is FigureKind.EVACUATED
    assert towns.kind is not FigureKind.EVACUATED


@pytest.mark.parametrize(
    ("text", "noun"),
    [("It sank with a crew of 12.", "crew"), ("Organisers put the crowd at 12,000.", "crowd")],
)
def test_the_members_of_a_group_are_people(text: str, noun: str) -> None:
    figure = only(text)
    assert (figure.unit, figure.noun) == ("person", noun)


def test_a_doubt_of_another_clause_leaves_a_figure_stated() -> None:
    assert figures_in("The toll may rise, as four of the miners are badly hurt.")[-1].certainty is Certainty.STATED


def test_a_bare_number_after_a_time_is_no_time() -> None:
    figures = figures_in("It killed 140 people in two weeks, but doctors said the real number was likely to be 500.")
    assert [each.unit for each in figures] == ["person", "wk", "person"]


def test_ages_of_those_counted_are_no_figures() -> None:
    assert [each.value for each in figures_in("It killed 140 people, most of them over 65.")] == [140]


def test_an_age_before_a_verb_is_no_figure() -> None:
    assert [each.value for each in figures_in("Children under five account for 40 percent of the cases.")] == [40]


def test_a_range_with_a_hedge_inside_keeps_its_kind() -> None:
    figures = figures_in("The gas killed from 500 to well over 1,000 people.")
    assert {figure.kind for figure in figures} == {FigureKind.KILLED}


def test_those_who_kill_are_not_counted_as_killed() -> None:
    gunmen, guards = figures_in("Two gunmen killed three guards at the gate.")
    assert (gunmen.kind, guards.kind) == (FigureKind.OTHER, FigureKind.KILLED)


def test_a_part_is_linked_to_its_whole_and_shares_its_kind() -> None:
    whole, part, other = figures_in("The storm killed 30 people, including four children and two nurses.")
    assert (whole.part_of, part.part_of, other.part_of) == (None, 0, 0)
    assert {whole.kind, part.kind, other.kind} == {FigureKind.KILLED}


@given(st.integers(2, 999), st.integers(2, 999))
def test_a_part_is_never_added_to_its_whole(whole: int, part: int) -> None:
    text = f"The flood killed {whole} villagers, including {part} children."
    assert [figure.value for figure in figures_in(text)] == [whole, part]


def test_what_is_said_once_of_several_counts_for_each() -> None:
    assert [f.kind for f in figures_in("Ten nurses and five drivers were killed.")] == [FigureKind.KILLED] * 2


@pytest.mark.parametrize(
    ("text", "value", "high"),
    [
        ("Between 12 and 15 huts burned.", 12, 15),
        ("12-15 huts burned.", 12, 15),
        ("From 12 to 15 huts burned.", 12, 15),
        ("Four to five thousand huts burned.", 4000, 5000),
    ],
)
def test_ranges_are_one_figure(text: str, value: float, high: float) -> None:
    figure = only(text)
    assert (figure.value, figure.high) == (value, high)


@pytest.mark.parametrize(
    ("text", "value", "unit", "per"),
    [
        ("It costs $3.5 million.", 3.5e6, "USD", None),
        ("It costs €40bn.", 4e10, "EUR", None),
        ("It costs USD1,700.", 1700, "USD", None),
        ("It costs 2 billion Iraqi dinars.", 2e9, "IQD", None),
        ("It lies 200 km away.", 200, "km", None),
        ("It blew at 80 miles per hour.", 80, "[mi_i]", "h"),
        ("It pumps 300,000 barrels a day.", 300_000, "[bbl_us]", "d"),
        ("It covers 40 percent of the valley.", 40, "percent", None),
        ("It covers 40% of the valley.", 40, "percent", None),
    ],
)
def test_units_money_and_rates_have_their_symbols(text: str, value: float, unit: str, per: str | None) -> None:
    figure = only(text)
    assert (figure.value, figure.unit, figure.per) == (value, unit, per)


@pytest.mark.parametrize(
    "text",
    [
        "They met on March 5 and again on 7 April 2024.",
        "It opened at 6:30 p.m. and closed at 9 a.m.",
        "Mara Haddad, 34, spoke first.",
        "A 14-year-old girl spoke first.",
        "The law dates from 1987.",
        "The Boeing 737 landed in the 1990s style.",
        "The Group of 20 met in the 21st year.",
        "The attacks of 9/11 are remembered.",
        "Rovers won 3-1 on penalties.",
        "Call 555-0142-889 for help.",
        "An F-16 and the No. 7 bus passed.",
        "One must not forget that one day it ended.",
        "It happened in the past 24 hours.",
    ],
)
def test_dates_times_ages_names_and_results_are_no_figures(text: str) -> None:
    assert figures_in(text) == ()


def test_nobody_hurt_is_zero() -> None:
    figure = only("No one was injured in the fire.")
    assert (figure.value, figure.kind) == (0, FigureKind.INJURED)


@pytest.mark.parametrize(("text", "value"), [("There were no casualties.", 0), ("It caused 12 casualties.", 12)])
def test_casualties_are_people_affected_and_not_all_dead(text: str, value: float) -> None:
    figure = only(text)
    assert (figure.value, figure.kind, figure.unit) == (value, FigureKind.AFFECTED, "person")


def test_a_single_victim_without_a_number_is_one() -> None:
    figure = only("A fisherman was killed near the reef.")
    assert (figure.value, figure.unit, figure.span.text) == (1, "person", "A fisherman")


def test_fear_is_no_fact() -> None:
    assert only("At least 90 villagers are feared dead.").certainty is Certainty.UNCONFIRMED


def test_an_older_toll_is_superseded() -> None:
    new, old = figures_in("The toll climbed to 19, up from 12.")
    assert (new.superseded, old.superseded) == (False, True)


def test_a_rise_has_a_trend_and_a_level_has_none() -> None:
    rise, level = figures_in("Prices rose 5 percent to $84.")
    assert (rise.trend, level.trend) == (Trend.UP, None)


def test_the_speaker_of_the_statement_says_the_figure() -> None:
    text = "The mayor said 12 boats sank. Another 30 boats returned."
    speaker = Speaker(name="The mayor", span=Span.cut(text, 0, 9))
    reading = replace(
        reading_of(text), statements=(Statement(span=Span.cut(text, 15, 28), direct=False, speaker=speaker),)
    )
    assert [figure.attribution for figure in _find()(reading)] == [speaker, None]


def test_a_figure_is_as_of_the_time_in_its_sentence() -> None:
    (figure,) = figures_in("On Tuesday the guards freed 12 hostages.")
    assert figure.as_of is not None
    assert figure.as_of.span.text == "On Tuesday"


def test_keys_are_the_news_not_the_largest_numbers() -> None:
    text = (
        "A ferry fire killed 14 passengers on Monday. Another 30 were injured, the coast guard said. "
        "The ferry was 12 years old and cost $90 million. It has two decks."
    )
    keys = [figure.value for figure in figures_in(text, "Ferry fire kills 14") if figure.key]
    assert keys[:2] == [14, 30]
    assert len(keys) <= 4
    assert 12 not in keys


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789 ,.-–%$killed people including of a two million\u200b٣\n'", max_size=200))
def test_every_figure_is_words_of_the_text(text: str) -> None:
    found = figures_in(text)
    assert all(text[f.span.start : f.span.end] == f.span.text for f in found)
    assert all(f.what is None or f.what in text for f in found)
    assert sum(f.key for f in found) <= 4


def test_zero_width_characters_do_not_hide_a_figure() -> None:
    figure = only("The strike wounded \u200b1,230 \u2060people.")
    assert (figure.value, figure.noun) == (1230, "person")


@pytest.mark.parametrize("unit", ["1, ", "two and ", "-5% ", "12 people killed and ", "a soldier ", "1-2-3-", "USD1,"])
def test_a_long_text_of_one_pattern_ends_soon(unit: str) -> None:
    started = time.process_time()
    assert len(figures_in(unit * (250_000 // len(unit)))) <= 1000
    assert time.process_time() - started < 10


def test_a_clause_between_those_counted_and_what_happened_to_them_is_read_over() -> None:
    figure = only("Seven divers aboard a launch that sank in the strait are confirmed to have been killed.")
    assert figure.kind is FigureKind.KILLED


def test_what_those_counted_tell_did_not_happen_to_them() -> None:
    divers, *_ = figures_in("Seven divers told reporters that the captain was killed.")
    assert (divers.value, divers.kind) == (7, FigureKind.OTHER)


@pytest.mark.parametrize(
    "text",
    [
        "The toll rose to 19 from 12.",
        "Officials revised the toll to 19, from 12 a day before.",
        "The quake killed 19 people, up from an earlier count of 12.",
    ],
)
def test_the_value_that_an_article_replaces_is_old_and_never_shown(text: str) -> None:
    new, old = figures_in(text)
    assert (new.value, new.superseded, new.key) == (19, False, True)
    assert (old.value, old.superseded, old.key, old.kind) == (12, True, False, FigureKind.KILLED)


def test_two_figures_that_contradict_each_other_both_stand_with_their_sources() -> None:
    text = "The ministry said 40 people were killed. The army said 12 people were killed."
    ministry = Speaker(name="The ministry", span=Span.cut(text, 0, 12))
    army = Speaker(name="The army", span=Span.cut(text, 41, 49))
    told = (
        Statement(span=Span.cut(text, 18, 39), direct=False, speaker=ministry),
        Statement(span=Span.cut(text, 55, 76), direct=False, speaker=army),
    )
    found = _find()(replace(reading_of(text), statements=told))
    assert [(f.value, f.attribution, f.superseded, f.key) for f in found] == [
        (40, ministry, False, True),
        (12, army, False, True),
    ]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The guards did not kill 12 people.", Certainty.DENIED),
        ("12 nuns were not hurt.", Certainty.DENIED),
        ("None of the 40 nuns was hurt.", Certainty.DENIED),
        ("12 hostages were not hurt.", Certainty.DENIED),
        ("The 12 wounded were not moved.", Certainty.STATED),
        ("The blast killed not only 12 nuns.", Certainty.STATED),
        ("The blast killed 12 nuns, but the guards were not there.", Certainty.STATED),
        ("Gunmen threatened to kill 12 hostages.", Certainty.UNCONFIRMED),
        ("Some 12 nuns are believed to have drowned.", Certainty.UNCONFIRMED),
        ("12 nuns believed to be tourists were killed.", Certainty.STATED),
        ("As many as 12 nuns may have died.", Certainty.UNCONFIRMED),
    ],
)
def test_what_is_denied_feared_or_only_threatened_is_not_stated(text: str, certainty: Certainty) -> None:
    assert only(text).certainty is certainty


@pytest.mark.parametrize("verbs", ["were killed or wounded", "were killed and injured"])
def test_dead_and_wounded_counted_as_one_are_not_all_dead(verbs: str) -> None:
    assert only(f"Nine nuns {verbs} in the raid.").kind is FigureKind.AFFECTED


def test_the_wounded_who_died_are_dead() -> None:
    assert only("Three of the wounded died in hospital.").kind is FigureKind.KILLED


def test_those_killed_alongside_another_are_counted() -> None:
    assert only("The abbot was killed alongside 12 nuns.").kind is FigureKind.KILLED


def test_parts_that_add_up_to_the_one_before_them_are_its_parts() -> None:
    whole, father, children, others = figures_in(
        "Four people, a mother and three daughters, were killed and five neighbours hurt in the fire."
    )
    assert [f.kind for f in (whole, father, children)] == [FigureKind.KILLED] * 3
    assert [f.part_of for f in (whole, father, children, others)] == [None, 0, 0, None]


def test_numbers_that_do_not_add_up_are_no_parts() -> None:
    assert [f.part_of for f in figures_in("Four nuns, two monks and five guards sang.")] == [None] * 3


def test_a_toll_of_a_day_earlier_is_superseded() -> None:
    new, old = figures_in("The toll rose to 15; a day earlier the toll stood at 12.")
    assert (new.superseded, old.superseded) == (False, True)


@pytest.mark.parametrize(
    "text",
    ["A miner was shot dead at the gate.", "A miner was fatally stabbed.", "The victim, a miner, died on Sunday."],
)
def test_one_who_dies_of_it_is_killed(text: str) -> None:
    assert only(text).kind is FigureKind.KILLED


@pytest.mark.parametrize(
    ("sentence", "as_of"),
    [
        ("About 40 people have been trapped since guards closed the road four months ago.", None),
        ("About 40 people have fled the port since Sunday.", "Sunday"),
        ("About 40 people were trapped on Sunday.", "on Sunday"),
    ],
)
def test_a_time_in_a_clause_of_its_own_is_not_the_figures(sentence: str, as_of: str | None) -> None:
    (found,) = figures_in(sentence)
    assert (as_of or "") in (found.as_of.span.text if found.as_of else "")
    assert (found.as_of is None) is (as_of is None)


@pytest.mark.parametrize(
    "text",
    [
        "Nine nuns, including two novices, from three convents of the same order, were killed when the roof fell.",
        "Nine nuns, including at least one novice and four cooks, two of whom were ill, were killed.",
        "Nine nuns – including five novices and two cooks – of the old order were killed.",
        'Nine nuns of the "Order of the Lamp" were killed.',
        "Nine nuns from two convents were killed.",
    ],
)
def test_what_happened_to_the_whole_is_read_behind_its_parts(text: str) -> None:
    whole, *others = figures_in(text)
    assert (whole.value, whole.kind, whole.part_of) == (9, FigureKind.KILLED, None)
    assert all(each.part_of == 0 for each in others if each.kind is FigureKind.KILLED)


def test_others_after_a_part_are_a_count_of_their_own() -> None:
    whole, _, others = figures_in("At least 15 nuns, one of whom was old, were killed and 20 others were injured.")
    assert (whole.kind, others.kind, others.part_of) == (FigureKind.KILLED, FigureKind.INJURED, None)


def test_those_among_a_larger_count_are_a_part_of_it() -> None:
    part, whole = figures_in("Ten novices were among at least 48 people killed in the fire.")
    assert (part.part_of, part.kind, whole.part_of) == (1, FigureKind.KILLED, None)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The governor put the death toll at six, and counted 28 injured.", [6]),
        ("The toll from the twin blasts in the old northern port of the rocky island has risen to 32.", [32]),
        ("The flood hit the port, killing a captain of the guard and eight more sailors.", [1, 8]),
        ("Over 50 gunmen were neutralised, the army said.", [50]),
        ("He faces five counts of attempted murder.", []),
        ("Three generations were killed.", []),
    ],
)
def test_only_those_who_died_are_counted_as_killed(text: str, values: list[float]) -> None:
    assert [f.value for f in figures_in(text) if f.kind is FigureKind.KILLED] == values


def test_families_killed_are_no_persons() -> None:
    assert only("Two families were killed.").unit == "family"


@pytest.mark.parametrize(
    ("text", "values", "whole"),
    [
        ("Of the 30 dead, 12 were nuns.", [30, 12], [None, 0]),
        ("The blast killed 30, 12 of them nuns and two of them guards.", [30, 12, 2], [None, 0, 0]),
        ("Forty drivers were hurt, 12 of whom are in hospital.", [40, 12], [None, 0]),
        ("The flood killed 12 drivers, among them three nuns.", [12, 3], [None, 0]),
        ("The flood killed 12 drivers and three nuns.", [12, 3], [None, None]),
    ],
)
def test_parts_are_told_by_their_words(text: str, values: list[float], whole: list[int | None]) -> None:
    found = figures_in(text)
    assert [figure.value for figure in found] == values
    assert [figure.part_of for figure in found] == whole


def test_those_of_a_part_are_named() -> None:
    assert [figure.noun for figure in figures_in("The blast hurt 30 drivers, 12 of them nuns.")] == ["driver", "nun"]


_PARTS = st.lists(st.integers(2, 99), min_size=1, max_size=4)
_MARKS = st.sampled_from(["including", "among them"])


@given(st.integers(400, 9999), _PARTS, _MARKS)
def test_no_figure_is_the_sum_of_others(whole: int, parts: list[int], mark: str) -> None:
    nouns = ("nuns", "guards", "drivers", "nurses")
    listed = " and ".join(f"{part} {noun}" for part, noun in zip(parts, nouns, strict=False))
    found = figures_in(f"The flood killed {whole} villagers, {mark} {listed}.")
    assert [figure.value for figure in found] == [whole, *parts]
    assert [figure.part_of for figure in found] == [None] + [0] * len(parts)


_WORDS = (
    "half a dozen of them including killed between and to minus sub per cent million million thousand people".split()
)
_ODD = "0123456789٣३３.,'’^×·-–−+%$€£½⅓/:;()… \u200b\u2009\u00a0"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.text(alphabet=_ODD, max_size=12), st.sampled_from(_WORDS)), max_size=25))
def test_any_mix_of_digits_signs_and_words_gives_finite_figures_with_their_words(parts: list[str]) -> None:
    text = " ".join(parts)
    for figure in figures_in(text):
        assert text[figure.span.start : figure.span.end] == figure.span.text
        assert math.isfinite(figure.value)
        assert figure.high is None or math.isfinite(figure.high)


@pytest.mark.parametrize(
    "amount",
    ["10^400", "1e400", "9" * 400, "1,2,3,4", "1.2.3.4", "12,34.5,6", "1," * 500_000 + "1", "1×10^999", "٣٬٥٬٢"],
)
def test_what_is_no_amount_is_no_figure(amount: str) -> None:
    assert figures_in(f"It moved {amount} boats.") == ()


def test_no_boats_are_zero_boats() -> None:
    assert [only(f"{words} boats came.").value for words in ("Zero", "0")] == [0, 0]


def test_digits_of_other_scripts_count() -> None:
    assert [only(f"Then {digits} boats came.").value for digits in ("٣٬٥٠٠", "３,５００", "३५००")] == [3500] * 3


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("The rate is 12 per 100,000 people.", "100,000 person"),
        ("It has 3 nurses for every 900 boats.", "900 boat"),
    ],
)
def test_a_rate_may_be_per_many(text: str, per: str) -> None:
    assert only(text).per == per


@pytest.mark.parametrize(
    ("text", "value"),
    [("Storms are twice as likely.", 2), ("It took double the number of boats.", 2), ("Arrivals grew tenfold.", 10)],
)
def test_multiples_count_how_many_times(text: str, value: float) -> None:
    figure = only(text)
    assert (figure.value, figure.unit) == (value, "count")


def test_the_month_of_may_leaves_nothing_open() -> None:
    assert only("In May 40 villagers drowned.").certainty is Certainty.STATED
    assert only("The flood may displace 40 villagers.").certainty is Certainty.UNCONFIRMED


def test_half_of_the_people_of_a_place_are_no_area() -> None:
    assert figures_in("Half of the district's 80,000 people have no power.")[0].kind is FigureKind.OTHER
    assert only("They hold half of the district.").kind is FigureKind.AREA


def test_what_goes_on_after_a_part_counts_what_the_whole_counts() -> None:
    found = figures_in("The flood killed 19 people, including four children, and forced some 12,000 from home.")
    assert [(figure.unit, figure.part_of) for figure in found] == [("person", None), ("person", 0), ("person", None)]
    assert [figure.noun for figure in found[:2]] == ["person", "child"]
    assert found[2].noun != "child"


def test_those_killed_with_someone_of_theirs_were_killed_too() -> None:
    found = figures_in("A shell killed a teacher and her two daughters on Monday.")
    assert [(figure.value, figure.kind) for figure in found] == [(1, FigureKind.KILLED), (2, FigureKind.KILLED)]


@pytest.mark.parametrize("text", ["Mara Haddad, who is 44, said so.", "Most were children under five."])
def test_an_age_behind_a_clause_or_a_group_is_no_figure(text: str) -> None:
    assert figures_in(text) == ()


@pytest.mark.parametrize("lead", ["did not confirm that", "could not verify that", "found no evidence that"])
def test_what_nobody_confirms_is_neither_stated_nor_denied(lead: str) -> None:
    assert only(f"The ministry {lead} ten villagers were missing.").certainty is Certainty.UNCONFIRMED


def test_what_one_does_not_deny_is_not_denied() -> None:
    assert only("The navy did not deny that four sailors were missing.").certainty is Certainty.UNCONFIRMED


@pytest.mark.parametrize(
    "text",
    [
        "Volunteers fed 70 people, and 16 bodies were buried.",
        "Nurses examined 70 people and 16 people died.",
        "The ferry held 70 people, and 16 were drowned.",
        "Soldiers searched 70 people and 16 were detained.",
    ],
)
def test_a_count_with_a_verb_of_its_own_takes_no_kind_from_the_next_clause(text: str) -> None:
    first, second = figures_in(text)
    assert (first.kind, first.value) == (FigureKind.OTHER, 70)
    assert second.kind in (FigureKind.KILLED, FigureKind.DETAINED)


def test_a_count_with_a_verb_behind_it_takes_no_kind_from_the_clause_before() -> None:
    killed, treated = figures_in("The storm killed 16 people, and 70 children were treated.")
    assert (killed.kind, treated.kind) == (FigureKind.KILLED, FigureKind.OTHER)


@pytest.mark.parametrize("opening", ["", "The governor said ", "Near Lowport, ", "It fell when "])
def test_several_subjects_share_their_verb(opening: str) -> None:
    found = figures_in(f"{opening}16 men, four women and two guards were killed.")
    assert [figure.kind for figure in found] == [FigureKind.KILLED] * 3


@pytest.mark.parametrize(
    "text",
    [
        "Neither of the three divers was hurt.",
        "Nobody among the 75 guests was hurt.",
        "Scarcely any of the 75 guests were hurt.",
        "The 14 captives were not killed.",
        "The governor refuted claims that 75 guests died.",
        "Officials dismissed a report of 75 deaths.",
        "Reports of 75 deaths were unfounded.",
    ],
)
def test_what_happens_to_none_or_is_called_untrue_is_denied(text: str) -> None:
    assert figures_in(text)[0].certainty is Certainty.DENIED


@pytest.mark.parametrize(
    "text",
    [
        "It is not clear whether 75 guests died.",
        "An alleged 75 guests died.",
        "A possible 75 guests are dead.",
        "About 75 guests are believed buried.",
    ],
)
def test_what_nobody_knows_for_sure_is_unconfirmed(text: str) -> None:
    assert figures_in(text)[0].certainty is Certainty.UNCONFIRMED


def test_an_alleged_attack_leaves_those_whom_it_killed_counted() -> None:
    assert only("An alleged raid killed 75 guests.").certainty is Certainty.STATED


@given(st.integers(2, 40), st.integers(2, 40))
def test_a_list_is_no_breakdown_of_its_first_member_whatever_the_sum(one: int, other: int) -> None:
    found = figures_in(f"{one + other} sailors, {one} divers and {other} cooks were killed.")
    assert [figure.part_of for figure in found] == [None, None, None]


@given(st.integers(2, 40), st.integers(2, 40))
def test_people_told_by_who_they_were_are_parts_where_they_add_up(one: int, other: int) -> None:
    found = figures_in(f"{one + other} people, {one} divers and {other} cooks, were killed.")
    assert [figure.part_of for figure in found] == [None, 0, 0]


@given(st.integers(2, 60), st.integers(2, 60), st.integers(2, 60))
def test_no_part_is_larger_than_its_whole(whole: int, part: int, other: int) -> None:
    found = figures_in(f"{whole} people, including {part} girls, and {other} sailors were killed.")
    held = [(figure.value, found[figure.part_of].value) for figure in found if figure.part_of is not None]
    assert all(value <= total for value, total in held)
    assert (part <= whole) == any(value == part for value, _ in held) or other == part


def test_those_in_another_clause_are_no_part() -> None:
    found = figures_in("Rebels holding 90 miners vowed to shoot three of them unless 60 prisoners were freed.")
    assert found[-1].value == 60
    assert found[-1].part_of is None


@pytest.mark.parametrize("noun", ["barns", "cottages", "homes"])
def test_things_that_burn_are_not_injured(noun: str) -> None:
    figure = only(f"Some 700 {noun} burned.")
    assert figure.kind is not FigureKind.INJURED
    assert figure.unit != "person"


def test_people_who_are_burned_are_injured() -> None:
    assert only("Some 70 cooks were burned.").kind is FigureKind.INJURED


def test_a_list_of_states_and_numbers_gives_each_number_its_state() -> None:
    found = figures_in("Dead: 17, injured: 64, missing: 9")
    kinds = [FigureKind.KILLED, FigureKind.INJURED, FigureKind.MISSING]
    assert [(figure.value, figure.kind) for figure in found] == list(zip((17, 64, 9), kinds, strict=True))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'17 rebels killed' in raid", FigureKind.KILLED),
        ("From 170 to 190 people died.", FigureKind.KILLED),
        ("Bandits shot dead 17 herders.", FigureKind.KILLED),
    ],
)
def test_kind_in_quotes_of_a_range_and_of_two_verbs(text: str, kind: FigureKind) -> None:
    assert only(text).kind is kind


def test_counts_of_two_times_share_their_verb() -> None:
    assert [f.kind for f in figures_in("Bombs killed 17 in March and 64 in May.")] == [FigureKind.KILLED] * 2


def test_counts_of_places_that_add_up_are_parts() -> None:
    found = figures_in("Nine people died, seven in Lowport and two in Highfield.")
    assert [(f.value, f.part_of) for f in found] == [(9, None), (7, 0), (2, 0)]


def test_a_time_that_closes_a_relative_clause_is_not_of_what_follows() -> None:
    found = figures_in("The port where 70 people died in 1987 was shelled, wounding four.")
    assert [figure.as_of is None for figure in found] == [False, True]
