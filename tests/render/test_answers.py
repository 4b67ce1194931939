from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.double.entities import utf16_length
from bot.double.markup import parse
from bot.render import answers
from bot.render.answers import article_heading, topic_heading
from bot.render.html import MESSAGE_LIMIT, Runs
from bot.render.period import WEEK
from bot.render.words import Words
from bot.types import Actor, ActorType, Alert, Claim, MapPin, Mention, Message, Stance, StoredArticle
from config import locales
from tests.render.golden import as_page, renewed
from tests.render.hostile import ARTICLES
from tests.render.samples import FERRY_TEXT, TOPIC, ferry_alert, span, stored

ENGLISH = locales.load("en")
Answer = Callable[[Runs, Sequence[StoredArticle], Words], tuple[Message, ...]]
ANSWERS: dict[str, Answer] = {
    "who": lambda *given: (answers.who(*given),),
    "where": answers.where,
    "figures": lambda *given: (answers.figures(*given),),
    "quotes": lambda *given: (answers.quotes(*given),),
    "claims": lambda *given: (answers.claims(*given),),
    "sources": lambda heading, articles, words: (answers.sources_of_topic(heading, articles, ("Gulf Post",), words),),
}


@pytest.mark.parametrize("command", ANSWERS)
def test_answer_about_an_article_reads_as_recorded(command: str, words: dict[str, str]) -> None:
    article = stored()
    page = as_page(*ANSWERS[command](article_heading(command, article, words), (article,), words))
    assert page == renewed(f"answer-{command}", page)


@pytest.mark.parametrize("command", ANSWERS)
def test_answer_about_a_topic_reads_as_recorded(command: str, words: dict[str, str]) -> None:
    articles = (stored(), stored(id="2", source="Bay Radio", url=None, title="Ferries: what is known"))
    page = as_page(*ANSWERS[command](topic_heading(command, TOPIC, WEEK, words), articles, words))
    assert page == renewed(f"answer-{command}-topic", page)


@pytest.mark.parametrize("command", ANSWERS)
def test_an_answer_without_anything_to_tell_says_so(command: str, words: dict[str, str]) -> None:
    (made,) = ANSWERS[command](topic_heading(command, TOPIC, WEEK, words), (), words)
    assert "Nothing found." in made.text


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.sampled_from(sorted(ANSWERS)), st.lists(ARTICLES, max_size=2).map(tuple))
def test_any_articles_make_an_answer_that_telegram_takes(command: str, articles: tuple[StoredArticle, ...]) -> None:
    for made in ANSWERS[command](topic_heading(command, TOPIC, WEEK, ENGLISH), articles, ENGLISH):
        assert parse(made.html).text == made.text
        assert 0 < utf16_length(made.text) <= MESSAGE_LIMIT
        assert made.pin is None or (made.pin.title and made.pin.address and abs(made.pin.lat) <= 90)


def test_two_hundred_actors_are_cut_with_a_count(words: dict[str, str]) -> None:
    people = tuple(
        Actor(
            name=f"Person {n} " + "of somewhere " * 4,
            type=ActorType.PERSON,
            mentions=(Mention(span=span(FERRY_TEXT, "Mara")),),
        )
        for n in range(200)
    )
    made = answers.who((), (stored(replace(ferry_alert(), who=people)),), words)
    assert made.text.endswith("… 175 more")


def test_the_main_place_is_a_pin(words: dict[str, str]) -> None:
    _, pinned = answers.where((), (stored(),), words)
    assert pinned.pin == MapPin(lat=36.5, lon=32.25, title="Port Selin", address="Selin District, TR")


def test_the_place_that_most_articles_are_about_stands_first(words: dict[str, str]) -> None:
    main = ferry_alert().where[0]
    other = replace(main, name="Old Quay", lat=1.0, lon=2.0)
    shouted = replace(main, name="PORT SELIN", lat=None, lon=None)
    newest_first = [stored(replace(ferry_alert(), where=(place,))) for place in (other, shouted, main)]
    listed, pinned = answers.where((), newest_first, words)
    assert listed.text.startswith("• Port Selin, city")
    assert pinned.pin is not None
    assert pinned.pin.title == "Port Selin"


