"""The alert: one article as a message that is read in ten seconds on a small phone.

Pure.

What a reader needs first stands first: why it came, headline, place and time, what happened, who, how many and who says
so, what is disputed, who is quoted, and the source. Where an article has too much, quotes go first, the source never.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.render import facts
from bot.render.buttons import about, rows
from bot.render.html import (
    Runs,
    between,
    block,
    bold,
    cut,
    host,
    join,
    length,
    link,
    message,
    moment,
    plain,
    safe_url,
    said,
)
from bot.render.words import Words, say
from bot.types import Alert, Button, FigureChange, Message, Reason, StoredArticle, Topic, Update

ALERT_LIMIT = 1500  # UTF-16 units
ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detail:
    """How much of an article is told: lengths in UTF-16 units, and how many of each."""

    lede: int
    who: int
    figures: int
    disputes: int
    claim: int
    quotes: int
    quote: int


_DETAILS = (
    _Detail(lede=280, who=4, figures=4, disputes=2, claim=140, quotes=2, quote=180),
    _Detail(lede=240, who=4, figures=4, disputes=2, claim=110, quotes=1, quote=140),
    _Detail(lede=200, who=3, figures=4, disputes=1, claim=100, quotes=0, quote=0),
    _Detail(lede=160, who=2, figures=3, disputes=1, claim=80, quotes=0, quote=0),
)


def alert(stored: StoredArticle, update: Update, topics: Sequence[Topic], words: Words) -> Message:
    """The message for an update; ``topics`` are those of the chat's subscriptions that it matches."""
    head = between("\n", (_reason(update, topics, words), *_headline(stored, words)))
    return _compose(stored, head, update.reason, update.changes, words)


def latest(stored: StoredArticle, words: Words) -> Message:
    """An article as an alert, on demand."""
    return _compose(stored, between("\n", _headline(stored, words)), Reason.DEVELOPED, (), words)


def alert_buttons(stored: StoredArticle, words: Words) -> tuple[tuple[Button, ...], ...]:
    """One button for each kind of fact that the article has, its sources, and the article itself."""
    alert, article = stored.alert, stored.article
    kinds = (
        ("figures", len(alert.figures)),
        ("quotes", len(facts.statements(alert))),
        ("claims", len(alert.claims)),
        ("where", len(alert.where)),
    )
    asked = [about(f"{words[f'button.{command}']} {count}", command, article.id) for command, count in kinds if count]
    sources = about(words["button.sources"], "sources", article.id)
    url = safe_url(article.url)
    return rows([*asked, sources, Button(text=words["button.story"], url=url) if url else None], ROW)


def _compose(
    stored: StoredArticle, head: Runs, reason: Reason, changes: Sequence[FigureChange], words: Words
) -> Message:
    foot = _source(stored, words)
    room = ALERT_LIMIT - length(foot) - 2
    if reason is Reason.WITHDRAWN:
        body = between("\n\n", (head, say(words, "alert.withdrawn")))
        return message(between("\n\n", (cut(body, room), foot)))
    body = head
    for detail in _DETAILS:
        body = between("\n\n", (head, *_sections(stored, changes, detail, words)))
        if length(body) <= room:
            break
    return message(between("\n\n", (cut(body, room), foot)), buttons=alert_buttons(stored, words))


def _reason(update: Update, topics: Sequence[Topic], words: Words) -> Runs:
    names = between(", ", [said(topic.title, facts.NAME_LIMIT) for topic in topics])
    return between(" · ", (say(words, f"reason.{update.reason}"), names))


def _headline(stored: StoredArticle, words: Words) -> tuple[Runs, ...]:
    place, time = facts.place_line(stored.alert), moment(facts.told_at(stored))
    line = say(words, "alert.place_time", place=place, time=time) if place else say(words, "alert.time", time=time)
    return bold(facts.title(stored.article, words)), line


def _sections(
    stored: StoredArticle, changes: Sequence[FigureChange], detail: _Detail, words: Words
) -> tuple[Runs, ...]:
    return (
        _lede(stored, detail),
        between("\n", (_who(stored.alert, detail, words), _figures(stored, changes, detail, words))),
        _disputed(stored.alert, detail, words),
        _quotes(stored.alert, detail, words),
    )


def _lede(stored: StoredArticle, detail: _Detail) -> Runs:
    lede, title = stored.alert.lede, stored.article.title
    if lede is None or not title or lede.text.casefold() == title.casefold():
        return ()
    return said(lede.text, detail.lede)


def _who(alert: Alert, detail: _Detail, words: Words) -> Runs:
    people = [facts.actor_line(actor, words) for actor in facts.actors(alert)[: detail.who]]
    return say(words, "alert.who", people=between(" · ", people)) if people else ()


def _figures(stored: StoredArticle, changes: Sequence[FigureChange], detail: _Detail, words: Words) -> Runs:
    """Changed figures first, then the key figures; a changed figure says what its source said before."""
    was = {change.span: change for change in changes}
    changed = [figure for figure in stored.alert.figures if figure.span in was]
    key = [figure for figure in facts.key_figures(stored.alert) if figure.span not in was]
    lines = [facts.figure_line(each, stored.article, words, was.get(each.span)) for each in (*changed, *key)]
    once = list(dict.fromkeys(lines))[: detail.figures]
    return between("\n", [say(words, "alert.item", item=line) for line in once])


def _disputed(alert: Alert, detail: _Detail, words: Words) -> Runs:
    told = [facts.dispute_lines(each, words, detail.claim) for each in facts.disputes(alert)[: detail.disputes]]
    return between("\n", [say(words, "alert.disputed", dispute=each) for each in told])


def _quotes(alert: Alert, detail: _Detail, words: Words) -> Runs:
    told = facts.voices(alert)[: detail.quotes]
    return between(plain("\n"), [block(facts.quote_line(each, words, detail.quote)) for each in told])


def _source(stored: StoredArticle, words: Words) -> Runs:
    article = stored.article
    outlet = bold(facts.outlet(article, words))
    at = host(article.url)
    if at is None:
        return say(words, "alert.source", outlet=outlet)
    where = link(article.url, said(at, facts.NAME_LIMIT))
    return say(words, "alert.source_link", outlet=join(outlet), link=where)
