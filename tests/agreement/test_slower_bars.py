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
{period}"""
LAST_WEEKS = "simulation: {period: {from: 2016-11-21, to: 2016-12-09}}\n"


@pytest.mark.parametrize(
    ("timeframe", "submit", "files", "period"),
    [
        pytest.param("1Hour", "now", "5min", LAST_WEEKS, id="weeks of 1Hour"),
        pytest.param("4Hour", "now", "5min", LAST_WEEKS, id="weeks of 4Hour"),
        pytest.param("1Hour", "now", "5min", "", marks=pytest.mark.slow),
        pytest.param("4Hour", "now", "5min", "", marks=pytest.mark.slow),
        ("1Day", "after_open", "5min", ""),
        pytest.param("1Week", "after_open", "daily", "", marks=pytest.mark.slow),
        pytest.param("1Month", "after_open", "daily", "", marks=pytest.mark.slow),
    ],
)
def test_slower_bars_are_the_same_in_every_mode(
    timeframe: str, submit: str, files: str, period: str, tmp_path: Path
) -> None:
    spec = tmp_path / "slower.yaml"
    text = SPEC.format(timeframe=timeframe, submit=submit, path=ROOT / "specs" / "data" / files, period=period)
    spec.write_text(text, encoding="utf-8")
    simulated, tested = run(spec), backtest(spec)
    assert len(tested.rows(IntentRow)) > 8
    assert simulated.rows(IntentRow) == tested.rows(IntentRow)
    assert [row.fill for row in simulated.rows(FillRow)] == [row.fill for row in tested.rows(FillRow)]
    for name, column in tested.loaded.columns.items():
        assert np.array_equal(simulated.loaded.columns[name], column, equal_nan=True), name
