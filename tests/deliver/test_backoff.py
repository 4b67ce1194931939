"""The waits between tries."""

from hypothesis import given
from hypothesis import strategies as st

from bot.deliver.backoff import JITTER, SCHEDULE_S, backoff_s


@given(st.integers(), st.integers(min_value=0, max_value=10_000))
def test_a_wait_is_of_the_schedule_give_or_take_the_jitter(delivery_id: int, attempts: int) -> None:
    step_s = SCHEDULE_S[min(max(attempts, 1), len(SCHEDULE_S)) - 1]
    assert step_s * (1 - JITTER) <= backoff_s(delivery_id, attempts) <= step_s * (1 + JITTER)


def test_the_same_delivery_waits_the_same() -> None:
    assert backoff_s(7, 3) == backoff_s(7, 3)


def test_deliveries_that_failed_together_do_not_come_back_together() -> None:
    waits = sorted(backoff_s(delivery_id, 3) for delivery_id in range(100))
    assert waits[-1] - waits[0] > SCHEDULE_S[2] * JITTER


def test_waits_grow_to_an_hour() -> None:
    assert tuple(sorted(SCHEDULE_S)) == SCHEDULE_S
    assert SCHEDULE_S[-1] == 3600
