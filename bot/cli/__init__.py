"""The commands of ``dateline``, one module each.

I/O: terminal and files; each module says what else.
"""

from __future__ import annotations

# Each is a module of this package with HELP, add_arguments(parser) and run(args) -> exit status. Only the one that
# was called is imported beyond its head.
COMMANDS: tuple[str, ...] = ("demo", "run", "once", "extract", "locate", "feed", "replay", "check", "init", "doctor")
