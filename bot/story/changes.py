"""What an article changes about its story.

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from bot.story import ledger
from bot.story.match import Shelf, terms
from bot.types import Alert, Article, FigureChange, LedgerEntry, Reason, Stance, Story

_CORRECTION = re.compile(
    r"\b(?:correct(?:s|ed|ion|ing)\b[^.\n]{0,40}(?:\bto\b|\bthat\b|:|\)|—|-)|clarif(?:ies|ied|ication)\b:?)|^correct",
    re.I,
)
_WITHDRAWAL = re.compile(
    r"\b(?:this (?:story|article|report) (?:has been|is) (?:withdrawn|retracted)|retraction:)", re.I
)
_HARM = re.compile(
    r"\b(?:kill|dead|dea?th|die|wound|injur|hurt|missing|trapp|displac|evacuat|flee|fled|detain|arrest|abduct|toll)",
    re.I,
)
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_NOTE = 240  # characters at either end of a text where a correction is announced


@dataclass(frozen=True, slots=True)
class Development:
    """The story as it stands with this article, and why that is worth telling (None: it is not)."""

    story: Story
    reason: Reason | None
    changes: tuple[FigureChange, ...] = ()


def develop(article: Article, alert: Alert, topics: tuple[str, ...], shelf: Shelf, now: datetime) -> Development:
    """A new article opens a story, or develops the known one that it is most like."""
    words = terms(article, alert)
    known = shelf.find(words, topics)
    figures = ledger.entries(article, alert, article.published_at or now)
    if known is None:
        story = Story(
            id=blake2b(article.id.encode(), digest_size=8).hexdigest(),
            title=article.title or (alert.lede.text if alert.lede else article.id),
            topics=topics,
            terms=words,
            ledger=ledger.merge((), figures),
            first_seen_at=now,
            last_changed_at=now,
        )
        return Development(story, Reason.OPENED)
    changed = ledger.changes(article, alert, known.ledger)
    story = _grown(known, words, figures, topics, now)
    if changed:
        return Development(story, Reason.REVISED, changed)
    return Development(story, Reason.DISPUTED if _denies(alert) else Reason.DEVELOPED)


def revise(
    article: Article, before_title: str | None, alert: Alert, story: Story | None, now: datetime
) -> Development | None:
    """A known article was edited. Worth telling where it is corrected, withdrawn, or its figures moved."""
    if story is None:
        return None
    changed = ledger.changes(article, alert, story.ledger, edited=True)
    grown = _grown(story, {}, ledger.entries(article, alert, now), story.topics, now)
    if _WITHDRAWAL.search(_announcement(article)):
        return Development(grown, Reason.WITHDRAWN, changed)
    if _CORRECTION.search(_announcement(article)):
        return Development(grown, Reason.CORRECTED, changed)
    if changed:
        return Development(grown, Reason.REVISED, changed)
    if _tolls(article.title) != _tolls(before_title):
        return Development(grown, Reason.DEVELOPED)
    return Development(story, None)


def _announcement(article: Article) -> str:
    return "\n".join((article.title or "", article.text[:_NOTE], article.text[-_NOTE:]))


def _tolls(title: str | None) -> list[str]:
    """The numbers of a headline that count people harmed or held: "kills 4" is news when it becomes "kills 6"."""
    return sorted(_NUMBER.findall(title)) if title and _HARM.search(title) else []


def _denies(alert: Alert) -> bool:
    """Is a denial the news, not the background? It stands in the lede, or what it denies does."""
    end = alert.lede.end if alert.lede else 0
    return any(
        claim.span.start < end and (claim.stance is Stance.DENIES or claim.disputed_by) for claim in alert.claims
    )


def _grown(
    story: Story,
    words: dict[str, int],
    figures: tuple[LedgerEntry, ...],
    topics: tuple[str, ...],
    now: datetime,
) -> Story:
    merged = dict(story.terms)
    for word, count in words.items():
        merged[word] = merged.get(word, 0) + count
    heaviest = dict(sorted(merged.items(), key=lambda item: (-item[1], item[0]))[:120])
    return replace(
        story,
        terms=heaviest,
        ledger=ledger.merge(story.ledger, figures),
        topics=tuple(dict.fromkeys((*story.topics, *topics))),
        last_changed_at=now,
        seq=story.seq + 1,
    )
