"""One visit to a feed: what is new, what is known, and whom to tell."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.plan import Audience, fresh, plan_unchanged, plan_visit
from bot.plan.visit import body_hash, recognise
from bot.route import Router
from bot.story import Shelf, develop
from bot.types import Candidate, Known, Lane, Plan, Reason
from config import locales
from tests.making import NOW, TOPIC, alert, candidate, chat, feed, fetched, figure, known_article, subscription

LONG = " ".join(f"word{n} of the long report from the harbour town of Sennar" for n in range(12))


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    return locales.load("en")


@pytest.fixture
def audience(words: dict[str, str]) -> Audience:
    return Audience(
        router=Router([TOPIC]),
        subscriptions=(subscription(),),
        chats={7: chat()},
        words=words,
        max_age=timedelta(hours=48),
    )


def visit(audience: Audience, *found: Candidate, known: Known | None = None, primed: bool = True) -> Plan:
    known = known or Known()
    alerts = {c.article.id: alert(c) for c in fresh(feed(primed=primed), found, known)}
    return plan_visit(feed(primed=primed), fetched(), found, alerts, known, audience, NOW)


def known_by_entry(*candidates: Candidate) -> Known:
    return Known(
        entries={c.key: c.article.id for c in candidates}, articles={c.article.id: known_article(c) for c in candidates}
    )


def test_a_new_article_is_seen_and_told_in_one_plan(audience: Audience) -> None:
    plan = visit(audience, candidate())
    assert [seen.key for seen in plan.seen] == ["n1"]
    assert [article.article.id for article in plan.articles] == ["id-n1"]
    assert [update.reason for update in plan.updates] == [Reason.OPENED]
    assert [delivery.chat_id for delivery in plan.deliveries] == [7]


def test_the_first_visit_fills_the_memory_and_sends_nothing(audience: Audience) -> None:
    plan = visit(audience, candidate(), candidate("n2", "Sennar again"), primed=False)
    assert len(plan.articles) == 2
    assert (plan.updates, plan.deliveries) == ((), ())
    assert plan.feed_patch.primed


def test_an_article_older_than_the_limit_is_stored_not_pushed(audience: Audience) -> None:
    plan = visit(audience, candidate(hours_old=49))
    assert len(plan.articles) == 1
    assert plan.deliveries == ()
    assert any("older than" in reason for reason in plan.reasons)


def test_a_known_entry_is_not_read_again(audience: Audience) -> None:
    old = candidate()
    plan = visit(audience, old, known=known_by_entry(old))
    assert (plan.articles, plan.seen, plan.deliveries) == ((), (), ())


def test_a_new_id_for_a_known_address_is_the_same_article(audience: Audience) -> None:
    old = candidate()
    again = candidate("guid-of-another-form", article_id=old.article.id)
    plan = visit(audience, again, known=Known(articles={old.article.id: known_article(old)}))
    assert [(seen.key, seen.article_id) for seen in plan.seen] == [("guid-of-another-form", old.article.id)]
    assert plan.updates == ()


def test_two_entries_of_one_address_in_a_visit_are_one_article(audience: Audience) -> None:
    plan = visit(audience, candidate("a", article_id="same"), candidate("b", article_id="same"))
    assert len(plan.articles) == 1
    assert {seen.key for seen in plan.seen} == {"a", "b"}
    assert len(plan.deliveries) == 1


def test_a_short_text_with_the_same_words_is_another_article(audience: Audience) -> None:
    morning = candidate("mon", "Sennar: morning update", "The morning update from Sennar.")
    known = Known(articles={morning.article.id: known_article(morning)})
    plan = visit(audience, candidate("tue", "Sennar: morning update", "The morning update from Sennar."), known=known)
    assert len(plan.deliveries) == 1


def test_a_copy_at_another_outlet_is_no_second_alert(audience: Audience) -> None:
    original = candidate("o", text=LONG, source="Delta Wire")
    copy = candidate("c", "Another headline", f"SENNAR (Delta Wire) - {LONG}")
    plan = visit(audience, copy, known=Known(articles={original.article.id: known_article(original)}))
    assert [seen.article_id for seen in plan.seen] == [original.article.id]
    assert plan.deliveries == ()


def test_a_known_copy_is_no_edit_of_the_original(audience: Audience) -> None:
    original = candidate("o", text=LONG, source="Delta Wire")
    copy = candidate("c", "Another headline", f"SENNAR (Delta Wire) - {LONG}")
    known = Known(entries={"c": original.article.id}, articles={original.article.id: known_article(original)})
    plan = visit(audience, copy, known=known)
    assert (plan.articles, plan.seen, plan.updates) == ((), (), ())


def test_a_copy_whose_figures_moved_is_told(audience: Audience) -> None:
    text = f"{LONG}. The toll is now 40 civilians killed, the council said."
    original = candidate("o", text=text, source="Delta Wire")
    before = alert(original, figures=(figure(text, "40 civilians", 40, "the council"),))
    story = develop(original.article, before, ("harbour",), Shelf(()), NOW).story
    moved = candidate("c", text=text.replace("40", "60"))
    now = alert(moved, figures=(figure(moved.article.text, "60 civilians", 60, "the council"),))
    known = Known(articles={original.article.id: known_article(original, story_id=story.id)}, stories=(story,))
    plan = plan_visit(feed(), fetched(), (moved,), {moved.article.id: now}, known, audience, NOW)
    assert [(update.reason, update.changes[0].before, update.changes[0].after) for update in plan.updates] == [
        (Reason.REVISED, 40, 60)
    ]


def test_a_correction_goes_out_in_its_own_lane_as_the_same_article(audience: Audience) -> None:
    old = candidate()
    story = develop(old.article, alert(old), ("harbour",), Shelf(()), NOW).story
    known = Known(
        entries={old.key: old.article.id},
        articles={old.article.id: known_article(old, story_id=story.id)},
        stories=(story,),
    )
    plan = visit(audience, candidate(text=old.article.text + "\n\nCorrection: the talks began on Friday."), known=known)
    assert [update.reason for update in plan.updates] == [Reason.CORRECTED]
    assert [delivery.lane for delivery in plan.deliveries] == [Lane.CORRECTION]
    assert plan.articles[0].article.id == old.article.id
    assert plan.articles[0].revised_at == NOW


def test_a_polished_headline_is_stored_and_tells_nobody(audience: Audience) -> None:
    old = candidate()
    story = develop(old.article, alert(old), ("harbour",), Shelf(()), NOW).story
    known = Known(
        entries={old.key: old.article.id},
        articles={old.article.id: known_article(old, story_id=story.id)},
        stories=(story,),
    )
    plan = visit(audience, candidate(title="Sennar: talks have begun"), known=known)
    assert (len(plan.articles), plan.updates) == (1, ())


def test_a_toll_that_moves_in_the_headline_is_an_update_of_the_story(audience: Audience) -> None:
    old = candidate(title="Strike near Sennar kills 4")
    story = develop(old.article, alert(old), ("harbour",), Shelf(()), NOW).story
    known = Known(
        entries={old.key: old.article.id},
        articles={old.article.id: known_article(old, story_id=story.id)},
        stories=(story,),
    )
    plan = visit(audience, candidate(title="Strike near Sennar kills 6"), known=known)
    assert [(update.reason, update.story_id) for update in plan.updates] == [(Reason.DEVELOPED, story.id)]


def test_a_number_that_leaves_a_headline_of_no_harm_is_no_update(audience: Audience) -> None:
    old = candidate(title="Sennar marks 20 years of its bridge")
    story = develop(old.article, alert(old), ("harbour",), Shelf(()), NOW).story
    known = Known(
        entries={old.key: old.article.id},
        articles={old.article.id: known_article(old, story_id=story.id)},
        stories=(story,),
    )
    assert visit(audience, candidate(title="Sennar celebrates its bridge"), known=known).updates == ()


def test_what_another_feeds_first_visit_remembered_is_news_to_a_primed_feed(audience: Audience) -> None:
    silent = candidate("b-1", article_id="same")
    stored = replace(known_article(silent), told=False, feed_id=2)
    plan = visit(audience, candidate("a-1", article_id="same"), known=Known(articles={"same": stored}))
    assert [(update.reason, update.article_id) for update in plan.updates] == [(Reason.OPENED, "same")]


def test_what_the_feeds_own_first_visit_remembered_stays_untold_under_a_new_id(audience: Audience) -> None:
    silent = candidate("old-form", article_id="same")
    stored = replace(known_article(silent), told=False, feed_id=1)
    plan = visit(audience, candidate("new-form", article_id="same"), known=Known(articles={"same": stored}))
    assert plan.updates == ()


def test_a_visit_with_a_thousand_articles_of_a_topic_stays_fast(audience: Audience) -> None:
    found = [candidate(f"k{n}", f"Sennar report {n}", f"Word{n} of Sennar and {n % 7} boats.") for n in range(1000)]
    began = time.process_time()
    assert len(visit(audience, *found).articles) == 1000
    assert time.process_time() - began < 5


def test_the_same_visit_planned_twice_gives_the_same_ids(audience: Audience) -> None:
    assert visit(audience, candidate()) == visit(audience, candidate())


def test_alerts_go_out_oldest_first(audience: Audience) -> None:
    found = [candidate("new", "Sennar 3", hours_old=1), candidate("old", "Sennar 1", hours_old=9)]
    assert [delivery.article_id for delivery in visit(audience, *found).deliveries] == ["id-old", "id-new"]


def test_an_article_without_an_alert_still_goes_out_with_its_title(audience: Audience) -> None:
    found = candidate()
    plan = plan_visit(feed(), fetched(), (found,), {}, Known(), audience, NOW)
    assert "Sennar talks begin" in plan.deliveries[0].message.text


def test_an_article_of_no_topic_is_stored_and_tells_nobody(audience: Audience) -> None:
    plan = visit(audience, candidate(title="Football", text="The cup final was played in another town."))
    assert (len(plan.articles), plan.deliveries) == (1, ())


def test_validators_are_kept_to_the_byte(audience: Audience) -> None:
    patch = visit(audience, candidate()).feed_patch
    assert (patch.etag, patch.last_modified) == ('"v1"', "Thu, 05 Mar 2026 11:00:00 GMT")
    assert patch.body_hash == body_hash(b"<rss/>")


def test_an_unchanged_feed_keeps_its_validators_and_memory() -> None:
    before = feed(etag='W/"x"', last_modified="then", body_hash="h", error_count=3)
    patch = plan_unchanged(before, fetched(b"", status=304, headers={}), NOW).feed_patch
    assert (patch.etag, patch.last_modified, patch.body_hash, patch.error_count) == ('W/"x"', "then", "h", 0)


def test_an_unknown_candidate_is_not_recognised() -> None:
    assert recognise(candidate(), Known()) is None
