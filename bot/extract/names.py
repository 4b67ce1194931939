"""The names of an article: people, organisations, places and other proper names as exact spans.

Pure. A trained tagger where the tables hold its model, else rules; then what the whole article tells of each name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from bot.extract.capitals import runs_of
from bot.extract.lexicon import Lexicon
from bot.extract.reading import Name, Reading, Tables
from bot.extract.tagger import Tagger
from bot.extract.words import Word, words_of

MODEL = "names.crfsuite"
_Run = tuple[int, int, str]


def build(tables: Tables) -> Callable[[Reading], tuple[Name, ...]]:
    """The extractor, ready to run."""
    lexicon = Lexicon.of(tables)
    model = tables.blobs.get(MODEL)
    tagger = Tagger(model, lexicon) if model else None

    def find(reading: Reading) -> tuple[Name, ...]:
        words = words_of(reading.document)
        runs = tagger.runs(words) if tagger else runs_of(words, lexicon)
        return tuple(
            Name(words[first].start, words[last - 1].end, kind) for first, last, kind in _agreed(words, runs, lexicon)
        )

    return find


def _agreed(words: tuple[Word, ...], runs: list[_Run], lexicon: Lexicon) -> list[_Run]:
    """One kind for one name: titles off, known names as they are known, a surname the person it belongs to."""
    runs = [part for run in runs for part in _trimmed(words, run, lexicon)]
    votes: dict[str, Counter[str]] = {}
    surnames: set[str] = set()
    for first, last, kind in runs:
        votes.setdefault(_said(words, first, last), Counter())[kind] += 1
        if kind == "PER" and last - first > 1:
            surnames.update((_said(words, last - 1, last), _said(words, first + 1, last)))
    return [
        (first, last, _kind(_said(words, first, last), kind, votes, surnames, lexicon)) for first, last, kind in runs
    ]


def _kind(said: str, kind: str, votes: dict[str, Counter[str]], surnames: set[str], lexicon: Lexicon) -> str:
    if lexicon.country_of(said):
        return "LOC"
    if said in surnames and not lexicon.place(said):
        return "PER"
    if lexicon.type_of(said) is not None:
        return "ORG"
    if lexicon.is_demonym(said):
        return "MISC"
    most, count = votes[said].most_common(1)[0]
    return most if count * 2 > sum(votes[said].values()) else kind


def _trimmed(words: tuple[Word, ...], run: _Run, lexicon: Lexicon) -> list[_Run]:
    """A person without the titles before the name."""
    first, last, kind = run
    if kind == "PER":
        while first < last - 1 and (lexicon.is_role(words[first].text.lower()) or not words[first].text[0].isalpha()):
            first += 1
    return [(first, last, kind)]


def _said(words: tuple[Word, ...], first: int, last: int) -> str:
    out = words[first].text
    for at in range(first + 1, last):
        out += words[at].text if words[at].start == words[at - 1].end else " " + words[at].text
    return out
