from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from bot.errors import StoreError
from bot.store.engine import Database
from bot.store.migrate import VERSION_TABLE
from bot.store.schema import metadata
from bot.store.store import InboxRow, Store
from tests.store.samples import NOW

HEAD = "0003"


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
        run(url, f"UPDATE {VERSION_TABLE} SET version_num = '{HEAD}'")


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


def test_updates_from_before_bots_were_told_apart_are_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dateline.sqlite'}"
    upgrade(url, "0001")
    columns = "update_id, payload, attempts, received_at, answered_at"
    run(
        url,
        f"INSERT INTO inbox ({columns}) VALUES (7, 'a', 9, '2026-03-05 12:00:00', NULL)",
        f"INSERT INTO inbox ({columns}) VALUES (6, '', 1, '2026-03-05 12:00:00', '2026-03-05 12:00:01')",
        "INSERT INTO bot_state VALUES ('newest_update_id', '7'), ('newest_update_at', '2026-03-05T12:00:00+00:00')",
    )
    with Store.open(url) as store:
        assert store.pending_updates(9, bot_id=11) == (InboxRow(update_id=7, payload="a", attempts=0),)
        assert store.next_offset(NOW, bot_id=11) is None


def upgrade(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    database = Database(url)
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    database.close()
