"""One visit to a feed: (what we knew, what we saw, now) → everything to write, and why.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from bot import story as stories
from bot.parse.candidates import resemblance
from bot.plan.schedule import after_failure, after_success
from bot.render.alert import alert as render_alert
from bot.route import Router, route
from bot.story import Development, Shelf
from bot.types import (
    Alert,
    Candidate,
    Chat,
    Feed,
    FeedPatch,
    FetchedFeed,
    FetchFailure,
    Known,
    KnownArticle,
    Lane,
    NewDelivery,
    Plan,
    Reason,
    SeenEntry,
    StoredArticle,
    Story,
    Subscription,
    Update,
)

COPY = 0.6  # sketches this much alike are of one text
_LEAST_SKETCH = 24  # a text with fewer word runs than this is known by its entry or address alone
_CORRECTIONS = (Reason.CORRECTED, Reason.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who listens, and in which words we speak."""

    router: Router
    subscriptions: Sequence[Subscription]
    chats: Mapping[int, Chat]
    words: Mapping[str, str]
    max_age: timedelta  # an article older than this is stored, not pushed


def fresh(feed: Feed, candidates: Sequence[Candidate], known: Known) -> tuple[Candidate, ...]:
    """The candidates that must be read: new, edited, or remembered by another feed and never told; oldest first,
    each article once."""
    chosen: dict[str, Candidate] = {}
    for candidate in _oldest_first(candidates):
        before = recognise(candidate, known)
        if before is None or _is_edited(candidate, before, known) or _is_untold(feed, candidate, before, known):
            chosen.setdefault(candidate.article.id if before is None else before.id, candidate)
    return tuple(chosen.values())


def recognise(candidate: Candidate, known: Known) -> KnownArticle | None:
    """The article that a candidate is, if we know it: by its entry, its address, or its words."""
    known_id = known.entries.get(candidate.key)
    for article_id in (known_id, candidate.article.id):
        if article_id is not None and article_id in known.articles:
            return known.articles[article_id]
    if not _tells(candidate.sketch):
        return None
    return next((a for a in known.articles.values() if a.content_hash == candidate.content_hash), None)


def _tells(sketch: Sequence[int]) -> bool:
    """Is the text long enough to be known by its words? "Morning update" is another article every day."""
    return len(sketch) >= _LEAST_SKETCH


def _is_edited(candidate: Candidate, before: KnownArticle, known: Known) -> bool:
    """Has the outlet changed its own article? A copy elsewhere, or in another feed, is no edit of it."""
    own = known.entries.get(candidate.key) == before.id or candidate.article.id == before.id
    return own and candidate.article.source == before.source and before.content_hash != candidate.content_hash


def _is_untold(feed: Feed, candidate: Candidate, before: KnownArticle, known: Known) -> bool:
    """Another feed's first visit filled the memory with it, but to this feed it is news."""
    return feed.primed and not before.told and before.feed_id != feed.id and candidate.key not in known.entries


