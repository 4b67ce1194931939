"""The fault plan: which call goes wrong, and how.

Pure: chance comes from a seed. Kinds differ in what a sender most wants to know and cannot: was it delivered?
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any


class Fault(StrEnum):
    REFUSE = "refuse"  # not delivered; the connection is closed without an answer
    HANG = "hang"  # not delivered; no answer ever
    HANG_AFTER = "hang_after"  # delivered; no answer ever
    CLOSE_AFTER = "close_after"  # delivered; the connection is closed without an answer
    HALF = "half"  # delivered; half an answer, then the connection is closed
    GARBAGE = "garbage"  # delivered; 200 and bytes that are no JSON
    FAIL = "fail"  # 5xx; delivered or not, JSON or a page of HTML, as the rule says
    FLOOD = "flood"  # not delivered; 429
    ERROR = "error"  # not delivered; a refusal with the code and words of the rule
    SLOW = "slow"  # delivered, with the answer, after a while


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which calls a fault befalls. All that is given must hold; ``nth`` counts the calls that match, from 1."""

    kind: Fault
    method: str = "*"  # as in the manual, any case; "send*" stands for all that begin so
    chat_id: int | None = None
    nth: tuple[int, ...] = ()  # only these; empty for all
    first: int | None = None  # only the first so many
    probability: float = 1.0
    seed: int = 0
    status: int = 502
    html: bool = False
    delivered: bool = False  # of FAIL
    retry_after: int = 1
    delay_s: float = 1.0
    code: int = 400
    description: str = "Bad Request: can't parse entities: refused by the plan"

    @classmethod
    def read(cls, given: dict[str, Any]) -> Rule:
        """A rule from JSON. Raises ValueError or TypeError for what is none."""
        return cls(**(given | {"kind": Fault(given["kind"]), "nth": tuple(given.get("nth", ()))}))

    @property
    def delivers(self) -> bool:
        """Does the call take effect all the same?"""
        if self.kind is Fault.FAIL:
            return self.delivered
        return self.kind not in (Fault.REFUSE, Fault.HANG, Fault.FLOOD, Fault.ERROR)

    def matches(self, method: str, chat_id: int | None) -> bool:
        wanted = self.method.lower()
        same = method.startswith(wanted[:-1]) if wanted.endswith("*") else method == wanted
        return same and (self.chat_id is None or self.chat_id == chat_id)


@dataclass(slots=True)
class _Entry:
    rule: Rule
    random: Random
    seen: int = 0

    def strikes(self) -> bool:
        self.seen += 1
        by_chance = self.random.random() < self.rule.probability
        counted = self.rule.nth == () or self.seen in self.rule.nth
        return by_chance and counted and (self.rule.first is None or self.seen <= self.rule.first)


@dataclass(slots=True)
class FaultPlan:
    """The rules in force; the first that strikes a call decides."""

    entries: list[_Entry] = field(default_factory=list)

    def add(self, rule: Rule) -> None:
        self.entries.append(_Entry(rule, Random(rule.seed)))

    def clear(self) -> None:
        self.entries.clear()

    def strike(self, method: str, chat_id: int | None) -> Rule | None:
        """The fault that befalls this call; every rule that matches counts it."""
        struck = [e.rule for e in self.entries if e.rule.matches(method, chat_id) and e.strikes()]
        return struck[0] if struck else None
