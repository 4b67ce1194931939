"""Character references that name no character, mended before a parser stumbles over them.

Pure. Emoji written as the two halves of UTF-16 (``&#55357;&#56832;``) are common in feeds; one of them makes the whole
document malformed, and feedparser fails on it with an exception.
"""

from __future__ import annotations

import re

_ONE = re.compile(rb"&#([xX][0-9A-Fa-f]+|[0-9]+);?")
_PAIR = re.compile(
    rb"&#(5[56][0-9]{3}|[xX][dD][89ABab][0-9A-Fa-f]{2});&#(5[67][0-9]{3}|[xX][dD][C-Fc-f][0-9A-Fa-f]{2});"
)
_MAX_DIGITS = 9
_UNKNOWN = b"&#xFFFD;"


def mend(body: bytes) -> bytes:
    """``body`` with halves joined, and with U+FFFD for what XML does not allow. For encodings that contain ASCII."""
    return _ONE.sub(_allowed, _PAIR.sub(_joined, body)) if b"&#" in body else body


def _joined(match: re.Match[bytes]) -> bytes:
    high, low = _number(match.group(1)), _number(match.group(2))
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return match.group()
    return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _allowed(match: re.Match[bytes]) -> bytes:
    number = _number(match.group(1))
    is_character = number in (0x9, 0xA, 0xD) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return match.group() if is_character or 0x10000 <= number < 0x110000 else _UNKNOWN


def _number(digits: bytes) -> int:
    """The number, or -1 where it is too long to be a character's."""
    is_hexadecimal = digits[:1] in b"xX"
    digits = digits[is_hexadecimal:].lstrip(b"0") or b"0"
    return int(digits, 16 if is_hexadecimal else 10) if len(digits) <= _MAX_DIGITS else -1
