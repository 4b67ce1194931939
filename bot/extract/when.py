"""The times an article names, and the days they mean: "on Tuesday", "last week", "in the past 24 hours", "on March 5".

Pure. Days are counted from the day that the article gives itself in its dateline, else from the day of publication in
the zone in which its outlet dates. A day of the week is the last such day, or the next one where the words look ahead.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.extract.dateline import dateline_of
from bot.extract.document import read
from bot.extract.numbers import find as find_numbers
from bot.extract.numbers import words_of
from bot.extract.reading import Reading, Tables
from bot.types import Article, Span, When

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january february march april may june july august september october november december".split()
)  # fmt: skip
_GAP = r"[\s\u200b\u2060]{1,4}"
_DAY_NAME = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTH_NAME = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
)
_COUNT = (
    r"\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|twenty-four|twenty\Wfour|forty-eight|seventy-two|few|several|couple of|a few|a couple of"
)
_PERIOD = "hours?|days?|weeks?|weekends?|months?|years?|decades?|quarters?|fortnight|minutes?"
_PART = "morning|afternoon|evening|night"
_SINCE = rf"(?:(?:on|since|from|until|by|before|after){_GAP})?"
_MOMENT = rf"(?:early|late|mid|last|this|next){_GAP}"
_YEAR = r"[12]\d{3}(?!\d)"
_PAST = "past|last|previous|next|coming"
_IN_THE = (
    rf"(?:(?:in|over|during|within|for|throughout){_GAP})?the{_GAP}(?:{_PAST})"
    rf"|(?:in|over|during|within){_GAP}(?:past|last)"
)
_NTH = r"[0-3]?\d(?:st|nd|rd|th)?"
_TO = rf"(?:\s?[-–]\s?|{_GAP}(?:to|until|through){_GAP})"
_NO_DATE = rf"(?!\d|[.,:]\d|{_GAP}(?:people|percent))"
_FORMS = (
    r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)",
    # March 2-4
    rf"(?:(?:on|from){_GAP})?(?P<mr>{_MONTH_NAME}){_GAP}(?P<da>{_NTH}){_TO}(?P<db>{_NTH}){_NO_DATE}"
    rf"(?!{_GAP}(?:{_MONTH_NAME}))(?:,?{_GAP}(?P<yr>{_YEAR}))?",
    # between 2 and 4 March
    rf"(?:(?:on|from){_GAP})?(?P<dc>{_NTH}){_TO}(?P<dd>{_NTH}){_GAP}(?P<ms>{_MONTH_NAME})(?:,?{_GAP}(?P<ys>{_YEAR}))?",
    rf"between{_GAP}(?P<de>{_NTH}){_GAP}and{_GAP}(?P<df>{_NTH}){_GAP}(?P<mt>{_MONTH_NAME})"
    rf"(?:,?{_GAP}(?P<yt>{_YEAR}))?",
    # from 2011 to 2015
    rf"(?:from|between){_GAP}(?P<ya>(?:19|20)\d\d){_GAP}(?:to|and|until){_GAP}(?P<yb>(?:19|20)\d\d)(?!\d)",
    # 5 March 2026, Wed 5 Apr
    rf"{_SINCE}(?:(?:{_DAY_NAME}|Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun)\.?,?{_GAP})?(?:the{_GAP})?"
    rf"(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?{_GAP}(?:of{_GAP})?(?P<m1>{_MONTH_NAME})(?:,?{_GAP}(?P<y1>{_YEAR}))?(?!\d)",
    # Tuesday, March 5, 2026
    rf"{_SINCE}(?:(?:{_DAY_NAME}),?{_GAP})?(?P<m2>{_MONTH_NAME}){_GAP}(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?"
    rf"(?!\d|[.,:]\d|{_GAP}(?:people|percent))(?:,?{_GAP}(?P<y2>{_YEAR}))?",
    # late March 2026
    rf"(?:(?P<p3>in|since|by|until|from|during|last|this|next|early|late|mid|of){_GAP}(?:{_MOMENT})?)?"
    rf"(?:mid-)?(?P<m3>{_MONTH_NAME}),?{_GAP}(?P<y3>{_YEAR})",
    # in March
    rf"(?P<p4>in|since|by|until|during|last|this|next){_GAP}(?:{_MOMENT})?(?:mid-)?(?P<m4>{_MONTH_NAME})(?!\w)",
    # in 2024
    rf"(?P<p5>in|since|by|until|during){_GAP}(?:{_MOMENT})?(?P<y5>(?:19|20)\d{{2}})(?![\d,.]\d|\d|-\d)",
    # in the past 24 hours
    rf"(?P<r6>{_IN_THE}){_GAP}(?:(?P<n6>{_COUNT}){_GAP})?(?P<u6>{_PERIOD})(?!\w)",
    # three days ago
    rf"(?P<n7>{_COUNT}){_GAP}(?P<u7>{_PERIOD}){_GAP}(?P<s7>ago|earlier|later|before|after(?=\W))",
    # the year before
    rf"the{_GAP}(?:day|night|week|month|year|quarter){_GAP}before(?!{_GAP}\w)",
    # last week
    rf"(?:(?:earlier|later|late|early|since|by|until){_GAP})?(?P<r8>last|this|next){_GAP}"
    rf"(?P<u8>week|weekend|month|year|quarter|{_PART}|summer|spring|autumn|winter|fall)(?!\w)",
    # early on Monday morning
    rf"(?:(?:early|late|on|by|since|until|from|before|after)(?:{_GAP}(?:on|last|next|this))?{_GAP})?"
    rf"(?:(?:last|next|this){_GAP})?(?P<w9>{_DAY_NAME})(?:{_GAP}(?:{_PART}))?(?!\w|'s|’s)",
    # late yesterday
    rf"(?:(?:late|early|earlier|later|since|by|until){_GAP})?(?P<r10>yesterday|today|tonight|tomorrow|overnight)"
    rf"(?:{_GAP}(?:{_PART}))?(?!\w)",
    rf"(?:over|at|during){_GAP}the{_GAP}(?P<end>weekend)(?!\w)",
    rf"in{_GAP}recent{_GAP}(?:hours|days|weeks|months|years)",
)
_OPENERS = frozenset(  # the first word of every form, but for numerals: most words are passed over by this alone
    """
    on since from until by before after in over during within for throughout the early late mid last this next of
    earlier later between at yesterday today tonight tomorrow overnight mon tue tues wed thu thurs fri sat sun jan feb
    mar apr jun jul aug sept sep oct nov dec a an one two three four five six seven eight nine ten eleven twelve fifteen
    twenty thirty forty seventy few several couple
    """.split()
).union(_WEEKDAYS, _MONTHS)
_WORD = re.compile(r"(?<![\w-])\w+")
_PATTERN = re.compile("|".join(_FORMS), re.IGNORECASE)
_DAYS_IN = {
    "hour": 1 / 24,
    "minute": 0.0,
    "day": 1,
    "week": 7,
    "weekend": 7,
    "month": 30,
    "quarter": 91,
    "year": 365,
    "decade": 3652,
    "fortnight": 14,
}
_AROUND = 80  # characters
_CLAUSE_END = re.compile(r"[.;!?\n]|, (?=and|but|while|as|after|when)")
_AHEAD = re.compile(
    r"\b(?:will|shall|won't|would(?! have)|(?:is|are|was|were) (?:due|set|scheduled|expected|planned|to)\b"
    r"|scheduled|planned|slated|due|upcoming|ahead of|deadline|plans? to|planning to|going to)\b",
    re.IGNORECASE,
)
_PAST_TOLD = re.compile(r"\b(?:said|told|announced|warned|added|reported|wrote|since|after|\w{3,}ed)\b", re.IGNORECASE)
_SOON = timedelta(days=60)
_FEW = {"few", "several", "a few"}
_MAX_DAYS = 200 * 366


def build(tables: Tables) -> Callable[[Reading], tuple[When, ...]]:
    """The extractor, ready to run."""
    return find


def find(reading: Reading) -> tuple[When, ...]:
    """Every time the text names, in order; days are null where they cannot be told."""
    today = _own_day(reading.article)
    found: list[When] = []
    for match in _matches(reading.text):
        if _is_time(match):
            days = _days(match, today, _looks_ahead(reading.text, match))
            span = Span.cut(reading.text, match.start(), match.end())
            when = When(span=span, first_day=days[0], last_day=days[1]) if days else When(span=span)
            whole = _joined(reading.text, found[-1], when) if found else None
            if whole is None:
                found.append(when)
            else:
                found[-1] = whole
    return tuple(found)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """The forms that the text holds, in order; none lies in another."""
    end = 0
    for word in _WORD.finditer(text):
        if word.start() >= end and ((first := word.group().lower()) in _OPENERS or first[0].isdigit()):
            match = _PATTERN.match(text, word.start())
            if match:
                end = match.end()
                yield match


def _own_day(article: Article) -> date | None:
    """The day from which an article counts; its dateline's where it is off by no more than a zone can make it."""
    if article.published_at is None:
        return None
    published = (article.published_at + timedelta(seconds=article.utc_offset_s)).date()
    line = article.text[: dateline_of(article.text).end]
    for match in _matches(line):
        days = _days(match, published, ahead=False)
        if days and days[0] == days[1] and abs(days[0] - published) <= timedelta(days=1):
            return days[0]
    return published


