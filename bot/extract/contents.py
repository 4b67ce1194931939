"""What is said: where a statement begins and ends, before its cue or behind it.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.extract import refusals, verbs
from bot.extract.clauses import (
    BE,
    COORDINATORS,
    DASHES,
    DETERMINERS,
    FINITE,
    HAVE,
    PAST,
    PREPOSITIONS,
    QUESTIONS,
    RELATIVES,
    STOPS,
    SUBORDINATORS,
    has_finite,
    is_adverb,
    looks_past,
    skip_adverbials,
    skip_told,
)
from bot.extract.cues import Cue
from bot.extract.line import Line, Range
from bot.types import Stance

BESIDE: Range = (0, 0)  # no content of its own, only quotations beside the cue
# How the content may follow its verb, the narrowest first.
_ORDER = tuple(
    "for on of against toll excluded back as label person_to to warned told out clause that shown about onto judged "
    "object topic asked quote".split()
)
_OPENINGS = frozenset("and but yet so while although though • *".split())
_JOINS = frozenset("and but while although though whereas".split())
_TURNS = frozenset("and but while as though although because so despite even".split())
_ENDS_REFUSAL = frozenset("but saying citing while because although though after until unless as".split())
_LEAVES = frozenset("did didn't gave declined refused offered provided could".split())
_PARTICLES = frozenset("for on off upon up in out to".split())
_PRONOUNS = frozenset("it this them that".split())
_GRANTED = frozenset("entry access bail visas permission him her us".split())
_NUMERALS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred thousand million dozen dozens scores hundreds thousands half".split()
)
_OBJECTS = frozenset("him her them us me it".split())
_THAT = frozenset(("clause", "told", "that", "warned", "out"))
_QUOTED = frozenset(("quote",))
_ABOUT = frozenset("about of against".split())
_AGAINST = frozenset("against on at".split())
_ONTO = frozenset("on to at upon".split())
_SETTINGS = frozenset("in on at during last this earlier late early via over".split())
_PREPOSITIONAL = frozenset(("for", "on", "about", "onto", "against"))
_VERDICT = 12  # items of "a charge that the company has always denied"
_LEAD = 4  # items of "a long-standing charge"
_JUDGES = frozenset((Stance.DENIES, Stance.CONFIRMS))
_BEFORE_TALE = frozenset("after while as when before because".split())
_CUTS = _BEFORE_TALE | DASHES | {","}
_TELLING = frozenset("clause told to".split())
_PHRASE = 14  # items between a cue and "that"
_LABELLED = 14  # items between "called" and what something is called
_FAR = 40


def after(line: Line, at: int, cue: Cue) -> int | None:
    """Where what follows the cue begins, past adverbials and the one who was told."""
    after = at + 1
    if "told" in cue.takes:
        start = skip_adverbials(line.items, after, line.cues)
        after = skip_told(line.items, start, line.cues)
        if after == start and line.word(after) != "that" and not any(item.quote >= 0 for item in line.items[:at]):
            return None
        after = _past_title(line, after)
    elif cue.takes & {"clause", "out"} and line.word(after) in ("to", "out"):
        told = skip_told(line.items, after + 1, line.cues) if line.word(after) == "to" else after + 1
        after = told if told > after + 1 or line.word(after) == "out" else after
    after = skip_adverbials(line.items, after, line.cues)
    return _past_phrase(line, after) if cue.takes & _THAT else after


def _past_title(line: Line, start: int) -> int:
    """Past the name of a programme: "told the show “Good Morning” | that"."""
    for at in range(start, min(start + 4, line.size)):
        if line.items[at].quote >= 0 and line.word(at + 1) == "that":
            return at + 1
        if line.word(at) in STOPS or line.word(at) in FINITE or line.items[at].quote >= 0:
            break
    return start


def _past_phrase(line: Line, start: int) -> int:
    """Past another phrase before "that": "claimed without evidence that"."""
    if line.word(start) not in PREPOSITIONS:
        return start
    for at in range(start + 1, min(start + _PHRASE, line.size)):
        word = line.word(at)
        if word == "that":
            relative = line.word(at + 1) in FINITE or line.word(at + 1).endswith("ed")
            return start if relative else at
        if word in STOPS or word in FINITE or (line.items[at].quote >= 0 and line.spoken[at]):
            break
    return start


def before(line: Line, start: int, region: int, last: bool = False) -> Range | None:
    """What stands before the subject of a trailing cue, if a comma, dash or quotation parts them.

    ``last``: nothing follows the cue, so what stands before is what is said, whatever its verb.
    """
    end = start
    if end > region and (line.word(end - 1) == "," or line.word(end - 1) in DASHES):
        end -= 1
    elif not (end > region and line.items[end - 1].quote >= 0):
        return None
    begin = opening(line, region, end)
    if begin >= end:
        return None
    quoted = any(line.items[k].quote >= 0 for k in range(begin, end))
    if not quoted and (end - begin < 3 or not (has_finite(line.items, begin, end) or (last and end - begin > 4))):
        return None
    return begin, end


def opening(line: Line, region: int, end: int) -> int:
    """Past "But", "However," where a statement before its cue begins."""
    start = region
    for _ in range(4):
        if start < end and (
            line.items[start].word in _OPENINGS or (line.items[start].word in STOPS and line.items[start].word != "(")
        ):
            start += 1
            continue
        if start + 1 < end and is_adverb(line.items[start].word) and line.word(start + 1) == ",":
            start += 2
            continue
        break
    return start


def trails(line: Line, after: int, before: Range, cue: Cue) -> bool:
    """Does the cue follow its content, not lead it? Told by what stands before it and behind it."""
    quoted = any(line.items[k].quote >= 0 for k in range(*before))
    if not quoted and not cue.takes & {"clause", "told", "out"}:
        return False
    first = line.word(before[0])
    if (
        not quoted
        and (first in SUBORDINATORS or first in PREPOSITIONS)
        and not _counts(line, before[0])
        and not any(line.word(k) == "," for k in range(*before))
    ):
        return False
    if line.ends(after):
        return not (line.word(after) == "," and line.word(after + 1) == "that")
    word = line.word(after)
    if word in ("that", ":") or line.items[after].quote >= 0:
        return False
    ends_quoted = line.items[before[1] - 1].quote >= 0 or (
        line.word(before[1] - 1) == "," and line.items[before[1] - 2].quote >= 0
    )
    if word in COORDINATORS or word in SUBORDINATORS or word in PREPOSITIONS or word.endswith("ing"):
        return ends_quoted or has_finite(line.items, *before)
    return ends_quoted and (not line.opens(after) or not has_finite(line.items, after, clause_end(line, after)))


def _counts(line: Line, start: int) -> bool:
    """ "At least 40", "Over a dozen", "About two": not a preposition but a hedge of what is counted."""
    words = [line.word(at) for at in range(start + 1, min(start + 4, line.size))]
    if words[:1] and words[0] in ("a", "an"):
        words = words[1:2]
    return words[:1] in (["least"], ["most"]) or any(word[:1].isdigit() or word in _NUMERALS for word in words[:2])


def behind(line: Line, at: int, after: int, cue: Cue) -> Range | None:
    """The content after the cue; BESIDE where only quotations beside it are attributed; None where nothing fits."""
    start = after
    if line.ends(start) and not (line.word(start) == "," and line.word(start + 1) == "that"):
        if line.word(start) == "," and start + 1 < line.size and line.items[start + 1].quote >= 0:
            start += 1
        elif line.word(start) in DASHES or start >= line.size or not _resumes(line, start):
            return None
        else:
            start = _resumes(line, start)
    elif line.word(start) == ",":
        start += 1
    for takes in _ORDER:
        if takes in cue.takes:
            content = _taken(line, takes, at, start, cue)
            if content is not None:
                return _narrowed(line, content) if cue.stance is Stance.DENIES and content != BESIDE else content
    return None


def _resumes(line: Line, start: int) -> int:
    """ "said on Monday, a day after the raid, that ...": where "that" stands past a parenthesis, else 0."""
    for at in range(start + 1, min(start + 25, line.size)):
        if line.word(at) == "," and line.word(at + 1) == "that":
            return at + 1
    return 0


def _taken(line: Line, takes: str, at: int, start: int, cue: Cue) -> Range | None:
    word = line.word(start)
    if takes in ("for", "against"):
        return _request(line, start + 1) if word == takes else None
    if takes == "on":
        ahead = any(line.word(k) == "to" for k in range(start + 1, min(start + 14, line.size)))
        return _request(line, start + 1) if word in ("on", "upon") and ahead else None
    if takes == "as" and word == "as" and (content := _judged_behind(line, start + 1)) is not None:
        return content
    if takes in ("of", "as"):
        joint = line.find(takes, start, 16)
        return None if joint is None else _request(line, start if joint > start else joint + 1)
    if takes == "label":
        return _label(line, at, start)
    if takes == "that":
        return until_end(line, start + 1) if word == "that" else None
    if takes == "to":
        return _request(line, start) if word == "to" else None
    if takes == "person_to":
        to = line.find("to", start + 1, 12)
        return _request(line, start) if to is not None and line.opens_person(start) else None
    if takes == "warned":
        if word == "that" or not line.opens_person(start):
            return None
        that, to = line.find("that", start + 1, 12), line.find("to", start + 1, 16)
        if that is not None:
            return until_end(line, that + 1)
        return _request(line, start) if to is not None else None
    if takes == "object":
        return _object(line, start, cue)
    if takes in ("topic", "shown"):
        return _topic(line, start)
    if takes == "out":
        return _clause(line, start, cue) if line.word(start - 1) == "out" or line.word(at + 1) == "out" else None
    if takes == "judged":
        if word == "as":
            return _judged_behind(line, start + 1)
        return _topic(line, start) if line.find("as", start, _LABELLED) is not None else None
    if takes == "about":
        return _topic(line, start + 1) if word in _ABOUT else None
    if takes == "onto":
        return _topic(line, start + 1) if word in _ONTO else None
    if takes == "toll":
        near = [line.word(k) for k in range(start, start + _LEAD + 2)]
        return _request(line, start) if "at" in near[2:] and not line.cues.counts.isdisjoint(near[1:]) else None
    if takes == "excluded":
        return _topic(line, start + 1) if word == "out" else None
    if takes == "back":
        against = start + 1 if word == "back" else start
        return _topic(line, against + 1) if word == "back" and line.word(against) in _AGAINST else None
    if takes == "asked":
        return _asked(line, start)
    if takes == "quote":
        beside = any(line.items[k].quote >= 0 for k in range(start, min(start + 14, line.size)))
        return BESIDE if beside else None
    return _clause(line, start, cue)


def _label(line: Line, at: int, start: int) -> Range | None:
    if line.word(start) in _PARTICLES:
        return None
    if any(line.word(k) == "what" for k in range(max(0, at - 8), at)):
        return until_end(line, start)
    if not line.opens(start) and line.word(start) not in _OBJECTS:
        return None
    for k in range(start + 1, min(start + _LABELLED, line.size)):
        if line.items[k].quote >= 0 or line.word(k) in ("a", "an"):
            return until_end(line, start)
        if line.word(k) in (".", ";", ":") or line.word(k) in FINITE - {"'s"}:
            return None
    return None


def _object(line: Line, start: int, cue: Cue) -> Range | None:
    if start >= line.size or line.word(start) in PREPOSITIONS | STOPS:
        return None
    if line.word(start) == "that" and not line.ends(start + 1) and line.word(start + 1) not in line.cues.assertions:
        start += 1
    elif cue.assertion or cue.stance is Stance.DENIES:
        near = [line.word(k) for k in range(start, min(start + 10, line.size))]
        given = near[1:2] and near[1].isalpha() and near[1] not in PREPOSITIONS | line.cues.assertions
        if near[0] in _PRONOUNS and given:
            return None  # "denied them entry"
        asserts = any(word in line.cues.assertions for word in near) or near[0] in _PRONOUNS
        if cue.assertion and not asserts:
            return None
        if near[0] in _GRANTED:
            return None
        if cue.stance is Stance.DENIES and not asserts and (_ditransitive(line, start) or _withholds(line, near)):
            return None
    content = _request(line, start)
    if content is None or cue.stance is not Stance.DENIES:
        return content
    return _before_setting(line, content)


def _topic(line: Line, start: int) -> Range | None:
    """What is spoken of: "praised | the plan for its courage", "questioned | how it would work"."""
    if line.ends(start) or line.word(start) in PREPOSITIONS or line.word(start) in SUBORDINATORS - {"if", "whether"}:
        return None
    content = _request(line, start)
    return None if content is None else _before_setting(line, content)


def _judged_behind(line: Line, start: int) -> Range | None:
    """ "dismissed as “propaganda” | a report that it had fled": the thing behind what it is called."""
    for at in range(start + 1, min(start + _LEAD + 1, line.size)):
        if line.word(at) in DETERMINERS or line.word(at) in line.cues.assertions:
            named = any(line.word(k) in line.cues.assertions for k in range(at, at + _LEAD))
            return _request(line, at) if named else None
        if line.word(at) in STOPS:
            break
    return None


def _before_setting(line: Line, content: Range) -> Range:
    """ "praised the crew | in an interview on Monday": when and where it was said is no part of it."""
    for at in range(content[0] + 1, content[1]):
        word = line.word(at)
        owned = line.word(at - 1) in DETERMINERS or line.word(at - 1) == "'s"
        if (
            (word in _SETTINGS or line.items[at].capital)
            and not owned
            and skip_adverbials(line.items, at, line.cues) > at
        ):
            return content[0], at
    return content


def _asked(line: Line, start: int) -> Range | None:
    """ "asked (the mayor) | whether the road was open"."""
    for at in range(start, min(start + 10, line.size)):
        if line.word(at) in QUESTIONS:
            return until_end(line, at)
        if line.word(at) in STOPS or line.word(at) in FINITE or line.items[at].quote >= 0:
            return None
    return None


def _ditransitive(line: Line, start: int) -> bool:
    """ "denied them visas", "denied his party the victory": nothing is said."""
    near = range(start + 1, min(start + 4, line.size))
    return (
        any(line.word(k) in ("the", "a", "an") for k in near)
        and not any(line.word(k) in PREPOSITIONS for k in near)
        and (line.word(start) in DETERMINERS or line.items[start].capital)
        and line.word(start + 1) not in ("of", "that")
    )


def _withholds(line: Line, near: Sequence[str]) -> bool:
    """ "denied refunds to passengers": nothing is said; "denied links to the gang" is."""
    to = near.index("to") if "to" in near[1:6] else 0
    return to > 0 and not any(word in line.cues.parts or word.endswith("ing") or word == "that" for word in near[:to])


def _request(line: Line, start: int) -> Range | None:
    content = until_end(line, start)
    return None if content is None else _narrowed(line, content)


def _narrowed(line: Line, content: Range) -> Range:
    """As far as the statement, but not into ", sparking panic" or ", the first time"."""
    for at in range(content[0] + 1, content[1]):
        after = line.word(at + 1)
        if line.word(at) == "," and (
            (after.endswith("ing") and after not in ("including", "during", "following"))
            or after in RELATIVES
            or after in _TURNS
            or (after == "the" and line.word(at + 2) in ("first", "latest", "second", "last"))
        ):
            return content[0], at
        if line.word(at) in ("and", "but") and _acts(line, content[0], at):
            return content[0], at
    return content


def _acts(line: Line, start: int, joint: int) -> bool:
    """ "praised the crew and | left the harbour": another deed of the one who spoke, where no clause is open."""
    if any(line.word(at) in RELATIVES or line.word(at) in FINITE - {"'s"} for at in range(start, joint)):
        return False
    at = joint + 1
    while line.is_adverb(at):
        at += 1
    return line.word(at) in PAST or line.word(at) in HAVE or looks_past(line.items, at, start)


def _clause(line: Line, start: int, cue: Cue) -> Range | None:
    word = line.word(start)
    if word in (":", "that", ","):
        if word == "that" and cue.stance is Stance.DENIES and line.ends(start + 1):
            return None  # "denied that."
        begin = start + 1
        if line.word(begin) == ",":
            begin += 1
        if begin >= line.size:
            return BESIDE if word == ":" else None  # what is said begins a paragraph of its own
        return until_end(line, begin)
    if start >= line.size or word in STOPS:
        return None
    if line.items[start].quote >= 0:
        return until_end(line, start)
    content = until_end(line, start)
    if content is None:
        return None
    if word in PREPOSITIONS and not (cue.strong or _counts(line, start)) and line.find(",", start, 8) is None:
        return None
    finite = has_finite(line.items, *content)
    if cue.strong:
        return (
            content
            if finite or content[1] - content[0] >= 3 or any(line.items[k].quote >= 0 for k in range(*content))
            else None
        )
    return content if finite and word not in RELATIVES else None


def until_end(line: Line, start: int) -> Range | None:
    """From here to where the statement ends: the sentence, or a new cue that is coordinated with this one."""
    if start >= line.size:
        return None
    end = start
    while end < line.size:
        if end > start and (_is_end(line, end, start) or _closes(line, end)):
            break
        end += 1
    end = _without_aside(line, start, end)
    while end > start and line.word(end - 1) in STOPS - {")"}:
        end -= 1
    return (start, end) if end > start else None


def _closes(line: Line, at: int) -> bool:
    """Behind a quotation with a comma inside its marks, unless a list goes on."""
    item = line.items[at]
    return line.items[at - 1].comma and item.quote < 0 and item.word not in ("and", "or", "but", ",")


def _without_aside(line: Line, start: int, end: int) -> int:
    """A last ", which …" is the reporter's own."""
    for at in range(end - 1, start + 3, -1):
        if line.word(at) == ",":
            return at if line.word(at + 1) in ("which", "who", "whose") else end
    return end


