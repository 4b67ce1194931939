from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.store.store import Store
from handlers.command import Desk
from tests.fakes import double_process, telegram
from tests.handlers.desk import MARSH, NOW, Asker, desk_with, keep
from tests.render.samples import TOPIC, stored

__all__ = ["double_process", "telegram"]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("handlers") / "empty.sqlite"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(migrated_file, tmp_path / "dateline.sqlite")
    with Store.open(f"sqlite:///{tmp_path / 'dateline.sqlite'}") as opened:
        yield opened


@pytest.fixture
def desk(store: Store) -> Desk:
    """Two topics; of the first one article is stored."""
    desk = desk_with(store, (TOPIC, MARSH))
    keep(store, replace(stored(), first_seen_at=NOW, story_id=None))
    return desk


@pytest.fixture
def small_desk(desk: Desk) -> Desk:
    """The same with one topic only."""
    return replace(desk, topics=(TOPIC,))


@pytest.fixture
def asker(desk: Desk) -> Asker:
    return Asker(desk)
