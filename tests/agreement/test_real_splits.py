"""Apple's split of 2005 and Microsoft's of 2003, on the shipped bars: held through them, nothing is won or lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from botspec.domain.rows import FillRow, IntentRow, SharesRow, TripRow
from tests.fakes.alike import check_alike
from tests.fakes.written import Journalled, both_ways

SPEC = """\
version: 1
id: over-splits
mode: simulate
universe: {symbols: [SYMBOL]}
data: {source: sample}
strategy: {kind: rules, long: {enter: close > 0, exit: close > 1000000 * volume}}
sizing: {kind: percent_of_equity, percent: 90%}
schedule: {submit: after_open}
exits: {stop_loss: 30%, rest_at_broker: [stop_loss]}
orders: {entry: {time_in_force: gtc}}
risk:
  limits: {max_position: 100%}
  guards: [{kind: daily_loss, limit: 10%, action: flatten, release: manual}]
simulation: {period: {from: FROM, to: TO}, cash: 100000 USD, slippage: {kind: none}}
"""


def runs(folder: Path, symbol: str, first: str, last: str) -> tuple[Journalled, Journalled]:
    spec = folder / "split.yaml"
    spec.write_text(SPEC.replace("SYMBOL", symbol).replace("FROM", first).replace("TO", last), encoding="utf-8")
    return both_ways(spec)


@pytest.mark.parametrize(
    ("symbol", "first", "last", "cost", "factor"),
    # entered at the second open; the closing prices of the last day are half of what they were before
    [("AAPL", "2005-02-22", "2005-03-04", "86.69", 2), ("MSFT", "2003-02-11", "2003-02-24", "46.55", 2)],
)
def test_a_position_held_over_a_real_split(
    symbol: str, first: str, last: str, cost: str, factor: int, tmp_path: Path
) -> None:
    simulated, tested = runs(tmp_path, symbol, first, last)
    (bought,) = [row.fill for row in tested.rows(FillRow)]
    (split,) = tested.rows(SharesRow)
    assert (str(bought.price), split.quantity) == (cost, bought.quantity * (factor - 1))
    assert tested.rows(TripRow) == []
    moves = np.diff(tested.loaded.columns["equity"]) / tested.loaded.columns["equity"][:-1]
    assert abs(moves).max() < 0.06
    before, after = [row.intent.request for row in tested.rows(IntentRow)]
    assert after.stop_price == (bought.price * 7 / 10 / factor).quantize(after.stop_price, "ROUND_FLOOR")
    assert after.quantity == before.quantity * factor

    check_alike(simulated.loaded, tested.loaded)
