"""An empty store on every database that is at hand: always SQLite, PostgreSQL where DATELINE_TEST_POSTGRES names one.

That database is emptied for each test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.engine import Database
from bot.store.schema import metadata
from bot.store.store import Store

POSTGRES = "DATELINE_TEST_POSTGRES"
DATABASES = [
    "sqlite",
    pytest.param(
        "postgresql", marks=pytest.mark.skipif(POSTGRES not in os.environ, reason=f"{POSTGRES} names no database")
    ),
]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "empty.sqlite"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path) -> str:
    if request.param == "sqlite":
        shutil.copy(migrated_file, tmp_path / "dateline.sqlite")
        return f"sqlite:///{tmp_path / 'dateline.sqlite'}"
    empty_postgres()
    return os.environ[POSTGRES]


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


def empty_postgres() -> None:
    Store.open(os.environ[POSTGRES]).close()
    database = Database(os.environ[POSTGRES])
    tables = ", ".join(metadata.tables)
    with database.write() as connection:
        connection.execute(sa.text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    database.close()
