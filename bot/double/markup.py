"""Telegram's HTML: tags → text and entities, with the wording of its refusals.

Pure.

What Telegram does and many a reader of its manual does not expect:
offsets count UTF-16 units of the text that remains; only ``lt gt amp quot`` and numbers are character references;
a time, a code or a block of code holds nothing and is held by nothing but a block quote: bold and italic are cut
around it, a link gives way to it; control characters become spaces and direction overrides vanish.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.double.entities import Entity, utf16_length

MAX_BYTES = 1 << 15  # of the source, before parsing
MAX_ENTITIES = 100  # Telegram drops what is beyond

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_CLOSED = frozenset({"code", "pre", "date_time"})
_CONTINUOUS = frozenset({"text_link", "text_mention", "custom_emoji"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})

_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*))(;?)")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_VANISHING = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_SPACE = " \t\r\n\x00\x0b"
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"'\x00]*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_USER_LINK = re.compile(r"tg://user/?\?id=(\d{1,18})$")
_TIME_FORMAT = re.compile(r"[rR]|[tTdDwW]*")


class MarkupError(Exception):
    """Telegram would refuse the markup; the text is its own description, without prefix."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, as a message carries them."""

    text: str
    entities: tuple[Entity, ...] = ()


def parse(source: str) -> Formatted:
    """The text and entities of ``source``. Raises MarkupError."""
    reader = _Reader(source)
    reader.read()
    return tidy(Formatted("".join(reader.out), tuple(_settled(reader.entities))))


def plain(source: str) -> Formatted:
    """The text as Telegram keeps it when no parse mode is given."""
    return tidy(Formatted(_clean(source)))


def is_unicode(text: str) -> bool:
    """No half of a surrogate pair stands alone."""
    return not re.search("[\ud800-\udfff]", text)


def _clean(text: str) -> str:
    return _VANISHING.sub("", _CONTROL.sub(" ", text))


def tidy(formatted: Formatted) -> Formatted:
    """Trimmed as Telegram trims: all space at the end; blanks and newlines at the start, up to the first entity."""
    text = formatted.text.rstrip()
    end = utf16_length(text)
    entities = [replace(e, length=min(e.length, end - e.offset)) for e in formatted.entities if e.offset < end]
    first = min((e.offset for e in entities), default=end)
    lead = 0
    while lead < first and text[lead] in " \n":
        lead += 1
    shifted = (replace(e, offset=e.offset - lead) for e in entities)
    return Formatted(text[lead:], tuple(shifted)[:MAX_ENTITIES])


