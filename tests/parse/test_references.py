"""Character references that name no character."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parse.references import mend


@pytest.mark.parametrize(
    ("body", "mended"),
    [
        (b"&#55357;&#56832;", b"&#128512;"),
        (b"&#xD83D;&#xde00;", b"&#128512;"),
        (b"a &#xD800; b", b"a &#xFFFD; b"),
        (b"&#0;&#8;&#x1F;&#xFFFF;", b"&#xFFFD;" * 4),
        (b"&#1114112;&#x110000;&#" + b"9" * 9_000 + b";", b"&#xFFFD;" * 3),
        (b"&#55999;&#57999;", b"&#xFFFD;&#57999;"),
        (
            b"&#x000041;&#10;&#233;&#128512; &#; &#x; &amp;#55357;",
            b"&#x000041;&#10;&#233;&#128512; &#; &#x; &amp;#55357;",
        ),
    ],
)
def test_halves_are_joined_and_nonsense_replaced(body: bytes, mended: bytes) -> None:
    assert mend(body) == mended


@given(st.integers(0, 0x120000), st.integers(0, 0x120000), st.booleans())
def test_every_reference_left_is_a_character(one: int, other: int, hexadecimal: bool) -> None:
    form = "&#x%x;&#x%X;" if hexadecimal else "&#%d;&#%d;"
    for found in re.findall(rb"&#(x?)([0-9A-Fa-f]+);", mend((form % (one, other)).encode())):
        chr(int(found[1], 16 if found[0] else 10)).encode("utf-8")
