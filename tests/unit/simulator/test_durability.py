"""What was answered survives: the account file, replayed, gives the same account."""

from __future__ import annotations

import errno
import io
import os
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from botspec.simulator.store import Store, StoreRefused
from tests.fakes.market import Bar, days
from tests.fakes.simulator import Simulated, simulate

BARS: list[Bar] = [(10.0 + n % 3, 12.0 + n % 3, 8.0 + n % 3, 11.0 + n % 2, 5000.0) for n in range(8)]
BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
LOOKS = (
    "/v2/account",
    "/v2/orders?status=all&limit=500",
    "/v2/positions",
    "/v2/account/activities",
    "/v2/clock",
    "/v2/stocks/snapshots?symbols=AAPL,IBM",
)
Step = tuple[Any, ...]

steps = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.integers(1, 40)),
        st.tuples(
            st.just("submit"),
            st.sampled_from(["AAPL", "IBM"]),
            st.sampled_from(["buy", "sell"]),
            st.integers(1, 200),
            st.none() | st.integers(800, 1400),
            st.sampled_from(["day", "gtc"]),
        ),
        st.tuples(st.just("cancel"), st.integers(0, 9)),
        st.tuples(st.just("replace"), st.integers(0, 9), st.integers(1, 200)),
        st.tuples(st.just("close")),
    ),
    max_size=14,
)


def start(store: Path | None) -> Simulated:
    panel = days({"AAPL": BARS, "IBM": BARS[::-1]})
    return simulate(panel, BEFORE, store, fees="alpaca", slippage_bps=Decimal(5), max_participation=Decimal("0.02"))


def perform(sim: Simulated, step: Step) -> None:
    match step:
        case ("advance", hours):
            sim.advance(sim.simulation.now + timedelta(hours=hours))
        case ("submit", symbol, side, quantity, cents, time_in_force):
            order = {"symbol": symbol, "qty": str(quantity), "side": side, "time_in_force": time_in_force}
            price = {"type": "market"} if cents is None else {"type": "limit", "limit_price": str(Decimal(cents) / 100)}
            sim.ask("POST", "/v2/orders", json={**order, **price})
        case ("cancel", number):
            sim.ask("DELETE", f"/v2/orders/{_id(sim, number)}")
        case ("replace", number, quantity):
            sim.ask("PATCH", f"/v2/orders/{_id(sim, number)}", json={"qty": str(quantity)})
        case _:
            sim.ask("DELETE", "/v2/positions?cancel_orders=true")


def _id(sim: Simulated, number: int) -> str:
    orders = sim.simulation.exchange.orders()
    return orders[number % len(orders)].id if orders else "none"


def looks(sim: Simulated) -> list[Any]:
    return [sim.get(path) for path in LOOKS]


def stop(sim: Simulated) -> None:
    assert sim.simulation.store is not None
    sim.simulation.store.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.integers(0, 14))
def test_a_restart_at_any_point_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, todo: list[Step], restart_after: int
) -> None:
    path = tmp_path_factory.mktemp("account") / "broker.sqlite"
    whole, broken = start(None), start(path)
    for number, step in enumerate(todo):
        if number == restart_after:
            stop(broken)
            broken = start(path)
        perform(whole, step)
        perform(broken, step)
    stop(broken)
    again = start(path)
    assert looks(whole) == looks(broken) == looks(again)
    stop(again)


def test_one_writer(tmp_path: Path) -> None:
    first = start(tmp_path / "broker.sqlite")
    with pytest.raises(StoreRefused, match="in use by another simulator"):
        start(tmp_path / "broker.sqlite")
    stop(first)
    stop(start(tmp_path / "broker.sqlite"))


def test_an_account_belongs_to_its_bars_and_costs(tmp_path: Path) -> None:
    stop(start(tmp_path / "broker.sqlite"))
    with pytest.raises(StoreRefused, match="other bars, costs, cash or start"):
        simulate(days({"AAPL": BARS, "IBM": BARS}), BEFORE, tmp_path / "broker.sqlite")


def test_the_file_is_private_append_only_and_versioned(tmp_path: Path) -> None:
    path = tmp_path / "broker.sqlite"
    store = Store(path, "print")
    store.append("2010-01-04T14:00:00+00:00", "advance", {})
    assert path.stat().st_mode & 0o077 == 0
    store.close()
    connection = sqlite3.connect(path, isolation_level=None)
    for damage in ("UPDATE commands SET kind = 'cancel'", "DELETE FROM commands"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(damage)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreRefused, match="version 99"):
        Store(path, "print")


def test_what_was_refused_is_not_kept(tmp_path: Path) -> None:
    sim = start(tmp_path / "broker.sqlite")
    perform(sim, ("submit", "AAPL", "sell", 1, None, "day"))
    assert sim.simulation.store is not None
    assert list(sim.simulation.store.commands()) == []
    stop(sim)


def test_what_cannot_be_kept_ends_the_process_though_its_log_is_on_the_same_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    def ended(code: int) -> None:
        raise SystemExit(code)

    store = Store(tmp_path / "broker.sqlite", "one")
    store.close()
    monkeypatch.setattr(sys, "stderr", Full())
    monkeypatch.setattr(os, "_exit", ended)
    with pytest.raises(SystemExit) as left:
        store.append("2010-01-04", "advance", {})
    assert left.value.code == 8


def test_a_kept_command_is_on_disk_before_it_is_answered(tmp_path: Path) -> None:
    sim = start(tmp_path / "broker.sqlite")
    sim.advance(BEFORE + timedelta(hours=1))
    perform(sim, ("submit", "AAPL", "buy", 1, None, "day"))
    other = sqlite3.connect(tmp_path / "broker.sqlite")
    assert [kind for (kind,) in other.execute("SELECT kind FROM commands ORDER BY number")] == ["advance", "submit"]
    other.close()
    stop(sim)
