from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.double.entities import utf16_length
from bot.double.markup import parse
from bot.render.html import MESSAGE_LIMIT
from bot.render.period import DAY, WEEK
from bot.render.summary import current_figures, summary, told
from bot.types import StoredArticle
from config import locales
from tests.render.golden import as_page, renewed
from tests.render.hostile import ARTICLES
from tests.render.samples import FERRY_TEXT, TOPIC, ferry_alert, span, speaker, stored

ENGLISH = locales.load("en")
EARLY = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def three_articles() -> tuple[StoredArticle, ...]:
    newer = FERRY_TEXT.replace("At least 40", "At least 25")
    facts = ferry_alert()
    figure = replace(facts.figures[0], span=span(newer, "At least 25 sailors"), value=25)
    figure = replace(figure, sentence=span(newer, facts.figures[0].sentence.text.replace("40", "25")))
    return (
        stored(
            replace(facts, figures=(figure,), quotes=(), claims=()), id="3", text=newer, title="Fifteen more are ashore"
        ),
        stored(id="2", source="Bay Radio", url="https://bayradio.example/7"),
        stored(id="1", published_at=EARLY),
    )


def test_summary_reads_as_recorded(words: dict[str, str]) -> None:
    page = as_page(summary(TOPIC, three_articles(), DAY, words))
    assert page == renewed("summary", page)


def test_summary_of_nothing_reads_as_recorded(words: dict[str, str]) -> None:
    page = as_page(summary(TOPIC, (), WEEK, words))
    assert page == renewed("summary-empty", page)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(ARTICLES, max_size=2).map(tuple))
def test_any_articles_make_a_page_that_telegram_takes(articles: tuple[StoredArticle, ...]) -> None:
    made = summary(TOPIC, articles, DAY, ENGLISH)
    assert parse(made.html).text == made.text
    assert utf16_length(made.text) <= MESSAGE_LIMIT


def test_a_hundred_long_articles_fit_and_the_rest_is_counted(words: dict[str, str]) -> None:
    articles = tuple(
        stored(
            id=str(n),
            title=f"{n} " + "headline with many words " * 8,
            source=f"Outlet {n}",
            url=f"https://o.example/{n}",
        )
        for n in range(100)
    )
    made = summary(TOPIC, articles, WEEK, words)
    assert utf16_length(made.text) <= MESSAGE_LIMIT
    assert "Articles: 100 · outlets: 100" in made.text
    assert "… 90 more" in made.text or "… 92 more" in made.text


def test_of_one_count_by_one_source_only_the_newest_is_shown() -> None:
    figures = [figure.span.text for figure, _ in current_figures(three_articles())]
    assert figures == ["At least 25 sailors", "About 300 tonnes", "About 300 tonnes"]


def test_figures_of_different_sources_stand_side_by_side() -> None:
    union = replace(ferry_alert().figures[0], attribution=speaker(FERRY_TEXT, "Seafarers' Union"))
    articles = (stored(id="2"), stored(replace(ferry_alert(), figures=(union,)), id="1"))
    sources = [figure.attribution.name for figure, _ in current_figures(articles) if figure.attribution]
    assert sources == ["Coast Guard", "Seafarers' Union"]


def test_two_figures_of_one_count_in_the_newest_article_are_both_shown() -> None:
    first = ferry_alert().figures[0]
    articles = (stored(replace(ferry_alert(), figures=(first, replace(first, value=41)))),)
    assert [figure.value for figure, _ in current_figures(articles)] == [40, 41]


def test_the_same_headline_of_several_outlets_is_one_line() -> None:
    first, second = stored(id="1"), stored(id="2", source="Bay Radio")
    assert told((first, second)) == ((first, ("Bay Radio",)),)


def test_a_dispute_that_several_articles_tell_is_one_line(words: dict[str, str]) -> None:
    assert summary(TOPIC, three_articles(), DAY, words).text.count("denied by the shipping line") == 1


def test_what_happened_stands_latest_first_with_outlet_and_link(words: dict[str, str]) -> None:
    made = summary(TOPIC, three_articles(), DAY, words)
    assert made.text.index("Fifteen more") < made.text.index("Boats reach")
    assert "(Coast Wire, 2026-03-05 18:30 UTC)" in made.text
    assert '<a href="https://bayradio.example/7">Boats reach stranded ferries off Port Selin</a>' in made.html


def test_a_time_of_publication_in_the_future_is_when_we_saw_it(words: dict[str, str]) -> None:
    later = stored(published_at=datetime(2026, 3, 5, 20, 0, tzinfo=UTC) + timedelta(days=400))
    assert "2026-03-05 20:00 UTC" in summary(TOPIC, (later,), DAY, words).text


def test_a_day_offers_the_week(words: dict[str, str]) -> None:
    buttons = [button.data for row in summary(TOPIC, (), DAY, words).buttons for button in row]
    assert "c:summary:harbour 7d" in buttons
