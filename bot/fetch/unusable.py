"""How the parts of the fetcher say that nothing usable comes; the fetcher makes a FetchFailure of it.

Pure.
"""

from __future__ import annotations

from bot.types import FailureReason


class Unusable(Exception):
    """Never leaves ``bot.fetch``."""

    def __init__(self, reason: FailureReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
