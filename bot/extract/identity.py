"""Which names are one actor: full name and surname, name and acronym, known aliases.

Pure.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from bot.extract.drafts import Draft, Found, Text
from bot.extract.gazetteer import fold
from bot.extract.lexicon import Lexicon
from bot.types import ActorType

_SMALL = frozenset("of the for and in on to de du des la le al el".split())
_CASED = 5
_INITIAL = 3  # letters of a word that says too little: "Al", "bin"
_BEARERS = 8  # people of one surname
_ENDS_OF_NAME = 5  # words of a name that may stand alone
_NICKNAMED = frozenset("nicknamed alias aka dubbed".split())
_KNOWN_AS = 10  # words between a name and the other one
_MASS = frozenset(  # ends of names that say something else alone: "the capital"
    """
    insurance oil gas energy air capital international united watch borders records systems motors industries
    technologies cup state interior relief aid mission service services gas mining house entertainment nations
    """.split()
)
_CORPORATE = frozenset(
    "international group holdings holding inc ltd limited corp corporation co company plc llc global worldwide".split()
)


class Aliases:
    """Known names of one actor, by any of them."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._group: dict[str, str] = {}
        for names in table.get("groups", ()):
            for name in names:
                self._group.setdefault(_key(name), fold(names[0]))

    def of(self, name: str) -> str | None:
        """What all names of the actor share, None where the name is not listed."""
        return self._group.get(_key(name))


Ranges = list[tuple[int, int]]


def told_apart(text: Text, people: Ranges, bodies: Ranges, lexicon: Lexicon) -> tuple[Ranges, Ranges]:
    """People and bodies; a lone word goes where longer names have it, if only one of the two kinds has."""
    opening = {text.words[first].text for first, last in bodies if last - first > 1}
    within = {w.text for first, last in bodies if last - first > 1 for w in text.words[first:last]}
    personal = {w.text for first, last in people if last - first > 1 for w in text.words[first:last]}

    def is_body(span: tuple[int, int]) -> bool:
        word = text.words[span[0]].text
        return span[1] - span[0] == 1 and word in opening and word not in personal and not lexicon.is_given(word)

    def is_person(span: tuple[int, int]) -> bool:
        word = text.words[span[0]].text
        return span[1] - span[0] == 1 and word in personal - within and not word.isupper()

    to_bodies, to_people = set(filter(is_body, people)), set(filter(is_person, bodies))
    return (
        [*(r for r in people if r not in to_bodies), *to_people],
        [*(r for r in bodies if r not in to_people), *to_bodies],
    )


def persons(text: Text, ranges: Iterable[tuple[int, int]], lexicon: Lexicon) -> list[Draft]:
    """People from the places of their names: first the full names, then surnames and given names alone."""
    drafts: list[Draft] = []
    by_part: dict[str, list[Draft]] = {}
    ordered = sorted({_untitled(text, r, lexicon) for r in ranges}, key=lambda r: (-min(r[1] - r[0], 2), r[0]))
    for first, last in ordered:
        if first >= last:
            continue
        parts = [text.word(i) for i in range(first, last)]
        name = fold(text.said(first, last))
        draft = _bearer(by_part.get(name, []), first)
        if draft is None and len(parts) > 1:
            draft = _longer(by_part, parts)
        if draft is None:
            draft = Draft(ActorType.PERSON, key=name)
            drafts.append(draft)
        draft.mentions.append(Found(first, last))
        for part in (name, *_shorter(text, first, last)):
            bearers = by_part.setdefault(part, [])
            if draft not in bearers and len(bearers) < _BEARERS:
                bearers.append(draft)
    return _also_known(text, _middle_named(text, drafts))


def _bearer(bearers: list[Draft], at: int) -> Draft | None:
    """Whom a name that several share means: who was already called so, else who was introduced last."""
    if len(bearers) < 2:
        return bearers[0] if bearers else None
    called = next((d for d in bearers if d.mentions[-1].last - d.mentions[-1].first == 1), None)
    before = [d for d in bearers if d.mentions[0].first < at]
    return called or (before[-1] if before else bearers[0])


