"""Values of bot.types to JSON text and back, by their type hints: dataclass, enum, day, time, tuple, mapping, optional.

Pure. A field that has its default is left out, so that a field added later needs no migration; a key that no field
has is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.errors import StoreError

_HALF = re.compile("[\ud800-\udfff]")

Coder = Callable[[Any], Any]


def dump(hint: Any, value: Any) -> str:
    """``value``, of the type ``hint``, as JSON that any UTF-8 column can hold; see ``whole``.

    Raises ValueError for a number that is not finite and for a naive datetime.
    """
    plain = _encoder(hint)(value)
    return whole(json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def load(hint: Any, text: str) -> Any:
    """The value of the type ``hint`` that ``text`` was dumped from. Raises StoreError where it is no such value."""
    try:
        return _decoder(hint)(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"a stored {_name(hint)} cannot be read: {text[:80]!r}. Restore a backup.") from error


def whole(text: str) -> str:
    """``text`` with U+FFFD for each half of a surrogate pair, which no UTF-8 can hold; as long as before."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


@cache
def _encoder(hint: Any) -> Coder:
    if hint in (str, int, bool, float):
        return _same
    if _is_a(hint, Enum):
        return lambda value: value.value
    if hint is datetime:
        return _encode_datetime
    if hint is date:
        return date.isoformat
    if is_dataclass(hint):
        return _dataclass_encoder(hint)
    kind, inner = _inner(hint)
    encode = _encoder(inner)
    if kind is tuple:
        return lambda value: [encode(item) for item in value]
    if kind is Mapping:
        return lambda value: {key: encode(item) for key, item in value.items()}
    return lambda value: None if value is None else encode(value)


@cache
def _decoder(hint: Any) -> Coder:
    if hint is float:
        return float
    if hint in (str, int, bool):
        return _checked(hint)
    if _is_a(hint, Enum):
        return lambda value: hint(value)
    if hint is datetime:
        return _decode_datetime
    if hint is date:
        return date.fromisoformat
    if is_dataclass(hint):
        return _dataclass_decoder(hint)
    kind, inner = _inner(hint)
    decode = _decoder(inner)
    if kind is tuple:
        return lambda value: tuple([decode(item) for item in value])
    if kind is Mapping:
        return lambda value: {key: decode(item) for key, item in value.items()}
    return lambda value: None if value is None else decode(value)


def _inner(hint: Any) -> tuple[Any, Any]:
    """``tuple``, ``Mapping`` or ``None`` (for optional), and what is in it. Raises TypeError for any other type."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return tuple, args[0]
    if origin is Mapping and args[0] is str:
        return Mapping, args[1]
    if origin in (Union, UnionType) and len(args) == 2 and NoneType in args:
        return None, next(arg for arg in args if arg is not NoneType)
    raise TypeError(f"no way to store a {_name(hint)}")


def _dataclass_encoder(cls: Any) -> Coder:
    hints = get_type_hints(cls)
    parts = [(field.name, _default(field), _encoder(hints[field.name])) for field in fields(cls)]

    def encode(value: Any) -> dict[str, Any]:
        plain = {}
        for name, default, encode_field in parts:
            item = getattr(value, name)
            if default is MISSING or item != default:
                plain[name] = encode_field(item)
        return plain

    return encode


def _dataclass_decoder(cls: Any) -> Coder:
    hints = get_type_hints(cls)
    decoders = {field.name: _decoder(hints[field.name]) for field in fields(cls)}
    return lambda plain: cls(**{key: decoders[key](item) for key, item in plain.items() if key in decoders})


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _encode_datetime(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"a datetime without a zone: {value}")
    return value.astimezone(UTC).isoformat()


def _decode_datetime(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _checked(cls: type) -> Coder:
    def decode(value: Any) -> Any:
        if type(value) is not cls:
            raise TypeError(f"{value!r} is not a {cls.__name__}")
        return value

    return decode


def _same(value: Any) -> Any:
    return value


def _is_a(hint: Any, cls: type) -> bool:
    return isinstance(hint, type) and issubclass(hint, cls)


def _name(hint: Any) -> str:
    return str(getattr(hint, "__name__", hint))
