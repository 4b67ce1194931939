"""Measures: unit, sign, rate, list, range and hedge of a number."""

from __future__ import annotations

import pytest

from bot.types import Figure, FigureKind, Hedge, Trend
from tests.extract.test_figures import figures_in, only


def measured(text: str) -> list[tuple[float, str, str | None]]:
    return [(figure.value, figure.unit, figure.per) for figure in figures_in(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "per"),
    [
        ("It rose to AU $89.99 there.", 89.99, "AUD", None),
        ("It rose to NZD$15 there.", 15, "NZD", None),
        ("It won a $5 million grant.", 5e6, "USD", None),
        ("A $5 million grant was lost.", 5e6, "USD", None),
        ("It cost Y=28,030 there.", 28_030, "JPY", None),
        ("It cost PS8.1bn there.", 8.1e9, "GBP", None),
        ("It cost AUD1.5m there.", 1.5e6, "AUD", None),
        ("It cost 1,200 € there.", 1200, "EUR", None),
        ("The balance stood at $-50.8bn.", -50.8e9, "USD", None),
        ("It pays 12 cents a share.", 12, "cent", "share"),
        ("It sells at $52 a barrel.", 52, "USD", "[bbl_us]"),
        ("It costs £24 a-year.", 24, "GBP", "a"),
        ("It drove at 100km/hr.", 100, "km", "h"),
        ("The grid ran at 49.5 HZ then.", 49.5, "Hz", None),
        ("The field was 10 kV/cm wide.", 10, "kV", "cm"),
        ("The neck is 25.5″ long.", 25.5, "[in_i]", None),
        ("It froze at minus-13 degrees Celsius.", -13, "Cel", None),
        ("It has 12 consecutive days left.", 12, "d", None),
        ("It circled the lake 300 times.", 300, "count", None),
        ("Its sales grew sixfold.", 6, "count", None),
        ("Its mass is 1.5×10^24 kilograms.", 1.5e24, "kg", None),
        ("Its mass is 1.5×10−24 kilograms.", 1.5e-24, "kg", None),
        ("The mill moved 40 sacks per hour.", 40, "sack", "h"),
        ("The 16 inch pipe broke.", 16, "[in_i]", None),
        ("Each camp gets 50 litres per person per day.", 50, "L", "person/d"),
        ("Sales fell in five of the last six quarters.", 5, "quarter", None),
        ("The line burns 2.4 million gallons of jet fuel a year.", 2.4e6, "[gal_us]", "a"),
        ("The mill grinds 40 sacks of flour per hour.", 40, "sack", "h"),
        ("The leak gave off 40 mSv and 9 m³ of gas.", 9, "m3", None),
        ("The grid lost 1.5 TWh.", 1.5, "TW.h", None),
        ("They fired 12 rounds of mortars a day after the truce.", 12, "round", None),
    ],
)
def test_the_unit_and_rate_of_a_number_are_read(text: str, value: float, unit: str, per: str | None) -> None:
    assert (value, unit, per) in measured(text)


def test_a_day_after_something_is_no_rate() -> None:
    assert only("They buried 12 miners a day after the flood.").per is None


def test_the_last_unit_of_a_list_is_that_of_all() -> None:
    found = measured("The walls are 5, 6 and 7 metres thick.")
    assert found == [(5, "m", None), (6, "m", None), (7, "m", None)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Some say between 12 and 15 ferries sank.", "between 12 and 15 ferries"),
        ("It lost between $3 million and $4 million.", "between $3 million and $4 million"),
        ("It lies between about 3 and 4 miles away.", "between about 3 and 4 miles"),
    ],
)
def test_the_words_of_a_range_are_whole(text: str, words: str) -> None:
    assert only(text).span.text == words


def test_an_old_and_a_new_price_told_apart_are_two_values() -> None:
    found = [(figure.value, figure.high) for figure in figures_in("Rye fell from $75 in October to $45 a sack.")]
    assert found == [(75, None), (45, None)]


