"""Finer files joined into the spec's timeframe: the same bars in a back-test and through the simulator."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.domain.rows import IntentRow
from tests.fakes.alike import check_alike
from tests.fakes.written import both_ways
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
    simulated, tested = both_ways(spec)
    assert len(tested.rows(IntentRow)) > 8
    check_alike(simulated.loaded, tested.loaded)
