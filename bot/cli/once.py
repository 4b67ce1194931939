"""``dateline once``: visit every feed that is due, once, and print what was found.

I/O: the web, the database, terminal. Alerts that come of it wait in the outbox for ``dateline run``.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tqdm import tqdm

from bot import logs
from bot.app import polling, sources_of, utc_now
from bot.cli import settings
from bot.jobs import Visit
from bot.store.store import Store
from config.settings import Settings

HELP = "visit every feed that is due, once, and print what was found"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    settings.add_option(parser)
    parser.add_argument("--all", action="store_true", help="also the feeds that are not due yet")


def run(args: argparse.Namespace) -> int:
    found = settings.load(args)
    logs.configure(level="ERROR")
    with Store.open(found.database.url) as store:
        return asyncio.run(_once(found, store, everything=args.all))


async def _once(found: Settings, store: Store, *, everything: bool) -> int:
    store.sync_feeds(sources_of(found), utc_now())
    if everything:
        store.hasten_feeds(utc_now())
    visits: list[Visit] = []
    with tqdm(total=len(found.feeds), unit="feed", disable=not sys.stderr.isatty(), leave=False) as bar:

        def on_visit(visit: Visit) -> None:
            visits.append(visit)
            bar.update()
            tqdm.write("\n".join(_lines(visit)))

        async with polling(found, store) as poller:
            await poller.poll_due(on_visit)
    if not visits:
        print("no feed is due yet; --all visits them all the same")
    failed = sum(visit.plan.feed_patch.last_error is not None for visit in visits)
    return 1 if visits and failed == len(visits) else 0


def _lines(visit: Visit) -> list[str]:
    plan, name = visit.plan, visit.feed.name
    if plan.feed_patch.last_error:
        return [f"{name}: {plan.feed_patch.last_error}"]
    first = "" if visit.feed.primed else " (first visit: remembered, nothing sent)"
    updates = {update.article_id: update for update in plan.updates}
    lines = [f"{name}: {len(plan.articles)} new, {len(updates)} to tell, {visit.new_deliveries} deliveries{first}"]
    for stored in plan.articles:
        topics = f" [{', '.join(stored.topics)}]" if stored.topics else ""
        update = updates.get(stored.article.id)
        lines.append(f"  {f'{update.reason}: ' if update else ''}{stored.article.title or stored.article.id}{topics}")
    return lines
