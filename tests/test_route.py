"""Topics of articles, and chats of updates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.route import Router, is_quiet, route
from bot.types import Alert, Mention, Place, PlaceKind, Reason, Topic, Update
from tests.making import NOW, TOPIC, candidate, chat, span, subscription

FAR_DOWN = "Nothing of that name stands here. " * 30


def topics(title: str, text: str, alert: Alert | None = None, topic: Topic = TOPIC) -> list[str]:
    return [
        match.topic for match in Router([topic]).topics_of(candidate(title=title, text=text).article, alert or Alert())
    ]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Sennar talks", "Elsewhere."),
        ("SENNAR TALKS", "Elsewhere."),
        ("Talks", "The governor of Sénnar spoke."),
        ("Talks", f"{FAR_DOWN} Sennar and again Sennar."),
        ("المحادثات في سنار", "نص"),
        ("اجتماع", "قال مسؤول بسنار إن المحادثات بدأت"),
        ("Boats in Sennar-Bay", "Elsewhere."),
    ],
)
def test_an_article_that_is_about_a_term_is_of_the_topic(title: str, text: str) -> None:
    assert topics(title, text) == ["harbour"]


@pytest.mark.parametrize(
    ("title", "text"),
    [("Talks", "Elsewhere."), ("Sennaria wins", "A club."), ("Talks", f"{FAR_DOWN} Once, Sennar was named.")],
)
def test_an_article_that_is_not_about_it_is_not(title: str, text: str) -> None:
    assert topics(title, text) == []


def test_an_article_is_of_a_topic_where_it_happens() -> None:
    text = "Boats left Oru."
    oru = Place(
        name="Oru", kind=PlaceKind.CITY, admin=("Sennar Bay",), main=True, mentions=(Mention(span=span(text, "Oru")),)
    )
    assert topics("Boats leave", text, Alert(where=(oru,))) == ["harbour"]
    assert topics("Boats leave", text, Alert(where=(replace(oru, main=False),))) == []


def test_the_arabic_article_may_join_its_particle() -> None:
    topic = Topic(key="t", title="T", terms=("الرقة",))
    assert topics("الطريق للرقة", "نص", topic=topic) == ["t"]


def test_every_article_is_of_a_topic_without_terms() -> None:
    assert topics("Anything", "at all", topic=Topic(key="all", title="All", terms=())) == ["all"]


def an_update(*topics: str) -> Update:
    return Update(
        id="u", story_id="s", seq=1, article_id="a", reason=Reason.OPENED, topics=topics or ("harbour",), created_at=NOW
    )


def test_a_chat_with_two_topics_of_an_update_gets_it_once() -> None:
    both = (subscription(), subscription(topic="city"))
    assert len(route(an_update("harbour", "city"), both, {7: chat()}, 12)) == 1


def test_quiet_hours_make_an_alert_silent_not_late() -> None:
    quiet = {7: chat(quiet_from_h=22, quiet_to_h=6)}
    assert [recipient.silent for recipient in route(an_update(), (subscription(),), quiet, 23)] == [True]
    assert [recipient.silent for recipient in route(an_update(), (subscription(),), quiet, 12)] == [False]


@pytest.mark.parametrize(
    ("start", "end", "hour", "quiet"),
    [(22, 6, 22, True), (22, 6, 5, True), (22, 6, 6, False), (1, 4, 3, True), (1, 4, 4, False), (3, 3, 3, False)],
)
def test_quiet_hours_may_go_over_midnight(start: int, end: int, hour: int, quiet: bool) -> None:
    assert is_quiet(chat(quiet_from_h=start, quiet_to_h=end), hour) is quiet
