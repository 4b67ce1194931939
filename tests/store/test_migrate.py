from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.errors import StoreError
from bot.store.engine import Database
from bot.store.migrate import VERSION_TABLE
from bot.store.schema import metadata
from bot.store.store import Store
from tests.store.samples import NOW


def run(url: str, *statements: str) -> None:
    database = Database(url)
    with database.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    database.close()


def test_the_steps_lead_to_the_schema(store: Store, url: str) -> None:
    database = Database(url)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_opening_again_changes_nothing(store: Store, url: str) -> None:
    store.accept_updates([(1, "a")], NOW)
    with Store.open(url) as again:
        assert again.health(NOW).inbox == 1


def test_a_database_of_a_newer_program_is_left_alone(store: Store, url: str) -> None:
    run(url, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    try:
        with pytest.raises(StoreError, match=r"newer Dateline \(schema 9999.*Install that version"):
            Store.open(url)
    finally:
        run(url, f"UPDATE {VERSION_TABLE} SET version_num = '0001'")


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'photos.sqlite'}"
    run(url, "CREATE TABLE photos (id INTEGER)")
    with pytest.raises(StoreError, match="another program"):
        Store.open(url)


def test_a_step_that_fails_leaves_an_empty_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dateline.sqlite'}"
    run(url, "CREATE VIEW updates AS SELECT 1")  # in the way of a table
    with pytest.raises(StoreError):
        Store.open(url)
    run(url, "DROP VIEW updates")
    with Store.open(url) as store:
        assert store.feeds() == ()
