"""Statements: every attributed stretch of an article, direct or told, with its speaker and cue.

Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.extract import cues, stances
from bot.extract.attributor import CUE, SAID, SOURCE, Attributor, Heard, Judged, Part
from bot.extract.clauses import (
    BE,
    COORDINATORS,
    DASHES,
    DETERMINERS,
    FINITE,
    HAVE,
    MODAL,
    NOT,
    PREPOSITIONS,
    QUESTIONS,
    RELATIVES,
    STOPS,
    SUBJECTS,
    SUBORDINATORS,
    is_adverb,
)
from bot.extract.document import Document
from bot.extract.frames import Frame, Parser
from bot.extract.genders import Genders
from bot.extract.line import Range
from bot.extract.network import Vectors
from bot.extract.quotations import Quotations
from bot.extract.reading import Reading, Statement, Tables
from bot.extract.segments import Item, Segment, cut
from bot.extract.speakers import Cast, Roles
from bot.types import Span, Speaker, Stance

_FEWEST = 3  # words that a quotation inside a told statement needs to be a quote of its own
# What gives a name, or speaks of a word: the quotation behind it is no speech.
_NAMES = frozenset(
    "so-called named dubbed nicknamed known titled entitled termed codenamed word words term terms phrase".split()
)
_DETERMINED = DETERMINERS - {"a", "an"}
_LABELS = frozenset(("label", "as"))
_PHRASES = 3  # at the beginning of a sentence: "Before the vote, the council …"
_INTRODUCTION = 25  # items of "After a long night in the harbour,"
_LABEL = 5  # items of a name before a colon or behind a dash
_DENIAL = 45  # words of a second part that are read
_PLAIN_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_INNER = 200  # characters of a quotation that tell a stance
_TAG = re.compile(r"([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}):\s")
MODEL, VECTORS = "statements.npz", "vectors.npy"
_SOME = 3  # words outside quotation marks at least of what the network finds
_BESIDE = 1  # items at most between source and cue, cue and content: "that", an adverb
# With one of these a cue is none of "says so": what is cited is a source, what is asked or heard is another's.
_SETTLED = frozenset("cite cites cited citing ask asks asked asking heard hear hears read reads denial denials".split())
_SUPPOSED = frozenset("what if unless whether".split())  # before a source: what is not told as said
_SETTLED |= NOT | MODAL | {"no", "nor", "without"}
_EXACT = (Stance.DENIES, Stance.DECLINES)  # what the rules find of these nobody doubts
_WITHIN = 10  # items between "which" and the quotation in "which the minister called “…”"
_TOLD = 2  # words outside quotation marks that make a statement told, not direct


def build(tables: Tables) -> Callable[[Reading], tuple[Statement, ...]]:
    """The extractor, ready to run."""
    parser = Parser(cues.build(tables.lexicons.get("cues", {})))
    genders = Genders(tables.lexicons.get("genders", {}))
    roles = Roles(tables.lexicons.get("kinds", {}))
    model, vectors = tables.blobs.get(MODEL), tables.blobs.get(VECTORS)
    attributor = Attributor(model, Vectors(vectors), parser.cues) if model and vectors else None

    def find(reading: Reading) -> tuple[Statement, ...]:
        return _Reader(reading, parser, genders, roles, attributor).statements()

    return find


def hear(document: Document, parser: Parser) -> tuple[Quotations, list[tuple[Segment, Heard]]]:
    """A document as it is read here: its quotations, and each segment with what the rules find in it."""
    quotations, found = Quotations(document), []
    for segment in cut(document, quotations.stretches):
        spoken = [item.quote >= 0 and quotations.reads_as_speech(item.quote) for item in segment.items]
        found.append((segment, Heard(segment.items, spoken, parser(segment.items, spoken))))
    return quotations, found


@dataclass(frozen=True, slots=True)
class _Said:
    """A frame with its speaker, and the quotations it takes."""

    speaker: Speaker | None
    cue: Span | None
    stance: Stance


class _Reader:
    def __init__(
        self, reading: Reading, parser: Parser, genders: Genders, roles: Roles, attributor: Attributor | None
    ) -> None:
        self._text = reading.text
        self._parser = parser
        self._cast = Cast(reading, parser.cues.documents, genders, roles)
        self._quotations, self._heard = hear(reading.document, parser)
        self._judged = attributor([heard for _, heard in self._heard]) if attributor else [None] * len(self._heard)
        self._outer_starts = [stretch.outer_start for stretch in self._quotations.stretches]
        self._direct: dict[int, _Said] = {}  # by stretch
        self._told: list[Statement] = []
        self._group: dict[int, int] = {}
        self._judgement: Judged | None = None  # of the segment that is read

    def statements(self) -> tuple[Statement, ...]:
        """All statements in text order."""
        last: _Said | None = None
        for (segment, heard), judged in zip(self._heard, self._judged, strict=True):
            found = self._segment(heard, judged)
            if found:
                last = self._latest(segment, found)
                continue
            self._signed(segment)
            self._unattributed(segment, last)
        self._share_over_paragraphs()
        direct = [self._quote(index, said) for index, said in sorted(self._direct.items())]
        return tuple(sorted([*direct, *self._told], key=lambda s: (s.span.start, -s.span.end, s.direct)))

    def _latest(self, segment: Segment, found: list[_Said]) -> _Said:
        """Whose words a quotation behind this segment goes on with: the last one quoted in it, else the last frame."""
        quoted = [self._direct[item.quote] for item in segment.items if item.quote in self._direct]
        return quoted[-1] if quoted else found[-1]

    def _share_over_paragraphs(self) -> None:
        """A quotation over several paragraphs has one speaker, named beside any of them."""
        for last in range(len(self._quotations.stretches) - 1, 0, -1):
            said = self._direct.get(last)
            if said is not None and said.cue is not None and self._quotations.stretches[last].continues:
                before = self._direct.get(last - 1)
                if before is None or before.cue is None:
                    self._direct[last - 1] = said
        for index, stretch in enumerate(self._quotations.stretches):
            if stretch.continues and index - 1 in self._direct:
                self._group[index] = self._group.get(index - 1, index - 1)
                named = self._tagged(index) is not None  # the next line of a transcript
                if index not in self._direct or (self._direct[index].cue is None and not named):
                    self._direct[index] = self._direct[index - 1]

    # ── one segment ──────────────────────────────────────────────────────────────────────────────────────────────

    def _segment(self, heard: Heard, judged: Judged | None) -> list[_Said]:
        items, frames = heard.items, heard.frames
        found: list[_Said] = []
        taken: set[int] = set()
        self._judgement = judged
        for number, frame in enumerate(frames):
            said = self._said(items, frame, found)
            if said.speaker is None and frame.subject is None and not frame.by_nobody:
                continue
            found.append(said)
            if said.speaker is not None:
                self._cast.remember(said.speaker, items)
            if frame.opening is not None:
                self._content(items, frame.opening, said, taken)
            if frame.content is not None:
                self._content(items, frame.content, said, taken)
            self._beside(items, frame, said, taken, _begin(frames, number + 1, len(items)))
        if judged is not None:
            for part in _overlooked(heard, judged):
                learnt = self._learnt(items, part, judged)
                if learnt is not None:
                    found.append(learnt)
                    self._content(items, part.range, learnt, taken)
        if found:
            self._rest(items, found, taken)
        return found

    def _learnt(self, items: Sequence[Item], part: Part, judged: Judged) -> _Said | None:
        """What the network found and the rules did not, if it is "source cue content" with a plain cue."""
        cue = _beside(part, judged.parts, CUE)
        source = _beside(cue, judged.parts, SOURCE) if cue else None
        if cue is None or source is None or source.range[0] > cue.range[0]:
            return None
        supposed = source.range[0] > 0 and items[source.range[0] - 1].word in _SUPPOSED
        if supposed or self._is_settled(items, (source.range[1], cue.range[1])):
            return None
        speaker = self._cast.speaker(items, *source.range)
        first, last = cue.range
        if speaker is None or (items[first].word == ":" and not self._cast.knows(speaker)):
            return None
        stance = self._stance_of(items, cue.range, part.range)
        return _Said(speaker, Span.cut(self._text, items[first].start, items[last - 1].end), stance)

    def _is_settled(self, items: Sequence[Item], cue: Range) -> bool:
        """What is cited, denied, heard, negated, only possible or in the passive: of those the rules judge alone."""
        words = [items[at].word for at in range(*cue)]
        if not _SETTLED.isdisjoint(words) or (not BE.isdisjoint(words) and "as" not in words):
            return True
        readings = (self._parser.cues.verbs.get(word, ()) for word in words)
        return any(verb.stance in _EXACT for word in readings for verb in word)

    def _stance_of(self, items: Sequence[Item], cue: Range, content: Range) -> Stance:
        """That of the first word of the cue that the lexicon has with one, else what the content tells."""
        if items[content[0]].word in QUESTIONS:
            return Stance.SAYS
        readings = (self._parser.cues.verbs.get(items[at].word, ()) for at in range(*cue))
        told = next((r[0].stance for r in readings if r and r[0].stance is not Stance.SAYS), None)
        return told or stances.of_content(self._spelled(items, *content), self._parser.cues)

    def _said(self, items: Sequence[Item], frame: Frame, found: list[_Said]) -> _Said:
        speaker = None
        if frame.subject is not None:
            speaker = self._cast.speaker(items, *frame.subject)
        elif frame.by_nobody:
            speaker = None
        elif found:
            speaker = found[-1].speaker
        else:
            speaker = self._leading(items, frame.cue[0])
        cue = Span.cut(self._text, items[frame.cue[0]].start, items[frame.cue[1] - 1].end)
        return _Said(speaker, cue, self._stance(items, frame))

    def _stance(self, items: Sequence[Item], frame: Frame) -> Stance:
        """A plain "said" takes its stance from what is said: a denial, a demand, a confirmation."""
        if frame.stance is not Stance.SAYS or frame.content is None:
            return frame.stance
        start, end = frame.content
        joint = self._denial_within(items, start, end)
        words, cue = self._spelled(items, start, joint or end), items[frame.cue[0]].word
        if self._labels(cue):
            return stances.of_label(self._spelled(items, frame.cue[1], end), self._parser.cues)
        if cue in self._parser.cues.insists and stances.is_negative(words):
            return Stance.DENIES
        return stances.of_content(words, self._parser.cues)

    def _labels(self, cue: str) -> bool:
        """Does this verb call things something: "described as", "called"?"""
        return any(reading.takes & _LABELS for reading in self._parser.cues.verbs.get(cue, ()))

    def _spelled(self, items: Sequence[Item], start: int, end: int) -> list[str]:
        """The words of a range in lower case, those between quotation marks too, as far as a stance needs them."""
        words: list[str] = []
        for item in items[start : min(end, start + _DENIAL)]:
            if item.quote < 0:
                words.append(item.word)
            else:
                words += _PLAIN_WORD.findall(self._quotations.inner(item.quote)[:_INNER].lower().replace("’", "'"))
        return words

    def _leading(self, items: Sequence[Item], end: int) -> Speaker | None:
        """The subject of the sentence: of its first phrases the one that names an actor."""
        at = _past_introduction(items, 0, end)
        for _ in range(_PHRASES if items else 0):
            start = next((k for k in range(at, min(end, at + 14)) if _may_lead(items[k])), None)
            if start is None:
                return None
            stop = start + 1
            while stop < end and stop - start < 12 and not (_ends_phrase(items[stop]) or self._is_cue(items, stop)):
                stop += 1
            if self._is_speaker(items, start, stop):
                return self._cast.speaker(items, start, stop)
            comma = _comma(items, stop, end)
            if comma is None:
                return None
            at = _past_introduction(items, comma + 1, end)
        return None

    def _is_cue(self, items: Sequence[Item], at: int) -> bool:
        """ "The group | calls itself …": a verb of telling behind a noun, no noun behind an article."""
        readings = () if items[at].capital else self._parser.cues.verbs.get(items[at].word, ())
        told = any(cue.form == "s" for cue in readings)
        return told and items[at - 1].word not in DETERMINERS and items[at - 1].word != "'s"

    def _is_speaker(self, items: Sequence[Item], start: int, stop: int) -> bool:
        if self._cast.at(items[start].start, items[stop - 1].end):
            return True
        return any(
            items[k].word in self._parser.cues.speakers
            or items[k].word in SUBJECTS
            or (items[k].capital and k > 0 and items[k].word not in DETERMINERS)
            for k in range(start, stop)
        )

    def _content(self, items: Sequence[Item], content: Range, said: _Said, taken: set[int]) -> None:
        start, end = content
        while start < end and items[start].word in (",", ":", "--", "—", "–"):
            start += 1
        while end > start and items[end - 1].word in (",", "--", "—", "–", ":"):
            end -= 1
        if start >= end:
            return
        plain = sum(items[k].quote < 0 and items[k].word[0].isalnum() for k in range(start, end))
        quotes = [items[k].quote for k in range(start, end) if items[k].quote >= 0]
        whole = bool(quotes) and (plain == 0 or (plain < _TOLD and not self._is_named(items[start])))
        for k in range(start, end):
            quote = items[k].quote
            if quote < 0:
                continue
            taken.add(quote)
            long = self._quotations.words(quote) >= _FEWEST and not self._quotations.is_title(quote)
            if whole or long or self._is_turn(items, k, end):
                self._direct.setdefault(quote, self._another(items, start, k) or said)
        if whole:
            return
        joint = self._denial_within(items, start, end) if said.stance in (Stance.SAYS, Stance.CONFIRMS) else None
        if joint is None:
            self._tell(items, start, end, said)
        else:
            self._tell(items, start, joint, said)
            self._tell(items, joint + 2, end, replace(said, stance=Stance.DENIES))

    def _another(self, items: Sequence[Item], start: int, at: int) -> _Said | None:
        """Who else calls something so: "which the minister called “…”", "described by the minister as “…”"."""
        end = at
        while end > start and items[end - 1].word in ("a", "an", "the"):
            end -= 1
        end -= end > start and items[end - 1].word == "as"
        for k in range(end - 1, max(start, end - _WITHIN), -1):
            word, verb = items[k].word, end - 1
            if items[k].quote >= 0 or word in STOPS:
                return None
            if word in RELATIVES:
                first = k + 1
            elif word == "by" and self._labels(items[k - 1].word):
                first, verb, end = k + 1, k - 1, end + 1
            else:
                continue
            last = min(end, at) - 1
            if not self._labels(items[verb].word):
                return None
            while last > first and (is_adverb(items[last - 1].word) or items[last - 1].word in HAVE):
                last -= 1
            speaker = self._cast.speaker(items, first, last) if first < last else None
            cue = Span.cut(self._text, items[verb].start, items[verb].end)
            return None if speaker is None else _Said(speaker, cue, Stance.SAYS)
        return None

    def _is_turn(self, items: Sequence[Item], at: int, end: int) -> bool:
        """A word or two of the speaker's own, said of something: `the plan was "dead"`; not `the "traitors" would`."""
        near = [item.word for item in items[max(0, at - 2) : at]]
        named = any(word in _NAMES for word in near) or any(word in _DETERMINED for word in near[-1:])
        if named or not self._quotations.inner(items[at].quote)[0].islower():
            return False
        behind = items[at + 1] if at + 1 < end else None
        return behind is None or behind.quote >= 0 or behind.word in STOPS | PREPOSITIONS | COORDINATORS

    def _is_named(self, item: Item) -> bool:
        return item.capital and item.word not in SUBJECTS

    def _tell(self, items: Sequence[Item], start: int, end: int, said: _Said) -> None:
        while end > start + 1 and items[end - 1].word == ",":
            end -= 1
        if self._judgement and said.stance not in _EXACT and self._judgement.is_doubtful((start, end)):
            return
        self._told.append(
            Statement(
                span=Span.cut(self._text, items[start].start, items[end - 1].end),
                direct=False,
                stance=said.stance,
                speaker=said.speaker,
                cue=said.cue,
            )
        )

    def _denial_within(self, items: Sequence[Item], start: int, end: int) -> int | None:
        """Where "and that it had no part in it" begins: a denial told along with something else."""
        for k in range(start + 1, end - 2):
            if items[k].word == "and" and items[k + 1].word == "that":
                words = [items[at].word for at in range(k + 2, min(end, k + _DENIAL))]
                if stances.of_content(words, self._parser.cues) is Stance.DENIES:
                    return k
        return None

    def _beside(self, items: Sequence[Item], frame: Frame, said: _Said, taken: set[int], end: int) -> None:
        """Quotations next to the frame: `"…," he said, "…"`, `he praised a "…"`."""
        reach = max(frame.reach, frame.cue[1])
        for k in range(reach, min(reach + 14, end)):
            quote = items[k].quote
            if (
                quote >= 0
                and quote not in taken
                and (self._quotations.words(quote) >= _FEWEST or self._quotations.ends_whole(quote))
            ):
                taken.add(quote)
                self._direct.setdefault(quote, self._another(items, reach, k) or said)
                if frame.content is not None and frame.trailing:
                    self._join(items, frame.content, quote)

    def _join(self, items: Sequence[Item], content: tuple[int, int], quote: int) -> None:
        """A quotation interrupted by its cue goes on in the same group."""
        before = [items[k].quote for k in range(*content) if items[k].quote >= 0]
        if before:
            self._group[quote] = self._group.get(before[-1], before[-1])

    def _rest(self, items: Sequence[Item], found: list[_Said], taken: set[int]) -> None:
        """Other quotations of an attributed sentence are its first speaker's, if they are long enough to be speech."""
        for at, item in enumerate(items):
            if item.quote >= 0 and item.quote not in taken and self._quotations.reads_as_speech(item.quote):
                near = min(found, key=lambda said: abs((said.cue.start if said.cue else 0) - item.start))
                self._direct.setdefault(item.quote, self._another(items, 0, at) or near)

    # ── quotations without a cue ─────────────────────────────────────────────────────────────────────────────────

    def _unattributed(self, segment: Segment, last: _Said | None) -> None:
        quotes = [
            item.quote for item in segment.items if item.quote >= 0 and self._quotations.reads_as_speech(item.quote)
        ]
        if not quotes:
            return
        plain = sum(item.quote < 0 and item.word[0].isalnum() for item in segment.items)
        label = self._label(segment.items)
        if label is not None:
            last = _Said(label, None, Stance.SAYS)
            plain = 0
        speaker = last.speaker if last is not None else None
        if plain >= _TOLD:
            leading = self._leading(segment.items, len(segment.items))
            if leading is not None and (speaker is None or self._may_be(leading)):
                speaker = leading
        for quote in quotes:
            self._direct[quote] = _Said(self._tagged(quote) or speaker, None, Stance.SAYS)

    def _signed(self, segment: Segment) -> None:
        """A dash and a name in a line of their own name who is quoted before it: "– Ann Lee, on the radio"."""
        items = segment.items
        if len(items) < 2 or items[0].word not in DASHES | {"―"} or not items[1].capital:
            return
        end = next((k for k in range(1, len(items)) if items[k].word in STOPS), len(items))
        speaker = self._named(items, 1, end) if end <= _LABEL + 1 else None
        before = bisect_left(self._outer_starts, items[0].start) - 1
        said = self._direct.get(before)
        if speaker is None or said is None or said.cue is not None:
            return
        between = self._text[self._quotations.stretches[before].outer_end : items[0].start]
        if not between.strip():
            self._direct[before] = _Said(speaker, None, Stance.SAYS)

    def _may_be(self, speaker: Speaker) -> bool:
        """Someone whom the article knows, or an office; not whatever opens the sentence."""
        return self._cast.knows(speaker) or speaker.span.text.rpartition(" ")[2].lower() in self._parser.cues.speakers

    def _tagged(self, quote: int) -> Speaker | None:
        """Who is named at the beginning of a line of a transcript: "“LEE: Well, look …”"."""
        stretch = self._quotations.stretches[quote]
        tag = _TAG.match(self._text, stretch.start, stretch.end)
        return None if tag is None else self._cast.named(*tag.span(1))

    def _label(self, items: Sequence[Item]) -> Speaker | None:
        """Who is named with a mark alone: `Ann Lee: "…"`, `"…" – Ann Lee`."""
        if len(items) > _LABEL + 3:
            return None
        first = next((k for k, item in enumerate(items) if item.word == ":"), 0)
        if 0 < first <= _LABEL and items[first + 1 : first + 2] and items[first + 1].quote >= 0:
            return self._named(items, 0, first)
        if len(items) > 2 and items[0].quote >= 0 and (items[1].word in DASHES or items[1].word == "―"):
            end = next((k for k in range(2, len(items)) if items[k].word in STOPS), len(items))
            return self._named(items, 2, end) if end - 2 <= _LABEL else None
        return None

    def _named(self, items: Sequence[Item], start: int, end: int) -> Speaker | None:
        named = start < end and items[start].capital and items[end - 1].capital
        return self._cast.speaker(items, start, end) if named else None

    # ── quotations ───────────────────────────────────────────────────────────────────────────────────────────────

    def _quote(self, index: int, said: _Said) -> Statement:
        stretch = self._quotations.stretches[index]
        return Statement(
            span=Span.cut(self._text, stretch.start, stretch.end),
            direct=True,
            stance=said.stance,
            speaker=said.speaker,
            cue=said.cue,
            group=self._group.get(index, index),
        )


