"""Addresses made absolute and comparable."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.parse.urls import MAX_LENGTH, canonical, names_a_page


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTP://News.Example.ORG/A?b=1#top", "http://news.example.org/A?b=1"),
        ("https://news.example.org:443", "https://news.example.org/"),
        ("http://news.example.org:80/a", "http://news.example.org/a"),
        ("http://news.example.org:8080/a", "http://news.example.org:8080/a"),
        ("https://news.example.org./a", "https://news.example.org/a"),
        ("https://reader:word@news.example.org/a", "https://news.example.org/a"),
        ("https://news.example.org/a b", "https://news.example.org/a%20b"),
        ("https://news.example.org/الرقة", "https://news.example.org/%D8%A7%D9%84%D8%B1%D9%82%D8%A9"),
        ("https://news.example.org/%d8%a7", "https://news.example.org/%D8%A7"),
        ("https://news.example.org/100%", "https://news.example.org/100%25"),
        ("https://news.example.org/\n a\t", "https://news.example.org/%20a"),
        ("https://news.example.org/#!/story/7", "https://news.example.org/#!/story/7"),
        ("https://[2606:4700::1111]:8443/a", "https://[2606:4700::1111]:8443/a"),
    ],
)
def test_one_form_for_one_page(address: str, expected: str) -> None:
    assert canonical(address) == expected


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("utm_source=rss&utm_medium=feed", ""),
        ("id=7&UTM_Campaign=x&fbclid=abc", "?id=7"),
        ("at_medium=RSS&at_campaign=KARANGA&page=2", "?page=2"),
        ("v=abc&gclid=1&t=10", "?v=abc&t=10"),
        ("b=2&a=1", "?b=2&a=1"),
        ("utmost=1&refugees=2", "?utmost=1&refugees=2"),
        ("&&", ""),
    ],
)
def test_only_what_tracks_is_taken_off_the_query(query: str, kept: str) -> None:
    assert canonical(f"https://example.org/story?{query}") == f"https://example.org/story{kept}"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:desk@example.org", "tg://resolve",
        "//", "http://", "http:///a", "http://[::1", "http://a b/", "http://exa<mple.org/", "https://example.org:x/",
        "https://example.org:99999/", "", "   ", "story.html", "https://example.org/" + "a" * MAX_LENGTH,
    ],
)  # fmt: skip
def test_what_is_no_web_link_is_none(address: str) -> None:
    assert canonical(address) is None


def test_relative_links_are_resolved() -> None:
    assert canonical("../b?x=1", "https://example.org/news/a/feed.xml") == "https://example.org/news/b?x=1"
    assert canonical("//cdn.example.org/a", "https://example.org/") == "https://cdn.example.org/a"


_ADDRESSES = st.one_of(
    st.text(max_size=60),
    st.builds("https://{}/{}?{}#{}".format, st.sampled_from(["e.org", "Ü.org"]), st.text(), st.text(), st.text()),
)


@given(_ADDRESSES)
@example("https://e.org/%25?%2%26=&&a=%zz")
@example("https://e.org/a;b,c'(d)!*+$@:=")
def test_canonical_is_idempotent_and_a_safe_link(address: str) -> None:
    once = canonical(address)
    if once is not None:
        assert canonical(once) == once
        assert urlsplit(once).scheme in ("http", "https")
        assert once.isascii() or not urlsplit(once).hostname.isascii()  # type: ignore[union-attr]
        assert not set(once) & set("<>\"' \n\\`") - {"'"}


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://e.org/", False),
        ("https://e.org/a", True),
        ("https://e.org/?p=7", True),
        ("https://e.org/#!/7", True),
    ],
)
def test_home_page_is_no_page_of_its_own(url: str, page: bool) -> None:
    assert names_a_page(url) is page
