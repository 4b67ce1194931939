"""The stance of a plain "said": denial, demand and confirmation told from what is said.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.extract.clauses import BE, SUBJECTS
from bot.extract.cues import Cues
from bot.types import Stance

_NEAR = 40  # words of the content that are read
_NEGATIONS = frozenset(("not", "never", "no", "nothing"))
_BEFORE = 6  # words before a wrong in which "not" denies it
_CLAUSE = 12  # words in which the verb of a statement stands
_SELVES = frozenset("i we".split())
_UNDONE = frozenset("didn't haven't hadn't".split())
_BRINGS = frozenset(  # verbs whose object names the deed
    "order ordered carry carried commit committed conduct conducted launch launched plan planned stage staged start "
    "started use used take taken give given do done pay paid authorize authorized authorise authorised".split()
)
_HARMLESS = frozenset("agree agreed leave left die died fall fallen withdraw withdrawn".split())
_LINKS = frozenset("and but if unless because when that who which , ;".split())
_INTENSIFIERS = frozenset(
    "as completely entirely totally utterly categorically all absolutely wholly simply patently plainly clearly "
    "demonstrably manifestly".split()
)
_OPEN = frozenset("whether if not have".split())  # "whether it should", "should have"


def of_content(words: Sequence[str], cues: Cues) -> Stance:
    """The stance that the words of a statement give it, in lower case."""
    if _denies(words[:_NEAR], cues) or _disowns(words[:_CLAUSE], cues):
        return Stance.DENIES
    if _demands(words):
        return Stance.DEMANDS
    if _accuses(words[:_NEAR], cues):
        return Stance.ACCUSES
    return Stance.CONFIRMS if _confirms(words) else Stance.SAYS


def of_label(words: Sequence[str], cues: Cues) -> Stance:
    """What "called", "described" make of their object: an assertion that is called a lie is denied."""
    judged = any(word in cues.assertions for word in words[:_NEAR])
    return Stance.DENIES if judged and any(word in cues.labels for word in words[:_NEAR]) else Stance.SAYS


def is_negative(words: Sequence[str]) -> bool:
    """Is the statement's own verb negated, as far as its first words tell: "its troops had not fired"?"""
    first = next((at for at, word in enumerate(words[:_CLAUSE]) if at > 0 and word in _LINKS), _CLAUSE)
    return any(at < first for at in negations(words[:_CLAUSE]))


def negations(words: Sequence[str]) -> Iterator[int]:
    """Where "not", "never", "n't" stand."""
    return (at for at, word in enumerate(words) if word in _NEGATIONS or word.endswith("n't"))


def _denies(words: Sequence[str], cues: Cues) -> bool:
    """ "would not deliberately", "had no role", "were baseless": the content itself is a denial."""
    for at, word in enumerate(words):
        if word in cues.false and at > 0 and (words[at - 1] in BE or words[at - 1] in _INTENSIFIERS):
            return True
        if word == "no" and at + 1 < len(words) and words[at + 1] in cues.parts:
            return True
        near = words[at + 1 : at + 3] if word in _NEGATIONS or word.endswith("n't") else ()
        if any(w in cues.blame for w in near) and ("behind" not in near or near[0] == "behind"):
            return True
    return False


def _disowns(words: Sequence[str], cues: Cues) -> bool:
    """ "We did not kill them", "I never ordered any strike": who speaks has not done the deed."""
    for at in negations(words):
        helped = words[at] == "never" or words[at] in _UNDONE or words[at - 1 : at] in (["did"], ["have"], ["had"])
        if not helped or not any(word in _SELVES for word in words[max(0, at - 3) : at]):
            continue
        near = words[at + 1 : at + 5]
        own = near[:1] and near[0] in cues.deeds and near[0] not in _HARMLESS
        if own or (near[:1] and near[0] in _BRINGS and not cues.deeds.isdisjoint(near)):
            return True
    return False


def _accuses(words: Sequence[str], cues: Cues) -> bool:
    """ "unlawfully held": a wrong that is not denied just before."""
    wrongs = (at for at, word in enumerate(words) if word in cues.wrongs)
    return any(next(negations(words[max(0, at - _BEFORE) : at]), None) is None for at in wrongs)


def _demands(words: Sequence[str]) -> bool:
    """ "its partners should stop": what others ought to do."""
    head = words[:9]
    if not head or head[0] in SUBJECTS or head[0] == "when":
        return False
    return any(word in ("should", "must") for word in head) and not any(word in _OPEN for word in head)


def _confirms(words: Sequence[str]) -> bool:
    """ "ten people have been confirmed dead"."""
    head = list(words[:12])
    return "confirmed" in head[1:] and (before := head[head.index("confirmed") - 1]) in BE | {"now"} and before != "'s"