def _oldest_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Feeds list the newest first; entries without a date keep their place among those of the same time."""
    dated = [c.article.published_at for c in candidates if c.article.published_at]
    newest = max(dated, default=None)
    ordered = list(reversed(list(candidates)))
    if newest is not None:
        ordered.sort(key=lambda c: c.article.published_at or newest)
    return ordered


def plan_failure(feed: Feed, answer: FetchedFeed | FetchFailure, problem: str, now: datetime) -> Plan:
    """Nothing usable came: keep what we know, and try later."""
    return Plan(
        feed_patch=FeedPatch(
            feed_id=feed.id,
            next_check_at=after_failure(feed, answer, now),
            etag=feed.etag,
            last_modified=feed.last_modified,
            body_hash=feed.body_hash,
            primed=feed.primed,
            error_count=feed.error_count + 1,
            last_error=problem,
            checked_at=now,
        ),
        reasons=(f"{feed.name}: {problem}",),
    )


def plan_unchanged(feed: Feed, fetched: FetchedFeed, now: datetime) -> Plan:
    """304, or the same bytes as last time."""
    patch = _patch(feed, fetched, None, now)
    kept = patch if fetched.status != 304 else replace(patch, etag=feed.etag, last_modified=feed.last_modified)
    return Plan(feed_patch=replace(kept, body_hash=feed.body_hash, primed=feed.primed))


def plan_visit(
    feed: Feed,
    fetched: FetchedFeed,
    candidates: Sequence[Candidate],
    alerts: Mapping[str, Alert],
    known: Known,
    audience: Audience,
    now: datetime,
    ttl_s: int | None = None,
) -> Plan:
    """Everything to write after a visit that brought entries.

    ``candidates`` are all of the feed, those that ``fresh`` chose with their full text; ``alerts`` by article id are
    theirs. The first visit fills the memory and sends nothing.
    """
    draft = _Draft(feed=feed, known=known, audience=audience, now=now, shelf=Shelf(known.stories))
    chosen = {candidate.key for candidate in fresh(feed, candidates, known)}
    for candidate in _oldest_first(candidates):
        if candidate.key in chosen:
            draft.read(candidate, alerts.get(candidate.article.id, Alert()))
        else:
            draft.remember(candidate)
    return Plan(
        feed_patch=_patch(feed, fetched, ttl_s, now),
        seen=tuple(SeenEntry(key=key, article_id=article_id) for key, article_id in draft.seen.items()),
        articles=tuple(draft.articles.values()),
        stories=tuple(draft.stories.values()),
        updates=tuple(draft.updates),
        deliveries=tuple(draft.deliveries),
        reasons=tuple(draft.reasons),
    )


def body_hash(body: bytes) -> str:
    """Tells whether a feed's bytes are those of last time."""
    return blake2b(body, digest_size=16).hexdigest()


