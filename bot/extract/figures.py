"""The figures of an article: how many of what, how sure, who says so, as of when.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from bot.extract import keys, lone, older, partitives, quantities, sick, syntax, wholes
from bot.extract.about import About, Counts
from bot.extract.attribution import Attribution
from bot.extract.document import Sentence
from bot.extract.harm import PASSIVE, within
from bot.extract.kinds import Kinds
from bot.extract.measures import Measures
from bot.extract.numbers import Form, Word, words_of
from bot.extract.quantities import Quantity
from bot.extract.reading import Reading, Tables
from bot.extract.units import Units
from bot.extract.victims import Victims
from bot.types import Figure, FigureKind, Hedge, Span


def _phrases(listed: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in listed.split(","))


_MOST_WORDS = 10_000  # of a sentence that are read; a longer one is none
_MOST = 1000  # figures of an article; a text with more is a table or an attack
_PEOPLE_KINDS = frozenset(
    {
        FigureKind.KILLED,
        FigureKind.INJURED,
        FigureKind.MISSING,
        FigureKind.DETAINED,
        FigureKind.DISPLACED,
        FigureKind.EVACUATED,
        FigureKind.TRAPPED,
    }
)
_PART = _phrases("among them, of whom, of them, among whom, of which, of those, among those")


def build(tables: Tables) -> Callable[[Reading], tuple[Figure, ...]]:
    """The extractor, ready to run."""
    lexicons = tables.lexicons
    units = Units(lexicons.get("units", {}), lexicons.get("currencies", {}))
    kinds = Kinds(lexicons.get("kinds", {}))
    about = About(lexicons.get("verbs", {}), kinds, syntax.parser(tables.blobs))
    finder = _Finder(units, Measures(units, lexicons.get("hedges", {})), kinds, about)
    victims = Victims(lexicons.get("kinds", {}), kinds)

    heads = frozenset(lexicons.get("cues", {}).get("nouns", {}).get("speakers", "").split())

    def find(reading: Reading) -> tuple[Figure, ...]:
        attribution = Attribution(reading, heads)
        found = older.mark(finder.find(reading, attribution), reading, attribution)
        found = sick.join(wholes.join(found, reading, kinds.is_one_person), victims, reading)
        figures = lone.join(found, victims, attribution, reading)
        return keys.mark(figures, reading, kinds)

    return find


class _Finder:
    def __init__(self, units: Units, measures: Measures, kinds: Kinds, about: About) -> None:
        self.units = units
        self.about = about
        self.measures = measures
        self.kinds = kinds

    def find(self, reading: Reading, attribution: Attribution) -> tuple[Figure, ...]:
        """The figures in text order, not yet marked as key."""
        found: list[Figure] = []
        for sentence, counted in zip(reading.document.sentences, self._counted(reading, attribution), strict=False):
            found.extend(self._of_sentence(reading, sentence, counted, attribution, len(found)))
            if len(found) >= _MOST:
                break
        return tuple(found[:_MOST])

    def _counted(self, reading: Reading, attribution: Attribution) -> list[Counts]:
        """The quantities of each sentence, up to that at which there are too many."""
        found: list[Counts] = []
        room = _MOST
        for sentence in reading.document.sentences:
            last = min(sentence.last, sentence.first + _MOST_WORDS)
            words = words_of(reading.document.tokens[sentence.first : last])
            counts = [
                quantity
                for quantity in quantities.find(words, self.measures, self.kinds)
                if not attribution.is_time(words[quantity.measure.number.first].start)
            ][:_MOST]
            found.append(Counts(words, counts))
            room -= sum(quantity.measure.number.form not in (Form.ONE, Form.IMPLIED) for quantity in counts)
            if room < 0:
                break
        return self.about.parsed(found)

    def _of_sentence(
        self, reading: Reading, sentence: Sentence, counted: Counts, attribution: Attribution, offset: int
    ) -> list[Figure]:
        words = counted.words
        figures: list[Figure] = []
        kept: list[Quantity] = []
        counts = [_of_some(words, quantity) for quantity in counted.found]
        parts = _parts(reading.text, words, counts)
        broken = _broken_down(words, counts)
        aside = [either or at in broken for at, either in enumerate(_asides(words, counts))]
        for index, quantity in enumerate(counts):
            start = next((other.last for other in reversed(kept) if other.measure.unit not in keys.TIME_UNITS), 0)
            stop = _next_number(counts, index, len(words))
            reach = _next_number(counts, index, len(words), () if aside[index] else aside)
            if _is_of_origin(words, quantity) or _is_of_places(words, counts, index):
                reach = quantity.last  # what follows is said of those who are from there
            draft = self._figure(reading, sentence, words, quantity, (start, stop), (start, reach))
            if index in parts:
                kind = self._of_part(
                    words, counts[index], counts[index + 1], _next_number(counts, index + 1, len(words))
                )
                draft = replace(draft, kind=kind or draft.kind)
            about = self.about.find(counted, index, stop, draft.kind)
            if about is not None:
                draft = replace(draft, what=reading.text[words[about[0]].start : words[about[1] - 1].end])
            whole = _whole(words, kept, figures, quantity, draft)
            if index in broken and counts[broken[index]] in kept:
                whole = kept.index(counts[broken[index]])
            figure = self._complete(draft, quantity, figures[whole] if whole is not None else None)
            if figure is not None and figure.unit == "":
                figure = _vote(figure, {word.key for word in words[max(0, quantity.first - _NEAR) : quantity.first]})
            if figure is not None and figure.unit == "":
                figure = _of_group(
                    figure, [word.key for word in words[max(0, quantity.first - _GROUP) : quantity.first]]
                )
            if figure is not None and kept and figure.unit == "":
                between = [word.key for word in words[kept[-1].last : quantity.first]]
                figure = _like(figure, _whole_of(figures, offset), between)
            if figure is None:
                continue
            kept.append(quantity)
            figures.append(
                replace(
                    figure,
                    part_of=None if whole is None else offset + whole,
                    as_of=attribution.time_of(figure.span, sentence),
                    attribution=figures[whole].attribution
                    if whole is not None
                    else attribution.speaker_of(figure.span),
                )
            )
        return _with_wholes(_shared(words, kept, figures, offset), kept, {id(counts[at]) for at in parts}, offset)

    def _figure(
        self,
        reading: Reading,
        sentence: Sentence,
        words: Sequence[Word],
        quantity: Quantity,
        limit: tuple[int, int],
        reach: tuple[int, int],
    ) -> Figure:
        measure, noun = quantity.measure, quantity.noun
        if partitives.is_whole(reading.text, words[quantity.first].start):
            kind = self._of_whole(words, quantity, reach[1])
        else:
            kind = self._kind(words, quantity, reach)
        return Figure(
            span=reading.document.span(words[quantity.first].start, words[quantity.last - 1].end),
            sentence=_surroundings(reading.text, sentence, words[quantity.first].start),
            value=measure.value,
            high=measure.high,
            hedge=measure.hedge,
            unit=measure.unit or self._counted_unit(quantity, kind),
            noun=noun,
            per=measure.per,
            kind=kind,
            trend=measure.trend,
            certainty=self.kinds.certainty(words, quantity.first, quantity.last, limit, noun, kind),
            superseded=older.is_replaced(words, measure),
        )

    def _kind(self, words: Sequence[Word], quantity: Quantity, limit: tuple[int, int]) -> FigureKind:
        measure, noun = quantity.measure, quantity.noun
        kind = None
        if measure.unit is None or measure.unit == "percent":
            kind = self.kinds.harm(words, quantity.first, quantity.last, limit, noun)
        if measure.unit == "percent" and kind is FigureKind.DETAINED:
            kind = None  # "captured 40 percent of the city"
        if measure.number.form is Form.IMPLIED and measure.value == 1:
            kind = self.kinds.harm_of_one(words, quantity.first, quantity.last, limit)
        sick = noun is None and self.kinds.is_sickened(words, quantity.first)
        if kind is not None and (kind is not FigureKind.AFFECTED or noun is not None or sick):
            return kind
        if measure.unit and self.units.is_money(measure.unit):
            return FigureKind.MONEY
        return self.kinds.thing(words, quantity.first, quantity.last, noun, measure.unit)

    def _of_whole(self, words: Sequence[Word], quantity: Quantity, limit: int) -> FigureKind:
        """The kind of those of whom only a part is spoken: the verb is said of the part."""
        kind = self.kinds.of_whole(words, quantity.last, limit, quantity.noun)
        if kind is not None and quantity.measure.unit is None:
            return kind
        return self.kinds.thing(words, quantity.first, quantity.last, quantity.noun, quantity.measure.unit)

    def _of_part(self, words: Sequence[Word], part: Quantity, whole: Quantity, limit: int) -> FigureKind | None:
        """What happens to a part of those counted after it: "half of the 300 villagers were killed"."""
        if partitives.is_exception([word.key for word in words[max(0, part.first - 2) : part.first]]):
            return self.kinds.thing(words, whole.first, whole.last, whole.noun, None)
        return self.kinds.harm(words, part.first, whole.last, (max(0, part.first - _REACH_BEFORE), limit), whole.noun)

    def _complete(self, figure: Figure, quantity: Quantity, whole: Figure | None) -> Figure | None:
        """The figure with what it inherits from its whole; None where the number counts nothing after all."""
        measure = quantity.measure
        if (
            whole is not None
            and figure.kind in (FigureKind.OTHER, FigureKind.TROOPS)
            and measure.unit in (None, "percent")
        ):
            figure = replace(figure, kind=whole.kind)
            if figure.unit == "":
                figure = replace(figure, unit=whole.unit, noun=whole.noun)
        if measure.attributive and measure.unit is None:
            return None
        nobody = figure.kind is FigureKind.AFFECTED and figure.unit == "person" and figure.value == 0
        if measure.number.form is Form.IMPLIED and figure.kind not in _PEOPLE_KINDS and not nobody:
            return None
        if measure.number.form is Form.ONE and not self._is_count(quantity, figure):
            return None
        if quantity.noun is not None and self.kinds.is_reporters_source(quantity.noun) and measure.value <= 12:
            return None
        return figure

    def _is_count(self, quantity: Quantity, figure: Figure) -> bool:
        """Whether "one" counts: with a unit or hedge, of people, or where something happens to it."""
        if quantity.measure.unit is not None or figure.hedge is not Hedge.EXACT or figure.kind in _PEOPLE_KINDS:
            return True
        return quantity.counted is not None and self.kinds.is_person(quantity.counted.noun)

    def _counted_unit(self, quantity: Quantity, kind: FigureKind) -> str:
        if quantity.counted is None:
            return "person" if kind in _PEOPLE_KINDS or kind is FigureKind.AFFECTED else ""
        noun = quantity.counted.noun
        person = self.kinds.is_person(noun) or (
            kind in (FigureKind.KILLED, FigureKind.INJURED) and not self.kinds.is_no_person(noun)
        )
        return "person" if person else quantity.counted.unit


_REACH_BEFORE = 5  # words before a part that may say what is done to it


def _of_some(words: Sequence[Word], quantity: Quantity) -> Quantity:
    """The quantity without "some of the", which is no "about"."""
    first = quantity.first
    if words[first].key != "some" or words[first + 1].key != "of":
        return quantity
    measure = replace(quantity.measure, first=quantity.measure.number.first, hedge=Hedge.EXACT)
    return replace(quantity, first=measure.first, measure=measure)


def _parts(text: str, words: Sequence[Word], counts: Sequence[Quantity]) -> frozenset[int]:
    """The quantities that are a part of the next: "half of the 300", "three of 12"."""
    return frozenset(
        at
        for at, (part, whole) in enumerate(pairwise(counts))
        if whole.first - part.measure.last <= _TO_WHOLE
        and words[min(part.measure.last, len(words) - 1)].key in ("of", "out")
        and partitives.is_whole(text, words[whole.first].start)
    )


_TO_WHOLE = 7  # words between a part and its whole


def _with_wholes(figures: list[Figure], kept: Sequence[Quantity], parts: Set[int], offset: int) -> list[Figure]:
    """The figures, those of which a part is told right before them being its whole.

    A group of whom half or more are killed, hurt or missing is affected.
    """
    for at, quantity in enumerate(kept[:-1]):
        part, whole = figures[at], figures[at + 1]
        if id(quantity) in parts and part.part_of is None and whole.part_of is None:
            figures[at] = replace(part, part_of=offset + at + 1)
            most = part.unit == whole.unit == "person" and 2 * part.value >= whole.value
            if most and part.kind in _HARMED and whole.kind is FigureKind.OTHER:
                figures[at + 1] = replace(whole, kind=FigureKind.AFFECTED)
    return figures


_HARMED = frozenset((FigureKind.KILLED, FigureKind.INJURED, FigureKind.MISSING))


def _shared(words: Sequence[Word], counts: Sequence[Quantity], figures: list[Figure], offset: int) -> list[Figure]:
    """What is said once of several: "ten men and five women were killed", "53 people, 21 of them children, died".

    "Ten children were among the 48 people killed" makes the ten a part of those after it.
    """
    for at in range(1, len(figures)):
        one, total = figures[at - 1], figures[at]
        between = [word.key for word in words[counts[at - 1].last : counts[at].first] if word.key != "the"]
        if between in _AMONG and one.unit in ("person", one.noun) and total.unit == "person":
            figures[at - 1] = replace(one, unit="person", kind=total.kind, part_of=offset + at)
    for at in range(len(figures) - 1, 0, -1):
        one, other = figures[at - 1], figures[at]
        linked = {word.key for word in words[counts[at - 1].last : counts[at].first]} <= {",", "and", "or"}
        if other.part_of is not None and other.kind in _PEOPLE_KINDS:
            whole = other.part_of - offset
            if _tells_itself(words, counts[at]):
                continue
            if figures[whole].kind in _OPEN_KINDS and figures[whole].unit == "person":
                figures[whole] = replace(figures[whole], kind=other.kind)
        elif not linked or one.kind not in _OPEN_KINDS or one.unit != "person" or other.kind not in _PEOPLE_KINDS:
            continue
        elif other.noun not in _SAYING_ALL and _is_subject(words, counts, at - 1):
            figures[at - 1] = replace(one, kind=other.kind)
    for at in range(1, len(figures)):
        one, other = figures[at - 1], figures[at]
        linked = {word.key for word in words[counts[at - 1].last : counts[at].first]} <= _LINKING
        open_person = other.kind in _OPEN_KINDS and other.unit == "person" and one.kind in _PEOPLE_KINDS
        between = [word.key for word in words[counts[at - 1].last : counts[at].first]]
        if _is_placed(words, between, counts[at]) and one.kind in _PEOPLE_KINDS and other.kind in _OPEN_KINDS:
            figures[at] = replace(other, kind=one.kind, unit=one.unit, noun=one.noun)
            continue
        apart = counts[at - 1].last <= counts[at].first  # not "three of the 12"
        if linked and apart and open_person and not _has_own_verb(words, counts[at]):
            figures[at] = replace(other, kind=one.kind)
        old = other.superseded or (one.superseded and other.unit == "")
        if old and one.kind in _PEOPLE_KINDS and other.unit in ("", "person"):
            figures[at] = replace(figures[at], kind=one.kind, unit=one.unit, noun=other.noun or one.noun)
    return figures


def _is_subject(words: Sequence[Word], counts: Sequence[Quantity], at: int) -> bool:
    """Whether no verb stands before the first of several counts: "ten men and five women were killed"."""
    for _ in range(_LOOK_BACK):
        if not at or not {word.key for word in words[counts[at - 1].last : counts[at].first]} <= _LISTING:
            break
        at -= 1
    first = counts[at].first
    while first and words[first - 1].key in _FILLING:
        first -= 1
    before = words[first - 1] if first else None
    return before is None or not before.text[0].isalnum() or before.key in _OPENING or before.text[0].isupper()


def _has_own_verb(words: Sequence[Word], quantity: Quantity) -> bool:
    """Whether those counted have a verb after them: "killed 12 people, and 30 children were treated"."""
    return quantity.last < len(words) and words[quantity.last].key in _AUXILIARY


_LISTING = frozenset((",", "and", "or"))
_FILLING = frozenset("the another other further these those all his her their its".split())
_AUXILIARY = PASSIVE | frozenset("has have had did do does will would could may might can".split())
# Words before the subject of a clause.
_OPENING = frozenset(
    "that and or but when where while as after before because since until if which who whom whose though although with "
    "said say says reported confirmed announced added told later also today yesterday overnight earlier means least "
    "believed feared week month year night morning day afternoon evening".split()
)
# Nouns that say themselves what happened, so that they say it of nobody else.
_SAYING_ALL = frozenset("body corpse death fatality injury arrest".split())


def _goes_to_the_end(words: Sequence[Word], part: Quantity) -> bool:
    """Whether no comma closes what is told of a part."""
    return all(word.key != "," for word in words[part.last : part.last + _CLOSING])


_CLOSING = 30  # words


def _tells_itself(words: Sequence[Word], part: Quantity) -> bool:
    """Whether a part has a verb of its own, which says nothing of the whole: "43 hostages, 12 of whom are dead"."""
    keys = [word.key for word in words[part.last : part.last + 3]]
    return keys[:2] == ["of", "whom"] and keys[2:] != [] and keys[2] in _OWN


_OWN = PASSIVE | frozenset("has have had died later".split())
_LINKING = frozenset((",", "and", "or", "to", "his", "her", "their"))  # "a teacher and her two daughters"
_AMONG = (["was", "among"], ["were", "among"], ["are", "among"], ["among"])
_OPEN_KINDS = frozenset({FigureKind.OTHER, FigureKind.TROOPS})


def _vote(figure: Figure, before: Set[str]) -> Figure:
    """A bare number after "vote" counts votes: "the vote was 60 to 40"."""
    return replace(figure, unit="vote", noun="vote") if before & _VOTES else figure


def _of_group(figure: Figure, before: Sequence[str]) -> Figure:
    """The members of a group are people: "a crew of 12", "put the crowd at 200,000"."""
    near = (
        before[-2:] if before[-1:] == ["of"] else before if before[-1:] == ["at"] and _PUT.intersection(before) else ()
    )
    group = next((key for key in near if key in _GROUPS), None)
    return figure if group is None else replace(figure, unit="person", noun=group)


_GROUP = 6  # words before a number
_GROUPS = frozenset("crowd crew family staff team audience congregation force".split())
_PUT = frozenset("put puts putting estimated".split())
_NEAR = 4  # words
_VOTES = frozenset("vote votes voted voting".split())


def _whole_of(figures: Sequence[Figure], offset: int) -> Figure:
    """The last figure, or that of which it is a part: after "19 people, including four children," people go on."""
    part_of = figures[-1].part_of
    return figures[-1] if part_of is None else figures[part_of - offset]


def _like(figure: Figure, before: Figure, between: Sequence[str]) -> Figure:
    """A bare number counts what the one before it counts: "3.9 million pumps, up from 2.4 million"."""
    beside = len(between) <= 2 or before.unit not in keys.TIME_UNITS  # "two weeks, up from one"
    if beside and ";" not in between and not _ALIKE.isdisjoint(between) and before.unit not in ("percent", "a"):
        return replace(figure, unit=before.unit, noun=before.noun, per=before.per)
    return figure


_ALIKE = frozenset("from to compared versus than while and or".split())


def _surroundings(text: str, sentence: Sentence, offset: int) -> Span:
    """The sentence of a figure; of one without end the part around the figure."""
    if sentence.end - sentence.start <= _LONGEST:
        return Span.cut(text, sentence.start, sentence.end)
    start = max(sentence.start, offset - _LONGEST // 2)
    return Span.cut(text, start, min(sentence.end, start + _LONGEST))


_LONGEST = 1500  # characters of a sentence that a figure carries


def _asides(words: Sequence[Word], counts: Sequence[Quantity]) -> list[bool]:
    """Which quantities only say more of one before them: "12 people, including two boys, from three villages"."""
    found: list[bool] = []
    for index, quantity in enumerate(counts):
        between = [word.key for word in words[counts[index - 1].last : quantity.first]] if index else []
        verbal = _VERBAL.difference(PASSIVE) if between[:2] in _OF_THEM else _VERBAL
        of_places = _is_of_places(words, counts, index)
        listed = bool(found) and found[-1] and len(between) <= _LISTED and verbal.isdisjoint(between)
        found.append(
            index > 0
            and not (_tells_itself(words, quantity) and _goes_to_the_end(words, quantity))
            and (
                listed or of_places or (bool(between) and between[-1] in _FROM) or _opens_part(words, quantity, between)
            )
        )
    return found


def _is_of_origin(words: Sequence[Word], quantity: Quantity) -> bool:
    """ "from 12 villages": no verb behind it speaks of them. "From 1,200 to 1,500 people" is a range."""
    return quantity.first > 0 and words[quantity.first - 1].key in _FROM and quantity.measure.high is None


def _is_of_places(words: Sequence[Word], counts: Sequence[Quantity], index: int) -> bool:
    """ "the 7,500 residents of five towns": what follows is said of the first."""
    if not index or None in (counts[index].noun, counts[index - 1].noun):
        return False
    return [word.key for word in words[counts[index - 1].last : counts[index].first]] == ["of"]


_OF_THEM = (["of", "whom"], ["of", "them"])
_FROM = frozenset(("from", "across"))
_LISTED = 8  # words between the members of a list
_VERBAL = PASSIVE | frozenset("killed injured wounded died hurt others after when where who said as while".split())


def _broken_down(words: Sequence[Word], counts: Sequence[Quantity]) -> dict[int, int]:
    """The quantities that together make up one before them, each with the index of that one.

    "Four people, a mother and three daughters, were killed": that they add up shows that they are the same people.
    """
    found: dict[int, int] = {}
    for whole, quantity in enumerate(counts):
        if quantity.measure.unit is not None:
            continue
        rest = quantity.measure.value
        for at in range(whole + 1, min(len(counts), whole + 1 + _LOOK_AHEAD)):
            between = [word.key for word in words[counts[at - 1].last : counts[at].first]]
            listed = (len(between) <= 2 and set(between) <= {",", "and"}) or _is_placed(words, between, counts[at])
            opened = between[-1:] in _OPENERS if at == whole + 1 else listed
            rest -= counts[at].measure.value
            if not opened or rest < 0 or len(between) > _LISTED or counts[at].measure.unit is not None:
                break
            if rest == 0 and at > whole + 1 and _is_closed(words, quantity, counts[whole + 1], counts[at]):
                found.update(dict.fromkeys(range(whole + 1, at + 1), whole))
    return found


def _is_placed(words: Sequence[Word], between: Sequence[str], other: Quantity) -> bool:
    """Whether two bare numbers are of two places or times: "four in Lowport and two in Highfield"."""
    behind = words[other.last].key if other.last < len(words) and other.counted is None else ""
    near = bool(between) and between[0] in _PLACED and len(between) <= _PLACE
    return near and between[-1] in (",", "and") and behind in _PLACED


_PLACED = frozenset(("in", "on", "at", "near"))
_PLACE = 5  # words of "in the north and"


def _is_closed(words: Sequence[Word], whole: Quantity, first: Quantity, last: Quantity) -> bool:
    """Whether what follows a count cannot be more in a list with it: "five people, a nurse and four boys"."""
    listed = words[first.first - 1].key == ","
    closed = last.last < len(words) and words[last.last].key == ","
    return not listed or closed or whole.noun in _ANYONE


_ANYONE = frozenset("person people victim casualty dead fatality survivor passenger member relative other".split())
_OPENERS = ([","], ["–"], ["—"], ["-"], [":"], ["("])


def _opens_part(words: Sequence[Word], quantity: Quantity, between: Sequence[str]) -> bool:
    """Whether a quantity is told as a part: "including two boys", "of them three children", "one of whom"."""
    after = tuple(word.key for word in words[quantity.last : quantity.last + 2])
    near = list(between[-_MARK_REACH:])
    if "including" in between:
        near = list(between[len(between) - 1 - between[::-1].index("including") :])
        return _VERBAL.isdisjoint(near)
    behind = tuple(between[:2]) == ("of", "them") and not _TURNING.isdisjoint(between)  # "two of them unless 30"
    return after in _PART or (not behind and any(within(pair, near) for pair in _PART))


_TURNING = frozenset("unless if because when while but after before until and whether".split())
_MARK_REACH = 4  # words from "of whom" to the part


def _next_number(counts: Sequence[Quantity], index: int, end: int, aside: Sequence[bool] = ()) -> int:
    """Where the next quantity with a number begins: no verb beyond it speaks of this one. Those aside are passed."""
    for at, other in enumerate(counts[index + 1 : index + 1 + _LOOK_AHEAD], index + 1):
        measure = other.measure
        if aside and aside[at]:
            continue
        if measure.number.form is Form.IMPLIED or (measure.attributive and measure.unit is None):
            continue
        if other.first >= counts[index].last:
            return other.first
    return end


_LOOK_AHEAD = 6


def _whole(
    words: Sequence[Word], kept: Sequence[Quantity], figures: Sequence[Figure], quantity: Quantity, figure: Figure
) -> int | None:
    """The index of the figure of the same sentence that a figure is a part of."""
    if not kept or (figure.unit not in ("person", "percent", "") and quantity.measure.unit is not None):
        return None
    between = [word.key for word in words[kept[-1].last : quantity.first]]
    if figures[-1].part_of is not None and set(between) <= {",", "and", "or"}:
        whole = _index_of_whole(figures, len(figures) - 1)
        return whole if whole is not None and _may_hold(figures[whole], figure) else None
    if _opens_part(words, quantity, between):
        same = [at for at, before in enumerate(figures) if before.part_of is None and _may_hold(before, figure)]
        return same[-1] if same else None
    first = kept[-1].first
    told = tuple(word.key for word in words[max(0, first - 2) : first])
    if between[:1] == [","] and len(between) <= _LISTED and (told in _WHOLES or (told[-1:] == ("of",) and first == 1)):
        return len(figures) - 1 if _may_hold(figures[-1], figure) else None
    return None


def _may_hold(whole: Figure, part: Figure) -> bool:
    """Whether one figure may count those of whom another counts some: of the same, and no fewer."""
    alike = whole.unit == part.unit or part.unit in ("", "percent")
    enough = part.unit == "percent" or whole.hedge is not Hedge.EXACT or part.value <= (whole.high or whole.value)
    return alike and enough


_WHOLES = _phrases("of the, of those, of these, among the, of all, of its, of their")  # "Of the 30 dead, 12 were nuns"


def _index_of_whole(figures: Sequence[Figure], part: int) -> int | None:
    """The nearest figure before a part that is no part itself."""
    return next((at for at in range(part - 1, max(-1, part - 1 - _LOOK_BACK), -1) if figures[at].part_of is None), None)


_LOOK_BACK = 20
