"""Answers to follow-up commands, about one article or about a topic's articles of a period.

Pure.

``articles`` stand newest first; with more than one, each line names the article that it is from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.render import facts
from bot.render.html import MESSAGE_LIMIT, Runs, between, bold, code, fill, join, length, message, moment, said
from bot.render.listing import listing
from bot.render.period import Period, name
from bot.render.summary import current_figures
from bot.render.words import Words, say
from bot.types import Actor, Alert, Claim, Figure, MapPin, Message, Place, StoredArticle, Topic

_MOST = 25
_QUOTE_LIMIT = 400
_CLAIM_LIMIT = 240
_PIN_LIMIT = 60
_LINKS_LIMIT = 100


# ── headings ─────────────────────────────────────────────────────────────────────────────────────────────────────


def article_heading(command: str, stored: StoredArticle, words: Words) -> Runs:
    """ "Figures" and the article's headline and outlet."""
    line = facts.article_line(stored, words)
    return say(words, "answer.of_article", what=bold(words[f"answer.{command}"]), article=line)


def topic_heading(command: str, topic: Topic, period: Period, words: Words) -> Runs:
    """ "Figures", the topic and the period."""
    title = bold(said(topic.title, facts.NAME_LIMIT))
    return say(words, "answer.of_topic", what=bold(words[f"answer.{command}"]), topic=title, period=name(period, words))


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def who(heading: Runs, articles: Sequence[StoredArticle], words: Words) -> Message:
    """Those who act or speak, each once, those of most articles first."""
    found: dict[str, list[Actor]] = {}
    for stored in articles:
        for actor in facts.actors(stored.alert):
            found.setdefault(actor.name.casefold(), []).append(actor)
    ranked = sorted(found.values(), key=lambda same: (-len(same), -max(actor.salience for actor in same)))
    return _answer(heading, [_actor(same, words) for same in ranked], words)


def where(heading: Runs, articles: Sequence[StoredArticle], words: Words) -> tuple[Message, ...]:
    """The places, each once, and the one that is main most often as a pin on the map where its position is known."""
    found: dict[str, list[Place]] = {}
    for place in (place for stored in articles for place in stored.alert.where):
        found.setdefault(place.name.casefold(), []).append(place)
    ranked = sorted(found.values(), key=_weight)
    listed = _answer(heading, [_place(_best(same), words) for same in ranked], words)
    pin = next((pin for same in ranked if any(place.main for place in same) and (pin := _pin(_best(same)))), None)
    return (listed, message(_pin_text(pin), pin=pin)) if pin else (listed,)


def figures(heading: Runs, articles: Sequence[StoredArticle], words: Words) -> Message:
    """All figures of one article; of several the newest key figures of each count and source, never merged."""
    if len(articles) == 1:
        stored = articles[0]
        lines = [_figure(figure, stored, words) for figure in stored.alert.figures]
    else:
        lines = [facts.dated_figure(figure, stored, words) for figure, stored in current_figures(articles)]
    return _answer(heading, list(dict.fromkeys(lines)), words)


def quotes(heading: Runs, articles: Sequence[StoredArticle], words: Words) -> Message:
    """Who said what, each quotation once."""
    told = (
        (facts.quote_line(group, words, _QUOTE_LIMIT), stored)
        for stored in articles
        for group in facts.statements(stored.alert)
    )
    return _answer(heading, _once(told, articles, words), words)


def claims(heading: Runs, articles: Sequence[StoredArticle], words: Words) -> Message:
    """Who says what, each claim once; a disputed one is marked, stands first, and is followed by who disputes it."""
    told = (
        (line, stored) for disputed in (True, False) for stored in articles for line in _claims(stored, disputed, words)
    )
    return _answer(heading, _once(told, articles, words), words)


def sources_of_article(heading: Runs, stored: StoredArticle, copies: Sequence[str], words: Words) -> Message:
    """Who published an article, who else carried it, whom it cites."""
    return _answer(heading, _sources(stored, copies, words), words)


def sources_of_topic(
    heading: Runs, articles: Sequence[StoredArticle], unreachable: Sequence[str], words: Words
) -> Message:
    """The outlets that report; ``unreachable`` are the names of feeds that cannot be read at the moment."""
    silent = between(", ", [said(feed, facts.NAME_LIMIT) for feed in unreachable[:_MOST]])
    foot = say(words, "sources.unreachable", feeds=silent) if silent else ()
    listed = _list(heading, _outlets(articles, words), words, limit=MESSAGE_LIMIT - length(foot) - 2)
    return message(between("\n\n", (listed, foot)))


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _answer(heading: Runs, lines: Sequence[Runs], words: Words) -> Message:
    return message(_list(heading, lines, words))


def _list(heading: Runs, lines: Sequence[Runs], words: Words, limit: int = MESSAGE_LIMIT) -> Runs:
    if not lines:
        return between("\n\n", (heading, say(words, "answer.nothing")))
    return listing(join(heading, "\n"), lines, words, most=_MOST, limit=limit)


def _once(told: Iterable[tuple[Runs, StoredArticle]], articles: Sequence[StoredArticle], words: Words) -> list[Runs]:
    """Each line once, with the newest of several articles that has it."""
    newest: dict[Runs, StoredArticle] = {}
    for line, stored in told:
        newest.setdefault(line, stored)
    return [join(line, facts.origin(stored, words)) if len(articles) > 1 else line for line, stored in newest.items()]


