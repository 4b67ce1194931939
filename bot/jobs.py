"""What runs on a schedule: visit the feeds that are due, tidy up. No rules here; those are in ``bot.plan``.

I/O: through the parts it is given.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.errors import WorkerDied
from bot.parse.candidates import candidates as candidates_of
from bot.parse.candidates import with_text
from bot.plan import Audience, body_hash, fresh, plan_failure, plan_unchanged, plan_visit
from bot.route import Router
from bot.store.store import Store
from bot.types import (
    Alert,
    Article,
    Candidate,
    FailureReason,
    Feed,
    FetchedFeed,
    FetchFailure,
    ParsedFeed,
    Plan,
)

log = structlog.get_logger(__name__)

LEASE_S = 180  # of a feed being visited; after a crash it is how long that feed waits
PAGES_WITHIN_S = 60  # for all article pages of one visit; what did not come stays a teaser
MOST_PAGES = 40  # a visit
RECENT = timedelta(days=4)  # how far back near copies and stories are looked for
FEEDS_AT_ONCE = 8


class Web(Protocol):
    """What a visit asks of the web; ``bot.fetch.Fetcher``."""

    async def fetch(self, feed: Feed) -> FetchedFeed | FetchFailure: ...
    async def fetch_page(self, url: str) -> FetchedFeed | FetchFailure: ...


class Reader(Protocol):
    """What a visit asks of the worker processes; ``bot.workers.Workers``. The first two raise WorkerDied."""

    async def parse(self, fetched: FetchedFeed) -> ParsedFeed: ...
    async def page(self, fetched: FetchedFeed) -> Any: ...
    async def extract(self, articles: Sequence[Article]) -> tuple[Alert | WorkerDied, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of one visit, for those who print it."""

    feed: Feed
    plan: Plan
    new_deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Catch:
    """A feed's entries as articles, and the alerts of those that were read, by article id."""

    candidates: tuple[Candidate, ...]
    alerts: dict[str, Alert]


