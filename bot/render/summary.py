"""What happened with a topic over a period, on one page.

Pure.

Latest first, each line with its source; figures as the newest of each count and source, never merged over sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.render import facts
from bot.render.buttons import ask, rows
from bot.render.html import MESSAGE_LIMIT, Runs, between, bold, join, length, message, said
from bot.render.listing import section
from bot.render.period import WEEK, Period, name
from bot.render.words import Words, say
from bot.types import Button, Figure, FigureKind, Message, StoredArticle, Topic

_QUOTE_LIMIT = 110
_CLAIM_LIMIT = 110
_Count = tuple[FigureKind, str, str]  # kind, noun, who says so


@dataclass(frozen=True, slots=True, kw_only=True)
class _Most:
    happened: int
    figures: int
    quoted: int
    disputed: int


_PAGES = (
    _Most(happened=10, figures=8, quoted=4, disputed=4),
    _Most(happened=8, figures=6, quoted=3, disputed=3),
    _Most(happened=6, figures=5, quoted=2, disputed=2),
    _Most(happened=4, figures=3, quoted=1, disputed=1),
)


def summary(topic: Topic, articles: Sequence[StoredArticle], period: Period, words: Words) -> Message:
    """The page for a topic. ``articles`` are all those of the period, newest first."""
    buttons = _buttons(topic, period, words)
    heading = say(words, "summary.heading", topic=bold(said(topic.title, facts.NAME_LIMIT)), period=name(period, words))
    if not articles:
        return message(between("\n\n", (heading, say(words, "summary.nothing"))), buttons=buttons)
    heading = between("\n", (heading, _coverage(articles, words)))
    page: Runs = ()
    for most in _PAGES:
        page = between("\n\n", (heading, *_sections(articles, most, words)))
        if length(page) <= MESSAGE_LIMIT:
            break
    return message(page, buttons=buttons)


def current_figures(articles: Sequence[StoredArticle]) -> tuple[tuple[Figure, StoredArticle], ...]:
    """Key figures, newest first: of each count by each source those of the newest article that has any."""
    newest: dict[_Count, str] = {}
    found: list[tuple[Figure, StoredArticle]] = []
    for stored in articles:
        for figure in facts.key_figures(stored.alert):
            noun = figure.noun or figure.unit
            count = (figure.kind, noun.casefold(), facts.source_key(figure, stored.article))
            if newest.setdefault(count, stored.article.id) == stored.article.id:
                found.append((figure, stored))
    return tuple(found)


def told(articles: Sequence[StoredArticle]) -> tuple[tuple[StoredArticle, tuple[str, ...]], ...]:
    """Each article once, with the other outlets that carried it under the same headline."""
    first: dict[str, StoredArticle] = {}
    others: dict[str, list[str]] = {}
    for stored in articles:
        headline = " ".join((stored.article.title or stored.article.id).casefold().split())
        if first.setdefault(headline, stored) is not stored and stored.article.source:
            others.setdefault(headline, []).append(stored.article.source)
    return tuple((stored, tuple(others.get(headline, ()))) for headline, stored in first.items())


def _sections(articles: Sequence[StoredArticle], most: _Most, words: Words) -> tuple[Runs, ...]:
    happened = [facts.article_line(stored, words, others) for stored, others in told(articles)]
    figures = [facts.dated_figure(figure, stored, words) for figure, stored in current_figures(articles)]
    return (
        section(say(words, "summary.happened"), happened, words, most=most.happened),
        section(say(words, "summary.figures"), list(dict.fromkeys(figures)), words, most=most.figures),
        section(say(words, "summary.disputed"), _disputed(articles, words), words, most=most.disputed),
        section(say(words, "summary.quoted"), _quoted(articles, words), words, most=most.quoted),
    )


def _coverage(articles: Sequence[StoredArticle], words: Words) -> Runs:
    outlets = {stored.article.source for stored in articles if stored.article.source}
    return say(words, "summary.coverage", articles=f"{len(articles):,}", outlets=f"{len(outlets):,}")


def _quoted(articles: Sequence[StoredArticle], words: Words) -> list[Runs]:
    """The newest quotation of each speaker."""
    lines: dict[str, Runs] = {}
    for stored in articles:
        for group in facts.statements(stored.alert):
            speaker = group[0].speaker
            if speaker is not None and speaker.name.casefold() not in lines:
                line = facts.quote_line(group, words, _QUOTE_LIMIT)
                lines[speaker.name.casefold()] = join(line, facts.origin(stored, words))
    return list(lines.values())


def _disputed(articles: Sequence[StoredArticle], words: Words) -> list[Runs]:
    """Each dispute once, as the newest article has it."""
    lines: dict[Runs, Runs] = {}
    for stored in articles:
        for dispute in facts.disputes(stored.alert):
            line = facts.dispute_lines(dispute, words, _CLAIM_LIMIT)
            lines.setdefault(line, join(line, facts.origin(stored, words)))
    return list(lines.values())


def _buttons(topic: Topic, period: Period, words: Words) -> tuple[tuple[Button, ...], ...]:
    """The same topic over a week where a day was asked, and what there is to ask further."""
    wider = ask(words["button.week"], "summary", f"{topic.key} {WEEK}") if period.span < WEEK.span else None
    further = [
        ask(words[f"button.{command}"], command, f"{topic.key} {period}") for command in ("latest", "figures", "quotes")
    ]
    return rows([*further, wider], 2)
