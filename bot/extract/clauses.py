"""Small grammar over the items of a segment: finite verbs, noun-phrase starts, adverbials, what was told to whom.

Pure. Every function looks a bounded number of items ahead.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.extract.cues import Cues
from bot.extract.segments import Item

Items = Sequence[Item]

BE = frozenset("is are was were be been being am 's 're isn't aren't wasn't weren't".split())
HAVE = frozenset("has have had having hasn't haven't hadn't 've 'd".split())
MODAL = frozenset(
    "will would can could may might must shall should won't wouldn't can't cannot couldn't mustn't shouldn't "
    "'ll".split()
)
DO = frozenset("do does did don't doesn't didn't".split())
NOT = frozenset("not n't never".split())
_IRREGULAR = frozenset(
    "died sought withdrew heard dealt meant understood awoke bore beat bent bound bit bled blew bred burst cast clung "
    "crept cost dug drank drank ate fed fit froze ground grew hung hid hurt laid leapt learnt lent lit overthrew "
    "paid quit read rode rang rose ran sold shook shed shone shrank sank sat slept slid sowed sped spread sprang "
    "stuck stung swam swung taught tore undertook woke wore wept wound withstood forbade forgave forgot foresaw "
    "broadcast bid upheld oversaw raise remain continue include includes continues contains contain violate "
    "violates appears appear faces face uses use work works lives live belongs belong plans hopes expects depends "
    "exists happens happen means mean requires require shows show represents represent believes believe supports "
    "support carries carry lies reflects reflect becomes become provides provide allows allow leads helps help "
    "starts begins ends stays stay went came took made fell left gave got grew held hit kept knew led lost met "
    "ran saw sent set shot showed stood struck swept took told thought threw took won wrote became began broke "
    "brought built bought caught chose drew drove fought found flew fled felt said says spoke spent stole swore "
    "rose remains remain seems seem needs need wants want wins goes comes takes makes gets keeps knows poses "
    "posed let put cut lay rise".split()
)
# The simple past of verbs that do not end in "ed".
PAST = frozenset(
    "was were had did died sought withdrew heard dealt meant understood awoke bore beat bent bound bit bled blew bred "
    "clung crept dug drank ate fed froze grew hung hid laid leapt learnt lent overthrew paid rode rang rose ran sold "
    "shook shone shrank sank sat slept slid sowed sped sprang stuck stung swam swung taught tore undertook woke wore "
    "wept withstood forbade forgave forgot foresaw oversaw went came took made fell left gave got held kept knew led "
    "lost met saw sent shot stood struck swept told thought threw won wrote became began broke brought built bought "
    "caught chose drew drove fought found flew fled felt said spoke spent stole swore".split()
)
FINITE = BE | HAVE | MODAL | DO | _IRREGULAR
DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your some many most several few all both each every "
    "any no another other one two three four five six seven eight nine ten dozens hundreds thousands more".split()
)
SUBJECTS = frozenset("he she they it we i you who which nobody everybody everyone somebody someone".split())
RELATIVES = frozenset("who which that whom whose what where when".split())
QUESTIONS = frozenset("who which whom whose what where when whether if why how".split())
PREPOSITIONS = frozenset(
    "of in on at to for from by with about against after before during under over between into through across "
    "near without within since until despite amid among including as via per inside outside around behind beyond "
    "upon toward towards following regarding like than alongside along off".split()
)
SUBORDINATORS = frozenset(
    "if when while after before because although though as since unless until once whereas whether asked contacted "
    "speaking writing".split()
)
COORDINATORS = frozenset("and but while although though whereas yet or".split())
STOPS = frozenset((",", ";", ":", ".", "?", "!", "--", "—", "–", "…", "...", "(", ")"))
DASHES = frozenset(("--", "—", "–", "-", "---"))
_PARTS = frozenset("morning afternoon evening night midday midnight".split())
_PLAIN_ADVERBS = frozenset(
    "also again later earlier then too yesterday today overnight tonight separately once now still instead "
    "meanwhile however afterwards afterward further already just since never not even simply only ever always "
    "often soon first early late previously recently flatly".split()
)
_NOT_ADVERBS = frozenset(
    "family reply supply july italy ally rally assembly only early daily weekly bully fly friendly lovely costly "
    "deadly elderly orderly kelly jolly reilly connolly daly donnelly sally emily molly billy beverly kimberly "
    "lilly polly holly willy dolly".split()
)
_HEDGES = frozenset("nearly roughly approximately barely hardly exactly possibly likely probably".split())
_SPANS = frozenset("week month year night weekend summer winter autumn spring fall hour day decade century".split())
_SPEECH_PREPOSITIONS = frozenset("in at via through by on from during over after to with before into".split())
_AT_EVENTS = frozenset("after before during over".split())  # "after the meeting", not "after state media"
_PRONOUN_OBJECTS = frozenset("him her them me us it you".split())
_FAR = 12


def is_adverb(word: str) -> bool:
    return word in _PLAIN_ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NOT_ADVERBS)


def has_finite(items: Items, start: int, end: int) -> bool:
    """Is there a finite verb, as far as closed classes and endings tell?"""
    for at in range(start, end):
        word = items[at].word
        if word in FINITE and not (word == "'s" and not _is_verbal_s(items, at, end)):
            return True
        if looks_past(items, at, start):
            return True
    return False


def _is_verbal_s(items: Items, at: int, end: int) -> bool:
    return at > 0 and items[at - 1].word in SUBJECTS | {"that", "there"}


def looks_past(items: Items, at: int, start: int) -> bool:
    item = items[at]
    if not item.word.endswith("ed") or len(item.word) < 5 or item.capital or at == start or "-" in item.word:
        return False
    before = items[at - 1]
    if before.word in DETERMINERS or before.word in PREPOSITIONS or before.word == "'s":
        return False
    if before.word in STOPS:
        return before.word == "," and at + 1 < len(items) and items[at + 1].word not in PREPOSITIONS
    return before.word.isalpha()


def starts_phrase(item: Item, cues: Cues) -> bool:
    """Can a noun phrase that names a speaker begin here?"""
    word = item.word
    return (
        item.capital
        or item.quote >= 0
        or word in DETERMINERS
        or (word in SUBJECTS and word not in RELATIVES)
        or word in cues.speakers
        or word[0].isdigit()
    )


def skip_adverbials(items: Items, at: int, cues: Cues) -> int:
    """Where what follows the adverbials begins: "on Tuesday in a statement | that talks had failed"."""
    for _ in range(6):
        after = _adverbial(items, at, cues)
        if after == at:
            return at
        at = after
    return at


def _adverbial(items: Items, at: int, cues: Cues) -> int:
    if at >= len(items):
        return at
    word = items[at].word
    after = _time(items, at, cues)
    if after > at and not (after < len(items) and items[after].word == "'s"):  # "denied | Friday's reports"
        return after
    if is_adverb(word):
        return at + 1 if word not in _HEDGES and _leads_on(items, at + 1, cues) else at
    if word in _SPEECH_PREPOSITIONS:
        return _speech_event(items, at, cues)
    return at


def _leads_on(items: Items, at: int, cues: Cues) -> bool:
    """An adverb here belongs to the verb before it, not to a statement that begins with it."""
    return at >= len(items) or not starts_phrase(items[at], cues) or items[at].word in cues.weekdays


def _time(items: Items, at: int, cues: Cues) -> int:
    """The end of a time expression that begins here, else ``at``."""

    def word(offset: int) -> str:
        return items[at + offset].word if at + offset < len(items) else ""

    first = word(0)
    if first in cues.weekdays and items[at].capital:
        return at + 1 + (word(1) in _PARTS)
    if first in cues.months and items[at].capital and word(1)[:1].isdigit():
        return at + 2 + 2 * (word(2) == "," and len(word(3)) == 4 and word(3).isdigit())
    if first in ("last", "this", "next", "past") and (
        word(1) in _SPANS or word(1) in _PARTS or word(1) in cues.weekdays or word(1) in cues.months
    ):
        return at + 2
    if first in ("on", "late", "early", "earlier", "later", "since", "by", "until", "of"):
        after = _time(items, at + 1, cues)
        return after if after > at + 1 else at
    if first == "in" and (word(1) in cues.months or (len(word(1)) == 4 and word(1).isdigit())):
        return at + 2 + (len(word(2)) == 4 and word(2).isdigit())
    if first == "in" and word(1) in ("recent", "the", "past", "early", "late"):
        for ahead in (2, 3, 4):
            if word(ahead).removesuffix("s") in _SPANS or word(ahead) in _PARTS:
                return at + ahead + 1
    if word(1) in ("hours", "days", "weeks", "months", "years", "minutes") and word(2) in ("ago", "later", "earlier"):
        return at + 3
    if (
        first in ("a", "an", "one")
        and word(1) in ("hour", "day", "week", "month", "year")
        and word(2)
        in (
            "ago",
            "later",
            "earlier",
        )
    ):
        return at + 3
    return at


def _speech_event(items: Items, at: int, cues: Cues) -> int:
    """ "in an emailed statement", "on the radio", "to reporters": the end of the phrase, else ``at``."""
    nouns = cues.events if items[at].word in _AT_EVENTS else cues.events | cues.told
    found = at
    for ahead in range(at + 1, min(at + 9, len(items))):
        item = items[ahead]
        if item.word in nouns:
            found = ahead + 1
            continue
        if (
            item.word in STOPS
            or item.quote >= 0
            or item.word in FINITE
            or item.word in PREPOSITIONS
            or item.word in RELATIVES
            or item.word in SUBJECTS
            or (item.word in DETERMINERS and ahead > at + 1)
        ):
            break
    return found


def skip_told(items: Items, at: int, cues: Cues) -> int:
    """Where what was told begins, past the one who was told it: "told the agency on Sunday | that"."""
    if at < len(items) and items[at].word in _PRONOUN_OBJECTS:
        return at + 1
    end = min(at + _FAR, len(items))
    noun = capitals = 0
    for ahead in range(at, end):
        item = items[ahead]
        if item.word == "that":
            return ahead
        if item.word in STOPS or item.quote >= 0 or item.word in FINITE or item.word in SUBJECTS:
            break
        if item.word in cues.told:
            noun = ahead + 1
        elif noun and item.word not in ("and", "'s"):
            break
    if noun:
        return noun
    ahead = at + (at < len(items) and items[at].word in ("the", "a", "an"))
    while ahead < end and (items[ahead].capital or (items[ahead].word in ("'s", "of", "and") and capitals)):
        capitals += 1
        ahead += 1
    if capitals and ahead < len(items) and items[ahead].word in FINITE:
        return at + 1  # "told Reuters Israel had": only the first word was told
    return ahead if capitals else at
