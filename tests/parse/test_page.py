"""The article of a web page."""

from __future__ import annotations

import pytest

from bot.parse.page import read_page

BODY = (
    "<p>The port authority said on Tuesday that both ferries would sail again before the weekend, after inspectors "
    "had looked at every lifeboat.</p><p>“We know how long people have waited,” said the harbour master, who asked "
    "travellers to come early &amp; to bring water.</p><p>Fishing boats stay in the basin until the pier has been "
    "mended, which may take another month, according to the town council.</p>"
)


def page(head: str = "", body: str = BODY) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Ferries sail again | Harbour News</title>{head}</head><body>'
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
        f"<article><h1>Ferries sail again</h1>{body}</article>"
        "<aside><h3>Most read</h3><a href='/x'>Ten ways to tie a knot</a></aside>"
        "<div id='comments'><p>First! What a fine article this is, thank you all.</p></div>"
        "<script>track('reader')</script><footer>All rights reserved. Terms. Privacy.</footer></body></html>"
    )


def test_article_is_text_without_the_rest_of_the_page() -> None:
    found = read_page(page().encode(), "https://news.example.org/a?utm_source=x")
    assert found is not None
    assert found.text.split("\n\n")[1].startswith("“We know how long people have waited,” said the harbour master")
    assert "early & to bring" in found.text
    for other in ("Ferries sail again", "Home", "knot", "First!", "track", "rights reserved"):
        assert other not in found.text
    assert (found.title, found.url, found.language) == ("Ferries sail again", "https://news.example.org/a", "en")


def test_time_and_site_are_taken_from_the_page() -> None:
    head = (
        '<meta property="article:published_time" content="2026-03-05T10:20:00+02:00">'
        '<meta property="og:site_name" content="Harbour News">'
    )
    found = read_page(page(head).encode())
    assert found is not None
    assert (found.published, found.source) == ("2026-03-05T10:20:00+02:00", "Harbour News")


@pytest.mark.parametrize("declared", ["header", "meta"])
def test_declared_charset_is_read(declared: str) -> None:
    text = "<p>Мэр города сообщил журналистам, что мост закрыт до конца недели, а лодки ходят каждый час.</p>" * 3
    head = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">' if declared == "meta" else ""
    header = "text/html; charset=windows-1251" if declared == "header" else "text/html"
    found = read_page(page(head, text).encode("windows-1251"), None, header)
    assert found is not None
    assert found.text.startswith("Мэр города сообщил")
    assert found.language == "ru"


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"\x00\xff" * 100, b"<html></html>", b"not html", b"<html><body><p>Just a moment...</p></body></html>",
     b"<div>" * 20_000, b"<p>some words" * 20_000, b"{}", b"\x89PNG\r\n"],
)  # fmt: skip
def test_page_without_an_article_is_none(body: bytes) -> None:
    assert read_page(body) is None
