"""Logging: structured, on standard error, and without tokens whoever wrote the line.

I/O: standard error. ``configure`` is called once, by the commands; everything else asks ``structlog.get_logger``.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from types import TracebackType
from typing import TextIO

import structlog

TOKEN = re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
QUIET = ("httpx", "httpcore", "apscheduler", "alembic", "asyncio", "aiohttp", "telegram", "trafilatura", "htmldate")


def redact(text: str) -> str:
    """``text`` with every bot token in it replaced, also where it stands in an address."""
    return TOKEN.sub("<token>", text)


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """The finished line is searched, traceback included: there is no later place where a token could come in."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configure(*, level: str = "INFO", stream: TextIO | None = None, as_json: bool | None = None) -> None:
    """Send the records of structlog and of every library to ``stream``, standard error by default.

    One JSON object per line, or lines for a person where the stream is a terminal; ``as_json`` overrules.
    Crashes, also of threads, and warnings go the same way.
    """
    out = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    plain = as_json if as_json is not None else not out.isatty()
    handler = logging.StreamHandler(out)
    handler.setFormatter(RedactingFormatter(foreign_pre_chain=shared, processors=_renderers(plain)))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[*shared[:-1], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_crash
    threading.excepthook = lambda crash: _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def _renderers(as_json: bool) -> list[structlog.typing.Processor]:
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if as_json:
        return [drop, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=repr)]
    return [drop, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]


def _log_crash(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), traceback)
        return
    logging.getLogger("dateline").critical("crashed", exc_info=(kind, error or kind(), traceback))
