"""Cue verbs in place: where the subject before one ends, and whether it is finite.

Pure.
"""

from __future__ import annotations

from bot.extract.clauses import (
    BE,
    DETERMINERS,
    DO,
    FINITE,
    HAVE,
    MODAL,
    NOT,
    PREPOSITIONS,
    STOPS,
    SUBJECTS,
    skip_adverbials,
)
from bot.extract.cues import Cue
from bot.extract.line import Line
from bot.types import Stance

_PLURALS = frozenset("they we i you who some many people others police media".split())
_FOLLOWS = frozenset("out that there how what why whether to".split())
_NO_PLURALS = frozenset("this 's his its as is was".split())
_PRONOUN_LIKE = SUBJECTS | frozenset(
    "all both some many most few several others another one two three four five six seven eight nine ten each "
    "dozens hundreds thousands".split()
)
_NO_SUBJECTS = (DETERMINERS | PREPOSITIONS | frozenset((",", "let", "'s", "did", "does"))) - _PRONOUN_LIKE


def gap(line: Line, at: int) -> int:
    """Index just past the subject: over "has also", "on Tuesday", "later" before the cue."""
    gap = at
    for _ in range(8):
        word = line.word(gap - 1)
        if word in HAVE or line.is_adverb(gap - 1) or word in DO:
            gap -= 1
            continue
        step = _adverbial_before(line, gap)
        if step == gap:
            break
        gap = step
    return gap


def _adverbial_before(line: Line, gap: int) -> int:
    for width in range(7, 0, -1):
        start = gap - width
        if start < 1 or any(line.items[k].word in STOPS for k in range(start, gap)):
            continue
        if skip_adverbials(line.items[:gap], start, line.cues) == gap and (
            width > 1 or line.items[start].word in line.cues.weekdays or line.is_adverb(start)
        ):
            return start
    return gap


def is_negated(line: Line, at: int, gap: int) -> bool:
    """ "did not | believe": with a subject of its own, and "not" before it."""
    words = [line.word(k) for k in range(gap, at)]
    return bool(words) and (any(word in NOT for word in words) or any(word.endswith("n't") for word in words))


def is_finite(line: Line, at: int, gap: int, cue: Cue) -> bool:
    """Does the cue have a subject of its own, and no "to", "was" or "not" before it?"""
    before, leading = line.word(at - 1), line.word(gap - 1)
    if leading in BE or leading in MODAL or leading in NOT or leading == "to" or before in NOT or before == "to":
        return False
    step = at - 1
    while step >= gap and line.is_adverb(step):
        step -= 1
    if line.word(step) in BE or any(line.word(k) in NOT or line.word(k) in DO for k in range(gap, at)):
        return False
    if cue.form == "base":
        return _has_plural(line, at, gap, cue)
    if cue.form == "s":
        return line.word(at + 1) not in FINITE and _has_singular(line, gap - 1, cue)
    return before not in DETERMINERS or before in _PRONOUN_LIKE


def _has_plural(line: Line, at: int, gap: int, cue: Cue) -> bool:
    subject = line.word(gap - 1)
    if cue.strong:
        return subject not in _NO_SUBJECTS or (subject == "," and gap > 4)
    plural = subject.endswith("s") and subject not in _NO_PLURALS and len(subject) > 3
    if subject not in _PLURALS and not plural and not (subject == "," and gap > 4):
        return False
    following = line.word(at + 1)
    if following in _FOLLOWS or subject in ("they", "we", "i") or line.word(at + 1) in (".", ""):
        return True
    return line.opens(at + 1) and (subject != "," or following in SUBJECTS)


def _has_singular(line: Line, end: int, cue: Cue) -> bool:
    if end < 0:
        return False
    item = line.items[end]
    if item.word in SUBJECTS or item.word in STOPS or item.quote >= 0:
        return True
    if item.word in DETERMINERS or item.word in PREPOSITIONS or item.word == "'s":
        return False
    return cue.strong or item.capital or item.word in line.cues.speakers


def gap_of_passive(line: Line, at: int) -> int:
    """Index just past the subject of "was widely quoted"."""
    gap = at
    while gap > 0 and (line.word(gap - 1) in BE | HAVE or line.is_adverb(gap - 1)):
        gap -= 1
    return gap


def shares(line: Line, at: int) -> bool:
    """ "and said", "but denied", "and cautioning": a cue that shares the subject."""
    for cue in line.cues.verbs.get(line.word(at), ()):
        if cue.form == "ing" and "quote" not in cue.takes:
            return True
        if cue.form == "past" and (cue.strong or cue.stance is Stance.DENIES or line.word(at + 1) == "that"):
            return True
        if cue.form == "s" and "quote" not in cue.takes:
            following = at + 1 < line.size and (line.items[at + 1].quote >= 0 or line.word(at + 1) in ("that", "out"))
            if cue.strong or following or line.word(at - 1) == "but":
                return True
    return False


def is_strong(line: Line, at: int) -> bool:
    """Is this word hardly ever anything but a cue?"""
    word = line.items[at].word
    return word == "according" or any(cue.strong for cue in line.cues.verbs.get(word, ()))
