"""What a figure is about, in the article's words: what is counted with what restricts it, or what is measured.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from bot.extract import topic
from bot.extract.bearers import Bearers
from bot.extract.counted import Counted
from bot.extract.grammar import Grammar
from bot.extract.kinds import Kinds
from bot.extract.measures import Measure
from bot.extract.numbers import Form, Word, joined
from bot.extract.quantities import Quantity
from bot.extract.syntax import Parser
from bot.types import FigureKind

_TIMES = frozenset({"a", "mo", "wk", "d", "h", "min", "s", "decade", "century"})
_NO_NOUNS = frozenset(
    "a an the in on at by from for with and or as than since over after before to up down per is are was were be will "
    "would could can may has have had do did more less higher lower wide long deep tall high away ago apart worth "
    "annually each apiece that which who when while where because but if into through during".split()
)
_SINGULARS = frozenset("foot inch mile yard metre meter kilometre kilometer".split())
_ARTICLES = frozenset("a an the its his her their our this that".split())
_LONGEST = 30  # words from a subject to the end of what it counts
_PARTING = frozenset("-;:—–…") | {"--", "..."}
_LINKS = frozenset({",", "and", "or", "(", ")", "/", "to", "at", "-", "\u2013"})
_MOST_LINKS = 3
_MOST_SHARED = 12
_MOST_PARSED = 4000  # words of an article


@dataclass(frozen=True, slots=True)
class Counts:
    """The quantities of a sentence, its words, and its tree where it was parsed."""

    words: Sequence[Word]
    found: Sequence[Quantity]
    grammar: Grammar | None = None


class About:
    """Tells what quantities are about. Built once from lexicons and, where there is one, a parser."""

    def __init__(self, verbs: Mapping[str, Any], kinds: Kinds, parser: Parser | None) -> None:
        self._bearers = Bearers(verbs)
        self._kinds = kinds
        self._parser = parser

    def parsed(self, sentences: Sequence[Counts]) -> list[Counts]:
        """The sentences with the trees of those that need one, as far as a text is parsed."""
        if self._parser is None:
            return list(sentences)
        room, chosen = _MOST_PARSED, []
        for at, sentence in enumerate(sentences):
            if any(self._needs_tree(sentence.words, quantity) for quantity in sentence.found):
                room -= len(sentence.words)
                chosen += [at] if room >= 0 else []
        trees = self._parser.trees([[word.text for word in sentences[at].words] for at in chosen])
        done = list(sentences)
        for at, tree in zip(chosen, trees, strict=True):
            done[at] = replace(done[at], grammar=Grammar(done[at].words, tree))
        return done

    def _needs_tree(self, words: Sequence[Word], quantity: Quantity) -> bool:
        """Whether what has a quantity is asked for, and no neighbour tells it: mostly not of people."""
        measure = quantity.measure
        if measure.number.form in (Form.IMPLIED, Form.ONE):
            return False
        if quantity.counted is not None:
            return not self._kinds.is_person(quantity.counted.noun)
        told = _describes(words, measure) or (measure.unit == "percent" and _is_of(words, quantity))
        return measure.unit is not None and not told

    def find(self, sentence: Counts, index: int, stop: int, kind: FigureKind) -> tuple[int, int] | None:
        """The words about a quantity, first to last (exclusive); None where its noun says all.

        ``index``: which of the quantities; ``stop``: where the next number begins.
        """
        words, counts = sentence.words, sentence.found
        quantity = counts[index]
        after = _after(sentence, quantity, stop)
        taken = _taken(counts, index)
        if quantity.counted is not None and quantity.noun != "point":
            held = kind in (FigureKind.OTHER, FigureKind.AREA) and quantity.measure.number.form not in (
                Form.ONE,
                Form.IMPLIED,
            )
            told = self._holder(sentence, quantity, after, taken) if held else after
            return None if told is None or _is_within(told, quantity.counted) else told
        harm = quantity.measure.unit is None and kind is not FigureKind.OTHER  # "the blast killed five"
        if _is_of(words, quantity) and quantity.measure.unit not in (None, "percent"):  # "it has 40 litres of milk"
            return self._holder(sentence, quantity, after, taken)
        if harm or _is_of(words, quantity) or _describes(words, quantity.measure):
            return after
        if quantity.noun == "point":
            return self._bearer(sentence, quantity, taken, counts=False)
        bearer = self._bearer(sentence, counts[_head(words, counts, index)], taken, counts=False)
        if bearer is not None and quantity.measure.unit in _TIMES and after is not None:
            return bearer[0], after[1]
        return bearer or (after if after is not None and _is_open(words, after[0]) else None)

    def _holder(
        self, sentence: Counts, quantity: Quantity, after: tuple[int, int] | None, taken: Set[int]
    ) -> tuple[int, int] | None:
        """What is counted, from the subject that has or does it on: "Lowport has 12 schools on the hill"."""
        bearer = None if _opens(sentence, quantity) else self._bearer(sentence, quantity, taken, counts=True)
        if bearer is None or after is None or after[1] - bearer[0] > _LONGEST:
            return after
        return after if _is_apart(sentence.words, bearer[1], quantity.first) else (bearer[0], after[1])

    def _bearer(self, sentence: Counts, quantity: Quantity, taken: Set[int], *, counts: bool) -> tuple[int, int] | None:
        """What has the quantity: the noun right before it, else as the tree and the rules say, the tree first."""
        words, grammar = sentence.words, sentence.grammar
        near = self._bearers.near(words, quantity.first, taken, counts=counts)
        if near is not None:
            return near
        unit = None if counts else quantity.measure.unit or ""
        told = grammar.bearer(quantity.first, quantity.last, taken, unit) if grammar is not None else None
        phrase = self._bearers.stripped(words, told.first, told.last) if told is not None else None
        ruled = self._bearers.governing(words, quantity.first, taken, counts=counts)
        if told is None or phrase is None or ruled is None:
            return (ruled.first, ruled.last) if phrase is None and ruled is not None else phrase
        if phrase[0] < ruled.last and ruled.first < phrase[1]:
            return min(phrase[0], ruled.first), max(phrase[1], ruled.last)
        nearer = ruled.sure or (not told.sure and ruled.first > phrase[0])
        return (ruled.first, ruled.last) if nearer else phrase


def _opens(sentence: Counts, quantity: Quantity) -> bool:
    """Whether a count opens a clause: after a comma, or an "and" that goes on with no list of counts."""
    before = sentence.words[quantity.first - 1].key if quantity.first else ","
    if before in ("and", "or"):
        return all(other.last != quantity.first - 1 for other in sentence.found)
    return before in (",", "but")


def _is_apart(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether a dash or the like parts two clauses."""
    return any(words[at].text in _PARTING and not joined(words, at) for at in range(first, last))


