"""Opening a database, its transactions, and its errors in words that say what to do.

I/O: database. SQLAlchemy's own transactions on SQLite lose updates: here every writer begins with BEGIN IMMEDIATE.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.errors import StoreError

T = TypeVar("T")

CHUNK = 500  # values in one statement; SQLite takes 32,766
_SYNCHRONOUS = "dateline_synchronous"  # of a writer; a reader has none
_PRAGMAS = (
    "busy_timeout = 10000",
    "journal_mode = WAL",
    "foreign_keys = ON",
    "secure_delete = FAST",
)


class Database:
    """A pool of connections, for many threads. One of them writes at a time."""

    def __init__(self, url: str) -> None:
        parsed = _parse(url)
        self.name = parsed.render_as_string(hide_password=True)
        self._writing = threading.Lock()
        try:
            self.engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
        except OSError as error:
            raise StoreError(f"{self.name} cannot be created: {error.strerror}. Check the folder's rights.") from error

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One look at the database: on SQLite as it stood at the first question, whatever is written meanwhile."""
        with self._errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, *, lasting: bool = True) -> Iterator[sa.Connection]:
        """One transaction: all of it is committed, or nothing of it and the error is raised.

        What was committed survives the end of the process; if ``lasting``, a power cut too. That is a visit to the
        disk for each commit: 65 deliveries a second instead of 600, on a busy machine.
        """
        with self._errors(), self._writing, self.engine.connect() as connection:
            connection.execution_options(**{_SYNCHRONOUS: "FULL" if lasting else "NORMAL"})
            with connection.begin():
                if not lasting and connection.dialect.name == "postgresql":
                    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
                yield connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.SQLAlchemyError as error:
            cause = error.orig if isinstance(error, sa.exc.StatementError) else error
            raise StoreError(f"{self.name}: {_explain(str(cause))}") from error


def insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what to do on a conflict."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or overwrite those with the same primary key."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    statement = insert(connection, table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def insert_new(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows that break no uniqueness; how many."""
    if not rows:
        return 0
    statement = insert(connection, table).on_conflict_do_nothing()
    return connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Lists of at most CHUNK values, for statements that name each."""
    chunk: list[T] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError(
            "no database at such an address. Write sqlite:///dateline.sqlite or postgresql://user@host/name"
        )
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError("the database must be a file: what is due must outlive the program")
    return parsed


def _sqlite(url: sa.URL) -> sa.Engine:
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # who subscribes to what is nobody else's business
    engine = sa.create_engine(url)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: sa.URL) -> sa.Engine:
    try:
        return sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise StoreError('PostgreSQL needs its driver: pip install "dateline[postgres]"') from error


def _prepare(connection: DBAPIConnection, record: object) -> None:
    connection.isolation_level = None  # transactions begin in _begin and nowhere else
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    synchronous = connection.get_execution_options().get(_SYNCHRONOUS)
    if synchronous is not None:
        connection.exec_driver_sql(f"PRAGMA synchronous = {synchronous}")
    connection.exec_driver_sql("BEGIN" if synchronous is None else "BEGIN IMMEDIATE")


_ADVICE = (
    ("not a database", "the file is not a database or is damaged. Restore a backup, or move it away to begin anew."),
    ("malformed", "the file is damaged. Stop the bot, then restore a backup or rescue it with: sqlite3 FILE .recover"),
    ("disk i/o error", "the disk cannot be read or written. Check the disk, then restore a backup if need be."),
    ("disk is full", "the disk is full. Make room; nothing is lost."),
    ("readonly", "the file may not be written. Check its rights and those of its folder."),
    ("unable to open", "the file cannot be opened. Check its folder and rights."),
    ("is locked", "another program holds the database. Is a second bot or a backup running?"),
    ("connection failed", "the server does not answer. Check that it runs, and the address, user and password."),
)


def _explain(problem: str) -> str:
    advice = next((advice for words, advice in _ADVICE if words in problem.lower()), None)
    return f"{advice} ({problem})" if advice else problem
