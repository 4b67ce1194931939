"""Settings: what is wrong is named with file, key, value and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import settings
from config.settings import Secrets, UnusableSettings, load, starter

TOKEN = "123456:" + "A" * 35
FEED = '[[feeds]]\nurl = "https://a.test/f.xml"\nname = "A"\n'
TOPIC = '[[topics]]\nkey = "harbour"\ntitle = "Harbour"\nterms = ["Sennar"]\n'


def problems(tmp_path: Path, text: str) -> tuple[str, ...]:
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableSettings) as raised:
        load(path)
    return raised.value.problems


@pytest.mark.parametrize(
    ("text", "key", "value", "instead"),
    [
        ("[polling]\nintervall_s = 300\n", "polling.intervall_s", "300", "write interval_s"),
        ("[polling]\ninterval_s = 5\n", "polling.interval_s", "5", "interval_s = 300"),
        ('[polling]\ninterval_s = "often"\n', "polling.interval_s", "'often'", "interval_s = 300"),
        ('[[feeds]]\nurl = "htp:/x"\nname = "A"\n', "feeds[1].url", "'htp:/x'", "https://example.org/feed.xml"),
        ('[[feeds]]\nurl = "https://a.test/"\n', "feeds[1].name", "missing", 'name = "UN News"'),
        ('[[topics]]\nkey = "x"\ntitle = "X"\nterms = []\n', "topics[1].terms", "[]", 'terms = ["Raqa"'),
        ('[[topics]]\nkey = "x"\ntitle = "X"\n', "topics[1].terms", "missing", 'terms = ["Raqa"'),
        ('[[topics]]\nkey = "Two Words"\ntitle = "X"\nterms = ["x"]\n', "topics[1].key", "'Two Words'", 'key = "raqa"'),
        ('[database]\nurl = "mysql://x"\n', "database.url", "'mysql://x'", "sqlite:///dateline.sqlite"),
        ('telegram_token = "x"\n', "telegram_token", "'x'", "TELEGRAM_BOT_TOKEN"),
        ("polling = 3\n", "polling", "3", "write a [polling] table"),
        ("feeds = 3\n", "feeds", "3", "write a [[feeds]] table"),
        ('[[feeds]]\nurl = "http://a.test:99999/"\nname = "A"\n', "feeds[1].url", "99999", "https://example.org"),
        ("[delivery]\nrate_per_s = 0.0001\n", "delivery.rate_per_s", "0.0001", "rate_per_s = 25"),
        ('[log]\nlevel = "loud"\n', "log.level", "'loud'", 'level = "info"'),
    ],
)
def test_a_problem_names_file_key_value_and_what_to_write(
    tmp_path: Path, text: str, key: str, value: str, instead: str
) -> None:
    (line,) = problems(tmp_path, text)
    for part in ("my.toml", f": {key} ", value, instead):
        assert part in line


def test_a_token_in_the_file_is_not_shown(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, f'[telegram]\ntoken = "{TOKEN}"\n')
    assert TOKEN not in line
    assert "TELEGRAM_BOT_TOKEN" in line


def test_a_file_of_endless_depth_is_no_toml(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, "a = " + "[" * 20_000)
    assert "not TOML" in line


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, "[polling]\ninterval_s = 5\nworkers = 0\nfast = true\n")) == 3


@pytest.mark.parametrize(
    ("text", "word"), [("feeds = [", "not TOML"), (FEED + FEED, "twice"), (TOPIC + TOPIC, "twice")]
)
def test_what_has_no_key_is_named_too(tmp_path: Path, text: str, word: str) -> None:
    (line,) = problems(tmp_path, text)
    assert "my.toml" in line
    assert word in line


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UnusableSettings, match="dateline init"):
        load(tmp_path / "none.toml")


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b'[log]\nlevel = "\xe9"\n')
    with pytest.raises(UnusableSettings, match="UTF-8"):
        load(path)


def test_the_starter_file_is_usable_and_is_what_is_shipped(tmp_path: Path) -> None:
    path = tmp_path / "dateline.toml"
    path.write_text(starter(), encoding="utf-8")
    assert load(path) == settings.parse(
        {"feeds": settings.shipped("feeds")["feeds"], **settings.shipped("topics")}, "x"
    )


def test_the_shipped_topic_knows_its_spellings() -> None:
    (raqa,) = settings.shipped("topics")["topics"]
    assert {"Raqa", "Raqqa", "Ar-Raqqah", "Rakka", "الرقة"} <= set(raqa["terms"])


def test_the_token_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert Secrets().token() == TOKEN


def test_the_token_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "token"))
    assert Secrets().token() == TOKEN


def test_what_is_no_token_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "hunter2")
    with pytest.raises(UnusableSettings) as raised:
        Secrets().token()
    assert "BotFather" in str(raised.value)
    assert "hunter2" not in str(raised.value)
