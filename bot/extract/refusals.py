"""Refusals: "declined to comment", "did not respond", "could not be reached", "could not be verified".

Pure.
"""

from __future__ import annotations

from bot.extract.clauses import (
    BE,
    DETERMINERS,
    DO,
    HAVE,
    MODAL,
    NOT,
    QUESTIONS,
)
from bot.extract.line import Line, Range

_DOCUMENTS = frozenset("statement report reports it post letter announcement".split())
_REFUSES = frozenset("declined refused declines refuses declining refusing decline refuse".split())
_REFUSED = frozenset("request requests offer offers invitation invitations interview interviews calls".split())
_GIVES = frozenset("had has offered gave made provided".split())
_HANDS = frozenset("give provide offer release share".split())
_DETAILS = frozenset(
    "detail details information comment comments explanation evidence reason reasons figure figures number numbers "
    "name names breakdown answer answers timeline".split()
)
_ANSWERS = frozenset("respond responded reply replied comment commented elaborate elaborated".split())
_TELLS = frozenset("say said explain explained specify disclose discuss confirm identify".split())
_TOUCHES = frozenset("mention mentioned disclose disclosed specify specified address addressed".split())
_WILLED = frozenset("say discuss confirm identify".split())
_UNABLE = frozenset("could couldn't can't cannot".split())
_VERIFIES = frozenset(
    "verify verified confirm confirmed authenticate authenticated corroborate corroborated substantiate "
    "substantiated".split()
)
_OPENLY = frozenset("independently officially immediately".split())
_ABLE = frozenset("able unable possible impossible".split())
_PROOFS = frozenset("confirmation verification corroboration comment comments response reaction reply".split())
_THERE = frozenset("available forthcoming".split())
_SORTS = frozenset("immediate independent official further direct public formal".split())
_REQUESTS = frozenset("call calls message messages request requests questions question email emails phone".split())


# Words that a refusal may begin with.
STARTS = _REFUSES | _GIVES | DO | HAVE | MODAL | BE | {"neither"}


def is_document(line: Line, subject: Range, cue: Range) -> bool:
    """ "the statement did not say when" refuses nothing; "it would not say" does."""
    if line.word(cue[0]) in MODAL and line.word(line.head(subject)) == "it":
        return False
    return line.word(cue[1] - 1) in _TELLS | _TOUCHES | _HANDS and line.word(line.head(subject)) in _DOCUMENTS


def cue_end(line: Line, at: int) -> int | None:
    """The end of a refusal that begins here, up to its verb; None where none does."""
    word, after = line.word(at), line.word(at + 1)
    if after == "to" and line.word(at + 2) == "be" and line.word(at + 3) in ("identified", "named", "quoted"):
        return None
    if word in _REFUSES:
        return _refuses(line, at)
    if "neither" in (word, after):  # "would neither confirm nor deny"
        verb = at + 1 + (after == "neither")
        return verb + 3 if line.word(verb) in _VERIFIES and line.word(verb + 1) == "nor" else None
    if word in DO or word in HAVE or word in MODAL or word in BE:
        last = _unanswered(line, at) or _unavailable(line, at) or unverified(line, at)
        return _negated(line, at) if last is None else last + 1
    return _no_comment(line, at + 1) if word in _GIVES else None


def unverified(line: Line, at: int) -> int | None:
    """Where "verify" stands in "could not independently verify", "has not been able to confirm"; None elsewhere."""
    word = line.word(at)
    negated = word.endswith("n't") or word == "cannot"
    fits = word in _UNABLE or word in HAVE or word in DO
    for step in range(at + 1, at + 9):
        word = line.word(step)
        if word in _VERIFIES:
            return step if negated and fits else None
        if not (word in NOT or word in BE or word in _ABLE or word == "to" or line.is_adverb(step)):
            return None
        negated = negated or word in NOT or word in ("unable", "impossible")
        fits = fits or word in _ABLE or word in _OPENLY
    return None


