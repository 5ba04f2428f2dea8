"""Each guard as a spec and bars: it trips as worked out when back-tested, simulated, and left and taken up again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from botspec.domain.modes import Mode
from botspec.domain.rows import NoteRow, TripRow
from botspec.run.resume import recall
from tests.fakes.alike import check_alike
from tests.fakes.written import compiled, run_here, write_spec
from tests.unit.run.test_guard_table import CASES, Case

if TYPE_CHECKING:
    from pathlib import Path

    from botspec.market.panel import Panel

ENTER, QUIET, LEAVE = 2_000_000.0, 1_000_000.0, 500_000.0
"""A bar's volume tells the written rules what the table's script tells its bot."""
SPEC: dict[str, Any] = {
    "version": 1,
    "id": "watched",
    "mode": "simulate",
    "capital": "10000 USD",
    "universe": {"symbols": ["AAA", "BBB"]},
    "data": {"source": "files", "path": "bars", "timeframe": "1Day"},
    "strategy": {"kind": "rules", "long": {"enter": "volume > 1500000", "exit": "volume < 750000"}},
    "sizing": {"kind": "percent_of_equity", "percent": "30%"},
    "schedule": {"submit": "after_open"},
    "report": {"formats": ["json"]},
}
COSTS: dict[str, Any] = {"slippage": {"kind": "none"}, "fees": {"kind": "none"}, "cash": "10000 USD"}


def told(case: Case) -> Panel:
    """Its bars, with the script in their volumes."""
    volume = np.full(case.panel.close.shape, QUIET)
    for script, says in ((case.enter, ENTER), (case.leave, LEAVE)):
        for row, columns in script.items():
            volume[row, columns] = says
    return replace(case.panel, volume=np.asfortranarray(np.where(np.isnan(case.panel.close), np.nan, volume)))


def spec_of(case: Case) -> dict[str, Any]:
    """The table's bot as a person writes it."""
    costs, bot = dict(COSTS), case.bot
    if "slippage" in bot:
        costs["slippage"] = {"kind": "bps", "bps": int(bot["slippage"].bps)}
    more = {"exits": bot["exits"]} if "exits" in bot else {}
    return {**SPEC, **more, "risk": {"guards": [case.guard]}, "simulation": costs}


@pytest.mark.parametrize("name", CASES)
def test_back_tested_simulated_and_taken_up_again_it_trips_as_worked_out(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    spec = write_spec(tmp_path, spec_of(case), told(case))
    run = partial(run_here, spec, account=Decimal(case.bot["cash"]) if "cash" in case.bot else None)
    tested, simulated = run(Mode.BACKTEST), run(Mode.SIMULATE)

    trip = tested.rows(TripRow)[0].trip
    assert (trip.where, trip.used, trip.limit) == (case.where, pytest.approx(case.used), case.limit)
    assert (trip.unit, trip.symbol) == (case.unit, case.symbol)
    assert len(tested.rows(TripRow)) == case.trips
    check_alike(simulated.loaded, tested.loaded)

    left = run(Mode.SIMULATE, until_step=case.row + 1, fresh=True)
    assert left.ended == "interrupted"
    assert [row.trip for row in left.rows(TripRow)] == [trip]
    assert trip.latch in recall(compiled(spec), left.loaded.rows).state.trips
    resumed = run(Mode.SIMULATE)
    assert [row.code for row in resumed.rows(NoteRow)].count("INTERRUPTED") == 1
    check_alike(resumed.loaded, tested.loaded)
