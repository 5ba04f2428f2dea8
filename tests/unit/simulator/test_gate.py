"""Who may ask, how often, and what moves time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from botspec.simulator.clock import Accelerated
from botspec.simulator.gate import Allowance
from tests.fakes.market import Bar, days
from tests.fakes.simulator import KEY, SECRET, TOKEN, Simulated, simulate

QUIET: Bar = (10.0, 10.5, 9.5, 10.0)
BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
KEYS = {"APCA-API-KEY-ID": KEY, "APCA-API-SECRET-KEY": SECRET}
CONTROL = {"Authorization": f"Bearer {TOKEN}"}


def a_simulator(**given: Any) -> Simulated:
    return simulate(days({"AAPL": [QUIET] * 3}), BEFORE, **given)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"APCA-API-KEY-ID": KEY},
        {**KEYS, "APCA-API-SECRET-KEY": SECRET + "x"},
        {**KEYS, "APCA-API-KEY-ID": ""},
        CONTROL,
    ],
)
@pytest.mark.parametrize("path", ["/v2/account", "/v2/stocks/bars", "/v2/nowhere", "/v1/corporate-actions"])
def test_wrong_keys(path: str, headers: dict[str, str]) -> None:
    seen = a_simulator().ask("GET", path, headers=headers)
    assert seen.status == 401
    if headers.keys() & KEYS.keys():
        assert seen.body == {"message": "unauthorized."}
    else:
        assert seen.body.startswith("<html>"), "a proxy answers those who bring no keys at all"


@pytest.mark.parametrize("headers", [{}, KEYS, {"Authorization": "Bearer no"}, {"Authorization": TOKEN}])
def test_only_the_token_opens_the_control_handle(headers: dict[str, str]) -> None:
    sim = a_simulator()
    for method, path in (("GET", "/sim/state"), ("POST", "/sim/advance")):
        assert sim.ask(method, path, headers=headers, json={"until": "2010-02-01T00:00:00Z"}).status == 401
    assert sim.simulation.now == BEFORE


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("[::1]", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example:80", 403),
        ("", 403),
    ],
)
def test_only_this_machine_is_answered(host: str, status: int) -> None:
    assert a_simulator().ask("GET", "/v2/account", headers={**KEYS, "Host": host}).status == status


def test_stepping_goes_forward_only() -> None:
    sim = a_simulator()

    def step(until: object) -> tuple[int, Any]:
        seen = sim.ask("POST", "/sim/advance", headers=CONTROL, json={"until": until})
        return seen.status, seen.body

    assert step("2010-01-04T16:00:00+00:00") == (200, {"now": "2010-01-04T16:00:00+00:00"})
    assert step("2010-01-04T15:00:00Z") == (200, {"now": "2010-01-04T16:00:00+00:00"})
    assert step("2010-01-04T12:00:00-05:00") == (200, {"now": "2010-01-04T17:00:00+00:00"})
    for wrong in ("2010-01-04T18:00:00", "soon", 7, None):
        assert step(wrong)[0] == 422
    assert step("2020-01-01T00:00:00Z")[0] == 200, "time goes on after the last bar"
    state = sim.ask("GET", "/sim/state", headers=CONTROL).body
    assert (state["mode"], state["now"], state["next_event_at"]) == ("stepped", "2020-01-01T00:00:00+00:00", None)


def test_accelerated_time_follows_the_machine_and_cannot_be_stepped() -> None:
    sim = a_simulator(speed=3600.0)
    assert sim.ask("POST", "/sim/advance", headers=CONTROL, json={"until": "2010-01-05T00:00:00Z"}).status == 409
    assert sim.ask("GET", "/sim/state", headers=CONTROL).body["speed"] == 3600.0


def test_the_accelerated_clock() -> None:
    ticks = iter([100.0, 100.0, 100.5, 99.0])
    clock = Accelerated(BEFORE, 60.0, lambda: next(ticks))
    assert clock.now(BEFORE) == BEFORE
    assert clock.now(BEFORE) == BEFORE + timedelta(seconds=30)
    assert clock.now(BEFORE + timedelta(seconds=30)) == BEFORE + timedelta(seconds=30), "never back"


def test_the_rate_limit_and_its_headers() -> None:
    sim = a_simulator(requests_per_minute=3)
    seen = [sim.ask("GET", "/v2/clock", headers=KEYS) for _ in range(4)]
    told = [{name.lower(): value for name, value in one.headers.items()} for one in seen]
    if len({headers["x-ratelimit-reset"] for headers in told}) == 1:  # all in one minute of the wall clock
        assert [one.status for one in seen] == [200, 200, 200, 429]
        assert [headers["x-ratelimit-remaining"] for headers in told] == ["2", "1", "0", "0"]
        assert seen[-1].body == {"code": 42910000, "message": "rate limit exceeded"}
    assert "x-ratelimit-limit" not in a_simulator().ask("GET", "/v2/clock").headers


def test_an_allowance_is_for_one_minute_of_the_wall_clock() -> None:
    times = iter([60.0, 61.0, 119.9, 120.0])
    allowance = Allowance(2, lambda: next(times))
    taken = [allowance.take() for _ in range(4)]
    assert [allowed for allowed, _ in taken] == [True, True, False, True]
    assert [headers["X-RateLimit-Reset"] for _, headers in taken] == ["120", "120", "120", "180"]


def test_a_wrong_method_is_refused() -> None:
    assert a_simulator().ask("PUT", "/v2/orders").status == 405


def test_a_bug_of_ours_answers_as_alpaca_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sim = a_simulator()
    monkeypatch.setattr(type(sim.simulation.exchange), "worth", lambda _: 1 / 0)
    seen = sim.ask("GET", "/v2/account")
    assert (seen.status, seen.body["code"]) == (500, 50010000)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_revoked_keys_open_nothing_until_they_are_given_back() -> None:
    sim = a_simulator()
    assert sim.ask("POST", "/sim/revoke", headers=KEYS, json={}).status == 401
    assert sim.ask("POST", "/sim/revoke", headers=CONTROL, json={}).body == {"revoked": True}
    assert sim.ask("GET", "/v2/account", headers=KEYS).body == {"message": "unauthorized."}
    assert sim.ask("POST", "/v2/orders", headers=KEYS, json={"symbol": "AAPL"}).status == 401
    assert sim.ask("GET", "/sim/state", headers=CONTROL).status == 200
    assert sim.ask("POST", "/sim/revoke", headers=CONTROL, json={"back": True}).body == {"revoked": False}
    assert sim.ask("GET", "/v2/account", headers=KEYS).status == 200
