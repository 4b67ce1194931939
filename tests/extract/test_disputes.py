"""Which claims answer each other: denials, contradictions and confirmations, and what they are about."""

from __future__ import annotations

import pytest

from bot.types import Stance
from tests.extract.saying import said


@pytest.mark.parametrize(
    "text",
    [
        "At least 60 people were killed at the mill, residents said. The army denied killing dozens.",
        "The two sides had agreed on a list, envoys said. The front denied that any list had been agreed.",
        "The WHO said 340 people were ill. The health ministry disputed the WHO figure.",
        "The WHO said 340 people were ill. The health ministry disputed the WHO's figure.",
        "The ministry reported 20 deaths in the raid, a toll that the rebels rejected.",
        "Divers said the fuse had failed, a charge the company denied.",
    ],
)
def test_a_denial_finds_what_it_denies_in_other_words(text: str) -> None:
    first, second = said(text).claims
    assert (first.disputed_by, second.disputed_by) == ((1,), ())


@pytest.mark.parametrize(
    "text",
    [
        "Herders say jets struck three villages. The army said it had not carried out any strikes.",
        "Witnesses said police had fired into the crowd. Police said officers did not use live ammunition.",
        "The front said it had shot down a drone. The army said the drone fell by itself and was not shot down.",
    ],
)
def test_a_statement_of_the_opposite_is_a_denial(text: str) -> None:
    first, second = said(text).claims
    assert (first.disputed_by, second.stance) == ((1,), Stance.DENIES)


@pytest.mark.parametrize(
    "text",
    [
        "Herders say jets struck three villages. The army said it did not know who struck them.",
        "Herders say jets struck three villages. The army said it would not strike villages.",
        "Herders say jets struck three villages. Herders say they had no warning before the strike.",
        "Herders say jets struck three villages. The army said a boy who was not hit by the blast had fled.",
        "Herders say jets struck three villages. The army said its pilots had not been paid.",
    ],
)
def test_a_negation_of_something_else_is_no_denial(text: str) -> None:
    claims = said(text).claims
    assert all(claim.stance is Stance.SAYS and not claim.disputed_by for claim in claims)


def test_a_confirmation_finds_what_it_confirms() -> None:
    drone, truce, strike = said(
        "Residents said a drone hit the fuel depot. Envoys said a truce was near. The governor confirmed the strike."
    ).claims
    assert (drone.confirmed_by, truce.confirmed_by, strike.confirmed_by) == ((2,), (), ())


def test_nobody_confirms_their_own_words() -> None:
    claims = said("The governor said a drone hit the depot. The governor confirmed the strike.").claims
    assert all(not claim.confirmed_by for claim in claims)
