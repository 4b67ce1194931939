"""Entities of a message, and those that Telegram finds by itself: commands, addresses, mentions, hashtags.

Pure. Offsets and lengths are UTF-16 units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@<>])/\w{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<url>\b(?:https?://|www\.)[^\s<>\"]{1,2000})"
    r"|(?P<mention>(?<![\w/@])@[A-Za-z]\w{2,31}\b)"
    r"|(?P<hashtag>(?<![\w/#])#\w{0,255}[^\W\d]\w{0,255})"
)
_URL_TAIL = ".,:;!?)]}'\"»”"


def utf16_length(text: str) -> int:
    """How many UTF-16 units ``text`` takes."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A stretch of a text with a meaning. ``type`` is the word of the Bot API."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def meets(self, other: Entity) -> bool:
        return self.offset < other.end and other.offset < self.end


def published(entity: Entity, users: dict[int, dict[str, Any]]) -> dict[str, Any] | None:
    """The entity as the Bot API gives it; None for a mention of a user that nobody knows."""
    answer: dict[str, Any] = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    for name in ("url", "language", "custom_emoji_id", "unix_time", "date_time_format"):
        if (value := getattr(entity, name)) is not None:
            answer[name] = value
    if entity.type == "text_mention":
        if entity.user_id not in users:
            return None
        answer["user"] = users[entity.user_id]
    return answer


def detect(text: str, taken: Iterable[Entity] = ()) -> list[Entity]:
    """What Telegram finds in ``text`` by itself, outside of links and code that are there already."""
    closed = [e for e in taken if e.type in ("code", "pre", "text_link", "text_mention", "date_time")]
    found: list[Entity] = []
    units, at = 0, 0
    for match in _FOUND.finditer(text):
        units += utf16_length(text[at : match.start()])
        at = match.start()
        words = match.group().rstrip(_URL_TAIL) if match.lastgroup == "url" else match.group()
        entity = Entity(type=match.lastgroup or "", offset=units, length=utf16_length(words))
        if words and not any(entity.meets(other) for other in closed):
            found.append(entity)
    return found
