from __future__ import annotations

import pytest

from config import locales


@pytest.fixture(scope="session")
def words() -> dict[str, str]:
    return locales.load("en")
