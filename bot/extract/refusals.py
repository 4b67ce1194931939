"""Refusals: "declined to comment", "did not respond", "could not be reached".

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
_REQUESTS = frozenset("call calls message messages request requests questions question email emails phone".split())


def is_document(line: Line, subject: Range, cue: Range) -> bool:
    """ "the statement did not say when" refuses nothing."""
    return line.word(cue[1] - 1) in _TELLS | _TOUCHES | _HANDS and line.word(line.head(subject)) in _DOCUMENTS


def cue_end(line: Line, at: int) -> int | None:
    """The end of a refusal that begins here, up to its verb; None where none does."""
    word, after = line.word(at), line.word(at + 1)
    if after == "to" and line.word(at + 2) == "be" and line.word(at + 3) in ("identified", "named", "quoted"):
        return None
    if word in _REFUSES:
        return _refuses(line, at)
    if word in DO or word in HAVE or word in MODAL or word in BE:
        return _negated(line, at)
    return _no_comment(line, at + 1) if word in _GIVES else None


def _refuses(line: Line, at: int) -> int | None:
    """ "declined to say", "refused at first to leave", "refused a request for entry"."""
    word, before = line.word(at), line.word(at - 1)
    if line.items[at].capital or (word in ("decline", "refuse") and (before == "to" or before in MODAL | DETERMINERS)):
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
    return at + 1 if word.startswith("refus") and any(noun in _REFUSED for noun in near) else None


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
    for _ in range(4):
        word = line.word(step)
        if word in NOT:
            negated = True
        elif word in BE or line.is_adverb(step):
            pass
        else:
            break
        step += 1
    word, after = line.word(step), line.word(step + 1)
    if word == "no" and line.word(at) in HAVE:
        return _no_comment(line, step)
    if not negated:
        return None
    if word in _ANSWERS:
        return step + 1
    if word in _TOUCHES and after not in ("", ".", ",", "by") and line.word(at) not in BE | _UNABLE:
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