def test_a_place_that_is_not_resolved_has_no_pin(words: dict[str, str]) -> None:
    place = replace(ferry_alert().where[0], lat=None, lon=None, country=None, admin=())
    (made,) = answers.where((), (stored(replace(ferry_alert(), where=(place,))),), words)
    assert "position not known" in made.text


def test_all_figures_of_an_article_are_told_with_those_replaced_marked(words: dict[str, str]) -> None:
    first, second = ferry_alert().figures
    facts = replace(ferry_alert(), figures=(replace(first, superseded=True), replace(second, key=False)))
    text = answers.figures((), (stored(facts),), words).text
    assert "on Thursday (replaced by a later figure)" in text
    assert "About 300 tonnes of grain" in text


def test_a_denial_is_told_once_with_what_it_denies(words: dict[str, str]) -> None:
    text = answers.claims((), (stored(),), words).text
    assert text.count("the shipping line") == 1


@pytest.mark.parametrize("command", ["quotes", "claims"])
def test_what_several_articles_have_is_told_once(command: str, words: dict[str, str]) -> None:
    (made,) = ANSWERS[command]((), (stored(), stored(id="2", source="Bay Radio")), words)
    assert made.text.count("•") == 1
    assert "Bay Radio" not in made.text


def test_one_who_declines_is_told_in_the_words_of_the_article(words: dict[str, str]) -> None:
    text = FERRY_TEXT + " The owner declined to comment."
    claim = replace(ferry_alert().claims[1], stance=Stance.DECLINES, span=span(text, "declined to comment"))
    made = answers.claims((), (stored(Alert(claims=(claim,)), text=text),), words)
    assert "the shipping line declined to comment" in made.text


def test_what_nobody_can_verify_is_told_without_a_speaker(words: dict[str, str]) -> None:
    text = FERRY_TEXT + " The toll could not be verified by Coast Wire."
    whole = span(text, "The toll could not be verified by Coast Wire")
    claim = Claim(span=whole, stance=Stance.DECLINES, cue=span(text, "could not be verified"))
    by_one = replace(claim, speaker=ferry_alert().claims[1].speaker)
    for each in (claim, by_one):
        made = answers.claims((), (stored(Alert(claims=(each,)), text=text),), words)
        assert made.text.strip("• \n") == whole.text


def test_who_confirms_a_claim_stands_below_it_and_not_again(words: dict[str, str]) -> None:
    claim, other = ferry_alert().claims
    alert = Alert(
        claims=(replace(claim, disputed_by=(), confirmed_by=(1,)), replace(other, stance=Stance.CONFIRMS)),
    )
    text = answers.claims((), (stored(alert),), words).text
    assert "the ferries had been warned of the storm\n↳ confirmed by the shipping line: the account" in text
    assert text.count("the account") == 1


def test_an_actor_of_several_articles_is_one_line_with_a_count(words: dict[str, str]) -> None:
    text = answers.who((), (stored(), stored(id="2")), words).text
    assert "Mara Haddad (deputy harbour master), person, in 2 articles" in text


def test_other_outlets_that_carried_an_article_are_named(words: dict[str, str]) -> None:
    text = answers.sources_of_article((), stored(), ("Bay Radio", "Coast Wire"), words).text
    assert "Also carried by: Bay Radio" in text
    assert "Cites: Mara Haddad, Seafarers' Union, the shipping line, Coast Guard" in text


def test_what_one_cue_introduces_on_both_sides_is_one_line(words: dict[str, str]) -> None:
    text = "The truce, she said, had held."
    claims = tuple(Claim(span=span(text, each), cue=span(text, "said")) for each in ("The truce", "had held"))
    made = answers.claims((), (stored(Alert(claims=claims), text=text),), words)
    assert "The truce … had held" in made.text
