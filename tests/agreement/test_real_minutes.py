"""Real minutes: four symbols together, an early close, a split; they run, and what is peculiar about them is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from botspec.domain.modes import Mode
from botspec.domain.rows import FillRow, IntentRow, QualityRow
from botspec.market.calendar import NEW_YORK
from tests.fakes.alike import check_alike
from tests.fakes.written import Journalled, both_ways, run_here
from tests.faults.harness import ROOT

MINUTES = ROOT.parent / "shared" / "data" / "tests-only" / "minute"
pytestmark = pytest.mark.skipif(not MINUTES.is_dir(), reason="real minute bars are kept beside the project")

FOUR = """\
version: 1
id: four-minutes
mode: simulate
universe: {{symbols: [SPY, IBM, BAC, AIG], benchmark: SPY}}
data: {{source: files, path: bars, timeframe: {timeframe}}}
strategy:
  kind: rules
  let:
    market: of("SPY", close > sma(close, 10))
    yesterday: at("1Day", close)
  long:
    enter: close > highest(high, 10)[1] and market and minutes_since_open > 30 and not close < yesterday * 0.9
    exit: close < sma(close, 20) or minutes_to_close < 15
  rank: roc(close, 10)
sizing: {{kind: percent_of_equity, percent: 25%}}
schedule: {{submit: now}}
risk: {{guards: [{{kind: drawdown, limit: 8%, action: flatten, release: manual}}]}}
simulation: {{period: {{from: 2013-10-04, to: 2013-10-11}}}}
"""
ONE = """\
version: 1
id: one-symbol
mode: simulate
universe: {{symbols: [{symbol}]}}
data: {{source: files, path: bars, timeframe: 1Min}}
strategy: {{kind: rules, long: {{enter: "{enter}", exit: "{leave}"}}}}
sizing: {{kind: percent_of_equity, percent: 25%}}
schedule: {{submit: now}}
risk: {{guards: [{{kind: drawdown, limit: 8%, action: flatten, release: manual}}]}}
"""


def write(folder: Path, text: str, *symbols: str, actions: str = "") -> Path:
    """A spec beside a folder with the bars of some symbols only."""
    bars = folder / "bars"
    bars.mkdir(exist_ok=True)
    for symbol in symbols:
        (bars / f"{symbol}.csv.gz").symlink_to(MINUTES / f"{symbol}.csv.gz")
    if actions:
        (bars / "actions.csv").write_text(f"symbol,ex_on,kind,value\n{actions}\n", encoding="utf-8")
    spec = folder / "spec.yaml"
    spec.write_text(text, encoding="utf-8")
    return spec


def four(folder: Path, timeframe: str) -> Path:
    return write(folder, FOUR.format(timeframe=timeframe), "SPY", "IBM", "BAC", "AIG")


def told(of: Journalled) -> dict[tuple[str, str], QualityRow]:
    return {(row.symbol, row.what): row for row in of.rows(QualityRow)}


def hours(of: Journalled) -> list[float]:
    """When fills were, in hours of New York's clock."""
    local = (row.fill.at.astimezone(NEW_YORK) for row in of.rows(FillRow))
    return [at.hour + at.minute / 60 for at in local]


@pytest.mark.parametrize("timeframe", ["1Min", "15Min"])
def test_four_symbols_together(tmp_path: Path, timeframe: str) -> None:
    done = run_here(four(tmp_path, timeframe), Mode.BACKTEST)
    assert len(done.rows(FillRow)) > 10
    assert all(9.5 <= at < 16 for at in hours(done))
    assert {row.fill.symbol for row in done.rows(FillRow)} >= {"SPY"}
    assert min(row.fill.at for row in done.rows(FillRow)) > datetime(
        2013, 10, 7, tzinfo=UTC
    )  # the first day is history
    assert told(done)["SPY", "extended_hours"].count == 2499
    assert ("*", "early_close") not in told(done)


def test_minutes_that_never_came_are_told_and_nothing_is_decided_on_them(tmp_path: Path) -> None:
    done = run_here(four(tmp_path, "1Min"), Mode.BACKTEST)
    gaps = {symbol: row for (symbol, what), row in told(done).items() if what == "gap"}
    assert gaps["AIG"].detail.startswith("of 2340 bars of regular sessions never came")
    assert all(0 < row.count < 40 for row in gaps.values())


@pytest.mark.slow
@pytest.mark.parametrize("timeframe", ["5Min", "15Min"])
def test_simulate_is_the_back_test(tmp_path: Path, timeframe: str) -> None:
    spec = four(tmp_path, timeframe)
    simulated, tested = both_ways(spec)
    check_alike(simulated.loaded, tested.loaded)


def test_an_early_close_ends_the_day_at_one(tmp_path: Path) -> None:
    text = ONE.format(symbol="GOOG", enter="minutes_to_close > 20", leave="minutes_to_close < 10")
    done = run_here(write(tmp_path, text, "GOOG"), Mode.BACKTEST)
    fills = [row.fill.at.astimezone(NEW_YORK) for row in done.rows(FillRow)]
    ends = [at for at in fills if at.date() == date(2015, 12, 24)]
    assert (ends[-1].hour, ends[-1].minute) == (12, 51)
    assert told(done)["*", "early_close"].detail == "sessions that closed early: 2015-12-24"


@pytest.mark.parametrize("split", [True, False])
def test_rules_see_a_split_taken_out(tmp_path: Path, *, split: bool) -> None:
    """Seven for one over the week-end: what would look like a fall by six sevenths is none."""
    text = ONE.format(symbol="AAPL", enter="close < at('1Day', close) * 0.5", leave="minutes_to_close < 10")
    done = run_here(write(tmp_path, text, "AAPL", actions="AAPL,2014-06-09,split,7" if split else ""), Mode.BACKTEST)
    assert (len(done.rows(IntentRow)) == 0) is split
    assert (("AAPL", "split") in told(done)) is split
    assert (("AAPL", "spike") in told(done)) is not split
