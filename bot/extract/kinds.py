"""The kind of a figure (killed, injured, displaced …) from its noun and the verbs around it.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.extract.harm import Harm, within
from bot.extract.nouns import singular
from bot.extract.numbers import Word
from bot.types import Certainty, FigureKind

_PHRASE = 9  # words of "of its once sprawling northern territory"
_PHRASE_ENDS = frozenset('.,;:()!?…—–"“”')
_REACH = 7  # words to either side that say what a thing is for
_DOUBT = frozenset("could may might feared fear fears possibly unconfirmed presumed potentially would".split())
# What was not done, or not yet: "threatened to kill 12".
_UNREAL = frozenset("threatened threatens threatening vowed planned planning plotted plotting attempted tried".split())
_DENIAL = frozenset("deny denies denied denying false".split())
_NEAR = 4  # words to either side that say how sure a figure is
_FAR = 8  # words after it that say what is believed
_NOT = frozenset(("not", "n't", "never"))
_NO_DENIAL = frozenset("only just less fewer more least including long far yet until".split())  # "not only 12"
_TO_CONFIRM = frozenset("confirm confirmed verify verified".split())
_EVIDENCE = frozenset("evidence proof truth indication sign confirmation suggestion".split())
_TURNS = frozenset("but though although and while who that".split())
_HELPERS = frozenset("was were is are has have had did do does been".split())
_GONE = frozenset("dead killed buried trapped drowned missing wounded injured".split())
_BELIEVED = frozenset("believed thought suspected assumed".split())
_COUNTED_TOGETHER = (FigureKind.KILLED, FigureKind.INJURED)
_TOGETHER = frozenset("injuries deaths fatalities wounded injured dead".split())
_COSTING = frozenset("cost costs costing took takes taking".split())
_STRONG_NOUNS = (FigureKind.KILLED, FigureKind.INJURED, FigureKind.MISSING)
_TOLD_BY_NOUN = (*_STRONG_NOUNS, FigureKind.DETAINED, FigureKind.DISPLACED, FigureKind.EVACUATED, FigureKind.TRAPPED)
# Verbs that are said of things too, in another sense: only of people do they count.
_TO_PEOPLE = frozenset({FigureKind.DETAINED, FigureKind.DISPLACED})


class Kinds:
    """Tells the kind of a figure. Built once from the lexicon."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._harm = Harm(table)
        people = table.get("person", {})
        self._people = frozenset(people.get("nouns", "").split())
        self._animals = frozenset(table.get("animals", {}).get("nouns", "").split())
        groups = table.get("groups", {})
        self._groups = frozenset(groups.get("of_people", "").split())
        self._no_one = frozenset(groups.get("no_one", "").split())
        self._people_endings = tuple(people.get("endings", ()))
        weapons = table.get("weapons", {})
        self._weapons = frozenset(weapons.get("nouns", "").lower().split())
        self._no_weapon = frozenset(weapons.get("not_after", "").split())
        self._craft = frozenset(weapons.get("craft", "").split())
        self._rescue = frozenset(weapons.get("rescue", "").split())
        self._collectives = frozenset(weapons.get("collectives", "").split())
        troops = table.get("troops", {})
        self._troops = frozenset(troops.get("nouns", "").split())
        self._fighters = frozenset(troops.get("fighters", "").split())
        self._deployed = frozenset(troops.get("deployed", "").split())
        area = table.get("area", {})
        self._area_units = frozenset(area.get("units", ()))
        self._area_nouns = frozenset(area.get("nouns", "").split())
        self._area_of = frozenset(area.get("of", "").split())
        self._sources = frozenset(table.get("sources", {}).get("nouns", "").split())
        self._sickening = frozenset(table.get(FigureKind.AFFECTED.value, {}).get("people", "").split())
        self._dull = frozenset(table.get("dull", {}).get("nouns", "").split())

    def is_person(self, noun: str) -> bool:
        """Whether a singular noun names people. A capital one in the plural does: "Democrats", "Greeks"."""
        plain = noun.lower()
        return plain in self._people or plain.endswith(self._people_endings) or noun[0].isupper()

    def is_no_person(self, noun: str) -> bool:
        """Whether a noun names no person even where it is killed: animals, families."""
        return noun in self._animals or noun in self._groups

    def is_one_person(self, noun: str) -> bool:
        """The same for a word in the singular, where a capital says nothing."""
        return noun.lower() in self._people

    def is_reporters_source(self, noun: str) -> bool:
        return noun in self._sources

    def is_dull(self, noun: str | None) -> bool:
        return noun is not None and noun in self._dull

    def harm(
        self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int], noun: str | None
    ) -> FigureKind | None:
        """What happens to those counted in ``words[first:last]``; only words between ``limit`` are looked at."""
        strong = self._harm.by_noun(noun, _STRONG_NOUNS)
        if strong is FigureKind.INJURED and self._harm.dies(words, last, limit[1]):
            return FigureKind.KILLED  # "three of the wounded died"
        if strong in _COUNTED_TOGETHER and _goes_on(words, last, limit[1]):
            return FigureKind.AFFECTED
        kind = strong or self._harm.around(words, first, last, limit) or self._harm.by_noun(noun)
        if noun == "life" and not _COSTING.isdisjoint(word.key for word in words[max(limit[0], first - 2) : first]):
            return FigureKind.KILLED  # "cost 12 lives"
        if kind is FigureKind.DETAINED and self._harm.is_freed(words, first, last, limit):
            return None
        if kind in (None, FigureKind.AFFECTED) and noun in self._fighters:
            kind = FigureKind.KILLED if self._harm.destroys(words, first, last, limit) else kind
        if noun is None or kind is None or kind is self._harm.by_noun(noun) or self.is_person(noun):
            return kind
        if kind is FigureKind.INJURED and _burns(words, last, limit[1]):
            return self._harm.by_noun(noun)  # "2,000 homes burned"
        if noun in self._no_one and kind in (FigureKind.KILLED, FigureKind.INJURED):
            return None
        return None if kind in _TO_PEOPLE or noun in self._weapons else kind

    def of_whole(self, words: Sequence[Word], last: int, limit: int, noun: str | None) -> FigureKind | None:
        """What happens to those of whom only a part is spoken: what their noun or a participle beside it says."""
        return self._harm.by_noun(noun, _TOLD_BY_NOUN) or self._harm.of_whole(words, last, limit)

    def is_sickened(self, words: Sequence[Word], first: int) -> bool:
        """Whether the verb right before is one that is said of people alone: "sickened 2,300"."""
        return first > 0 and words[first - 1].key in self._sickening

    def harm_of_one(self, words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> FigureKind | None:
        """The same for someone without a number."""
        return self._harm.of_one(words, first, last, limit)

    def thing(self, words: Sequence[Word], first: int, last: int, noun: str | None, unit: str | None) -> FigureKind:
        """The kind of what is counted, where nothing happens to it."""
        if unit in self._area_units:
            return FigureKind.AREA
        if unit == "percent" and self._of_land(words, last):
            return FigureKind.AREA
        if noun is None:
            return FigureKind.OTHER
        plain = noun.lower()
        near = {word.key for word in words[max(0, first - _REACH) : last + _REACH]}
        if self._is_weapon(words, last, plain) and not (plain in self._craft and near & self._rescue):
            return FigureKind.WEAPONS
        if plain in self._troops and near & self._deployed:
            return FigureKind.TROOPS
        if plain == "troop":
            return FigureKind.TROOPS
        if plain in self._area_nouns:
            return FigureKind.AREA
        return FigureKind.OTHER

    def _is_weapon(self, words: Sequence[Word], last: int, noun: str) -> bool:
        qualifier = words[last - 2].key if last >= 2 else ""
        if noun in self._collectives:
            return any(singular(word.key) in self._weapons for word in words[max(0, last - 4) : last - 1])
        return noun in self._weapons and qualifier not in self._no_weapon

    def certainty(
        self,
        words: Sequence[Word],
        first: int,
        last: int,
        limit: tuple[int, int],
        noun: str | None,
        kind: FigureKind | None = None,
    ) -> Certainty:
        """Whether the words beside a figure leave it open ("feared dead", "could be displaced") or deny it.

        ``kind``: what is said of those counted; what their noun alone says is not denied with their verb.
        """
        if _is_reported_falsely(words, first, last, limit):
            return Certainty.DENIED
        before = _of_clause([_modal(word) for word in words[max(limit[0], first - _NEAR) : first]])
        after = [_modal(word) for word in words[last : min(limit[1], last + _NEAR + 1)]]
        if any(one in _NOT and two in _DENIAL for one, two in pairwise(before)):
            return Certainty.UNCONFIRMED  # "did not deny that 12 died"
        own = self._harm.by_noun(noun)
        verb_denied = _negated(after) and (own is None or own is not kind)  # "the wounded were not moved"
        if _is_undecided(before):
            return Certainty.UNCONFIRMED
        if not _DENIAL.isdisjoint(before + after) or _negates(before) or verb_denied:
            return Certainty.DENIED
        if _is_unknown(before):
            return Certainty.UNCONFIRMED
        doubt = not _DOUBT.isdisjoint(before + after) or not _UNREAL.isdisjoint(before)
        doubt = doubt or before[-1:] in (["possible"], ["alleged"])
        told = [word.key for word in words[last : min(limit[1], last + _FAR)]]
        return Certainty.UNCONFIRMED if doubt or _is_believed(told) else Certainty.STATED

    def _of_land(self, words: Sequence[Word], last: int) -> bool:
        if last >= len(words) or words[last].key != "of":
            return False
        for word, following in pairwise(words[last + 1 : last + _PHRASE + 1]):
            if word.key in self._area_of and following.key != "'s":  # "half of the city's people"
                return True
            if word.text in _PHRASE_ENDS:
                return False
        return False


def _of_clause(before: list[str]) -> list[str]:
    """The words of a figure's own clause: "the toll may rise, [as four]"."""
    opened = [at + 1 for at, (one, two) in enumerate(pairwise(before)) if one == "," and two in _REASONS]
    return before[opened[-1] :] if opened else before


_REASONS = frozenset(("as", "because", "since", "after", "when"))


def _goes_on(words: Sequence[Word], last: int, limit: int) -> bool:
    """ "dozens of deaths and injuries": both are counted as one."""
    keys = [word.key for word in words[last : min(limit, last + 2)]]
    return keys[:1] in (["and"], ["or"]) and keys[1:] != [] and keys[1] in _TOGETHER


def _burns(words: Sequence[Word], last: int, limit: int) -> bool:
    """Whether what is counted burns, as things and people do."""
    near = {word.key for word in words[last : min(limit, last + _REACH)]}
    return not near.isdisjoint(("burned", "burnt")) and near.isdisjoint(("injured", "wounded", "hurt"))


def _modal(word: Word) -> str:
    """The key of a word; the month of May is no "may"."""
    return word.text if word.text == "May" else word.key


def _negates(before: Sequence[str]) -> bool:
    """Whether the words before a figure deny what is told of it: "did not kill 12", "none of the 40"."""
    if before[-1:] == ["not"] or any(within(phrase, before) for phrase in _NONE_OF):
        return True
    nots = [at for at, key in enumerate(before) if key in _NOT]
    return any(at + 1 < len(before) and before[at + 1] not in _NO_DENIAL | _TO_CONFIRM for at in nots)


_NONE_OF = tuple(
    (*nobody.split(), among)
    for nobody in ("none", "neither", "nobody", "no one", "not one", "not any", "hardly any", "scarcely any")
    for among in ("of", "among", "aboard", "on")
)


def _is_undecided(before: Sequence[str]) -> bool:
    """Whether nobody knows what follows: "it is not known if 12", "unclear whether 12"."""
    return any(one in _OPEN and two in _WHETHER for one, two in pairwise(before))


_OPEN = frozenset("known clear unclear unknown certain uncertain sure unsure confirmed established".split())
_WHETHER = frozenset(("if", "whether"))


def _is_reported_falsely(words: Sequence[Word], first: int, last: int, limit: tuple[int, int]) -> bool:
    """Whether a report of a figure is called wrong: "rejected reports of 12", "claims of 12 deaths are baseless"."""
    before = [word.key for word in words[max(limit[0], first - _REPORT_REACH) : first]]
    told = next((at for at in range(len(before) - 1, -1, -1) if before[at] in _REPORTS), None)
    if told is None or _TO_REPORT.isdisjoint(before[told + 1 :]):
        return False
    if not _REJECTING.isdisjoint(before[max(0, told - 3) : told]):
        return True
    after = [word.key for word in words[last : min(limit[1], last + _REPORT_REACH)]]
    end = next((at for at, key in enumerate(after) if key in _PHRASE_ENDS), len(after))
    return any(one in _HELPERS and two in _WRONG for one, two in pairwise(after[:end]))


_REPORT_REACH = 9  # words
_REPORTS = frozenset(
    "report reports claim claims allegation allegations rumour rumours rumor rumors assertion assertions figure "
    "story".split()
)
_TO_REPORT = frozenset(("of", "that"))
_REJECTING = frozenset(
    "reject rejects rejected rejecting dismiss dismisses dismissed dismissing dispute disputes disputed disputing "
    "refute refutes refuted refuting rebut rebuts rebutted debunked deny denies denied denying".split()
)
_WRONG = frozenset("untrue false baseless unfounded wrong fabricated groundless incorrect inaccurate lies".split())


def _is_unknown(before: Sequence[str]) -> bool:
    """Whether nobody confirms what follows: "did not confirm that 12", "no evidence that 20"."""
    return any(
        (one in _NOT and two in _TO_CONFIRM) or (one == "no" and two in _EVIDENCE) for one, two in pairwise(before)
    )


def _negated(after: Sequence[str]) -> bool:
    """Whether the verb after a figure is negated: "12 people were not harmed"."""
    end = next((at for at, key in enumerate(after) if key in _PHRASE_ENDS or key in _TURNS), len(after))
    return any(helper in _HELPERS and key in _NOT for helper, key in pairwise(after[:end]))


def _is_believed(after: Sequence[str]) -> bool:
    """ "believed to have been killed", "thought dead": of "believed to be gunmen" the rest may well be sure."""
    fours = zip(after, [*after[1:], ""], [*after[2:], "", ""], [*after[3:], "", "", ""], strict=False)
    return any(
        one in _BELIEVED and ((two, three) == ("to", "have") or two in _GONE or (two == "to" and four in _GONE))
        for one, two, three, four in fours
    )
