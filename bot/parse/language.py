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
_MIN_HITS = 3

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

# Scripts that one language, or one language first of all, is written in: by the first word of a character's name.
_SCRIPTS = {
    "ARABIC": "ar", "CYRILLIC": "ru", "HEBREW": "he", "GREEK": "el", "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja",
    "HANGUL": "ko", "DEVANAGARI": "hi", "BENGALI": "bn", "THAI": "th", "ARMENIAN": "hy", "GEORGIAN": "ka",
    "ETHIOPIC": "am", "TAMIL": "ta", "MYANMAR": "my", "KHMER": "km", "SINHALA": "si",
}  # fmt: skip
# Letters that tell a language from the first one of its script.
_LETTERS = (
    ("ar", frozenset("ٹڈڑےں"), "ur"),
    ("ar", frozenset("ۆێڕڵ"), "ckb"),
    ("ar", frozenset("پچژگ"), "fa"),
    ("ru", frozenset("іїєґ"), "uk"),
    ("ru", frozenset("ђћџљњ"), "sr"),
)


def language_of(text: str, declared: str | None = None) -> str | None:
    """The language of a text as a BCP 47 tag; None where nothing tells it.

    A declared tag holds unless the script is another or the text has the common words of another language and none
    of this one's: feeds declare what their software was installed with.
    """
    tag = _normal(declared)
    seen = _by_script(text[:SAMPLE]) or _by_words(text[:SAMPLE], tag)
    if tag and (seen is None or seen == tag.partition("-")[0] or (seen == "ja" and tag.startswith("zh"))):
        return tag
    return seen


def _normal(declared: str | None) -> str | None:
    match = _TAG.fullmatch((declared or "").strip()[:40])
    if not match:
        return None
    first, *rest = match.group().replace("_", "-").split("-")
    return "-".join((first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)))


def _by_script(text: str) -> str | None:
    letters = [char for char in text if char.isalpha()]
    scripts = Counter(unicodedata.name(char, "?").partition(" ")[0] for char in letters)
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > len(letters) // 10:
        return "ja"
    script, count = scripts.most_common(1)[0] if scripts else ("", 0)
    language = _SCRIPTS.get(script)
    if language is None or count * 2 <= len(letters):
        return None
    present = Counter(letters)
    for first, marks, other in _LETTERS:
        if language == first and sum(present[mark] for mark in marks) * 100 > len(letters):
            return other
    return language


def _by_words(text: str, tag: str | None) -> str | None:
    hits: Counter[str] = Counter()
    for word in _WORD.findall(text.lower()):
        hits.update(_COMMON.get(word, ()))
    if not hits:
        return None
    best, most = hits.most_common(1)[0]
    declared = (tag or "").partition("-")[0]
    rival = (
        hits[declared]
        if declared in _WORDS
        else max((n for language, n in hits.items() if language != best), default=0)
    )
    if most < _MIN_HITS or most < 2 * rival:
        return None
    return best
