"""A shadow sees the simulator's bars through HTTP, sends nothing, and decides what a back-test of them decides."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from botspec import wiring
from botspec.adapters.sqlite.commands import CommandLog
from botspec.adapters.system.child import Simulator
from botspec.adapters.system.simulated_clock import SteppedClock
from botspec.domain.modes import Mode
from botspec.domain.rows import FillRow, IntentRow, OutcomeRow
from botspec.pipeline import Pipeline
from botspec.ports.journal import Journal
from botspec.ports.remembered import Remembered
from botspec.run.environment import Environment
from botspec.simulator.desk import Desk
from tests.agreement.test_other_hours import COARSE_SPEC, COINS, lines
from tests.fakes.alike import decided
from tests.fakes.written import Journalled, run_here
from tests.faults.harness import ROOT, SPECS

STEPS = 150
CASES = [
    pytest.param(ROOT / "specs" / "quickstart.yaml", id="quickstart", marks=pytest.mark.slow),
    *(pytest.param(SPECS / f"{name}.yaml", id=name) for name in ("resting", "sides", "rotating")),
]


def shadow(spec: Path, folder: Path) -> tuple[Journalled, int]:
    """A simulation's loop in a shadow's environment, and how many orders the simulator was sent."""
    with ExitStack() as stack:

        def environment(bot: Pipeline, embedded: Simulator, journal: Journal, remembered: Remembered) -> Environment:
            account = stack.enter_context(closing(CommandLog(folder / "account.sqlite")))
            venue = wiring.Venue(embedded.origin, embedded.origin, embedded.credentials)
            return wiring.shadowed(bot, venue, SteppedClock(embedded.control), journal, remembered, account)

        def at_once(environment: Environment, *_: Any) -> Environment:
            return environment

        stack.enter_context(mock.patch.object(wiring, "simulated", environment))
        stack.enter_context(mock.patch.object(wiring, "_patient", at_once))
        sent = stack.enter_context(mock.patch.object(Desk, "submit"))
        return run_here(spec, Mode.SIMULATE, runs=folder, steps=STEPS), sent.call_count


@pytest.mark.parametrize("spec", CASES)
def test_a_shadow_decides_what_the_back_test_decides(spec: Path, tmp_path: Path) -> None:
    shadowed, sent = shadow(spec, tmp_path)
    tested = run_here(spec, Mode.BACKTEST, runs=tmp_path / "tested", steps=STEPS)
    orders, others = ([row.intent for row in each.rows(IntentRow)] for each in (shadowed, tested))
    assert orders == others
    assert len(orders) > 4
    assert sent == 0
    assert decided(shadowed.loaded.rows) == decided(tested.loaded.rows)
    fills, others_fills = ([row.fill for row in each.rows(FillRow)] for each in (shadowed, tested))
    assert [(fill.quantity, fill.price) for fill in fills] == [(fill.quantity, fill.price) for fill in others_fills]


def test_a_shadow_orders_coins_in_the_increments_that_its_simulation_says(tmp_path: Path) -> None:
    spec = tmp_path / "bot.yaml"
    spec.write_text(COARSE_SPEC, encoding="utf-8")
    for number, symbol in enumerate(COINS.symbols):
        bars = "\n".join(lines(COINS, number)) + "\n"
        (tmp_path / f"{symbol.replace('/', '')}.csv").write_text(bars, encoding="utf-8")
    with mock.patch("botspec.app.backtest.tell_steps"):  # a run by the clock is told by its account alone
        shadowed, sent = shadow(spec, tmp_path)
    tested = run_here(spec, Mode.BACKTEST, runs=tmp_path / "tested", steps=STEPS)
    orders, others = ([row.intent for row in each.rows(IntentRow)] for each in (shadowed, tested))
    assert orders == others
    assert "BTC/USD" in {each.request.symbol for each in orders}
    assert {row.outcome for row in shadowed.rows(OutcomeRow)} == {"acked"}
    assert sent == 0
