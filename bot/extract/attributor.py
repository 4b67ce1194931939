"""A trained reader of attributions: which items of a segment are a source, a cue, or what is said, and how surely.

Pure: the model and the vectors are bytes, handed in. What the rules of ``frames`` say of each item is one of the hints
that the network is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.extract import clauses
from bot.extract.cues import Cues
from bot.extract.frames import Frame
from bot.extract.line import Range
from bot.extract.network import Floats, Network, Vectors, spans_of
from bot.extract.segments import Item
from bot.types import Stance

SOURCE, CUE, SAID, DENIED, REFUSED, THOUGHT = KINDS = "SCTDRM"  # of parts; what is only thought is no statement
LABELS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BI"))
LOOKS = 4
_TOLD = SAID + DENIED + REFUSED
_LEAST = 0.4  # how likely what the rules find must be content, in the mean over its items
_SURE = 0.8  # how likely what they do not find must be told
_STRETCH = 4000  # items that are read together
_KEPT = 12_000  # words of which it is kept what they are by themselves
_STANCES = {
    Stance.SAYS: "s",
    Stance.CONFIRMS: "s",
    Stance.WARNS: "s",
    Stance.DENIES: "d",
    Stance.DECLINES: "r",
    Stance.ACCUSES: "a",
    Stance.DEMANDS: "m",
}
# Closed classes, in the order in which they are asked; of a marked one each word is a class of its own.
_CLASSES = (
    ("be", clauses.BE, False),
    ("have", clauses.HAVE, False),
    ("modal", clauses.MODAL, False),
    ("do", clauses.DO, False),
    ("not", clauses.NOT, False),
    ("rel", clauses.RELATIVES, True),
    ("sub", clauses.SUBORDINATORS, True),
    ("coord", clauses.COORDINATORS, True),
    ("prep", clauses.PREPOSITIONS, False),
    ("pron", clauses.SUBJECTS, False),
    ("det", clauses.DETERMINERS, False),
    ("fin", clauses.FINITE, False),
)
Seen = tuple[str, str, str, str]  # an item's word, what the rules say of it, its class, its shape


@dataclass(frozen=True, slots=True)
class Heard:
    """A segment as it is read: its items, which of them are speech in quotation marks, and its frames by the rules."""

    items: Sequence[Item]
    spoken: Sequence[bool]
    frames: Sequence[Frame]


@dataclass(frozen=True, slots=True)
class Part:
    """A range of items that is a source, a cue or content."""

    range: Range
    kind: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the network makes of a segment: its parts in order, and how likely each item is told, told or thought."""

    parts: tuple[Part, ...]
    told: Floats
    content: Floats

    def is_sure(self, content: Range) -> bool:
        """Are the items of a range told, denied or refused, as good as surely?"""
        return float(self.told[content[0] : content[1]].mean()) >= _SURE

    def is_doubtful(self, content: Range) -> bool:
        """Is it more likely than not that nobody says, denies, refuses or thinks the items of a range?"""
        return float(self.content[content[0] : content[1]].mean()) < _LEAST


class Attributor:
    """Reads the segments of an article. Raises ValueError when the bytes are no model."""

    def __init__(self, model: bytes, vectors: Vectors, cues: Cues) -> None:
        self._features = Features(cues)
        self._network: Network[Seen] = Network(model, vectors, LABELS, self._features.looks)
        self.chain, self.scores = self._network.chain, self._network.scores
        self._told, self._content = (
            [at for at, label in enumerate(LABELS) if label[2:] and label[2:] in kinds]
            for kinds in (_TOLD, _TOLD + THOUGHT)
        )

    def __call__(self, segments: Sequence[Heard]) -> list[Judged]:
        """A judgement of each segment, none of which is empty."""
        found: list[Judged] = []
        for stretch in _stretches(segments):
            for labels, likely in self._network.likely([self._features.of(heard) for heard in stretch]):
                parts = tuple(Part((first, last), kind) for first, last, kind in spans_of(labels))
                told, content = (likely[:, kinds].sum(axis=1) for kinds in (self._told, self._content))
                found.append(Judged(parts, told, content))
        return found


class Features:
    """What the rules, the lexicon of cues and the closed classes say of each item."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues
        self._known = lru_cache(_KEPT)(self._cue)

    def of(self, heard: Heard) -> list[Seen]:
        """The items as the network sees them."""
        items, hints = heard.items, _hints(heard)
        return [
            (item.word, hints[at], _class(items, at), _shape(item, heard.spoken[at]) + ("0" if at == 0 else ""))
            for at, item in enumerate(items)
        ]

    def looks(self, item: Seen) -> tuple[str, ...]:
        """Four categories: hint of the rules, cue, class, shape."""
        word, hint, kind, shape = item
        return (f"r{hint}", f"l{self._known(word)}", f"c{kind}", f"s{shape}")

    def _cue(self, word: str) -> str:
        readings = self._cues.verbs.get(word)
        if not readings:
            lists = (
                ("doc", self._cues.documents),
                ("ass", self._cues.assertions),
                ("spk", self._cues.speakers),
                ("ev", self._cues.evidence),
            )
            return next((name for name, words in lists if word in words), "-")
        cue = readings[0]
        return "".join(
            (
                cue.form,
                "S" if cue.strong else "W" if cue.weak else "",
                _STANCES[cue.stance],
                "c" if cue.takes & {"clause", "that"} else "",
                "o" if cue.takes & {"object", "topic", "shown"} else "",
                "t" if cue.takes & {"to", "person_to"} else "",
            )
        )


def _hints(heard: Heard) -> list[str]:
    """What the rules say: B or I and a stance within content, S for a speaker, C and the stance for a cue."""
    hints = ["-"] * len(heard.items)
    for frame in heard.frames:
        stance = _STANCES[frame.stance]
        for content in (frame.opening, frame.content):
            if content is not None:
                start, end = content
                hints[start:end] = [f"B{stance}", *[f"I{stance}"] * (end - start - 1)]
        if frame.subject is not None:
            for at in range(*frame.subject):
                if hints[at] == "-":
                    hints[at] = "S"
        for at in range(*frame.cue):
            hints[at] = f"C{stance}"
    return hints


def _class(items: Sequence[Item], at: int) -> str:
    if items[at].quote >= 0:
        return "Q"
    kind = _closed(items[at].word)
    if kind:
        return kind
    if clauses.looks_past(items, at, 0):
        return "past"
    return "ing" if items[at].word.endswith("ing") and len(items[at].word) > 4 else "w"


@lru_cache(_KEPT)
def _closed(word: str) -> str:
    """The closed class of a word, or "adv"; empty for an open one. A mark is a class of its own."""
    if word in clauses.STOPS or word in clauses.DASHES:
        return word
    for name, words, by_word in _CLASSES:
        if word in words:
            return name + word if by_word else name
    return "adv" if clauses.is_adverb(word) else ""


def _shape(item: Item, spoken: bool) -> str:
    if item.quote >= 0:
        return ("q" if spoken else "k") + ("c" if item.comma else "")
    if item.word[:1].isdigit():
        return "d"
    return "A" if item.capital else "a" if item.word[:1].isalpha() else "p"


def _stretches(segments: Sequence[Heard]) -> Iterator[list[Heard]]:
    """Segments by some thousands of items."""
    stretch: list[Heard] = []
    count = 0
    for heard in segments:
        stretch.append(heard)
        count += len(heard.items)
        if count >= _STRETCH:
            yield stretch
            stretch, count = [], 0
    if stretch:
        yield stretch
