"""Is an article of a story that we know?

Pure.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from bot.types import Alert, Article, Story

THRESHOLD = 0.27  # B-cubed F1 .85 on ECB+ dev, .92 on shootings dev
_OPENING = 800  # characters of the text that tell what it is about
_WORD = re.compile(r"[^\W\d_]{3,}")
_STOP = frozenset(
    (
        "about after again against all also amid among and any are been before being but can could did does for from "
        "had has have her him his how into its just may more most new news not now off one only other our out over "
        "own said same say says she should since some such than that the their them then there these they this those "
        "through told two under until upon was were what when where which while who why will with would you your year "
        "years day days week monday tuesday wednesday thursday friday saturday sunday according people "
    ).split()
)


def terms(article: Article, alert: Alert) -> dict[str, int]:
    """How often each telling word stands in the title (three times the weight) and the opening; names count double."""
    counts: Counter[str] = Counter()
    for text, weight in ((article.title or "", 3), (article.text[:_OPENING], 1)):
        for word in _WORD.findall(text.lower()):
            if word not in _STOP:
                counts[_stem(word)] += weight
    for name in (*(actor.name for actor in alert.who[:6]), *(place.name for place in alert.where[:4])):
        for word in _WORD.findall(name.lower()):
            counts[_stem(word)] += 1
    return dict(counts.most_common(60))


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


class Shelf:
    """Stories that can be found by their words; what is put on it is found by those after it.

    Words that many stories share weigh less. The weights are made anew when the shelf has grown by a quarter, so that
    a visit with a thousand articles stays linear.
    """

    def __init__(self, stories: Iterable[Story]) -> None:
        self._stories: dict[str, Story] = {}
        self._words: dict[str, dict[str, float]] = {}  # word → story id → weight
        self._norms: dict[str, float] = {}
        self._weights: dict[str, float] = {}
        self._rare = 1.0
        self._weighed = 0
        for story in stories:
            self._stories[story.id] = story
        self._weigh()

    def put(self, story: Story) -> None:
        """A story that is new or has grown."""
        before = self._stories.get(story.id)
        for word in before.terms if before is not None else ():
            self._words.get(word, {}).pop(story.id, None)
        self._stories[story.id] = story
        if len(self._stories) > 1.25 * self._weighed + 4:
            self._weigh()
        else:
            self._enter(story)

    def get(self, story_id: str | None) -> Story | None:
        return self._stories.get(story_id) if story_id is not None else None

    def find(self, words: Mapping[str, int], topics: Collection[str]) -> Story | None:
        """The story of one of these topics most like these words, if any is like enough; of equals the newest."""
        mine = self._vector(words)
        norm = math.sqrt(sum(value * value for value in mine.values()))
        dots: dict[str, float] = {}
        for word, value in mine.items():
            for story_id, weight in self._words.get(word, {}).items():
                dots[story_id] = dots.get(story_id, 0.0) + value * weight
        found = [
            (dot / (norm * self._norms[story_id]), story.last_changed_at, story_id)
            for story_id, dot in dots.items()
            if (story := self._stories[story_id]) and not set(topics).isdisjoint(story.topics)
        ]
        best = max(found, default=None)
        return self._stories[best[2]] if best is not None and best[0] >= THRESHOLD else None

    def _weigh(self) -> None:
        seen = Counter(word for story in self._stories.values() for word in story.terms)
        count = len(self._stories)
        self._weights = {word: math.log((2 + count) / (1 + times)) for word, times in seen.items()}
        self._rare = max(self._weights.values(), default=1.0)
        self._weighed = count
        self._words = {}
        for story in self._stories.values():
            self._enter(story)

    def _enter(self, story: Story) -> None:
        vector = self._vector(story.terms)
        self._norms[story.id] = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        for word, value in vector.items():
            self._words.setdefault(word, {})[story.id] = value

    def _vector(self, words: Mapping[str, int]) -> dict[str, float]:
        return {
            word: (1 + math.log(count)) * max(self._weights.get(word, self._rare), 0.2) for word, count in words.items()
        }
