"""Numbers that are no figures: dates, years, clock times, ages, names, addresses, list marks, results.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.extract import numbers
from bot.extract.nouns import is_plural
from bot.extract.numbers import Form, Number, Word, hyphen_at, joined

_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun "
    "jul aug sep sept oct nov dec".split()
)
_CLOCK = frozenset("am pm a.m p.m a.m. p.m. gmt utc et est edt pst pdt pt bst cet cest ist o'clock noon hrs".split())
_LABELS = frozenset(
    "no nos number article section chapter page pages paragraph phase round game match group level stage type "
    "category resolution highway route interstate flight channel studio room gate floor ward zone sector block "
    "apartment apt unit version series season episode volume part act bill proposition amendment title point area "
    "district line platform station lot item step day week night model mark formula apollo windows iphone top big "
    "top- week grade class form psalm verse hwy figure table exhibit appendix annex building exit".split()
)
_STREETS = frozenset(
    "street st road rd avenue ave boulevard blvd lane ln drive dr square court ct highway way place".split()
)
_AGE_WORDS = ("old", "olds")
_DASHES = frozenset("-\u2010\u2011\u2013\u2014\u2212")


def is_year(words: Sequence[Word], number: Number) -> bool:
    text = words[number.first].text
    return number.last == number.first + 1 and len(text) == 4 and text.isdigit() and 1500 <= number.value <= 2199


def is_no_figure(words: Sequence[Word], number: Number, *, measured: bool) -> bool:
    """Whether a number counts nothing. ``measured``: the name of a unit follows, which no model's number has."""
    if measured and not _is_glued(words, number):
        return any(rule(words, number) for rule in _RULES if rule is not is_name)
    return any(rule(words, number) for rule in _RULES)


def _key(words: Sequence[Word], at: int) -> str:
    return words[at].key if 0 <= at < len(words) else ""


def _date(words: Sequence[Word], number: Number) -> bool:
    """A day or year beside its month: "March 5 and 6", "9 October"."""
    if number.form is not Form.DIGITS or number.scale != 1:
        return False
    before, after = _key(words, number.first - 1), _key(words, number.last)
    if before == "." and number.first >= 2:  # "Sept. 11"
        before = words[number.first - 2].key
    month_before = before in _MONTHS and (before != "may" or words[number.first - 1].text == "May")
    month_after = after in _MONTHS and words[number.last].text[0].isupper()
    if (month_before or month_after) and number.value <= 31 and number.value % 1 == 0:
        return True
    if month_before and is_year(words, number):
        return True
    back = number.first - 1  # "March 5 and 6", "March 5-6", "9 or 10 October"
    listed = before in ("and", "or", "-", "\u2013", "to", ",") and back >= 2 and words[back - 1].text.isdigit()
    if listed and (
        _key(words, back - 2) in _MONTHS or (_key(words, back - 2) == "." and _key(words, back - 3) in _MONTHS)
    ):
        return True
    if after in ("and", "or", "-", "\u2013", "to") and number.last + 2 < len(words) and number.value <= 31:
        return words[number.last + 1].text.isdigit() and _key(words, number.last + 2) in _MONTHS
    return False


def _year(words: Sequence[Word], number: Number) -> bool:
    """Four digits that count nothing: "in 1998", "its 2019 sales"."""
    if not is_year(words, number) or number.form is not Form.DIGITS:
        return False
    before = _key(words, number.first - 1)
    if before in (
        "than",
        "least",
        "nearly",
        "almost",
        "some",
        "approximately",
        "roughly",
        "least",
        "$",
        "€",
        "£",
        "killed",
        "killing",
    ):
        return False
    after = words[number.last] if number.last < len(words) else None
    if (
        after is None
        or not after.text.isalpha()
        or before in ("in", "since", "until", "of", "mid", "early", "late", "year")
    ):
        if before == "of" and _key(words, number.first - 2) in ("average", "total", "maximum", "minimum", "record"):
            return False
        return not (after is not None and after.text in ("%", "°"))
    counted = is_plural(after.key) and after.text.islower() and before not in ("the", "a")
    return not counted or after.key in _OF_YEARS


_OF_YEARS = frozenset(
    "sales earnings profits results revenues elections estimates forecasts prices exports imports".split()
)


def _clock(words: Sequence[Word], number: Number) -> bool:
    """ "5 pm", "0900 GMT", "nine o'clock"."""
    after = _key(words, number.last)
    if number.form is Form.DIGITS and after in _CLOCK:
        return after not in ("est", "et", "ist", "pt") or words[number.last].text.isupper()
    return number.value <= 12 and after == "o'clock"


def _ordinal(words: Sequence[Word], number: Number) -> bool:
    """1st, 2nd, 1990s, 50th."""
    last = number.last
    return joined(words, last) and words[last].key in ("st", "nd", "rd", "th", "s", "'s") and number.form is Form.DIGITS


