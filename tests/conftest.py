"""What holds for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command sets it, before numpy is first imported

# Machines differ in speed, so an example has no deadline; the same examples are tried everywhere.
settings.register_profile("dateline", deadline=None, derandomize=True)
settings.load_profile("dateline")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """A command that is run in a test sets up logging for its process; the next test begins without that."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
