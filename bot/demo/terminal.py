"""A message of the chat as lines of a terminal: entities become styles and links, buttons a row of brackets.

Pure. Control characters of a message never reach the terminal.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

Json = dict[str, Any]

WIDTH = 78
_STYLES = {
    "bold": "\x1b[1m",
    "italic": "\x1b[3m",
    "underline": "\x1b[4m",
    "strikethrough": "\x1b[9m",
    "text_link": "\x1b[4m",
    "url": "\x1b[4m",
    "bot_command": "\x1b[36m",
    "code": "\x1b[2m",
    "pre": "\x1b[2m",
}
_RESET = "\x1b[0m"
_NO_LINK = "\x1b]8;;\x1b\\"
_DIM = "\x1b[2m"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_ESCAPE = re.compile(r"\x1b\[[0-9]*m|\x1b\]8;;[^\x1b]*\x1b\\")
_QUOTES = ("blockquote", "expandable_blockquote")


def render(message: Json, *, ansi: bool, width: int = WIDTH) -> str:
    """A message as the reader sees it, lines of at most ``width`` columns where words allow."""
    lines = [line for paragraph in _body(message, ansi).split("\n") for line in _wrapped(paragraph, width)]
    lines += [_dim(row, ansi) for row in button_rows(message)]
    return "\n".join(lines)


def incoming(message: Json, *, ansi: bool, edited: bool = False, silent: bool = False) -> str:
    """A message of the bot: a bar at its side, as in a chat."""
    marks = "".join((" (edited)" if edited else "", " (without sound)" if silent else ""))
    head = ("\x1b[1;34mDateline\x1b[0m" if ansi else "Dateline") + _dim(marks, ansi)
    bar = "\x1b[34m│\x1b[0m " if ansi else "│ "
    return "\n".join((head, *((bar + line).rstrip() for line in render(message, ansi=ansi).split("\n"))))


def outgoing(text: str, *, ansi: bool) -> str:
    """What the reader typed or pressed."""
    return f"\x1b[1;32mYou\x1b[0m {text}" if ansi else f"You: {text}"


def buttons(message: Json) -> tuple[Json, ...]:
    """The buttons under a message, as they are numbered: row by row, from 1."""
    return tuple(b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row)


def button_rows(message: Json) -> Iterator[str]:
    """One line for each row of buttons: ``[Figures 4] [Quotes 2]``."""
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        yield " ".join(f"[{_clean(button['text'])}]" for button in row)


def _body(message: Json, ansi: bool) -> str:
    if "text" in message:
        return _styled(message["text"], message.get("entities", ()), ansi)
    if venue := message.get("venue"):
        place = venue["location"]
        title, address = _clean(venue["title"]), _clean(venue["address"])
        return f"📍 {title}\n{address} ({place['latitude']:.3f}, {place['longitude']:.3f})"
    if place := message.get("location"):
        return f"📍 {place['latitude']:.3f}, {place['longitude']:.3f}"
    kind = next((name for name in ("photo", "document") if name in message), "message")
    return f"[{kind}] {_styled(message.get('caption', ''), message.get('caption_entities', ()), ansi)}"


def _styled(text: str, entities: Sequence[Json], ansi: bool) -> str:
    """The text with its styles; without colours the same words, block quotes with a sign before them."""
    units = text.encode("utf-16-le", "surrogatepass")
    edges = sorted({0, len(units) // 2, *(at for e in entities for at in (e["offset"], e["offset"] + e["length"]))})
    pieces = []
    for start, end in pairwise(edges):
        words = _clean(units[2 * start : 2 * end].decode("utf-16-le", "replace"))
        over = [e for e in entities if e["offset"] <= start and end <= e["offset"] + e["length"]]
        begins = any(e["type"] in _QUOTES and e["offset"] == start for e in over)
        quoted = any(e["type"] in _QUOTES for e in over)
        pieces.append(("❝ " if begins else "") + _dressed(words, over, quoted, ansi))
    return "".join(pieces)


def _dressed(words: str, over: Sequence[Json], quoted: bool, ansi: bool) -> str:
    if not ansi:
        return words
    style = "".join(dict.fromkeys(_STYLES[e["type"]] for e in over if e["type"] in _STYLES))
    style += "\x1b[33m" if quoted else ""
    dressed = "\n".join(f"{style}{line}{_RESET}" if style and line else line for line in words.split("\n"))
    url = next((_clean(e["url"]).replace("\n", "") for e in over if e.get("url")), "")
    return f"\x1b]8;;{url}\x1b\\{dressed}{_NO_LINK}" if url else dressed


def _wrapped(line: str, width: int) -> list[str]:
    """The line in pieces; escapes take no room."""
    if len(_ESCAPE.sub("", line)) <= width:
        return [line]
    pieces: list[str] = []
    for word in line.split(" "):
        longer = f"{pieces[-1]} {word}" if pieces else word
        if pieces and len(_ESCAPE.sub("", longer)) <= width:
            pieces[-1] = longer
        else:
            pieces.append(word)
    return _carried(pieces)


def _carried(pieces: list[str]) -> list[str]:
    """Styles and links that a line leaves open are closed at its end and opened again on the next."""
    carried: list[str] = []
    style = link = ""
    for piece in pieces:
        line = link + style + piece
        for escape in _ESCAPE.findall(piece):
            if escape.startswith("\x1b]"):
                link = "" if escape == _NO_LINK else escape
            else:
                style = "" if escape == _RESET else style + escape
        carried.append(line + (_RESET if style else "") + (_NO_LINK if link else ""))
    return carried


def _dim(text: str, ansi: bool) -> str:
    return f"{_DIM}{text}{_RESET}" if ansi and text else text


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def note(text: str, *, ansi: bool) -> str:
    """A word of the demo itself, beside the chat."""
    return "\n".join(_dim(line, ansi) for line in textwrap.wrap(text, WIDTH))