def _joined(text: str, first: When, last: When) -> When | None:
    """The whole of "from Monday to Wednesday", None for two times of their own."""
    between = text[first.span.end : last.span.start].strip(" \u200b\u2060").lower()
    start = first.span.start
    if between not in ("to", "until", "through", "and") or first.first_day is None or last.last_day is None:
        return None
    led = text[max(0, start - 10) : start].lower().rstrip(" \u200b\u2060")
    if led.endswith("between"):
        start = max(0, start - 10) + len(led) - len("between")
    elif between == "and" or not first.span.text.lower().startswith("from"):
        return None
    if first.first_day > last.last_day:
        return None
    return When(span=Span.cut(text, start, last.span.end), first_day=first.first_day, last_day=last.last_day)


def _looks_ahead(text: str, match: re.Match[str]) -> bool:
    """Do the words around speak of what is to come: "will meet on Friday", "On Friday, ministers will"?"""
    if match.group().lower().startswith(("by", "until")):
        return True
    before = _CLAUSE_END.split(text[max(0, match.start() - _AROUND) : match.start()])[-1]
    cues = list(_AHEAD.finditer(before))
    past = list(_PAST_TOLD.finditer(before))
    if cues:
        return not past or past[-1].start() < cues[-1].end()
    if past:
        return False
    behind = re.split(r"[.;!?\n]", text[match.end() : match.end() + _AROUND])[0]
    ahead = _AHEAD.search(behind)
    return ahead is not None and not _PAST_TOLD.search(behind, 0, ahead.start())


