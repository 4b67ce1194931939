"""Stored articles whose every field holds hostile words: for properties that must hold whatever a feed brings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from bot.types import (
    Actor,
    ActorType,
    Alert,
    Article,
    Certainty,
    Claim,
    Figure,
    FigureChange,
    FigureKind,
    Mention,
    Place,
    PlaceKind,
    Quote,
    Reason,
    Span,
    Speaker,
    Stance,
    StoredArticle,
    Topic,
    Update,
    When,
)
from tests.render.strategies import URLS, WORDS

SOME = WORDS.filter(bool)
SPANS = SOME.map(lambda words: Span(text=words, start=0, end=len(words)))
SPEAKERS = st.builds(Speaker, name=WORDS, span=SPANS)
MENTIONS = st.tuples(st.builds(Mention, span=SPANS))
TIMES = st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1), max_value=datetime(9000, 1, 1))  # noqa: DTZ001


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


FIGURES = st.builds(
    Figure,
    span=SPANS,
    sentence=SPANS,
    value=st.floats(allow_nan=False, allow_infinity=False),
    unit=WORDS,
    noun=maybe(WORDS),
    what=maybe(WORDS),
    kind=st.sampled_from(FigureKind),
    certainty=st.sampled_from(Certainty),
    superseded=st.booleans(),
    key=st.booleans(),
    as_of=maybe(st.builds(When, span=SPANS)),
    attribution=maybe(SPEAKERS),
)
ALERTS = st.builds(
    Alert,
    lede=maybe(SPANS),
    who=st.lists(
        st.builds(
            Actor,
            name=WORDS,
            type=st.sampled_from(ActorType),
            mentions=MENTIONS,
            role=maybe(SPANS),
            affiliation=maybe(WORDS),
            own_source=st.booleans(),
        ),
        max_size=5,
    ).map(tuple),
    where=st.lists(
        st.builds(
            Place,
            name=WORDS,
            kind=st.sampled_from(PlaceKind),
            mentions=MENTIONS,
            country=maybe(WORDS),
            admin=st.lists(WORDS, max_size=3).map(tuple),
            lat=maybe(st.floats(allow_nan=False)),
            lon=maybe(st.floats(allow_nan=False)),
            main=st.booleans(),
        ),
        max_size=4,
    ).map(tuple),
    figures=st.lists(FIGURES, max_size=5).map(tuple),
    quotes=st.lists(
        st.builds(Quote, span=SPANS, group=st.integers(0, 3), speaker=maybe(SPEAKERS)),
        max_size=4,
    ).map(tuple),
    claims=st.lists(
        st.builds(
            Claim,
            span=SPANS,
            stance=st.sampled_from(Stance),
            speaker=maybe(SPEAKERS),
            disputed_by=st.lists(st.integers(-1, 6), max_size=3).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
)
ARTICLES = st.builds(
    StoredArticle,
    article=st.builds(
        Article,
        id=st.text(max_size=80),
        text=WORDS,
        title=maybe(WORDS),
        source=maybe(WORDS),
        url=URLS,
        published_at=maybe(TIMES),
    ),
    alert=ALERTS,
    feed_id=st.just(1),
    topics=st.just(("raqa",)),
    story_id=st.none(),
    content_hash=st.just(""),
    sketch=st.just(()),
    first_seen_at=TIMES,
    revised_at=maybe(TIMES),
)
CHANGES = st.builds(
    FigureChange,
    kind=st.sampled_from(FigureKind),
    before=st.floats(allow_nan=False, allow_infinity=False),
    after=st.floats(allow_nan=False, allow_infinity=False),
    before_text=WORDS,
    attribution=maybe(WORDS),
    span=SPANS,
)
UPDATES = st.builds(
    Update,
    id=st.just("u"),
    story_id=st.just("s"),
    seq=st.just(1),
    article_id=st.just("a"),
    reason=st.sampled_from(Reason),
    topics=st.just(("raqa",)),
    changes=st.lists(CHANGES, max_size=3).map(tuple),
    created_at=TIMES,
)
TOPICS = st.lists(st.builds(Topic, key=WORDS, title=WORDS, terms=st.just(())), max_size=3).map(tuple)
