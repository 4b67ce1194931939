"""Engines for names: a spaCy pipeline where there is one, and what is said where there is none."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from bot import engines
from bot.__main__ import main
from bot.errors import SettingsError
from bot.extract.reading import Name
from bot.reader import build_extractor
from bot.types import ActorType, Article

HAS_SPACY = importlib.util.find_spec("spacy") is not None
without_spacy = pytest.mark.skipif(HAS_SPACY, reason="spaCy is installed")
TEXT = "Quillon Drave reached the gate.\n\nThe guards of Quillon Drave slept."


def pipeline(folder: Path, *, ruled: bool = True) -> str:
    """A small pipeline in a folder; it knows one person and a day."""
    spacy = pytest.importorskip("spacy")
    model = spacy.blank("en")
    if ruled:
        ruler = model.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": "PERSON", "pattern": "Quillon Drave"}, {"label": "DATE", "pattern": "gate"}])
    model.to_disk(folder)
    return f"spacy:{folder}"


def test_our_own_engine_is_always_there() -> None:
    assert engines.load(engines.OWN) is None


@pytest.mark.parametrize("engine", ["hal", "spacy:", "spacey:en_core_web_sm"])
def test_an_engine_that_is_not_known_is_refused(engine: str) -> None:
    with pytest.raises(SettingsError, match="not known"):
        engines.check(engine)


@without_spacy
def test_without_spacy_it_is_said_how_to_install_it() -> None:
    with pytest.raises(SettingsError, match=r'pip install "dateline\[spacy\]".*spacy download en_core_web_sm'):
        build_extractor(engine="spacy:en_core_web_sm")


@without_spacy
def test_extract_says_first_that_its_engine_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert main(["extract", str(path), "--engine", "spacy:en_core_web_sm"]) == 2
    out, err = capsys.readouterr()
    assert (out, "pip install" in err) == ("", True)


@without_spacy
def test_check_says_that_the_engine_of_the_settings_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "dateline.toml"
    main(["init", str(path)])
    path.write_text(path.read_text().replace('engine = "dateline"', 'engine = "spacy:en_core_web_sm"'))
    assert main(["check", "--settings", str(path)]) == 2
    assert "spacy download en_core_web_sm" in capsys.readouterr().err


def test_a_pipeline_that_is_missing_is_named_with_how_to_get_it() -> None:
    pytest.importorskip("spacy")
    with pytest.raises(SettingsError, match="spacy download en_no_such_pipeline"):
        engines.check("spacy:en_no_such_pipeline")


def test_a_pipeline_that_finds_no_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="finds names"):
        engines.load(pipeline(tmp_path / "p", ruled=False))


def test_a_folder_that_holds_no_pipeline_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    with pytest.raises(SettingsError, match="cannot be loaded"):
        engines.load(f"spacy:{tmp_path}")


def test_names_of_a_pipeline_have_their_places_in_a_long_text(tmp_path: Path) -> None:
    engine = engines.load(pipeline(tmp_path / "p"))
    assert engine is not None
    text = "It rained.\n" * 9_000 + "Then Quillon Drave came to the gate."
    start = text.index("Quillon")
    assert engine(text) == (Name(start, start + len("Quillon Drave"), "PER"),)


def test_actors_come_of_the_names_of_the_pipeline(tmp_path: Path) -> None:
    extractor = build_extractor(engine=pipeline(tmp_path / "p"))
    (found,) = (a for a in extractor(Article(id="a", text=TEXT)).who if a.name == "Quillon Drave")
    assert (found.type, len(found.mentions)) == (ActorType.PERSON, 2)
