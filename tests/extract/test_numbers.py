"""Numbers in all the forms in which people write them."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.extract import numbers
from bot.extract.document import read
from bot.extract.numbers import Number, parse_digits, words_of
from bot.types import Hedge

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def found(text: str) -> tuple[Number, ...]:
    return numbers.find(words_of(read(text).tokens))


def values(text: str) -> list[float]:
    return [number.value for number in found(text)]


def spelt(value: int) -> str:
    """A whole number below a billion in words."""
    for scale, name in ((1_000_000, "million"), (1000, "thousand")):
        if value >= scale:
            rest = f" {spelt(value % scale)}" if value % scale else ""
            return f"{spelt(value // scale)} {name}{rest}"
    if value >= 100:
        rest = f" and {spelt(value % 100)}" if value % 100 else ""
        return f"{_ONES[value // 100]} hundred{rest}"
    if value >= 20:
        return _TENS[value // 10 - 2] + (f"-{_ONES[value % 10]}" if value % 10 else "")
    return _ONES[value]


@given(st.integers(min_value=0, max_value=999_999_999))
def test_a_number_in_any_of_its_forms_gives_the_same_value(value: int) -> None:
    arabic = "".join(chr(0x660 + int(digit)) for digit in str(value))
    wide = "".join(chr(0xFF10 + int(digit)) for digit in str(value))
    forms = (str(value), f"{value:,}", f"{value:,}".replace(",", "\u202f"), arabic, wide, spelt(value))
    assert [values(f"Then {form} boats came") for form in forms] == [[float(value)]] * len(forms)


def grouped_as_in_india(value: int) -> str:
    """12,34,567: by two before the last three."""
    head, tail = str(value)[:-3], str(value)[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(pairs), tail])


@given(st.integers(min_value=0, max_value=999_999_999))
def test_separators_and_ways_of_spelling_change_nothing(value: int) -> None:
    spelt_out = spelt(value)
    separated = (f"{value:,}".replace(",", mark) for mark in " '\u2019\u00a0\u2009\u202f\u066c\uff0c")
    forms = (*separated, grouped_as_in_india(value), spelt_out.capitalize(), spelt_out.replace(" and ", " "))
    assert [values(f"{form} boats came") for form in forms] == [[float(value)]] * len(forms)


@given(st.integers(min_value=1, max_value=9_999), st.sampled_from([("thousand", 1e3), ("million", 1e6), ("bn", 1e9)]))
def test_digits_before_a_scale_mean_the_same_as_digits_alone(tenths: int, scale: tuple[str, float]) -> None:
    name, factor = scale
    value = round(tenths * factor / 10)
    forms = (f"{tenths / 10} {name}", f"{tenths / 10}-{name}", str(value), f"{value:,}")
    assert [values(f"Then {form} boats came") for form in forms] == [[pytest.approx(float(value))]] * len(forms)


@given(st.integers(min_value=0, max_value=999), st.integers(min_value=1, max_value=99))
def test_decimals_are_the_same_in_every_script(whole: int, part: int) -> None:
    plain = f"{whole}.{part:02}"
    arabic = "".join(chr(0x660 + int(c)) if c.isdigit() else "\u066b" for c in plain)
    wide = "".join(chr(0xFF10 + int(c)) if c.isdigit() else "." for c in plain)
    assert [values(f"Then {form} metres fell") for form in (plain, arabic, wide)] == [[float(plain)]] * 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("half a million", 500_000),
        ("half a dozen", 6),
        ("a quarter of a million", 250_000),
        ("two dozen", 24),
        ("a hundred and twenty", 120),
        ("3.5 million", 3_500_000),
        ("1.2bn", 1_200_000_000),
        ("two and a half million", 2_500_000),
        ("two point five million", 2_500_000),
        ("10½", 10.5),
        ("10 1/2", 10.5),
        ("10 000", 10_000),
        ("1 234.5", 1234.5),
        ("½ a million", 500_000),
        ("½ million", 500_000),
        ("¼-million", 250_000),
        ("1,00,000", 100_000),
        ("1.234.567", 1_234_567),
        ("a couple of hundred", 200),
    ],
)
def test_mixed_forms_are_read(text: str, value: float) -> None:
    assert values(f"about {text} boats") == [value]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("a third of", 33.3),
        ("two-thirds of", 66.7),
        ("three quarters of", 75),
        ("more than half the", 50),
        ("one in four", 25),
        ("nine out of 10", 90),
    ],
)
def test_fractions_are_shares_in_percent(text: str, share: float) -> None:
    assert values(text) == [share]


@pytest.mark.parametrize(
    ("text", "low", "high", "hedge"),
    [
        ("tens of thousands", 10_000, 100_000, Hedge.TENS_OF),
        ("hundreds", 100, 1000, Hedge.HUNDREDS_OF),
        ("several thousand", 1000, 10_000, Hedge.THOUSANDS_OF),
        ("dozens", 12, None, Hedge.DOZENS_OF),
        ("scores of", 20, None, Hedge.TENS_OF),
    ],
)
def test_vague_plurals_are_ranges(text: str, low: float, high: float | None, hedge: Hedge) -> None:
    (number,) = found(f"{text} boats")
    assert (number.value, number.high, number.hedge) == (low, high, hedge)


@pytest.mark.parametrize("text", ["1,2,3,4", "1.2.3", "1,23,4", "12,34.56,7", "9" * 400, "1," * 50_000 + "1"])
def test_contradictory_or_endless_digits_have_no_value(text: str) -> None:
    assert parse_digits(text) is None


_MARKS = ".,'\u2019\u066b\u066c\u00a0\u202f\uff0c_"


def readings(run: str) -> set[float]:
    """What digits with marks between them may mean at all: all digits, or those after the last mark as decimals."""
    parts = re.split(f"[ {_MARKS}]+", run)
    return {float("".join(parts)), float("".join(parts[:-1]) + "." + parts[-1])} if len(parts) > 1 else {float(run)}


@given(st.text(alphabet="0123456789٣５ " + _MARKS, max_size=40))
def test_any_digits_give_a_finite_value_or_none(text: str) -> None:
    runs = [run.lstrip(_MARKS[1:]).rstrip(_MARKS) for run in re.split("[ \u00a0\u202f]", text) if run.strip(_MARKS)]
    spans = [" ".join(runs[first:last]) for first in range(len(runs)) for last in range(first + 1, len(runs) + 1)]
    assert {number.value for number in found(text)} <= set().union(*map(readings, spans))


@given(st.text(alphabet="0123456789.,٣５ \u00a0½⅓/-×^", max_size=60))
def test_no_digits_with_fractions_and_powers_are_endless(text: str) -> None:
    assert all(math.isfinite(number.value) for number in found(text))


@pytest.mark.parametrize("digits", ["1_000", "1,,000", "12'34", "1'2345", "1.,000"])
def test_digits_torn_by_other_marks_have_no_value(digits: str) -> None:
    assert values(f"Then {digits} boats came") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They fired 12 155mm shells", [12, 155]),
        ("They fired 12 155 mm shells", [12, 155]),
        ("On May 5 345 boats came", [5, 345]),
        ("A Boeing 737 200 boats away", [737, 200]),
        ("The row has 4 120 7 in it", [4, 120, 7]),
    ],
)
def test_digits_side_by_side_may_be_numbers_of_their_own(text: str, expected: list[float]) -> None:
    assert values(text) == expected


def test_scores_of_a_test_are_no_number() -> None:
    assert values("the test scores were better") == []
