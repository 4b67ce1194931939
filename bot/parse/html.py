"""HTML → plain text: paragraphs parted by a blank line; no markup, scripts, control or direction characters.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree, html

MAX_SOURCE = 1_000_000  # characters of markup that are read
MAX_TEXT = 100_000  # characters of text that are kept
MAX_LINE = 1_000

_SKIPPED = frozenset(
    "script style noscript template iframe object embed applet svg math head button select option textarea audio "
    "video canvas map figcaption".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_TAG = re.compile(r"<[^<>]*>")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,31}\d{0,2});")
_CLOSING = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h[1-6]|blockquote|script|style|td)\s*>|<br\s*/?>", re.I
)
# Characters that a reader does not see and that change how the others are shown; joiners are letters of Persian.
_INVISIBLE = (
    0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF,
    *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF, *range(0xE0000, 0xE0080), *range(0xD800, 0xE000),
)  # fmt: skip


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(_INVISIBLE)
    for code in range(0x3001):  # beyond, there are no control characters or spaces
        match unicodedata.category(chr(code)):
            case "Cc":
                table[code] = None
            case "Zs":
                table[code] = " "
            case "Zl" | "Zp":
                table[code] = "\n"
    return table | {ord("\t"): " ", ord("\n"): "\n", ord("\r"): "\n", ord("\f"): "\n", ord("\v"): "\n", 0x85: "\n"}


_CHARACTERS = _table()


def to_text(source: str) -> str:
    """The text of an HTML fragment or page, in reading order; at most ``MAX_TEXT`` characters, cut at a space.

    Markup that was escaped twice, as many feeds do, is taken off too.
    """
    text = _paragraphs(_strip(source))
    if has_closing_tag(text):
        text = _paragraphs(_strip(text.replace("\n", "<br>")))
    return cut(text, MAX_TEXT)


def plain_to_text(source: str) -> str:
    """Plain text made even: as ``to_text``, but nothing is taken for markup and blank lines part the paragraphs."""
    text = source[:MAX_SOURCE].replace("\r\n", "\n").translate(_CHARACTERS)
    return cut(_paragraphs(text, joined=True), MAX_TEXT)


def to_line(source: str, *, markup: bool) -> str:
    """A title or a name in one line, at most ``MAX_LINE`` characters."""
    text = _strip(source) if markup and has_markup(source) else source[:MAX_SOURCE].translate(_CHARACTERS)
    return cut(" ".join(text.split()), MAX_LINE)


def has_markup(source: str) -> bool:
    """Whether there are tags or entities in the string."""
    return bool(_MARKUP.search(source[:MAX_SOURCE]))


def has_closing_tag(source: str) -> bool:
    """Whether the string has an end tag of HTML or a line break: what says to be plain text then is not."""
    return bool(_CLOSING.search(source[:MAX_SOURCE]))


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut at a space where there is one near the end."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    space = head.rfind(" ", limit - 200 if limit > 400 else limit // 2)
    return (head[:space] if space > 0 else head).rstrip()


def _strip(source: str) -> str:
    source = source[:MAX_SOURCE].replace("\0", "")
    if not source.strip():
        return ""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return _TAG.sub(" ", source).translate(_CHARACTERS)
    return "".join(_words(root)).translate(_CHARACTERS)


def _words(root: etree._Element) -> Iterator[str]:
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in _SKIPPED:
                walker.skip_subtree()
                continue
            if tag in _BLOCKS:
                yield "\n\n"
            elif tag == "br":
                yield "\n"
            yield " ".join((element.text or "").splitlines())
        else:
            if tag in _BLOCKS:
                yield "\n\n"
            yield " ".join((element.tail or "").splitlines())


def _paragraphs(text: str, *, joined: bool = False) -> str:
    """Lines stripped, runs of white space made one space, runs of empty lines made one blank line.

    ``joined``: single line breaks within a paragraph are white space.
    """
    blocks: list[list[str]] = [[]]
    for line in text.split("\n"):
        words = " ".join(line.split())
        if words:
            blocks[-1].append(words)
        elif blocks[-1]:
            blocks.append([])
    return "\n\n".join((" " if joined else "\n").join(block) for block in blocks if block)
