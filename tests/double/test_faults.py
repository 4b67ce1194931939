"""Each fault: what the client sees, and whether the message was delivered."""

from __future__ import annotations

import http.client
import json
import urllib.parse

import pytest

from bot.double import Double
from bot.double.faults import Fault, FaultPlan, Rule


@pytest.fixture
def user(telegram: Double) -> int:
    user_id = telegram.user()
    telegram.says(user_id, "/start")
    return user_id


def send(telegram: Double, chat_id: int, timeout_s: float = 1.0) -> str:
    """What a client sees of a sendMessage."""
    connection = http.client.HTTPConnection("127.0.0.1", telegram.port, timeout=timeout_s)
    body = urllib.parse.urlencode({"chat_id": chat_id, "text": "alert"})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", f"/bot{telegram.token}/sendMessage", body, headers)
        response = connection.getresponse()
        content = response.read()
    except (http.client.HTTPException, OSError) as error:
        return type(error).__name__
    finally:
        connection.close()
    try:
        return f"{response.status} ok={json.loads(content)['ok']}"
    except ValueError:
        return f"{response.status} {response.headers.get_content_type()}"


@pytest.mark.parametrize(
    ("rule", "seen", "delivered"),
    [
        ({"kind": "refuse"}, "RemoteDisconnected", 0),
        ({"kind": "hang"}, "TimeoutError", 0),
        ({"kind": "hang_after"}, "TimeoutError", 1),
        ({"kind": "close_after"}, "RemoteDisconnected", 1),
        ({"kind": "half"}, "IncompleteRead", 1),
        ({"kind": "garbage"}, "200 application/json", 1),
        ({"kind": "fail", "status": 500}, "500 ok=False", 0),
        ({"kind": "fail", "status": 502, "html": True}, "502 text/html", 0),
        ({"kind": "fail", "status": 502, "html": True, "delivered": True}, "502 text/html", 1),
        ({"kind": "flood", "retry_after": 7}, "429 ok=False", 0),
        ({"kind": "error"}, "400 ok=False", 0),
        ({"kind": "slow", "delay_s": 0.05}, "200 ok=True", 1),
    ],
)
def test_a_fault_and_what_was_delivered(
    telegram: Double, user: int, rule: dict[str, object], seen: str, delivered: int
) -> None:
    telegram.does("faults", rules=[{"method": "sendMessage", **rule}])
    assert send(telegram, user) == seen
    assert len(telegram.sent(user)) == delivered
    assert all(entry["fault"] == rule["kind"] for entry in telegram.sent(user))


def test_every_kind_of_fault_has_a_test() -> None:
    marks = test_a_fault_and_what_was_delivered.pytestmark  # type: ignore[attr-defined]
    assert {case[0]["kind"] for case in marks[0].args[1]} == {kind.value for kind in Fault}


def test_a_client_that_gives_up_on_a_slow_answer_has_still_sent(telegram: Double, user: int) -> None:
    telegram.fails("slow", delay_s=0.3)
    assert send(telegram, user, timeout_s=0.1) == "TimeoutError"
    assert len(telegram.journal(wait_s=5)) == 1


def test_a_server_away_refuses_connections_and_comes_back_on_its_port(telegram: Double, user: int) -> None:
    telegram.goes_away()
    assert send(telegram, user) == "ConnectionRefusedError"
    telegram.comes_back()
    assert send(telegram, user) == "200 ok=True"


def test_a_flood_tells_how_long_to_wait(telegram: Double, user: int) -> None:
    telegram.fails("flood", retry_after=10_072)
    answer = telegram.call("sendMessage", chat_id=user, text="a")
    assert (answer["error_code"], answer["description"]) == (429, "Too Many Requests: retry after 10072")
    assert answer["parameters"] == {"retry_after": 10_072}


def test_the_speed_limits_answer_so_too(telegram: Double, user: int) -> None:
    telegram.limits(True)
    answers = [telegram.call("sendMessage", chat_id=user, text=str(n)) for n in range(8)]
    assert [a["ok"] for a in answers] == [True] * 5 + [False] * 3
    assert answers[-1]["parameters"]["retry_after"] > answers[5]["parameters"]["retry_after"]


def struck(rule: Rule, calls: list[tuple[str, int | None]]) -> list[bool]:
    plan = FaultPlan()
    plan.add(rule)
    return [plan.strike(method, chat_id) is not None for method, chat_id in calls]


def test_a_rule_strikes_its_method_and_chat_only() -> None:
    rule = Rule(kind=Fault.HANG, method="send*", chat_id=7)
    calls = [("sendmessage", 7), ("sendvenue", 7), ("sendmessage", 8), ("getme", 7)]
    assert struck(rule, calls) == [True, True, False, False]


def test_a_rule_counts_its_calls() -> None:
    calls: list[tuple[str, int | None]] = [("sendmessage", 7)] * 5
    assert struck(Rule(kind=Fault.HANG, nth=(2, 4)), calls) == [False, True, False, True, False]
    assert struck(Rule(kind=Fault.HANG, first=2), calls) == [True, True, False, False, False]


def test_chance_comes_from_the_seed() -> None:
    calls: list[tuple[str, int | None]] = [("sendmessage", 7)] * 400
    one, same, other = (struck(Rule(kind=Fault.HANG, probability=0.25, seed=s), calls) for s in (1, 1, 2))
    assert one == same != other
    assert 60 < sum(one) < 140
