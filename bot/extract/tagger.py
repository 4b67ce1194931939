"""The tagger of names: what the rules, the lexicons and the whole article say of each word, for a trained network.

Pure: the model and the vectors are bytes, handed in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.extract.lexicon import Lexicon
from bot.extract.network import Network, Vectors, spans_of
from bot.extract.words import Word

LABELS = ("O", *(f"{part}-{kind}" for kind in ("PER", "ORG", "LOC", "MISC") for part in "BI"))
_CITY_SIZES = (1_000_000, 100_000, 15_000, 1)
_STRETCH = 4000  # words that are read together
_LONGEST = 200  # words of a sentence; a longer one is a list or a table and is read in pieces
_KEPT = 12_000  # words of which it is kept what does not depend on where they stand
_RUN = re.compile(r"(.)\1+")
# A word as the article shows it: its text, what the rules say, whether it opens its sentence, and how often it stands
# with a capital elsewhere ("-": it has none here).
Seen = tuple[str, str, bool, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the tagger sees of a sentence: the index of its first word in the article, and its words."""

    first: int
    words: tuple[Seen, ...]


class Features:
    """What the rules, the lexicons and the rest of the article say of each word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known = lru_cache(_KEPT)(self._known_of)

    def of(self, words: Sequence[Word], ruled: Sequence[tuple[int, int, str]]) -> Iterator[Sentence]:
        """The sentences with a capital. ``ruled`` is what the rules say: first, last (exclusive), kind of each name."""
        hints = _hints(len(words), ruled)
        seen = Counter([w.text for w in words if w.is_capital and not w.opens])
        lower = {w.text for w in words if not w.is_capital}
        for first, last in _sentences(words):
            inside = words[first:last]
            if any(w.is_capital for w in inside):
                counts = [_count(w, seen, lower) if w.is_capital else "-" for w in inside]
                opens = [w.opens for w in inside]
                yield Sentence(
                    first, tuple(zip([w.text for w in inside], hints[first:last], opens, counts, strict=True))
                )

    def looks(self, word: Seen) -> tuple[str, ...]:
        """Seven categories: hint, opening, shape, lexicons, known name, size of the city, count."""
        text, hint, opens, count = word
        return (f"h{hint}", "oo" if opens else "oi", *self._known(text), f"n{count}")

    def _known_of(self, text: str) -> tuple[str, ...]:
        """What does not depend on where the word stands: shape, lexicons, known name, size of the city."""
        lexicon, lower = self._lexicon, text.lower()
        flags = "".join(
            letter
            for letter, yes in (
                ("c", lexicon.is_common(lower)),
                ("g", lexicon.is_given(text)),
                ("r", lexicon.is_role(lower)),
                ("p", lexicon.is_particle(lower)),
                ("h", lexicon.is_head(lower)),
                ("t", lexicon.is_thing(lower)),
                ("d", lexicon.is_demonym(text)),
                ("s", lexicon.place_head(lower) is not None),
                ("n", lexicon.country_of(text) is not None),
            )
            if yes
        )
        kind = lexicon.type_of(text) or ""
        size = lexicon.atlas.largest(text) if text[0].isupper() and len(text) > 2 else 0
        city = next((i for i, least in enumerate(_CITY_SIZES) if size >= least), 9)
        return (f"x{_shape(text)}", f"f{flags}", f"t{kind}", f"y{city}")


class Tagger:
    """Names of an article by the trained model. Raises ValueError when the bytes are no model."""

    def __init__(self, model: bytes, vectors: Vectors, lexicon: Lexicon) -> None:
        self._features = Features(lexicon)
        self._network = Network(model, vectors, LABELS, self._features.looks)
        self.chain, self.scores = self._network.chain, self._network.scores

    def runs(self, words: Sequence[Word], ruled: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """Names as words first to last (exclusive) and PER, ORG, LOC or MISC, in order."""
        found: list[tuple[int, int, str]] = []
        for stretch in _stretches(self._features.of(words, ruled)):
            for sentence, labels in zip(stretch, self._network.labels([s.words for s in stretch]), strict=True):
                found.extend(spans_of(labels, sentence.first))
        return found


def _stretches(sentences: Iterator[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences by some thousands of words; a sentence that is very long in pieces."""
    stretch: list[Sentence] = []
    count = 0
    for sentence in sentences:
        for at in range(0, len(sentence.words), _LONGEST):
            stretch.append(Sentence(sentence.first + at, sentence.words[at : at + _LONGEST]))
            count += len(stretch[-1].words)
        if count >= _STRETCH:
            yield stretch
            stretch, count = [], 0
    if stretch:
        yield stretch


def _sentences(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) word of each sentence."""
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at].sentence != words[start].sentence:
            yield start, at
            start = at


def _hints(count: int, ruled: Sequence[tuple[int, int, str]]) -> list[str]:
    """What the rules say of each word: B or I, and the kind."""
    hints = ["O"] * count
    for first, last, kind in ruled:
        hints[first:last] = [f"B{kind}", *[f"I{kind}"] * (last - first - 1)]
    return hints


def _count(word: Word, seen: Counter[str], lower: set[str]) -> str:
    """How often a capitalised word stands inside sentences, whether it opens one here, whether it is there in small."""
    opens = "o" if word.opens else "i"
    return f"{min(seen[word.text], 3)}{opens}{'l' if word.text.lower() in lower else ''}"


def _shape(text: str) -> str:
    """Letters as X and x, digits as 9, runs as one: "Raqa" is Xx, "UN" is XX."""
    plain = "".join("X" if c.isupper() else "x" if c.islower() else "9" if c.isdigit() else c for c in text[:20])
    short = _RUN.sub(r"\1\1", plain)
    return short if len(text) > 1 else plain
