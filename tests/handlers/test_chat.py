from __future__ import annotations

import pytest

from bot.types import Chat
from handlers import COMMANDS
from tests.handlers.desk import CHAT, Asker, labels


def chat(asker: Asker) -> Chat:
    found = asker.desk.store.chat(asker.chat_id)
    assert found is not None
    return found


def test_help_lists_every_command_with_its_use(asker: Asker) -> None:
    text = asker.says("/help")
    assert all(f"• {asker.desk.words[f'command.{command.name}.usage']}: " in text for command in COMMANDS)


def test_settings_of_a_new_chat_are_shown_without_storing_it(asker: Asker) -> None:
    text = asker.says("/settings")
    assert text.startswith("Sound: alerts come with sound\nQuiet hours: none")
    assert asker.desk.store.chat(CHAT) is None


def test_alerts_are_made_silent_and_loud_again_by_buttons(asker: Asker) -> None:
    (page,) = asker.types("/settings")
    (page,) = asker.presses(page, "🔕 Deliver alerts silently")
    assert chat(asker).silent
    assert "alerts come silently" in page.text
    asker.presses(page, "🔔 Deliver alerts with sound")
    assert not chat(asker).silent


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22-6", (22, 6)),
        ("22 6", (22, 6)),
        ("22:00–06:00", (22, 6)),
        ("0 to 24", None),
        ("7-24", (7, 0)),
        ("23 - 5", (23, 5)),
    ],
)
def test_quiet_hours_are_typed_in_several_ways(asker: Asker, typed: str, hours: tuple[int, int] | None) -> None:
    asker.types("/subscribe harbour")
    asker.types(f"/settings quiet {typed}")
    found = chat(asker)
    assert (found.quiet_from_h, found.quiet_to_h) == (hours or (None, None))


def test_quiet_hours_end(asker: Asker) -> None:
    asker.types("/settings quiet 22-6")
    (page,) = asker.types("/settings")
    assert "22:00–06:00 UTC" in page.text
    asker.presses(page, "☀️ No quiet hours")
    assert chat(asker).quiet_from_h is None


@pytest.mark.parametrize(
    "typed", ["quiet 6-6", "quiet 25-3", "quiet", "loud", "silent maybe", "quiet 1-2-3", "quiet 0 24"]
)
def test_settings_that_make_no_sense_get_the_right_use(asker: Asker, typed: str) -> None:
    text = asker.says(f"/settings {typed}")
    assert text == f"I did not understand “{typed}”. Use: /settings [silent on|off] [quiet 22-6|off]"


def test_settings_keep_the_others(asker: Asker) -> None:
    asker.types("/settings silent on")
    asker.types("/settings quiet 22-6")
    assert (chat(asker).silent, chat(asker).quiet_from_h) == (True, 22)


def test_privacy_says_how_long_the_log_is_kept(asker: Asker) -> None:
    text = asker.says("/privacy")
    assert "for 30 days" in text
    assert "/forgetme" in text


def test_forgetme_asks_first_and_then_erases_all(asker: Asker) -> None:
    asker.types("/subscribe harbour")
    (question,) = asker.types("/forgetme")
    assert asker.follows() == ("harbour",)
    (answer,) = asker.presses(question, labels(question)[0])
    assert answer.text.startswith("Done")
    assert asker.follows() == ()
    assert asker.desk.store.chat(CHAT) is None


def test_forgetme_twice_says_the_same(asker: Asker) -> None:
    assert asker.types("/forgetme yes") == asker.types("/forgetme yes")
    assert asker.desk.store.chat(CHAT) is None
