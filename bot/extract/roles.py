"""What an actor is said to be: before the name, in apposition, in a relative clause, between dashes.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.extract.drafts import Text
from bot.extract.lexicon import Lexicon
from bot.types import Span

_STOPS = frozenset(
    """
    a an the this that these those and or but said says told by with from to in on at as after before when while who
    which whose including include against between under over into about for than like is are was were be been has have
    had will would also both either neither if because since until according via per his her their its our my named
    called quoted cited citing met added adding saying where through across around near within without during despite
    amid following among even though can could may might must shall should does did do
    """.split()
)
_BOUNDS = frozenset(("the", "a", "an", "his", "her", "its", "their", "'s", "’s", ",", "(", "one"))
_RANKS = frozenset(
    """
    former deputy vice acting chief senior veteran retired prominent outgoing incoming human rights first assistant
    associate co ex then top longtime leading late fellow founding executive managing general world self
    """.split()
)
_ENDS = frozenset((",", ".", ";", ":", "--", "—", "–", ")", "!", "?", '"', "”", "“", "("))
_VERBS = frozenset("is are was were has have had will would".split())
_SPEAKING = frozenset("said told says explains explained added adds wrote writes argued argues".split())
_OPENING_BODIES = frozenset(("human", "world", "general"))  # "World Bank", but "a world champion"
_INSIDE = frozenset(("of", "the", "-", "for", "'s", "’s"))  # a body's name
_DASHES = frozenset(("--", "—", "–", "("))
_ADDRESSES = frozenset(
    """
    mr mrs ms miss mister madam madame sir dame lady dr prof rev hon sheikh sheik shaikh ayatollah hojatoleslam haji
    maulana honourable honorable comrade
    """.split()
)
_NO_OWNERS = _RANKS | frozenset(
    "prime supreme foreign interior defence defense finance health state crown princess prince general major".split()
)
_SENT = frozenset("ambassador envoy representative adviser advisor delegate liaison aide".split())
_OPENERS = frozenset("a an the one its his her their".split())
_WHOSE = frozenset("its his her their".split())
_CLAUSES = frozenset(
    "heads leads runs commands chairs represents works serves lives led headed ran chaired commanded directs "
    "coordinates oversees founded owns teaches studies manages survived lost fled".split()
)
_KINDS = frozenset(
    """
    agency group force militia organisation organization organization company body council coalition alliance movement
    network charity watchdog outlet newspaper broadcaster channel airline party faction committee union association ngo
    firm bank government army arm wing branch unit brigade monitor institute university nonprofit non-profit militants
    paramilitary society commission ministry service magazine website giant maker operator developer club bloc
    """.split()
)
_LEANINGS = frozenset(
    "militant rebel paramilitary islamist jihadist separatist insurgent opposition terrorist guerrilla".split()
)
_TELLING = frozenset("militia newspaper broadcaster charity airline network coalition alliance party agency".split())
_LONGEST = 16  # words in a role
_MODIFIERS = 7  # words before its head


@dataclass(frozen=True, slots=True)
class Role:
    """What someone is, and whose: ``affiliation`` is None where the text does not tell."""

    span: Span
    affiliation: str | None = None


class Roles:
    """Finds roles around names."""

    def __init__(self, lexicon: Lexicon, modifiers: Iterable[str] = (), joined: Iterable[str] = ()) -> None:
        self._lexicon, self._modifiers, self._joined = lexicon, frozenset(modifiers), frozenset(joined)

    def of(self, text: Text, first: int, last: int, is_person: bool) -> Role | None:
        """The role that stands at words ``first`` to ``last``: the one after the name is the fuller."""
        after = self._after(text, self._past_home(text, last) if is_person else last, is_person)
        before = self._before(text, first, is_person) or self._announced(text, first, last, is_person)
        if before and after and before.span.end - before.span.start > 24:
            return before
        return after or before or (None if is_person else self._leaning(text, first) or self._behind(text, last))

    def _past_home(self, text: Text, last: int) -> int:
        """Past the place in "NAME of New York, the chairman of the board,"."""
        at = last
        if text.word(at) in ("of", "from") and text.same_sentence(at, at + 1) and text.words[at + 1].is_capital:
            at += 1
            while at < len(text.words) and text.words[at].is_capital and text.same_sentence(at, last):
                at += 1
            return at if text.word(at) == "," else last
        return last

    # ── words beside an organisation: "Iran-backed NAME", "the NAME rebel group" ──

    def _leaning(self, text: Text, first: int) -> Role | None:
        if (
            text.word(first - 1) in self._joined
            and text.word(first - 2) == "-"
            and text.same_sentence(first - 3, first)
        ):
            return Role(text.span(first - 3, first))
        if text.word(first - 1) in _LEANINGS and text.same_sentence(first - 1, first):
            return Role(text.span(first - 1, first))
        return None

    def _behind(self, text: Text, last: int) -> Role | None:
        end = last
        while end < last + 4 and text.same_sentence(last - 1, end) and self._describes(text, end):
            end += 1
        while end > last and text.word(end - 1) not in _KINDS:
            end -= 1
        if end <= last or (end == last + 1 and text.word(last) not in _TELLING):
            return None
        return Role(text.span(last, end))

    def _describes(self, text: Text, at: int) -> bool:
        word = text.word(at)
        return not text.words[at].is_capital and (word in self._modifiers or word in _KINDS or word in _LEANINGS)

    # ── before the name: "the coalition's director of operations NAME" ──

    def _before(self, text: Text, first: int, is_person: bool) -> Role | None:
        at = first - 1
        while (
            at > 0
            and is_person
            and (text.word(at) in _ADDRESSES or (text.word(at) == "." and text.word(at - 1) in _ADDRESSES))
        ):
            at -= 1
        if at < 0 or not text.same_sentence(at, first) or text.word(at) in _ADDRESSES:
            return None
        start = self._start_of_role(text, at, is_person)
        if start is None:
            return None
        return self._role(text, start, at + 1)

    def _start_of_role(self, text: Text, at: int, is_person: bool) -> int | None:
        """Where the noun phrase begins whose last word stands at ``at``; None where it holds no role."""
        head = self._head_at(text, at, is_person)
        if head is None:
            return None
        start = head
        while start > 0 and head - start < _MODIFIERS and text.same_sentence(start - 1, at):
            if not self._modifies(text, start - 1) and not self._joins(text, start - 1, is_person):
                break
            start -= 1
        if text.word(start - 1) not in _BOUNDS and start > 0 and text.same_sentence(start - 1, head):
            while start < head and not self._known_modifier(text, start):
                start += 1
        start = self._past_verb(text, start, head)
        while start < head and text.word(start) in ("-", "'s", "’s", ".", "&"):
            start += 1
        return start

    def _joins(self, text: Text, at: int, is_person: bool) -> bool:
        """ "the culture and education agency": an "and" between two words that describe one body."""
        beside = (at - 1, at + 1)
        plain = all(text.word(i).isalpha() and not text.words[i].is_capital for i in beside if 0 <= i < len(text.words))
        return (
            text.word(at) == "and" and not is_person and at > 1 and plain and text.word(at - 2) not in _STOPS - {"the"}
        )

    def _past_verb(self, text: Text, start: int, head: int) -> int:
        """Past a name and what it did: "Sara Lind defeated former mayor" is no role."""
        for at in range(head - 1, start, -1):
            word = text.words[at].text
            told = word.endswith("ed") and word.islower() and not self._known_modifier(text, at)
            doer = self._lexicon.is_role(text.word(at - 1).removesuffix("s"))
            if told and (doer or any(text.words[k].is_capital for k in range(start, at))):
                return at + 1
        return start

    def _known_modifier(self, text: Text, at: int) -> bool:
        """A word that surely belongs to a role; without an article before it, an unknown one may be a verb."""
        word = text.words[at]
        lower = word.text.lower()
        return word.is_capital or lower in self._modifiers or lower in _RANKS or self._lexicon.is_role(lower)

    def _head_at(self, text: Text, at: int, is_person: bool) -> int | None:
        """The role word of a phrase that ends at ``at``: that word, or one before "of operations"."""
        if self._is_head(text, at, is_person):
            return at
        for back in range(1, 6 if is_person else 1):
            if at - back < 0 or not text.same_sentence(at - back, at) or text.word(at - back) in _ENDS:
                return None
            if text.word(at - back) in ("of", "for", "in", "to") and self._is_head(text, at - back - 1, is_person):
                inside = all(text.word(i) not in _STOPS or text.word(i) == "the" for i in range(at - back + 1, at + 1))
                sent = text.word(at - back) != "to" or text.word(at - back - 1) in _SENT
                return at - back - 1 if inside and sent else None
        return None

    def _is_head(self, text: Text, at: int, is_person: bool) -> bool:
        if at < 0:
            return False
        word = text.word(at)
        if not is_person:
            return word in _KINDS and not text.words[at].is_capital
        if word == "." and at:
            word = text.word(at - 1)
        return self._lexicon.is_role(word) or any(
            at >= back and self._lexicon.is_role(text.said(at - back, at + 1)) for back in (1, 2)
        )

    def _modifies(self, text: Text, at: int) -> bool:
        word = text.words[at]
        if word.text == "-":
            return at > 0 and word.start == text.words[at - 1].end
        if word.text in (".", "&"):
            return word.text != "." or len(text.word(at - 1)) < 5
        if word.text in ("'s", "’s"):
            return False
        if word.text == "of" and not (text.words[at - 1].is_capital or self._is_office(text.word(at - 1))):
            return False  # "his welcome of President NAME"
        return word.text[0].isalnum() and word.text.lower() not in _STOPS and not word.text.lower().endswith("ly")

    def _is_office(self, word: str) -> bool:
        return word in _KINDS or self._lexicon.is_role(word)

    def _role(self, text: Text, start: int, end: int) -> Role | None:
        while start < end and (text.word(end - 1) in _ENDS or text.word(end - 1) in _STOPS):
            end -= 1
        if start >= end:
            return None
        affiliation = None
        if text.word(start - 1) in ("'s", "’s") and start >= 2:
            owner = start - 2
            while owner > 0 and (text.words[owner - 1].is_capital or text.word(owner - 1) == "-"):
                if not text.same_sentence(owner - 1, start) or text.words[owner - 1].breaks:
                    break
                owner -= 1
            owner += text.word(owner) in _OPENERS
            affiliation = text.span(owner, start - 1).text if owner < start - 1 else None
        return Role(text.span(start, end), affiliation or self._of_whom(text, start, end))

    def _of_whom(self, text: Text, start: int, end: int) -> str | None:
        """The owner inside a role: "head of the ICRC delegation", "RCC co-chair"."""
        leads = [at for at in range(start, end - 1) if text.word(at) in ("at", "of", "for")]
        for at in sorted(leads, key=lambda at: text.word(at) != "at"):  # "fellow for Africa at the institute"
            begin = at + 2 if text.word(at + 1) == "the" else at + 1
            stop = begin
            while stop < end and (
                text.words[stop].is_capital or text.word(stop) in _INSIDE or self._shortens(text, stop, end)
            ):
                stop += 1
            while stop > begin and not text.words[stop - 1].is_capital:
                stop -= 1
            if (body := self._body(text, begin, stop)) is not None:
                return body
        if leads:
            return None
        stop = start
        while stop < end - 1 and text.words[stop].is_capital and not self._lexicon.is_role(text.word(stop)):
            stop += 1
        return self._body(text, start, stop)

    def _shortens(self, text: Text, at: int, end: int) -> bool:
        """Is it the full stop in "St. Anna Hospital"?"""
        return text.word(at) == "." and text.word(at - 1) in ("st", "ste") and at + 1 < end

    def _body(self, text: Text, start: int, stop: int) -> str | None:
        """The words as a body or a place; None where they only say of what kind or people the role is."""
        while stop > start and text.word(stop - 1) in _NO_OWNERS:
            stop -= 1
        while start < stop and text.word(start) in _RANKS:
            if text.words[start].is_capital and text.word(start) in _OPENING_BODIES:
                break
            start += 1
        if stop <= start or self._lexicon.is_demonym(text.said(start, stop)):
            return None
        return text.span(start, stop).text

    # ── "the head of the council, NAME, said" ──

    def _announced(self, text: Text, first: int, last: int, is_person: bool) -> Role | None:
        if not is_person or text.word(first - 1) != ",":
            return None
        sentence_start = first - 1
        while (
            sentence_start > 0 and text.same_sentence(sentence_start - 1, first) and first - sentence_start < _LONGEST
        ):
            if text.word(sentence_start - 1) in (*_ENDS, "said", "told", "and", "as", "by", "with", "including"):
                break
            if text.word(sentence_start - 1) == "to" and text.word(sentence_start - 2) not in _SENT:
                break
            sentence_start -= 1
        closed = text.word(last) in (",", ".") or not text.same_sentence(last - 1, last)
        for at in range(sentence_start, first - 1):
            if self._is_head(text, at, True) and (closed or self._owned_by(text, at)):
                start = self._start_of_role(text, at, True)
                if start is not None and all(text.word(i) not in ("said", "told", "was") for i in range(at, first - 1)):
                    return self._role(text, start, first - 1)
        return None

    def _owned_by(self, text: Text, head: int) -> bool:
        """Does the phrase say whose: "Norway's prime minister"? Then the name behind its comma needs no other."""
        return any(text.word(at) in ("'s", "’s") for at in range(max(0, head - _MODIFIERS), head))

    # ── after the name ──

    def _after(self, text: Text, last: int, is_person: bool) -> Role | None:
        at = last
        if text.word(at) == "(" and text.word(at + 2) == ")":
            at += 3  # the acronym in brackets
        mark = text.word(at)
        if mark in ("is", "was") and text.word(at + 1) in ("a", "an", "the") and text.same_sentence(at, at + 2):
            return self._said_to_be(text, at + 2, is_person)
        if mark in _DASHES and not (mark == "(" and not is_person):
            return self._between(text, at + 1, is_person)
        if mark != "," or not text.same_sentence(at, at + 1):
            return None
        if text.word(at + 1).isdigit() and text.word(at + 2) == ",":
            at += 2  # the age
        if text.word(at + 1) in ("who", "which"):
            return self._clause(text, at + 2, is_person)
        return self._apposition(text, at + 1, is_person)

    def _said_to_be(self, text: Text, start: int, is_person: bool) -> Role | None:
        """ "NAME is a private company led by": the noun phrase, up to its first verb or preposition."""
        end = start
        while end < start + _MODIFIERS and text.same_sentence(start, end) and text.word(end) not in _ENDS | _STOPS:
            if self._is_head(text, end, is_person) and self._closes(text, end + 1):
                return Role(text.span(start, end + 1), self._owner(text, start, end + 1))
            end += 1
        return None

    def _closes(self, text: Text, at: int) -> bool:
        """Does no noun follow a head: "is the first council", not "is the first council member"?"""
        word = text.word(at)
        return not text.same_sentence(at - 1, at) or word in _ENDS | _STOPS or word.endswith(("ed", "ing"))

    def _between(self, text: Text, start: int, is_person: bool) -> Role | None:
        if text.word(start) not in _OPENERS:
            return None
        return self._cut(text, start + 1, is_person)

    def _clause(self, text: Text, start: int, is_person: bool) -> Role | None:
        if not is_person or text.word(start) not in _CLAUSES or text.word(start + 1) in _WHOSE:
            return None  # "who leads its mission" says nothing without the words before it
        end = start
        while end - start < _LONGEST and text.same_sentence(end, start) and text.word(end) not in (",", ".", ";", "--"):
            end += 1
        return Role(text.span(start, end)) if end > start + 1 else None

    def _apposition(self, text: Text, start: int, is_person: bool) -> Role | None:
        opened = text.word(start) in _OPENERS
        if not opened and not self._opens_role(text, start, is_person):
            return None
        return self._cut(text, start + opened, is_person)

    def _opens_role(self, text: Text, start: int, is_person: bool) -> bool:
        """A bare phrase after the comma: its head comes before any verb, comma or preposition."""
        for at in range(start, min(start + _MODIFIERS, len(text.words))):
            word = text.word(at)
            if not text.same_sentence(at, start) or word in _ENDS:
                return False
            if self._is_head(text, at, is_person):
                return True
            if word in _STOPS and word != "the":
                return False
        return False

    def _cut(self, text: Text, start: int, is_person: bool) -> Role | None:
        """The phrase from ``start`` to the next mark; None where its beginning holds no role."""
        end, head, clause = start, False, False
        while end - start < _LONGEST + 4 and end < len(text.words) and text.same_sentence(end, start):
            word = text.word(end)
            if word in _ENDS and word not in ('"', "“", "”") and not (word == "." and len(text.word(end - 1)) < 3):
                break
            if end - start < _MODIFIERS + 3 and not head:
                head = self._is_head(text, end, is_person) or (not is_person and word in _KINDS)
            if word in _SPEAKING and head:
                break
            if word in _VERBS and not clause:
                return None
            if head and word.endswith("ed") and not clause and text.word(end + 1) in _OPENERS:
                break  # "ruler of the emirate ordered the ministry"
            clause = clause or word in ("who", "which", "that", "whose", "where")
            end += 1
        if not head or end <= start:
            return None
        return Role(text.span(start, end), self._owner(text, start, end))

    def _owner(self, text: Text, start: int, end: int) -> str | None:
        for at in range(start + 1, min(end, start + 6)):
            if text.word(at) in ("of", "for", "at"):
                break
            if text.word(at) in ("'s", "’s"):
                return text.span(start, at).text
        return self._of_whom(text, start, end)
