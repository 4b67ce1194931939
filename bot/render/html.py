"""Messages as styled runs, and the one place where they become Telegram HTML.

Pure.

A message is a tuple of runs; a run is some text in one style. Runs are cut and measured before any HTML exists, so a
cut never falls inside a tag, an entity, a surrogate pair or a character with its marks. ``said`` is the way in for
words that others wrote; ``plain`` and ``fill`` are for our own.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from string import Formatter
from urllib.parse import urlsplit

from bot.types import Button, MapPin, Message

MESSAGE_LIMIT = 4096  # UTF-16 units after parsing: core.telegram.org/bots/api#sendmessage
ENTITY_LIMIT = 100  # Telegram forgets those beyond
URL_LIMIT = 1024
LINKS_LIMIT = 6000  # all addresses together: Telegram takes 32 KiB of HTML
ELLIPSIS = "…"

_LAST_UNIX = 2**31 - 1
_WORD_BREAK_REACH = 24  # how far back a cut looks for a space


class Block(StrEnum):
    QUOTE = "<blockquote>"
    EXPANDABLE = "<blockquote expandable>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Some text in one style. ``code``, ``href`` and ``at`` exclude each other."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str | None = None
    at: datetime | None = None  # shown by the reader's app in the reader's own zone; ``text`` is the fallback
    block: Block | None = None
    isolate: str = ""  # what opens a direction of its own: U+2068, with U+200F where right-to-left must win


Runs = tuple[Run, ...]
Part = str | Runs


# ── ways in ──────────────────────────────────────────────────────────────────────────────────────────────────────


def plain(text: str) -> Runs:
    """Our own fixed words. Line breaks stay."""
    text = _ODD_BLANK.sub(" ", _INVISIBLE.sub("", text))
    return (Run(text=text),) if text else ()


def said(text: str | None, limit: int | None = None) -> Runs:
    """Words that others wrote: one line, nothing invisible, their own direction, at most ``limit`` UTF-16 units."""
    if not text:
        return ()
    words = clean(text if limit is None else text[: 8 * limit + 64])
    if limit is not None:
        words = shorten(words, limit)
    return (Run(text=words, isolate=_isolate(words)),) if words else ()


def join(*parts: Part) -> Runs:
    return tuple(run for part in parts for run in (plain(part) if isinstance(part, str) else part))


def between(separator: Part, parts: Iterable[Part]) -> Runs:
    """The parts that are not empty, with the separator between them."""
    joined: list[Run] = []
    for part in parts:
        runs = join(part)
        if runs and joined:
            joined.extend(join(separator))
        joined.extend(runs)
    return tuple(joined)


def fill(template: str, **parts: Part) -> Runs:
    """A template of our own, ``{name}`` replaced by styled parts. Raises KeyError where a part is missing."""
    filled: list[Run] = []
    for words, name, _, _ in Formatter().parse(template):
        filled.extend(plain(words))
        if name is not None:
            filled.extend(join(parts[name]))
    return tuple(filled)


def bold(*parts: Part) -> Runs:
    return tuple(replace(run, bold=True) for run in join(*parts))


def italic(*parts: Part) -> Runs:
    return tuple(replace(run, italic=True) for run in join(*parts))


def code(text: str) -> Runs:
    return tuple(Run(text=run.text, code=True) for run in said(text))


def link(url: str | None, *parts: Part) -> Runs:
    """A link where the address is a sound http(s) one, else just the words."""
    href = safe_url(url)
    if href is None:
        return join(*parts)
    return tuple(replace(run, href=href, code=False, at=None) for run in join(*parts))


def block(*parts: Part, kind: Block = Block.QUOTE) -> Runs:
    return tuple(replace(run, block=kind) for run in join(*parts))


def moment(at: datetime) -> Runs:
    """A UTC time: relative in the reader's app ("2 hours ago"), as date and time where an app does not know how."""
    inside = 0 <= at.timestamp() <= _LAST_UNIX
    return (Run(text=f"{at.year:04}-{at:%m-%d %H:%M} UTC", at=at if inside else None),)


def safe_url(url: str | None) -> str | None:
    """The address if it is http(s), with a host, without a user name, blanks and other unfit characters; else None."""
    if not url or len(url) > URL_LIMIT or _UNFIT_FOR_URL.search(url) or _INVISIBLE.search(url):
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.username is None and parts.port != 0
    except ValueError:
        return None
    return url if sound else None


def host(url: str | None) -> str | None:
    """The host of a sound address, without "www."."""
    href = safe_url(url)
    return (urlsplit(href).hostname or "").removeprefix("www.") if href else None


# ── the way out ──────────────────────────────────────────────────────────────────────────────────────────────────


def message(
    runs: Runs,
    *,
    buttons: tuple[tuple[Button, ...], ...] = (),
    pin: MapPin | None = None,
    limit: int = MESSAGE_LIMIT,
    preview: bool = False,
) -> Message:
    """The runs as a message: HTML, and the same words in plain text, at most ``limit`` UTF-16 units."""
    kept = cut(strip(runs), limit)
    return Message(html=_html(kept), text=_text(kept), buttons=buttons, pin=pin, preview=preview)


def length(runs: Runs) -> int:
    """UTF-16 units as Telegram counts them, after parsing."""
    return sum(_size(run) for run in runs)


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(runs: Runs, limit: int) -> Runs:
    """The runs, where they are too long only as many as fit, and an ellipsis."""
    if length(runs) <= limit:
        return runs
    kept: list[Run] = []
    room = limit - 1
    for run in runs:
        if _size(run) > room:
            kept.extend(_head(run, room))
            break
        kept.append(run)
        room -= _size(run)
    shortened = _strip_end(kept)
    return (*shortened, Run(text=ELLIPSIS, block=shortened[-1].block if shortened else None))


