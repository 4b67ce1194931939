from __future__ import annotations

from dataclasses import replace

import pytest

from bot.types import Topic
from handlers.command import Desk, Limits
from tests.handlers.desk import MARSH, NOW, Asker, labels


def test_subscribe_to_a_topic_by_its_key(asker: Asker) -> None:
    assert "Alerts on Port Selin" in asker.says("/subscribe harbour")
    assert asker.follows() == ("harbour",)


@pytest.mark.parametrize(
    "spelling", ["Upper Marsh", "MARSH", "marsh", "märsh", "#marsh", "  upper   marsh ", "المستنقع"]
)
def test_a_topic_is_known_by_any_of_its_spellings(asker: Asker, spelling: str) -> None:
    asker.types(f"/subscribe {spelling}")
    assert asker.follows() == ("marsh",)


def test_subscribe_twice_says_the_same_and_is_one_subscription(asker: Asker) -> None:
    first = asker.types("/subscribe harbour")
    assert asker.types("/subscribe harbour") == first
    assert asker.follows() == ("harbour",)


def test_subscribe_without_a_topic_offers_them_as_buttons(asker: Asker) -> None:
    (answer,) = asker.types("/subscribe")
    assert labels(answer) == ["Port Selin", "Upper Marsh"]
    asker.presses(answer, "Upper Marsh")
    assert asker.follows() == ("marsh",)


def test_subscribe_without_a_topic_takes_the_only_one(small_desk: Desk) -> None:
    asker = Asker(small_desk)
    asker.types("/subscribe")
    assert asker.follows() == ("harbour",)


def test_an_unknown_topic_gets_one_line_with_the_right_use(asker: Asker) -> None:
    text = asker.says("/subscribe moon")
    assert text == "No topic is called “moon”; there are: harbour, marsh. Use: /subscribe topic"
    assert asker.follows() == ()


def test_four_thousand_characters_are_no_topic(asker: Asker) -> None:
    for command in ("subscribe", "unsubscribe", "summary", "figures", "settings", "start", "latest", "forgetme"):
        text = asker.says(f"/{command} " + "x<b>&\u202e" * 700)
        assert len(text) < 1200


def test_a_chat_follows_at_most_so_many_topics(desk: Desk) -> None:
    topics = tuple(Topic(key=f"t{n}", title=f"T {n}", terms=()) for n in range(4))
    asker = Asker(replace(desk, topics=topics, limits=Limits(subscriptions=2)))
    for n in range(3):
        answer = asker.says(f"/subscribe t{n}")
    assert answer.startswith("This chat follows 2 topics")
    assert asker.follows() == ("t0", "t1")
    assert asker.says("/subscribe t1").startswith("✅")


def test_subscribe_in_a_forum_topic_is_for_that_topic(asker: Asker) -> None:
    replace(asker, thread_id=9).types("/subscribe harbour")
    (subscription,) = asker.desk.store.subscriptions_of(asker.chat_id)
    assert subscription.thread_id == 9


def test_subscribe_wakes_a_chat_that_was_inactive(asker: Asker) -> None:
    asker.types("/subscribe harbour")
    asker.desk.store.set_active(asker.chat_id, False, NOW)
    asker.types("/subscribe marsh")
    chat = asker.desk.store.chat(asker.chat_id)
    assert chat is not None
    assert chat.active


def test_unsubscribe_from_a_topic(asker: Asker) -> None:
    asker.types("/subscribe harbour")
    asker.types("/subscribe marsh")
    assert asker.says("/unsubscribe harbour") == "No more alerts on Port Selin in this chat."
    assert asker.follows() == ("marsh",)


def test_unsubscribe_from_what_is_not_followed_says_so(asker: Asker) -> None:
    assert asker.says("/unsubscribe harbour") == "This chat does not follow Port Selin: no alerts on it come here."
    assert asker.says("/unsubscribe all") == "This chat follows no topic. /topics lists what there is."


