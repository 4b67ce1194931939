"""A text cut into paragraphs, sentences and tokens."""

from __future__ import annotations

import time

import pytest

from bot.extract.document import read


def test_a_line_end_ends_a_paragraph_and_its_sentence() -> None:
    document = read("Rain closed the port  \n\n\tThe ferries waited")
    assert [document.text[start:end] for start, end in document.paragraphs] == [
        "Rain closed the port",
        "The ferries waited",
    ]
    assert len(document.sentences) == 2


@pytest.mark.parametrize("gap", [" " * 900_000, "\t \n" * 300_000, "\n" * 900_000])
def test_a_gap_without_end_takes_linear_time(gap: str) -> None:
    began = time.process_time()
    assert len(read(f"Oslo{gap}waited").tokens) == 2
    assert time.process_time() - began < 5