def until_comma(line: Line, content: Range) -> Range:
    """What a relative clause says ends with the clause."""
    for at in range(content[0] + 1, content[1]):
        if line.word(at) == ",":
            return content[0], at
    return content


def until_clause(line: Line, content: Range) -> Range:
    """What is said in a clause that leads its sentence ends at the comma where the main clause begins."""
    end = before_main(line, content, content[1])
    return content if end is None else (content[0], end)


def before_main(line: Line, content: Range, until: int) -> int | None:
    """The comma behind which the main clause begins, before ``until``."""
    for at in range(content[0] + 1, until - 2):
        if line.word(at) == "," and line.opens(at + 1) and has_finite(line.items, at + 1, until):
            return at
    return None


def _is_end(line: Line, at: int, start: int) -> bool:
    word, after = line.word(at), line.word(at + 1)
    if (word == ":" or word in DASHES) and _is_quoted_anew(line, at + 1):
        return True
    if line.is_participle(at) and (line.items[at - 1].quote >= 0 or line.word(at - 1) in DASHES):
        return True
    if word == ";" or (word in _CUTS and _is_cut(line, at, word)):
        return True
    if word == "," or word in _JOINS:
        step = at + 1 if word == "," else at
        while line.word(step) in _JOINS or line.word(step) in ("also", "then"):
            step += 1
        if step > at + (word == ",") and _goes_on(line, start, at, step):
            return True
        if step > at and (verbs.shares(line, step) or (step > at + (word == ",") and refusals.begins(line, step))):
            return True
        if word == "," and (after in ("citing", "according", "referring") or line.is_participle(at + 1)):
            return True
        if step > at and (word != "," or step > at + 1):
            conjunction = line.word(at if word != "," else at + 1)
            if conjunction == "but" and _leaves(line, step):
                return True
            if line.word(start) == "what" and not has_finite(line.items, start, at):
                return False  # "disputed what the mayor and his aides had said"
            return coordinated(line, step, word == ",", conjunction != "and")
    return word == "citing"