def _is_time(match: re.Match[str]) -> bool:
    """Months that are other words in lower case are left out: "may", "march"."""
    for group in ("m1", "m2", "m3", "m4", "mr", "ms", "mt"):
        name = match[group]
        if name and not name[0].isupper():
            return False
    if match["m4"] and match["m4"] in ("Mar", "Jan", "Sep", "Dec") and not match["m4"].endswith("."):
        return False
    return not (match["w9"] and not match["w9"][0].isupper())


def _days(match: re.Match[str], today: date | None, ahead: bool) -> tuple[date, date] | None:
    try:
        return (
            _range(match, today)
            or _absolute(match, today, ahead)
            or (_relative(match, today, ahead) if today else None)
        )
    except (ValueError, OverflowError):  # February 30, or before the calendar begins
        return None


def _range(match: re.Match[str], today: date | None) -> tuple[date, date] | None:
    """Days of one month, or years, from one to another."""
    if match["ya"]:
        return date(int(match["ya"]), 1, 1), date(int(match["yb"]), 12, 31)
    for first, last, month, year in (("da", "db", "mr", "yr"), ("dc", "dd", "ms", "ys"), ("de", "df", "mt", "yt")):
        if match[month]:
            days = [int(re.sub(r"\D", "", match[day])) for day in (first, last)]
            ends = [_day_of_month("", day, _month(match[month]), match[year], today, ahead=False) for day in days]
            if ends[0] and ends[1] and ends[0][0] <= ends[1][1]:
                return ends[0][0], ends[1][1]
    return None


def _absolute(match: re.Match[str], today: date | None, ahead: bool) -> tuple[date, date] | None:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return day, day
    for d, m, y in (("d1", "m1", "y1"), ("d2", "m2", "y2")):
        if match[m]:
            return _day_of_month(match.group().lower(), int(match[d]), _month(match[m]), match[y], today, ahead)
    if match["m3"]:
        return _month_span(int(match["y3"]), _month(match["m3"]))
    if match["m4"]:
        return _named_month(match["p4"].lower(), _month(match["m4"]), today) if today else None
    if match["y5"]:
        first = date(int(match["y5"]), 1, 1)
        if match["p5"].lower() == "since":
            return (first, today) if today and today > first else None
        return first, date(first.year, 12, 31)
    return None


