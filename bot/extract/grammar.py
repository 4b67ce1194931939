"""Whose quantity it is, told from the tree of its sentence: a noun before it, an object or a subject.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from bot.extract.bearers import PREPOSITIONS, Bearer
from bot.extract.numbers import Word
from bot.extract.syntax import Tree

_STEPS = 12  # of a way up the tree, which need not end
_LONGEST = 16  # words of a phrase to each side of its noun
_SUBJECTS = frozenset(("nsubj", "nsubj:pass", "csubj", "nsubj:outer"))
_OBJECTS = frozenset(("obj",))
_NOMINAL = frozenset("nmod nmod:unmarked nmod:desc nmod:poss appos amod compound dep flat list".split())
_SHARING = frozenset("advcl conj parataxis xcomp cop csubj".split())  # verbs without a subject share that of their head
_BESIDE = frozenset(("conj", "parataxis"))
_RELATIVE_CLAUSES = frozenset(("acl", "acl:relcl"))
# What hangs on a noun and is no part of its phrase.
_LOOSE = frozenset(
    "acl acl:relcl advcl advcl:relcl appos parataxis punct cc conj case det mark cop aux aux:pass nsubj nsubj:pass "
    "advmod det:predet discourse vocative expl obl:agent".split()
)
_TRAILING = frozenset("det case mark cc punct cop aux".split())
_RELATIVES = frozenset("which who that whom".split())
_STANDING = frozenset("it he she they".split())  # often for the subject of the clause before
_NO_THINGS = frozenset(
    "it he she they we i you there this these those one them him us me what everyone someone nobody both each "
    "january february march april may june july august september october november december up down now then today "
    "here there higher lower further more less as than "
    "monday tuesday wednesday thursday friday saturday sunday p.m. a.m. "
    "meanwhile however overall moreover yesterday separately worth".split()
)
_VACUOUS = frozenset(
    "total average maximum minimum record sum number amount rate cost level value most close high low".split()
)
_OF_SUBJECTS = frozenset({"a", "mo", "wk", "d", "h", "min", "s", "decade", "century", "count"})


class Grammar:
    """One sentence's words with their tree."""

    def __init__(self, words: Sequence[Word], tree: Tree) -> None:
        self._words, self._heads, self._relations = words, tree.heads, tree.relations
        self._children: dict[int, list[int]] = {}
        for at, head in enumerate(tree.heads):
            if head != at:
                self._children.setdefault(head, []).append(at)

    def bearer(self, first: int, last: int, taken: Set[int], unit: str | None) -> Bearer | None:
        """The words that the quantity in ``words[first:last]`` is said of; not sure where another clause has them.

        ``taken``: the words of quantities, which are never among them. ``unit`` is None of things that are counted.
        """
        at = self._top(first, last) if last <= len(self._heads) else None
        for _ in range(_STEPS if at is not None else 0):
            assert at is not None
            own = self._subject_of(at)
            if own is not None and not first <= own < last:
                return self._subject(at, taken)
            head, relation = self._heads[at], self._relations[at]
            if head == at:
                return self._main(at, taken)
            if relation in _SUBJECTS:
                return None
            passing = relation in ("conj", "nummod") or head in taken or not self._is_thing(head)
            if passing or (relation in _NOMINAL and self._words[head].key in _VACUOUS):
                at = head
                continue
            if relation in _NOMINAL:
                return self._phrase(head, taken)
            if relation.startswith("obl") and self._is_of_objects(first, unit):
                thing = self._child(head, _OBJECTS)
                if thing is not None and thing not in taken:
                    return self._phrase(thing, taken)
            return self._subject(head, taken)
        return None

    def end_of(self, noun: int, stop: int) -> int:
        """Where the words end that stand right after a noun and belong to it, before ``stop``."""
        if noun >= len(self._heads):
            return noun + 1
        inside, last = self._inside(noun, frozenset()), noun
        while last + 1 in inside and last + 1 < stop:
            last += 1
        return self._without_tail(noun, last) + 1

    def _is_of_objects(self, first: int, unit: str | None) -> bool:
        """Whether a quantity beside a verb may be of its object: "cut prices by 5 percent"; not "gave her $5"."""
        if unit is None or unit in _OF_SUBJECTS:
            return False
        money = len(unit) == 3 and unit.isupper()
        return not money or (first > 0 and self._words[first - 1].key in PREPOSITIONS)

    def _top(self, first: int, last: int) -> int | None:
        """The last word of a stretch that depends on one outside."""
        for at in range(last - 1, first - 1, -1):
            outside = not first <= self._heads[at] < last or self._heads[at] == at
            if outside and self._relations[at] not in ("punct", "case", "advmod", "det", "mark", "cc"):
                return at
        return None

    def _subject_of(self, verb: int) -> int | None:
        """The nearest of its subjects before a verb, else the first behind it."""
        own = [child for child in self._children.get(verb, ()) if self._relations[child] in _SUBJECTS]
        return max((at for at in own if at < verb), default=min(own, default=None))

    def _child(self, at: int, relations: Set[str]) -> int | None:
        """The last of the words below one that have such a relation."""
        return next(
            (child for child in reversed(self._children.get(at, ())) if self._relations[child] in relations), None
        )

    def _main(self, measure: int, taken: Set[int]) -> Bearer | None:
        """The subject of the sentence before a quantity that hangs on nothing: "It is far — 3 miles"."""
        roots = (at for at, head in enumerate(self._heads[:measure]) if at == head)
        subject = next((own for at in roots if (own := self._subject_of(at)) is not None), None)
        return None if subject is None or subject > measure else self._phrase(subject, taken)

    def _subject(self, verb: int, taken: Set[int]) -> Bearer | None:
        """The subject of a verb, or what stands for it: the noun of a relative clause, the subject above."""
        sure = True
        for _ in range(_STEPS):
            subject = self._subject_of(verb)
            relation, head = self._relations[verb], self._heads[verb]
            standing = subject is not None and self._words[subject].key in _STANDING
            if standing and relation in (*_SHARING, "ccomp") and head < verb:
                verb = head
                continue
            if subject is not None and self._words[subject].key not in _RELATIVES:
                return self._phrase(subject, taken, sure=sure)
            if head == verb:
                return None
            if relation in _RELATIVE_CLAUSES or relation in _NOMINAL:
                return self._phrase(head, taken)
            thing = self._child(head, _OBJECTS) if relation == "xcomp" else None  # "saw prices fall"
            if thing is not None and thing not in taken:
                return self._phrase(thing, taken)
            if relation not in _SHARING:
                return None
            sure = sure and relation not in _BESIDE
            verb = head
        return None

    def _phrase(self, noun: int, taken: Set[int], *, sure: bool = True) -> Bearer | None:
        """The phrase of a noun, prepositional phrases included; None of what is no thing."""
        if self._words[noun].key in _VACUOUS:  # "a total of claims"
            told = self._child(noun, frozenset(("nmod",)))
            return self._phrase(told, taken, sure=sure) if told is not None and told > noun else None
        if noun in taken or not self._is_thing(noun):
            return None
        inside = self._inside(noun, taken)
        first = last = noun
        while first - 1 in inside and noun - first < _LONGEST:
            first -= 1
        while last + 1 in inside and last - noun < _LONGEST:
            last += 1
        while first < noun and (self._relations[first] in _LOOSE or not self._words[first].text[0].isalnum()):
            first += 1
        return Bearer(first, self._without_tail(noun, last) + 1, sure)

    def _without_tail(self, noun: int, last: int) -> int:
        while last > noun and (self._relations[last] in _TRAILING or not self._words[last].text[-1].isalnum()):
            last -= 1
        return last

    def _inside(self, noun: int, taken: Set[int]) -> Set[int]:
        """All words below a noun but asides."""
        inside, grown = {noun}, [noun]
        while grown:
            at = grown.pop()
            for child in self._children.get(at, ()):
                loose = at == noun and self._relations[child] in _LOOSE
                if child not in inside and child not in taken and not loose:
                    inside.add(child)
                    grown.append(child)
        return inside

    def _is_thing(self, at: int) -> bool:
        """Not a pronoun, an adverb, a month, a number or a mark."""
        key = self._words[at].key
        return key[0].isalpha() and key not in _NO_THINGS and not key.endswith(("ward", "wards"))
