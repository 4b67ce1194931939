"""Which figures an alert shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.types import FigureKind
from tests.extract.test_figures import _find, figures_in, reading_of


def shown(text: str, title: str | None = None) -> list[str]:
    return [figure.span.text for figure in figures_in(text, title) if figure.key]


def test_a_share_of_a_territory_in_the_opening_is_shown() -> None:
    text = "The militia now holds around 70 percent of its one-time northern stronghold. It gave no details."
    assert shown(text) == ["around 70 percent"]
    assert figures_in(text)[0].kind is FigureKind.AREA


def test_a_share_of_a_named_countrys_territory_is_an_area() -> None:
    (figure,) = figures_in("Nearly a fifth of Morland's territory is flooded.")
    assert figure.kind is FigureKind.AREA


def test_a_duration_is_not_shown() -> None:
    assert shown("A 48-hour truce held for six hours on Monday.", "Truce of 48 hours begins") == []


def test_votes_for_and_against_are_counted_as_votes_and_shown() -> None:
    text = "The vote was 60 to 41 in the upper chamber of the parliament."
    assert shown(text, "Chamber rejects levy") == ["60", "41"]
    assert {figure.unit for figure in figures_in(text)} == {"vote"}


def test_a_round_number_gives_way_to_the_plain_one_of_its_kind() -> None:
    text = "A quake killed dozens of miners on Sunday. The rescue service said 43 miners were killed."
    assert shown(text) == ["43 miners"]


def test_more_than_a_dozen_is_a_round_number() -> None:
    text = "A quake killed more than a dozen miners on Sunday. The rescue service said 16 miners were killed."
    assert shown(text) == ["16 miners"]


@pytest.mark.parametrize(
    ("round_number", "plain"), [("scores of guards", "fifteen guards"), ("hundreds of guards", "1,300 guards")]
)
def test_a_round_number_gives_way_to_one_a_little_beyond_it(round_number: str, plain: str) -> None:
    assert shown(f"The raid killed {round_number}. By noon {plain} had been killed, the mayor said.") == [plain]


def test_a_round_number_alone_is_shown() -> None:
    assert shown("A quake killed dozens of miners on Sunday.") == ["dozens of miners"]


def test_one_measure_of_the_same_land_is_shown() -> None:
    text = "The orders now cover about 900 square kilometres or about 12% of the country."
    assert len(shown(text, "Orders cover 12% of country")) == 1


def test_those_whom_the_article_cites_are_not_shown() -> None:
    assert shown("The port will close, the Herald reported on Friday, citing three dockers.") == []


def test_an_earlier_event_gives_way() -> None:
    text = "Gunners fired at the port on Friday. The attack came a day after a blast had damaged four sheds."
    assert shown(text) == []


def test_things_named_in_the_title_are_shown_with_the_number_near_the_one_there() -> None:
    text = "Gunners fired at the port on Friday. The navy said 214 rockets came down.."
    assert shown(text, "More than 200 rockets hit port") == ["214 rockets"]


def test_those_told_as_a_part_before_the_whole_give_way_to_it() -> None:
    text = "Ten nuns were killed on Sunday. The ten nuns were among 48 people killed in the quake, the mayor said."
    assert shown(text, "Quake kills ten nuns") == ["48 people"]


def test_bodies_that_someone_saw_give_way_to_the_count_of_the_dead() -> None:
    text = "A flood killed 12 miners on Sunday. It hurt 40. It trapped 30. It displaced 300. A guard saw three bodies."
    assert "three bodies" not in shown(text)


def test_a_count_of_an_earlier_year_gives_way() -> None:
    text = "A quake hit the port on Monday and hurt 12 miners. It was felt far away. Divers swam out. They rested. "
    text += "Old divers say a quake in 1999 killed 43 people there."
    reading = reading_of(text, "Quake hits port")
    dated = replace(reading, article=replace(reading.article, published_at=datetime(2026, 3, 2, tzinfo=UTC)))
    assert [figure.value for figure in _find()(dated) if figure.key] == [12]


def test_the_previous_day_is_no_background() -> None:
    text = (
        "Guards met envoys at the old pier on Sunday. They talked for long. They left at dusk. A ship came. It left. "
    )
    assert shown(text + "Nearly 90 monks were evacuated over the previous day.") == ["Nearly 90 monks"]
    assert shown(text + "Nearly 90 monks were evacuated over the previous year.") == []


def test_a_rough_count_gives_way_to_the_same_count_told_exactly() -> None:
    text = "The blast killed more than 40 people. By night 45 people had been killed, the mayor said."
    assert shown(text, "Blast kills 45") == ["45 people"]


def test_a_rough_count_stands_beside_a_far_larger_one() -> None:
    text = "The blast killed more than 40 people. By night 90 people had been killed, the mayor said."
    assert shown(text, "Blast kills 90") == ["more than 40 people", "90 people"]


def test_a_figure_that_its_source_denies_is_not_shown_as_told_by_it() -> None:
    text = "At least 14 people were killed in the raid, police said. The ministry rejected reports of 90 dead."
    assert [(each.value, each.key) for each in figures_in(text)] == [(14, True), (90, False)]