def _overlooked(heard: Heard, judged: Judged) -> Iterator[Part]:
    """What the network is sure is told where the rules found nothing: not a quotation alone, not a few words."""
    frames = heard.frames
    known = [content for frame in frames for content in (frame.opening, frame.content) if content is not None]
    for part in judged.parts:
        start, end = part.range
        if part.kind != SAID or not judged.is_sure(part.range):
            continue
        if any(first < end and start < last for first, last in known):
            continue
        if sum(item.quote < 0 and item.word[0].isalnum() for item in heard.items[start:end]) >= _SOME:
            yield part


def _beside(part: Part, parts: Sequence[Part], kind: str) -> Part | None:
    """The part of a kind that stands beside another, the one before it of two."""
    near = [(_gap(part.range, other.range), other.range) for other in parts if other.kind == kind]
    return Part(min(near)[1], kind) if near and min(near)[0] <= _BESIDE else None


def _gap(one: Range, other: Range) -> int:
    """How many items lie between two ranges."""
    return max(one[0] - other[1], other[0] - one[1])


def _begin(frames: Sequence[Frame], number: int, end: int) -> int:
    """Where a frame begins: with its content or its subject; ``end`` where there is no such frame."""
    if number >= len(frames):
        return end
    frame = frames[number]
    parts = (frame.cue, frame.subject, frame.content, frame.opening)
    return min(part[0] for part in parts if part is not None)