@dataclass(slots=True)
class _Open:
    tag: str
    at: int  # UTF-16 units
    out: int  # index into the pieces of text
    argument: str = ""
    unix: int = 0


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    units: int = 0
    out: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> None:
        for found in iter(self._next_mark, None):
            self._put(self.source[self.at : found])
            self.at = found
            if self.source[found] == "&":
                self._put(self._reference())
            elif self.source.startswith("</", found):
                self._end_tag()
            else:
                self._start_tag()
        self._put(self.source[self.at :])
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        if not is_unicode("".join(self.out)):
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )

    def _next_mark(self) -> int | None:
        found = re.compile("[&<]").search(self.source, self.at)
        return found.start() if found else None

    def _put(self, text: str) -> None:
        if text := _clean(text):
            self.out.append(text)
            self.units += utf16_length(text)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _char(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def _skip_space(self) -> None:
        while self._char() and self._char() in _SPACE:
            self.at += 1

    def _reference(self) -> str:
        """The character that a reference at the cursor stands for; a lone ``&`` stands for itself."""
        match = _REFERENCE.match(self.source, self.at)
        decoded = _decode(match) if match else None
        if match is None or decoded is None:
            self.at += 1
            return "&"
        self.at = match.end()
        return decoded

    def _start_tag(self) -> None:
        begin = self.at
        tag = self._tag_name(begin + 1)
        if self.at >= len(self.source):
            raise MarkupError(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in _TYPES:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        opened = _Open(tag, self.units, len(self.out))
        while self._char() != ">":
            self._skip_space()
            if self._char() == ">":
                break
            self._attribute(opened, begin)
        self.at += 1
        if tag == "span" and opened.argument != "spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.open.append(opened)

    def _tag_name(self, start: int) -> str:
        self.at = start
        while self._char() and self._char() not in _SPACE and self._char() != ">":
            self.at += 1
        return self.source[start : self.at].lower()

    def _attribute(self, opened: _Open, begin: int) -> None:
        match = _ATTRIBUTE_NAME.match(self.source, self.at)
        name = match.group() if match else ""
        if not name:
            if not self._char():
                raise self._unclosed(opened, begin)
            raise MarkupError(f'Empty attribute name in the tag "{opened.tag}" at byte offset {self._byte(begin)}')
        self.at += len(name)
        self._skip_space()
        if self._char() != "=":
            if not self._char():
                raise self._unclosed(opened, begin)
            if opened.tag == "blockquote" and name == "expandable":
                opened.argument = "1"
            return
        self.at += 1
        self._skip_space()
        if not self._char():
            raise self._unclosed(opened, begin)
        _keep_attribute(opened, name, self._attribute_value())
        if not self._char():
            raise MarkupError(f"Unclosed start tag at byte offset {self._byte(begin)}")

    def _unclosed(self, opened: _Open, begin: int) -> MarkupError:
        return MarkupError(f'Unclosed start tag "{opened.tag}" at byte offset {self._byte(begin)}')

    def _attribute_value(self) -> str:
        quote = self._char()
        if quote not in "\"'":
            begin = self.at
            match = _NAME_TOKEN.match(self.source, self.at)
            self.at = match.end() if match else self.at
            if not self._char() or (self._char() not in _SPACE and self._char() != ">"):
                raise MarkupError(f"Unexpected end of name token at byte offset {self._byte(begin)}")
            return self.source[begin : self.at].lower()
        self.at += 1
        pieces: list[str] = []
        stop = re.compile(f"[&{quote}]")
        while (found := stop.search(self.source, self.at)) is not None:
            pieces.append(self.source[self.at : found.start()])
            self.at = found.start()
            if self._char() == quote:
                self.at += 1
                return "".join(pieces)
            pieces.append(self._reference())
        self.at = len(self.source)
        return ""

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise MarkupError(f"Unexpected end tag at byte offset {self._byte(begin)}")
        name = self._tag_name(begin + 2)
        self._skip_space()
        if self._char() != ">":
            raise MarkupError(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise MarkupError(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}>", found "</{name}>"'
            )
        if self.units > opened.at:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity = Entity(type=_TYPES[opened.tag], offset=opened.at, length=self.units - opened.at)
        match opened.tag:
            case "a":
                self.entities += _link(entity, opened.argument or "".join(self.out[opened.out :]))
            case "tg-time":
                self.entities += _time(entity, opened)
            case "tg-emoji":
                self.entities.append(_emoji(entity, opened.argument))
            case "blockquote" if opened.argument:
                self.entities.append(replace(entity, type="expandable_blockquote"))
            case "pre" | "code":
                self._close_code(entity, opened)
            case _:
                self.entities.append(entity)

    def _close_code(self, entity: Entity, opened: _Open) -> None:
        """``<pre><code class="language-…">`` is one block of code in a language; a language alone means nothing."""
        last = self.entities[-1] if self.entities else None
        same = last is not None and (last.offset, last.length) == (entity.offset, entity.length)
        if same and last is not None and opened.tag == "pre" and last.type == "code" and last.language:
            self.entities[-1] = replace(last, type="pre")
        elif same and last is not None and opened.tag == "code" and last.type == "pre" and opened.argument:
            self.entities[-1] = replace(last, language=opened.argument)
        else:
            self.entities.append(replace(entity, language=opened.argument or None))


def _decode(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name, _ = match.groups()
    if name is not None:
        return _NAMED.get(name)
    if match.end() - match.start() - len(match[4]) >= 10:
        return None
    code = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
    return chr(code) if 0 < code < 0x10FFFF else None


def _keep_attribute(opened: _Open, name: str, value: str) -> None:
    match opened.tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
            opened.argument = value
        case ("code", "class") if value.startswith("language-"):
            opened.argument = value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            opened.argument = value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            opened.argument = "1"
        case ("tg-time", "unix"):
            digits = re.match(r"\d{1,10}", value)
            opened.unix = int(digits.group()) if digits else 0
        case _:
            pass


def _link(entity: Entity, url: str) -> list[Entity]:
    """A link, a mention of a user, or nothing where the address is none."""
    if user := _USER_LINK.match(url):
        return [replace(entity, type="text_mention", user_id=int(user[1]))]
    checked = checked_link(url)
    return [replace(entity, url=checked)] if checked else []


def checked_link(url: str) -> str:
    """The address as Telegram keeps it, or "" where it takes it for none: a host without a dot is none."""
    url = url.strip()
    if re.match(r"(tg|ton|tonsite)://\S+$", url):
        return url
    match = re.match(r"(?:(https?)://)?([^/?#\s:@]+\.[^/?#\s:@]+)(:\d{1,5})?([/?#]\S*)?$", url, re.IGNORECASE)
    if not match:
        return ""
    scheme, host, port, rest = match.groups()
    return f"{(scheme or 'http').lower()}://{host}{port or ''}{rest or '/'}"


def _time(entity: Entity, opened: _Open) -> list[Entity]:
    if not _TIME_FORMAT.fullmatch(opened.argument):
        raise MarkupError("Invalid date format used")
    if opened.unix <= 0:
        return []
    return [replace(entity, unix_time=opened.unix, date_time_format=opened.argument)]


def _emoji(entity: Entity, argument: str) -> Entity:
    if not re.fullmatch(r"-?\d{1,19}", argument) or int(argument) == 0:
        raise MarkupError("Invalid custom emoji identifier specified")
    return replace(entity, custom_emoji_id=argument)


def _settled(found: list[Entity]) -> Iterable[Entity]:
    """Which entities remain where they meet, in the order of a message."""
    closed = _without_nested([replace(e, language=None) if e.type == "code" else e for e in found], _CLOSED)
    quotes = _without_nested(found, _QUOTES)
    continuous = [e for e in _without_nested(found, _CONTINUOUS) if not any(e.meets(c) for c in closed)]
    splittable = [part for kind in sorted(_SPLITTABLE) for part in _cut(_without_nested(found, {kind}), closed)]
    return sorted(closed + quotes + continuous + splittable, key=lambda e: (e.offset, -e.length, e.type))


def _without_nested(found: list[Entity], types: Iterable[str]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in sorted((e for e in found if e.type in types), key=lambda e: (e.offset, -e.length)):
        if not kept or not entity.meets(kept[-1]):
            kept.append(entity)
    return kept


def _cut(entities: list[Entity], holes: list[Entity]) -> Iterable[Entity]:
    for entity in entities:
        at = entity.offset
        for hole in holes:
            if hole.meets(entity):
                if hole.offset > at:
                    yield replace(entity, offset=at, length=hole.offset - at)
                at = max(at, hole.end)
        if at < entity.end:
            yield replace(entity, offset=at, length=entity.end - at)
