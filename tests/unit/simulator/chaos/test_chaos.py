"""Faults on purpose: each does what it says, the same again for the same seed, and is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from botspec.simulator.chaos.faults import ACCOUNT, BY_NAME, FAULTS, HANDSHAKE, MARKET, STREAM
from botspec.simulator.chaos.profile import PROFILES, ChaosRefused, parse
from botspec.simulator.chaos.rest import named_order
from botspec.simulator.streams.codec import Broken
from tests.fakes.market import Bar, days
from tests.fakes.simulator import TOKEN, Simulated, simulate

QUIET: Bar = (10.0, 10.5, 9.5, 10.0)
BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
OPENS = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
ORDER = {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "market", "time_in_force": "day"}
REST_FAULTS = [fault for fault in FAULTS if fault.where == "rest"]
DONE = {"lost_after", "http_504_after", "truncated", "empty", "html", "unknown_word", "slow_answer"}
NOT_DONE = {"lost_before", "http_500", "http_502", "http_503", "http_504_before", "storm_429"}


def under(chaos: str, store: Path | None = None) -> Simulated:
    sim = simulate(days({"AAPL": [QUIET] * 5, "IBM": [QUIET] * 5}), BEFORE, store, chaos=chaos)
    sim.advance(OPENS)
    return sim


def told(sim: Simulated) -> dict[str, Any]:
    found: dict[str, Any] = sim.ask("GET", "/sim/faults", headers={"Authorization": f"Bearer {TOKEN}"}).body
    return found


def exists(sim: Simulated) -> bool:
    return bool(sim.simulation.exchange.orders())


@pytest.mark.parametrize("name", sorted(NOT_DONE | DONE))
def test_a_request_that_a_fault_meets_is_done_or_not_as_it_says(name: str) -> None:
    sim = under(f"{name}=1:7")
    seen = sim.ask("POST", "/v2/orders", json=ORDER)
    assert exists(sim) == (name in DONE)
    if name != "slow_answer":  # time is stepped
        assert [each["fault"] for each in told(sim)["faults"]] == [name]
        assert told(sim)["faults"][0]["target"] == "POST /v2/orders"
    statuses = {"http_500": 500, "http_502": 502, "http_503": 503, "storm_429": 429}
    usual = 504 if name.startswith(("lost", "http_504")) else 200
    assert seen.status == statuses.get(name, usual)
    if name == "unknown_word":
        assert seen.body["status"] == "pondering"
    if name in {"truncated", "empty", "html", "http_502", "http_504_after"}:
        assert not isinstance(seen.body, dict)


@pytest.mark.parametrize("name", sorted(NOT_DONE - {"storm_429"} | {"lost_after", "truncated"}))
def test_the_order_that_a_fault_met_is_named(name: str) -> None:
    sim = under(f"{name}=1:7")
    sim.ask("POST", "/v2/orders", json={**ORDER, "client_order_id": "mine-1"})
    assert told(sim)["faults"][0]["detail"].split("; ")[0] == "mine-1"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"client_order_id": 7}', b"\xff"])
def test_a_body_without_an_order_names_none(body: bytes) -> None:
    assert not named_order(body)


def test_every_fault_of_requests_is_tested_here() -> None:
    assert {fault.name for fault in REST_FAULTS} == DONE | NOT_DONE | {"late_delivery", "stale_read"}


def test_an_order_delivered_late_is_done_when_its_time_has_come() -> None:
    sim = under("late_delivery=1:1")
    assert sim.ask("POST", "/v2/orders", json=ORDER).status == 504
    assert not exists(sim)
    due = datetime.fromisoformat(told(sim)["faults"][0]["detail"].removeprefix("done at "))
    assert OPENS < due <= OPENS + timedelta(seconds=61)
    sim.advance(due - SECOND / 2)
    assert not exists(sim)
    sim.advance(due)
    (order,) = sim.simulation.exchange.orders()
    assert order.submitted_at == due


def test_a_late_delivery_survives_a_restart_once_it_was_done(tmp_path: Path) -> None:
    sim = under("late_delivery=1:1", tmp_path / "broker.sqlite")
    sim.ask("POST", "/v2/orders", json=ORDER)
    sim.advance(OPENS + timedelta(minutes=2))
    assert sim.simulation.store is not None
    sim.simulation.store.close()
    again = simulate(
        days({"AAPL": [QUIET] * 5, "IBM": [QUIET] * 5}), BEFORE, tmp_path / "broker.sqlite", chaos="late_delivery=1:1"
    )
    assert again.simulation.exchange.orders() == sim.simulation.exchange.orders() != ()


def test_a_stale_read_is_an_earlier_answer() -> None:
    sim = under("stale_read=1:3")
    first = sim.get("/v2/account")
    sim.ask("POST", "/v2/orders", json=ORDER)
    assert sim.get("/v2/account") == first
    assert [each["fault"] for each in told(sim)["faults"]] == ["stale_read"], "told when it made a difference"


def test_a_storm_passes() -> None:
    sim = under("storm_429=0.2:5")
    statuses = [sim.ask("GET", "/v2/clock").status for _ in range(200)]
    assert {200, 429} == set(statuses)
    longest = max(len(run) for run in "".join("x" if status == 429 else " " for status in statuses).split())
    assert longest > 1


def test_an_order_may_be_rejected_a_moment_after_it_was_taken() -> None:
    sim = under("late_reject=1")
    placed = sim.ask("POST", "/v2/orders", json={**ORDER, "type": "limit", "limit_price": "9"}).body
    assert placed["status"] == "new"
    found = sim.get(f"/v2/orders/{placed['id']}")
    assert (found["status"], found["failed_at"] is not None) == ("rejected", True)


def test_an_order_may_fill_in_parts_and_a_restart_knows_them(tmp_path: Path) -> None:
    sim = under("partial_fill=1:4", tmp_path / "broker.sqlite")
    placed = sim.ask("POST", "/v2/orders", json={**ORDER, "time_in_force": "gtc"}).body
    part = sim.get(f"/v2/orders/{placed['id']}")
    assert part["status"] == "partially_filled"
    assert 0 < int(part["filled_qty"]) < 10
    assert sim.simulation.store is not None
    sim.simulation.store.close()
    bars = days({"AAPL": [QUIET] * 5, "IBM": [QUIET] * 5})
    again = simulate(bars, BEFORE, tmp_path / "broker.sqlite", chaos="partial_fill=1:4")
    assert again.get(f"/v2/orders/{placed['id']}") == part
    again.advance(OPENS + DAY)
    assert again.get(f"/v2/orders/{placed['id']}")["status"] == "filled"


def test_fill_or_kill_never_fills_in_parts() -> None:
    sim = under("partial_fill=1")
    placed = sim.ask("POST", "/v2/orders", json={**ORDER, "time_in_force": "fok"}).body
    assert sim.get(f"/v2/orders/{placed['id']}")["status"] == "filled"


def day_of_requests(chaos: str) -> tuple[list[tuple[int, Any]], dict[str, Any]]:
    sim = under(chaos)
    answers = []
    for number in range(120):
        seen = sim.ask("POST", "/v2/orders", json={**ORDER, "qty": "1", "client_order_id": f"o{number}"})
        answers.append((seen.status, json.dumps(seen.body)))
        answers.append((sim.ask("GET", "/v2/orders").status, None))
    return answers, told(sim)


def test_the_same_seed_gives_the_same_faults() -> None:
    first, again, other = day_of_requests("storm:11"), day_of_requests("storm:11"), day_of_requests("storm:12")
    assert first == again
    assert first[1]["faults"] != other[1]["faults"]
    assert len(first[1]["counts"]) > 6


def test_the_control_handle_is_never_disturbed_and_without_chaos_there_is_nothing() -> None:
    sim = under("http_503=1")
    assert told(sim)["rates"] == {"http_503": 1.0}
    assert told(simulate(days({"AAPL": [QUIET]}), BEFORE))["faults"] == []


def test_calm_lasts_for_now_or_for_good() -> None:
    sim = under("http_503=1")

    def calm(**body: bool) -> None:
        sim.ask("POST", "/sim/calm", json=body, headers={"Authorization": f"Bearer {TOKEN}"})

    def status(at: timedelta) -> tuple[int, int]:
        before = sim.ask("GET", "/v2/clock").status
        sim.advance(OPENS + at)
        return before, sim.ask("GET", "/v2/clock").status

    calm(for_now=True)
    assert status(SECOND) == (200, 503)
    calm()
    assert status(2 * SECOND) == (200, 200)
    calm(for_now=True)
    assert status(3 * SECOND) == (200, 200)


# ---- streams


class Heard:
    """A hub's subscriber whose mailbox is looked into."""

    def __init__(self, chaos: str) -> None:
        from botspec.simulator.streams.mailbox import Mailbox
        from botspec.simulator.streams.trading import TradingSession

        self.sim = under(chaos)
        self.session = TradingSession(("k", "s"), Mailbox())
        self.session.listening = True
        self.sim.simulation.hub.trading.append(self.session)

    def of(self, count: int) -> list[Any]:
        for number in range(count):
            self.sim.simulation.hub.update({"event": "new", "order": {"id": number}})
        waiting = self.session.mailbox._waiting
        return [each if isinstance(each, Broken) else each["data"]["order"]["id"] for each in waiting]  # type: ignore[index]


