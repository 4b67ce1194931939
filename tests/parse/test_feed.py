"""Feeds of every format, good and bad."""

from __future__ import annotations

import codecs
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parse.feed import MAX_ENTRIES, parse_feed
from bot.types import Entry, ParsedFeed

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
BASE = "https://news.example.org/feeds/world.xml"
LONG = "The port authority said on Tuesday that the ferries would run again once the storm had passed. " * 8


def parse(body: str | bytes, content_type: str | None = None) -> ParsedFeed:
    return parse_feed(body.encode() if isinstance(body, str) else body, content_type, BASE, NOW)


def rss(items: str, channel: str = "<title>Harbour News</title>") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}{items}</channel></rss>'


def only(parsed: ParsedFeed) -> Entry:
    assert len(parsed.entries) == 1, parsed
    return parsed.entries[0]


def has_problem(parsed: ParsedFeed, start: str) -> bool:
    return any(problem.startswith(start) for problem in parsed.problems)


def test_rss_item_becomes_an_entry() -> None:
    parsed = parse(
        rss(
            f"<item><guid isPermaLink='false'>h-1</guid><title>Ferries &amp;amp; boats <![CDATA[<b>back</b>]]></title>"
            f"<link>/story/1?utm_source=rss#c</link><pubDate>Thu, 05 Mar 2026 13:00:00 +0200</pubDate>"
            f"<author>desk@example.org (The Desk)</author><description><![CDATA[<p>{LONG}</p>]]></description></item>",
            "<title>Harbour News</title><language>en-gb</language><ttl>15</ttl>",
        )
    )
    entry = only(parsed)
    assert (parsed.title, parsed.language, parsed.ttl_s, parsed.problems) == ("Harbour News", "en-gb", 900, ())
    assert (entry.key, entry.url) == ("h-1", "https://news.example.org/story/1")
    assert entry.title == "Ferries & boats back"
    assert entry.text == LONG.strip()
    assert entry.published_at == datetime(2026, 3, 5, 11, 0, tzinfo=UTC)
    assert (entry.language, entry.teaser) == ("en-GB", False)


def test_atom_entry_becomes_an_entry() -> None:
    parsed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://fr.example.org/a/">'
        "<title>Le Port</title>"
        '<entry><id>tag:example.org,2026:1</id><title type="html">Pont &lt;i&gt;fermé&lt;/i&gt;</title>'
        '<link rel="alternate" href="b/1"/><updated>2026-03-05T10:00:00Z</updated>'
        "<author><name>La Rédaction</name></author>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un.</p><p>Deux.</p></div></content></entry></feed>'
    )
    entry = only(parsed)
    assert (entry.key, entry.url) == ("tag:example.org,2026:1", "https://fr.example.org/a/b/1")
    assert (entry.title, entry.text, entry.author) == ("Pont fermé", "Un.\n\nDeux.", "La Rédaction")
    assert (entry.published_at, entry.language) == (datetime(2026, 3, 5, 10, 0, tzinfo=UTC), "fr")


def test_json_feed_item_becomes_an_entry() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour &amp; Sea",
        "language": "en",
        "items": [
            {"id": 7, "url": "/7", "title": "Open", "content_html": "<p>One.<p>Two.",
             "date_published": "2026-03-05T10:00:00+01:00"},
            {"id": "8", "external_url": "https://e.org/8", "content_text": "5 <b", "authors": [{"name": "Desk"}]},
            "no item", {"title": None, "id": []},
        ],
    }  # fmt: skip
    parsed = parse("\ufeff" + json.dumps(feed))
    first, second, third = parsed.entries
    assert (parsed.title, parsed.title_html) == ("Harbour & Sea", "Harbour &amp; Sea")
    assert (first.key, first.url, first.title, first.text) == (
        "7",
        "https://news.example.org/7",
        "Open",
        "One.\n\nTwo.",
    )
    assert first.published_at == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    assert (second.key, second.text, second.author) == ("8", "5 <b", "Desk")
    assert third.key.startswith("hash:")


def test_longest_of_the_texts_is_taken() -> None:
    item = (
        "<item xmlns:c='http://purl.org/rss/1.0/modules/content/'><title>x</title><description>Short.</description>"
        f"<c:encoded><![CDATA[<p>{LONG}</p><script>track()</script>]]></c:encoded></item>"
    )
    assert only(parse(rss(item))).text == LONG.strip()


@pytest.mark.parametrize(
    ("text", "teaser"),
    [
        (LONG, False),
        (LONG[:200], True),
        ("", True),
        (LONG + "…", True),
        (LONG + "Read more »", True),
        (LONG + "[...]", True),
    ],
)
def test_short_or_cut_off_text_is_a_teaser(text: str, teaser: bool) -> None:
    assert only(parse(rss(f"<item><title>x</title><description>{text}</description></item>"))).teaser is teaser


