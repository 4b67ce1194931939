"""Numbers as people write them: digits with separators, words, mixed, fractions, "tens of thousands".

Pure. Whether a number is a figure, a date or a part of a name is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.extract.document import Token
from bot.extract.nouns import is_plural
from bot.types import Hedge

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_MAX_DIGITS = 40  # a longer run of digits is no quantity

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
} | {"fourty": 40}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "lac": 1e5,
    "million": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
}
# Short scales that follow digits: "3.5m", "40bn", "15k".
_SHORT = {
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "mio": 1e6,
    "bn": 1e9,
    "bln": 1e9,
    "b": 1e9,
    "tn": 1e12,
    "trn": 1e12,
    "t": 1e12,
}
_SAFE_SHORT = frozenset({"k", "mn", "mln", "mio", "bn", "bln", "tn", "trn"})
_PLURALS = {
    "hundreds": 1e2,
    "thousands": 1e3,
    "lakhs": 1e5,
    "millions": 1e6,
    "crores": 1e7,
    "billions": 1e9,
    "trillions": 1e12,
}
_APPROXIMATE = {
    "tens": (10.0, Hedge.TENS_OF),
    "dozens": (12.0, Hedge.DOZENS_OF),
    "scores": (20.0, Hedge.TENS_OF),
    "hundreds": (1e2, Hedge.HUNDREDS_OF),
    "thousands": (1e3, Hedge.THOUSANDS_OF),
}
_FRACTIONS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twelfth": 12,
    "twentieth": 20,
    "hundredth": 100,
}
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8}
_FOLDS = {f"{word}fold": float(value) for word, value in {**_UNITS, **_TENS, "hundred": 100}.items()}  # "sixfold"
_MULTIPLES = {"twice": 2.0, "thrice": 3.0, "double": 2.0, "triple": 3.0, "quadruple": 4.0}  # "twice as many"
ALL_WORDS = frozenset({*_UNITS, *_TENS, *_SCALES})  # words that numbers are spelt with
_STARTS = frozenset(
    {
        *_UNITS,
        *_TENS,
        *_APPROXIMATE,
        *_PLURALS,
        *_VULGAR,
        *_FOLDS,
        *_MULTIPLES,
        "half",
        "quarter",
        "a",
        "an",
        "several",
        "few",
        ".",
    }
)
_HYPHENS = frozenset("-\u2010\u2011")
_DIGITS = re.compile(r"\d+(?:[.,'\u2019\u066b\u066c\u2009\u202f\u00a0\uff0c\uff0e]\d+)*")


class Form(Enum):
    """How a number is written."""

    DIGITS = "digits"  # 8,000  3.5 million
    WORDS = "words"  # twenty-five
    PLURAL = "plural"  # tens of thousands
    FRACTION = "fraction"  # two-thirds, one in three: in percent
    IMPLIED = "implied"  # no number word at all: "a woman", "no one"
    ONE = "one"  # the word "one", which often counts nothing


@dataclass(slots=True, unsafe_hash=True)  # not frozen: there are thousands, and that would make each four times as slow
class Word:
    """A token without zero-width characters in ``key`` (lower case) and ``text``; offsets are those of the text."""

    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number in ``words[first:last]``. ``value`` is finite; ``high`` ends a range that the words themselves mean."""

    first: int
    last: int
    value: float
    form: Form
    high: float | None = None
    hedge: Hedge | None = None
    scale: float = 1.0  # what its scale words multiply by: 1e6 in "3 million"


def words_of(tokens: Sequence[Token]) -> tuple[Word, ...]:
    """The tokens that hold more than zero-width characters, cleaned of them; "USD1,700" becomes two words."""
    found: list[Word] = []
    for token in tokens:
        if token.text.isalpha():  # most are plain words
            found.append(Word(token.text, token.text.lower(), token.start, token.end))
            continue
        text = token.text if token.text.isascii() else token.text.translate(_ZERO_WIDTH)
        glued = _GLUED.fullmatch(text) if text == token.text else None
        if glued:
            start = token.start
            for part in filter(None, glued.groups()):
                found.append(_word(part, start, start + len(part)))
                start += len(part)
        elif text and found and _continues(found, token):
            whole = found.pop()
            found.append(_word(whole.text + text, whole.start, token.end))
        elif text:
            found.append(_word(text, token.start, token.end))
    return tuple(found)


