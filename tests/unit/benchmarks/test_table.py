"""The page of `make bench`, from made-up measurements; the measured spec is valid; the reference loop is right."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import commands, specs, table
from benchmarks.cases import CASES, Case, walk
from benchmarks.engines import BOTSPEC, ENGINES
from benchmarks.measure import Measured
from benchmarks.peers.numpy_loop import rsi, sma
from benchmarks.results import CommandResult, EngineResult
from botspec.app.validate import validate

NUMPY = ENGINES[1]


def measured(cpu, engine, code=0):
    told = {} if code else {"engine_seconds": engine, "trades": 3, "final_equity": 1_000_001.5}
    return Measured(cpu_seconds=cpu, wall_seconds=cpu, peak_mebibytes=70.0, code=code, told=told)


def page(*results):
    return table.render(results, [CommandResult("`botspec --help`", "0.11 s", "", "")], quick=True)


def test_speeds_and_ratios():
    text = page(
        EngineResult(BOTSPEC, "D1", measured(0.5, 0.00252), measured(0.8, None)),
        EngineResult(NUMPY, "D1", measured(0.4, 0.00126), None),
    )
    assert "| botspec | 1.00 M |" in text
    assert "| plain numpy loop | 2.00 M (botspec 0.5 x) |" in text
    assert "| botspec | 0.80 (70 MiB) |" in text
    assert "| plain numpy loop | 0.40 (70 MiB, botspec 2.00 x) |" in text
    assert "3, 1,000,001.50" in text


def test_a_failed_measurement_is_shown_as_failed():
    assert "| botspec | failed (70) |" in page(EngineResult(BOTSPEC, "D1", measured(0.5, None, code=70), None))


def test_a_smaller_case_is_marked_where_it_stands_in():
    text = page(EngineResult(ENGINES[3], "D50", measured(9.0, 12.6), None))
    assert "10 k [D50]" in text


def test_the_measured_specs_are_valid(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.cases.FOLDER", tmp_path)
    for case in (Case("D1", 2, 300, "1Day", 1), Case("M1", 1, 390, "1Min", 2)):
        found = validate([specs.write(case)])
        assert found.valid, found.findings


def test_the_long_spec_is_valid_and_long(tmp_path):
    path = tmp_path / "long.yaml"
    path.write_text(commands.long_spec(), encoding="utf-8")
    assert len(path.read_text(encoding="utf-8").splitlines()) == commands.LINES
    assert validate([path]).valid


@pytest.mark.parametrize("name", sorted(CASES))
def test_walks_are_sound_bars_and_always_the_same(name):
    case = Case(name, 1, 780, CASES[name].timeframe, CASES[name].seed)
    bars = walk(case, 0)
    opens, high, low, close, volume = bars.T
    assert np.array_equal(bars, walk(case, 0))
    assert (low > 0).all()
    assert (volume > 0).all()
    assert ((low <= opens) & (opens <= high) & (low <= close) & (close <= high)).all()


def test_the_reference_indicators_are_ta_lib_s():
    import talib

    closes = walk(Case("D1", 1, 600, "1Day", 1), 0)[:, 3:4]
    assert np.allclose(rsi(closes)[:, 0], talib.RSI(closes[:, 0], 14), equal_nan=True)
    assert np.allclose(sma(closes)[:, 0], talib.SMA(closes[:, 0], 200), equal_nan=True)