def verdict_in(line: Line, gap: int) -> Range | None:
    """ "a charge" in "…, a charge (that) the company | denied": what is judged, parted from the sentence by a mark."""
    for at in range(gap - 1, max(0, gap - _VERDICT), -1):
        if line.word(at) in STOPS | DASHES:
            end = _verdict_end(line, at + 1)
            return None if end is None or end >= gap else (at + 1, end)
        if line.word(at) in FINITE - {"'s"}:
            return None
    return None


def verdict_before(line: Line, end: int) -> int | None:
    """Where "a claim" begins that stands behind a mark and before ``end``."""
    for at in range(end - 1, max(0, end - _LEAD), -1):
        if line.word(at) in STOPS | DASHES:
            return at + 1 if _verdict_end(line, at + 1) == end else None
    return None


def _verdict_end(line: Line, start: int) -> int | None:
    """The end of "a charge", "repeated allegations" here; None where no assertion is named."""
    if line.word(start) == "something":
        return start + 1
    for at in range(start, start + _LEAD):
        if line.word(at) in line.cues.assertions:
            return at + 1 if at > start or line.word(at).endswith("s") else None
        if not line.word(at).isalpha() or line.word(at) in PREPOSITIONS | FINITE | RELATIVES:
            return None
    return None


def _is_cut(line: Line, at: int, word: str) -> bool:
    """Does a judgement of what was said begin behind this item, or what someone else tells?"""
    if at not in line.ended:
        found = _tells_another if word in _BEFORE_TALE else _is_verdict
        line.ended[at] = found(line, at + 1)
    return line.ended[at]


