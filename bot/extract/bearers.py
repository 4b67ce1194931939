"""Whose quantity it is, told without a tree: the noun before it ("a fine of $3"), or the subject of its verb.

Pure. Verbs are told by a lexicon of common ones, by closed classes and by what stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from bot.extract.numbers import Word
from bot.extract.trends import FALL, RISE

_REACH = 40  # words to the left in which the verb is sought
_LONGEST = 14  # words of a subject
_BREAKS = frozenset(';:!?…—–()[]"“”«»') | {"--", "..."}
_AUXILIARIES = frozenset(
    "is are was were be been being am has have had having do does did will would can could may might must shall "
    "should 's 're 've 'll".split()
)
_ADVERBS = frozenset(
    "also already still now not never just even only then recently reportedly about around nearly almost again soon "
    "ever once since to up down back".split()
)
_DETERMINERS = frozenset(
    "the a an its his her their our your my this that these those each every some any no another 's last next".split()
)
PREPOSITIONS = frozenset(
    "of in on at by from for with into onto over under per about across between during through against among within "
    "without via toward towards until till than like".split()
)
_RELATIVES = frozenset("which who that".split())
_CONJUNCTIONS = frozenset(
    "and or but while whereas although though because as when where if after before since so yet nor whilst "
    "unless".split()
)
_PRONOUNS = frozenset(
    "it he she they we i you there this these those one them him us me what everyone someone nobody both".split()
)
_VACUOUS = frozenset(
    "total average maximum minimum record sum number amount rate price cost level value most close high low".split()
)
_SPEECH = frozenset("said say says told tell tells saying according added reported reports estimated estimates".split())
_SAYING_MORE = frozenset("worth over about of with at some nearly almost".split())
_OPENERS = _CONJUNCTIONS - {"and", "or", "but"} | {"that"}
_LEADS = frozenset("meanwhile however overall moreover today yesterday separately".split())
_SHARED = frozenset({",", "and", "or", "but"})


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a quantity is said of, in ``words[first:last]``, and whether that is sure."""

    first: int
    last: int
    sure: bool


