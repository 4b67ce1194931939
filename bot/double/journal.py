"""The journal: what really reached a chat, whatever the bot was told. The oracle for lost and doubled messages.

I/O: one file, appended line by line, where one is named.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

Json = dict[str, Any]


class Journal:
    """Append-only. An entry has ``n`` (from 1), ``at`` (unix time) and ``what``: sent, edited, deleted or answered."""

    def __init__(self, path: Path | None, clock: Callable[[], float]) -> None:
        self.entries: list[Json] = []
        self._clock = clock
        self._file: TextIO | None = path.open("a", encoding="utf-8") if path else None
        self._grown = asyncio.Event()

    def add(self, what: str, entry: Json) -> Json:
        full = {"n": len(self.entries) + 1, "at": self._clock(), "what": what, **entry}
        self.entries.append(full)
        if self._file:
            self._file.write(json.dumps(full, ensure_ascii=False) + "\n")
            self._file.flush()
        self._grown.set()
        return full

    async def after(self, n: int, wait_s: float) -> list[Json]:
        """The entries beyond the n-th; waits for one as long as ``wait_s``."""
        deadline = asyncio.get_running_loop().time() + wait_s
        while len(self.entries) <= n and (left := deadline - asyncio.get_running_loop().time()) > 0:
            self._grown.clear()
            try:
                await asyncio.wait_for(self._grown.wait(), left)
            except TimeoutError:
                break
        return self.entries[n:]

    def forget(self) -> None:
        """Begin again at 1. A file keeps what it has."""
        self.entries = []

    def close(self) -> None:
        if self._file:
            self._file.close()
