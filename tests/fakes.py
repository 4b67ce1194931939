"""Fakes with verbs, shared by the tests.

A test package that needs Telegram imports the two fixtures into its ``conftest.py``:
``from tests.fakes import double_process, telegram``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.double import Double


@pytest.fixture(scope="session")
def double_process() -> Iterator[Double]:
    """The process of the double, shared by a whole run: it starts once."""
    with Double() as double:
        yield double


@pytest.fixture
def telegram(double_process: Double) -> Double:
    """Telegram with nobody there, nothing sent, nothing wrong and no speed limits (``limits(True)`` brings them)."""
    double_process.starts_afresh()
    double_process.limits(False)
    return double_process
