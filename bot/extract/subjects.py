"""Who is meant: the words before or behind a cue that name its speaker.

Pure.
"""

from __future__ import annotations

from bot.extract import verbs
from bot.extract.clauses import (
    BE,
    COORDINATORS,
    DASHES,
    DETERMINERS,
    DO,
    FINITE,
    HAVE,
    MODAL,
    NOT,
    PREPOSITIONS,
    RELATIVES,
    STOPS,
    SUBJECTS,
    SUBORDINATORS,
    has_finite,
    looks_past,
    skip_adverbials,
    starts_phrase,
)
from bot.extract.cues import Cue
from bot.extract.line import Line, Range
from bot.types import Stance

_BRACKET = 12  # items of "(R-Pa.)"
_LONGEST = 45  # items of a subject, appositions included
_OPENINGS = frozenset(
    "and but so or yet with while as that though although because where when whereas since if after • * · ,".split()
)
_BEHIND = frozenset(
    "in on at during after as when while to by before who which but via through because that citing over about".split()
)
_QUANTIFIERS = frozenset("both all some many several most few others".split())
_VERBS = (BE | HAVE | DO | MODAL) - frozenset("'s 're 'm 've 'd 'll being been be having might".split())
_ARTICLES = frozenset("the a an his her its their".split())
_MADE = frozenset("released published posted issued obtained seen reviewed conducted".split())


def _bound(line: Line, gap: int, region: int) -> int:
    """Where the clause that holds the subject may begin at the earliest."""
    left = gap
    while left > region and gap - left < 60:
        item = line.items[left - 1]
        if item.word == ")":
            left = _before_bracket(line, left, region)
            if line.word(left) == "(":
                continue
        if line.is_break(left - 1) or (item.comma and left < gap):
            break
        if (
            item.word in RELATIVES - {"whose"}
            and _is_clause_opening(line, left, gap)
            and not (left - 1 > region and _is_aside(line, left, gap) and _is_clause(line, left, gap - 1))
        ):
            break
        if (
            item.word in SUBORDINATORS
            and left - 1 > region
            and _is_clause_opening(line, left, gap)
            and not _is_aside(line, left, gap)
        ):
            break
        if item.word in COORDINATORS and line.word(left - 2) == "," and _may_open(line, left, gap):
            joins = item.word in ("and", "or") and not has_finite(line.items, region, left - 2)
            if not joins:
                break
        left -= 1
    return left


def _is_clause_opening(line: Line, start: int, gap: int) -> bool:
    """A subject begins here, not a verb ("which | Israel said", not "who | fled the city said")."""
    if start >= gap:
        return False
    item = line.items[start]
    return starts_phrase(item, line.cues) and item.word not in FINITE


def _is_aside(line: Line, start: int, gap: int) -> bool:
    """ "who ran as a moderate, | said", "asked if it was over, | said": the comma before the cue closes the clause."""
    return line.word(gap - 1) == "," and not any(line.word(k) == "," for k in range(start, gap - 1))


def _is_clause(line: Line, start: int, end: int) -> bool:
    """Has this stretch a verb of its own, a cue perhaps: "the army accuses of murder"?"""
    cue = (
        not line.items[at].capital and any(cue.form in ("past", "s") for cue in line.cues.verbs.get(line.word(at), ()))
        for at in range(start + 1, end)
    )
    return has_finite(line.items, start, end) or any(cue)


def _may_open(line: Line, start: int, gap: int) -> bool:
    """After a comma and "but" any word may begin a subject, if it is no verb or preposition."""
    return start < gap and line.word(start) not in FINITE and line.word(start) not in PREPOSITIONS


def find(line: Line, gap: int, region: int) -> Range | None:
    """The words before ``gap`` that are the subject there, with appositions; not before ``region``."""
    gap = _before_bracket(line, gap, region)
    if gap <= region:
        return None
    if line.word(gap - 1) in SUBJECTS - RELATIVES:
        return gap - 1, gap
    if line.word(gap - 1) in RELATIVES:
        return _antecedent(line, gap - 1, region)
    found = _before_cue(line, gap, region)
    return None if found is None else (found[0] + (line.word(found[0]) == "whose"), found[1])


