"""Attribution frames: in one segment, who says what with which word, as ranges of items.

Pure. Bounded look-ahead per item, so linear in the length of the segment but for very many cues in one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    is_adverb,
    skip_adverbials,
    skip_told,
    starts_phrase,
)
from bot.extract.cues import Cue, Cues
from bot.extract.segments import Item
from bot.types import Stance

Range = tuple[int, int]
_WITHHELD = frozenset("say said explain explained specify disclose".split())
_MOST_CUES = 40  # in one segment; a sentence with more is a list


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


class Parser:
    """Finds the frames of one segment after another. Holds only the lexicon."""

    def __init__(self, cues: Cues) -> None:
        self.cues = cues

    def __call__(self, items: Sequence[Item], spoken: Sequence[bool]) -> tuple[Frame, ...]:
        """``spoken[i]``: item i is a quotation that reads as an utterance."""
        return _Segment(self.cues, items, spoken).frames()


class _Segment:
    def __init__(self, cues: Cues, items: Sequence[Item], spoken: Sequence[bool]) -> None:
        self.cues, self.items, self.spoken = cues, items, spoken
        self.size = len(items)

    # ── all frames, left to right ────────────────────────────────────────────────────────────────────────────────

    def frames(self) -> tuple[Frame, ...]:
        found: list[Frame] = []
        region = 0  # where content of a trailing frame may begin
        tried = 0
        for at in range(self.size):
            if tried >= _MOST_CUES:
                break
            if found and at < self._covered(found[-1]):
                trailing = self._trailing_only(at, found[-1])
                if trailing is not None:
                    found[-1:] = [trailing]
                    region = trailing.reach
                continue
            frame = self._at(at, region, found)
            if frame is None:
                continue
            tried += 1
            found.append(frame)
            if frame.trailing:
                region = frame.reach
        return tuple(found)

    def _covered(self, frame: Frame) -> int:
        ends = [frame.cue[1], frame.reach]
        if frame.content is not None:
            ends.append(frame.content[1])
        return max(ends)

    def _trailing_only(self, at: int, outer: Frame) -> Frame | None:
        """A trailing attribution over a frame that leads the segment: "A denies B, the ministry said"."""
        if outer.trailing or outer.subject is None or outer.subject[0] > 1 or not self._is_strong(at):
            return None
        frame = self._at(at, 0, [])
        if frame is None or not frame.trailing or frame.content is None or frame.content[1] <= outer.cue[1]:
            return None
        if frame.subject is None or frame.subject[0] <= outer.cue[1]:
            return None
        return frame

    def _is_strong(self, at: int) -> bool:
        word = self.items[at].word
        return word == "according" or any(cue.strong for cue in self.cues.verbs.get(word, ()))

    def _at(self, at: int, region: int, found: list[Frame]) -> Frame | None:
        word = self.items[at].word
        if word == "according" and self._word(at + 1) == "to":
            return self._according(at, region)
        declined = self._declined(at, found)
        if declined is not None:
            return declined
        readings = self.cues.verbs.get(word)
        if readings is None or (self.items[at].capital and at > 0 and not self._is_shouted(at)):
            return None
        for cue in readings:
            frame = self._reading(at, cue, region, found)
            if frame is not None:
                return frame
        return None

    def _word(self, at: int) -> str:
        return self.items[at].word if 0 <= at < self.size else ""

    def _is_shouted(self, at: int) -> bool:
        """In a headline or a text in capitals every word has one."""
        others = [item for item in self.items[max(0, at - 4) : at + 5] if item.word.isalpha()]
        return sum(item.capital for item in others) >= len(others) - 1

    # ── one cue ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _reading(self, at: int, cue: Cue, region: int, found: list[Frame]) -> Frame | None:
        gap = self._gap(at)
        if cue.form == "ing":
            return self._participle(at, cue, found)
        if not self._is_finite(at, gap, cue):
            return None
        if self._is_inverted(at, gap, cue, region):
            return self._inverted(at, cue, region)
        after = self._after(at, cue)
        if after is None:
            return None
        relative = self._word(gap - 1) in ("who", "which")
        shared = self._shares_subject(gap, found)
        subject = None if shared else self._subject(gap, region)
        if subject is None and not shared:
            return None
        if subject is not None:
            before = self._content_before(subject[0], region)
            if before is not None and not relative and self._trails(after, before, cue):
                if not self._may_speak(subject, cue):
                    return None
                return Frame(
                    cue=(at, at + 1),
                    subject=subject,
                    content=before,
                    stance=cue.stance,
                    trailing=True,
                    reach=self._tail(after, cue),
                )
        content = self._content_after(at, after, cue)
        if content is None:
            return None
        if relative and content != (0, 0):
            content = self._until_comma(content)
        if subject is not None and not self._may_speak(subject, cue):
            return None
        if content == (0, 0):
            return Frame(cue=(at, at + 1), subject=subject, content=None, stance=cue.stance, reach=after)
        return Frame(cue=(at, at + 1), subject=subject, content=content, stance=cue.stance, reach=content[1])

    def _gap(self, at: int) -> int:
        """Index just past the subject: over "has also", "on Tuesday", "later" before the cue."""
        gap = at
        for _ in range(8):
            word = self._word(gap - 1)
            if word in HAVE or is_adverb(word) or word in DO:
                gap -= 1
                continue
            step = self._adverbial_before(gap)
            if step == gap:
                break
            gap = step
        return gap

    def _adverbial_before(self, gap: int) -> int:
        for width in range(7, 0, -1):
            start = gap - width
            if start < 1 or any(self.items[k].word in STOPS for k in range(start, gap)):
                continue
            if skip_adverbials(self.items[:gap], start, self.cues) == gap and (
                width > 1 or self.items[start].word in self.cues.weekdays or is_adverb(self.items[start].word)
            ):
                return start
        return gap

    def _is_finite(self, at: int, gap: int, cue: Cue) -> bool:
        before = self._word(at - 1)
        step = at - 1
        while step >= gap and is_adverb(self._word(step)):
            step -= 1
        auxiliary = self._word(step)
        if auxiliary in BE or self._word(gap - 1) in BE | MODAL | NOT or before in NOT:
            return False
        if any(self._word(k) in NOT or self._word(k) in DO for k in range(gap, at)):
            return False
        if before == "to" or self._word(gap - 1) == "to":
            return False
        if cue.form == "base" and cue.strong:
            subject = self._word(gap - 1)
            return (
                subject not in DETERMINERS | PREPOSITIONS | {",", "let", "'s", "did", "does"}
                or subject in SUBJECTS | {"some", "many", "all", "both", "others", "most", "few"}
                or (subject == "," and gap > 4)
            )
        if cue.form == "base":
            subject = self._word(gap - 1)
            return (
                subject in ("they", "we", "i", "you", "who", "some", "many", "people", "others", "police", "media")
                or (
                    subject.endswith("s")
                    and subject not in ("this", "'s", "his", "its", "as", "is", "was")
                    and len(subject) > 3
                )
            ) and (cue.strong or self._word(at + 1) == "that" or subject in ("they", "we", "i") or self._opens(at + 1))
        if cue.form == "s":
            return self._opens_subject_end(gap - 1, at, cue)
        return before not in DETERMINERS or before in SUBJECTS | {
            "all",
            "both",
            "some",
            "many",
            "most",
            "few",
            "several",
        }

    def _opens(self, at: int) -> bool:
        return at < self.size and starts_phrase(self.items[at], self.cues)

    def _opens_subject_end(self, end: int, at: int, cue: Cue) -> bool:
        if end < 0:
            return False
        item = self.items[end]
        if item.word in SUBJECTS or item.word in STOPS or item.quote >= 0:
            return True
        if item.word in DETERMINERS or item.word in PREPOSITIONS or item.word == "'s":
            return False
        return cue.strong or item.capital or item.word in self.cues.speakers

    # ── the speaker ──────────────────────────────────────────────────────────────────────────────────────────────

    def _is_break(self, at: int) -> bool:
        """Does the subject of a later cue lie wholly after this item?"""
        item = self.items[at]
        return item.word in (";", ":", "--", "—", "–", "(", ".", "!", "?", "…") or (item.quote >= 0 and self.spoken[at])

    def _bound(self, gap: int, region: int) -> int:
        """Where the clause that holds the subject may begin at the earliest."""
        left = gap
        while left > region and gap - left < 60:
            item = self.items[left - 1]
            if self._is_break(left - 1):
                break
            if item.word in RELATIVES and self._is_clause_opening(left, gap):
                break
            if item.word in SUBORDINATORS and left - 1 > region and self._is_clause_opening(left, gap):
                break
            if item.word in COORDINATORS and self._word(left - 2) == "," and self._is_clause_opening(left, gap):
                if item.word not in ("and", "or") or has_finite(self.items, region, left - 2):
                    break
            left -= 1
        return left

    def _is_clause_opening(self, start: int, gap: int) -> bool:
        """A subject begins here, not a verb ("which | Israel said", not "who | fled the city said")."""
        if start >= gap:
            return False
        item = self.items[start]
        return starts_phrase(item, self.cues) and item.word not in FINITE

    def _subject(self, gap: int, region: int) -> Range | None:
        if gap <= region:
            return None
        if self._word(gap - 1) in SUBJECTS - RELATIVES:
            return gap - 1, gap
        if self._word(gap - 1) in RELATIVES:
            return self._antecedent(gap - 1, region)
        end = gap
        left = self._bound(gap, region)
        if self._word(end - 1) == "," and end - 1 > left:
            start = self._head_before_apposition(left, end - 1)
            return None if start is None else (self._past_introduction(start, end - 1), end - 1)
        commas = [k for k in range(left, end) if self._word(k) == ","]
        start = commas[-1] + 1 if commas else left
        if commas and self._word(start) in ("and", "or", "&"):
            start = self._list_start(commas, left, start)
        start = self._last_clause(start, end)
        start = self._past_introduction(start, end)
        return (start, end) if start < end else None

    def _antecedent(self, relative: int, region: int) -> Range | None:
        """ "the government, which denies": the phrase before the relative pronoun; "that" hardly ever has a speaker."""
        if self._word(relative) == "that":
            return None
        end = relative - (self._word(relative - 1) == ",")
        start = end
        while start > region and end - start < 14:
            word = self._word(start - 1)
            if (
                word in STOPS
                or word in FINITE - {"'s"}
                or word in RELATIVES
                or word in SUBORDINATORS
                or self.items[start - 1].quote >= 0
            ):
                break
            start -= 1
        start = self._past_introduction(start, end)
        return (start, end) if start < end else None

    def _list_start(self, commas: list[int], left: int, start: int) -> int:
        """ "Kuwait, Qatar, the UAE, and Jordan": back over members that are no clauses."""
        bounds = [left, *(comma + 1 for comma in commas)]
        if has_finite(self.items, bounds[-2], commas[-1]):
            return start + 1
        for k in range(len(bounds) - 2, -1, -1):
            if not starts_phrase(self.items[bounds[k]], self.cues) and self.items[bounds[k]].word in PREPOSITIONS:
                break
            if has_finite(self.items, bounds[k], commas[k]):
                break
            start = bounds[k]
        return start

    def _last_clause(self, start: int, end: int) -> int:
        """The part after the last "and" where the part before it is a clause of its own."""
        for at in range(end - 1, start, -1):
            if self.items[at].word in COORDINATORS and has_finite(self.items, start, at):
                return at + 1
            if end - at > 40:
                break
        return start

    def _past_introduction(self, start: int, end: int) -> int:
        """Past "But", "Meanwhile", "On Tuesday" before the subject."""
        for _ in range(4):
            if start < end and (
                self.items[start].word
                in (
                    "and",
                    "but",
                    "so",
                    "or",
                    "yet",
                    "with",
                    "while",
                    "as",
                    "that",
                    "though",
                    "although",
                    "because",
                    "where",
                    "when",
                    "whereas",
                    "since",
                    "if",
                    "after",
                )
                or self.items[start].word in DASHES
                or self._word(start) in ("•", "*", "·", ",")
            ):
                start += 1
                continue
            after = skip_adverbials(self.items[:end], start, self.cues)
            if after == start or after >= end:
                break
            start = after + (self._word(after) == ",")
        return start

    def _head_before_apposition(self, left: int, end: int) -> int | None:
        """Start of the phrase that the commas up to ``end`` explain: "Ann Lee, 34, who runs the port,"."""
        bounds = [left]
        bounds += [k + 1 for k in range(left, end) if self._word(k) == ","]
        k = len(bounds) - 1
        while k > 0 and not self._heads(bounds[k], bounds[k + 1] - 1 if k + 1 < len(bounds) else end, bounds, k):
            k -= 1
        start = bounds[k]
        stop = bounds[k + 1] - 1 if k + 1 < len(bounds) else end
        start = self._last_clause(start, stop)
        return start if starts_phrase(self.items[self._past_introduction(start, stop)], self.cues) or k else start

    def _heads(self, start: int, end: int, bounds: list[int], k: int) -> bool:
        """Is this part the head, not an explanation of the part before it?"""
        item = self.items[start]
        before = (bounds[k - 1], start - 1)
        if item.word in RELATIVES or item.word[0].isdigit() or item.word.endswith("ing") or item.word in PREPOSITIONS:
            return False
        if item.word in ("and", "or"):
            return has_finite(self.items, *before)
        if has_finite(self.items, *before) or before[1] - before[0] > 14:
            return True
        return self.items[before[0]].word in PREPOSITIONS or self.items[before[0]].word in SUBORDINATORS

    def _shares_subject(self, gap: int, found: list[Frame]) -> bool:
        """ "expressed concern and said": the verb shares the subject of the verb before it."""
        return self._word(gap - 1) in ("and", "but", "or", "then") and gap >= 2

    def _may_speak(self, subject: Range, cue: Cue) -> bool:
        if subject[1] - subject[0] > 45:
            return False
        if cue.strong:
            return self.items[subject[0]].word not in ("there", "it's")
        if self._word(subject[0]) in ("both", "all", "some", "many", "several", "most", "few", "others"):
            return True
        head = self.head(subject)
        item = self.items[head]
        return item.capital or item.word in SUBJECTS or item.word in self.cues.speakers or item.word in DETERMINERS

    def head(self, subject: Range) -> int:
        """The head of a noun phrase: the last word before a preposition, relative pronoun or comma."""
        start, end = subject
        for at in range(start, end):
            word = self.items[at].word
            if at > start and (
                word in PREPOSITIONS or word in RELATIVES or word == "," or word in ("(", "--", "—", "–")
            ):
                return at - 1
        return end - 1

    # ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────

    def _after(self, at: int, cue: Cue) -> int | None:
        """Where what follows the cue begins, past adverbials and the one who was told."""
        after = at + 1
        if "told" in cue.takes:
            start = skip_adverbials(self.items, after, self.cues)
            after = skip_told(self.items, start, self.cues)
            if after == start and self._word(after) != "that":
                return None
        elif "clause" in cue.takes and self._word(after) in ("to", "out"):
            told = skip_told(self.items, after + 1, self.cues) if self._word(after) == "to" else after + 1
            after = told if told > after + 1 or self._word(after) == "out" else after
        after = skip_adverbials(self.items, after, self.cues)
        return self._past_phrase(after)

    def _past_phrase(self, start: int) -> int:
        """Past another phrase before "that": "claimed without evidence that"."""
        if self._word(start) not in PREPOSITIONS:
            return start
        for at in range(start + 1, min(start + 9, self.size)):
            word = self._word(at)
            if word == "that":
                return at
            if word in STOPS or word in FINITE or self.items[at].quote >= 0:
                break
        return start

    def _ends(self, at: int) -> bool:
        return at >= self.size or self._word(at) in STOPS - {":"}

    def _content_before(self, start: int, region: int) -> Range | None:
        """What stands before the subject of a trailing cue, if a comma, dash or quotation parts them."""
        end = start
        if end > region and (self._word(end - 1) == "," or self._word(end - 1) in DASHES):
            end -= 1
        elif not (end > region and self.items[end - 1].quote >= 0):
            return None
        begin = self._content_start(region, end)
        if begin >= end:
            return None
        quoted = any(self.items[k].quote >= 0 for k in range(begin, end))
        if not quoted and (end - begin < 4 or not has_finite(self.items, begin, end)):
            return None
        return begin, end

    def _content_start(self, region: int, end: int) -> int:
        start = region
        for _ in range(4):
            if start < end and (
                self.items[start].word in ("and", "but", "yet", "so", "while", "although", "though", "•", "*")
                or (self.items[start].word in STOPS and self.items[start].word != "(")
            ):
                start += 1
                continue
            if start + 1 < end and is_adverb(self.items[start].word) and self._word(start + 1) == ",":
                start += 2
                continue
            break
        return start

    def _trails(self, after: int, before: Range, cue: Cue) -> bool:
        quoted = any(self.items[k].quote >= 0 for k in range(*before))
        if not quoted and not cue.takes & {"clause", "told"}:
            return False
        first = self._word(before[0])
        if (
            not quoted
            and (first in SUBORDINATORS or first in PREPOSITIONS)
            and not any(self._word(k) == "," for k in range(*before))
        ):
            return False
        if self._ends(after):
            return not (self._word(after) == "," and self._word(after + 1) == "that")
        word = self._word(after)
        if word in ("that", ":") or self.items[after].quote >= 0:
            return False
        ends_quoted = self.items[before[1] - 1].quote >= 0 or (
            self._word(before[1] - 1) == "," and self.items[before[1] - 2].quote >= 0
        )
        if word in COORDINATORS or word in SUBORDINATORS or word in PREPOSITIONS or word.endswith("ing"):
            return ends_quoted or has_finite(self.items, *before)
        return ends_quoted and not self._opens(after)

    def _tail(self, after: int, cue: Cue) -> int:
        return min(after, self.size)

    def _content_after(self, at: int, after: int, cue: Cue) -> Range | None:
        """The content after the cue; (0, 0) where only quotations beside it are attributed; None where nothing fits."""
        start = after
        if self._ends(start) and not (self._word(start) == "," and self._word(start + 1) in ("that",)):
            if self._word(start) == "," and start + 1 < self.size and self.items[start + 1].quote >= 0:
                start += 1
            elif self._word(start) in DASHES or start >= self.size or not self._resumes(start):
                return None
            else:
                start = self._resumes(start)
        elif self._word(start) == ",":
            start += 1
        for takes in (
            "for",
            "on",
            "of",
            "against",
            "as",
            "label",
            "person_to",
            "to",
            "warned",
            "told",
            "clause",
            "that",
            "that",
            "object",
            "quote",
        ):
            if takes in cue.takes:
                content = self._taken(takes, at, start, cue)
                if content is not None:
                    return self._narrowed(content) if cue.stance is Stance.DENIES and content != (0, 0) else content
        return None

    def _resumes(self, start: int) -> int:
        """ "said on Monday, a day after the raid, that ...": where "that" stands past a parenthesis, else 0."""
        for at in range(start + 1, min(start + 25, self.size)):
            if self._word(at) == "," and self._word(at + 1) == "that":
                return at + 1
        return 0

    def _taken(self, takes: str, at: int, start: int, cue: Cue) -> Range | None:
        word = self._word(start)
        if takes in ("for", "against"):
            return self._request(start + 1) if word == takes else None
        if takes == "on":
            ahead = any(self._word(k) == "to" for k in range(start + 1, min(start + 14, self.size)))
            return self._request(start + 1) if word in ("on", "upon") and ahead else None
        if takes in ("of", "as"):
            begin = self._find(takes, start, 16)
            return None if begin is None else self._request(begin + 1)
        if takes == "label":
            return self._label(at, start)
        if takes == "that":
            return self._until_end(start + 1) if word == "that" else None
        if takes in ("to",):
            return self._request(start) if word == "to" else None
        if takes == "person_to":
            to = self._find("to", start + 1, 12)
            return self._request(start) if to is not None and self._opens_person(start) else None
        if takes == "warned":
            if word == "that" or not self._opens_person(start):
                return None
            that, to = self._find("that", start + 1, 12), self._find("to", start + 1, 16)
            if that is not None:
                return self._until_end(that + 1)
            return self._request(start) if to is not None else None
        if takes == "object":
            return self._object(start, cue)
        if takes == "quote":
            beside = any(self.items[k].quote >= 0 for k in range(start, min(start + 14, self.size)))
            return (0, 0) if beside else None
        return self._clause(start, cue)

    def _opens_person(self, at: int) -> bool:
        return at < self.size and (self._opens(at) or self._word(at) in ("him", "her", "them", "us", "me", "it"))

    def _find(self, word: str, start: int, far: int) -> int | None:
        for at in range(start, min(start + far, self.size)):
            here = self._word(at)
            if here == word:
                return at
            if here in (",", ";", ".", ":", "that") or (here in FINITE and here not in ("'s",)):
                return None
        return None

    def _label(self, at: int, start: int) -> Range | None:
        if self._word(start) in ("for", "on", "off", "upon", "up", "in", "out", "to"):
            return None
        if any(self._word(k) == "what" for k in range(max(0, at - 8), at)):
            return self._until_end(start)
        for k in range(start + 1, min(start + 9, self.size)):
            if self.items[k].quote >= 0 or self._word(k) in ("a", "an"):
                return self._until_end(k)
            if self._word(k) in STOPS or self._word(k) in FINITE:
                return None
        return None

    def _object(self, start: int, cue: Cue) -> Range | None:
        if start >= self.size or self._word(start) in PREPOSITIONS | STOPS:
            return None
        if self._word(start) == "that":
            start += 1
        elif cue.assertion or cue.stance is Stance.DENIES:
            near = [self._word(k) for k in range(start, min(start + 10, self.size))]
            asserts = any(word in self.cues.assertions for word in near) or near[0] in ("it", "this", "them", "that")
            if cue.assertion and not asserts:
                return None
            if near[0] in ("entry", "access", "bail", "visas", "permission", "him", "her", "us"):
                return None
            if cue.stance is Stance.DENIES and not asserts and self._ditransitive(start):
                return None
        return self._request(start)

    def _ditransitive(self, start: int) -> bool:
        """ "denied them visas", "denied his party the victory": nothing is said."""
        near = range(start + 2, min(start + 4, self.size))
        return (
            any(self._word(k) in ("the", "a", "an") for k in near)
            and not any(self._word(k) in PREPOSITIONS for k in near)
            and (self._word(start) in DETERMINERS or self.items[start].capital)
            and self._word(start + 1) not in ("of", "that")
        )

    def _request(self, start: int) -> Range | None:
        content = self._until_end(start)
        return None if content is None else self._narrowed(content)

    def _narrowed(self, content: Range) -> Range:
        """As far as the statement, but not into ", sparking panic" or ", the first time"."""
        for at in range(content[0] + 1, content[1]):
            after = self._word(at + 1)
            if self._word(at) == "," and (
                (after.endswith("ing") and after not in ("including", "during", "following"))
                or after in RELATIVES
                or after in ("and", "but", "while", "as", "though", "although", "because", "so", "despite", "even")
                or (after == "the" and self._word(at + 2) in ("first", "latest", "second", "last"))
            ):
                return content[0], at
        return content

    def _clause(self, start: int, cue: Cue) -> Range | None:
        word = self._word(start)
        if word in (":", "that", ","):
            begin = start + 1
            if self._word(begin) == ",":
                begin += 1
            return self._until_end(begin) if begin < self.size else None
        if start >= self.size or word in STOPS:
            return None
        if self.items[start].quote >= 0:
            return self._until_end(start)
        content = self._until_end(start)
        if content is None:
            return None
        if word in PREPOSITIONS and not cue.strong:
            return None
        finite = has_finite(self.items, *content)
        if cue.strong:
            return (
                content
                if finite or content[1] - content[0] >= 3 or any(self.items[k].quote >= 0 for k in range(*content))
                else None
            )
        return content if finite and word not in RELATIVES else None

    def _until_end(self, start: int) -> Range | None:
        """From here to where the statement ends: the sentence, or a new cue that is coordinated with this one."""
        if start >= self.size:
            return None
        end = start
        while end < self.size:
            if end > start and self._is_end(end, start):
                break
            end += 1
        while end > start and self._word(end - 1) in STOPS - {")"}:
            end -= 1
        return (start, end) if end > start else None

    def _until_comma(self, content: Range) -> Range:
        """What a relative clause says ends with the clause."""
        for at in range(content[0] + 1, content[1]):
            if self._word(at) == ",":
                return content[0], at
        return content

    def _is_end(self, at: int, start: int) -> bool:
        word, after = self._word(at), self._word(at + 1)
        if self._is_ing(at) and (self.items[at - 1].quote >= 0 or self._word(at - 1) in DASHES):
            return True
        if word == ";":
            return True
        if word == "," or word in ("and", "but", "while", "although", "though", "whereas"):
            step = at + 1 if word == "," else at
            while self._word(step) in ("and", "but", "while", "although", "though", "whereas", "also", "then"):
                step += 1
            if step > at and self._cue_at(step):
                return True
            if word == "," and (after in ("citing", "according", "referring") or self._is_ing(at + 1)):
                return True
            if step > at and (word != "," or step > at + 1):
                conjunction = self._word(at if word != "," else at + 1)
                if conjunction == "but" and self._leaves(step):
                    return True
                return self._coordinated(step, word == ",", conjunction != "and")
        return word in ("citing",) and after != ""

    def _is_ing(self, at: int) -> bool:
        return any(cue.form == "ing" and "quote" not in cue.takes for cue in self.cues.verbs.get(self._word(at), ()))

    def _cue_at(self, at: int) -> bool:
        """ "and said", "but denied", "and cautioning": a cue that shares the subject."""
        for cue in self.cues.verbs.get(self._word(at), ()):
            if cue.form == "ing" and "quote" not in cue.takes:
                return True
            if cue.form == "past" and (cue.strong or cue.stance is Stance.DENIES or self._word(at + 1) == "that"):
                return True
            if cue.form == "s" and "quote" not in cue.takes:
                following = at + 1 < self.size and (
                    self.items[at + 1].quote >= 0 or self._word(at + 1) in ("that", "out")
                )
                if cue.strong or following or self._word(at - 1) == "but":
                    return True
        return False

    def _leaves(self, at: int) -> bool:
        """ "but did not say", "but gave no details": the teller again, not the tale."""
        return self._word(at) in ("did", "didn't", "gave", "declined", "refused", "offered", "provided", "could")

    def _coordinated(self, start: int, comma: bool, contrast: bool = False) -> bool:
        """Does a subject with a cue of its own begin here? "but the ministry denied"."""
        if start >= self.size or not starts_phrase(self.items[start], self.cues):
            return False
        for at in range(start + 1, min(start + 12, self.size)):
            word = self._word(at)
            if word in STOPS or self.items[at].quote >= 0 or word in RELATIVES:
                return False
            for cue in self.cues.verbs.get(word, ()):
                if cue.form in ("past", "s") and (cue.strong or comma) and self._is_finite(at, self._gap(at), cue):
                    return cue.strong or contrast or cue.stance is not Stance.SAYS or self._word(at + 1) == "that"
            if word in FINITE and word not in HAVE | {"'s"}:
                return False
        return False

    # ── other shapes ─────────────────────────────────────────────────────────────────────────────────────────────

    def _is_inverted(self, at: int, gap: int, cue: Cue, region: int) -> bool:
        if gap != at or at <= region or cue.form not in ("past", "s") or "told" in cue.takes:
            return False
        before = self.items[at - 1]
        direct = before.quote >= 0 or (before.word == "," and at >= 2 and self.items[at - 2].quote >= 0)
        if not direct and before.word != "," and before.word not in DASHES:
            return False
        if at + 1 >= self.size or self.items[at + 1].quote >= 0:
            return False
        following = self.items[at + 1]
        if direct and following.word.isalpha():
            opens = following.word not in PREPOSITIONS | FINITE | RELATIVES and not is_adverb(following.word)
        else:
            opens = starts_phrase(following, self.cues)
        if not opens:
            return False
        if self._word(at + 1) in ("that", "on", "this") or self._word(at + 1) in self.cues.weekdays:
            return False
        end = self._inverted_end(at + 1)
        if direct:
            return not (end < self.size and self._word(end) in FINITE - {"who"})
        if self.items[at + 1].word in SUBJECTS - {"he", "she"} or cue.weak:
            return False
        return (
            has_finite(self.items, region, at - 1)
            and not has_finite(self.items, at + 1, self._clause_end(at + 1))
            and self._heads_inverted(region, at)
        )

    def _heads_inverted(self, region: int, at: int) -> bool:
        """What stands before is a statement, not a speaker with an apposition."""
        commas = [k for k in range(region, at - 1) if self._word(k) == ","]
        first = commas[0] if commas else at - 1
        return has_finite(self.items, region, first) or len(commas) == 0

    def _clause_end(self, start: int) -> int:
        for at in range(start, min(start + 40, self.size)):
            if self._word(at) in (",", ".", ";") or self._word(at) in RELATIVES:
                return at
        return min(start + 40, self.size)

    def _inverted_end(self, start: int) -> int:
        stops = {
            "in",
            "on",
            "at",
            "during",
            "after",
            "as",
            "when",
            "while",
            "to",
            "by",
            "before",
            "who",
            "which",
            "but",
            "via",
            "through",
            "because",
            "that",
            "citing",
            "over",
            "about",
        }
        for at in range(start, min(start + 30, self.size)):
            word = self._word(at)
            if at > start and (word in STOPS or word in stops or self.items[at].quote >= 0 or word in FINITE - {"'s"}):
                return at
            if at > start and (is_adverb(word) or word in self.cues.weekdays or word in ("last", "this")):
                return at
        return min(start + 30, self.size)

    def _inverted(self, at: int, cue: Cue, region: int) -> Frame | None:
        content = self._content_before(at, region)
        if content is None:
            return None
        subject = (at + 1, self._inverted_end(at + 1))
        if subject[0] >= subject[1] or not self._may_speak(subject, cue):
            return None
        subject = self._with_name_behind(subject)
        return Frame(
            cue=(at, at + 1), subject=subject, content=content, stance=cue.stance, trailing=True, reach=subject[1]
        )

    def _with_name_behind(self, subject: Range) -> Range:
        """ "said the regional governor, Ann Lee": the name in apposition belongs to the speaker."""
        start, end = subject
        if self._word(end) == "," and self.items[start].word in DETERMINERS:
            stop = end + 1
            while stop < self.size and self.items[stop].capital:
                stop += 1
            if 2 <= stop - end - 1 <= 5 and self._ends(stop):
                return start, stop
        return subject

    def _participle(self, at: int, cue: Cue, found: list[Frame]) -> Frame | None:
        before = self._word(at - 1)
        if before == "as" and self._word(at - 2) == "quoted" and "told" not in cue.takes:
            subject = self._subject(self._gap_passive(at - 2), 0)
        else:
            subject = self._progressive(at) or self._with_subject(at)
            opening = (
                before in (",", "and", "but", "also", "then")
                or before in DASHES
                or (at > 0 and self.items[at - 1].quote >= 0)
            )
            if subject is None and (not opening or at < 3):
                return None
        after = self._after(at, cue)
        if after is None:
            return None
        content = self._content_after(at, after, cue)
        if content is None:
            return None
        if content == (0, 0):
            return Frame(cue=(at, at + 1), subject=subject, content=None, stance=cue.stance, reach=after)
        return Frame(cue=(at, at + 1), subject=subject, content=content, stance=cue.stance, reach=content[1])

    def _progressive(self, at: int) -> Range | None:
        """ "the ministry is calling for": the phrase before the auxiliary."""
        step = at - 1
        while step > 0 and is_adverb(self._word(step)):
            step -= 1
        if self._word(step) not in BE - {"being"} or self._word(step - 1) in NOT | RELATIVES:
            return None
        return self._subject(self._gap(self._gap_passive(step)), 0)

    def _gap_passive(self, at: int) -> int:
        gap = at
        while gap > 0 and (self._word(gap - 1) in BE | HAVE or is_adverb(self._word(gap - 1))):
            gap -= 1
        return gap

    def _with_subject(self, at: int) -> Range | None:
        """ "..., with Israel saying": the phrase between "with" and the participle."""
        for start in range(at - 1, max(-1, at - 10), -1):
            word = self._word(start)
            if word == "with":
                return (start + 1, at) if start + 1 < at else None
            if word in STOPS or word in FINITE:
                return None
        return None

    def _according(self, at: int, region: int) -> Frame | None:
        start = at + 2
        end = self._phrase_end(start)
        if start >= end:
            return None
        before = None
        if at > region:
            stop = at - (self._word(at - 1) == "," or self._word(at - 1) in DASHES)
            begin = self._content_start(region, stop)
            quoted = any(self.items[k].quote >= 0 for k in range(begin, stop))
            if begin < stop and (quoted or has_finite(self.items, begin, stop)):
                before = (begin, stop)
        if before is not None:
            return Frame(
                cue=(at, at + 2), subject=(start, end), content=before, stance=Stance.SAYS, trailing=True, reach=end
            )
        if self._word(end) == "," and end + 1 < self.size:
            content = self._until_end(end + 1)
            if content is not None:
                return Frame(
                    cue=(at, at + 2), subject=(start, end), content=content, stance=Stance.SAYS, reach=content[1]
                )
        return None

    def _phrase_end(self, start: int) -> int:
        for at in range(start, min(start + 40, self.size)):
            word = self._word(at)
            if word in STOPS or (word in RELATIVES and at > start) or (self.items[at].quote >= 0 and self.spoken[at]):
                if word == "," and (self._continues_list(at) or self._is_name(at + 1)):
                    continue
                return at
            if word in ("released", "published", "posted", "issued", "obtained", "seen", "reviewed", "conducted"):
                return at
        return min(start + 40, self.size)

    def _is_name(self, start: int) -> bool:
        """ "according to the mayor, Ann Lee": a name and nothing else up to the next mark."""
        end = start
        while end < self.size and self.items[end].capital and end - start < 5:
            end += 1
        return 2 <= end - start <= 4 and self._ends(end)

    def _continues_list(self, comma: int) -> bool:
        """ "according to A, B and C": another member, and "and" before the next comma."""
        if not self._opens(comma + 1):
            return False
        for at in range(comma + 1, min(comma + 10, self.size)):
            word = self._word(at)
            if word in FINITE:
                return False
            if word in ("and",):
                return not has_finite(self.items, at, min(at + 6, self.size))
            if word in STOPS:
                return False
        return False

    # ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _declined(self, at: int, found: list[Frame]) -> Frame | None:
        """ "declined to comment", "did not respond to a request": the content runs from the verb, the cue lies inside."""
        cue_end = self._refusal(at)
        if cue_end is None:
            return None
        start = at
        while start > 0 and (is_adverb(self._word(start - 1)) or self._word(start - 1) in HAVE):
            start -= 1
        shared = self._word(start - 1) in ("and", "but", "or")
        subject = None if shared else self._subject(start, 0)
        if subject is None and not shared:
            return None
        if subject is not None and self._word(cue_end - 1) in _WITHHELD and self._is_document(subject):
            return None
        end = self._refusal_end(cue_end)
        return Frame(cue=(at, cue_end), subject=subject, content=(at, end), stance=Stance.DECLINES, reach=end)

    def _is_document(self, subject: Range) -> bool:
        """ "the statement did not say when" refuses nothing."""
        return self._word(self.head(subject)) in (
            "statement",
            "report",
            "reports",
            "it",
            "post",
            "letter",
            "announcement",
        )

    def _refusal(self, at: int) -> int | None:
        word, after = self._word(at), self._word(at + 1)
        if after == "to" and self._word(at + 2) == "be" and self._word(at + 3) in ("identified", "named", "quoted"):
            return None
        if word in ("declined", "refused", "declines", "refuses", "declining") and (
            after == "to" or after == "comment"
        ):
            return at + 1 if not self.items[at].capital else None
        if word in DO or word in HAVE or word in MODAL or word in BE:
            return self._negated(at)
        if word in ("had", "has", "offered", "gave", "made", "provided") and after in ("no",):
            step = at + 2 + (self._word(at + 2) in ("immediate", "further", "official"))
            return step + 1 if self._word(step) in ("comment", "comments", "response", "statement") else None
        return None

    def _negated(self, at: int) -> int | None:
        step, negated = at + 1, self._word(at).endswith("n't") or self._word(at) == "cannot"
        for _ in range(4):
            word = self._word(step)
            if word in NOT:
                negated = True
            elif word in BE or is_adverb(word):
                pass
            else:
                break
            step += 1
        word, after = self._word(step), self._word(step + 1)
        if word == "no" and self._word(at) in HAVE:
            far = step + 1 + (self._word(step + 1) in ("immediate", "further", "official"))
            return far + 1 if self._word(far) in ("comment", "comments", "response") else None
        if not negated:
            return None
        if word in ("respond", "responded", "reply", "replied", "comment", "commented", "elaborate", "elaborated"):
            return step + 1
        if word in ("say", "said", "explain", "explained", "specify", "disclose", "discuss", "confirm", "identify"):
            willed = self._word(at) in MODAL and self._word(at) not in ("could", "couldn't", "can't", "cannot")
            asked = after in RELATIVES | {"whether", "if", "why", "how"} - {"that"}
            return step + 1 if asked or (willed and word in ("say", "discuss", "confirm", "identify")) else None
        if word in ("return", "returned", "answer", "answered") and any(
            self._word(k)
            in (
                "call",
                "calls",
                "message",
                "messages",
                "request",
                "requests",
                "questions",
                "question",
                "email",
                "emails",
                "phone",
            )
            for k in range(step + 1, step + 7)
        ):
            return step + 1
        if (
            word in ("reached", "available")
            and self._word(step + 1) != "out"
            and any(self._word(k) in ("comment", "reached") for k in range(step, step + 5))
        ):
            return step + 1
        return None

    def _refusal_end(self, start: int) -> int:
        end = start
        while end < self.size and end - start < 40:
            word = self._word(end)
            if word == ";" or (
                word == ","
                and (
                    self._word(end + 1) in COORDINATORS | RELATIVES | {"according", "as", "because", "insisting"}
                    or self._is_ing(end + 1)
                )
            ):
                break
            if word in ("but", "saying", "citing", "while") or (
                word == "and" and (self._cue_at(end + 1) or self._coordinated(end + 1, True))
            ):
                break
            end += 1
        while end > start and self._word(end - 1) in STOPS - {")"}:
            end -= 1
        return end
