"""Column types: what a value of bot.types is in SQLite and in PostgreSQL.

I/O: database.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from bot.store import codec
from bot.types import Lane

_LANES = tuple(Lane)  # a lane is stored as its place in the order
_KEY_LENGTH = 600  # PostgreSQL's index takes 2,704 bytes


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware datetime, in UTC in the database and when read. SQLite itself would forget the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without a zone: {value}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def clean(text: str) -> str:
    """``text`` as every database can hold it: U+FFFD for NUL and for halves of surrogate pairs."""
    return codec.whole(text).replace("\0", "\ufffd")


def key(text: str) -> str:
    """``text``, of any length, as an index can hold it."""
    kept = clean(text)
    return kept if len(kept) <= _KEY_LENGTH else blake2b(kept.encode(), digest_size=32).hexdigest()


class CleanText(sa.TypeDecorator[str]):
    """Text that need not come back to the letter where it has characters that no text should have."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else clean(value)


class Coded(sa.TypeDecorator[Any]):
    """A value of a type that the codec knows, as JSON."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, hint: Any) -> None:
        super().__init__()
        self.hint = hint

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else codec.dump(self.hint, value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return None if value is None else codec.load(self.hint, value)


class Choice(sa.TypeDecorator[Any]):
    """One of an enum, as its value."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> StrEnum | None:
        return None if value is None else self.enum(value)


class LaneRank(sa.TypeDecorator[Lane]):
    """A lane as its rank: what goes first has the least."""

    impl = sa.SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Lane | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else _LANES.index(value)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Lane | None:
        return None if value is None else _LANES[value]
