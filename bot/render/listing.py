"""Lists that end gracefully: as many lines as a message holds, and how many more there are.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.render.html import MESSAGE_LIMIT, Runs, between, join, length
from bot.render.words import Words, say

_ROOM_FOR_MORE = 40  # UTF-16 units kept for "… 1,234 more"


def listing(heading: Runs, lines: Sequence[Runs], words: Words, *, most: int, limit: int = MESSAGE_LIMIT) -> Runs:
    """The heading, then up to ``most`` lines, each with a bullet, as far as ``limit`` UTF-16 units go."""
    room = limit - length(heading) - _ROOM_FOR_MORE
    kept: list[Runs] = []
    for line in lines[:most]:
        item = say(words, "list.item", item=line)
        room -= length(item) + 1
        if room < 0:
            break
        kept.append(item)
    left = len(lines) - len(kept)
    more = say(words, "list.more", count=f"{left:,}") if left else ()
    return between("\n", (heading, *kept, more))


def section(heading: Runs, lines: Sequence[Runs], words: Words, *, most: int) -> Runs:
    """A list under its heading; nothing where there are no lines."""
    return listing(heading, lines, words, most=most) if lines else join()