_GLUED = re.compile(r"([A-Z]{1,3}|Rs)(\d{1,12})([kmb]|mn|bn)?")  # letters and digits in one token: "USD1", "PS6m"


def _word(text: str, start: int, end: int) -> Word:
    return Word(text, text.lower().replace("’", "'"), start, end)


def _continues(found: Sequence[Word], token: Token) -> bool:
    """Whether a token goes on with digits that were cut from letters: the ",700" of "USD1,700"."""
    last = found[-1]
    if (
        last.end != token.start
        or not joined(found, len(found) - 1)
        or not last.text[0].isdigit()
        or len(last.text) > _MAX_DIGITS
    ):
        return False
    if not _GLUED_LETTERS.fullmatch(found[-2].text):
        return False
    return token.text in (",", ".") if last.text[-1].isdigit() else token.text[0].isdigit()


_GLUED_LETTERS = re.compile(r"[A-Z]{1,3}|Rs")


def find(words: Sequence[Word]) -> tuple[Number, ...]:
    """All numbers of a sentence, in order, none inside another."""
    found: list[Number] = []
    last = 0
    for at in [at for at, word in enumerate(words) if word.key in _STARTS or word.key[0].isdigit()]:
        number = _number(words, at) if at >= last else None
        if number is not None:
            found.append(number)
            last = number.last
    return tuple(found)


def parse_digits(text: str) -> float | None:
    """The value of digits with separators; None where separators contradict each other or the run is too long.

    Digits of any script; "8,000", "1,00,000", "3.5", "1.234.567", "1 234,5" (thin or no-break spaces), "٣٬٥٠٠".
    """
    text = text.rstrip(".,")
    if len(text) > 2 * _MAX_DIGITS or not _DIGITS.fullmatch(text):
        return None
    plain = "".join(str(int(c)) if c.isdigit() else _SEPARATORS[c] for c in text)
    if len(plain) > _MAX_DIGITS:
        return None
    marks = {c for c in plain if not c.isdigit()}
    if not marks:
        return float(plain)
    if len(marks) > 2:
        return None
    last = max(plain.rfind(mark) for mark in marks)
    decimal = _decimal_mark(plain, marks, last)
    whole, _, fraction = plain.partition(decimal) if decimal else (plain, "", "")
    if fraction and not fraction.isdigit():
        return None
    groups = re.split(r"[., ]", whole)
    if len(groups) > 1 and not _grouped(groups):
        return None
    return float("".join(groups) + ("." + fraction if fraction else ""))


_SEPARATORS = {
    **dict.fromkeys(".\u066b\uff0e", "."),
    **dict.fromkeys(",\u066c\uff0c", ","),
    **dict.fromkeys("\u2009\u202f\u00a0'\u2019", " "),  # never before decimals
}


def _decimal_mark(plain: str, marks: set[str], last: int) -> str | None:
    """Which mark, if any, separates decimals: the last of two; a single point; a comma never alone in English."""
    if len(marks) == 2:
        mark = plain[last]
        return mark if mark != " " and plain.count(mark) == 1 else None
    (mark,) = marks
    return "." if mark == "." and plain.count(".") == 1 else None


def _grouped(groups: Sequence[str]) -> bool:
    """Whether digits are grouped by three, or as in India by two with a last group of three."""
    first, *rest = groups
    if len(rest[-1]) != 3 or not 1 <= len(first) <= 3:
        return False
    return all(len(group) == 3 for group in rest) or (len(first) <= 2 and all(len(group) == 2 for group in rest[:-1]))


def joined(words: Sequence[Word], at: int) -> bool:
    """Whether a word stands right after the one before it, without a space."""
    return 0 < at < len(words) and words[at].start == words[at - 1].end


def hyphen_at(words: Sequence[Word], at: int) -> bool:
    """A hyphen that joins the words on both its sides."""
    return at < len(words) and words[at].text in _HYPHENS and joined(words, at) and joined(words, at + 1)


