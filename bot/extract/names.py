"""The names of an article: people, organisations, places and other proper names as exact spans.

Pure. A trained tagger where the tables hold its model, else rules; then what the whole article tells of each name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from bot.extract.capitals import runs_of
from bot.extract.dateline import Dateline, dateline_of
from bot.extract.lexicon import Lexicon
from bot.extract.network import Vectors
from bot.extract.reading import Name, Reading, Tables
from bot.extract.tagger import Tagger
from bot.extract.usage import Usage
from bot.extract.words import Word, words_in
from bot.types import ActorType

MODEL, VECTORS = "names.npz", "vectors.npy"
_Run = tuple[int, int, str]
_NO_NAMES = frozenset(
    """
    nobody somebody everybody anybody someone everyone anyone none nothing something everything anything neither either
    eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy
    eighty ninety hundred hundreds thousand thousands million millions dozens scores half first second third correction
    update editor's yesterday today tomorrow tonight earlier later meanwhile instead security
    """.split()
)
_FAITHS = frozenset("muslim christian shi'ite shiite sunni islamist jewish".split())
_CUTS = frozenset((")", "]", "--", "—", ":", ";"))


def build(tables: Tables) -> Callable[[Reading], tuple[Name, ...]]:
    """The extractor, ready to run."""
    lexicon = Lexicon.of(tables)
    model, vectors = tables.blobs.get(MODEL), tables.blobs.get(VECTORS)
    tagger = Tagger(model, Vectors(vectors), lexicon) if model and vectors and tables.engine is None else None

    def find(reading: Reading) -> tuple[Name, ...]:
        words = words_in(reading.document)
        runs = ruled = runs_of(words, lexicon)
        if tables.engine is not None:
            runs = _with_known(words, _runs_of(words, tables.engine(reading.text)), ruled, lexicon)
        elif tagger:
            runs = _with_known(words, tagger.runs(words, ruled), ruled, lexicon)
        dateline = dateline_of(reading.text)
        runs = _datelined(words, [run for run in _cut(words, runs) if not _is_no_name(words, run, lexicon)], dateline)
        usage = Usage(
            words,
            {run[:2] for run in (*runs, *ruled)},
            _places_of(words, runs, dateline),
            _outlets_of(reading, dateline),
        )
        runs = _with_placed(words, runs, ruled, usage, lexicon)
        runs = _repeated(words, _agreed(words, runs, usage, lexicon), lexicon)
        return tuple(Name(words[first].start, words[last - 1].end, kind) for first, last, kind in runs)

    return find


def _runs_of(words: tuple[Word, ...], names: tuple[Name, ...]) -> list[_Run]:
    """Names by offsets as words."""
    starts = [word.start for word in words]
    runs = [(bisect_left(starts, name.start), bisect_left(starts, name.end), name.kind) for name in names]
    return [run for run in runs if run[0] < run[1]]


def _cut(words: tuple[Word, ...], runs: list[_Run]) -> list[_Run]:
    """Names end at marks that no name crosses: "Reuters) - The Committee" is two."""
    found = []
    for first, last, kind in runs:
        opened = any(words[at].text == "(" for at in range(first, last))
        start = first
        for at in range(first, last):
            if words[at].text in _CUTS and not opened:
                found.append((start, at, kind))
                start = at + 1
        while start < last and not words[start].text[0].isalnum():
            start += 1
        if start == first or words[last - 1].is_capital:
            found.append((start, last, kind))
    return [run for run in found if run[0] < run[1]]


def _is_no_name(words: tuple[Word, ...], run: _Run, lexicon: Lexicon) -> bool:
    """A word that only opens its sentence: "Nobody", "Twenty"."""
    first, last, _ = run
    lower = words[first].text.lower()
    return last - first == 1 and words[first].opens and lower in _NO_NAMES and not lexicon.place(words[first].text)


def _places_of(words: tuple[Word, ...], runs: list[_Run], dateline: Dateline) -> list[str]:
    """The places that the dateline names."""
    return [_said(words, a, b) for a, b, kind in runs if kind == "LOC" and words[a].start < dateline.end]


def _outlets_of(reading: Reading, dateline: Dateline) -> list[str]:
    """Who publishes the article: its source, and the agency of its dateline."""
    return [name for name in (reading.article.source, dateline.agency) if name]


def _with_placed(
    words: tuple[Word, ...], runs: list[_Run], ruled: list[_Run], usage: Usage, lexicon: Lexicon
) -> list[_Run]:
    """The names, and those that the tagger left out although the article calls them places."""
    taken = {at for first, last, _ in runs for at in range(first, last)}
    missed = [
        (first, last, "LOC")
        for first, last, _ in ruled
        if taken.isdisjoint(range(first, last)) and usage.is_surely_place(_said(words, first, last))
    ]
    return sorted([*runs, *(run for run in missed if not _is_no_name(words, run, lexicon))])


def _datelined(words: tuple[Word, ...], runs: list[_Run], dateline: Dateline) -> list[_Run]:
    """What stands in the dateline is a place, but for the agency in its brackets."""

    def is_place(run: _Run) -> bool:
        return words[run[0]].start < dateline.end and (run[0] == 0 or words[run[0] - 1].text != "(")

    found = [(first, last, "LOC" if is_place((first, last, kind)) else kind) for first, last, kind in runs]
    end = 0
    while end < min(4, len(words)) and words[end].end <= dateline.end and words[end].text.isupper():
        end += 1
    if dateline.agency and end and words[end - 1].text.isalpha() and not any(first < end for first, _, _ in found):
        found.insert(0, (0, end, "LOC"))
    return found


def _with_known(words: tuple[Word, ...], tagged: list[_Run], ruled: list[_Run], lexicon: Lexicon) -> list[_Run]:
    """The tagger's names, and the known ones that it left out or cut short ("Islamic Resistance in Iraq")."""
    long = [run for run in ruled if run[1] - run[0] > 2 and lexicon.type_of(_said(words, run[0], run[1]))]
    inside = {at for first, last, _ in long for at in range(first, last)}
    tagged = sorted([*(run for run in tagged if inside.isdisjoint(range(run[0], run[1]))), *long])
    taken = {at for first, last, _ in tagged for at in range(first, last)}
    missed = [
        run
        for run in ruled
        if taken.isdisjoint(range(run[0], run[1])) and _is_known(_said(words, run[0], run[1]), run[2], lexicon)
    ]
    taken.update(at for first, last, _ in missed for at in range(first, last))
    alone = [(at, at + 1, "LOC") for at in range(len(words)) if at not in taken and _place_alone(words, at, lexicon)]
    return sorted([*tagged, *missed, *(run for run in alone if not _beside_capital(words, run[0], taken))])


