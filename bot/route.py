"""Which topics an article is of, and which chats an update goes to, each with the reason.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.types import Alert, Article, Chat, Subscription, Topic, Update

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_OPENING = 600  # characters of the text that count as its opening


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """An article is of this topic, because of these words."""

    topic: str
    why: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """A chat that an update goes to, and the subscription that asked for it."""

    subscription: Subscription
    silent: bool


class Router:
    """Knows the topics; built once."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self._patterns = tuple((topic, _pattern((*topic.terms, *topic.places))) for topic in topics)
        self._places = tuple((topic, {fold(term) for term in (*topic.terms, *topic.places)}) for topic in topics)

    def topics_of(self, article: Article, alert: Alert) -> tuple[TopicMatch, ...]:
        """The topics that the article is about: named in its title, in its opening, twice in its text, or where
        it happens. One mention far down does not make it one. Every article is of a topic without terms."""
        title = fold(article.title or "")
        text = fold(article.text)
        where = {fold(name) for place in alert.where if place.main for name in (place.name, *place.admin)}
        found = (
            self._match(topic, pattern, title, text, names & where)
            for (topic, pattern), (_, names) in zip(self._patterns, self._places, strict=True)
        )
        return tuple(match for match in found if match is not None)

    @staticmethod
    def _match(topic: Topic, pattern: re.Pattern[str], title: str, text: str, places: set[str]) -> TopicMatch | None:
        if not (topic.terms or topic.places):
            return TopicMatch(topic.key, "every article")
        if hit := pattern.search(title):
            return TopicMatch(topic.key, f"{hit.group()} in the title")
        hits = [hit for _, hit in zip(range(2), pattern.finditer(text), strict=False)]
        if hits and hits[0].start() < _OPENING:
            return TopicMatch(topic.key, f"{hits[0].group()} in the opening")
        if len(hits) == 2:
            return TopicMatch(topic.key, f"{hits[0].group()} more than once")
        if places:
            return TopicMatch(topic.key, f"it happens in {min(places)}")
        return None


def route(
    update: Update, subscriptions: Iterable[Subscription], chats: Mapping[int, Chat], hour_utc: int
) -> tuple[Recipient, ...]:
    """The chats that an update goes to, each once, in the order of the subscriptions."""
    chosen: dict[int, Recipient] = {}
    for subscription in subscriptions:
        if subscription.topic in update.topics and subscription.chat_id not in chosen:
            chat = chats.get(subscription.chat_id)
            silent = subscription.silent or (chat is not None and (chat.silent or is_quiet(chat, hour_utc)))
            chosen[subscription.chat_id] = Recipient(subscription, silent)
    return tuple(chosen.values())


def is_quiet(chat: Chat, hour_utc: int) -> bool:
    """Do the chat's quiet hours hold at this hour? They may go over midnight; equal ends mean none."""
    start, end = chat.quiet_from_h, chat.quiet_to_h
    if start is None or end is None or start == end:
        return False
    return start <= hour_utc < end if start < end else hour_utc >= start or hour_utc < end


def fold(text: str) -> str:
    """Lower case, without accents, vowel signs and invisible characters; hyphens and dashes alike."""
    out = []
    for char in unicodedata.normalize("NFKD", text.casefold()):
        category = unicodedata.category(char)
        if category == "Pd":
            out.append("-")
        elif category not in ("Mn", "Cf"):
            out.append(char)
    return "".join(out)


def _pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Any of the terms as whole words. Arabic joins its one-letter particles to the word: they may stand before."""
    ways = []
    for term in sorted({fold(term) for term in terms}, key=lambda term: (-len(term), term)):
        words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term))
        ways.append(f"[وفبلك]{{0,2}}{_joined(words)}" if _ARABIC.search(term) else words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


def _joined(words: str) -> str:
    """After "for" the article loses its alef: "الرقة" is written "للرقة"."""
    return f"(?:{words}|ل{words[2:]})" if words.startswith("ال") else words
