"""Attribution frames: in one segment, who says what with which word, as ranges of items.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.extract import contents, refusals, subjects, verbs
from bot.extract.clauses import (
    BE,
    COORDINATORS,
    DASHES,
    FINITE,
    HAVE,
    MODAL,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    has_finite,
    skip_adverbials,
    starts_phrase,
)
from bot.extract.cues import Cue, Cues
from bot.extract.line import Line, Range
from bot.extract.segments import Item
from bot.types import Stance

_MOST_CUES = 40  # in one segment; a sentence with more is a list
_AGENT = 10  # items between "verified" and by whom
_SHARES = frozenset("and but or by while".split())  # "by refusing to leave"
_BEFORE_PARTICIPLE = frozenset(
    (",", "and", "but", "also", "then", "by", "after", "before", "for", "in", "while", "despite")
)
_BEGINS = frozenset("began begins begun started starts kept keeps".split())
_SELVES = frozenset("i you we".split())
_NAMING = frozenset(("label", "as", "judged"))  # how a verb takes what it calls something
_EARLY = 3  # items before a participle that opens its sentence
_LEADS_IN = frozenset("by after before while without despite in when".split())
# Who does so does it: "went on to say". Not: "refused to say", "wants to say".
_DOES = frozenset(
    "continued continues continue went goes going began begins begin seemed seems appeared appears sought rushed "
    "hastened quick careful keen scrambled moved turned used proceeded came".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Item ranges of one attribution. ``subject`` None: the speaker of the frame before, else the segment's subject.

    ``trailing``: the content stands before the cue. ``content`` None: only quotations beside the cue are attributed.
    """

    cue: Range
    subject: Range | None
    content: Range | None
    stance: Stance
    trailing: bool = False
    reach: int = 0  # where the frame ends
    opening: Range | None = None  # the beginning of a content that the cue interrupts
    by_nobody: bool = False  # with no subject it has no speaker: "could not be verified"


class Parser:
    """Finds the frames of one segment after another. Holds only the lexicon."""

    def __init__(self, cues: Cues) -> None:
        self.cues = cues

    def __call__(self, items: Sequence[Item], spoken: Sequence[bool]) -> tuple[Frame, ...]:
        """The frames in order. ``spoken[i]``: item i is a quotation that reads as an utterance."""
        return frames(Line(self.cues, items, spoken))


def frames(line: Line) -> tuple[Frame, ...]:
    """All frames, left to right; what lies inside one is not read again, unless a trailing cue claims it whole."""
    found: list[Frame] = []
    region = 0  # where content of a trailing frame may begin
    tried = 0
    for at in range(line.size):
        if tried >= _MOST_CUES:
            break
        if found and at < _covered(found[-1]):
            tried += verbs.is_strong(line, at)
            trailing = _trailing_only(line, at, found[-1])
            if trailing is not None:
                found[-1:] = [trailing]
                region = trailing.reach
            continue
        frame = _at(line, at, region)
        if frame is None:
            continue
        tried += 1
        found.append(frame)
        if frame.trailing or line.word(frame.reach) == ":" or line.word(frame.reach) in DASHES:
            region = frame.reach
    return tuple(found)


def _covered(frame: Frame) -> int:
    ends = [frame.cue[1], frame.reach]
    if frame.content is not None:
        ends.append(frame.content[1])
    return max(ends)


def _trailing_only(line: Line, at: int, outer: Frame) -> Frame | None:
    """A trailing attribution over a frame that leads the segment: "A denies B, the ministry said"."""
    if outer.trailing or outer.subject is None or outer.subject[0] > 1 or not verbs.is_strong(line, at):
        return None
    frame = _at(line, at, 0)
    if frame is None or not frame.trailing or frame.content is None or frame.content[1] <= outer.cue[1]:
        return None
    if frame.subject is None or frame.subject[0] <= outer.cue[1]:
        return None
    return frame