def _place_alone(words: tuple[Word, ...], at: int, lexicon: Lexicon) -> bool:
    word = words[at]
    return word.is_capital and not word.opens and len(word.text) > 3 and lexicon.place(word.text)


def _beside_capital(words: tuple[Word, ...], at: int, taken: set[int]) -> bool:
    """Part of a longer unknown name: "Jordan" in "Jordan Qwerty"."""
    beside = (i for i in (at - 1, at + 1) if 0 <= i < len(words) and words[i].sentence == words[at].sentence)
    return any(i not in taken and (words[i].is_capital or words[i].text == "-") for i in beside)


def _is_known(said: str, kind: str, lexicon: Lexicon) -> bool:
    if kind == "LOC":
        return lexicon.place(said) or (said.isupper() and lexicon.in_gazetteer(said))
    return lexicon.type_of(said) is not None or kind == "MISC"


def _agreed(words: tuple[Word, ...], runs: list[_Run], usage: Usage, lexicon: Lexicon) -> list[_Run]:
    """One kind for one name: titles off, a country a place, a surname the person it belongs to."""
    runs = [part for run in runs for part in _trimmed(words, run, lexicon)]
    votes: dict[str, Counter[str]] = {}
    surnames: set[str] = set()
    for first, last, kind in runs:
        votes.setdefault(_said(words, first, last), Counter())[kind] += 1
        if kind == "PER" and last - first > 1:
            family = {_said(words, last - 1, last), _said(words, first + 1, last)}
            sure = lexicon.is_given(words[first].text)
            surnames.update(f for f in family if sure or not (lexicon.place(f) or lexicon.big_city(f)))
    return [
        (first, last, _kind(said := _said(words, first, last), kind, votes[said], surnames, usage, lexicon))
        for first, last, kind in runs
    ]


def _repeated(words: tuple[Word, ...], runs: list[_Run], lexicon: Lexicon) -> list[_Run]:
    """The names, and the same names, surnames and places of datelines where they were left out."""
    taken = {at for first, last, _ in runs for at in range(first, last)}
    known: dict[str, dict[tuple[str, ...], str]] = {}
    for first, last, kind in runs:
        forms = [tuple(w.text for w in words[first:last])]
        if kind == "LOC" and all(len(part) > 3 and part.isupper() for part in forms[0]):  # "ORSAVAN (Altair) -"
            forms.append(tuple(part.capitalize() for part in forms[0]))
        if kind == "PER" and last - first > 1 and not lexicon.place(words[last - 1].text):
            forms.append((words[last - 1].text,))
        for form in forms:
            if len(form) > 1 or (len(form[0]) > 2 and not lexicon.is_common(form[0].lower())):
                known.setdefault(form[0], {}).setdefault(form, kind)
    found, at = list(runs), 0
    while at < len(words):
        forms_here = known.get(words[at].text) if at not in taken and words[at].is_capital else None
        size = max((len(f) for f in forms_here if _stands_at(words, at, f, taken)), default=0) if forms_here else 0
        if forms_here and size:
            form = tuple(w.text for w in words[at : at + size])
            found.append((at, at + size, forms_here[form]))
        at += size or 1
    return sorted(found)


