from __future__ import annotations

from dataclasses import replace

import pytest

from bot.render import facts
from bot.types import Figure, Place, PlaceKind
from tests.render.samples import ferry_alert, span, stored


def figure(sentence: str, words: str, what: str | None) -> Figure:
    return Figure(span=span(sentence, words), sentence=span(sentence, sentence), value=1, unit="person", what=what)


@pytest.mark.parametrize(
    ("sentence", "words", "what", "phrase"),
    [
        ("Nearly 90 families left here.", "Nearly 90 families", "families left here", "Nearly 90 families left here"),
        ("Nearly 90 families left here.", "Nearly 90 families", "left here", "Nearly 90 families left here"),
        ("The toll stands at 17 now.", "17", "toll", "toll stands at 17"),
        ("Nearly 90 families left.", "Nearly 90 families", "houses burnt", "Nearly 90 families"),
        ("Nearly 90 families left.", "Nearly 90 families", None, "Nearly 90 families"),
        ("Then 12 fell, " + "and on it went " * 12 + "over the bridge.", "12", "bridge", "12"),
    ],
)  # fmt: skip
def test_a_figure_is_shown_with_what_it_counts_as_the_sentence_has_it(
    sentence: str, words: str, what: str | None, phrase: str
) -> None:
    assert facts.phrase(figure(sentence, words, what)) == phrase


def test_a_figure_whose_sentence_does_not_hold_it_is_shown_alone() -> None:
    odd = Figure(
        span=span("12 boats", "12"), sentence=span("other words", "other words"), value=12, unit="boat", what="other"
    )
    assert facts.phrase(odd) == "12"


def test_a_claim_that_two_deny_stands_once() -> None:
    claim, denial = ferry_alert().claims
    alert = replace(
        ferry_alert(), claims=(replace(claim, disputed_by=(1, 2)), replace(denial, disputed_by=(0,)), denial)
    )
    (dispute,) = facts.disputes(alert)
    assert dispute.against == (alert.claims[1], alert.claims[2])


def test_a_dispute_that_points_nowhere_is_none() -> None:
    claim = replace(ferry_alert().claims[0], disputed_by=(7, -1, 0))
    assert facts.disputes(replace(ferry_alert(), claims=(claim,))) == ()


def test_a_place_has_its_country_only_where_the_article_names_it() -> None:
    place = ferry_alert().where[0]
    country = Place(name="Türkiye", kind=PlaceKind.COUNTRY, mentions=place.mentions, country="TR")
    assert facts.country_of(place, ferry_alert()) is None
    assert facts.country_of(place, replace(ferry_alert(), where=(place, country))) == country


def test_an_article_is_never_told_as_later_than_we_saw_it() -> None:
    article = stored()
    assert facts.told_at(article) == article.article.published_at
    early = replace(article, first_seen_at=article.article.published_at)
    assert facts.told_at(replace(early, article=replace(article.article, published_at=None))) == early.first_seen_at