def _middle_named(text: Text, drafts: list[Draft]) -> list[Draft]:
    """A lone word joins the one person who has it in the middle of the name: "Freire", "Ramón Freire Serrano"."""
    middles: dict[str, list[Draft]] = {}
    for draft in drafts:
        long = max(draft.mentions, key=lambda m: m.last - m.first)
        for at in range(long.first + 1, long.last - 1):
            middles.setdefault(text.words[at].text, []).append(draft)
    kept = []
    for draft in drafts:
        first = draft.mentions[0]
        bearers = middles.get(text.words[first.first].text, []) if first.last - first.first == 1 else []
        if len(bearers) == 1 and len(text.words[first.first].text) > _INITIAL:
            bearers[0].mentions.extend(draft.mentions)
        else:
            kept.append(draft)
    return kept


def _also_known(text: Text, drafts: list[Draft]) -> list[Draft]:
    """One person under two names: "Omar Belkin, widely known as Sable"."""
    ends = {m.last: draft for draft in drafts for m in draft.mentions}
    joined: set[int] = set()
    for draft in drafts:
        first = min(m.first for m in draft.mentions)
        known = text.word(first - 1) == "as" and any(text.word(at) == "known" for at in range(first - 6, first - 1))
        if not known and text.word(first - 1) not in _NICKNAMED:
            continue
        near = (
            ends[at] for at in range(first - 1, first - _KNOWN_AS, -1) if at in ends and text.same_sentence(at, first)
        )
        other = next((d for d in near if d is not draft and id(d) not in joined), None)
        if other is not None:
            other.mentions.extend(draft.mentions)
            joined.add(id(draft))
    return [d for d in drafts if id(d) not in joined]


def _untitled(text: Text, span: tuple[int, int], lexicon: Lexicon) -> tuple[int, int]:
    """A name without the title that it opens with: "Sheikh", "Dr."."""
    first, last = span
    while first < last - 1 and (text.word(first) in lexicon.honorifics or text.words[first].text == "."):
        first += 1
    return first, last


def _shorter(text: Text, first: int, last: int) -> list[str]:
    """What may stand for a full name: its first word, and each of its ends ("Belkin", "al-Masri")."""
    if last - first < 2:
        return []
    starts = range(max(first + 1, last - _ENDS_OF_NAME), last)
    ends = [fold(text.said(at, last)) for at in starts if text.words[at].text[0].isalpha()]
    return [*ends, fold(text.said(first, first + 1))]


def _longer(by_part: Mapping[str, list[Draft]], parts: list[str]) -> Draft | None:
    """The person whose full name shares first and last word: "Lawan Geidam", "Lawan Zanna Nur Geidam"."""
    for draft in by_part.get(fold(parts[-1]), ()):
        known = draft.key.split()
        initial = len(parts[0]) == 1 and known[0].startswith(parts[0])
        if known and (known[0] == fold(parts[0]) or initial):
            return draft
    return None


def organizations(text: Text, ranges: Iterable[tuple[int, int]], lexicon: Lexicon, aliases: Aliases) -> list[Draft]:
    """Organisations: aliases, acronyms in brackets or by initials, and short for long names are joined."""
    drafts: dict[str, Draft] = {}
    spans = sorted(set(ranges))
    acronyms = _introduced(text, spans, aliases)
    initials = {_initials(text.said(*s)): s for s in spans if s[1] - s[0] > 1}
    longer = _short_forms(text, spans, lexicon)
    for first, last in spans:
        said = text.said(first, last)
        full = acronyms.get(said)
        if full is None and last - first == 1 and said.isupper() and len(said) > 2 and said in initials:
            full = text.said(*initials[said])
        if full is None:
            full = longer.get(fold(said)) or _ended(text, first, last, spans) or said
        key = aliases.of(said) or aliases.of(full) or fold(full)
        draft = drafts.get(key)
        if draft is None:
            draft = drafts[key] = Draft(_type(full, said, lexicon), key=key)
        draft.mentions.append(Found(first, last))
        if draft.type is not ActorType.MEDIA:  # "the time" is not the Times
            draft.heads |= frozenset(_head_words(full, lexicon))
    return list(drafts.values())