def _age(words: Sequence[Word], number: Number) -> bool:
    """ "aged 12", "a 12-year-old", "children under five", "thirty-somethings"."""
    first, last = number.first, number.last
    before, before2 = _key(words, first - 1), _key(words, first - 2)
    if before in ("aged", "age", "ages") or (before == "of" and before2 == "age"):
        return True
    if before in ("and", "to", "or", "between", "-", ",", "from") and any(
        _key(words, at) in ("aged", "ages") for at in range(max(0, first - 6), first)
    ):
        return True
    if before in ("under", "over", "below") and before2 in _YOUNG and number.value < 120 and not _counts(words, number):
        return True
    if before == "is" and before2 == "who" and _key(words, last) in _ENDS and _is_small(number):
        return True
    step = last + 1 if hyphen_at(words, last) else last
    if _key(words, step) in ("year", "years", "month", "months", "week", "weeks", "day", "days"):
        step = step + 2 if hyphen_at(words, step + 1) else step + 1
        if _key(words, step) in _AGE_WORDS or (_key(words, step) == "of" and _key(words, step + 1) == "age"):
            return True
    if _key(words, step) in ("something", "somethings"):
        return True
    return _aside_age(words, number)


_YOUNG = frozenset("them whom child children boy boys girl girls people those anyone everyone adults".split())
_ENDS = frozenset((".", ",", ";", "", ")", "and", "or", "in", "who"))


def _is_small(number: Number) -> bool:
    return number.form is Form.DIGITS and 0 < number.value < 120 and not number.value % 1 and number.scale == 1


def _aside_age(words: Sequence[Word], number: Number) -> bool:
    """ "Mara Haddad, 34, said", "Haddad (34)": a small number alone in brackets or commas after a name."""
    if not _is_small(number):
        return False
    opening, closing = _key(words, number.first - 1), _key(words, number.last)
    if _is_listed_age(words, number):
        return True
    if (opening, closing) not in ((",", ","), ("(", ")"), (",", "."), (",", ";"), (",", "")) or number.first < 2:
        return False
    before = words[number.first - 2]
    if before.text[0].isupper():
        return True
    of_one = before.text.isalpha() and before.key not in numbers.ALL_WORDS and not is_plural(before.key)
    return opening == "," and of_one  # "twice as many people, 80, fled"


def _is_listed_age(words: Sequence[Word], number: Number) -> bool:
    """ "Her sons, 9 and 12, were hurt"."""
    first, last = number.first, number.last
    while first > 1 and words[first - 1].key in _LISTED and _is_digits(words, first - 2):
        first -= 2
    while last + 1 < len(words) and words[last].key in _LISTED and _is_digits(words, last + 1):
        last += 2
    if last - first == 1 or last - first > _MOST_LISTED or first < 2 or words[first - 1].text != ",":
        return False
    return is_plural(words[first - 2].key) and _key(words, last) in (",", ".", ";", "")


def _is_digits(words: Sequence[Word], at: int) -> bool:
    return words[at].text.isdecimal() and len(words[at].text) < 3


_LISTED = frozenset((",", "and"))
_MOST_LISTED = 12  # words of a list of ages


def _is_glued(words: Sequence[Word], number: Number) -> bool:
    before = words[number.first - 1].text if joined(words, number.first) else ""
    return before.isalpha() or (before != "" and before in "@_#/&^")


def is_name(words: Sequence[Word], number: Number) -> bool:
    """ "Boeing 737", "F-16", "No. 10", "Group of 20", "Type 2", "A320"."""
    first = number.first
    if not first:
        return False
    if _is_glued(words, number) or words[first - 1].text in ("#", "№") or _is_tied(words, first):
        return True
    return _is_labelled(words, number) or _is_of_group(words, first) or _follows_name(words, number)


def _is_tied(words: Sequence[Word], first: int) -> bool:
    """Whether a hyphen ties a number to letters: "F-16", not "twenty-5"."""
    if first < 2 or words[first - 1].text not in _DASHES or not joined(words, first) or not joined(words, first - 1):
        return False
    glued = words[first - 2]
    return glued.text[-1].isalpha() and glued.key not in numbers.ALL_WORDS and glued.key not in _UNTYING


_UNTYING = frozenset("sub mid than of to".split())


def _is_labelled(words: Sequence[Word], number: Number) -> bool:
    """ "No. 10", "Type 2", "Chapter Four", "the top 10"."""
    first, digits = number.first, number.form is Form.DIGITS
    before = words[first - 1]
    key = words[first - 2].key if before.text == "." and first >= 2 else before.key
    if digits and key in ("no", "nos") and before.text in (".", "No", "Nos"):
        return True
    if digits and key in _RANKING and before.text != ".":
        return not _counts(words, number)
    if number.scale != 1 or number.form is Form.PLURAL or key not in _LABELS or before.text == ".":
        return False
    if not digits and not (before.text[0].isupper() and words[first].text[0].isupper()):
        return False
    if key == "number" and first >= 2 and (is_plural(words[first - 2].key) or words[first - 2].key in HARMED):
        return False  # "the dead number 40"
    return before.text[0].isupper() or _is_capital(words, number.last) or not _counts(words, number)


