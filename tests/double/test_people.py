"""What the bot is told of what people do."""

from __future__ import annotations

from typing import Any

import pytest

from bot.double import Double


def updates(telegram: Double) -> list[dict[str, Any]]:
    """What waits for the bot, confirmed by reading it."""
    found = telegram.call("getUpdates")["result"]
    if found:
        telegram.call("getUpdates", offset=found[-1]["update_id"] + 1)
    return list(found)


def test_a_command_comes_with_its_entity(telegram: Double) -> None:
    user = telegram.user("Nour", username="nour_reads", language_code="ar")
    telegram.says(user, "/start raqa")
    (update,) = updates(telegram)
    message = update["message"]
    assert message["from"] == {
        "id": user,
        "is_bot": False,
        "first_name": "Nour",
        "username": "nour_reads",
        "language_code": "ar",
    }
    assert message["chat"] == {"id": user, "first_name": "Nour", "username": "nour_reads", "type": "private"}
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


def test_a_reply_carries_the_message_it_replies_to_with_its_buttons(telegram: Double) -> None:
    user = telegram.user()
    telegram.says(user, "/start")
    keyboard = {"inline_keyboard": [[{"text": "Figures", "callback_data": "f:1"}]]}
    alert = telegram.call("sendMessage", chat_id=user, text="<b>Alert</b>", parse_mode="HTML", reply_markup=keyboard)
    updates(telegram)
    telegram.says(user, "/figures", reply_to=alert["result"]["message_id"])
    (update,) = updates(telegram)
    assert update["message"]["reply_to_message"] == alert["result"]


def test_a_pressed_button_comes_with_its_message_and_data(telegram: Double) -> None:
    user = telegram.user()
    telegram.says(user, "/start")
    keyboard = {
        "inline_keyboard": [[{"text": "Figures", "callback_data": "f:1"}, {"text": "Quotes", "callback_data": "q:1"}]]
    }
    alert = telegram.call("sendMessage", chat_id=user, text="Alert", reply_markup=keyboard)["result"]
    updates(telegram)
    telegram.presses(user, alert["message_id"], "Quotes")
    (update,) = updates(telegram)
    query = update["callback_query"]
    assert (query["data"], query["message"], query["from"]["id"]) == ("q:1", alert, user)


def test_a_button_that_is_not_there_cannot_be_pressed_but_can_be_forged(telegram: Double) -> None:
    user = telegram.user()
    message_id = telegram.says(user, "/start")["message_id"]
    with pytest.raises(ValueError, match="no such button"):
        telegram.presses(user, message_id, "Figures")
    updates(telegram)
    telegram.presses(user, message_id, data="x" * 64, forged=True)
    assert updates(telegram)[0]["callback_query"]["data"] == "x" * 64


def test_blocking_and_unblocking_are_told(telegram: Double) -> None:
    user = telegram.user()
    telegram.says(user, "/start")
    updates(telegram)
    telegram.blocks(user)
    telegram.unblocks(user)
    changes = [u["my_chat_member"] for u in updates(telegram)]
    statuses = [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert all(c["new_chat_member"]["user"]["id"] == telegram.bot_id and c["from"]["id"] == user for c in changes)


def test_being_added_to_a_group_is_told_twice(telegram: Double) -> None:
    owner = telegram.user()
    telegram.group(owner, type="group")
    change, service = updates(telegram)
    assert change["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert [u["id"] for u in service["message"]["new_chat_members"]] == [telegram.bot_id]


@pytest.mark.parametrize(
    ("text", "seen"),
    [("/latest", True), ("/latest@dateline_double_bot", True), ("/latest@some_other_bot", False), ("hello", False)],
)
def test_privacy_mode_hides_what_is_not_meant_for_the_bot(telegram: Double, text: str, seen: bool) -> None:
    owner = telegram.user()
    group = telegram.group(owner)
    updates(telegram)
    telegram.says(owner, text, chat_id=group)
    assert len(updates(telegram)) == seen


def test_an_admin_bot_sees_everything(telegram: Double) -> None:
    owner = telegram.user()
    group = telegram.group(owner)
    telegram.makes_admin(group, telegram.bot_id)
    updates(telegram)
    telegram.says(owner, "hello", chat_id=group)
    assert len(updates(telegram)) == 1


def test_a_bot_without_privacy_mode_sees_everything(telegram: Double) -> None:
    owner = telegram.user()
    group = telegram.group(owner)
    telegram.does("sees_all")
    updates(telegram)
    telegram.says(owner, "hello", chat_id=group)
    assert len(updates(telegram)) == 1


def test_an_anonymous_admin_writes_as_the_group(telegram: Double) -> None:
    owner = telegram.user()
    group = telegram.group(owner)
    updates(telegram)
    telegram.says(owner, "/subscribe", chat_id=group, anonymous=True)
    (update,) = updates(telegram)
    assert update["message"]["from"]["username"] == "GroupAnonymousBot"
    assert update["message"]["sender_chat"]["id"] == group


def test_a_migration_is_told_in_both_chats(telegram: Double) -> None:
    owner = telegram.user()
    old = telegram.group(owner, type="group")
    updates(telegram)
    new = telegram.migrates(old)
    first, second = (u["message"] for u in updates(telegram))
    assert (first["chat"]["id"], first["migrate_to_chat_id"]) == (old, new)
    assert (second["chat"]["id"], second["migrate_from_chat_id"]) == (new, old)


def test_message_ids_are_shared_by_private_chats_and_owned_by_supergroups(telegram: Double) -> None:
    first, second = telegram.user(), telegram.user()
    telegram.says(first, "/start")
    telegram.says(second, "/start")
    groups = [telegram.group(first), telegram.group(first)]
    private = [telegram.call("sendMessage", chat_id=c, text="a")["result"]["message_id"] for c in (first, second)]
    shared = [telegram.call("sendMessage", chat_id=c, text="a")["result"]["message_id"] for c in groups]
    assert private[0] != private[1]
    assert shared[0] == shared[1]


def test_a_channel_post_has_no_sender_but_the_channel(telegram: Double) -> None:
    channel = telegram.group(telegram.user(), type="channel", title="Harbour news")
    post = telegram.call("sendMessage", chat_id=channel, text="a")["result"]
    assert "from" not in post
    assert post["sender_chat"]["id"] == channel
