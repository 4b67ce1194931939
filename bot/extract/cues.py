"""Cue words: the verbs and nouns that attribute a statement, compiled from the lexicon ``cues``.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.types import Stance


@dataclass(frozen=True, slots=True)
class Cue:
    """One reading of a verb form. ``form`` is base, s, past or ing; ``takes`` says how the content follows."""

    stance: Stance
    takes: frozenset[str]
    form: str
    strong: bool = False  # hardly ever anything but a cue
    weak: bool = False  # needs a clause or a quotation beside it
    assertion: bool = False  # its object must be an assertion
    negated: bool = False  # a cue only behind "not"


@dataclass(frozen=True, slots=True)
class Cues:
    """The lexicon ``cues``, ready for look-ups in lower case."""

    verbs: Mapping[str, tuple[Cue, ...]]
    assertions: frozenset[str]
    events: frozenset[str]
    told: frozenset[str]
    speakers: frozenset[str]
    weekdays: frozenset[str]
    months: frozenset[str]
    documents: frozenset[str]
    evidence: frozenset[str]
    false: frozenset[str]
    parts: frozenset[str]
    blame: frozenset[str]
    labels: frozenset[str]
    insists: frozenset[str]
    wrongs: frozenset[str]
    counts: frozenset[str]
    deeds: frozenset[str]


def build(lexicon: Mapping[str, Any]) -> Cues:
    """Compile the lexicon; what it lacks is empty."""
    verbs: dict[str, list[Cue]] = {}
    for group in lexicon.get("verbs", ()):
        for line in group["forms"]:
            for form, word in _forms(line.split()):
                verbs.setdefault(word, []).append(
                    Cue(
                        Stance(group["stance"]),
                        frozenset(group["takes"]),
                        form,
                        group.get("strong", False),
                        group.get("weak", False),
                        group.get("assertion", False),
                        group.get("negated", False),
                    )
                )
    nouns, adverbials, contents = (lexicon.get(key, {}) for key in ("nouns", "adverbials", "contents"))
    return Cues(
        verbs={word: tuple(cues) for word, cues in verbs.items()},
        assertions=_words(nouns, "assertions"),
        events=_words(nouns, "events"),
        told=_words(nouns, "told"),
        speakers=_words(nouns, "speakers"),
        documents=_words(nouns, "documents"),
        evidence=_words(nouns, "evidence"),
        weekdays=_words(adverbials, "weekdays"),
        months=_words(adverbials, "months"),
        false=_words(contents, "false"),
        parts=_words(contents, "parts"),
        blame=_words(contents, "blame"),
        labels=_words(contents, "labels"),
        insists=_words(contents, "insists"),
        wrongs=_words(contents, "wrongs"),
        counts=_words(nouns, "counts"),
        deeds=frozenset(word for words in lexicon.get("deeds", {}).values() for word in words.split()),
    )


def _words(table: Mapping[str, str], key: str) -> frozenset[str]:
    return frozenset(table.get(key, "").split())


def _forms(words: list[str]) -> list[tuple[str, str]]:
    base, third, *rest = words
    shapes = [("base", base), ("s", third)]
    shapes += [("ing" if word.endswith("ing") else "past", word) for word in rest]
    return shapes
