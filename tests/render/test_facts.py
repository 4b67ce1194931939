from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import facts
from bot.render.html import message
from bot.types import Article, Figure, FigureKind, Place, PlaceKind, Span, When
from tests.render.samples import FERRY_TEXT, ferry_alert, span, speaker, stored


def figure(sentence: str, words: str, what: str | None) -> Figure:
    return Figure(span=span(sentence, words), sentence=span(sentence, sentence), value=1, unit="person", what=what)


@pytest.mark.parametrize(
    ("sentence", "words", "what", "phrase"),
    [
        ("Nearly 90 families left here.", "Nearly 90 families", "families left here", "Nearly 90 families left here"),
        ("Nearly 90 families left here.", "Nearly 90 families", "left here", "Nearly 90 families left here"),
        ("The toll stands at 17 now.", "17", "toll", "toll stands at 17"),
        ("Nearly 90 families left.", "Nearly 90 families", "houses burnt", "Nearly 90 families left"),
        ("After dusk, 90 families left, witnesses said.", "90 families", None, "90 families left"),
        ("It cost 1,500 lives - half of them (so far 700) in one day.", "1,500", "lives", "1,500 lives"),
        ("It cost 1,500 lives - half of them (so far 700) in one day.", "700", None, "so far 700"),
        ("It took 1,500 and more.", "1,500", None, "It took 1,500 and more"),
        ("Then 12 fell, " + "and on it went " * 12 + "over the bridge.", "12", "bridge", "Then 12 fell"),
    ],
)  # fmt: skip
def test_a_figure_is_shown_with_what_it_counts_as_the_sentence_has_it(
    sentence: str, words: str, what: str | None, phrase: str
) -> None:
    assert facts.phrase(figure(sentence, words, what)) == phrase


def test_the_time_of_a_figure_is_not_what_it_counts_and_is_told_once(words: dict[str, str]) -> None:
    sentence = "The toll rose to 9 on Monday, the clinic said."
    counted = replace(figure(sentence, "9", "on Monday"), as_of=When(span=span(sentence, "on Monday")))
    line = message(facts.figure_line(counted, stored(text=sentence).article, words)).text
    assert line == "The toll rose to 9 on Monday — as reported by Coast Wire"


def test_of_a_long_clause_the_words_near_the_figure_are_shown() -> None:
    sentence = "one word and another " * 9 + "until 40 boats sank " + "and one word and another " * 9
    phrase = facts.phrase(figure(sentence.strip(), "40 boats", None))
    assert phrase.startswith("…one word and another one word and another until 40 boats sank and one")
    assert phrase.endswith("…")
    assert phrase.strip("…") in sentence
    assert len(phrase) <= facts.FIGURE_LIMIT + 2


@given(st.text(max_size=300), st.integers(0, 300), st.integers(1, 40), st.one_of(st.none(), st.text(max_size=20)))
def test_whatever_is_shown_holds_the_figure_and_is_of_the_sentence(
    text: str, at: int, size: int, what: str | None
) -> None:
    found = text[at : at + size]
    if not found.strip():
        return
    counted = Figure(
        span=Span(text=found, start=at, end=at + len(found)),
        sentence=Span(text=text, start=0, end=len(text)),
        value=1,
        unit="person",
        what=what,
    )
    phrase = facts.phrase(counted)
    assert found.strip() in phrase
    assert phrase.removeprefix("…").removesuffix("…").strip() in text


def test_each_speaker_is_heard_before_anybody_twice() -> None:
    quote = ferry_alert().quotes[0]
    other = replace(quote, group=2, speaker=speaker(FERRY_TEXT, "Seafarers' Union"))
    alert = replace(ferry_alert(), quotes=(quote, replace(quote, group=1), other))
    assert [group[0].group for group in facts.voices(alert)] == [0, 2, 1]


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


@pytest.mark.parametrize(
    ("sentence", "figure", "what", "shown"),
    [
        ("Some 40 sailors remain on board.", "Some 40 sailors", "sailors remain on board", None),
        (
            "Shells hit, killing nine people and wounding 27.",
            "nine people",
            "people and wounding",
            "killed: nine people",
        ),
        ("The number killed rose to 14 on Saturday.", "14", "on Saturday", "killed: 14"),
        ("About 40 people, who had waited, died.", "About 40 people", None, "killed: About 40 people"),
    ],
)
def test_a_count_of_people_is_told_in_its_words_or_by_its_kind(
    words: dict[str, str], sentence: str, figure: str, what: str | None, shown: str | None
) -> None:
    counted = Figure(
        span=span(sentence, figure),
        sentence=span(sentence, sentence),
        value=9,
        unit="person",
        what=what,
        kind=FigureKind.KILLED,
    )
    line = message(facts.figure_line(counted, Article(id="a", text=sentence, source="Courier"), words)).text
    assert line.startswith(f"{shown or sentence.rstrip('.')} — ")
