"""A trained tagger for names: a linear-chain CRF over words, with the rules and the lexicons as hints.

Pure: the model is bytes, handed in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pycrfsuite

from bot.extract.lexicon import Lexicon
from bot.extract.words import Word

_CITY_SIZES = (1_000_000, 100_000, 15_000, 1)
_RUN = re.compile(r"(.)\1+")


class Features:
    """What the tagger sees of each word of an article."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._cache: dict[str, tuple[str, ...]] = {}

    def of(self, words: Sequence[Word], ruled: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, list[list[str]]]]:
        """For each sentence with a capital the index of its first word and one list of features for each word.

        ``ruled`` is what the rules say. One sentence at a time: a long text needs no more memory than a short one.
        """
        hints = _hints(len(words), ruled)
        seen = Counter(w.text for w in words if w.is_capital and not w.opens)
        lower = {w.text for w in words if not w.is_capital}
        for first, last in _sentences(words):
            inside, near = words[first:last], hints[first:last]
            if any(w.is_capital for w in inside):
                cores = [self._core(w, near[i], seen, lower) for i, w in enumerate(inside)]
                lowered = [w.text.lower() for w in inside]
                yield first, [self._around(i, lowered, cores, near) for i in range(len(inside))]

    def _around(self, at: int, lowered: list[str], cores: list[list[str]], hints: list[str]) -> list[str]:
        """The features of a word and of those beside it in its sentence."""
        found = list(cores[at])
        for step in (-2, -1, 1, 2):
            near = at + step
            if not 0 <= near < len(lowered):
                found.append(f"{step}|")
                continue
            found.append(f"{step}w={lowered[near]}")
            found.append(f"{step}h={hints[near]}")
            if step in (-1, 1):
                found.extend(f"{step}{f}" for f in cores[near][3:9])
        if at:
            found.append(f"2={lowered[at - 1]}|{lowered[at]}")
            found.append(f"2h={hints[at - 1]}|{hints[at]}")
        if at + 1 < len(lowered):
            found.append(f"+h={hints[at]}|{hints[at + 1]}")
        return found

    def _core(self, word: Word, hint: str, seen: Counter[str], lower: set[str]) -> list[str]:
        """Features of the word itself; its own word, hint and document come first."""
        text = word.text
        known = self._cache.get(text)
        if known is None:
            if len(self._cache) > 50_000:
                self._cache.clear()
            known = self._cache[text] = self._known(text)
        opens = "o" if word.opens else "i"
        found = [f"h={hint}", f"h={hint}{opens}", f"o={opens}{known[1]}", *known]
        if word.is_capital:
            count = seen[text]
            found.append(f"n={min(count, 3)}{opens}{'l' if text.lower() in lower else ''}")
        return found

    def _known(self, text: str) -> tuple[str, ...]:
        """What does not depend on where the word stands: shape first, then lexicons, then its letters."""
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
        found = [f"x={_shape(text)}", f"f={flags}", f"t={kind}", f"y={city}", f"yf={city}{flags}"]
        if text[0].isalpha():
            found += [f"w={lower}", f"p3={lower[:3]}", f"s3={lower[-3:]}", f"s2={lower[-2:]}", f"s4={lower[-4:]}"]
        else:
            found.append(f"w={lower}")
        return tuple(found)


class Tagger:
    """Names of an article by the trained model. Raises ValueError when the bytes are no model."""

    def __init__(self, model: bytes, lexicon: Lexicon) -> None:
        self._features, self._tagger = Features(lexicon), pycrfsuite.Tagger()
        self._model = model  # kept: the tagger reads it in place
        self._tagger.open_inmemory(model)

    def runs(self, words: tuple[Word, ...], ruled: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """Names as words first to last (exclusive) and PER, ORG, LOC or MISC, in order."""
        found: list[tuple[int, int, str]] = []
        for first, features in self._features.of(words, ruled):
            found.extend(spans_of(self._tagger.tag(pycrfsuite.ItemSequence(features)), first))
        return found


def _sentences(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) word of each sentence."""
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at].sentence != words[start].sentence:
            yield start, at
            start = at


def spans_of(labels: Sequence[str], offset: int = 0) -> list[tuple[int, int, str]]:
    """Stretches of B-KIND I-KIND … labels as first, last (exclusive), KIND."""
    found: list[tuple[int, int, str]] = []
    start, kind = -1, ""
    for at, label in enumerate([*labels, "O"]):
        if start >= 0 and label != f"I-{kind}":
            found.append((offset + start, offset + at, kind))
            start = -1
        if start < 0 and label != "O":
            start, kind = at, label[2:]
    return found


def _hints(count: int, ruled: Sequence[tuple[int, int, str]]) -> list[str]:
    """What the rules say of each word: B or I, and the kind."""
    hints = ["O"] * count
    for first, last, kind in ruled:
        hints[first:last] = [f"B{kind}", *[f"I{kind}"] * (last - first - 1)]
    return hints


def _shape(text: str) -> str:
    """Letters as X and x, digits as 9, runs as one: "Raqa" is Xx, "UN" is XX."""
    plain = "".join("X" if c.isupper() else "x" if c.islower() else "9" if c.isdigit() else c for c in text[:20])
    short = _RUN.sub(r"\1\1", plain)
    return short if len(text) > 1 else plain