class Bearers:
    """Finds what a quantity is said of. Built once from the lexicon of verbs."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        bases = frozenset(table.get("bases", "").split())
        self._bases = bases
        self._irregular = frozenset(table.get("irregular", "").split())
        self._present = frozenset(_present(base) for base in bases)

    def near(self, words: Sequence[Word], first: int, taken: Set[int], *, counts: bool) -> tuple[int, int] | None:
        """First and last (exclusive) of the noun phrase right before a quantity beginning at ``first``, if it has it.

        ``taken``: the words of other quantities, which are never among them. ``counts``: it counts things.
        """
        at = first - 1
        if at < 1:
            return None
        key = words[at].key
        leads = key in ("of", "with", "(") or (key == "from" and not counts and self._is_noun(words, at - 1))
        if key in ("up", "down", "worth"):  # "Northern Rail, down 68 points", "a house, worth $3"
            leads, at = True, at - (words[at - 1].text == ",")
        if not leads or not at or self._is_verb(words, at - 1):
            return None
        phrase = self._phrase(words, at, taken)
        return None if phrase is None or words[phrase[1] - 1].key in _VACUOUS else phrase

    def governing(self, words: Sequence[Word], first: int, taken: Set[int], *, counts: bool) -> Bearer | None:
        """The subject of the verb that governs a quantity; sure where there is no verb, but a noun before it."""
        at = first - 1
        if at < 0 or words[at].key in _OPENERS or (counts and words[at].key in (",", "and", "or")):
            return None
        governed, told = False, False
        floor = max(0, first - _REACH)
        while at >= floor and words[at].text not in _BREAKS:
            speech = words[at].key in _SPEECH
            if speech and not told:
                return None
            if not speech and not self._is_verb(words, at):
                at -= 1
                continue
            governed = True
            subject, at, told = self._subject(words, at, taken)
            if subject is not None:
                return Bearer(*subject, sure=False)
        fragment = None if governed or counts else self._fragment(words, first, taken)
        return None if fragment is None else Bearer(*fragment, sure=True)

    def _fragment(self, words: Sequence[Word], first: int, taken: Set[int]) -> tuple[int, int] | None:
        """The last noun phrase before a quantity that no verb governs: "Northern Rail, down 68 points"."""
        last = first
        while last and (words[last - 1].key in _ADVERBS | PREPOSITIONS or words[last - 1].text in (",", "(", ":")):
            last -= 1
        phrase = self._phrase(words, last, taken) if last else None
        return None if phrase is None or words[phrase[1] - 1].key in _VACUOUS else phrase

    def _phrase(self, words: Sequence[Word], last: int, taken: Set[int]) -> tuple[int, int] | None:
        """The noun phrase that ends at ``last``, without what stands before its determiner."""
        first = last
        while first and last - first < _LONGEST and first - 1 not in taken and self._continues(words, first - 1):
            first -= 1
        return self.stripped(words, first, last)

    def _continues(self, words: Sequence[Word], at: int) -> bool:
        word = words[at]
        if word.text in ("-", "&", "'", "’") or word.key in ("'s", "of"):
            return True
        if word.key in _DETERMINERS or word.key in PREPOSITIONS or word.key in _CONJUNCTIONS or word.key in _ADVERBS:
            return False
        return word.text[0].isalnum() and not self._is_verb(words, at) and word.key not in _RELATIVES

    def _subject(self, words: Sequence[Word], verb: int, taken: Set[int]) -> tuple[tuple[int, int] | None, int, bool]:
        """The subject of a verb; else None, where to look further left, and whether a pronoun stood for it."""
        last = verb
        while last and (words[last - 1].key in _AUXILIARIES or _is_adverb(words[last - 1].key)):
            last -= 1
        before = words[last - 1] if last else None
        if before is None or before.text in _BREAKS - {")"} or self._is_verb(words, last - 1):
            return None, last - 1, False
        participle = words[verb].key.endswith("ing") and last == verb
        if before.key in _RELATIVES:
            last = self._antecedent(words, last - 1)
            return self._phrase(words, last, taken), min(last, verb) - 1, False
        if before.text == "," and words[verb].key in ("up", "down"):
            last -= 1
        elif before.text == "," and not participle:
            last = self._before_aside(words, last - 1)
        elif before.key in _PRONOUNS:
            return None, last - 2, True
        elif last - 1 in taken:
            last = self._before_number(words, last, taken)
        elif before.key in _SHARED or before.key in _CONJUNCTIONS | PREPOSITIONS:
            return None, last - 1, False
        subject = self._clause(words, last, taken)
        return subject, min(last, verb) - 1, False

    def _before_number(self, words: Sequence[Word], last: int, taken: Set[int]) -> int:
        """Where a subject ends that another quantity says more of: "the market worth $2 billion grew"."""
        while last and (last - 1 in taken or words[last - 1].key in _SAYING_MORE):
            last -= 1
        return last

    def _antecedent(self, words: Sequence[Word], relative: int) -> int:
        """Where the noun ends that "which" or "who" stands for: before a comma or a bracket."""
        last = relative
        if last and words[last - 1].text == ",":
            last -= 1
        if last and words[last - 1].text == ")":
            last = next((at for at in range(last - 2, max(-1, last - 8), -1) if words[at].text == "("), last)
        return last

    def _before_aside(self, words: Sequence[Word], comma: int) -> int:
        """Where the subject ends in "Energy, the worst of all, fell": before the first of the two commas."""
        for at in range(comma - 1, max(-1, comma - _LONGEST), -1):
            if words[at].text == ",":
                return at
            if self._is_verb(words, at) or words[at].text in _BREAKS:
                break
        return comma

    def _clause(self, words: Sequence[Word], last: int, taken: Set[int]) -> tuple[int, int] | None:
        """The words of a subject, prepositional phrases included, back to where its clause begins."""
        first = last
        while first and last - first < _LONGEST and first - 1 not in taken and not self._bounds(words, first - 1):
            first -= 1
        return self.stripped(words, first, last)

    def _bounds(self, words: Sequence[Word], at: int) -> bool:
        word = words[at]
        if word.text in _BREAKS or word.text == "," or word.key in _RELATIVES or word.key in _SPEECH:
            return True
        if self._is_verb(words, at):
            return True
        if word.key in ("and", "or"):
            return at == 0 or not words[at - 1].text[0].isalpha() or self._is_verb(words, at - 1)
        return word.key in _CONJUNCTIONS or word.text in "%$€£"

    def stripped(self, words: Sequence[Word], first: int, last: int) -> tuple[int, int] | None:
        """The same words without what begins and ends no noun phrase; None where they are none."""
        loose = _DETERMINERS | PREPOSITIONS | _CONJUNCTIONS | _ADVERBS | _LEADS
        while first < last and (
            words[first].key in loose or not words[first].text[0].isalnum() or _is_past_year(words, first)
        ):
            first += 1
        while first < last and (words[last - 1].key in loose or not words[last - 1].text[-1].isalnum()):
            last -= 1
        if first >= last or not _PRONOUNS.isdisjoint((words[first].key, words[last - 1].key)):
            return None
        if words[last - 1].key in _AUXILIARIES or (words[first].text.isdigit() and words[last - 1].text.islower()):
            return None
        return first, last

    def _is_noun(self, words: Sequence[Word], at: int) -> bool:
        """Whether "from" after the word at ``at`` tells of a thing: "fines from $3 to $9", not "range from $3"."""
        return at >= 0 and not _is_adverb(words[at].key) and words[at].key not in self._bases

    def _is_verb(self, words: Sequence[Word], at: int) -> bool:
        """Whether a word looks like a verb where it stands."""
        word, before = words[at], words[at - 1].key if at else ""
        if not word.text.islower() or before == "-":
            return False
        key = word.key
        if key in _AUXILIARIES:
            return key != "'s"
        if (before in _DETERMINERS and before != "that") or (before in PREPOSITIONS and not key.endswith("ing")):
            return False
        after = words[at + 1].key if at + 1 < len(words) else ""
        if key in self._irregular or (key.endswith("ed") and len(key) > 3):
            return True
        if key.endswith("ing"):
            return len(key) > 5 and key.removesuffix("ing") not in _NO_PARTICIPLES and not after.endswith("s")
        if after in self._irregular or after in _AUXILIARIES:
            return False  # a noun: "prices fell"
        if key in self._present or key in RISE or key in FALL:
            return (after not in PREPOSITIONS and after != "to") or before in _AUXILIARIES or key in _MOVES
        return key in self._bases and (before == "to" or before in _AUXILIARIES | _PRONOUNS or before.endswith("s"))


_MOVES = frozenset("trades stands runs goes ranges extends lies lives begins starts comes rises falls up down".split())
_NO_PARTICIPLES = frozenset("build morn even meet spend hous bank feel be noth someth everyth anyth".split())


def _is_past_year(words: Sequence[Word], at: int) -> bool:
    """A year that only dates what follows: "in 2018 prices rose"; not that of a name: "2018 Highland Games"."""
    year = len(words[at].text) == 4 and words[at].text.isdigit() and words[at].text[0] in "12"
    return year and at + 1 < len(words) and not words[at + 1].text[0].isupper()


def _is_adverb(key: str) -> bool:
    return key in _ADVERBS or (key.endswith("ly") and len(key) > 4)


def _present(base: str) -> str:
    if base.endswith(("s", "x", "ch", "sh", "o")):
        return base + "es"
    return base[:-1] + "ies" if base.endswith("y") and base[-2] not in "aeiou" else base + "s"
