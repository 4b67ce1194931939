"""Those who are treated: hurt in an attack or accident, else only ill."""

from __future__ import annotations

import pytest

from bot.types import FigureKind
from tests.extract.test_figures import figures_in


@pytest.mark.parametrize(
    "text",
    [
        "Nine passengers died when a bus hit a wall. Five more are being treated.",
        "A blast tore through the mill. It was noon. Twelve workers are in hospital.",
    ],
)
def test_those_treated_after_an_attack_or_accident_are_injured(text: str) -> None:
    assert figures_in(text)[-1].kind is FigureKind.INJURED


@pytest.mark.parametrize(
    "text",
    [
        "Cholera has reached the delta. Five patients are being treated in tents.",
        "The clinic opened in May. It has no beds left. Forty children are in hospital with fever.",
        "The dish was served at noon and 40 guests fell ill.",
    ],
)
def test_those_treated_where_nobody_was_hurt_are_affected(text: str) -> None:
    assert figures_in(text)[-1].kind is FigureKind.AFFECTED


def test_those_hurt_are_injured_in_whatever_article() -> None:
    assert figures_in("The council met on Monday. Five clerks were injured in May.")[-1].kind is FigureKind.INJURED


def test_the_title_tells_of_the_accident() -> None:
    assert figures_in("Five more are being treated.", "Bus crash")[-1].kind is FigureKind.INJURED