@pytest.mark.parametrize(
    "text",
    [
        "-5 people came.",
        "There were minus five boats.",
        "She was found with her daughter, 9.",
        "She was found with her daughter, 9; her husband fled.",
        "Her sons, 9 and 12, were found.",
        "Her sons, 9, 12 and 15, were found.",
    ],
)
def test_ages_and_fewer_than_none_are_no_figures(text: str) -> None:
    assert measured(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The index stood at -5 points.", -5),
        ("It has a rating of \u22125.", -5),
        ("It fell to minus 5 degrees Celsius.", -5),
        ("Rooms 10 -15 boats apart.", 10),
    ],
)
def test_a_sign_before_digits_is_read(text: str, value: float) -> None:
    assert figures_in(text)[0].value == value


@pytest.mark.parametrize(
    "text", ["\u0663\u066c\u0665\u0660\u0660 boats", "３,５００ boats", "3\u202f500 boats", "3,500 boats"]
)
def test_a_count_is_the_same_in_every_script(text: str) -> None:
    assert only(f"They say {text} came.").value == 3500


def test_no_two_prices_are_a_rate() -> None:
    assert measured("The odds are $7/$9 here.") == [(7, "USD", None), (9, "USD", None)]


def test_a_range_may_be_tied_with_hyphens() -> None:
    figure = figures_in("It has a 0-to-60-mph time.")[0]
    assert (figure.value, figure.high, figure.unit, figure.per) == (0, 60, "[mi_i]", "h")


@pytest.mark.parametrize(
    ("words", "hedge"),
    [
        ("sub-40", Hedge.LESS_THAN),
        ("≥ 40", Hedge.AT_LEAST),
        ("≈ 40", Hedge.ABOUT),
        ("just over 40", Hedge.MORE_THAN),
    ],
)
def test_short_hedges_and_signs_are_read(words: str, hedge: Hedge) -> None:
    assert only(f"It needs {words} metres.").hedge is hedge


def test_a_preposition_before_a_known_thing_is_no_hedge() -> None:
    assert only("The story centres around the 37 metre mast.").hedge is Hedge.EXACT


def test_the_same_in_another_unit_is_as_exact() -> None:
    hedges = [figure.hedge for figure in figures_in("It lies just under 5 miles (8 km) away.")]
    assert hedges == [Hedge.LESS_THAN] * 2


def trends(text: str) -> list[Trend | None]:
    return [figure.trend for figure in figures_in(text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Jobs grew by 300 posts or 2 percent.", [Trend.UP, Trend.UP]),
        ("The index fell 64 points to 4,577.", [Trend.DOWN, None]),
        ("It cooled, dropping 2 degrees Celsius (3.6 degrees Fahrenheit).", [Trend.DOWN, Trend.DOWN]),
        ("He slimmed, dropping from 208 pounds.", [None]),
        ("The jet dropped 12 bombs.", [None]),
        ("The shop added a 30 metre mast.", [None]),
    ],
)
def test_a_rise_or_fall_is_told_from_a_level(text: str, told: list[Trend | None]) -> None:
    assert trends(text) == told


def counted(text: str) -> Figure:
    return figures_in(text)[0]


@pytest.mark.parametrize(
    ("text", "noun", "unit"),
    [
        ("Two gas-only power plants closed.", "plant", "gas-only power plant"),
        ("Some 460 Lada and Skoda vans were stolen.", "van", "Lada Skoda van"),
        ("The yard sold 900 Model 3 barges.", "barge", "Model 3 barge"),
        ("The plant filled 900 250ml flasks.", "flask", "250ml flask"),
        ("A 12 page letter was found.", "page", "page"),
        ("It had 19 fouls proves nothing.", "foul", "foul"),
        ("Two customs posts closed.", "post", "customs post"),
        ("They want a boat or two.", "boat", "boat"),
        ("Six lifeboat crew members drowned.", "member", "person"),
        ("Two 12-year-old boys drowned.", "boy", "person"),
        ("At least 12 who stayed behind drowned.", "person", "person"),
    ],
)
def test_the_head_of_what_is_counted_is_found(text: str, noun: str, unit: str) -> None:
    found = counted(text)
    assert (found.noun, found.unit) == (noun, unit)


@pytest.mark.parametrize(
    "text",
    [
        "He took exit 43.",
        "The firm told of 1988 sales.",
        "She lives at 9 E 71st St, Lowport.",
        "She lives at 22 Ave Mercier, Lowport.",
        "The new Model 3 barges are late.",
    ],
)
def test_addresses_and_models_are_no_figures(text: str) -> None:
    assert figures_in(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Prices go up by an average of 1500.", 1500),
        ("Flashes came in at 2483805 that year.", 2_483_805),
        ("They ended on a .500 record.", 0.5),
        ("The film had 2.7m digital and physical sales.", 2_700_000),
    ],
)
def test_bare_numbers_that_count_are_kept(text: str, value: float) -> None:
    assert only(text).value == value