def test_messages_are_lost_doubled_turned_round_cut_or_end() -> None:
    assert Heard("stream_drop=1").of(3) == []
    assert Heard("stream_duplicate=1").of(2) == [0, 0, 1, 1]
    assert Heard("stream_mute=1").of(3) == []
    assert all(isinstance(each, Broken) for each in Heard("stream_malformed=1").of(2))
    closed = Heard("stream_close=1")
    assert closed.of(3) == []
    assert closed.session.mailbox.closing == (1011, "internal error")
    turned = Heard("stream_reorder=0.4:2")
    order = turned.of(20)
    assert order != sorted(order)
    assert set(range(19)) <= set(order)


def test_a_muted_stream_is_told_once() -> None:
    heard = Heard("stream_mute=1")
    heard.of(5)
    assert told(heard.sim)["counts"] == {"stream_mute": 1}


# ---- what can be asked for


def test_profiles_and_rates() -> None:
    assert parse("42") == parse("usual:42")
    assert parse("network").seed == "0"
    assert parse("lost_after=0.1,http_503=0:x").rates == {"lost_after": 0.1}
    assert all(name in BY_NAME for name in parse("storm").rates)
    for name, wheres in {
        "streams": {STREAM, HANDSHAKE, MARKET},
        "fills": {ACCOUNT},
        "network": {"rest", STREAM},
    }.items():
        assert {BY_NAME[fault].where for fault in parse(name).rates} == wheres
    usual = [fault.rate for fault in REST_FAULTS]
    assert 0.04 < sum(usual) < 0.07
    assert len(PROFILES) == 6


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("wild", "'wild' is no profile: there are usual, storm"),
        ("lost=0.1", "'lost' is no fault: there are lost_before"),
        ("lost_after=often", "'often' is no rate"),
        ("lost_after=1.5", "between 0 and 1"),
        ("usual:", "after the colon comes a seed"),
    ],
)
def test_what_cannot_be_asked_for(asked: str, message: str) -> None:
    with pytest.raises(ChaosRefused, match=message):
        parse(asked)


def test_the_page_lists_every_profile_and_fault() -> None:
    page = (Path(__file__).parents[4] / "docs" / "simulator.md").read_text(encoding="utf-8")
    for fault in FAULTS:
        assert f"| `{fault.name}` | {fault.where} | {fault.what} | {fault.rate:g} |" in page
    for name, (what, _) in PROFILES.items():
        assert f"| `{name}` | {what} |" in page