def test_key_is_guid_else_link_else_hash_of_the_words() -> None:
    by_guid, by_link, by_words, same_words = parse(
        rss(
            "<item><guid isPermaLink='false'> g </guid><link>https://e.org/1</link></item>"
            "<item><link>https://e.org/1?utm_source=x</link></item>"
            "<item><title>Bridge shut</title></item><item><title>Bridge shut</title><pubDate>today</pubDate></item>"
        )
    ).entries
    assert (by_guid.key, by_link.key) == ("g", "https://e.org/1")
    assert by_words.key == same_words.key
    assert by_words.key.startswith("hash:")


def test_guid_does_not_depend_on_where_the_feed_lies() -> None:
    body = rss("<item><guid>story-17</guid><title>x</title></item>").encode()
    keys = {only(parse_feed(body, None, base, NOW)).key for base in (BASE, "http://moved.example.net/f", "")}
    assert keys == {"story-17"}


def test_very_long_guid_is_shortened_and_stays_its_own() -> None:
    one, two = parse(
        rss("".join(f"<item><title>x</title><guid>{'g' * 9_000}{n}</guid></item>" for n in (1, 2)))
    ).entries
    assert one.key != two.key
    assert len(one.key) < 100


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><head><title>Sorry</title></head><body><p>Maintenance", "not a feed: an HTML page"),
        (b"<html><body>Just a moment...</body></html>", "not a feed: an HTML page"),
        (b"not a feed", "not a feed"),
        (b'{"error": "no"}', "not a feed: JSON"),
        (b"[" * 100_000, "not a feed: JSON"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, "not a feed: JSON"),
        (b"\x00\x01\x02\xff\xfe" * 50, "not a feed"),
        (b"\x89PNG\r\n\x1a\n", "not a feed"),
    ],
)
def test_what_is_no_feed_is_told_and_has_no_entries(body: bytes, problem: str) -> None:
    parsed = parse(body)
    assert parsed.entries == ()
    assert has_problem(parsed, problem), parsed.problems


def test_feed_without_entries_says_so() -> None:
    assert parse(rss("")).problems == ("no entries",)


def test_malformed_feed_is_read_as_far_as_it_goes() -> None:
    parsed = parse(rss("<item><title>One</title></item><item><title>Two & three<b></title></item>")[:-20])
    assert [entry.title for entry in parsed.entries] == ["One", "Two & three"]
    assert has_problem(parsed, "malformed")


@pytest.mark.parametrize(
    ("date", "problem"),
    [
        ("Sat, 05 Mar 1513 10:00:00 GMT", "date before 1990: 1 of 1"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "date before 1990: 1 of 1"),
        ("Tue, 10 Mar 2026 12:00:00 GMT", "date in the future: 1 of 1"),
        ("Fri, 05 Mar 9999 12:00:00 GMT", "date in the future: 1 of 1"),
        ("yesterday", "no date: 1 of 1"),
        ("", "no date: 1 of 1"),
        ("9" * 10_000, None),
    ],
)
def test_absurd_dates_are_no_dates(date: str, problem: str | None) -> None:
    parsed = parse(rss(f"<item><title>x</title><pubDate>{date}</pubDate></item>"))
    assert only(parsed).published_at is None
    assert problem is None or problem in parsed.problems


def test_date_of_tomorrow_is_kept() -> None:
    parsed = parse(rss("<item><title>x</title><pubDate>Fri, 06 Mar 2026 12:00:00 GMT</pubDate></item>"))
    assert only(parsed).published_at == NOW + timedelta(days=1)


def test_emoji_written_as_two_halves_is_one_character() -> None:
    assert only(parse(rss("<item><title>Ferries &#55357;&#56970; back</title></item>"))).title == "Ferries 🚊 back"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "koi8-r", "iso-8859-5"])
def test_declared_encodings_are_read(encoding: str) -> None:
    body = rss("<item><title>Мост закрыт</title></item>").replace("?>", f' encoding="{encoding}"?>', 1).encode(encoding)
    assert only(parse(body)).title == "Мост закрыт"


def test_utf8_is_read_as_utf8_whatever_is_declared() -> None:
    body = rss("<item><title>Le pont fermé</title></item>").replace("?>", ' encoding="iso-8859-1"?>', 1).encode()
    parsed = parse(body, "text/xml; charset=windows-1252")
    assert only(parsed).title == "Le pont fermé"
    assert has_problem(parsed, "encoding")


def test_charset_of_the_answer_is_used_where_the_bytes_do_not_tell() -> None:
    body = rss("<item><title>Мост закрыт</title></item>").encode("windows-1251")
    assert only(parse(body, "application/rss+xml; charset=windows-1251")).title == "Мост закрыт"


def test_bom_and_white_space_before_the_declaration_do_no_harm() -> None:
    body = codecs.BOM_UTF8 + b"\n " + rss("<item><title>One</title></item>").encode()
    assert only(parse(body)).title == "One"


