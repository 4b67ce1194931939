from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.engine import Database
from bot.store.store import Store
from tests.store.samples import NOW, feed, follow, tell

INCREMENTS = """
import sys
from bot.store.engine import Database
database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(60):
    with database.write() as connection:
        count = int(connection.exec_driver_sql("SELECT value FROM bot_state WHERE key = 'count'").scalar_one())
        connection.exec_driver_sql(f"UPDATE bot_state SET value = '{count + 1}' WHERE key = 'count'")
"""


def test_the_folder_is_made_and_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "dateline.sqlite"
    with Store.open(f"sqlite:///{path}") as store:
        store.accept_updates([(1, "a")], NOW)
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "url", ["", "dateline.sqlite", "sqlite://", "sqlite:///:memory:", "mysql://host/name", "http://[", "nosuch://x"]
)
def test_an_address_of_no_database_is_refused(url: str) -> None:
    with pytest.raises(StoreError):
        Store.open(url)


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be created"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "dateline.sqlite"
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreError, match=r"not a database or is damaged. Restore a backup, or move it away"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"Dear diary")


def test_a_damaged_file_is_told_with_what_to_do(migrated_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "dateline.sqlite"
    content = bytearray(migrated_file.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged") as raised, Store.open(f"sqlite:///{path}") as store:
        store.accept_updates([(1, "a")], NOW)
    assert "ackup" in str(raised.value)


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="does not answer") as raised:
        Store.open("postgresql://dateline:secret@127.0.0.1:9/dateline?connect_timeout=1")
    assert "secret" not in str(raised.value)


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="without a zone"):
        store.accept_updates([(1, "a")], datetime(2026, 3, 5))  # noqa: DTZ001


def test_a_write_that_fails_leaves_the_store_usable(store: Store) -> None:
    with pytest.raises(StoreError):
        store.subscribe(1, "harbour", None, NOW)
    assert store.accept_updates([(1, "a")], NOW) == 1


def test_threads_and_processes_lose_no_increment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dateline.sqlite'}"
    with Store.open(url):
        database = Database(url)
        with database.write() as connection:
            connection.exec_driver_sql("INSERT INTO bot_state VALUES ('count', '0')")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        other = subprocess.Popen([sys.executable, "-c", INCREMENTS, url], text=True, **pipes)
        assert other.stdout is not None
        other.stdout.readline()

        def increments() -> None:
            for _ in range(30):
                with database.write() as connection:
                    count = int(connection.exec_driver_sql("SELECT value FROM bot_state").scalar_one())
                    connection.exec_driver_sql(f"UPDATE bot_state SET value = '{count + 1}'")

        threads = [threading.Thread(target=increments) for _ in range(4)]
        for thread in threads:
            thread.start()
        other.communicate("go\n", 60)
        for thread in threads:
            thread.join()
        assert other.returncode == 0
        with database.read() as connection:
            assert connection.exec_driver_sql("SELECT value FROM bot_state").scalar_one() == "180"
        database.close()


def test_reading_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "dateline.sqlite"
    with Store.open(f"sqlite:///{path}") as store:
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        assert store.health(NOW).feeds == 0
        writer.close()


@pytest.mark.parametrize(("lasting", "level"), [(True, {"2", "on"}), (False, {"1", "off"})])
def test_what_must_last_waits_for_the_disk(url: str, lasting: bool, level: set[str]) -> None:
    database = Database(url)
    for _ in range(2):  # the connection is used again
        with database.write(lasting=lasting) as connection:
            asked = "PRAGMA synchronous" if connection.dialect.name == "sqlite" else "SHOW synchronous_commit"
            assert str(connection.exec_driver_sql(asked).scalar_one()) in level
        with database.write(lasting=not lasting):
            pass
    database.close()


def test_every_thread_may_call(store: Store) -> None:
    feed(store)
    follow(store, 1)
    failures: list[BaseException] = []

    def work(n: int) -> None:
        try:
            tell(store, f"up{n}", 1)
            store.subscriptions()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.health(NOW).pending == 12


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_file_that_may_not_be_written_is_told(migrated_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "dateline.sqlite"
    path.write_bytes(migrated_file.read_bytes())
    path.chmod(0o400)
    with pytest.raises(StoreError, match="rights"):
        Store.open(f"sqlite:///{path}")