def _is_verdict(line: Line, at: int) -> bool:
    """ "a charge the company denied", "a claim that could not be verified": a judgement of what was said."""
    end = _verdict_end(line, at)
    if end is None:
        return False
    for k in range(end, min(end + _VERDICT, line.size)):
        if any(cue.stance in _JUDGES and cue.form != "ing" for cue in line.cues.verbs.get(line.word(k), ())):
            return line.ends(skip_adverbials(line.items, k + 1, line.cues)) or line.word(k + 1) == "as"
        if refusals.unverified(line, k) is not None:
            return True
        if line.word(k) in STOPS:
            return False
    return False


def _tells_another(line: Line, start: int) -> bool:
    """ "said it was not to blame after | the radio reported that it was": someone else tells something else."""
    if not line.opens(start):
        return False
    for at in range(start + 1, min(start + 12, line.size)):
        word = line.word(at)
        if word in STOPS or line.items[at].quote >= 0 or word in RELATIVES:
            return False
        for cue in line.cues.verbs.get(word, ()):
            tells = cue.form == "past" and not cue.weak and cue.takes & _TELLING
            if tells and verbs.is_finite(line, at, verbs.gap(line, at), cue):
                told = after(line, at, cue)
                return told is not None and _opens_tale(line, told, cue)
        if word in FINITE and word not in HAVE | {"'s"}:
            return False
    return False