def _number(words: Sequence[Word], at: int) -> Number | None:
    key = words[at].key
    if key[0].isdigit():
        return _ratio(words, _digits(words, at))
    if key == ".":
        return _pointed(words, at)
    if key in _MULTIPLES:
        return Number(at, at + 1, _MULTIPLES[key], Form.WORDS) if _compares(words, at + 1) else None
    if key in _FOLDS:
        return Number(at, at + 1, _FOLDS[key], Form.WORDS)
    if key in _APPROXIMATE or key in _PLURALS:
        return _plural(words, at)
    if key in _VULGAR:
        return _vulgar(words, at)
    if key in ("half", "quarter") or (key in ("a", "an", "one") and at + 1 < len(words)):
        special = _half(words, at) or _article(words, at)
        if special is not None:
            return special
    if key in ("several", "few") and at + 1 < len(words) and words[at + 1].key in _SCALES:
        return _several(words, at)
    if key in _UNITS or key in _TENS:
        return _ratio(words, _fraction(words, _spelt(words, at)))
    return None


def _compares(words: Sequence[Word], at: int) -> bool:
    """Whether "as many" or "the number" begins at ``at``."""
    keys = [word.key for word in words[at : at + 2]]
    return keys[:1] == ["the"] or (keys[:1] == ["as"] and keys[-1] in _DEGREES)


_DEGREES = frozenset("many much likely large big high long fast often few great deadly strong old wide far".split())


def _pointed(words: Sequence[Word], at: int) -> Number | None:
    """Decimals without a whole: ".500"."""
    if not joined(words, at + 1) or not words[at + 1].text.isdigit() or len(words[at + 1].text) > _MAX_DIGITS:
        return None
    if joined(words, at) and words[at - 1].text not in _MONEY_SIGNS:
        return None
    decimals = "".join(str(int(digit)) for digit in words[at + 1].text)
    return _scaled(words, at, at + 2, float("0." + decimals), Form.DIGITS)


def _vulgar(words: Sequence[Word], at: int) -> Number:
    """As in "½ of the", "½ a million", "½ million"."""
    step = at + 2 if at + 1 < len(words) and words[at + 1].key in ("a", "an", "-") else at + 1
    scale = _SCALES.get(words[step].key) if step < len(words) else None
    if scale is None:
        return _share(at, at + 1, _VULGAR[words[at].key])
    return Number(at, step + 1, _VULGAR[words[at].key] * scale, Form.WORDS, scale=scale)


def _digits(words: Sequence[Word], at: int) -> Number | None:
    """The number whose first digits stand at ``at``: with a power, a fraction, further groups or a scale after them."""
    value = None if _is_torn(words, at) else parse_digits(words[at].text)
    if value is None:
        return None
    last = at + 1
    if last < len(words) and words[last].text == "^":
        return None  # a power that is no amount: "10^400"
    power = _power(words, last)
    if power is None and last + 2 < len(words) and words[last].text == "×" and words[last + 2].text == "^":
        return None
    if power is not None:
        exponent, last = power
        return Number(at, last, float(f"{value}e{exponent}"), Form.DIGITS)
    if joined(words, last) and words[last].key in _VULGAR:
        value += _VULGAR[words[last].key]
        last += 1
    elif (small := _slashed(words, last)) is not None:
        value += small
        last += 3
    elif (own := _slashed(words, at)) is not None and at + 3 < len(words) and words[at + 3].text.islower():
        return _share(at, at + 3, own) if words[at + 3].key == "of" else Number(at, at + 3, own, Form.DIGITS)
    elif value < 1000 and words[at].text.isdigit() and (groups := _spaced_groups(words, at)) is not None:
        value, last = groups
    return _scaled(words, at, last, value, Form.DIGITS)


