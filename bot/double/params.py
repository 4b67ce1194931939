"""The parameters of a call, however they were sent: in the address, as JSON, as a form or as multipart.

Pure. Every getter refuses as Telegram does, with an ApiError.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal of the Bot API: ``ok`` is false, with this code and these words."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(words: str) -> ApiError:
    """400, with the words as Telegram writes them: a capital at the start only for its own constants."""
    lower_case = len(words) > 1 and not (words[1] == "_" or "A" <= words[1] <= "Z")
    return ApiError(400, f"Bad Request: {words[0].lower() + words[1:] if lower_case else words}")


@dataclass(frozen=True, slots=True)
class Params:
    """Values by name: text from forms, JSON values from JSON bodies. ``files`` are the names of uploaded fields."""

    values: Json
    files: frozenset[str] = field(default_factory=frozenset)

    def text(self, name: str) -> str:
        """The value as text, "" where it is missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str) -> int | None:
        """The value as a whole number; None where it is missing or none."""
        match = re.fullmatch(r"\s*(-?\d{1,18})\s*", self.text(name))
        return int(match[1]) if match else None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "yes", "1")

    def number(self, name: str, empty: str) -> float:
        """The value as a number. Refuses a missing one with the words ``empty``."""
        try:
            return float(self.text(name))
        except ValueError:
            raise bad_request(empty) from None

    def tree(self, name: str, what: str) -> Any:
        """The value as parsed JSON, None where it is missing; ``what`` names it in the refusal."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def table(self, name: str, what: str) -> Json | None:
        """The value as a JSON object."""
        value = self.tree(name, what)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {what}")
        return value
