"""Is an article of a story that we know?

Pure.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

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


def match(words: Mapping[str, int], stories: Sequence[Story]) -> Story | None:
    """The story most like these words, if any is like enough; of equals the newest, then by id."""
    weights = _weights([story.terms for story in stories])
    best = max(
        ((_cosine(words, story.terms, weights), story.last_changed_at, story.id, story) for story in stories),
        key=lambda found: found[:3],
        default=None,
    )
    return best[3] if best is not None and best[0] >= THRESHOLD else None


def _weights(stories: Sequence[Mapping[str, int]]) -> Mapping[str, float]:
    """Words that many stories share weigh less."""
    seen = Counter(word for story in stories for word in story)
    return {word: math.log((2 + len(stories)) / (1 + count)) for word, count in seen.items()}


def _cosine(a: Mapping[str, int], b: Mapping[str, int], weights: Mapping[str, float]) -> float:
    rare = max(weights.values(), default=1.0) or 1.0

    def vector(words: Mapping[str, int]) -> dict[str, float]:
        return {word: (1 + math.log(count)) * max(weights.get(word, rare), 0.2) for word, count in words.items()}

    left, right = vector(a), vector(b)
    dot = sum(value * right[word] for word, value in left.items() if word in right)
    norm = math.sqrt(sum(v * v for v in left.values())) * math.sqrt(sum(v * v for v in right.values()))
    return dot / norm if norm else 0.0
