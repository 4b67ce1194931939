"""The lede: the first real sentence, without its dateline."""

from __future__ import annotations

import pytest

from bot.extract import lede
from bot.extract.document import read
from bot.extract.reading import Reading
from bot.types import Article


def lede_of(text: str) -> str | None:
    span = lede.first_sentence(Reading(article=Article(id="a", text=text), document=read(text)))
    return span.text if span else None


_FIRST = "The harbour closed on Tuesday after two ferries collided."


@pytest.mark.parametrize(
    "before",
    [
        "",
        "PORT SAREM (WireOne) — ",
        "PORT SAREM, March 5 (WireOne) - ",
        "PORT SAREM, Sarem (WireOne) -- ",
        "PORT SAREM — ",
        "By Mara Haddad\n\n",
        "Updated 5 March 2026\n\n",
        "PORT SAREM\n\n",
    ],
)
def test_dateline_and_credits_stay_outside(before: str) -> None:
    assert lede_of(f"{before}{_FIRST} Nobody was hurt, the port said.") == _FIRST


def test_an_opening_that_only_looks_like_a_dateline_stays() -> None:
    text = "Ferries (both of them) were old, the port said."
    assert lede_of(text) == text


def test_an_empty_text_has_no_lede() -> None:
    assert lede_of(" \n ") is None


def test_a_text_without_sentences_has_its_first_words() -> None:
    assert lede_of("Harbour closed") == "Harbour closed"