def _before_cue(line: Line, gap: int, region: int) -> Range | None:
    """The phrase that ends at ``gap``, with appositions."""
    end = gap
    left = _bound(line, gap, region)
    if line.word(end - 1) == "," and end - 1 > left:
        start = _head_before_apposition(line, left, end - 1)
        start = _past_introduction(line, start, end - 1)
        return (start, end - 1) if start < end - 1 else None
    commas = [k for k in range(left, end) if line.word(k) == ","]
    start = commas[-1] + 1 if commas else left
    if commas and line.word(start) in ("and", "or", "&"):
        start = _list_start(line, commas, left, start)
    elif (
        commas
        and not line.items[start].capital
        and line.word(start) != "whose"
        and line.is_name_within(left, commas[-1])
    ):
        start = left  # "Ann Lee, head of the port | said"
    start = _last_clause(line, start, end)
    start = _past_introduction(line, start, end)
    start = _past_antecedent(line, start, end)
    return (start, end) if start < end else None


def _past_antecedent(line: Line, start: int, end: int) -> int:
    """ "in an incident | the army said was minor": a relative clause without its pronoun."""
    if line.word(start) in PREPOSITIONS:
        for at in range(end - 1, start + 2, -1):
            if line.word(at) in ("the", "a", "an") and line.word(at - 1) not in PREPOSITIONS | COORDINATORS:
                return at
    return start


def _before_bracket(line: Line, gap: int, region: int) -> int:
    """ "the Blue Front (BF) | said": the words before the bracket, if any."""
    end = gap - (line.word(gap - 1) == "," and line.word(gap - 2) == ")")
    if line.word(end - 1) != ")":
        return gap
    for at in range(end - 2, max(region, end - _BRACKET), -1):
        if line.word(at) == "(":
            return at
    return gap


def _antecedent(line: Line, relative: int, region: int) -> Range | None:
    """ "the government, which denies": the phrase before the relative pronoun; "that" hardly ever has a speaker."""
    if line.word(relative) == "that":
        return None
    if line.word(relative - 1) in ("and", "but", "or"):  # "which runs the port and | which said"
        first = next((at for at in range(relative - 2, region, -1) if line.word(at) in ("who", "which")), None)
        return None if first is None else _antecedent(line, first, region)
    end = relative - (line.word(relative - 1) == ",")
    start = end
    while start > region and end - start < 14:
        word = line.word(start - 1)
        if (
            word in STOPS
            or word in FINITE - {"'s"}
            or word in RELATIVES
            or word in SUBORDINATORS
            or line.items[start - 1].quote >= 0
        ):
            break
        start -= 1
    start = _past_introduction(line, start, end)
    return (start, end) if start < end else None


def _list_start(line: Line, commas: list[int], left: int, start: int) -> int:
    """ "Kuwait, Qatar, the UAE, and Jordan": back over members that are no clauses."""
    bounds = [left, *(comma + 1 for comma in commas)]
    if has_finite(line.items, bounds[-2], commas[-1]):
        return start + 1
    for k in range(len(bounds) - 2, -1, -1):
        if not starts_phrase(line.items[bounds[k]], line.cues) and line.items[bounds[k]].word in PREPOSITIONS:
            break
        if has_finite(line.items, bounds[k], commas[k]):
            break
        start = bounds[k]
    return start


def _last_clause(line: Line, start: int, end: int) -> int:
    """The part after the last "and" where the part before it is a clause of its own."""
    for at in range(end - 1, start, -1):
        if line.items[at].word in COORDINATORS and has_finite(line.items, start, at):
            return at + 1
        if end - at > 40:
            break
    return start


