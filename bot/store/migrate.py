"""Bringing a database to the schema of this program.

I/O: database.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.errors import StoreError
from bot.store.engine import Database
from bot.store.schema import metadata

VERSION_TABLE = "dateline_schema"
_LOCK = 7_205_759_403  # any number that nobody else locks


def migrate(database: Database) -> None:
    """Create or renew the tables, all or nothing. Raises StoreError for a newer database and for someone else's."""
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    script = ScriptDirectory.from_config(config)
    with database.read() as connection:
        if _revision(connection) == script.get_current_head():
            return
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        _refuse_others(connection, script, database.name)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def _refuse_others(connection: sa.Connection, script: ScriptDirectory, name: str) -> None:
    revision = _revision(connection)
    if revision is None:
        there = set(sa.inspect(connection).get_table_names()) - {VERSION_TABLE}
        if there if connection.dialect.name == "sqlite" else there & set(metadata.tables):
            raise StoreError(f"{name} belongs to another program. Name a new file or an empty database.")
    elif revision not in {known.revision for known in script.walk_revisions()}:
        raise StoreError(
            f"{name} was written by a newer Dateline (schema {revision}, this one knows up to"
            f" {script.get_current_head()}). Install that version again, or name another database."
        )
