"""What a figure is about: the words after it, cut at a clean place.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.extract.numbers import Word

_MOST_AFTER = 18  # words
_ENDS = frozenset('.;:!?…—–()[]{}"“”«»') | {",", "--"}
_SPEECH = frozenset(
    "said say says told tell according added adding reported reports estimated estimates announced warned".split()
)
_JOINS = frozenset("and or but while including as".split())
_PREPOSITIONS = frozenset(
    "of in on at by to from for with after before since until between among when where while that which who because "
    "into over under through during against".split()
)
_FUNCTION = frozenset(
    "the a an of in on at by to from for with and or but as is are was were has have had be been being that which who "
    "than per its his their her our your my this these some about nearly almost at least up early late only just still "
    "over around after before since until when where while because between not also".split()
)
_PRONOUNS = frozenset("it he she they we i you this there these those".split())
_PAST = frozenset(
    "hit struck killed cost took made got left held shot met fled fell rose came went sent brought found lost won cut "
    "put set ran saw gave kept led drew drove bought built caught fought".split()
)
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today yesterday tomorrow overnight tonight morning afternoon evening night "
    "day week weekend month year hour minute decade days weeks months years hours minutes decades".split()
)
_TIME_LEADS = frozenset("on in since by until during at from over early late within for".split())
_TIME_WORDS = frozenset(
    "the a an this last next past previous following same first second early late recent few several each".split()
)
_TIME_TAILS = frozenset("ago later earlier before".split())
_BE = frozenset("is are was were be been".split())


def after(words: Sequence[Word], at: int, stop: int) -> int:
    """The index where the words that say more of what is counted end; they begin at ``at``. ``stop``: a next number."""
    limit = min(len(words), at + _MOST_AFTER, stop)
    step = at
    while step < limit and not _ends(words, at, step):
        step += 1
    if step == limit < len(words):
        step = _whole_phrase(words, at, step)
    return _trimmed(words, at, step, stop)


def _ends(words: Sequence[Word], at: int, step: int) -> bool:
    key = words[step].key
    if words[step].text in _ENDS or key in _SPEECH:
        return True
    if step == at and _time(words, at) > at:
        return True
    if key not in _JOINS or (key == "and" and any(word.key == "between" for word in words[at:step])):
        return False
    return step > at or key != "and" or _is_verb(words, step + 1)


def _is_verb(words: Sequence[Word], at: int) -> bool:
    """Whether a past or -ing form, an adverb, or nothing stands at ``at``."""
    if at >= len(words):
        return True
    key = words[at].key
    return key.endswith(("ed", "ing", "ly")) or key in _PAST or key in _BE or not key[0].isalpha()


def _whole_phrase(words: Sequence[Word], at: int, step: int) -> int:
    """The last place before ``step`` where no phrase is cut in two."""
    return next((back for back in range(step - 1, at - 1, -1) if words[back].key in _PREPOSITIONS), step)


def _trimmed(words: Sequence[Word], at: int, step: int, cut: int) -> int:
    """The end without a trailing time, function word or verb whose object is the number at ``cut``."""
    while step > at:
        key = words[step - 1].key
        time = next((back for back in range(max(at, step - 6), step) if _time(words, back) == step), None)
        active = key in _PAST or (key.endswith(("ed", "ing")) and words[step - 2].key not in _BE)
        lacking = step == cut < len(words) and active
        if time is not None:
            step = time
        elif key in _FUNCTION or (key in _PRONOUNS and step < len(words) and words[step].key in _SPEECH) or lacking:
            step -= 1
        else:
            break
    return step


def _time(words: Sequence[Word], at: int) -> int:
    """The index behind a time at ``at`` ("early on Sunday", "a week ago"), else ``at``."""
    step = at
    while step < min(len(words), at + 3) and words[step].key in _TIME_LEADS:
        step += 1
    while step < min(len(words), at + 6) and (words[step].key in _TIME_WORDS or words[step].text.isdigit()):
        step += 1
    if step >= len(words) or words[step].key not in _DAYS:
        year = step > at + 1 and words[step - 1].text.isdigit() and len(words[step - 1].text) == 4
        return step if year else at
    while step < len(words) and (words[step].key in _DAYS or words[step].key in _TIME_TAILS):
        step += 1
    return at if step < len(words) and words[step].key in ("'s", "’s") else step