def _at(line: Line, at: int, region: int) -> Frame | None:
    """The frame of the cue at this item, if it is one."""
    word = line.items[at].word
    if word == "according" and line.word(at + 1) == "to":
        return _according(line, at, region)
    declined = _declined(line, at) if word in refusals.STARTS else None
    if declined is not None:
        return declined
    readings = line.cues.verbs.get(word)
    if readings is None or (line.items[at].capital and at > 0 and not line.is_shouted(at)):
        return None
    for cue in readings:
        frame = _reading(line, at, cue, region)
        if frame is not None:
            return frame
    return None


def _reading(line: Line, at: int, cue: Cue, region: int) -> Frame | None:
    if cue.form == "ing":
        return None if cue.negated else _participle(line, at, cue)
    if (agent := _agent(line, at, cue)) is not None:
        return _passive(line, at, cue, agent)
    if cue.form == "base" and (governor := _governor(line, at)) is not None:
        return _infinitive(line, at, cue, governor, region)
    if "asked" in cue.takes and cue.form == "past" and line.word(at - 1) == ",":
        return None  # "Ann Lee, asked whether it was over, said"
    gap = verbs.gap(line, at)
    if not (verbs.is_negated(line, at, gap) if cue.negated else verbs.is_finite(line, at, gap, cue)):
        return None
    if _is_inverted(line, at, gap, cue, region):
        return _inverted(line, at, cue, region)
    if verdict := _verdict(line, at, cue, gap):
        return verdict
    after = contents.after(line, at, cue)
    shared = subjects.is_shared(line, gap)
    subject = None if shared else subjects.find(line, gap, region)
    if after is None or (subject is None and not shared):
        return None
    if subject is not None and not subjects.may_speak(line, subject, cue, after):
        return None
    if cue.negated and (subject is None or not _disbelieves(line, subject)):
        return None
    if "shown" in cue.takes and (subject is None or not subjects.is_evidence(line, subject)):
        return None
    if subject is not None and _is_supposed(line, at, cue, subject):
        return None
    relative = line.word(gap - 1) in ("who", "which") or (subject is not None and line.word(subject[0] - 1) == "whose")
    if subject is not None and not relative:
        before = contents.before(line, subject[0], region, line.ends(after) and line.word(after) != ",")
        if before is not None and contents.trails(line, after, before, cue):
            reach = min(after, line.size)
            return Frame(
                cue=(at, at + 1), subject=subject, content=before, stance=cue.stance, trailing=True, reach=reach
            )
        if line.word(subject[0] - 1) == "," and line.word(after) == ",":
            return _within(line, at, cue, subject, after, region)
    return _leading(line, at, cue, subject, after, relative)


def _is_supposed(line: Line, at: int, cue: Cue, subject: Range) -> bool:
    """ "If the army says …", "What the mayor said … was false": nothing is told as said."""
    before = line.word(subject[0] - 1)
    if before in ("if", "unless"):
        return "asked" not in cue.takes
    leads = subject[0] == 1 or line.word(subject[0] - 2) in COORDINATORS
    return before == "what" and leads and not cue.takes & _NAMING and line.word(at + 2) != "that"


def _disbelieves(line: Line, subject: Range) -> bool:
    """ "Police did not believe that …", not "I don't think" nor "if you do not believe"."""
    return line.word(subject[0]) not in _SELVES and line.word(subject[0] - 1) not in SUBORDINATORS


def _within(line: Line, at: int, cue: Cue, subject: Range, after: int, region: int) -> Frame | None:
    """ "The pumps, he said, are old": a cue between commas; what is said stands on both sides of it."""
    content = contents.until_end(line, after + 1)
    if content is None or (content[1] - content[0] < 2 and line.items[content[0]].quote < 0):
        return None
    start, end = contents.opening(line, region, min(at, subject[0])), min(at, subject[0])
    if line.items[content[0]].quote >= 0 and line.spoken[content[0]] and has_finite(line.items, start, end):
        end = start  # "When the port closed, she said, “…”": the quotation is all she said
    return Frame(
        cue=(at, at + 1),
        subject=subject,
        content=content,
        stance=cue.stance,
        reach=content[1],
        opening=(start, end) if start < end else None,
    )


