"""The speed limits, with the time handed in."""

from __future__ import annotations

from bot.double.limits import LONGEST_WAIT_S, Limits


def test_thirty_in_a_second_pass_and_the_flood_behind_them_waits() -> None:
    limits = Limits()
    passed = [limits.refusal_s(chat, 0.01 * chat) == 0 for chat in range(1, 61)]
    assert passed == [True] * 33 + [False] * 27


def test_thirty_each_second_pass_for_ever() -> None:
    limits = Limits()
    assert not any(limits.refusal_s(1_000 + n, n / 30) for n in range(3_000))


def test_a_person_gets_a_burst_of_five_and_one_each_second() -> None:
    limits = Limits()
    assert [limits.refusal_s(7, 0.0) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert [limits.refusal_s(7, float(t)) for t in range(2, 20)] == [0] * 18


def test_a_group_gets_twenty_in_a_minute() -> None:
    limits = Limits()
    assert [limits.refusal_s(-100, float(t)) for t in range(20)] == [0] * 20
    assert limits.refusal_s(-100, 20.0) == 40
    assert limits.refusal_s(-100, 61.0) == 0


def test_one_full_chat_stops_no_other() -> None:
    limits = Limits()
    for _ in range(9):
        limits.refusal_s(7, 0.0)
    assert limits.refusal_s(8, 0.0) == 0


def test_who_ignores_a_refusal_waits_longer_each_time() -> None:
    limits = Limits()
    for _ in range(5):
        limits.refusal_s(7, 0.0)
    waits = [limits.refusal_s(7, 0.1) for _ in range(20)]
    assert waits == sorted(waits)
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert waits[-1] == LONGEST_WAIT_S


def test_who_waits_as_told_is_served() -> None:
    limits = Limits()
    for _ in range(5):
        limits.refusal_s(7, 0.0)
    assert limits.refusal_s(7, limits.refusal_s(7, 0.1) + 0.1) == 0


def test_switched_off_nothing_waits() -> None:
    limits = Limits(enabled=False)
    assert not any(limits.refusal_s(7, 0.0) for _ in range(100))
