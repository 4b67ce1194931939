"""Single facts of an article as styled words: a figure, a quote, a dispute, a person, a place, an article.

Pure. Every word is the article's own, or a fixed word of the locale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.render.html import Runs, bold, join, link, moment, plain, said
from bot.render.words import Words, say
from bot.types import (
    Actor,
    Alert,
    Article,
    Certainty,
    Claim,
    Figure,
    FigureChange,
    FigureKind,
    Place,
    PlaceKind,
    Quote,
    Speaker,
    Stance,
    StoredArticle,
)

NAME_LIMIT = 60
FIGURE_LIMIT = 110
TITLE_LIMIT = 160
_CLAUSE_END = re.compile(r"[;:()\[\]\"“”—]|,(?=\s)|\s[-–]+\s")
SHORT_PHRASE = 75  # a longer one is told by its kind: "trapped: about 14,000 people"
LABELLED = frozenset(
    {
        FigureKind.KILLED,
        FigureKind.INJURED,
        FigureKind.MISSING,
        FigureKind.DETAINED,
        FigureKind.DISPLACED,
        FigureKind.EVACUATED,
        FigureKind.TRAPPED,
    }
)
# What a phrase cut out of a sentence does not end in.
_RAGGED = re.compile(
    r"(?:\b(?:and|or|but|by|in|of|to|at|on|for|from|with|when|as|a|an|the|and \w+ing)|[,;:–-])$", re.IGNORECASE
)
_WHEN = re.compile(r"(?:on|in|at|by|since|until|last|this|next|over|during)\b", re.IGNORECASE)
QUOTE_WORDS = 4  # fewer words between quotation marks are a turn of phrase, not a statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A claim, those that speak against it, and those that confirm it."""

    claim: Claim
    against: tuple[Claim, ...]
    confirming: tuple[Claim, ...] = ()


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def actors(alert: Alert) -> tuple[Actor, ...]:
    """Who acts or speaks, most salient first; never the article's own outlet."""
    return tuple(actor for actor in alert.who if not actor.own_source)


def key_figures(alert: Alert) -> tuple[Figure, ...]:
    """The figures that an alert shows."""
    return tuple(figure for figure in alert.figures if figure.key and not figure.superseded)


def statements(alert: Alert) -> tuple[tuple[Quote, ...], ...]:
    """Quotations whose speaker is known and that are more than a turn of phrase, each with all its stretches."""
    groups = (tuple(group) for _, group in groupby(alert.quotes, key=lambda quote: quote.group))
    return tuple(group for group in groups if group[0].speaker and _word_count(group) >= QUOTE_WORDS)


def voices(alert: Alert) -> tuple[tuple[Quote, ...], ...]:
    """The same, each speaker's first before anybody's second."""
    told: set[str] = set()
    first: list[tuple[Quote, ...]] = []
    again: list[tuple[Quote, ...]] = []
    for group in statements(alert):
        name = group[0].speaker.name if group[0].speaker else ""
        (again if name in told else first).append(group)
        told.add(name)
    return (*first, *again)


def disputes(alert: Alert) -> tuple[Dispute, ...]:
    """Claims that another claim of the article speaks against; the denial stands with what it denies, not twice."""
    found: list[Dispute] = []
    told: set[int] = set()
    for index, claim in enumerate(alert.claims):
        against = _others(alert, index, claim.disputed_by)
        if not against or index in told:
            continue
        told |= {index, *against}
        denials = tuple(alert.claims[other] for other in against)
        found.append(Dispute(claim=claim, against=denials, confirming=confirming(alert, index)))
    return tuple(found)


def confirming(alert: Alert, index: int) -> tuple[Claim, ...]:
    """The claims of an alert that confirm one of them."""
    return tuple(alert.claims[other] for other in _others(alert, index, alert.claims[index].confirmed_by))


def _others(alert: Alert, index: int, answers: Sequence[int]) -> list[int]:
    """Those of some indexes that a claim of the alert has, and not the claim itself."""
    return [other for other in answers if 0 <= other < len(alert.claims) and other != index]


def main_place(alert: Alert) -> Place | None:
    return next((place for place in alert.where if place.main), alert.where[0] if alert.where else None)


def country_of(place: Place, alert: Alert) -> Place | None:
    """The country of a place, if the article names it."""
    if place.kind is PlaceKind.COUNTRY or place.country is None:
        return None
    return next(
        (other for other in alert.where if other.kind is PlaceKind.COUNTRY and other.country == place.country), None
    )


def told_at(stored: StoredArticle) -> datetime:
    """When the article came out: as it says, but never after we saw it."""
    published = stored.article.published_at
    return min(published, stored.first_seen_at) if published else stored.first_seen_at


