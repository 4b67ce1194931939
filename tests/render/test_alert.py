from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from bot.double.entities import utf16_length
from bot.double.markup import parse
from bot.render.alert import ALERT_LIMIT, alert, latest
from bot.types import Actor, ActorType, Alert, Certainty, Mention, Reason, StoredArticle, Topic, Update
from config import locales
from tests.render.golden import as_page, renewed
from tests.render.hostile import ARTICLES, TOPICS, UPDATES
from tests.render.samples import FERRY_TEXT, TOPIC, ferry_alert, forty_were_sixty, span, stored, update

ENGLISH = locales.load("en")


@pytest.mark.parametrize("reason", list(Reason))
def test_alert_of_each_reason_reads_as_recorded(reason: Reason, words: dict[str, str]) -> None:
    changes = (forty_were_sixty(),) if reason is Reason.REVISED else ()
    page = as_page(alert(stored(), update(reason, changes), (TOPIC,), words))
    assert page == renewed(f"alert-{reason}", page)


def test_alert_of_an_article_without_facts_reads_as_recorded(words: dict[str, str]) -> None:
    bare = stored(Alert(), title=None, source=None, url=None, published_at=None)
    page = as_page(alert(bare, update(), (TOPIC,), words))
    assert page == renewed("alert-bare", page)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ARTICLES, UPDATES, TOPICS)
def test_any_article_makes_an_alert_that_telegram_takes_within_the_limit(
    article: StoredArticle, change: Update, topics: tuple[Topic, ...]
) -> None:
    made = alert(article, change, topics, ENGLISH)
    assert parse(made.html).text == made.text
    assert 0 < utf16_length(made.text) <= ALERT_LIMIT


def test_every_word_is_the_articles_or_the_locales(words: dict[str, str]) -> None:
    article = stored()
    text = alert(article, update(Reason.REVISED, (forty_were_sixty(),)), (TOPIC,), words).text
    known = (
        f"{FERRY_TEXT} {article.article.title} {article.article.source} coastwire.example some 60 sailors {TOPIC.title}"
    )
    fixed = " ".join(words.values())
    unknown = [word for word in text.split() if word.strip("“”(),.:") not in known and word.strip("():") not in fixed]
    assert unknown == ["2026-03-05", "18:30"]


def test_a_figure_says_who_says_so_and_as_of_when(words: dict[str, str]) -> None:
    text = alert(stored(), update(), (TOPIC,), words).text
    assert "At least 40 sailors remain on board — Coast Guard, on Thursday" in text


def test_a_figure_of_nobody_is_the_outlets_and_marked_when_unconfirmed(words: dict[str, str]) -> None:
    text = alert(stored(), update(), (TOPIC,), words).text
    assert "About 300 tonnes of grain — as reported by Coast Wire ❓ unconfirmed" in text


def test_a_denied_figure_says_so(words: dict[str, str]) -> None:
    facts = ferry_alert()
    denied = replace(facts.figures[0], certainty=Certainty.DENIED)
    text = alert(stored(replace(facts, figures=(denied,))), update(), (TOPIC,), words).text
    assert "❌ denied" in text


def test_a_changed_figure_says_what_it_was_before(words: dict[str, str]) -> None:
    text = alert(stored(), update(Reason.REVISED, (forty_were_sixty(),)), (TOPIC,), words).text
    assert "(before: some 60 sailors)" in text


def test_a_changed_figure_is_told_even_where_it_is_no_key_figure(words: dict[str, str]) -> None:
    facts = ferry_alert()
    figures = (replace(facts.figures[0], key=False), facts.figures[1])
    text = alert(stored(replace(facts, figures=figures)), update(Reason.REVISED, (forty_were_sixty(),)), (), words).text
    assert "(before: some 60 sailors)" in text


def test_two_figures_in_the_same_words_are_one_line(words: dict[str, str]) -> None:
    facts = ferry_alert()
    twice = (facts.figures[0], replace(facts.figures[0], value=41))
    assert alert(stored(replace(facts, figures=twice)), update(), (), words).text.count("At least 40 sailors") == 1


def test_superseded_figures_are_not_told(words: dict[str, str]) -> None:
    facts = ferry_alert()
    old = replace(facts.figures[0], superseded=True)
    assert "40 sailors" not in alert(stored(replace(facts, figures=(old,))), update(), (), words).text


def test_the_outlet_itself_is_never_an_actor(words: dict[str, str]) -> None:
    own = Actor(
        name="Coast Wire", type=ActorType.MEDIA, mentions=(Mention(span=span(FERRY_TEXT, "office")),), own_source=True
    )
    text = alert(stored(replace(ferry_alert(), who=(own,))), update(), (), words).text
    assert "👤" not in text


def test_at_most_four_actors_are_named(words: dict[str, str]) -> None:
    people = tuple(
        Actor(name=f"Person {n}", type=ActorType.PERSON, mentions=(Mention(span=span(FERRY_TEXT, "Mara")),))
        for n in range(9)
    )
    text = alert(stored(replace(ferry_alert(), who=people)), update(), (), words).text
    assert "Person 3" in text
    assert "Person 4" not in text


def test_a_disputed_claim_stands_with_its_denial(words: dict[str, str]) -> None:
    text = alert(stored(), update(), (), words).text
    claim = "Disputed: Seafarers' Union said: the ferries had been warned of the storm"
    assert f"{claim}\n↳ denied by the shipping line: the account" in text


def test_a_turn_of_phrase_between_quotation_marks_is_no_quote(words: dict[str, str]) -> None:
    facts = ferry_alert()
    short = replace(facts.quotes[1], group=1)
    assert "Nobody" not in alert(stored(replace(facts, quotes=(short,))), update(), (), words).text


def test_a_withdrawn_article_is_not_told_again(words: dict[str, str]) -> None:
    made = alert(stored(), update(Reason.WITHDRAWN), (), words)
    assert "sailors" not in made.text
    assert "withdrawn" in made.text


def test_the_source_and_link_stay_when_everything_else_is_too_long(words: dict[str, str]) -> None:
    facts = ferry_alert()
    quotes = tuple(replace(facts.quotes[0], group=n) for n in range(30))
    claims = facts.claims * 20
    long = stored(replace(facts, quotes=quotes, claims=claims), title="A very long headline " * 30)
    made = alert(long, update(), (TOPIC,), words)
    assert made.text.endswith("Source: Coast Wire · coastwire.example")
    assert utf16_length(made.text) <= ALERT_LIMIT


def test_buttons_are_there_only_for_what_the_article_has(words: dict[str, str]) -> None:
    facts = replace(ferry_alert(), quotes=(), where=())
    labels = [button.text for row in alert(stored(facts), update(), (), words).buttons for button in row]
    assert labels == ["Figures 2", "Claims 2", "Sources", "Article ↗"]


def test_the_newest_article_on_demand_has_no_reason_line(words: dict[str, str]) -> None:
    assert latest(stored(), words).text.startswith("Boats reach stranded ferries off Port Selin\n📍 Port Selin · ")
