"""Guards of the whole account, read from the broker through HTTP: what another hand loses counts; time is stepped."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from botspec import wiring
from botspec.domain.modes import Mode
from botspec.domain.rows import FillRow, TripRow
from botspec.domain.seen import AccountRow
from botspec.market.moments import moment
from botspec.run.environment import Environment
from botspec.run.resume import recall
from tests.agreement.test_health_through_http import FLAT, HOUR, SPEC, Meddled, by_hand
from tests.fakes.market import days
from tests.fakes.written import Journalled, compiled, run_here, write_spec

FALLS = (100.0, 100.0, 90.0, 90.0, 1e6)
STAYS = (90.0, 90.5, 89.5, 90.0, 1e6)
PANEL = days({"AAA": [FLAT] * 6, "BBB": [*[FLAT] * 4, FALLS, STAYS]})
GUARD = "{kind: daily_loss, limit: LIMIT, scope: SCOPE, action: flatten, release: manual}"


def run(folder: Path, limit: str, scope: str = "account") -> tuple[Path, Journalled]:
    """Somebody buys 50 BBB at noon of the fourth day; on the fifth they lose 500 USD of the account's 10,000."""
    real = wiring.simulated

    def environment(bot: Any, embedded: Any, journal: Any, remembered: Any) -> Environment:
        env = real(bot, embedded, journal, remembered)
        clock = Meddled(env.clock, lambda: by_hand(embedded, "BBB", "buy", 50))
        return replace(env, heartbeat=HOUR, clock=clock, account=lambda: env.broker.snapshot().equity)

    guard = GUARD.replace("LIMIT", limit).replace("SCOPE", scope)
    spec = write_spec(folder, SPEC.replace("GUARD", guard).replace("CAPITAL", "8000 USD"), PANEL)
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(wiring, "simulated", environment))
        return spec, run_here(spec, Mode.SIMULATE)


def test_what_another_hand_loses_stops_the_bot_which_closes_its_own_position_alone(tmp_path: Path) -> None:
    """Its own 30 AAA at 100 USD do not move: of its 8,000 USD nothing is lost."""
    spec, done = run(tmp_path, "4%")

    (trip,) = [row.trip for row in done.rows(TripRow) if row.trip.guard == "daily_loss"]
    assert trip.at.date() == moment(int(PANEL.closed_at[4])).date()
    assert trip.used == pytest.approx(500 / 10_000, abs=1e-6)
    assert (trip.reference, trip.equity) == (pytest.approx(10_000, abs=1), pytest.approx(9_500, abs=1))
    assert trip.symbol is None
    assert [row.fill.symbol for row in done.rows(FillRow)] == ["AAA", "AAA"]
    assert trip.latch in recall(compiled(spec), done.loaded.rows).state.trips
    assert len(done.rows(AccountRow)) > 10


@pytest.mark.parametrize(("limit", "scope"), [("6%", "account"), ("4%", "bot"), ("4%", "symbol")])
def test_less_than_its_limit_or_not_its_own_is_let_pass(limit: str, scope: str, tmp_path: Path) -> None:
    _, done = run(tmp_path, limit, scope)
    assert [row.trip for row in done.rows(TripRow) if row.trip.guard == "daily_loss"] == []
    assert bool(done.rows(AccountRow)) == (scope == "account")