def source_key(figure: Figure, article: Article) -> str:
    """Who says a figure, for telling sources apart."""
    return (figure.attribution.name if figure.attribution else article.source or "").casefold()


# ── showing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def title(article: Article, words: Words, limit: int = TITLE_LIMIT) -> Runs:
    return said(article.title, limit) or said(article.text, limit) or say(words, "article.untitled")


def outlet(article: Article, words: Words) -> Runs:
    return said(article.source, NAME_LIMIT) or say(words, "article.unnamed")


def outlet_link(article: Article, words: Words) -> Runs:
    """The outlet, as a link to the article."""
    return link(article.url, outlet(article, words))


def linked_title(article: Article, words: Words, limit: int = TITLE_LIMIT) -> Runs:
    return link(article.url, title(article, words, limit))


def place_line(alert: Alert) -> Runs:
    """The main place, and its country where the article names it."""
    place = main_place(alert)
    if place is None:
        return ()
    country = country_of(place, alert)
    name = said(place.name, NAME_LIMIT)
    return join(name, ", ", said(country.name, NAME_LIMIT)) if country else name


def actor_line(actor: Actor, words: Words) -> Runs:
    name = bold(said(actor.name, NAME_LIMIT))
    role = said(actor.role.text, NAME_LIMIT) if actor.role else said(actor.affiliation, NAME_LIMIT)
    return say(words, "fact.actor_role", name=name, role=role) if role else name


def figure_line(figure: Figure, article: Article, words: Words, was: FigureChange | None = None) -> Runs:
    """What is counted, who says so, as of when; marked where it is not certain; with what the source said before."""
    speaker = said(figure.attribution.name, NAME_LIMIT) if figure.attribution else ()
    source = speaker or say(words, "fact.reported_by", outlet=outlet(article, words))
    return _figure_of(figure, source, words, was)


def dated_figure(figure: Figure, stored: StoredArticle, words: Words) -> Runs:
    """A figure with its age and the article that has it."""
    speaker = said(figure.attribution.name, NAME_LIMIT) if figure.attribution else ()
    if speaker:
        return join(_figure_of(figure, speaker, words), origin(stored, words))
    source = say(words, "fact.reported_by", outlet=outlet_link(stored.article, words))
    return join(_figure_of(figure, source, words), say(words, "article.age", time=moment(told_at(stored))))


def origin(stored: StoredArticle, words: Words) -> Runs:
    """Which article says so, and when it came out."""
    return say(words, "article.origin", outlet=outlet_link(stored.article, words), time=moment(told_at(stored)))


def _figure_of(figure: Figure, source: Runs, words: Words, was: FigureChange | None = None) -> Runs:
    counted = phrase(figure)
    labelled = figure.kind in LABELLED and not _tells(counted, figure)
    counted = figure.span.text if labelled else counted
    line = say(words, "fact.figure", figure=bold(said(counted, FIGURE_LIMIT)), source=source)
    if labelled:
        line = say(words, "fact.kind", kind=words[f"kind.{figure.kind}"], figure=line)
    as_of = figure.as_of.span.text if figure.as_of else ""
    dated = say(words, "fact.as_of", as_of=said(as_of, NAME_LIMIT)) if as_of and as_of not in counted else ()
    return join(line, dated, _certainty(figure.certainty, words), was_line(was, words) if was else ())


def _tells(counted: str, figure: Figure) -> bool:
    """Do these words say by themselves what is counted, at a glance?"""
    what = figure.what or ""
    more = bool(what) and counted.startswith(figure.span.text) and counted.endswith(what) and counted != what
    return more and len(counted) <= SHORT_PHRASE and not _RAGGED.search(counted) and not _WHEN.match(what)


def was_line(change: FigureChange, words: Words) -> Runs:
    """What the same source said before."""
    before = said(change.before_text, NAME_LIMIT)
    return say(words, "fact.was", before=before) if before else ()


def phrase(figure: Figure) -> str:
    """The figure with the words of its sentence that say what is counted, as they stand there; else in its clause."""
    sentence, first = figure.sentence.text, figure.span.start - figure.sentence.start
    last = first + len(figure.span.text)
    if first < 0 or sentence[first:last] != figure.span.text:
        return figure.span.text
    as_of = figure.as_of.span.text if figure.as_of else ""
    what = figure.what if figure.what and figure.what not in as_of else None
    start, end = _with_what(what, sentence, first, last)
    if (start, end) == (first, last) or end - start > FIGURE_LIMIT:
        start, end = _clause(sentence, first, last)
    return _window(sentence, start, end, first, last)