def _opens_tale(line: Line, start: int, cue: Cue) -> bool:
    """Does a clause begin here, or "to" with what is pledged?"""
    word = line.word(start)
    if word == "that" or (word == "to" and "to" in cue.takes):
        return True
    opens = line.opens(start) or _counts(line, start)
    return opens and has_finite(line.items, start, min(start + _PHRASE, line.size))


def _is_quoted_anew(line: Line, at: int) -> bool:
    """ "praised the crew: | “They held on,” she said": a quotation with a cue of its own."""
    if at >= line.size or line.items[at].quote < 0 or not line.spoken[at]:
        return False
    for k in range(at + 1, min(at + 8, line.size)):
        if verbs.is_strong(line, k):
            return True
        if line.word(k) in STOPS - {","} or line.items[k].quote >= 0:
            break
    return False


def _goes_on(line: Line, start: int, end: int, at: int) -> bool:
    """ "said the road is closed | and called for help": a cue in the past after a statement that is not in the past
    belongs to the one who spoke."""
    while line.word(at) in HAVE - {"having"} or line.is_adverb(at):
        at += 1
    for cue in line.cues.verbs.get(line.word(at), ()):
        if cue.form == "past" and cue.takes != _QUOTED and not _tells_past(line, start, end):
            after_cue = after(line, at, cue)
            if after_cue is not None and _may_tell(line, after_cue, cue):
                return True
    return False


