"""Why nothing is traded at first: the same words in a simulation, which knows more history, and in a back-test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from botspec.domain.rows import DecisionRow
from botspec.market.panel import ROW_FIELDS, Panel
from tests.fakes.market import NO_BAR, Bar, minutes
from tests.fakes.written import both_ways, write_spec

SPEC = """\
version: 1
id: first-reasons
mode: simulate
universe: {symbols: [AAA, BBB]}
data: {source: files, path: bars, timeframe: 5Min}
strategy: {kind: rules, long: {enter: "count(close > open, 6) > 3", exit: close < open}}
sizing: {kind: percent_of_equity, percent: 30%}
risk: {limits: {max_position: 35%}, guards: [{kind: drawdown, limit: 20%, action: block_entries, release: manual}]}
schedule: {decide: bar_close}
simulation: {period: {from: 2010-01-05, to: 2010-01-06}}
"""
FIRST = date(2010, 1, 4)


def wave(bars: int, missing: int = 0) -> list[Bar]:
    """Up and down; the first bars are missing."""
    closes = [round(100 + 3 * np.sin(place / 3), 2) for place in range(bars)]
    made = [(close - 0.1, close + 0.5, close - 0.5, close, 1e5) for close in closes]
    return [NO_BAR] * missing + made[missing:]


def three_days(missing: int) -> Panel:
    """The second symbol begins every day later than the first."""
    bars = {"AAA": wave(20), "BBB": wave(20, missing)}
    days = [minutes(bars, on=FIRST + timedelta(days=day), width=5) for day in range(3)]
    joined = {name: np.concatenate([getattr(each, name) for each in days]) for name in ROW_FIELDS}
    return replace(days[0], **{name: np.asfortranarray(column) for name, column in joined.items()})


@pytest.mark.parametrize("missing", [0, 5, 18])
def test_the_first_row_without_a_trade_names_the_same_reason(missing: int, tmp_path: Path) -> None:
    simulated, tested = both_ways(write_spec(tmp_path, SPEC, three_days(missing)))
    assert simulated.rows(DecisionRow) == tested.rows(DecisionRow)
    reasons = {row.symbol: row.reason for row in reversed(tested.rows(DecisionRow))}
    expected = {0: None, 5: "NO_TRADE_UNKNOWN", 18: "NO_TRADE_WARM_UP"}
    assert reasons.get("BBB") == expected[missing]