def _leading(line: Line, at: int, cue: Cue, subject: Range | None, after: int, relative: bool = False) -> Frame | None:
    """The frame of a cue before its content."""
    content = contents.behind(line, at, after, cue)
    if content is None:
        return None
    if content == contents.BESIDE:
        return Frame(cue=(at, at + 1), subject=subject, content=None, stance=cue.stance, reach=after)
    if relative:
        content = contents.until_comma(line, content)
    elif _is_subordinate(line, at, subject):
        content = contents.until_clause(line, content)
    return Frame(cue=(at, at + 1), subject=subject, content=content, stance=cue.stance, reach=content[1])


def _is_subordinate(line: Line, at: int, subject: Range | None) -> bool:
    """ "While he said …, the town …": a cue in a clause that leads the sentence."""
    start = at if subject is None else subject[0]
    first = start - 1 if line.word(start - 1) in SUBORDINATORS else 0
    return first < start and first < 2 and line.word(first) in SUBORDINATORS


def _is_inverted(line: Line, at: int, gap: int, cue: Cue, region: int) -> bool:
    """ "…," said the mayor: the cue between its content and its speaker."""
    if gap != at or at <= region or cue.form not in ("past", "s") or cue.takes & {"told", "back"}:
        return False
    before = line.items[at - 1]
    direct = before.quote >= 0 or (before.word == "," and at >= 2 and line.items[at - 2].quote >= 0)
    if not direct and before.word != "," and before.word not in DASHES:
        return False
    if at + 1 >= line.size or line.items[at + 1].quote >= 0:
        return False
    following = line.items[at + 1]
    if direct and following.word.isalpha():
        opens = following.word not in PREPOSITIONS | FINITE | RELATIVES and not line.is_adverb(at + 1)
    else:
        opens = starts_phrase(following, line.cues)
    if not opens:
        return False
    if line.word(at + 1) in ("that", "on", "this") or line.word(at + 1) in line.cues.weekdays:
        return False
    end = subjects.inverted_end(line, at + 1)
    if direct:
        return not (end < line.size and line.word(end) in FINITE - {"who"})
    if line.items[at + 1].word in SUBJECTS - {"he", "she"} or cue.weak:
        return False
    if line.word(end) in (",", ":") and cue.strong and _names(line, at + 1) and end - at < 6:
        return True
    return (
        (has_finite(line.items, region, at - 1) or any(item.quote >= 0 for item in line.items[region : at - 1]))
        and not has_finite(line.items, at + 1, contents.clause_end(line, at + 1))
        and contents.is_statement(line, region, at)
    )


def _names(line: Line, at: int) -> bool:
    return line.items[at].capital or line.word(at) in ("the", "a", "an", "one", "he", "she")


def _inverted(line: Line, at: int, cue: Cue, region: int) -> Frame | None:
    content = contents.before(line, at, region)
    subject = (at + 1, subjects.inverted_end(line, at + 1))
    if subject[0] >= subject[1] or not subjects.may_speak(line, subject, cue):
        return None
    if content is None:
        return _within(line, at, cue, subject, subject[1], region) if line.word(subject[1]) in (",", ":") else None
    subject = subjects.with_name_behind(line, subject)
    return Frame(cue=(at, at + 1), subject=subject, content=content, stance=cue.stance, trailing=True, reach=subject[1])


def _opening(line: Line, at: int, cue: Cue) -> Frame | None:
    """ "(While) denying the charge, the mayor said …": a participle before the sentence's own subject."""
    after = contents.after(line, at, cue)
    content = None if after is None else contents.behind(line, at, after, cue)
    if content is None or content == contents.BESIDE:
        return None
    end = contents.before_main(line, content, line.size)
    if end is None:
        return None
    subject = (end + 1, subjects.until_verb(line, end + 1))
    if not subject[0] < subject[1] or not subjects.may_speak(line, subject, cue):
        return None
    return Frame(cue=(at, at + 1), subject=subject, content=(content[0], end), stance=cue.stance, reach=end)