def _comma(items: Sequence[Item], start: int, end: int) -> int | None:
    """The first comma of an introduction; None where none is near or a quotation stands before it."""
    for k in range(start, min(end, start + _INTRODUCTION)):
        if items[k].word == ",":
            return k
        if items[k].quote >= 0:
            return None
    return None


def _past_introduction(items: Sequence[Item], at: int, end: int) -> int:
    """Past "But" and "In the capital," before the subject."""
    while at < end and (items[at].word in COORDINATORS or items[at].word in STOPS):
        at += 1
    if at < end and (items[at].word in PREPOSITIONS or items[at].word in SUBORDINATORS or is_adverb(items[at].word)):
        comma = _comma(items, at, end)
        return at if comma is None else comma + 1
    return at


def _may_lead(item: Item) -> bool:
    if item.quote >= 0 or is_adverb(item.word) or item.word in PREPOSITIONS or item.word in SUBORDINATORS:
        return False
    return item.capital or item.word in SUBJECTS - RELATIVES or item.word in DETERMINERS


def _ends_phrase(item: Item) -> bool:
    word = item.word
    return (
        item.quote >= 0
        or word in FINITE - {"'s"}
        or word in STOPS
        or word in PREPOSITIONS - {"of", "for"}
        or word in RELATIVES
        or (word.endswith("ed") and not item.capital)
        or is_adverb(word)
    )
