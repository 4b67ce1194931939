from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.store import codec
from bot.types import Alert, Article, FigureChange, LedgerEntry, Message, Span

STORED = (
    Article,
    Alert,
    Message,
    tuple[FigureChange, ...],
    tuple[LedgerEntry, ...],
    Mapping[str, int],
    tuple[int, ...],
)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=6),
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    Span: st.builds(
        lambda text, start: Span(text=text, start=start, end=start + len(text)),
        st.text(min_size=1, max_size=6),
        st.integers(0, 1 << 40),
    ),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that is stored."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: values(hints[field.name]) for field in fields(hint)})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        return st.lists(values(args[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(st.text(max_size=4), values(args[1]), max_size=2)
    assert origin is UnionType
    return st.one_of(st.none(), *(values(arg) for arg in args if arg is not type(None)))


@pytest.mark.parametrize("hint", STORED, ids=str)
@given(data=st.data())
def test_what_is_stored_comes_back_equal(hint: Any, data: st.DataObject) -> None:
    value = data.draw(values(hint))
    assert codec.load(hint, codec.dump(hint, value)) == value


@given(st.text(alphabet=st.characters()))
def test_any_text_becomes_utf_8_of_the_same_length(text: str) -> None:
    dumped = codec.dump(str, text)
    assert dumped.encode().decode() == dumped
    assert len(codec.load(str, dumped)) == len(text)


def test_a_time_of_another_zone_comes_back_in_utc() -> None:
    noon = datetime(2026, 3, 5, 12, tzinfo=timezone(timedelta(hours=3)))
    assert codec.load(datetime, codec.dump(datetime, noon)).isoformat() == "2026-03-05T09:00:00+00:00"


def test_a_field_at_its_default_takes_no_room() -> None:
    assert codec.dump(Message, Message(html="a", text="b")) == '{"html":"a","text":"b"}'


def test_a_field_that_was_dropped_since_is_passed_over() -> None:
    assert codec.load(Message, '{"html":"a","text":"b","colour":"red"}') == Message(html="a", text="b")


@dataclass(frozen=True)
class Odd:
    of: bytes


def test_a_type_without_a_way_to_store_it_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        codec.dump(Odd, Odd(of=b""))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        codec.dump(float, value)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        codec.dump(datetime, datetime(2026, 3, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"html":1,"text":"b"}', '{"html":"a","text":"b","pin":{"lat":"north"}}']
)
def test_damage_is_said_with_what_to_do(text: str) -> None:
    with pytest.raises(StoreError, match="backup"):
        codec.load(Message, text)
