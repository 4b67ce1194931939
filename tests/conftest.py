"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# Machines differ in speed, so an example has no deadline; the same examples are tried everywhere.
settings.register_profile("dateline", deadline=None, derandomize=True)
settings.load_profile("dateline")