def _participle(line: Line, at: int, cue: Cue) -> Frame | None:
    """ ", adding that", "was quoted as saying", "with the army saying", "is calling for"."""
    if "shown" in cue.takes:
        return None
    before = line.word(at - 1)
    if at < _EARLY and (at == 0 or before in _LEADS_IN or (at == 1 and line.is_adverb(0))):
        return _opening(line, at, cue)
    if before == "as" and line.word(at - 2) == "quoted" and "told" not in cue.takes:
        subject = subjects.find(line, verbs.gap_of_passive(line, at - 2), 0)
    else:
        step = at - 1 - line.is_adverb(at - 1)
        subject = subjects.of_progressive(line, at) or subjects.after_with(line, at)
        if line.word(step) in _BEGINS:
            subject = subjects.find(line, verbs.gap(line, step), 0)
        opens = (
            line.word(step) in _BEFORE_PARTICIPLE
            or line.word(step) in DASHES
            or (step >= 0 and line.items[step].quote >= 0)
            or (line.word(step) in line.cues.documents and "quote" not in cue.takes)
        )
        if subject is None and (not opens or at < 3):
            return None
    after = contents.after(line, at, cue)
    return None if after is None else _leading(line, at, cue, subject, after)


def _agent(line: Line, at: int, cue: Cue) -> int | None:
    """Where "by" stands in "was denied (on Monday) by"; None where the cue is no passive of what takes an object."""
    step = at - 1
    while step > 0 and line.is_adverb(step):
        step -= 1
    if cue.form != "past" or line.word(step) not in BE or not cue.takes & {"object", "topic"}:
        return None
    if cue.stance is Stance.SAYS and not any("clause" in other.takes for other in line.cues.verbs[line.word(at)]):
        return None  # "was praised by": nothing is said to be so
    by = skip_adverbials(line.items, at + 1, line.cues) if line.word(at + 1) != "by" else at + 1
    return by if line.word(by) == "by" else None


def _passive(line: Line, at: int, cue: Cue, by: int) -> Frame | None:
    """ "The reports were denied by the army": what is said is the subject, who says it stands behind."""
    content = subjects.find(line, verbs.gap_of_passive(line, at), 0)
    subject = (by + 1, subjects.inverted_end(line, by + 1))
    if content is None or subject[0] >= subject[1] or not subjects.may_speak(line, subject, cue):
        return None
    if cue.assertion and line.word(line.head(content)) not in line.cues.assertions:
        return None
    return Frame(cue=(at, by + 1), subject=subject, content=content, stance=cue.stance, trailing=True, reach=subject[1])


def _governor(line: Line, at: int) -> int | None:
    """Where the verb stands that "to say" hangs on, if what it governs is done: "went on | to say"."""
    step = at - 1 - line.is_adverb(at - 1)
    if line.word(step) != "to":
        return None
    step -= 1 + (line.word(step - 1) == "on")
    return step if line.word(step) in _DOES else None


def _infinitive(line: Line, at: int, cue: Cue, governor: int, region: int) -> Frame | None:
    """ "continued to insist that", "was quick to point out that"."""
    gap = verbs.gap(line, verbs.gap_of_passive(line, governor))
    shared = subjects.is_shared(line, gap)
    subject = None if shared else subjects.find(line, gap, region)
    after = contents.after(line, at, cue)
    if after is None or (subject is None and not shared):
        return None
    if subject is not None and not subjects.may_speak(line, subject, cue, after):
        return None
    return _leading(line, at, cue, subject, after)


def _according(line: Line, at: int, region: int) -> Frame | None:
    """ "…, according to the mayor" and "According to the mayor, …"."""
    start = at + 2
    end = subjects.phrase_end(line, start)
    if start >= end:
        return None
    before = _told_before(line, at, region)
    if before is not None:
        return Frame(
            cue=(at, start), subject=(start, end), content=before, stance=Stance.SAYS, trailing=True, reach=end
        )
    comma = subjects.past_apposition(line, start, end)
    content = contents.until_end(line, comma + 1) if line.word(comma) == "," else None
    if content is None:
        return None
    return Frame(cue=(at, start), subject=(start, end), content=content, stance=Stance.SAYS, reach=content[1])


