"""A news outlet on the loopback: feeds that grow by one article whenever told.

Every article is of our own making: its number, and words that no other article has in this order.
"""

from __future__ import annotations

import random
import re
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

NUMBER = re.compile(r"report-(\d+)")
WORDS = (
    "harbour bridge clinic bakery convoy shelter river tower market mill quarry depot orchard tunnel canal pump "
    "school ferry station warehouse well fountain dam gate road field garden roof cellar wall lamp stove boat truck"
).split()
NEWEST = 150  # items that a feed shows; one that leaves it before a whole visit is nobody's to deliver


class Outlet:
    """``with Outlet() as outlet:`` serves ``outlet.url(feed)`` for any feed number."""

    def __init__(self) -> None:
        self._articles: dict[int, list[int]] = defaultdict(list)
        self._count = 0
        outlet = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = outlet._feed(int(self.path.strip("/").removesuffix(".xml")))
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, feed: int) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{feed}.xml"

    def publishes(self, feed: int) -> int:
        """One more article; its number, which stands in its title as ``report-N``."""
        self._count += 1
        self._articles[feed].append(self._count)
        return self._count

    def _feed(self, feed: int) -> bytes:
        items = "".join(_item(number) for number in reversed(self._articles[feed][-NEWEST:]))
        return f'<rss version="2.0"><channel><title>Outlet {feed}</title>{items}</channel></rss>'.encode()


def _item(number: int) -> str:
    chance = random.Random(number)
    sentences = (" ".join(chance.choices(WORDS, k=12)).capitalize() + f" {number}." for _ in range(5))
    return (
        f"<item><guid>report-{number}</guid><link>https://outlet.example/report-{number}</link>"
        f"<title>Raqa report-{number}</title><description>{' '.join(sentences)}</description></item>"
    )


def number_in(text: str) -> int | None:
    """The number of the article that a message is about."""
    found = NUMBER.search(text)
    return int(found.group(1)) if found else None