def _with_what(what: str | None, sentence: str, first: int, last: int) -> tuple[int, int]:
    """From the figure to the nearest place where what it counts is named."""
    at = sentence.find(what, first) if what else -1
    at = at if at >= 0 or not what else sentence.rfind(what, 0, max(last, first + len(what)))
    return (first, last) if at < 0 or not what else (min(first, at), max(last, at + len(what)))


def _clause(sentence: str, first: int, last: int) -> tuple[int, int]:
    """The words around the figure up to the next comma, dash or the like."""
    start = max((found.end() for found in _CLAUSE_END.finditer(sentence, 0, first)), default=0)
    after = _CLAUSE_END.search(sentence, last)
    return start, after.start() if after else len(sentence.rstrip(" ."))


def _window(sentence: str, start: int, end: int, first: int, last: int) -> str:
    """The words from start to end, where they are too many only those near the figure."""
    if end - start <= FIGURE_LIMIT:
        return sentence[start:end].strip()
    side = max(0, FIGURE_LIMIT - (last - first)) // 2
    left = sentence.find(" ", max(start, first - side), first) + 1 if first - side > start else start
    right = sentence.rfind(" ", last, last + side) if last + side < end else end
    left, right = left or first, right if right >= last else last
    return ("…" if left > start else "") + sentence[left:right].strip() + ("…" if right < end else "")


def quote_line(stretches: Sequence[Quote], words: Words, limit: int) -> Runs:
    """A quotation, its stretches parted by an ellipsis, and who said it."""
    speech = said(" … ".join(quote.span.text.rstrip(", ") for quote in stretches), limit)
    return say(words, "fact.quote", quote=speech, speaker=speaker_name(stretches[0].speaker, words))


def claim_line(claim: Claim, words: Words, limit: int, more: Sequence[Claim] = ()) -> Runs:
    """Who says what. Of one who declines the words have the verb already, and sometimes the subject too.

    ``more``: what the same words introduce behind: "the truce, she said, had held".
    """
    if claim.stance is Stance.DECLINES:
        declined = said(claim.span.text, limit)
        if claim.speaker is None or (claim.cue is not None and claim.span.start < claim.cue.start):
            return declined  # "The toll could not be verified"
        return say(words, "fact.declines", speaker=speaker_name(claim.speaker, words), claim=declined)
    stance = say(words, f"stance.{claim.stance}")
    statement = said(" … ".join(each.span.text for each in (claim, *more)), limit)
    return say(words, "fact.claim", speaker=speaker_name(claim.speaker, words), stance=stance, claim=statement)


def dispute_lines(dispute: Dispute, words: Words, limit: int) -> Runs:
    """A claim, and on the same lines who speaks against it."""
    against = tuple(_against_line(claim, words, limit) for claim in dispute.against)
    return join(claim_line(dispute.claim, words, limit), *against, *confirming_lines(dispute.confirming, words, limit))


def confirming_lines(claims: Sequence[Claim], words: Words, limit: int) -> tuple[Runs, ...]:
    """Who confirms what stands in the line before, each on a line of its own."""
    return tuple(_answer_line("fact.confirmed_by", claim, words, limit) for claim in claims)


def speaker_name(speaker: Speaker | None, words: Words) -> Runs:
    return bold(said(speaker.name, NAME_LIMIT)) if speaker else say(words, "fact.unnamed_speaker")


def article_line(stored: StoredArticle, words: Words, others: Sequence[str] = ()) -> Runs:
    """When, what, and which outlets: one line."""
    outlets = tuple(dict.fromkeys([stored.article.source or "", *others]))
    names = _listed([said(name, NAME_LIMIT) for name in outlets if name]) or say(words, "article.unnamed")
    headline = linked_title(stored.article, words)
    return say(words, "article.line", title=headline, outlet=names, time=moment(told_at(stored)))


def _against_line(claim: Claim, words: Words, limit: int) -> Runs:
    key = "fact.denied_by" if claim.stance is Stance.DENIES else "fact.disputed_by"
    return _answer_line(key, claim, words, limit)


def _answer_line(key: str, claim: Claim, words: Words, limit: int) -> Runs:
    line = say(words, key, speaker=speaker_name(claim.speaker, words), claim=said(claim.span.text, limit))
    return join("\n", line)


def _certainty(certainty: Certainty, words: Words) -> Runs:
    return () if certainty is Certainty.STATED else say(words, f"certainty.{certainty}")


def _listed(names: Sequence[Runs]) -> Runs:
    return tuple(run for at, name in enumerate(names) for run in (*(plain(", ") if at else ()), *name))


def _word_count(quotes: Sequence[Quote]) -> int:
    return sum(len(quote.span.text.split()) for quote in quotes)
