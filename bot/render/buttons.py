"""What a button carries back to us: a command about an article, or a command as if typed. Both ways in one place.

Pure.

``a:<command>:<article id>`` or ``c:<command>:<arguments>``, at most 64 bytes. Whoever holds a message can send back
anything, so what comes in is only ever a command with arguments, checked like a typed one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.types import Button

DATA_LIMIT = 64  # bytes: core.telegram.org/bots/api#inlinekeyboardbutton
_DATA = re.compile(r"(?P<kind>[ac]):(?P<command>[a-z]{1,16}):(?P<rest>[^\x00-\x1f\ud800-\udfff]{0,60})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that was pressed: the command, and either the article it is about or its arguments."""

    command: str
    article_id: str | None = None
    args: str = ""


def about(text: str, command: str, article_id: str) -> Button | None:
    """A button that asks a command about an article; None where the id does not fit in."""
    return _button(text, f"a:{command}:{article_id}")


def ask(text: str, command: str, args: str = "") -> Button | None:
    """A button that sends a command as if typed; None where the arguments do not fit in."""
    return _button(text, f"c:{command}:{args}")


def read(data: str | None) -> Press | None:
    """What a button says; None where it is none of ours."""
    if not data or len(data.encode("utf-8", "replace")) > DATA_LIMIT:
        return None
    found = _DATA.fullmatch(data)
    if not found:
        return None
    if found["kind"] == "a":
        return Press(command=found["command"], article_id=found["rest"]) if found["rest"] else None
    return Press(command=found["command"], args=found["rest"])


def rows(buttons: Sequence[Button | None], width: int) -> tuple[tuple[Button, ...], ...]:
    """The buttons there are, ``width`` to a row."""
    there = [button for button in buttons if button is not None]
    return tuple(tuple(there[at : at + width]) for at in range(0, len(there), width))


def _button(text: str, data: str) -> Button | None:
    return Button(text=text, data=data) if read(data) else None
