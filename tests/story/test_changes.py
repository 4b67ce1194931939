"""What an article changes about its story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.story import Shelf, develop, revise
from bot.types import Certainty, FigureKind, Reason
from tests.making import NOW, alert, candidate, denial, figure, span

TEXT = "The toll is 40 civilians killed in Sennar since Thursday, the council said. The militia denied the report."


def first(text: str = TEXT, value: float = 40, by: str | None = "the council", **given: object):  # type: ignore[no-untyped-def]
    found = candidate(text=text)
    told = alert(found, figures=(figure(text, f"{value:.0f} civilians", value, by, **given),))
    return develop(found.article, told, ("harbour",), Shelf(()), NOW)


def later(text: str, *figures, story, key: str = "n2", **given):  # type: ignore[no-untyped-def]
    found = candidate(key, text=text)
    return develop(
        found.article, alert(found, figures=figures, **given), ("harbour",), Shelf((story,)), NOW + timedelta(hours=1)
    )


def test_an_article_unlike_all_known_opens_a_story() -> None:
    one = first()
    other = candidate("x", "Flood in Kassir", "Rain flooded the market of Kassir and closed its two bridges.")
    assert one.reason is Reason.OPENED
    assert develop(other.article, alert(other), ("harbour",), Shelf((one.story,)), NOW).story.id != one.story.id


def test_the_same_source_with_another_value_revises() -> None:
    text = TEXT.replace("40", "60")
    found = later(text, figure(text, "60 civilians", 60, "the council"), story=first().story)
    assert found.reason is Reason.REVISED
    assert [(c.before, c.after, c.attribution) for c in found.changes] == [(40, 60, "the council")]


@pytest.mark.parametrize(
    ("sentence", "given"),
    [
        ("At the bridge 60 civilians were killed, the council said.", {}),
        ("The toll is 60 civilians killed in Sennar.", {"by": None}),
        ("So 60 civilians have now left Sennar, the council said.", {"kind": FigureKind.EVACUATED}),
    ],
    ids=["another incident", "no source", "another day"],
)
def test_another_articles_count_is_no_change_unless_its_words_say_so(sentence: str, given: dict[str, object]) -> None:
    by = given.pop("by", "the council")
    told = figure(sentence, "60 civilians", 60, by, **given)  # type: ignore[arg-type]
    assert later(sentence, told, story=first().story).changes == ()


def test_figures_of_different_sources_are_never_merged() -> None:
    text = TEXT.replace("40", "60").replace("the council", "the Red Crescent")
    found = later(text, figure(text, "60 civilians", 60, "the Red Crescent"), story=first().story)
    assert found.changes == ()
    assert {line.attribution for line in found.story.ledger} == {"the council", "the Red Crescent"}


def test_figures_of_different_things_are_never_merged() -> None:
    text = TEXT.replace("40", "60")
    killed = figure(text, "60 civilians", 60, "the council", kind=FigureKind.INJURED)
    assert later(text, killed, story=first().story).changes == ()


def test_a_part_and_an_unconfirmed_figure_change_nothing() -> None:
    text = TEXT.replace("40", "60")
    for loose in ({"part_of": 0}, {"certainty": Certainty.UNCONFIRMED}, {"superseded": True}, {"key": False}):
        told = figure(text, "60 civilians", 60, "the council", **loose)
        assert later(text, told, story=first().story).changes == ()


def test_an_article_that_gives_two_values_of_one_count_says_nothing_of_change() -> None:
    text = TEXT.replace("40", "60") + " In all 90 civilians left, the council said."
    two = (figure(text, "60 civilians", 60, "the council"), figure(text, "90 civilians", 90, "the council"))
    assert later(text, *two, story=first().story).changes == ()


def test_a_denial_in_a_known_story_is_told_as_one() -> None:
    found = later(TEXT, story=first().story, claims=(denial(TEXT, "the report", "The militia"),))
    assert found.reason is Reason.DISPUTED


def test_a_denial_far_from_the_lede_is_background() -> None:
    lede = span(TEXT, "The toll is 40 civilians killed in Sennar since Thursday, the council said.")
    found = later(TEXT, story=first().story, claims=(denial(TEXT, "the report", "The militia"),), lede=lede)
    assert found.reason is Reason.DEVELOPED


@pytest.mark.parametrize(
    ("title", "note", "reason"),
    [
        ("CORRECTED: Sennar talks begin", "", Reason.CORRECTED),
        ("Sennar talks begin", "\n\nCorrection: an earlier version gave another day.", Reason.CORRECTED),
        ("Sennar talks begin", "\n\n(Corrects paragraph two to say Friday)", Reason.CORRECTED),
        ("Sennar talks begin", "\n\nThis story has been withdrawn.", Reason.WITHDRAWN),
        ("Sennar talks begin today", "", None),
        ("Sennar officials correct in saying no, judge finds", "", None),
    ],
)
def test_an_edit_is_told_where_it_corrects_or_withdraws(title: str, note: str, reason: Reason | None) -> None:
    opened = first()
    edited = candidate(title=title, text=TEXT + note)
    found = revise(edited.article, "Sennar talks begin", alert(edited), opened.story, NOW)
    assert found is not None
    assert found.reason is reason


def test_an_edit_that_moves_a_figure_revises() -> None:
    text = TEXT.replace("40", "60")
    edited = candidate(text=text)
    told = alert(edited, figures=(figure(text, "60 civilians", 60, "the council"),))
    found = revise(edited.article, edited.article.title, told, first().story, NOW)
    assert found is not None
    assert found.reason is Reason.REVISED
    assert [line.value for line in found.story.ledger] == [60]


def test_an_article_outside_any_story_has_nothing_to_revise() -> None:
    edited = candidate()
    assert revise(edited.article, None, alert(edited), None, NOW) is None


def test_the_ledger_does_not_depend_on_the_order_of_sources() -> None:
    council, crescent = TEXT, TEXT.replace("the council", "the Red Crescent").replace("40", "60")
    one = first().story
    told = figure(crescent, "60 civilians", 60, "the Red Crescent")
    forth = later(crescent, told, story=one).story
    other = develop(
        candidate("n2", text=crescent).article,
        alert(candidate("n2", text=crescent), figures=(told,)),
        ("harbour",),
        Shelf(()),
        NOW,
    ).story
    back = later(council, figure(council, "40 civilians", 40, "the council"), story=other, key="n1").story
    values = [{(line.attribution, line.value) for line in story.ledger} for story in (forth, back)]
    assert values[0] == values[1]


def test_a_story_counts_its_updates() -> None:
    opened = first()
    assert later(TEXT, story=opened.story).story.seq == opened.story.seq + 1
    assert replace(opened.story, seq=1) == opened.story
