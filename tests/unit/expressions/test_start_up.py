"""What reading and evaluating rules load, looked at from a fresh process."""

from __future__ import annotations

import subprocess
import sys

import pytest

READ = """
from botspec.expressions import Names, parse_condition
parse_condition("rsi(close, 14) < 30 and close > sma(close, 200)", Names())
from botspec.strategy.read import read_rules
from botspec.strategy.library.expand import expand
from botspec.strategy.library.mean_reversion_momentum import MeanReversionMomentumParams
expanded = expand("mean_reversion_momentum", MeanReversionMomentumParams())
assert read_rules(expanded.rules, expanded.numbers).rules
"""
EVALUATE = """
import numpy as np
from botspec.expressions import Names, parse_number
from botspec.expressions.columns import Columns
from botspec.expressions.evaluate import number_column
one = np.ones(30)
assert number_column(parse_number("sma(close, 3)", Names()), Columns(one, one, one, one, one))[-1] == 1
"""
LOADED = "\nimport sys; print(*sorted({'numpy', 'talib', 'pandas', 'polars'} & {*sys.modules}))"


def _loaded(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program + LOADED], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_reading_rules_loads_no_numbers_library() -> None:
    assert _loaded(READ) == []


def test_evaluating_loads_numpy_and_talib_alone() -> None:
    pytest.importorskip("pandas")
    assert _loaded(EVALUATE) == ["numpy", "talib"]


def test_pandas_can_be_imported_afterwards() -> None:
    pytest.importorskip("pandas")
    assert "pandas" in _loaded(EVALUATE + "\nimport pandas\nassert pandas.Series([1]).sum() == 1\n")


def test_pandas_that_is_there_already_stays() -> None:
    pytest.importorskip("pandas")
    program = "import pandas\nkept = pandas\n" + EVALUATE + "\nimport pandas\nassert pandas is kept\n"
    assert _loaded(program)[:2] == ["numpy", "pandas"]
