from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.double.entities import utf16_length
from bot.double.markup import parse
from bot.render.html import (
    Block,
    Run,
    Runs,
    between,
    block,
    bold,
    clean,
    code,
    cut,
    fill,
    host,
    italic,
    join,
    length,
    link,
    message,
    moment,
    plain,
    safe_url,
    said,
    shorten,
    units,
)
from tests.render.strategies import URLS, WORDS

AT = datetime(2026, 3, 5, 18, 30, tzinfo=UTC)


def styled(words: str) -> st.SearchStrategy[Runs]:
    run = said(words)
    return st.sampled_from(
        [
            run,
            bold(run),
            italic(bold(run)),
            code(words),
            block(run),
            block(bold(run), kind=Block.EXPANDABLE),
            moment(AT),
        ]
    )


RUNS = st.lists(
    st.one_of(
        WORDS.flatmap(styled),
        st.tuples(URLS, WORDS).map(lambda pair: bold(link(pair[0], said(pair[1])))),
        st.sampled_from([plain("\n"), plain(" · ")]),
    ),
    max_size=30,
).map(lambda parts: join(*parts))


@given(RUNS, st.integers(1, 200))
def test_any_words_become_html_that_telegram_takes_with_the_same_plain_text(runs: Runs, limit: int) -> None:
    made = message(runs, limit=limit)
    assert parse(made.html).text == made.text
    assert utf16_length(made.text) <= limit


@given(RUNS)
def test_what_fits_is_not_cut(runs: Runs) -> None:
    assert cut(runs, length(runs)) == runs


@given(WORDS, st.integers(1, 40))
def test_a_cut_leaves_whole_characters_from_the_beginning(words: str, limit: int) -> None:
    words = clean(words)
    short = shorten(words, limit)
    if short == words:
        return
    kept = short.removesuffix("…")
    assert words.startswith(kept)
    rest = words[len(kept) :]
    assert units(short) <= limit
    assert not rest or not unicodedata.combining(rest[0])
    assert not kept.endswith("\u200d")


@pytest.mark.parametrize("whole", ["👩\u200d👩\u200d👧", "🇸🇾", "👍🏽", "e\u0301", "\u1112\u1161\u11ab", "😀"])
def test_a_character_of_several_parts_is_never_cut_in_two(whole: str) -> None:
    words = f"ab{whole}cd"
    for limit in range(1, units(words)):
        kept = shorten(words, limit).removesuffix("…")
        assert kept in ("", "a", "ab", f"ab{whole}", f"ab{whole}c")


def test_the_second_of_two_flags_is_cut_off_whole() -> None:
    assert shorten("🇸🇾🇹🇷🇮🇶", 9) == "🇸🇾🇹🇷…"


def test_a_cut_prefers_the_space_between_words() -> None:
    assert shorten("boats reach the ferries", 15) == "boats reach…"


def test_a_cut_inside_bold_keeps_it_bold_and_says_that_more_was_there() -> None:
    made = message(bold("boats reach the ferries"), limit=12)
    assert made.html == "<b>boats reach</b>…"


def test_a_time_is_left_out_rather_than_cut() -> None:
    assert message(join("sent ", moment(AT)), limit=10).text == "sent…"


def test_markup_in_words_stays_words() -> None:
    made = message(bold(said("<a href='x'>free & easy</a>")))
    assert made.html == "<b>&lt;a href='x'&gt;free &amp; easy&lt;/a&gt;</b>"


def test_a_time_before_telegrams_calendar_is_plain_words() -> None:
    assert message(moment(datetime(1513, 1, 1, tzinfo=UTC))).html == "1513-01-01 00:00 UTC"


def test_a_time_is_shown_by_the_readers_app_and_in_utc_elsewhere() -> None:
    assert message(moment(AT)).html == '<tg-time unix="1772735400" format="r">2026-03-05 18:30 UTC</tg-time>'


def test_a_field_of_a_template_is_never_read_as_a_template() -> None:
    assert message(fill("{who}: {what}", who=said("{what}"), what="yes")).text == "{what}: yes"


def test_nothing_is_put_between_parts_that_are_empty() -> None:
    assert message(between(", ", ["", said("a"), said("\u200b"), said("b")])).text == "a, b"


@pytest.mark.parametrize(
    ("words", "cleaned"),
    [
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("a\u200bb\u2060c\ufeff", "abc"),
        ("two\n\nlines\t\u2028and", "two lines and"),
        ("\x00bell\x07", "bell"),
        ("z" + "\u0301" * 40, "z" + "\u0301" * 4),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("\u200d\u200dedge\u200c ", "edge"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\ud800half", "half"),
    ],
)
def test_untrusted_words_lose_what_shows_nothing_or_turns_text_round(words: str, cleaned: str) -> None:
    assert clean(words) == cleaned


def test_right_to_left_words_stand_in_a_direction_of_their_own() -> None:
    made = message(join("Place: ", said("مدينة الرقة"), " today"))
    assert made.text == "Place: \u2068\u200fمدينة الرقة\u2069 today"


def test_a_latin_first_word_does_not_turn_a_right_to_left_line() -> None:
    assert message(said("AFP: مدينة الرقة")).text.startswith("\u2068\u200fAFP")


def test_left_to_right_words_are_left_as_they_are() -> None:
    assert message(said("Port Selin")).text == "Port Selin"


def test_a_cut_direction_is_closed() -> None:
    made = message(said("مدينة الرقة في الشمال"), limit=12)
    assert made.text.count("\u2068") == made.text.count("\u2069") == 1
    assert units(made.text) <= 12


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "tg://user?id=1", "ftp://example.org/", "//example.org", "https://", "https://user@example.org/",
        "https://exa mple.org", 'https://example.org/"onclick', "https://example.org/\u202e", "https://[::1", "https://example.org:0/",
        "https://example.org/" + "a" * 2000, "", None, "mailto:a@example.org", "data:text/html,x",
    ],
)  # fmt: skip
def test_only_sound_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None
    assert "<a" not in message(link(url, "words")).html


def test_a_link_shows_where_it_leads() -> None:
    assert host("https://www.example.org:8443/a") == "example.org"
    assert message(link("https://example.org/?a=1&b=2", "x")).html == '<a href="https://example.org/?a=1&amp;b=2">x</a>'


def test_more_entities_than_telegram_keeps_are_not_made() -> None:
    made = message(join(*[join(bold("a"), " ") for _ in range(150)]))
    assert made.html.count("<b>") == 100
    assert made.text == " ".join("a" * 150)


def test_addresses_that_would_make_the_html_too_long_are_left_out() -> None:
    url = "https://example.org/" + "a" * 1000
    made = message(join(*[join(link(url, "story"), " ") for _ in range(40)]))
    assert len(made.html.encode()) < 32 * 1024
    assert made.text == " ".join(["story"] * 40)


def test_a_block_quote_is_one_block() -> None:
    assert message(block("“", bold("a"), "”")).html == "<blockquote>“<b>a</b>”</blockquote>"


def test_two_megabytes_of_one_word_are_cut_in_no_time() -> None:
    assert message(said("x\u0301" * 1_000_000, 50), limit=4096).text.endswith("…")


def test_a_run_without_style_is_escaped_text() -> None:
    assert message((Run(text="a < b"),)).html == "a &lt; b"