def _may_tell(line: Line, after: int, cue: Cue) -> bool:
    """Can what follows a cue be what is said? A look at one word, for this is asked at every "and"."""
    return not line.ends(after) and (line.word(after) not in PREPOSITIONS or bool(cue.takes & _PREPOSITIONAL))


def _tells_past(line: Line, start: int, end: int) -> bool:
    """Does a statement have a verb in the simple past, as far as can be told?"""
    return any(
        line.word(at) in PAST or (looks_past(line.items, at, start) and line.word(at - 1) not in HAVE | BE)
        for at in range(start, end)
    )


def refusal_end(line: Line, start: int) -> int:
    """Where a refusal that begins before ``start`` ends: the clause, or what the teller adds."""
    end = start
    while end < line.size and end - start < _FAR:
        word = line.word(end)
        if word == "," and line.word(end + 1) in ("or", "and") and line.word(end + 2) in QUESTIONS:
            end += 2
            continue
        if word == "," and line.word(end - 1) in QUESTIONS:  # "when, or if, it will"
            end += 1
            continue
        if word in STOPS - {"(", ")", ":"} or word in _ENDS_REFUSAL or _is_dash(line, end):
            break
        if word == "and" and (
            _acts(line, start, end)
            or verbs.shares(line, end + 1)
            or refusals.begins(line, end + 1)
            or coordinated(line, end + 1, True)
        ):
            break
        end += 1
    while end > start and line.word(end - 1) in STOPS - {")"}:
        end -= 1
    return end