def test_no_more_than_the_first_thousand_entries_are_used() -> None:
    parsed = parse(rss("".join(f"<item><guid>{n}</guid></item>" for n in range(MAX_ENTRIES + 5))))
    assert len(parsed.entries) == MAX_ENTRIES
    assert parsed.entries[0].key == "0"
    assert has_problem(parsed, "too many entries")


def test_links_that_are_not_of_the_web_are_dropped() -> None:
    parsed = parse(rss("<item><guid isPermaLink='false'>1</guid><link>javascript:alert(1)</link></item>"))
    assert only(parsed).url is None


def test_markup_and_control_characters_leave_every_field() -> None:
    evil = "<![CDATA[<script>alert(1)</script><b>Calm</b> \u202eport\u202c]]>"
    parsed = parse(
        rss(
            f"<item><guid>1</guid><title>{evil}</title><author>{evil}</author><description>{evil}</description></item>",
            f"<title>{evil}</title>",
        )
    )
    entry = only(parsed)
    assert (parsed.title, entry.title, entry.text, entry.author) == ("Calm port",) * 4
    assert "<script" not in parsed.title_html


def test_title_of_the_feed_keeps_its_harmless_markup_apart() -> None:
    parsed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        '<title type="html">The &lt;b onclick="x()"&gt;Port&lt;/b&gt;</title></feed>'
    )
    assert (parsed.title, parsed.title_html) == ("The Port", "The <b>Port</b>")


@pytest.mark.parametrize(
    "declarations",
    [
        '<!ENTITY e SYSTEM "file:///etc/hostname">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;<!ENTITY e "">',
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
        '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">',
    ],
    ids=["file", "remote", "laughs"],
)
def test_entities_neither_read_files_nor_grow(declarations: str) -> None:
    parsed = parse(
        f"<!DOCTYPE rss [{declarations}]><rss version='2.0'><channel><title>T&e;</title>"
        "<item><guid>1</guid></item></channel></rss>"
    )
    assert len(parsed.title) < 10


def test_quadratic_entity_bomb_is_refused_unread() -> None:
    body = f'<!DOCTYPE r [<!ENTITY a "{"A" * 50_000}">]><rss><channel><title>{"&a;" * 5_000}</title></channel></rss>'
    parsed = parse(body)
    assert parsed.entries == ()
    assert has_problem(parsed, "entity bomb")


def test_declared_entities_of_ordinary_size_are_read() -> None:
    doctype = '<!DOCTYPE rss [\n<!ENTITY port "Harbour">\n]>'
    body = f"{doctype}<rss version='2.0'><channel><title>&port; News</title></channel></rss>"
    assert parse(body).title == "Harbour News"


_PIECES = st.sampled_from(
    [
        "<rss version='2.0'>", "<channel>", "</channel>", "<item>", "</item>", "<title>", "</title>", "<![CDATA[",
        "]]>", "&amp;", "&#x0;", "&#xD800;", "&#99999999999;", "&", "<", "x", "<guid>", "</guid>", "<pubDate>",
        "2026-13-45T99:99", "</pubDate>", "<!--", "-->", "<?xml version='1.0' encoding='x'?>", "<link>http://[",
        "</link>", "\x00", "\ud800", "é", "{", "[", '"items":', "<feed>",
    ]
)  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=300), st.lists(_PIECES, max_size=25).map(lambda p: "".join(p).encode("utf-8", "replace"))
    )
)
def test_any_bytes_are_read_without_an_exception(body: bytes) -> None:
    parsed = parse(body)
    for entry in parsed.entries:
        assert entry.key
        json.dumps([entry.key, entry.title, entry.text, entry.url]).encode("utf-8")


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["id", "url", "title", "content_html", "summary", "date_published", "authors", "name", "items"]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=15,
)


@given(_JSON)
def test_any_json_is_read_without_an_exception(items: Any) -> None:
    body = json.dumps({"version": "https://jsonfeed.org/version/1", "title": items, "items": items}).encode()
    for entry in parse(body).entries:
        f"{entry.key}{entry.title}{entry.text}".encode()


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Thu, 05 Mar 2026 01:00:00 +0300", 3 * 3600),
        ("Thu, 05 Mar 2026 01:00:00 -0530", -5 * 3600 - 1800),
        ("2026-03-05T01:00:00+03:00", 3 * 3600),
        ("Thu, 05 Mar 2026 01:00:00 GMT", 0),
        ("2026-03-05", 0),
    ],
)
def test_the_zone_of_a_date_is_kept(date: str, seconds: int) -> None:
    entry = only(parse(rss(f"<item><title>Tide</title><guid>1</guid><pubDate>{date}</pubDate></item>")))
    assert entry.published_at is not None
    assert entry.utc_offset_s == seconds


def test_the_zone_of_a_json_feeds_date_is_kept() -> None:
    item = {"id": "1", "content_text": "Tide", "date_published": "2026-03-05T01:00:00+03:00"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": [item]}
    assert only(parse(json.dumps(feed))).utc_offset_s == 3 * 3600
