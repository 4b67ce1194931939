"""Which language a text is in: what the feed declares, unless script or common words clearly say another.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

SAMPLE = 4_000  # characters looked at
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))*")
_WORD = re.compile(r"[^\W\d_]+")
_MIN_HITS = 3  # common words that tell a language
_MIN_AGAINST = 4  # … against what is declared

# Common words of languages in Latin script. A word that several share counts for each.
_WORDS = {
    "en": "the of and to in is was for on that with as at by from has have were said are it after not but who which",
    "fr": "le la les des et en un une du que dans pour qui sur au aux par est pas avec il sont ont été mais cette plus",
    "de": "der die das und den von zu mit ist im für auf nicht ein eine dem des sich als auch bei wurde nach wird aus",
    "es": "el la los las de y en que un una del por con para se su al es fue más como pero sus han entre desde según",
    "it": "il di che la e un una per del della non sono con si le dei nel alla gli anche più ha dal questo delle stato",
    "pt": "o os da do de e em que um uma para com não por mais as dos se foi ao pela das ser pelo são também segundo",
    "nl": "de het een van en in is dat op te voor met zijn niet aan ook door bij naar werd uit wordt heeft maar over",
    "tr": "ve bir bu için ile da de olarak çok daha olan gibi sonra kadar ancak en ise dedi göre değil olduğunu üzere",
    "id": "yang dan di dari untuk dengan pada ini itu dalam tidak akan oleh telah juga ke karena mereka sebagai atau",
    "pl": "i w na z nie do się że jest o to po jak przez od dla oraz za ale tym został także jego przed które może",
    "sv": "och att det som en på är av för med den till i om har inte ett de var från men vid efter under sig han hade",
    "ro": "și în de la cu pe care din nu este un o să mai pentru au fost prin după sau ale către acest această într",
}
_COMMON: dict[str, tuple[str, ...]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _COMMON[_word] = (*_COMMON.get(_word, ()), _language)

# Languages of a script, by the first word of its characters' names; the first one where nothing tells which.
_SCRIPTS = {
    "ARABIC": "ar fa ur ckb ps sd ug ku", "CYRILLIC": "ru uk bg sr mk be kk ky mn tg uz", "HEBREW": "he yi",
    "GREEK": "el", "CJK": "zh ja yue", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "DEVANAGARI": "hi mr ne",
    "BENGALI": "bn as", "THAI": "th", "ARMENIAN": "hy", "GEORGIAN": "ka", "ETHIOPIC": "am ti", "TAMIL": "ta",
    "MYANMAR": "my", "KHMER": "km", "SINHALA": "si",
}  # fmt: skip
# Letters that tell a language from the first one of its script.
_LETTERS = (
    ("ٹڈڑےں", "ur"),
    ("ۆێڕڵ", "ckb"),
    ("پچژگ", "fa"),
    ("іїєґ", "uk"),
    ("ђћџљњ", "sr"),
)


def language_of(text: str, declared: str | None = None) -> str | None:
    """The language of a text as a BCP 47 tag; None where nothing tells it.

    A declared tag holds unless the script is another or the text has the common words of another language and none
    of this one's: feeds declare what their software was installed with.
    """
    tag, sample = _normal(declared), text[:SAMPLE]
    first = (tag or "").partition("-")[0]
    possible = _of_script(sample)
    if possible:
        return tag if first in possible else possible[0]
    return _by_words(sample, first) or tag


def _normal(declared: str | None) -> str | None:
    match = _TAG.fullmatch((declared or "").strip()[:40])
    if not match:
        return None
    first, *rest = match.group().replace("_", "-").split("-")
    return "-".join((first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)))


def _of_script(text: str) -> tuple[str, ...]:
    """The languages that the script of most letters is used for, the likeliest first; none for Latin script."""
    letters = [char for char in text if char.isalpha()]
    scripts = Counter(unicodedata.name(char, "?").partition(" ")[0] for char in letters)
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > len(letters) // 10:
        return ("ja",)
    script, count = scripts.most_common(1)[0] if scripts else ("", 0)
    languages = tuple(_SCRIPTS.get(script, "").split())
    if count * 2 <= len(letters):
        return ()
    present = Counter(letters)
    for marks, language in _LETTERS:
        if language in languages and sum(present[mark] for mark in marks) * 100 > len(letters):
            return (language, *languages)
    return languages


def _by_words(text: str, declared: str) -> str | None:
    """A language that has at least twice as many common words in the text as the declared one, or as any other.

    A word counts once, however often it stands there: headlines repeat theirs in the text.
    """
    hits: Counter[str] = Counter()
    for word in set(_WORD.findall(text.lower())):
        hits.update(_COMMON.get(word, ()))
    best, most = hits.most_common(1)[0] if hits else ("", 0)
    others = [declared] if declared in _WORDS else [language for language in hits if language != best]
    rival = max((hits[language] for language in others), default=0)
    enough = _MIN_AGAINST if declared else _MIN_HITS
    return best if most >= enough and most >= 2 * rival and best != declared else None