def _is_dash(line: Line, at: int) -> bool:
    """A dash between words, not a hyphen within one."""
    return line.word(at) in DASHES and line.items[at].start > line.items[at - 1].end


def _leaves(line: Line, at: int) -> bool:
    """ "but did not say", "but gave no details": the teller again, not the tale."""
    return line.word(at) in _LEAVES


def coordinated(line: Line, start: int, comma: bool, contrast: bool = False) -> bool:
    """Does a subject with a cue of its own begin here? "but the ministry denied"."""
    first = line.word(start)
    loose = contrast and first.isalpha() and first not in PREPOSITIONS and first not in FINITE | RELATIVES
    if not loose and not line.opens(start):
        return False
    for at in range(start + 1, min(start + 12, line.size)):
        word = line.word(at)
        if word in STOPS or line.items[at].quote >= 0 or word in RELATIVES:
            return False
        if (comma or contrast) and refusals.cue_end(line, at) is not None:
            return True
        for cue in line.cues.verbs.get(word, ()):
            if (
                (cue.form in ("past", "s") or (cue.form == "base" and cue.strong))
                and (cue.strong or comma or contrast)
                and verbs.is_finite(line, at, verbs.gap(line, at), cue)
            ):
                return cue.strong or contrast or cue.stance is not Stance.SAYS or line.word(at + 1) == "that"
        if word in FINITE and word not in HAVE | {"'s"}:
            return False
    return False


def is_statement(line: Line, region: int, at: int) -> bool:
    """What stands before is a statement, not a speaker with an apposition."""
    commas = [k for k in range(region, at - 1) if line.word(k) == ","]
    first = commas[0] if commas else at - 1
    return has_finite(line.items, region, first) or len(commas) == 0


def clause_end(line: Line, start: int) -> int:
    """The next comma, full stop or relative pronoun."""
    for at in range(start, min(start + _FAR, line.size)):
        if line.word(at) in (",", ".", ";") or line.word(at) in RELATIVES:
            return at
    return min(start + _FAR, line.size)
