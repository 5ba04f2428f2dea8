"""Guards on what another client does in the account, tripped through HTTP; time is stepped."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from requests import Session

from botspec import wiring
from botspec.domain.guards import Unit
from botspec.domain.modes import Mode
from botspec.domain.rows import FillRow, TripRow
from botspec.market.moments import moment
from botspec.ports.clock import Clock
from botspec.run.environment import Environment
from tests.fakes.market import days
from tests.fakes.written import Journalled, run_here, write_spec

FLAT = (100.0, 100.5, 99.5, 100.0, 1e6)
PANEL = days({"AAA": [FLAT] * 6, "BBB": [FLAT] * 6})
NOON = moment(int(PANEL.opened_at[3])) + timedelta(hours=3)
CLOSE = moment(int(PANEL.closed_at[3]))
HOUR = timedelta(hours=1)
SPEC = """\
version: 1
id: beside
mode: simulate
capital: CAPITAL
universe: {symbols: [AAA], benchmark: BBB}
data: {source: files, path: bars, timeframe: 1Day}
strategy: {kind: rules, long: {enter: close > 99, exit: close < 50}}
sizing: {kind: fixed_shares, shares: 30 shares}
risk: {limits: {max_position: 50%}, guards: [GUARD]}
schedule: {submit: after_open}
simulation: {period: {from: 2010-01-04, to: 2010-01-11}, cash: 10000 USD, fees: {kind: none}, slippage: {kind: none}}
"""


@dataclass
class Meddled:
    """A clock that lets somebody do something once it is noon of the fourth day."""

    clock: Clock
    meddle: Callable[[], object]
    done: bool = False

    def now(self) -> datetime:
        return self.clock.now()

    def wait_until(self, moment: datetime) -> None:
        self.clock.wait_until(moment)
        if not self.done and self.now() >= NOON:
            self.done = True
            self.meddle()


@dataclass
class Calming:
    """A clock that lets the simulator answer 503 to everything for a while from the fourth day's close on."""

    clock: Clock
    control: Any
    how_long: timedelta

    def now(self) -> datetime:
        return self.clock.now()

    def wait_until(self, moment: datetime) -> None:
        self.clock.wait_until(moment)
        if not CLOSE <= self.now() < CLOSE + self.how_long:
            self.control.pause()


def by_hand(embedded: Any, symbol: str, side: str, quantity: int) -> None:
    """Another client with the same keys."""
    keys = embedded.credentials
    body = {"symbol": symbol, "side": side, "qty": str(quantity), "type": "market", "time_in_force": "day"}
    headers = {"APCA-API-KEY-ID": keys.key_id.reveal(), "APCA-API-SECRET-KEY": keys.secret_key.reveal()}
    with Session() as session:
        session.trust_env = False
        answer = session.post(f"{embedded.origin.url.rstrip('/')}/v2/orders", json=body, headers=headers, timeout=20)
        assert answer.status_code == 200, answer.text


def run(folder: Path, guard: str, order: tuple[str, str, int], capital: str = "10000 USD") -> Journalled:
    """A bot that looks every hour, while somebody sends an order at noon."""
    real = wiring.simulated

    def environment(bot: Any, embedded: Any, journal: Any, remembered: Any) -> Environment:
        env = real(bot, embedded, journal, remembered)
        return replace(env, heartbeat=HOUR, clock=Meddled(env.clock, lambda: by_hand(embedded, *order)))

    spec = write_spec(folder, SPEC.replace("GUARD", guard).replace("CAPITAL", capital), PANEL)
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(wiring, "simulated", environment))
        return run_here(spec, Mode.SIMULATE)


def trips(done: Journalled, guard: str) -> list[tuple[float, float, Unit, str]]:
    found = [row.trip for row in done.rows(TripRow) if row.trip.guard == guard]
    assert all(NOON <= trip.at <= NOON + 2 * HOUR for trip in found)
    return [(trip.used, trip.limit, trip.unit, trip.cause) for trip in found]


@pytest.mark.parametrize(("limit", "tripped"), [(4, True), (5, False)])
def test_shares_that_another_hand_sold(limit: int, tripped: bool, tmp_path: Path) -> None:  # noqa: FBT001
    guard = f"{{kind: reconcile_mismatch, limit: {limit} shares, action: halt, release: manual}}"
    done = run(tmp_path, guard, ("AAA", "sell", 5))
    assert trips(done, "reconcile_mismatch") == [(5.0, 4.0, Unit.SHARES, "AAA")] * tripped
    assert [row.fill.symbol for row in done.rows(FillRow)] == ["AAA"]


@pytest.mark.parametrize(("bought", "tripped"), [(2, True), (1, False)])
def test_money_that_another_hand_spent(bought: int, tripped: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """1.5 % of 10,000 USD are 150 USD; a share of BBB costs 100."""
    guard = "{kind: account_drift, limit: 1.5%, action: halt, release: manual}"
    done = run(tmp_path, guard, ("BBB", "buy", bought), "whole_account")
    assert trips(done, "account_drift") == [(200.0, 150.0, Unit.USD, "")] * tripped


@pytest.mark.parametrize(
    ("guard", "told"),
    [
        ("reconcile_mismatch, limit: 4 shares", (5.0, 4.0, Unit.SHARES, "AAA")),
        ("account_drift, limit: 400 USD", (500.0, 400.0, Unit.USD, "")),
    ],
)
def test_what_another_hand_does_in_one_symbol_stops_that_symbol(
    guard: str, told: tuple[float, float, Unit, str], tmp_path: Path
) -> None:
    """Five shares of 100 USD, in an account of which the bot has a part."""
    done = run(tmp_path, f"{{kind: {guard}, scope: symbol, action: halt, release: manual}}", ("AAA", "sell", 5))
    kind = guard.partition(",")[0]
    assert trips(done, kind) == [told]
    assert [row.trip.latch for row in done.rows(TripRow) if row.trip.guard == kind] == [f"{kind}/AAA"]


@pytest.mark.parametrize(("seconds", "tripped"), [(300, True), (90, False)])
def test_a_broker_that_answers_nothing_for_a_while(seconds: int, tripped: bool, tmp_path: Path) -> None:  # noqa: FBT001
    real = wiring.simulated

    def environment(bot: Any, embedded: Any, journal: Any, remembered: Any) -> Environment:
        embedded.control.pause()
        env = real(bot, embedded, journal, remembered)
        clock = Calming(env.clock, embedded.control, timedelta(seconds=seconds))
        return replace(env, heartbeat=HOUR, clock=clock)

    guard = "{kind: stream_down, limit: 2m, action: halt, release: manual}"
    spec = write_spec(tmp_path, SPEC.replace("GUARD", guard).replace("CAPITAL", "10000 USD"), PANEL)
    with mock.patch.object(wiring, "simulated", environment):
        done = run_here(spec, Mode.SIMULATE, chaos="http_503=1:1")
    found = [row.trip for row in done.rows(TripRow) if row.trip.guard == "stream_down"]
    assert len(found) == tripped
    assert all(CLOSE + timedelta(minutes=2) <= trip.at <= CLOSE + timedelta(minutes=5) for trip in found)
    assert done.ended == "data_end"
