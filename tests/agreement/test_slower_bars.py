"""Finer files joined into the spec's timeframe: the same bars in a back-test and through the simulator."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from botspec.domain.rows import FillRow, IntentRow
from tests.agreement.test_modes_agree import backtest, run
from tests.faults.harness import ROOT

SPEC = """\
version: 1
id: slower
mode: simulate
universe: {{symbols: [SYN_A, SYN_B]}}
data: {{source: files, path: {path}, timeframe: {timeframe}}}
strategy: {{kind: rules, long: {{enter: "close > close[1]", exit: "close < close[1]"}}}}
sizing: {{kind: percent_of_equity, percent: 30%}}
schedule: {{submit: {submit}}}
risk:
  guards: [{{kind: drawdown, limit: 20%, action: flatten, release: manual}}]
"""


@pytest.mark.parametrize(
    ("timeframe", "submit", "files"),
    [
        ("1Hour", "now", "5min"),
        ("4Hour", "now", "5min"),
        ("1Day", "after_open", "5min"),
        pytest.param("1Week", "after_open", "daily", marks=pytest.mark.slow),
        pytest.param("1Month", "after_open", "daily", marks=pytest.mark.slow),
    ],
)
def test_slower_bars_are_the_same_in_every_mode(timeframe: str, submit: str, files: str, tmp_path: Path) -> None:
    spec = tmp_path / "slower.yaml"
    text = SPEC.format(timeframe=timeframe, submit=submit, path=ROOT / "specs" / "data" / files)
    spec.write_text(text, encoding="utf-8")
    simulated, tested = run(spec), backtest(spec)
    assert len(tested.rows(IntentRow)) > 8
    assert simulated.rows(IntentRow) == tested.rows(IntentRow)
    assert [row.fill for row in simulated.rows(FillRow)] == [row.fill for row in tested.rows(FillRow)]
    for name, column in tested.loaded.columns.items():
        assert np.array_equal(simulated.loaded.columns[name], column, equal_nan=True), name
