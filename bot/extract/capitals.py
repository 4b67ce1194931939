"""Names by rule: runs of capitals, what lexicons know, the words around them, what the rest of the article says.

Pure. What the rules say is the strongest hint that the trained tagger has; without a model it is the answer.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.extract.lexicon import Lexicon
from bot.extract.words import Word

_JOINERS = frozenset("of the for and in".split())
_LOCATIVE = frozenset(
    "in at near from to into towards toward outside around across inside through throughout via within".split()
)
_SPEECH = frozenset("said says told added warned tweeted wrote posted announced declined denied asked argued".split())
_LONGEST = 12  # words in a name
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,6}s?$")
_CLOSED = frozenset(
    """
    i a an the this that these those it its he she his her they their we our you your my me us him them who what when
    where why how if but and or nor so yet for as at by in of on to up with from into over under after before since
    while because although though however meanwhile also there here then now not no yes all some any many most both
    each every few several other another such only just even still more less than per via is are was were be been has
    have had do does did will would can could may might must should shall let one two three four five six seven eight
    nine ten jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun i'm i've i'll i'd it's
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december gmt utc est edt bst pm am
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words ``first`` to ``last`` (exclusive) that may be one name; ``kind`` once something tells it."""

    first: int
    last: int
    kind: str = ""
    sure: bool = False


def runs_of(words: tuple[Word, ...], lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Names as words first to last (exclusive) and PER, ORG, LOC or MISC, in order."""
    return [(run.first, run.last, run.kind) for run in _Finder(words, lexicon).found() if run.kind]