@pytest.mark.parametrize("text", ["/unsubscribe harbour", "/unsubscribe", "/unsubscribe all"])
@pytest.mark.parametrize(("here", "there"), [(None, 9), (9, None), (9, 12)])
def test_unsubscribe_ends_alerts_wherever_in_the_chat_they_come(
    asker: Asker, text: str, here: int | None, there: int | None
) -> None:
    replace(asker, thread_id=there).types("/subscribe harbour")
    assert replace(asker, thread_id=here).says(text).startswith("No more alerts")
    assert asker.follows() == ()


def test_unsubscribe_without_a_topic_leaves_the_only_one(asker: Asker) -> None:
    asker.types("/subscribe harbour")
    asker.types("/unsubscribe")
    assert asker.follows() == ()


def test_unsubscribe_without_a_topic_offers_those_followed_and_all(asker: Asker) -> None:
    asker.types("/subscribe harbour")
    asker.types("/subscribe marsh")
    (answer,) = asker.types("/unsubscribe")
    assert labels(answer) == ["Port Selin", "Upper Marsh", "➖ All topics"]
    asker.presses(answer, "➖ All topics")
    assert asker.follows() == ()


def test_unsubscribe_where_nothing_is_followed_says_so(asker: Asker) -> None:
    assert asker.says("/unsubscribe") == "This chat follows no topic. /topics lists what there is."


def test_topics_tell_what_is_followed_and_change_it(asker: Asker) -> None:
    asker.types("/subscribe harbour")
    (answer,) = asker.types("/topics")
    assert answer.text == "Topics\n• Port Selin (harbour) ✅ followed\n• Upper Marsh (marsh)"
    asker.presses(answer, "➖ Port Selin")
    asker.presses(answer, "➕ Upper Marsh")
    assert asker.follows() == ("marsh",)


@pytest.mark.parametrize("text", ["/subscribe harbour", "/unsubscribe harbour", "/settings silent on", "/forgetme yes"])
def test_in_a_group_only_its_admins_change_what_it_gets(asker: Asker, text: str) -> None:
    group = asker.in_group(admin=True)
    group.types("/subscribe marsh")
    before = asker.desk.store.chat(group.chat_id)
    assert asker.in_group(admin=False).says(text).startswith("Only admins of this chat can do that.")
    assert asker.desk.store.chat(group.chat_id) == before
    assert group.follows() == ("marsh",)


def test_an_admin_subscribes_a_group(asker: Asker) -> None:
    group = asker.in_group(admin=True)
    group.types("/subscribe harbour")
    assert group.follows() == ("harbour",)


def test_start_greets_with_the_topics_as_buttons(asker: Asker) -> None:
    (answer,) = asker.types("/start")
    assert answer.text.startswith("Dateline sends short news alerts.")
    assert labels(answer) == ["➕ Port Selin", "➕ Upper Marsh"]


def test_a_start_link_subscribes_to_its_topic(asker: Asker) -> None:
    asker.types("/start marsh")
    assert asker.follows() == ("marsh",)


def test_a_start_link_for_no_topic_says_so_and_greets(asker: Asker) -> None:
    first, second = asker.types("/start ../../etc/passwd")
    assert "not on offer" in first.text
    assert second == asker.types("/start")[0]


def test_a_start_link_in_a_group_leaves_it_to_its_admins(asker: Asker) -> None:
    group = asker.in_group(admin=False)
    (answer,) = group.types("/start marsh")
    assert group.follows() == ()
    assert labels(answer) == ["➕ Upper Marsh"]


def test_the_key_of_the_topic_goes_before_another_topics_spelling(desk: Desk) -> None:
    other = Topic(key="delta", title="Delta", terms=("marsh",))
    asker = Asker(replace(desk, topics=(other, MARSH)))
    asker.types("/subscribe marsh")
    assert asker.follows() == ("marsh",)