def _stands_at(words: tuple[Word, ...], at: int, form: tuple[str, ...], taken: set[int]) -> bool:
    """Does this form stand here, free, and not as a part of a longer word: "Iran" in "Iran-backed"?"""
    end = at + len(form)
    if end > len(words) or any(words[at + i].text != text or at + i in taken for i, text in enumerate(form)):
        return False
    return not (end < len(words) and words[end].text == "-" and words[end].start == words[end - 1].end)


def _kind(said: str, kind: str, votes: Counter[str], surnames: set[str], usage: Usage, lexicon: Lexicon) -> str:
    """What is sure of a name wherever it stands; else what most of its mentions were taken for."""
    if lexicon.country_of(said) and kind != "PER":  # "her son Jordan"
        return "LOC"
    if usage.is_outlet(said):
        return "ORG"
    if said in surnames:
        return "PER"
    if lexicon.type_of(said) is not None:
        return "ORG"
    if usage.is_surely_place(said):
        return "LOC"
    if lexicon.is_demonym(said):
        return "MISC"
    most, count = votes.most_common(1)[0]
    return most if count * 2 > votes.total() else kind


def _trimmed(words: tuple[Word, ...], run: _Run, lexicon: Lexicon) -> list[_Run]:
    """A name without its article; a person without the titles before the name."""
    first, last, kind = run
    bracket = next((at for at in range(first, last) if words[at].text == "("), None)
    if bracket is not None and first < bracket < last - 1:
        return [*_trimmed(words, (first, bracket, kind), lexicon), *_trimmed(words, (bracket + 1, last, kind), lexicon)]
    dash = next((at for at in range(first + 1, last - 1) if words[at].text in ("-", "–")), None)
    if dash is not None and _both_known(words, first, dash, last, lexicon):
        return [*_trimmed(words, (first, dash, kind), lexicon), *_trimmed(words, (dash + 1, last, kind), lexicon)]
    while last - first > 1 and words[first].text.lower() in _FAITHS and lexicon.type_of(_said(words, first + 1, last)):
        first += 1
    if last - first > 1 and words[first].text in ("the", "The") and not _keeps_article(words, run, lexicon):
        first += 1
    if kind == "LOC":
        return _places_apart(words, first, last, lexicon)
    if kind == "PER":
        while first < last - 1 and (size := _titled(words, first, last, lexicon)):
            first += size
    return [(first, last, kind)]


def _titled(words: tuple[Word, ...], first: int, last: int, lexicon: Lexicon) -> int:
    """How many words of a title, or marks, a person's name opens with; one word is always left."""
    if not words[first].text[0].isalpha():
        return 1
    sizes = range(min(3, last - first - 1), 0, -1)
    return next((n for n in sizes if lexicon.is_role(_said(words, first, first + n).lower())), 0)


def _both_known(words: tuple[Word, ...], first: int, dash: int, last: int, lexicon: Lexicon) -> bool:
    """Two names that a hyphen ties: "Israel-Hezbollah"."""
    if lexicon.type_of(_said(words, first, last)) is not None or lexicon.place(_said(words, first, last)):
        return False
    parts = (_said(words, first, dash), _said(words, dash + 1, last))
    return all(lexicon.country_of(p) is not None or lexicon.type_of(p) is not None for p in parts)


def _places_apart(words: tuple[Word, ...], first: int, last: int, lexicon: Lexicon) -> list[_Run]:
    """Places without what leads to them ("city of Homs"), and two that no comma parts ("Saraqeb Idlib")."""
    of = next((at for at in range(last - 2, first, -1) if words[at].text in ("of", "in")), None)
    if of is not None and not words[of - 1].is_capital:
        first = of + 1
    if not any(word.is_capital for word in words[first:last]):
        return []
    if last - first == 2 and not lexicon.atlas.candidates(_said(words, first, last)):
        parts = [w.text for w in words[first:last]]
        if all(lexicon.place(p) or lexicon.big_city(p) or lexicon.is_demonym(p) for p in parts):
            return [(first, first + 1, "LOC"), (first + 1, last, "LOC")]
    return [(first, last, "LOC")]


def _keeps_article(words: tuple[Word, ...], run: _Run, lexicon: Lexicon) -> bool:
    """ "The Hague", "The Times"."""
    first, last, kind = run
    if words[first].text == "the":
        return False
    if kind == "LOC":
        return words[first + 1].text == "Hague"
    return lexicon.head_type([w.text for w in words[first:last]]) is ActorType.MEDIA


def _said(words: tuple[Word, ...], first: int, last: int) -> str:
    out = words[first].text
    for at in range(first + 1, last):
        out += words[at].text if words[at].start == words[at - 1].end else " " + words[at].text
    return out