class Poller:
    """Visits feeds: fetch, parse, read, plan, and one transaction."""

    def __init__(
        self,
        store: Store,
        web: Web,
        reader: Reader,
        router: Router,
        words: Mapping[str, str],
        *,
        clock: Callable[[], datetime],
        max_age: timedelta,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._web = web
        self._reader = reader
        self._router = router
        self._words = words
        self._clock = clock
        self._max_age = max_age
        self._wake = wake
        self._visits: set[asyncio.Task[None]] = set()
        self._deciding = asyncio.Lock()

    async def tick(self) -> None:
        """Begin a visit to each feed that is due, as many as there is room for; slow ones hold up no other."""
        room = FEEDS_AT_ONCE - len(self._visits)
        if room <= 0:
            return
        for feed in await asyncio.to_thread(self._store.claim_due_feeds, self._clock(), room, LEASE_S):
            task = asyncio.create_task(self._visit_alone(feed), name=f"visit-{feed.id}")
            self._visits.add(task)
            task.add_done_callback(self._visits.discard)

    async def stop(self, within_s: float) -> None:
        """Let visits end; those that take longer are given up, and made again after their lease."""
        if not self._visits:
            return
        _, late = await asyncio.wait(self._visits, timeout=within_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def poll_due(self, on_visit: Callable[[Visit], None] = lambda visit: None) -> int:
        """Visit all that is due once, and wait for it; how many feeds."""
        count = 0
        while feeds := await asyncio.to_thread(self._store.claim_due_feeds, self._clock(), FEEDS_AT_ONCE, LEASE_S):
            for done in asyncio.as_completed([self.visit(feed) for feed in feeds]):
                on_visit(await done)
            count += len(feeds)
        return count

    async def _visit_alone(self, feed: Feed) -> None:
        try:
            await self.visit(feed)
        except Exception:  # one bad feed stops no other; it is visited again when its lease is over
            log.exception("visit_failed", feed=feed.name)

    async def visit(self, feed: Feed) -> Visit:
        """Fetch a feed and take in what it says. Raises StoreError; nothing is then written."""
        answer = await self._web.fetch(feed)
        log.debug("feed_fetched", feed=feed.name, status=getattr(answer, "status", None))
        return await self.take(feed, answer)

    async def take(self, feed: Feed, answer: FetchedFeed | FetchFailure) -> Visit:
        """Take in what a fetch brought, in one transaction. Raises StoreError."""
        ready = self._without_entries(feed, answer)
        parsed = None if ready else await self._parse(feed, answer)
        if isinstance(parsed, ParsedFeed) and isinstance(answer, FetchedFeed):
            plan, new = await self._decide(feed, answer, parsed, await self._read(feed, parsed))
        else:
            plan = ready or plan_failure(feed, answer, str(parsed), self._clock())
            new = await asyncio.to_thread(self._store.apply, plan, self._clock())
        _report(feed, plan, new)
        if new:
            self._wake()
        return Visit(feed=feed, plan=plan, new_deliveries=new)

    def _without_entries(self, feed: Feed, answer: FetchedFeed | FetchFailure) -> Plan | None:
        """The plan where there is nothing to parse, None where there is."""
        now = self._clock()
        if isinstance(answer, FetchFailure):
            return plan_failure(feed, answer, f"{answer.reason}: {answer.detail}", now)
        if answer.status == 304 or (answer.status == 200 and body_hash(answer.body) == feed.body_hash):
            return plan_unchanged(feed, answer, now)
        if answer.status != 200:
            return plan_failure(feed, answer, f"HTTP status {answer.status}", now)
        return None

    async def _parse(self, feed: Feed, answer: FetchedFeed | FetchFailure) -> ParsedFeed | str:
        """What the feed says, or why it cannot be told. "No entries" of what is no feed is not "nothing new"."""
        assert isinstance(answer, FetchedFeed)  # a failure has its plan already
        try:
            parsed = await self._reader.parse(answer)
        except WorkerDied as error:
            return f"{FailureReason.UNREADABLE}: {error}"
        return parsed if parsed.entries or parsed.title else "; ".join(parsed.problems)

    async def _read(self, feed: Feed, parsed: ParsedFeed) -> _Catch:
        """The entries as articles; those that seem new with their full text and their alerts."""
        found = await asyncio.to_thread(candidates_of, parsed, feed)
        known = await asyncio.to_thread(self._store.known, feed.id, found, self._clock() - RECENT)
        chosen = {candidate.key: candidate for candidate in fresh(feed, found, known)}
        if feed.full_text:
            chosen |= await self._with_pages([c for c in chosen.values() if c.teaser and self._is_ours(c)])
        alerts = await self._alerts([candidate.article for candidate in chosen.values()])
        return _Catch(candidates=tuple(chosen.get(candidate.key, candidate) for candidate in found), alerts=alerts)

    async def _decide(self, feed: Feed, answer: FetchedFeed, parsed: ParsedFeed, catch: _Catch) -> tuple[Plan, int]:
        """Plan and commit, one visit at a time: what another visit has just committed is known to this one."""
        async with self._deciding:
            since = self._clock() - RECENT
            known = await asyncio.to_thread(self._store.known, feed.id, catch.candidates, since)
            audience = Audience(
                router=self._router,
                subscriptions=await asyncio.to_thread(self._store.subscriptions),
                chats=await asyncio.to_thread(self._store.chats_by_id),
                words=self._words,
                max_age=self._max_age,
            )
            now = self._clock()
            plan = await asyncio.to_thread(
                plan_visit, feed, answer, catch.candidates, catch.alerts, known, audience, now, parsed.ttl_s
            )
            return plan, await asyncio.to_thread(self._store.apply, plan, now)

    def _is_ours(self, candidate: Candidate) -> bool:
        return bool(self._router.topics_of(candidate.article, Alert()))

    async def _with_pages(self, teasers: Sequence[Candidate]) -> dict[str, Candidate]:
        """Those teasers whose page could be read in time, with its text; by key."""
        tasks = [asyncio.create_task(self._with_page(candidate)) for candidate in teasers[-MOST_PAGES:]]
        if not tasks:
            return {}
        _, late = await asyncio.wait(tasks, timeout=PAGES_WITHIN_S)
        for task in late:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        return {candidate.key: candidate for candidate in ends if isinstance(candidate, Candidate)}

    async def _with_page(self, candidate: Candidate) -> Candidate | None:
        if candidate.article.url is None:
            return None
        answer = await self._web.fetch_page(candidate.article.url)
        if not isinstance(answer, FetchedFeed) or answer.status != 200:
            reason = answer.reason if isinstance(answer, FetchFailure) else f"HTTP status {answer.status}"
            log.info("page_not_fetched", article=candidate.article.id, reason=reason)
            return None
        try:
            page = await self._reader.page(answer)
        except WorkerDied as error:
            log.warning("page_not_read", article=candidate.article.id, reason=error.reason)
            return None
        if page is None or len(page.text) <= len(candidate.article.text):
            return None
        return with_text(candidate, page.text)

    async def _alerts(self, articles: Sequence[Article]) -> dict[str, Alert]:
        """The alert of each article, by id. An article that cannot be read still goes out, with its title alone."""
        alerts = {}
        for article, end in zip(articles, await self._reader.extract(articles), strict=True):
            if isinstance(end, WorkerDied):
                log.error("article_not_read", article=article.id, reason=end.reason, cause=repr(end.__cause__)[:200])
            else:
                alerts[article.id] = end
        return alerts


def _report(feed: Feed, plan: Plan, new: int) -> None:
    patch = plan.feed_patch
    line = log.bind(feed=feed.name, next_check_at=patch.next_check_at.isoformat())
    if patch.last_error:
        line.warning("feed_failed", problem=patch.last_error, errors=patch.error_count)
        return
    line.info("feed_visited", new=len(plan.articles), updates=len(plan.updates), deliveries=new)
    for reason in plan.reasons:
        log.debug("decided", feed=feed.name, why=reason)