def _past_introduction(line: Line, start: int, end: int) -> int:
    """Past "But", "Meanwhile", "On Tuesday" before the subject."""
    for _ in range(4):
        if start < end and (line.word(start) in _OPENINGS or line.word(start) in DASHES):
            start += 1
            continue
        after = skip_adverbials(line.items[:end], start, line.cues)
        if after == start or after >= end:
            break
        start = after + (line.word(after) == ",")
    return start


def _head_before_apposition(line: Line, left: int, end: int) -> int:
    """Start of the phrase that the commas up to ``end`` explain: "Ann Lee, 34, who runs the port,"."""
    bounds = [left, *(k + 1 for k in range(left, end) if line.word(k) == ",")]
    k = len(bounds) - 1
    while k > 0 and not (_heads(line, bounds[k - 1], bounds[k]) or _follows_aside(line, bounds, k)):
        k -= 1
    return _last_clause(line, bounds[k], bounds[k + 1] - 1 if k + 1 < len(bounds) else end)


def _follows_aside(line: Line, bounds: list[int], k: int) -> bool:
    """ "They shelled it, killing ten, | the mayor, Ann Lee, said": behind a clause and what a participle adds to it."""
    if k < 2 or not line.word(bounds[k - 1]).endswith("ing") or line.items[bounds[k - 1]].capital:
        return False
    return line.word(bounds[k]) in DETERMINERS and has_finite(line.items, bounds[k - 2], bounds[k - 1] - 1)


def _heads(line: Line, previous: int, start: int) -> bool:
    """Is the part from ``start`` the head, not an explanation of the part before it?"""
    item = line.items[start]
    relative = (k for k in range(previous + 1, start - 1) if line.items[k].word in ("who", "which", "whose", "that"))
    before = (previous, next(relative, start - 1))
    if item.word in RELATIVES or item.word[0].isdigit() or item.word.endswith("ing") or item.word in PREPOSITIONS:
        return False
    if item.word in ("and", "or"):
        return has_finite(line.items, *before)
    if has_finite(line.items, *before) or before[1] - before[0] > 14:
        return True
    return line.items[before[0]].word in PREPOSITIONS or line.items[before[0]].word in SUBORDINATORS


def is_shared(line: Line, gap: int) -> bool:
    """ "expressed concern and said": the verb shares the subject of the verb before it."""
    then = line.word(gap) == "then" and line.word(gap - 1) == ","
    return (then or line.word(gap - 1) in ("and", "but", "or", "then")) and gap >= 2


def may_speak(line: Line, subject: Range, cue: Cue, after: int = 0) -> bool:
    """Can this phrase speak? A plain "said" takes nearly any subject, and so does what "that" follows (``after``);
    weaker cues want a name or an office."""
    if subject[1] - subject[0] > _LONGEST or _has_verb(line, subject):
        return False
    told = cue.stance is Stance.DENIES or (after and line.word(after) == "that")
    if cue.strong or (told and "clause" in cue.takes):
        return line.items[subject[0]].word not in ("there", "it's")
    if line.word(subject[0]) in _QUANTIFIERS:
        return True
    head = line.head(subject)
    item = line.items[head]
    office = item.word in line.cues.speakers or item.word.removesuffix("s") in line.cues.speakers
    return office or item.capital or item.word in SUBJECTS or item.word in DETERMINERS


def _has_verb(line: Line, subject: Range) -> bool:
    """Is there a finite verb before the first comma or relative pronoun? Then this is a clause, no speaker."""
    for at in range(*subject):
        if line.word(at) in RELATIVES | STOPS or line.items[at].quote >= 0:
            return False
        if at > subject[0] and line.word(at) in _VERBS and not line.items[at].capital:
            return True
    return False


def is_evidence(line: Line, subject: Range) -> bool:
    """What shows rather than says: "the survey", "court records"."""
    return line.word(line.head(subject)) in line.cues.evidence


def inverted_end(line: Line, start: int) -> int:
    """Where the speaker behind an inverted cue ends: "said the mayor | in a statement"."""
    for at in range(start, min(start + 30, line.size)):
        word = line.word(at)
        if word == "in" and at > start and _is_seat(line, start, at + 1):
            continue
        if at > start and (word in STOPS or word in _BEHIND or line.items[at].quote >= 0 or word in FINITE - {"'s"}):
            return at
        if at > start and (line.is_adverb(at) or word in line.cues.weekdays or word in ("last", "this")):
            return at
    return min(start + 30, line.size)