_RANKING = frozenset(("group", "big", "top", "g", "g-", "class"))
HARMED = frozenset("dead injured wounded missing displaced homeless".split())


def _is_of_group(words: Sequence[Word], first: int) -> bool:
    """ "the Group of 20"."""
    if first < 2 or words[first - 1].key != "of":
        return False
    return words[first - 2].key in ("group", "gang", "order") and words[first - 2].text[0].isupper()


def _follows_name(words: Sequence[Word], number: Number) -> bool:
    """ "Boeing 737", "Apollo Eleven", "Plan B 2": a number behind a capital that counts nothing."""
    first, digits = number.first, number.form is Form.DIGITS
    before = words[first - 1]
    if digits and len(before.text) == 1 and before.text.isupper() and before.text not in "AI":
        return True
    if first < 2 or before.text == before.key or number.scale != 1:
        return False
    if number.form is Form.WORDS and words[first].text[0].isupper():
        return not _counts(words, number)
    if not digits or before.key in _BEFORE_NUMBERS or before.text in ("U.S.", "UN", "U.N."):
        return False
    return "," not in words[first].text and not _counts(words, number)


_BEFORE_NUMBERS = frozenset("in at on by of with and the".split())


def _is_capital(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].text[0].isupper()


def _counts(words: Sequence[Word], number: Number) -> bool:
    """Whether something that is counted follows soon: a unit sign or a plural in lower case."""
    for word in words[number.last : number.last + 4]:
        if not (word.text.isalpha() or word.text in ("-", "%", "°")):
            return False
        if word.text in ("%", "°") or word.key in ("percent", "per"):
            return True
        if word.key in _FUNCTION:
            return False
        if is_plural(word.key) and word.text[0].islower():
            return True
    return False


_FUNCTION = frozenset(
    "the a an of in on at to by from for with and or but as is are was were has have had be been will would could "
    "it he she they we that which who when while after before since than then said says not".split()
)


def _address(words: Sequence[Word], number: Number) -> bool:
    """ "12 Harbour Street"."""
    if number.form is not Form.DIGITS or number.scale != 1:
        return False
    for step, word in enumerate(words[number.last : number.last + 5]):
        suffix = word.key in ("st", "nd", "rd", "th") and joined(words, number.last + step)
        if not suffix and not word.text[0].isupper() and not word.text[0].isdigit():
            return False
        if word.key in _STREETS and (step or word.key in ("ave", "avenue", "rue", "via")) and not suffix:
            return True
    return False


def _list_mark(words: Sequence[Word], number: Number) -> bool:
    """ "1.", "2)" at the start of a sentence; "(3)"."""
    if number.form is not Form.DIGITS or number.value > 99 or number.scale != 1:
        return False
    if number.first == 0 and _key(words, number.last) in (")", ".") and joined(words, number.last):
        return True
    if _key(words, number.last) == ")" and "(" not in [
        word.text for word in words[max(0, number.first - _BRACKETED) : number.first]
    ]:
        return True
    return number.first == 0 and _key(words, number.last) == ":"


_BRACKETED = 8  # words before a closing bracket in which it may have opened


def _idiom(words: Sequence[Word], number: Number) -> bool:
    """ "one day", "no one", "1080p", "911", "007", a number of an account."""
    before, after = _key(words, number.first - 1), _key(words, number.last)
    if number.form is Form.ONE and (
        after in ("day", "another", "thing", "way", "morning", "night", "side", "hand", "time", "point")
    ):
        return True
    if after == "another" or (
        before in ("no", "any", "every", "the", "this", "that", "which", "only") and number.form is Form.ONE
    ):
        return True
    if number.form is Form.DIGITS and joined(words, number.last) and _key(words, number.last) in ("g", "d", "x", "k"):
        return True
    if _key(words, number.last) == "p" and number.value in _SCREEN_LINES:
        return True
    text = words[number.first].text
    if after == "block" or text == "911":
        return True
    if number.form is Form.DIGITS and text[0] == "0" and text[1:2].isdigit():
        return True
    most = _LONGEST_COUNT if before in _BEFORE_COUNTS else _LONGEST_BARE
    return text.isdigit() and len(text) > most and number.scale == 1 and not _counts(words, number)


_SCREEN_LINES = frozenset({480, 720, 1080, 1440, 2160})
_LONGEST_BARE = 6  # digits without separator or noun: longer ones are numbers of accounts or telephones
_LONGEST_COUNT = 9
_BEFORE_COUNTS = frozenset("at to of by from than about around nearly over almost some totalling totaling".split())


_RULES = (_ordinal, _clock, _date, _age, _year, is_name, _address, _list_mark, _idiom)