def is_impersonal(line: Line, cue: Range) -> bool:
    """ "the toll could not be verified", "it was not possible to confirm it", "there was no comment": nobody is the
    subject."""
    words = [line.word(at) for at in range(*cue)]
    if words[-1] in _THERE:
        return line.word(cue[0] - 1) in _PROOFS
    if words[-1] in _PROOFS:
        return line.word(cue[0] - 1) == "there"
    if words[-1] not in _VERIFIES or "able" in words or "unable" in words:
        return False
    return any(word in BE or word in _ABLE for word in words)


def _unanswered(line: Line, at: int) -> int | None:
    """Where "comment" stands in "there was no immediate comment"; None elsewhere."""
    step = at + 1 + (line.word(at + 1) == "been")
    if line.word(at - 1) != "there" or line.word(step) != "no":
        return None
    step += 1
    while line.word(step) in _SORTS:
        step += 1
    return step if line.word(step) in _PROOFS else None


def _unavailable(line: Line, at: int) -> int | None:
    """Where "available" stands in "no immediate comment was available"; None elsewhere."""
    noun, step = at - 1, at + 1
    while line.is_adverb(step):
        step += 1
    if line.word(at) not in BE or line.word(step) not in _THERE or line.word(noun) not in _PROOFS:
        return None
    while line.word(noun - 1) in _SORTS:
        noun -= 1
    return step if line.word(noun - 1) == "no" else None


def _refuses(line: Line, at: int) -> int | None:
    """ "declined to say", "refused at first to leave", "refused a request for entry"."""
    word, before = line.word(at), line.word(at - 1)
    named = line.items[at].capital and at > 0 and not line.is_shouted(at)
    if named or (word in ("decline", "refuse") and (before == "to" or before in MODAL | DETERMINERS)):
        return None
    step = at + 1
    for _ in range(3):
        if line.word(step) in ("at", "so") and line.word(step + 1) in ("first", "far"):
            step += 2
        elif line.is_adverb(step):
            step += 1
    if line.word(step) in ("to", "comment"):
        return at + 1
    near = (line.word(k) for k in range(at + 1, at + 5))
    return at + 1 if word.endswith(("ed", "ing")) and any(noun in _REFUSED for noun in near) else None


def begins(line: Line, at: int) -> bool:
    """Does a refusal begin here, over "has" and adverbs?"""
    while line.word(at) in HAVE or line.is_adverb(at):
        if cue_end(line, at) is not None:
            return True
        at += 1
    return at < line.size and cue_end(line, at) is not None


def _no_comment(line: Line, at: int) -> int | None:
    """The end of "no immediate comment"."""
    if line.word(at) != "no":
        return None
    noun = at + 1 + (line.word(at + 1) in ("immediate", "further", "official"))
    return noun + 1 if line.word(noun) in ("comment", "comments", "response") else None


def _negated(line: Line, at: int) -> int | None:
    step, negated = at + 1, line.word(at).endswith("n't") or line.word(at) == "cannot"
    passive = line.word(at) in BE
    for _ in range(4):
        word = line.word(step)
        if word in NOT:
            negated = True
        elif word in BE:
            passive = True
        elif not line.is_adverb(step):
            break
        step += 1
    word, after = line.word(step), line.word(step + 1)
    if word == "no" and line.word(at) in HAVE:
        return _no_comment(line, step)
    if not negated:
        return None
    if word in _ANSWERS:
        return step + 1
    if word in _TOUCHES and after not in ("", ".", ",", "by") and not passive and line.word(at) not in _UNABLE:
        return step + 1
    if word in _TELLS:
        willed = line.word(at) in MODAL and line.word(at) not in _UNABLE and word in _WILLED
        return step + 1 if willed or after in QUESTIONS else None
    near = [line.word(k) for k in range(step, step + 7)]
    if word in _HANDS and line.word(at) not in _UNABLE and any(noun in _DETAILS for noun in near[1:5]):
        return step + 1
    if word in ("return", "returned", "answer", "answered") and any(noun in _REQUESTS for noun in near):
        return step + 1
    if word in ("reached", "available") and after != "out" and (word == "reached" or "comment" in near[:5]):
        return step + 1
    return None