@pytest.mark.parametrize("text", ["It cost three dollars 50 cents.", "It cost $3 and 50 cents."])
def test_dollars_and_cents_are_one_amount(text: str) -> None:
    assert measured(text) == [(3.5, "USD", None)]


def test_a_level_beside_a_change_in_points_is_in_points() -> None:
    assert [figure.noun for figure in figures_in("The index fell 12 points to 4,577.10.")] == ["point", "point"]


def test_marks_of_a_list_within_a_sentence_are_no_figures() -> None:
    assert measured("They said 1) the pier is safe and 2) it has 40 lamps.") == [(40, "lamp", None)]


@pytest.mark.parametrize(("text", "values"), [("It hit just one area.", [1]), ("He was the only one there.", [])])
def test_one_counts_where_it_is_stressed(text: str, values: list[float]) -> None:
    assert [figure.value for figure in figures_in(text)] == values


def test_the_time_that_a_fall_takes_does_not_fall() -> None:
    assert trends("Up to 150 mm of rain fell in six hours.") == [None, None]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The camp holds 12.500 people.", 12_500),
        ("The death toll rose to 12.000 on Friday.", 12_000),
        ("The pole is 12.500 metres long.", 12.5),
        ("The score rose to 9.500 on Friday.", 9.5),
    ],
)
def test_people_are_never_told_in_thousandths(text: str, value: float) -> None:
    assert only(text).value == value


@pytest.mark.parametrize(
    ("text", "value", "unit", "per"),
    [
        ("Gusts of 90 km/h hit the coast.", 90, "km", "h"),
        ("The spring gives 40 l/min now.", 40, "L", "min"),
        ("The river runs at 40 m3/s there.", 40, "m3", "s"),
        ("Two people die every hour in the camp.", 2, "person", "h"),
        ("Some 60 carts cross the bridge each day.", 60, "cart", "d"),
        ("The 60 monks pray every day.", 60, "person", None),
        ("They met 60 traders and swam every day.", 60, "person", None),
        ("The fever kills one child in 50.", 2, "percent", None),
        ("It saved one child in 50 villages.", 1, "person", None),
        ("They bought 40 F-16s.", 40, "", None),
    ],
)
def test_signs_and_words_of_rates_are_read(text: str, value: float, unit: str, per: str | None) -> None:
    assert measured(text)[0] == (value, unit, per)


@pytest.mark.parametrize(
    ("text", "words", "value", "hedge"),
    [
        ("Thirty-odd villagers fled.", "Thirty-odd villagers", 30, Hedge.ABOUT),
        ("A hundred-plus villagers fled.", "A hundred-plus villagers", 100, Hedge.MORE_THAN),
        ("A score of villagers fled.", "A score of villagers", 20, Hedge.ABOUT),
        ("Both pilots drowned.", "Both pilots", 2, Hedge.EXACT),
        ("The 300-strong crowd fled.", "300-strong crowd", 300, Hedge.EXACT),
        ("The dead number 40.", "40", 40, Hedge.EXACT),
    ],
)
def test_people_told_in_other_ways_are_counted(text: str, words: str, value: float, hedge: Hedge) -> None:
    figure = only(text)
    assert (figure.span.text, figure.value, figure.hedge, figure.unit) == (words, value, hedge, "person")


@pytest.mark.parametrize(
    "text",
    [
        "Both sides lost heart.",
        "Both leaders met on Friday.",
        "They drew by a score of 3-1.",
        "Take the number 40 bus.",
    ],
)
def test_both_score_and_number_may_count_nothing(text: str) -> None:
    assert measured(text) == []


def test_a_number_aside_after_several_is_theirs() -> None:
    assert [figure.value for figure in figures_in("Twice as many nuns, 80, drowned.")] == [2, 80]


def test_money_of_several_countries_is_money() -> None:
    figure = only("The dam cost 1.5 million dinars.")
    assert (figure.kind, figure.unit, figure.value) == (FigureKind.MONEY, "dinar", 1.5e6)