def _actor(same: Sequence[Actor], words: Words) -> Runs:
    """The newest of the same actor that has a role; how many articles name it."""
    line = facts.actor_line(next((actor for actor in same if actor.role), same[0]), words)
    kind = fill(words[f"actor.{same[0].type}"])
    return (
        say(words, "answer.actor", actor=line, kind=kind)
        if len(same) == 1
        else say(words, "answer.actor_often", actor=line, kind=kind, count=str(len(same)))
    )


def _figure(figure: Figure, stored: StoredArticle, words: Words) -> Runs:
    line = facts.figure_line(figure, stored.article, words)
    return join(line, say(words, "fact.superseded")) if figure.superseded else line


def _claims(stored: StoredArticle, disputed: bool, words: Words) -> Iterable[Runs]:
    found = facts.disputes(stored.alert)
    if disputed:
        return [say(words, "alert.disputed", dispute=facts.dispute_lines(each, words, _CLAIM_LIMIT)) for each in found]
    alert = stored.alert
    told = {claim.span for each in found for claim in (each.claim, *each.against)}
    told |= {claim.span for index in range(len(alert.claims)) for claim in facts.confirming(alert, index)}
    others = ((index, claim) for index, claim in enumerate(alert.claims) if claim.span not in told)
    same = (tuple(group) for _, group in groupby(others, key=lambda each: each[1].cue or each[1].span))
    return [_claim(alert, group, words) for group in same]


def _claim(alert: Alert, group: Sequence[tuple[int, Claim]], words: Words) -> Runs:
    """Claims of one cue, and who confirms the first of them."""
    (index, first), *more = group
    line = facts.claim_line(first, words, _CLAIM_LIMIT, [claim for _, claim in more])
    return join(line, *facts.confirming_lines(facts.confirming(alert, index), words, _CLAIM_LIMIT))


def _weight(same: Sequence[Place]) -> tuple[int, int, float]:
    """For sorting: places that are main in most articles first, then those in most articles, then the most salient."""
    return -sum(place.main for place in same), -len(same), -max(place.salience for place in same)


def _best(same: Sequence[Place]) -> Place:
    """Of the same place in several articles the newest with a position, written in small letters if it ever is."""
    return min(same, key=lambda place: (not _located(place), place.name.isupper()))


def _place(place: Place, words: Words) -> Runs:
    within = _within(place)
    position = code(_position(place)) if _located(place) else say(words, "where.unknown")
    line = say(words, "where.place", name=bold(said(place.name, facts.NAME_LIMIT)), kind=words[f"place.{place.kind}"])
    return between(" · ", (line, said(within, 2 * facts.NAME_LIMIT), position))


def _within(place: Place) -> str:
    return ", ".join([*place.admin, *([place.country] if place.country else [])])


def _located(place: Place) -> bool:
    return place.lat is not None and place.lon is not None and abs(place.lat) <= 90 and abs(place.lon) <= 180


def _position(place: Place) -> str:
    return f"{place.lat:.4f}, {place.lon:.4f}"


def _pin(place: Place) -> MapPin | None:
    """The place for the map: Telegram wants a title and an address."""
    if place.lat is None or place.lon is None or not _located(place):
        return None
    title, address = said(place.name, _PIN_LIMIT), said(_within(place), _PIN_LIMIT)
    if not title:
        return None
    return MapPin(
        lat=place.lat, lon=place.lon, title=title[0].text, address=(address or said(_position(place)))[0].text
    )


def _pin_text(pin: MapPin) -> Runs:
    return join(bold(said(pin.title)), " · ", said(pin.address), " · ", code(f"{pin.lat:.4f}, {pin.lon:.4f}"))


def _sources(stored: StoredArticle, copies: Sequence[str], words: Words) -> list[Runs]:
    article, alert = stored.article, stored.alert
    spoken = [quote.speaker for quote in alert.quotes] + [claim.speaker for claim in alert.claims]
    speakers = spoken + [figure.attribution for figure in alert.figures]
    cited = dict.fromkeys(speaker.name for speaker in speakers if speaker)
    names = between(", ", [said(each, facts.NAME_LIMIT) for each in list(cited)[:_MOST]])
    also = between(", ", [said(each, facts.NAME_LIMIT) for each in copies if each != article.source])
    published = say(words, "sources.published", time=moment(facts.told_at(stored)))
    revised = say(words, "sources.revised", time=moment(stored.revised_at)) if stored.revised_at else ()
    return [
        join(bold(facts.outlet_link(article, words)), published, revised),
        *([say(words, "sources.copies", outlets=also)] if also else []),
        *([say(words, "sources.cited", names=names)] if names else []),
    ]


def _outlets(articles: Sequence[StoredArticle], words: Words) -> list[Runs]:
    """Each outlet with how much it told and its newest article."""
    found: dict[str, list[StoredArticle]] = {}
    for stored in articles:
        found.setdefault(stored.article.source or "", []).append(stored)
    ranked = sorted(found.values(), key=lambda own: -len(own))
    return [
        say(
            words,
            "sources.outlet",
            outlet=bold(facts.outlet(own[0].article, words)),
            count=f"{len(own):,}",
            article=facts.linked_title(own[0].article, words, _LINKS_LIMIT),
            time=moment(facts.told_at(own[0])),
        )
        for own in ranked
    ]