def strip(runs: Runs) -> Runs:
    """Without blank space at both ends, which Telegram would take away."""
    kept = _strip_end(list(runs))
    for at, run in enumerate(kept):
        if text := run.text.lstrip():
            return (replace(run, text=text), *kept[at + 1 :])
    return ()


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` UTF-16 units; ends with an ellipsis where something was left out."""
    if units(text) <= limit:
        return text
    return _fitting(text, limit - 1).rstrip() + ELLIPSIS


def clean(text: str) -> str:
    """One line, without controls, direction overrides and characters that show nothing; joiners only inside words."""
    text = _INVISIBLE.sub("", text)
    text = " ".join(text.split())
    text = _JOINERS.sub(lambda found: found[0][0], text)
    text = _LOOSE_JOINER.sub("", text)
    text = _SELECTORS.sub(lambda found: found[0][0], text)
    return _MARKS.sub(r"\1", text).strip()


# ── measuring and cutting ────────────────────────────────────────────────────────────────────────────────────────


def _size(run: Run) -> int:
    return units(run.text) + (len(run.isolate) + 1 if run.isolate else 0)


def _head(run: Run, room: int) -> Runs:
    """As much of the run as fits; a time is not cut."""
    room -= len(run.isolate) + 1 if run.isolate else 0
    text = _fitting(run.text, room) if room > 0 and run.at is None else ""
    return (replace(run, text=text),) if text else ()


def _fitting(text: str, room: int) -> str:
    """The longest head of at most ``room`` UTF-16 units that ends between two characters, at a space if one is near."""
    end = used = 0
    for character in text:
        used += 2 if character > "\uffff" else 1
        if used > room:
            break
        end += 1
    if end == len(text):
        return text
    end = _boundary(text, end)
    space = text.rfind(" ", max(1, end - _WORD_BREAK_REACH), end + 1)
    return text[: space if space > 0 else end]


def _boundary(text: str, at: int) -> int:
    """The nearest place not after ``at`` where a character as people see it begins."""
    while 0 < at < len(text) and (_extends(text[at]) or text[at - 1] == "\u200d" or _splits_flag(text, at)):
        at -= 1
    return at


def _extends(character: str) -> bool:
    """Does it belong to the character before it: a mark, a joiner, a skin tone, the inside of a Korean syllable?"""
    return (
        unicodedata.category(character).startswith("M")
        or character in "\u200c\u200d"
        or "\u1160" <= character <= "\u11ff"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _splits_flag(text: str, at: int) -> bool:
    """Flags are pairs of letters: an odd number of them before ``at`` means that a pair goes on."""
    if not _is_flag_letter(text[at]):
        return False
    first = at
    while first > 0 and _is_flag_letter(text[first - 1]):
        first -= 1
    return (at - first) % 2 == 1


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _strip_end(runs: list[Run]) -> list[Run]:
    kept = list(runs)
    while kept:
        text = kept[-1].text.rstrip()
        if text:
            kept[-1] = replace(kept[-1], text=text)
            break
        kept.pop()
    return kept


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _html(runs: Runs) -> str:
    return "".join(_blocks(runs))


def _blocks(runs: Runs) -> Iterator[str]:
    left, room = ENTITY_LIMIT, LINKS_LIMIT
    for kind, group in groupby(runs, key=lambda run: run.block):
        opened = kind is not None and left > 0
        left -= opened
        yield kind.value if kind is not None and opened else ""
        for run in group:
            room -= len(run.href or "")
            tags = _tags(run if room >= 0 else replace(run, href=None))[: max(left, 0)]
            left -= len(tags)
            yield _tagged(_visible(run), tags)
        yield "</blockquote>" if opened else ""


def _tags(run: Run) -> list[tuple[str, str]]:
    if run.code:
        return [("<code>", "</code>")]
    tags = [("<b>", "</b>")] * run.bold + [("<i>", "</i>")] * run.italic
    if run.href is not None:
        tags.append((f'<a href="{html.escape(run.href)}">', "</a>"))
    elif run.at is not None:
        tags.append((f'<tg-time unix="{int(run.at.timestamp())}" format="r">', "</tg-time>"))
    return tags


def _tagged(text: str, tags: list[tuple[str, str]]) -> str:
    opening = "".join(tag for tag, _ in tags)
    closing = "".join(tag for _, tag in reversed(tags))
    return f"{opening}{html.escape(text, quote=False)}{closing}"


def _text(runs: Runs) -> str:
    return "".join(_visible(run) for run in runs)


def _visible(run: Run) -> str:
    return f"{run.isolate}{run.text}\u2069" if run.isolate else run.text


# ── what untrusted words may not contain ─────────────────────────────────────────────────────────────────────────

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\u030a\u0333\u033f"  # Telegram itself takes these away
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(0x10000 * plane + 0xFFFE)}{chr(0x10000 * plane + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_ODD_BLANK = re.compile("[\t\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_UNFIT_FOR_URL = re.compile(r"[\s\"<>\\^`{|}]")
_JOINERS = re.compile("[\u200c\u200d]{2,}")
_LOOSE_JOINER = re.compile("(?<!\\S)[\u200c\u200d]|[\u200c\u200d](?!\\S)")
_SELECTORS = re.compile("[\ufe00-\ufe0f]{2,}")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")  # no script needs more on one letter
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def _isolate(text: str) -> str:
    """What has to open the text so that its direction disturbs nothing around it; nothing for left-to-right text."""
    right = len(_RIGHT_TO_LEFT.findall(text))
    if not right:
        return ""
    left = sum(character.isalpha() for character in text) - right
    return "\u2068\u200f" if right > left else "\u2068"