class _Finder:
    """One article's names."""

    def __init__(self, words: tuple[Word, ...], lexicon: Lexicon) -> None:
        self._words, self._lexicon = words, lexicon
        self._seen = Counter([w.text for w in words if not w.opens])
        self._lower = {w.text for w in words if w.text.islower()}

    def found(self) -> list[_Run]:
        runs = [part for run in self._runs() for part in self._parts(run)]
        runs = [_Run(run.first, run.last, *self._classify(run)) for run in runs]
        return self._agree(runs)

    # ── runs of capitals ──

    def _runs(self) -> Iterator[_Run]:
        words, end = self._words, 0
        for at in [at for at, word in enumerate(words) if word.is_capital or word.text in ("al", "el")]:
            if at < end or not self._may_start(at):
                continue
            end = at + 1
            while end < len(words) and end - at < _LONGEST and self._joins(at, end):
                end += 1
            while end > at + 1 and not words[end - 1].is_capital:
                end -= 1
            yield _Run(at, end)

    def _may_start(self, at: int) -> bool:
        word = self._words[at]
        if not word.is_capital:
            return (
                word.text in ("al", "el")
                and self._next_is(at, "-")
                and at + 2 < len(self._words)
                and self._words[at + 2].is_capital
            )
        lower = word.text.lower()
        if lower in _CLOSED and not self._stands_out(word.text):
            return lower == "may" and not word.opens and self._seen["May"] > 1
        if not word.opens:
            return True
        return self._known_start(at)

    def _stands_out(self, text: str) -> bool:
        """A closed word in capitals that is a name as well: "US", "WHO"."""
        if len(text) < 2 or not text.isupper():
            return False
        return self._lexicon.type_of(text) is not None or self._lexicon.country_of(text) is not None

    def _known_start(self, at: int) -> bool:
        """A capital that opens a sentence: a name when it is no common word, or when the article has it inside too."""
        word = self._words[at]
        lower = word.text.lower()
        if word.text.isupper() and len(word.text) > 1:
            return True
        follows = at + 1 < len(self._words) and self._words[at + 1].is_capital and not self._words[at + 1].opens
        if self._lexicon.is_demonym(word.text) or self._lexicon.is_role(lower):
            return True
        if self._lexicon.is_common(lower):
            return (self._seen[word.text] > 0 and lower not in self._lower) or (
                follows and self._lexicon.is_head(lower)
            )
        return lower not in self._lower

    def _next_is(self, at: int, mark: str) -> bool:
        return at + 1 < len(self._words) and self._words[at + 1].text == mark

    def _joins(self, first: int, at: int) -> bool:
        words = self._words
        word, before = words[at], words[at - 1]
        if word.sentence != before.sentence or word.breaks:
            return False
        following = words[at + 1] if at + 1 < len(words) and words[at + 1].sentence == word.sentence else None
        if word.text == "." and len(before.text) == 1 and before.is_capital and word.start == before.end:
            return following is not None and following.is_capital
        if word.text in ("-", "–", "&", "/"):
            tight = word.start == before.end and following is not None and following.start == word.end
            if word.text == "&":
                return following is not None and following.is_capital
            return word.text != "/" and tight and following is not None and following.is_capital
        if word.is_capital:
            return word.text.lower() not in _CLOSED or (word.text in ("The", "For", "Of") and before.text == "-")
        if following is None or not (following.is_capital or following.text in ("the", "-")):
            return False
        if word.text in (
            "al",
            "el",
            "bin",
            "bint",
            "ibn",
            "van",
            "von",
            "der",
            "den",
            "de",
            "da",
            "di",
            "del",
            "du",
            "la",
            "le",
            "y",
            "ash",
            "ar",
            "as",
            "ad",
            "e",
            "dos",
        ):
            return True
        if word.text in _JOINERS:
            return self._joined_by(first, at)
        return False

    def _joined_by(self, first: int, at: int) -> bool:
        """ "of", "for", "and" inside a name: after the head of an organisation, or where the whole is known."""
        word = self._words[at]
        head = self._words[at - 1].text.lower()
        if word.text == "the":
            return self._words[at - 1].text in ("of", "for", "in")
        if word.text in ("of", "for"):
            return self._lexicon.is_head(head) or head in (
                "gulf",
                "strait",
                "sea",
                "bay",
                "horn",
                "isle",
                "cape",
                "republic",
                "doctors",
                "save",
            )
        reach = " ".join(w.text for w in self._words[first : at + 2])
        if self._lexicon.starts_known(reach):
            return True
        if word.text == "and":
            return any(
                w.text in ("of", "for") and self._lexicon.is_head(self._words[i + first - 1].text.lower())
                for i, w in enumerate(self._words[first:at])
                if i
            )
        return False

    # ── one run may hold several names: "U.S. President Donald Trump" ──

    def _parts(self, run: _Run) -> Iterator[_Run]:
        known = self._lexicon.type_of(self._text(run))
        if known:
            yield run
            return
        at = run.first
        for cut in self._role_spans(run):
            if at < cut[0]:
                yield from self._bare(_Run(at, cut[0]))
            at = cut[1]
            if at < run.last:
                rest = _Run(at, run.last)
                titled = list(self._bare(rest))
                if titled and titled[0].first == at and not self._lexicon.is_head(self._last(titled[0])):
                    titled[0] = replace(titled[0], kind="PER")
                yield from titled
                return
        if at < run.last:
            yield from self._bare(_Run(at, run.last))

    def _role_spans(self, run: _Run) -> Iterator[tuple[int, int]]:
        """The first stretch of role words of a run; none where the run is an organisation ("General Assembly")."""
        at = run.first
        while at < run.last:
            end = self._role_end(at, run.last)
            if end > at:
                while end < run.last and (more := self._role_end(end, run.last)) > end:
                    end = more
                yield at, end
                return
            at += 1

    def _role_end(self, at: int, last: int) -> int:
        if not self._lexicon.opens_role(self._words[at].text):
            return at
        for size in (4, 3, 2, 1):
            if at + size <= last:
                words = self._words[at : at + size]
                phrase = " ".join(w.text for w in words).lower().replace(" - ", "-").rstrip(".")
                if self._lexicon.is_role(phrase) and not self._is_name_word(at, size, last):
                    return at + size
        return at

    def _is_name_word(self, at: int, size: int, last: int) -> bool:
        """A role word that is part of a longer name: "General Assembly", "Supreme Court Justice" is not."""
        after = " ".join(w.text for w in self._words[at + size : last]).lower()
        return bool(after) and self._lexicon.is_head(after.split(" ")[0]) and self._lexicon.is_head(after)

    def _bare(self, run: _Run) -> Iterator[_Run]:
        """A run without closed words at its ends, and without a people before it that is no part of the name."""
        first, last, words = run.first, run.last, self._words
        while first < last and (
            words[first].text.lower() in _CLOSED or not (words[first].is_capital or words[first].text in ("al", "el"))
        ):
            first += 1
        while last > first and not words[last - 1].is_capital:
            last -= 1
        if first >= last:
            return
        run = _Run(first, last, run.kind)
        people = self._lexicon.people_prefix([w.text for w in words[first:last]])
        if (
            people
            and first + people < last
            and not self._lexicon.type_of(self._text(run))
            and not self._lexicon.is_head(self._last(run))
            and not self._lexicon.place(self._text(run))
        ):
            yield _Run(first, first + people, "MISC", True)
            run = _Run(first + people, last)
        elif people and first + people == last:
            yield _Run(first, last, "MISC", True)
            return
        yield from self._split_place(run)

    def _split_place(self, run: _Run) -> Iterator[_Run]:
        """A country before a person: "U.S. Dan Caine" keeps its parts."""
        words = self._words
        if (
            run.last - run.first > 2
            and self._lexicon.country_of(words[run.first].text)
            and self._lexicon.is_given(words[run.first + 1].text)
        ):
            yield _Run(run.first, run.first + 1, "LOC", True)
            run = _Run(run.first + 1, run.last, "PER")
        yield run

    # ── kinds ──

    def _text(self, run: _Run) -> str:
        words = self._words[run.first : run.last]
        out = words[0].text
        for before, word in itertools.pairwise(words):
            out += word.text if word.start == before.end else " " + word.text
        return out

    def _last(self, run: _Run) -> str:
        return self._words[run.last - 1].text.lower()

    def _classify(self, run: _Run) -> tuple[str, bool]:
        if run.kind:
            return run.kind, True
        words, lexicon = self._words, self._lexicon
        text = self._text(run)
        size = run.last - run.first
        first = words[run.first]
        if lexicon.is_demonym(text):
            return "MISC", True
        if lexicon.country_of(text):
            return "LOC", True
        if lexicon.type_of(text):
            return "ORG", True
        place = lexicon.place(text)
        if place:
            return "LOC", True
        if size == 1 and first.opens and lexicon.is_common(text.lower()) and not self._seen[text]:
            return "", False
        head = lexicon.head_type([w.text for w in words[run.first : run.last]])
        if size > 1 and lexicon.place_head(self._last(run)) and head is None:
            return "LOC", True
        if size > 1 and head is not None:
            return "ORG", True
        if size > 1 and lexicon.is_thing(self._last(run)):
            return "MISC", True
        if lexicon.is_given(first.text) and size > 1:
            return "PER", True
        if self._followed_by_age(run):
            return "PER", True
        before = words[run.first - 1].text.lower() if run.first and not first.opens else ""
        after = words[run.last].text.lower() if run.last < len(words) else ""
        if size <= 3 and before in _LOCATIVE and not _ACRONYM.match(text):
            return ("LOC", size > 1) if not lexicon.is_given(first.text) else ("PER", False)
        if _ACRONYM.match(text) and size == 1:
            return ("ORG", False) if not first.opens or len(text) <= 5 else ("", False)
        if 2 <= size <= 4 and all(
            w.is_capital or w.text in "-" or lexicon.is_particle(w.text) for w in words[run.first : run.last]
        ):
            if lexicon.is_common(first.text.lower()) and lexicon.is_common(self._last(run)):
                return "ORG", False
            return "PER", False
        if size == 1 and after in _SPEECH:
            return "PER", False
        if size == 1 and lexicon.big_city(text):
            return "LOC", False
        if size == 1 and lexicon.is_given(text):
            return "PER", False
        if size == 1 and lexicon.is_common(text.lower()):
            return "", False
        if size == 1 and lexicon.in_gazetteer(text):
            return "LOC", False
        return "ORG", False

    def _followed_by_age(self, run: _Run) -> bool:
        after = self._words[run.last : run.last + 3]
        return (
            len(after) == 3
            and after[0].text == ","
            and after[1].text.isdigit()
            and len(after[1].text) == 2
            and after[2].text in (",", ".")
        )

    # ── what the rest of the article says ──

    def _agree(self, runs: list[_Run]) -> list[_Run]:
        """One kind for one name: a surname is the person it belongs to, a doubtful name what it is elsewhere."""
        surnames: set[str] = set()
        votes: dict[str, Counter[str]] = {}
        for run in runs:
            text = self._text(run)
            if run.kind == "PER" and run.last - run.first > 1:
                surnames.update({self._words[run.last - 1].text, self._words[run.first].text, self._family(run)})
            if run.kind and run.sure:
                votes.setdefault(text, Counter())[run.kind] += 1
        return [self._settled(run, surnames, votes) for run in runs]

    def _family(self, run: _Run) -> str:
        """All but the first word: "al-Thani", "Nur Geidam"."""
        return self._text(_Run(run.first + 1, run.last))

    def _settled(self, run: _Run, surnames: set[str], votes: dict[str, Counter[str]]) -> _Run:
        text = self._text(run)
        if text in surnames and not (run.sure and run.kind in ("LOC", "ORG")):
            return replace(run, kind="PER")
        if not run.sure and text in votes:
            return replace(run, kind=votes[text].most_common(1)[0][0])
        return run