def _day_of_month(
    words: str, day: int, month: int, year: str | None, today: date | None, ahead: bool
) -> tuple[date, date] | None:
    """A day without a year is the nearest one; far ahead only where the words look ahead."""
    since = words.startswith("since")
    if year:
        found = date(int(year), month, day)
    elif today:
        years = (y for y in range(today.year - 4, today.year + 5) if day <= monthrange(y, month)[1])
        days = [date(y, month, day) for y in years]
        coming = [d for d in days if d >= today]
        near = [d for d in days if d <= today + (timedelta(0) if since else _SOON)]
        found = coming[0] if ahead and coming and not since else min(near, key=lambda d: abs(d - today))
    else:
        return None
    if since and today and today > found:
        return found, today
    return found, found


def _named_month(preposition: str, month: int, today: date) -> tuple[date, date]:
    year = today.year if month <= today.month else today.year - 1
    if preposition == "next" or (preposition == "by" and month > today.month):
        year = today.year if month > today.month else today.year + 1
    first, last = _month_span(year, month)
    return (first, today) if preposition == "since" else (first, last)


def _month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _month(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, start=1) if month.startswith(name.lower().rstrip(".")[:3]))


def _relative(match: re.Match[str], today: date, ahead: bool) -> tuple[date, date] | None:
    if match["r6"]:
        return _span_of_time(match, today)
    if match["n7"]:
        return _ago(match, today)
    if match["r8"]:
        days = _period(match["r8"].lower(), match["u8"].lower(), today)
        passed = days is not None and match.group().lower().startswith("earlier") and days[0] <= today
        return (days[0], min(days[1], today)) if passed and days else days
    if match["w9"]:
        return _weekday(match, today, ahead)
    if match["end"]:
        return _period("this" if today.weekday() >= 5 else "last", "weekend", today)
    if match["r10"]:
        shift = {"yesterday": -1, "tomorrow": 1, "overnight": -1}.get(match["r10"].lower(), 0)
        day = today + timedelta(days=shift)
        return (day, today) if match["r10"].lower() == "overnight" else (day, day)
    return None


def _span_of_time(match: re.Match[str], today: date) -> tuple[date, date] | None:
    count = _count(match["n6"] or "one")
    if count is None:
        return None
    length = timedelta(days=min(_MAX_DAYS, round(count * _DAYS_IN[_period_name(match["u6"])])))
    ahead = match["r6"].lower().endswith(("next", "coming"))
    return (today, today + length) if ahead else (today - length, today)


def _ago(match: re.Match[str], today: date) -> tuple[date, date] | None:
    count, unit = _count(match["n7"]), _period_name(match["u7"])
    if count is None or match["s7"].lower() != "ago":
        return None
    day = today - timedelta(days=min(_MAX_DAYS, round(count * _DAYS_IN[unit])))
    if unit in ("hour", "minute"):
        return day, today
    if unit in ("month", "quarter"):
        return _month_span(day.year, day.month)
    if unit in ("year", "decade"):
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def _period(which: str, unit: str, today: date) -> tuple[date, date] | None:
    step = {"last": -1, "this": 0, "next": 1}[which]
    monday = today - timedelta(days=today.weekday())
    if unit == "week":
        first = monday + timedelta(days=7 * step)
        return first, first + timedelta(days=6)
    if unit == "weekend":
        saturday = monday + timedelta(days=5 + 7 * step)
        return saturday, saturday + timedelta(days=1)
    if unit == "month":
        index = today.year * 12 + today.month - 1 + step
        return _month_span(index // 12, index % 12 + 1)
    if unit == "year":
        return date(today.year + step, 1, 1), date(today.year + step, 12, 31)
    if unit in _PART.split("|"):
        day = today + timedelta(days=step)
        return day, day
    return None


def _weekday(match: re.Match[str], today: date, ahead: bool) -> tuple[date, date]:
    back = (today.weekday() - _WEEKDAYS.index(match["w9"].lower())) % 7
    words = match.group().lower()
    which = words[: words.rfind(match["w9"].lower())]
    if "next" in which:
        day = today + timedelta(days=7 - back)
    elif which.startswith(("by", "until")):
        return today, today + timedelta(days=-back % 7)
    elif ahead and "last" not in which and not which.startswith("since"):
        day = today + timedelta(days=-back % 7)
    elif "last" in which and back == 0:
        day = today - timedelta(days=7)
    else:
        day = today - timedelta(days=back)
    return (day, today) if words.startswith("since") else (day, day)


def _period_name(word: str) -> str:
    return word.lower().removesuffix("s")


def _count(words: str) -> float | None:
    key = " ".join(words.lower().split())
    if key in _FEW:
        return None
    if key in ("a", "an"):
        return 1.0
    if "couple" in key:
        return 2.0
    numbers = find_numbers(words_of(read(key).tokens))
    return numbers[0].value if numbers else None