def _patch(feed: Feed, fetched: FetchedFeed, ttl_s: int | None, now: datetime) -> FeedPatch:
    return FeedPatch(
        feed_id=feed.id,
        next_check_at=after_success(feed, fetched, ttl_s, now),
        etag=fetched.headers.get("etag"),
        last_modified=fetched.headers.get("last-modified"),
        body_hash=body_hash(fetched.body),
        primed=True,
        url=fetched.moved_to,
        checked_at=now,
    )


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A plan while it is made: what each article adds is known to those after it."""

    feed: Feed
    known: Known
    audience: Audience
    now: datetime
    shelf: Shelf
    seen: dict[str, str] = field(default_factory=dict)
    articles: dict[str, StoredArticle] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    updates: list[Update] = field(default_factory=list)
    deliveries: list[NewDelivery] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def remember(self, candidate: Candidate) -> None:
        """A known article, or a second entry of one in this feed: only the entry may be new."""
        before = recognise(candidate, self.known)
        article_id = before.id if before is not None else self._in_this_visit(candidate)
        if article_id is not None and self.known.entries.get(candidate.key) != article_id:
            self._see(candidate, article_id)
            self.reasons.append(f"{candidate.article.title or candidate.key}: known as {article_id}")

    def _in_this_visit(self, candidate: Candidate) -> str | None:
        if candidate.article.id in self.articles:
            return candidate.article.id
        if not _tells(candidate.sketch):
            return None
        return next((a.article.id for a in self.articles.values() if a.content_hash == candidate.content_hash), None)

    def _see(self, candidate: Candidate, article_id: str) -> None:
        self.seen[candidate.key] = article_id

    def read(self, candidate: Candidate, alert: Alert) -> None:
        """A new or edited article, with its alert."""
        before = recognise(candidate, self.known)
        topics = tuple(match.topic for match in self.audience.router.topics_of(candidate.article, alert))
        twin = self._in_this_visit(candidate)
        if twin is not None and before is None:
            self._see(candidate, twin)
        elif before is None:
            self._read_new(candidate, alert, topics)
        elif _is_untold(self.feed, candidate, before, self.known):
            self._read_untold(self._as(candidate, before), alert, topics, before)
        elif topics and not before.topics:
            self._read_new(self._as(candidate, before), alert, topics)  # the edit brought it to the topic
        else:
            self._read_edit(self._as(candidate, before), alert, before)

    @staticmethod
    def _as(candidate: Candidate, before: KnownArticle) -> Candidate:
        return replace(candidate, article=replace(candidate.article, id=before.id))

    def _read_new(self, candidate: Candidate, alert: Alert, topics: tuple[str, ...]) -> None:
        development = stories.develop(candidate.article, alert, topics, self.shelf, self.now) if topics else None
        original = self._near_copy(candidate)
        if original is not None and (development is None or not development.changes):
            self._see(candidate, original)
            self.reasons.append(f"{candidate.article.title or candidate.key}: a copy of {original}")
            return
        self._store(candidate, alert, topics, development)

    def _read_untold(self, candidate: Candidate, alert: Alert, topics: tuple[str, ...], before: KnownArticle) -> None:
        development = None
        if topics:
            development = stories.develop(candidate.article, alert, topics, self.shelf, self.now)
            if development.story.id == before.story_id and not development.changes:
                development = replace(development, reason=Reason.OPENED)
        self._store(candidate, alert, topics, development, before)

    def _near_copy(self, candidate: Candidate) -> str | None:
        """The article of another outlet whose text this nearly is. One outlet's two articles are two."""
        if not _tells(candidate.sketch):
            return None
        alike = [
            (resemblance(candidate.sketch, other.sketch), other.id)
            for other in self.known.articles.values()
            if other.source != candidate.article.source and _tells(other.sketch)
        ]
        best = max(alike, default=(0.0, ""))
        return best[1] if best[0] >= COPY else None

    def _read_edit(self, candidate: Candidate, alert: Alert, before: KnownArticle) -> None:
        story = self.shelf.get(before.story_id)
        development = stories.revise(candidate.article, before.title, alert, story, self.now)
        topics = before.topics
        self._store(candidate, alert, topics, development, before)

    def _store(
        self,
        candidate: Candidate,
        alert: Alert,
        topics: tuple[str, ...],
        development: Development | None,
        before: KnownArticle | None = None,
    ) -> None:
        story = development.story if development else None
        stored = StoredArticle(
            article=candidate.article,
            alert=alert,
            feed_id=self.feed.id,
            topics=topics,
            story_id=story.id if story else before.story_id if before else None,
            content_hash=candidate.content_hash,
            sketch=candidate.sketch,
            first_seen_at=before.first_seen_at if before else self.now,
            revised_at=self.now if before else None,
        )
        self._see(candidate, candidate.article.id)
        self.articles[candidate.article.id] = stored
        if story is not None:
            self.stories[story.id] = story
            self.shelf.put(story)
        if development is not None and development.reason is not None:
            self._announce(stored, development, development.reason)

    def _announce(self, stored: StoredArticle, development: Development, reason: Reason) -> None:
        name = stored.article.title or stored.article.id
        if not self.feed.primed:
            return
        if self._is_old(stored) and reason not in _CORRECTIONS:
            self.reasons.append(f"{name}: stored, not pushed: older than {self.audience.max_age}")
            return
        update = Update(
            id=_update_id(stored, reason),
            story_id=development.story.id,
            seq=development.story.seq,
            article_id=stored.article.id,
            reason=reason,
            topics=stored.topics,
            changes=development.changes,
            created_at=self.now,
        )
        self.updates.append(update)
        self.deliveries.extend(self._deliveries(stored, update))
        self.reasons.append(f"{name}: {reason} of {', '.join(stored.topics)}")

    def _is_old(self, stored: StoredArticle) -> bool:
        published = stored.article.published_at
        return published is not None and published < self.now - self.audience.max_age

    def _deliveries(self, stored: StoredArticle, update: Update) -> Iterable[NewDelivery]:
        recipients = route(update, self.audience.subscriptions, self.audience.chats, self.now.hour)
        if not recipients:
            return
        topics = [topic for topic in self.audience.router.topics if topic.key in update.topics]
        message = render_alert(stored, update, topics, self.audience.words)
        for recipient in recipients:
            yield NewDelivery(
                key=f"u:{update.id}:{recipient.subscription.chat_id}",
                chat_id=recipient.subscription.chat_id,
                thread_id=recipient.subscription.thread_id,
                lane=Lane.CORRECTION if update.reason in _CORRECTIONS else Lane.ALERT,
                message=message,
                update_id=update.id,
                article_id=stored.article.id,
                silent=recipient.silent,
            )


def _update_id(stored: StoredArticle, reason: Reason) -> str:
    """The same news gives the same id, so that a visit that is planned twice tells it once."""
    words = f"{stored.article.id}\0{reason}\0{stored.content_hash}"
    return blake2b(words.encode(), digest_size=9).hexdigest()