def _after(sentence: Counts, quantity: Quantity, stop: int) -> tuple[int, int] | None:
    words, counted = sentence.words, quantity.counted
    first = counted.first if counted else quantity.last
    while first < len(words) and words[first].key in ("of", "the", "more", "-", "them", "whom", "those", "which"):
        first += 1
    end = topic.after(words, max(first, quantity.last), stop)
    if counted is not None and sentence.grammar is not None and first < end:
        end = max(end, sentence.grammar.end_of(counted.head, stop))
    return (first, end) if first < end else None


def _is_within(told: tuple[int, int], counted: Counted) -> bool:
    """Whether words say no more than the noun that is counted."""
    return counted.first <= told[0] and told[1] <= counted.last


def _taken(counts: Sequence[Quantity], index: int) -> Set[int]:
    """The words of the numbers near ``counts[index]``, with their units."""
    near = counts[max(0, index - _MOST_SHARED) : index + 1]
    measures = [quantity.measure for quantity in near if quantity.measure.unit or not quantity.measure.attributive]
    taken = {at for measure in measures for at in range(measure.first, measure.last)}
    return taken.union(*(range(points.first, points.last) for points in counts if points.noun == "point"))


def _is_of(words: Sequence[Word], quantity: Quantity) -> bool:
    return quantity.last < len(words) and words[quantity.last].key == "of"


def _is_open(words: Sequence[Word], at: int) -> bool:
    """Whether the words after a measure say what it is for or of, not where or when: "$3 million to mend the pier"."""
    return words[at].key in ("to", "for") or words[at].key not in _NO_NOUNS


def _describes(words: Sequence[Word], measure: Measure) -> bool:
    """Whether a measure stands before the noun it measures: "a 5 percent fee", "50mph winds", "a six-mile walk"."""
    if measure.unit is None or measure.last >= len(words):
        return False
    following = words[measure.last]
    if not following.text[0].isalpha() or following.key in _NO_NOUNS or following.key.endswith(("ly", "ed")):
        return False
    led = any(word.key in _ARTICLES for word in words[max(0, measure.first - 2) : measure.first])
    glued = joined(words, measure.last - 1) and following.text.islower() and measure.unit != "percent"
    return led or glued or measure.attributive or words[measure.last - 1].key in _SINGULARS


def _head(words: Sequence[Word], counts: Sequence[Quantity], index: int) -> int:
    """The index of the first of several that are said of one thing: "up 2 percent to $84", "3 years, 2 months"."""
    for _ in range(_MOST_SHARED):
        if not index or counts[index].measure.unit is None:
            break
        before = counts[index - 1]
        gap = [word.key for word in words[before.last : counts[index].first]]
        if before.measure.unit is None or len(gap) > _MOST_LINKS or not set(gap) <= _LINKS:
            break
        index -= 1
    return index