def until_verb(line: Line, start: int) -> int:
    """Where the subject that begins a main clause ends: "the governor of the coast | ordered"."""
    for at in range(start + 1, min(start + 30, line.size)):
        word = line.word(at)
        cue = any(cue.form in ("past", "s") for cue in line.cues.verbs.get(word, ())) and not line.items[at].capital
        if cue or word in STOPS or word in FINITE - {"'s"} or line.is_adverb(at) or looks_past(line.items, at, start):
            return at
    return min(start + 30, line.size)


def _is_seat(line: Line, start: int, at: int) -> bool:
    """ "officials in Northport": a name behind a common noun, not a month."""
    named = any(line.items[k].capital for k in range(start, at - 1))
    return not named and at < line.size and line.items[at].capital and line.word(at) not in line.cues.months


def with_name_behind(line: Line, subject: Range) -> Range:
    """ "said the regional governor, Ann Lee": the name in apposition belongs to the speaker."""
    start, end = subject
    owned = any(line.word(k) == "'s" for k in range(start, end)) and not line.items[end - 1].capital
    if line.word(end) == "," and (owned or line.items[start].word in DETERMINERS):
        stop = end + 1
        while stop < line.size and line.items[stop].capital:
            stop += 1
        if 2 <= stop - end - 1 <= 5 and line.ends(stop):
            return start, stop
    return subject


def of_progressive(line: Line, at: int) -> Range | None:
    """ "the ministry is calling for": the phrase before the auxiliary."""
    step = at - 1
    while step > 0 and line.is_adverb(step):
        step -= 1
    if line.word(step) not in BE - {"being"} or line.word(step - 1) in NOT | RELATIVES:
        return None
    return find(line, verbs.gap(line, verbs.gap_of_passive(line, step)), 0)


def after_with(line: Line, at: int) -> Range | None:
    """ "..., with Israel saying": the phrase between "with" and the participle."""
    for start in range(at - 1, max(-1, at - 10), -1):
        word = line.word(start)
        if word == "with":
            return (start + 1, at) if start + 1 < at else None
        if word in STOPS or word in FINITE:
            return None
    return None


def phrase_end(line: Line, start: int) -> int:
    """Where the speaker after "according to" ends."""
    for at in range(start, min(start + _LONGEST, line.size)):
        word = line.word(at)
        if word in STOPS or (word in RELATIVES and at > start) or (line.items[at].quote >= 0 and line.spoken[at]):
            if word == "," and (_continues_list(line, at) or line.is_name(at + 1)):
                continue
            return at
        if word in _MADE:
            return at
    return min(start + _LONGEST, line.size)


def past_apposition(line: Line, start: int, comma: int) -> int:
    """ "according to Ann Lee, | the mayor of Pelm, it was": the comma behind what explains a person's name."""
    if not line.is_name_within(start, comma) or line.word(comma + 1) not in _ARTICLES:
        return comma
    end = next((k for k in range(comma + 1, min(comma + _BRACKET, line.size)) if line.word(k) == ","), comma)
    if end == comma or has_finite(line.items, comma + 1, end) or line.size - end < 3:
        return comma
    office = line.word(line.head((comma + 1, end))) in line.cues.speakers
    return end if office and line.word(end + 1) not in RELATIVES | FINITE else comma


def _continues_list(line: Line, comma: int) -> bool:
    """ "according to A, B and C": another member, and "and" before the next comma."""
    if not line.opens(comma + 1):
        return False
    for at in range(comma + 1, min(comma + 10, line.size)):
        word = line.word(at)
        if word in FINITE:
            return False
        if word == "and":
            return not has_finite(line.items, at, min(at + 6, line.size))
        if word in STOPS:
            return False
    return False