def _told_before(line: Line, at: int, region: int) -> Range | None:
    """What stands before "according to", if it is a statement."""
    stop = at - (line.word(at - 1) == "," or line.word(at - 1) in DASHES)
    begin = contents.opening(line, region, stop)
    quoted = any(line.items[k].quote >= 0 for k in range(begin, stop))
    long = line.word(stop) == "," and stop - begin > 3
    return (begin, stop) if begin < stop and (quoted or long or has_finite(line.items, begin, stop)) else None


def _declined(line: Line, at: int) -> Frame | None:
    """ "declined to comment", "did not respond to a request": the content runs from the verb, the cue lies inside."""
    cue_end = refusals.cue_end(line, at)
    if cue_end is None:
        return None
    if refusals.is_impersonal(line, (at, cue_end)):
        return _impersonal(line, at, cue_end)
    start = at
    while start > 0 and (line.is_adverb(start - 1) or line.word(start - 1) in HAVE | MODAL):
        start -= 1
    shared = line.word(start - 1) in _SHARES
    if line.word(at).endswith("ing"):
        if at < _EARLY and (at == 0 or line.word(at - 1) in _LEADS_IN):
            return _refusing(line, at, cue_end)
        shared = shared or line.word(start - 1) == ","
        subject = subjects.of_progressive(line, at) or subjects.after_with(line, at)
    else:
        subject = None if shared else subjects.find(line, start, 0)
    if subject is None and not shared:
        return None
    if subject is not None and refusals.is_document(line, subject, (at, cue_end)):
        return None
    end = contents.refusal_end(line, cue_end)
    return Frame(cue=(at, cue_end), subject=subject, content=(at, end), stance=Stance.DECLINES, reach=end)


def _refusing(line: Line, at: int, cue_end: int) -> Frame | None:
    """ "(By) refusing to comment, the company …": before the sentence's own subject."""
    end = contents.before_main(line, (cue_end, line.size), line.size)
    if end is None:
        return None
    subject = (end + 1, subjects.until_verb(line, end + 1))
    return Frame(cue=(at, cue_end), subject=subject, content=(at, end), stance=Stance.DECLINES, reach=end)


def _impersonal(line: Line, at: int, cue_end: int) -> Frame | None:
    """ "the toll could not be verified (by the agency)", "there was no comment from the army"."""
    begin = _thing(line, at)
    if begin is None:
        return None
    end = contents.refusal_end(line, cue_end)
    agent = next((k for k in range(cue_end, min(end, cue_end + _AGENT)) if line.word(k) in ("by", "from")), None)
    subject = None
    if agent is not None:
        subject = (agent + 1, min(end, subjects.inverted_end(line, agent + 1)))
    return Frame(
        cue=(at, cue_end),
        subject=subject if subject is not None and subject[0] < subject[1] else None,
        content=(begin, end),
        stance=Stance.DECLINES,
        reach=end,
        by_nobody=True,
    )


def _thing(line: Line, at: int) -> int | None:
    """Where what could not be verified is named: "its claim | could not be", "a claim that | could not be"."""
    before = line.word(at - 1)
    if before in ("there", "which"):
        return at - 1
    if before == "that":
        start = contents.verdict_before(line, at - 1)
        return at - 1 if start is None else start
    found = subjects.find(line, verbs.gap(line, at), 0)
    return None if found is None else found[0]


def _verdict(line: Line, at: int, cue: Cue, gap: int) -> Frame | None:
    """ "…, a charge (that) the company denied": the cue behind what it denies."""
    if cue.form == "ing" or not cue.takes & {"object", "topic"}:
        return None
    if not line.ends(skip_adverbials(line.items, at + 1, line.cues)) and line.word(at + 1) != "as":
        return None
    content = contents.verdict_in(line, gap)
    if content is None:
        return None
    subject = (content[1] + (line.word(content[1]) in ("that", "which")), gap)
    if not subject[0] < subject[1] < subject[0] + _AGENT or line.word(subject[0]) in PREPOSITIONS:
        return None
    return Frame(cue=(at, at + 1), subject=subject, content=content, stance=cue.stance, trailing=True, reach=at + 1)