def _power(words: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The exponent in "× 10^24", "×10−30", "x 10²⁴" at ``at``, and the index behind it."""
    if at + 2 >= len(words) or words[at].text not in ("×", "x", "·", "*") or not words[at + 1].text.startswith("10"):
        return None
    raised = _SUPERSCRIPTS.fullmatch(words[at + 1].text[2:] or words[at + 2].text)
    if raised is not None:
        last = at + 2 if words[at + 1].text[2:] else at + 3
        return _exponent(raised[0].translate(_RAISED), last)
    if words[at + 1].text != "10" or not joined(words, at + 2):
        return None
    step, sign = at + 2, ""
    if words[step].text == "^":
        step += 1
    if step < len(words) and words[step].text in _MINUS and joined(words, step):
        step, sign = step + 1, "-"
    if step == at + 2 or step >= len(words) or not joined(words, step) or not words[step].text.isdecimal():
        return None
    return _exponent(sign + words[step].text, step + 1)


_SUPERSCRIPTS = re.compile("⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_MINUS = frozenset("-\u2010\u2011\u2212\u2013")
_LARGEST_EXPONENT = 99


def _exponent(digits: str, last: int) -> tuple[int, int] | None:
    return (int(digits), last) if len(digits) <= 3 and abs(int(digits)) <= _LARGEST_EXPONENT else None


def _slashed(words: Sequence[Word], at: int) -> float | None:
    """The value of "1/2" as three words."""
    if at + 2 >= len(words) or words[at + 1].text != "/" or not joined(words, at + 1) or not joined(words, at + 2):
        return None
    top, bottom = words[at].text, words[at + 2].text
    if (
        len(top) > 1
        or bottom not in ("2", "3", "4", "5", "8", "10")
        or not top.isdigit()
        or not 0 < int(top) < int(bottom)
    ):
        return None
    return int(top) / int(bottom)


def _is_torn(words: Sequence[Word], at: int) -> bool:
    """Whether marks that part no groups tie digits to others: "1,,000", "1_000", "12'34"."""
    first, last = at, at + 1
    while joined(words, first) and words[first - 1].text in _TEARING:
        first -= 1
    while joined(words, last) and words[last].text in _TEARING:
        last += 1
    before = first < at and joined(words, first) and words[first - 1].text[-1].isdigit()
    return before or (joined(words, last) and words[last].text.lstrip("_")[:1].isdigit())


_TEARING = frozenset((*",.'_\u066b\u066c\u2019\uff0c\uff0e", "__", "..."))


def _spaced_groups(words: Sequence[Word], at: int) -> tuple[float, int] | None:
    """The value of digits in groups of three parted by single spaces, "1 234.5", and the index behind them."""
    last = at + 1
    while (
        last < len(words)
        and words[last].start == words[last - 1].end + 1
        and last - at < _MOST_GROUPS
        and _GROUP.fullmatch(words[last].text)
    ):
        last += 1
    thousands = all(word.text == "000" for word in words[at + 1 : last])
    if last == at + 1 or (not thousands and _are_apart(words, at, last)):
        return None
    value = parse_digits("\u202f".join(word.text for word in words[at:last]))
    return None if value is None else (value, last)


_GROUP = re.compile(r"\d{3}(?:[.,]\d{1,9})?")
_MOST_GROUPS = 5


def _are_apart(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether digits side by side are numbers of their own: cells of a row, a date or a name, "12 155 mm shells"."""
    before = words[first - 1] if first else None
    after = words[last] if last < len(words) else None
    tied = after is not None and joined(words, last) and after.text not in _CLOSING
    if words[first].text[0] == "0" or tied or (after is not None and after.key == "mm"):
        return True
    if (after is not None and after.text[0].isdigit()) or (before is not None and before.text[-1].isdigit()):
        return True
    named = before is not None and before.text[0].isupper()
    return named and before is not None and (before.text in _MONTHS or len(words[first].text) == _GROUP_SIZE)


_CLOSING = frozenset(".,;:!?)]\"'\u2019\u201d\u2026%")
_MONTHS = frozenset(
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug "
    "Sep Sept Oct Nov Dec".split()
)
_GROUP_SIZE = 3


def _scaled(words: Sequence[Word], first: int, last: int, value: float, form: Form) -> Number:
    scale = 1.0
    while last < len(words):
        step = last + 1 if hyphen_at(words, last) else last
        if step >= len(words):
            break
        key = words[step].key
        if key in _SCALES and value * _SCALES[key] < 1e18:
            value, scale, last = value * _SCALES[key], scale * _SCALES[key], step + 1
        elif scale == 1 and form is Form.DIGITS and _short_scale(words, step):
            value, scale, last = value * _SHORT[key], _SHORT[key], step + 1
        else:
            break
    return Number(first, last, value, form, scale=scale)


def _short_scale(words: Sequence[Word], at: int) -> bool:
    """Whether a short word right after digits is a scale, not a unit: "$3m", "5bn", "3m people"."""
    word = words[at]
    if word.key not in _SHORT:
        return False
    if word.key in _SAFE_SHORT and (joined(words, at) or word.key not in ("k",)):
        return word.text != "K"
    money = at >= 2 and joined(words, at - 1) and _is_money_sign(words[at - 2].text)
    if money:
        return joined(words, at) or word.key != "t"
    return joined(words, at) and word.key == "m" and _counts_in_millions(words, at + 1)


_MONEY_SIGNS = frozenset("$€£¥₹₪₺₽₴")


def _is_money_sign(text: str) -> bool:
    """A sign, or letters that a number is glued to: "USD1.5m", "Rs30m"; one letter is a model's: "A320m"."""
    return text in _MONEY_SIGNS or (len(text) > 1 and _GLUED_LETTERS.fullmatch(text) is not None)


_LENGTHS = frozenset(
    "high long wide tall deep away from above below across in to and race sprint final freestyle hurdles relay "
    "thick apart off waves butterfly backstroke breaststroke medley dash heats steeplechase walls fences".split()
)


def _counts_in_millions(words: Sequence[Word], at: int) -> bool:
    """Whether "5m" is five million of something, not five metres: "5m people", "35m of its phones"."""
    if at >= len(words) or words[at].key in _LENGTHS:
        return False
    if words[at].key == "of":
        return True
    for word in words[at : at + _PHRASE]:
        if is_plural(word.key):
            return True
        if not word.text.isalpha() or word.key in _PREPOSITIONS:
            return False
    return False


_PHRASE = 5  # words up to a plural: "digital and physical sales"
_PREPOSITIONS = frozenset("a an the at by for from in on out over than under with is was were are".split())


def _spelt(words: Sequence[Word], at: int) -> Number:
    """A number in words: "twenty-five", "three hundred and fifty thousand", "two point five million"."""
    total, current, last = 0.0, _below_hundred(words, at), _after_below_hundred(words, at)
    scale = 1.0
    while last < len(words):
        step = last + 1 if hyphen_at(words, last) or words[last].key == "and" else last
        key = words[step].key if step < len(words) else ""
        linked = words[last].key == "and"
        if not linked and key in _SCALES and (current or total) and current * _SCALES[key] < 1e18:
            if key in ("hundred", "dozen"):
                current *= _SCALES[key]
            else:
                total, current = total + current * _SCALES[key], 0.0
            scale, last = scale * _SCALES[key], step + 1
        elif not linked and key == "point" and not total and step + 1 < len(words) and words[step + 1].key in _UNITS:
            value, last = _point(words, step + 1, current)
            return _scaled(words, at, last, value, Form.WORDS)
        elif (key in _UNITS or key in _TENS) and (
            (current and current % 100 == 0) or (not current and total and (linked or total % 1000 == 0))
        ):
            current += _below_hundred(words, step)
            last = _after_below_hundred(words, step)
        elif linked and key in ("a", "half") and (halves := _and_a_half(words, last)):
            return _scaled(words, at, halves, total + current + 0.5, Form.WORDS)
        else:
            break
    value = total + current
    form = Form.ONE if last == at + 1 and words[at].key == "one" and not _stressed(words, at) else Form.WORDS
    return Number(at, last, value, form, scale=scale)


def _stressed(words: Sequence[Word], at: int) -> bool:
    """Whether "one" is meant as a number: "just one area", not "the only one"."""
    before = [word.key for word in words[max(0, at - 2) : at]]
    return before[-1:] in (["just"], ["only"], ["exactly"]) and before[:1] != ["the"]


def _below_hundred(words: Sequence[Word], at: int) -> float:
    key = words[at].key
    if key in _UNITS:
        return float(_UNITS[key])
    value = _TENS[key]
    last = _after_below_hundred(words, at)
    return float(value + (_UNITS[words[last - 1].key] if last > at + 1 else 0))


def _after_below_hundred(words: Sequence[Word], at: int) -> int:
    """The index after "twenty", "twenty-five" or "twenty five"."""
    if words[at].key in _TENS:
        step = at + 2 if hyphen_at(words, at + 1) else at + 1
        if step < len(words) and 0 < _UNITS.get(words[step].key, 0) < 10:
            return step + 1
    return at + 1


def _point(words: Sequence[Word], at: int, whole: float) -> tuple[float, int]:
    digits = ""
    while at < len(words) and _UNITS.get(words[at].key, 10) < 10 and len(digits) < 9:
        digits += str(_UNITS[words[at].key])
        at += 1
    return whole + float("0." + digits), at


def _and_a_half(words: Sequence[Word], at: int) -> int | None:
    """The index after "and a half" at ``at``."""
    keys = [word.key for word in words[at : at + 3]]
    if keys[:3] == ["and", "a", "half"]:
        return at + 3
    return at + 2 if keys[:2] == ["and", "half"] and at + 2 < len(words) and words[at + 2].key in _SCALES else None


def _half(words: Sequence[Word], at: int) -> Number | None:
    """As in "half a million", "half of", "a quarter of the", "a quarter of a million", "a half-dozen"."""
    first, at = at, at + (words[at].key in ("a", "an"))
    if at >= len(words) or words[at].key not in ("half", "quarter"):
        return None
    part = 1 / _FRACTIONS[words[at].key]
    step = at + 1
    if step < len(words) and words[step].key == "of" and words[at].key == "quarter":
        step += 1
    if (step < len(words) and words[step].key in ("a", "an")) or hyphen_at(words, step):
        step += 1
    if step < len(words) and words[step].key in _SCALES:
        return Number(first, step + 1, part * _SCALES[words[step].key], Form.WORDS, scale=_SCALES[words[step].key])
    if words[at].key == "half" or first < at:
        return _half_share(words, first, at, part)
    return None


_NOT_BEFORE_HALF = frozenset("first second other better last latter and".split())
_BEFORE_HALF = frozenset("than almost nearly about around over roughly least under by only some".split())
_AFTER_HALF = frozenset("the its their his her our all those these".split())


def _half_share(words: Sequence[Word], first: int, at: int, part: float) -> Number | None:
    before = words[first - 1].key if first else ""
    after = words[at + 1].key if at + 1 < len(words) else ""
    if before in _NOT_BEFORE_HALF or hyphen_at(words, at + 1):
        return None
    hedged = before in _BEFORE_HALF
    determined = after in _AFTER_HALF
    if after == "of" or hedged or (words[at].key == "half" and determined):
        return _share(first, at + 1, part)
    return None


def _article(words: Sequence[Word], at: int) -> Number | None:
    """As in "a hundred", "a couple of hundred", "a few thousand", "an eighth of", "a third of"."""
    if words[at].key == "one" or at + 1 >= len(words):
        return None
    key = words[at + 1].key
    if key in _SCALES:
        return _spelt_from(words, at, at + 2, _SCALES[key])
    if key in ("few", "couple") and at + 2 < len(words):
        step = at + 3 if words[at + 2].key == "of" else at + 2
        if step < len(words) and words[step].key in _SCALES:
            if key == "couple":
                return Number(at, step + 1, 2 * _SCALES[words[step].key], Form.WORDS, hedge=Hedge.ABOUT)
            return _several(words, step - 1, first=at)
        if key == "couple" and words[at + 2].key == "of":
            return Number(at, at + 3, 2.0, Form.WORDS, hedge=Hedge.ABOUT)
    if key == "score" and at + 3 < len(words) and words[at + 2].key == "of" and is_plural(words[at + 3].key):
        return Number(at, at + 2, 20.0, Form.PLURAL, hedge=Hedge.ABOUT, scale=20.0)
    if key in _FRACTIONS and at + 2 < len(words) and words[at + 2].key == "of":
        return _share(at, at + 2, 1 / _FRACTIONS[key])
    return None


def _spelt_from(words: Sequence[Word], first: int, last: int, value: float) -> Number:
    """As in "a hundred and twenty", "a thousand", "a hundred thousand"."""
    if value == 100 and last + 1 < len(words) and words[last].key == "and":
        key = words[last + 1].key
        if key in _UNITS or key in _TENS:
            value += _below_hundred(words, last + 1)
            last = _after_below_hundred(words, last + 1)
    return _scaled(words, first, last, value, Form.WORDS)


def _several(words: Sequence[Word], at: int, first: int | None = None) -> Number:
    """As in "several hundred", "a few thousand": as vague as "hundreds", "thousands"."""
    scale = words[at + 1].key
    last, factor = at + 2, _SCALES[scale]
    while last < len(words) and words[last].key in _SCALES and factor * _SCALES[words[last].key] < 1e18:
        factor *= _SCALES[words[last].key]
        last += 1
    _, hedge = _APPROXIMATE.get(scale + "s", (0.0, Hedge.ABOUT))
    high = None if scale == "dozen" else factor * 10
    return Number(at if first is None else first, last, factor, Form.PLURAL, high=high, hedge=hedge, scale=factor)


def _plural(words: Sequence[Word], at: int) -> Number | None:
    """As in "tens of thousands", "dozens", "scores", "millions"."""
    key = words[at].key
    value, hedge = _APPROXIMATE.get(key, (_PLURALS.get(key, 0.0), Hedge.MORE_THAN))
    last = at + 1
    while last + 1 < len(words) and words[last].key == "of" and words[last + 1].key in _PLURALS and value < 1e12:
        value *= _PLURALS[words[last + 1].key]
        last += 2
    if key == "tens" and last == at + 1 and not (last < len(words) and words[last].key == "of"):
        return None
    if key == "scores" and not _counting_scores(words, at):
        return None
    vague = key in ("dozens", "scores") and last == at + 1
    return Number(at, last, value, Form.PLURAL, high=None if vague else value * 10, hedge=hedge, scale=value)


def _counting_scores(words: Sequence[Word], at: int) -> bool:
    """Whether "scores" is twenties, not a verb or results."""
    before = words[at - 1].key if at else ""
    after = words[at + 1].key if at + 1 < len(words) else ""
    if after in ("of", "more", "others", "were", "have", "are", "dead", "injured", "wounded", "missing", "killed"):
        return before not in ("the", "test", "credit", "their", "his", "her", "top", "high", "final")
    hurt = ("killed", "killing", "injured", "injuring", "wounded", "wounding", "hurt", "arrested", "left", "leaving")
    return before in hurt and after in ("", "in", ".", ",", "and")


def _fraction(words: Sequence[Word], number: Number) -> Number:
    """As in "two-thirds", "three quarters", "one fifth of": a number below its denominator before an ordinal."""
    step = number.last + 1 if hyphen_at(words, number.last) else number.last
    if step >= len(words) or number.scale > 1:
        return number
    key = words[step].key
    bottom = _FRACTIONS.get(key) or _FRACTIONS.get(key.removesuffix("s"))
    if bottom is None or not 0 < number.value < bottom:
        return number
    spaced_one = number.value == 1 and step == number.last
    if spaced_one and not (step + 1 < len(words) and words[step + 1].key == "of"):
        return number
    if number.value > 1 and not key.endswith("s"):
        return number
    return _share(number.first, step + 1, number.value / bottom)


def _ratio(words: Sequence[Word], number: Number | None) -> Number | None:
    """As in "one in three", "two out of five", "9 out of 10": a share."""
    if number is None or not 1 <= number.value <= 20 or number.value % 1:
        return number
    at, out = number.last, False
    keys = [word.key for word in words[at : at + 3]]
    if number.value == 1 and keys[1:2] == ["in"] and keys[0].isalpha():  # "one child in 50"
        return _of_many(words, number) or number
    if keys[:1] == ["in"]:
        at += 1
    elif keys[:2] == ["out", "of"]:
        at, out = at + 2, True
    else:
        return number
    if at < len(words) and words[at].key == "every":
        at += 1
    if at >= len(words):
        return number
    whole = _cardinal(words, at)
    if whole is None or not (out or whole.value in _ROUND) or not number.value < whole.value <= 1e6:
        return number
    return _share(number.first, whole.last, number.value / whole.value)


def _of_many(words: Sequence[Word], number: Number) -> Number | None:
    """The share of "one child in 50", where no noun follows: it is no "one child in 50 villages"."""
    at = number.last + 2
    whole = _cardinal(words, at) if at < len(words) else None
    if whole is None or whole.value not in _ROUND or whole.value == 1:
        return None
    ends = whole.last >= len(words) or not words[whole.last].text.isalnum()
    return _share(number.first, whole.last, 1 / whole.value) if ends or words[whole.last].key in _PREPOSITIONS else None


def _cardinal(words: Sequence[Word], at: int) -> Number | None:
    if words[at].key[0].isdigit():
        return _digits(words, at)
    return _spelt(words, at) if words[at].key in _UNITS or words[at].key in _TENS else None


_ROUND = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 25, 50, 100, 1000, 10_000, 100_000, 1_000_000})


def _share(first: int, last: int, part: float) -> Number:
    """A fraction, in percent to one decimal (two below one percent)."""
    value = part * 100
    return Number(first, last, round(value, 1) if value >= 1 else round(value, 4), Form.FRACTION)


def is_multiple(word: Word) -> bool:
    """Whether a number word says how many times: "sixfold", "twice"."""
    return word.key in _FOLDS or word.key in _MULTIPLES
