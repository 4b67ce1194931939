"""The HTML parser: what Telegram takes, what it refuses and with which words."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.double.entities import Entity, detect, utf16_length
from bot.double.markup import Formatted, MarkupError, checked_link, parse, plain


def words(text: str, entity: Entity) -> str:
    """The words of an entity, cut in UTF-16 units as a client does."""
    units = text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * entity.end].decode("utf-16-le")


def spans(source: str) -> list[tuple[str, str]]:
    result = parse(source)
    return [(entity.type, words(result.text, entity)) for entity in result.entities]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<b>Ten</b> left", [("bold", "Ten")]),
        (
            "<strong>a</strong><em>b</em><ins>c</ins><del>d</del>",
            [("bold", "a"), ("italic", "b"), ("underline", "c"), ("strikethrough", "d")],
        ),
        ('<tg-spoiler>a</tg-spoiler> <span class="tg-spoiler">b</span>', [("spoiler", "a"), ("spoiler", "b")]),
        ("<B>loud</B>", [("bold", "loud")]),
        ("🚢🚢 <b>🚢 sails</b>", [("bold", "🚢 sails")]),
        ("<b>a <i>b</i></b>", [("bold", "a b"), ("italic", "b")]),
        ("<b>a <b>b</b> c</b>", [("bold", "a b c")]),
        ("<i>a <code>b</code> c</i>", [("italic", "a "), ("code", "b"), ("italic", " c")]),
        ('<a href="https://a.example/">see <code>b</code></a>', [("code", "b")]),
        ("<blockquote>a <b>b</b></blockquote>", [("blockquote", "a b"), ("bold", "b")]),
        ("<blockquote expandable>a</blockquote>", [("expandable_blockquote", "a")]),
        ("<blockquote>a <blockquote>b</blockquote></blockquote>", [("blockquote", "a b")]),
        ("<b></b>nothing", []),
        ('<a href="javascript:alert(1)">a</a>', []),
        ("<b>a</>", [("bold", "a")]),
        ("  \n <b>a</b>  \n", [("bold", "a")]),
    ],
)
def test_tags_become_entities(source: str, expected: list[tuple[str, str]]) -> None:
    assert spans(source) == expected


def test_a_time_keeps_its_moment_and_is_cut_out_of_what_holds_it() -> None:
    result = parse('<i>on <tg-time unix="1700000000" format="wDT">Tuesday</tg-time></i>')
    assert [(e.type, words(result.text, e)) for e in result.entities] == [("italic", "on "), ("date_time", "Tuesday")]
    assert (result.entities[1].unix_time, result.entities[1].date_time_format) == (1_700_000_000, "wDT")


def test_a_time_without_a_moment_is_plain_text() -> None:
    assert parse("<tg-time>later</tg-time>") == Formatted("later")


def test_a_block_of_code_knows_its_language() -> None:
    (entity,) = parse('<pre><code class="language-sql">select</code></pre>').entities
    assert (entity.type, entity.language) == ("pre", "sql")


def test_a_link_without_address_takes_its_text() -> None:
    (entity,) = parse("<a>port.example/pier</a>").entities
    assert entity.url == "http://port.example/pier"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example", "https://a.example/"),
        ("a.example?x=1", "http://a.example?x=1"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("http://localhost/x", ""),
        ("ftp://a.example/", ""),
        ("", ""),
    ],
)
def test_links_are_kept_as_telegram_keeps_them(url: str, kept: str) -> None:
    assert checked_link(url) == kept


def test_only_four_named_references_are_decoded() -> None:
    assert parse("&lt;&gt;&amp;&quot;&#39;&#x1F6A2;&nbsp;&apos;&copy;").text == "<>&\"'🚢&nbsp;&apos;&copy;"


def test_a_reference_needs_no_semicolon() -> None:
    assert parse("a &lt 5 & more &#; &#xFFFFFFFFFF;").text == "a < 5 & more &#; &#xFFFFFFFFFF;"


def test_control_characters_become_spaces_and_direction_overrides_vanish() -> None:
    assert parse("a\tb\rc\u202ed\u2068e\u2069").text == "a bcd\u2068e\u2069"


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("é <x>", 'Unsupported start tag "x" at byte offset 3'),
        ("ten < twenty", 'Unsupported start tag "" at byte offset 4'),
        ("ten <twenty", "Unclosed start tag at byte offset 4"),
        ("<b>ten", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ten</b>", "Unexpected end tag at byte offset 3"),
        ("<b>ten</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<b>ten</b", "Unclosed end tag at byte offset 6"),
        ("<b>ten<br/></b>", 'Unsupported start tag "br/" at byte offset 6'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>", "Unexpected end of name token at byte offset 8"),
        ("<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-time unix="1" format="q">x</tg-time>', "Invalid date format used"),
        ('<tg-emoji emoji-id="no">x</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_refusals_have_telegrams_words(source: str, refusal: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse(source)
    assert str(caught.value) == refusal


def test_a_lone_half_of_a_pair_is_refused() -> None:
    with pytest.raises(MarkupError, match="unmatched surrogate"):
        parse("&#xD800;")


def test_no_more_than_a_hundred_entities() -> None:
    assert len(parse("<b>a</b> " * 150).entities) == 100


@given(st.text(st.characters(codec="utf-8")))
def test_escaped_text_comes_back_as_it_went(text: str) -> None:
    assert parse(html.escape(text)) == plain(text)


@given(st.lists(st.tuples(st.sampled_from(["b", "i", "u", "s", None]), st.text("añب🚢 &<\n", min_size=1)), max_size=8))
def test_entities_cover_exactly_the_tagged_words(pieces: list[tuple[str | None, str]]) -> None:
    source = (
        "|"
        + "|".join(f"<{tag}>{html.escape(text)}</{tag}>" if tag else html.escape(text) for tag, text in pieces)
        + "|"
    )
    kinds = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough"}
    assert spans(source) == [(kinds[tag], text) for tag, text in pieces if tag]


@given(st.text("<>/ab &;#x\"'=🚢 ", max_size=60))
def test_any_markup_is_parsed_or_refused(source: str) -> None:
    try:
        result = parse(source)
    except MarkupError:
        return
    length = utf16_length(result.text)
    assert all(0 <= e.offset < e.end <= length for e in result.entities)


@pytest.mark.parametrize("source", ["<b>" * 9_000, "<a " * 9_000, "<a href='" + "&" * 29_000, "<b a" * 8_000])
def test_long_hostile_markup_is_refused(source: str) -> None:
    with pytest.raises(MarkupError):
        parse(source)


def test_a_long_row_of_ampersands_is_text() -> None:
    assert len(parse("&" * 30_000).text) == 30_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start raqa", [("bot_command", "/start")]),
        ("🚢 /help@dateline_bot now", [("bot_command", "/help@dateline_bot")]),
        ("a/b and/or", []),
        (
            "see https://a.example/x?y=1, or #harbour @someone",
            [("url", "https://a.example/x?y=1"), ("hashtag", "#harbour"), ("mention", "@someone")],
        ),
    ],
)
def test_what_telegram_finds_by_itself(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(e.type, words(text, e)) for e in detect(text)] == expected
