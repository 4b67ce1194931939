"""What a request is about: an article, or a topic over a period; with neither, a choice of topics.

I/O: store.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from bot.render import period
from bot.render.answers import article_heading, topic_heading
from bot.render.html import Runs
from bot.render.notices import choice, names, notice, wrong_use
from bot.render.period import Period
from bot.types import Message, StoredArticle, Topic
from handlers.command import Desk, Request

LONGEST = timedelta(days=30)
_ARGS_READ = 200  # characters: no topic and period are longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A topic and how far back."""

    topic: Topic
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The articles that an answer is about, newest first, and how it is headed."""

    heading: Runs
    articles: tuple[StoredArticle, ...]
    topic: Topic | None = None  # None where it is about one article


def subject(command: str, request: Request, desk: Desk, default: Period = period.WEEK) -> Subject | Message:
    """The article that the request replies to, else those of a topic; a message where neither can be told."""
    if request.article_id is not None and not request.args.strip():
        stored = desk.store.article(request.article_id)
        if stored is None:
            return notice(desk.words, "refused.gone")
        return Subject(heading=article_heading(command, stored, desk.words), articles=(stored,))
    asked = asked_for(command, request, desk, default)
    if isinstance(asked, Message):
        return asked
    heading = topic_heading(command, asked.topic, asked.period, desk.words)
    return Subject(heading=heading, articles=articles_of(asked, request, desk), topic=asked.topic)


def articles_of(asked: Asked, request: Request, desk: Desk) -> tuple[StoredArticle, ...]:
    return desk.store.articles_of(asked.topic.key, request.now - asked.period.span, desk.limits.articles)


def asked_for(command: str, request: Request, desk: Desk, default: Period) -> Asked | Message:
    """The topic and period that the arguments name, or that go without saying."""
    given, back = _arguments(request.args)
    topic = find_topic(given, desk) if given else _only_topic(request, desk)
    if topic is not None:
        return Asked(topic=topic, period=back or default)
    if given:
        return unknown_topic(command, given, desk)
    return choice(desk.words, command, followed(request, desk) or desk.topics, str(back or ""))


def find_topic(given: str, desk: Desk) -> Topic | None:
    """The topic with this key, title or spelling; capitals and accents do not matter."""
    wanted = fold(given)
    named = (topic for topic in desk.topics if wanted in map(fold, (topic.key, topic.title)))
    spelled = (topic for topic in desk.topics if wanted in map(fold, topic.terms))
    return next(named, None) or next(spelled, None)


def unknown_topic(command: str, given: str, desk: Desk) -> Message:
    return wrong_use(desk.words, "refused.unknown_topic", command, given, topics=names(desk.topics))


def followed(request: Request, desk: Desk) -> tuple[Topic, ...]:
    """The topics that the chat is subscribed to."""
    keys = {subscription.topic for subscription in desk.store.subscriptions_of(request.chat_id)}
    return tuple(topic for topic in desk.topics if topic.key in keys)


def fold(words: str) -> str:
    """For comparing what people type: no capitals, accents, leading # and spare blanks."""
    parts = unicodedata.normalize("NFKD", words[:_ARGS_READ])
    return " ".join("".join(each for each in parts if not unicodedata.combining(each)).casefold().lstrip("#").split())


def _only_topic(request: Request, desk: Desk) -> Topic | None:
    """The topic of the alert that is replied to, else the chat's, else the only one there is."""
    for topics in (_topics_of_article(request, desk), followed(request, desk), desk.topics):
        if topics:
            return topics[0] if len(topics) == 1 else None
    return None


def _topics_of_article(request: Request, desk: Desk) -> tuple[Topic, ...]:
    stored = desk.store.article(request.article_id) if request.article_id else None
    return tuple(topic for topic in desk.topics if stored and topic.key in stored.topics)


def _arguments(args: str) -> tuple[str, Period | None]:
    """The words that name a topic, and the period if there is one."""
    words = args[:_ARGS_READ].split()
    back: Period | None = None
    rest: list[str] = []
    for word in words:
        found = period.read(word, LONGEST)
        if found is not None and back is None:
            back = found
        else:
            rest.append(word)
    return " ".join(rest), back
