"""The number of English nouns: plural or singular, and the singular of a plural.

Pure.
"""

from __future__ import annotations

from functools import lru_cache

_KEPT = 4096  # words whose answer is kept

_IRREGULAR = {
    "people": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "mice": "mouse",
    "geese": "goose",
    "lives": "life",
    "wives": "wife",
    "knives": "knife",
    "leaves": "leaf",
    "halves": "half",
    "thieves": "thief",
    "wolves": "wolf",
    "loaves": "loaf",
    "shelves": "shelf",
    "calves": "calf",
    "crises": "crisis",
    "analyses": "analysis",
    "bases": "base",
    "buses": "bus",
    "viruses": "virus",
    "campuses": "campus",
    "gases": "gas",
    "criteria": "criterion",
    "phenomena": "phenomenon",
    "movies": "movie",
    "cookies": "cookie",
    "calories": "calorie",
    "selfies": "selfie",
    "zombies": "zombie",
    "sorties": "sortie",
    "rookies": "rookie",
    "smoothies": "smoothie",
    "shoes": "shoe",
    "canoes": "canoe",
    "axes": "axe",
    "caches": "cache",
    "others": "other",
    "troops": "troop",
    "bodies": "body",
    "ties": "tie",
    "pies": "pie",
    "lies": "lie",
}
# Plurals that look the same as the singular, or have none.
_INVARIABLE = frozenset(
    "police troops personnel staff aircraft spacecraft hovercraft crew cattle fish sheep deer dead wounded "
    "injured series species means headquarters barracks crossroads horsepower hertz yen yuan won baht rand "
    "cavalry infantry media data clergy livestock poultry offspring militia remains".split()
)
_SIBILANT = ("ses", "xes", "ches", "shes", "zzes", "sses")
# Words in -s that are no plural.
_SINGULAR = frozenset(
    "news politics economics physics mathematics athletics gas bus virus campus plus minus census status bonus "
    "focus chaos crisis basis analysis yes this his its us was has does is as thus always perhaps besides "
    "overseas less across whereas lens tennis christmas texas paris kansas hamas abbas various previous serious "
    "religious".split()
)


@lru_cache(maxsize=_KEPT)
def singular(word: str) -> str:
    """The singular of a noun in lower case; a word that is no plural comes back as it is."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _INVARIABLE or not is_plural(word):
        return word
    if word.endswith("men") and len(word) > 4:
        return word[:-2] + "an"
    if word.endswith("children"):
        return word[:-3]
    if word.endswith("people"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_SIBILANT) or (word.endswith("oes") and len(word) > 4):
        return word[:-2] if not word.endswith(("uses", "ases", "oses", "ises", "nses", "rses", "eses")) else word[:-1]
    return word[:-1]


@lru_cache(maxsize=_KEPT)
def is_plural(word: str) -> bool:
    """Whether a word in lower case looks like a plural noun."""
    if word in _IRREGULAR or word in _INVARIABLE:
        return True
    if word.endswith(("men", "children", "people")) and len(word) > 5:
        return True
    return (
        len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and word not in _SINGULAR
    )
