"""Articles, alerts and feeds made for tests, with every field that a test does not care about filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.parse.candidates import content_hash, sketch
from bot.types import (
    Alert,
    Article,
    Candidate,
    Chat,
    Claim,
    Feed,
    FetchedFeed,
    Figure,
    FigureKind,
    KnownArticle,
    Span,
    Speaker,
    Stance,
    Subscription,
    Topic,
)

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
TOPIC = Topic(key="harbour", title="Harbour", terms=("Sennar", "سنار"), places=("Sennar Bay",))


def feed(**given: Any) -> Feed:
    base = Feed(id=1, url="http://a.test/feed", name="The Courier", interval_s=300, primed=True, next_check_at=NOW)
    return replace(base, **given)


def fetched(body: bytes = b"<rss/>", **given: Any) -> FetchedFeed:
    base = FetchedFeed(
        feed_url="http://a.test/feed",
        final_url="http://a.test/feed",
        status=200,
        headers={"etag": '"v1"', "last-modified": "Thu, 05 Mar 2026 11:00:00 GMT"},
        body=body,
        fetched_at=NOW,
    )
    return replace(base, **given)


def candidate(
    key: str = "n1",
    title: str = "Sennar talks begin",
    text: str = "Talks on the port of Sennar began on Thursday.",
    *,
    source: str = "The Courier",
    hours_old: float = 1,
    article_id: str | None = None,
) -> Candidate:
    article = Article(
        id=article_id or f"id-{key}",
        title=title,
        text=text,
        source=source,
        url=f"http://a.test/{key}",
        published_at=NOW - timedelta(hours=hours_old),
        language="en",
    )
    return Candidate(key=key, article=article, content_hash=content_hash(title, text), sketch=sketch(text))


def known_article(
    of: Candidate, *, story_id: str | None = None, topics: tuple[str, ...] = ("harbour",)
) -> KnownArticle:
    return KnownArticle(
        id=of.article.id,
        title=of.article.title,
        source=of.article.source,
        content_hash=of.content_hash,
        sketch=of.sketch,
        story_id=story_id,
        topics=topics,
        first_seen_at=NOW - timedelta(hours=2),
    )


def figure(text: str, words: str, value: float, by: str | None = None, **given: Any) -> Figure:
    """A key figure whose words stand in the text; so do those of ``by``."""
    speaker = Speaker(name=by, span=span(text, by)) if by else None
    base = Figure(
        span=span(text, words),
        sentence=Span.cut(text, 0, len(text)),
        value=value,
        unit="person",
        noun="civilian",
        kind=FigureKind.KILLED,
        key=True,
        attribution=speaker,
    )
    return replace(base, **given)


def denial(text: str, words: str, by: str) -> Claim:
    return Claim(span=span(text, words), stance=Stance.DENIES, speaker=Speaker(name=by, span=span(text, by)))


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span.cut(text, start, start + len(words))


def alert(of: Candidate, **given: Any) -> Alert:
    return replace(Alert(lede=Span.cut(of.article.text, 0, len(of.article.text))), **given)


def chat(chat_id: int = 7, **given: Any) -> Chat:
    return replace(Chat(id=chat_id, kind="private"), **given)


def subscription(chat_id: int = 7, **given: Any) -> Subscription:
    return replace(Subscription(chat_id=chat_id, topic="harbour"), **given)