def _introduced(text: Text, spans: list[tuple[int, int]], aliases: Aliases) -> dict[str, str]:
    """Short names that stand in brackets after the long one: "Raqa Civil Council (RCC)"."""
    found = {}
    for (first, last), (after, end) in itertools.pairwise(spans):
        if after == last + 1 and text.word(last) == "(" and text.word(end) == ")":
            long, short = text.said(first, last), text.said(after, end)
            if len(short) > len(long):
                long, short = short, long
            if aliases.of(long) == aliases.of(short) or aliases.of(short) is None:
                found[short] = long
    return found


def _short_forms(text: Text, spans: list[tuple[int, int]], lexicon: Lexicon) -> dict[str, str]:
    """Long names by their short forms: "State Department" for "U.S. State Department", "Vectus" for "Vectus Global"."""
    found: dict[str, str] = {}
    for first, last in spans:
        if last - first < 2:
            continue
        name = text.said(first, last)
        people = lexicon.people_prefix([text.words[i].text for i in range(first, last)])
        lead = people or (1 if lexicon.country_of(text.words[first].text) else 0)
        if lead and last - first - lead >= 2:
            found.setdefault(fold(text.said(first + lead, last)), name)
        head = text.said(first + lead, first + lead + 1)
        for end in range(last - 1, first + 1, -1):
            if text.word(end) not in _CORPORATE:
                break
            found.setdefault(fold(text.said(first, end)), name)
        if text.word(first + lead + 1) == "of" and lexicon.is_head(head.lower()):
            found.setdefault(fold(head), name)  # "House" for "U.S. House of Representatives"
        if (
            not lead
            and not lexicon.is_head(head.lower())
            and not people
            and not lexicon.is_common(head.lower())
            and not lexicon.place(head)
            and not lexicon.in_gazetteer(head)
            and len(head) > 3
        ):
            found.setdefault(fold(head), name)
    return found


def _ended(text: Text, first: int, last: int, spans: list[tuple[int, int]]) -> str | None:
    """The long name that "the Front" ends: the last before it, else the first behind it."""
    if last - first != 1 or text.word(first - 1) != "the":
        return None
    long = [s for s in spans if s[1] - s[0] > 1 and text.words[s[1] - 1].text == text.words[first].text]
    before = [s for s in long if s[0] < first]
    meant = before[-1] if before else long[0] if long else None
    return text.said(*meant) if meant else None


def _initials(name: str) -> str:
    return "".join(w[0] for w in name.replace("-", " ").split() if w.lower() not in _SMALL).upper()


def _head_words(name: str, lexicon: Lexicon) -> set[str]:
    """The common noun that may stand for a body: "the commission", but not "the nation" for the United Nations."""
    words = [w.lower() for w in name.split()]
    for joiner in ("of", "for"):
        if joiner in words[1:]:
            words = words[: words.index(joiner, 1)]
            break
    forms = {words[-1], words[-1].removesuffix("s")} if words else set()
    return {form for form in forms if lexicon.is_head(form) and form not in _MASS}


def _type(full: str, said: str, lexicon: Lexicon) -> ActorType:
    known = lexicon.type_of(full) or lexicon.type_of(said)
    return known or lexicon.head_type(full.split()) or ActorType.ORGANIZATION


def _key(name: str) -> str:
    folded = fold(name)
    return name.replace(".", "").strip() if len(folded) <= _CASED else folded
