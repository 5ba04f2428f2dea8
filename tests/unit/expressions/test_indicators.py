"""Every indicator against a table worked out by hand, and its history against TA-Lib's own."""

from __future__ import annotations

import math
from importlib import import_module

import numpy as np
import pytest

from botspec.expressions import Names, parse_number
from botspec.expressions.columns import Columns
from botspec.expressions.evaluate import number_column
from botspec.expressions.indicators.catalog import INDICATORS
from botspec.expressions.indicators.indicator import bars_until_forgotten
from botspec.expressions.indicators.library import talib

NAN = math.nan
CLOSE = [10.0, 11.0, 13.0, 12.0, 16.0, 14.0]
COLUMNS = Columns(
    open=np.array([9.0, 10.0, 11.0, 13.0, 12.0, 16.0]),
    high=np.array([11.0, 12.0, 14.0, 13.0, 17.0, 16.0]),
    low=np.array([9.0, 10.0, 11.0, 11.0, 12.0, 13.0]),
    close=np.array(CLOSE),
    volume=np.array([100.0, 200.0, 300.0, 400.0, 500.0, 600.0]),
)
TALIB_NAMES = {"highest": "MAX", "lowest": "MIN"}


def values(text: str, columns: Columns = COLUMNS) -> list[float]:
    return number_column(parse_number(text, Names()), columns).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sma(close, 3)", [NAN, NAN, 34 / 3, 12, 41 / 3, 14]),
        ("sma(close, 1)", CLOSE),
        # starts at (10 + 11 + 13) / 3, then half of the way to each close
        ("ema(close, 3)", [NAN, NAN, 34 / 3, 35 / 3, 83 / 6, 167 / 12]),
        ("ema(close, 1)", CLOSE),
        # changes +1 +2 -1 +4 -2: gain 1.5, 0.75, 2.375, 1.1875; loss 0, 0.5, 0.25, 1.125
        ("rsi(close, 2)", [NAN, NAN, 100, 100 * 0.75 / 1.25, 100 * 2.375 / 2.625, 100 * 1.1875 / 2.3125]),
        # true ranges 2 3 2 5 3 from the second bar on: average of two, then halves
        ("atr(2)", [NAN, NAN, 2.5, 2.25, 3.625, 3.3125]),
        ("atr(1)", [NAN, 2, 3, 2, 5, 3]),
        ("roc(close, 1)", [NAN, 10, 200 / 11, -100 / 13, 400 / 12, -12.5]),
        ("roc(close, 3)", [NAN, NAN, NAN, 20, 500 / 11, 100 / 13]),
        # 10 11 13: mean 34/3, squared distances 16/9 + 1/9 + 25/9 = 42/9, over three
        ("stddev(close, 3)", [NAN, NAN, math.sqrt(14 / 9), math.sqrt(2 / 3), math.sqrt(26 / 9), math.sqrt(8 / 3)]),
        ("highest(high, 3)", [NAN, NAN, 14, 14, 17, 17]),
        ("highest(close, 1)", CLOSE),
        ("lowest(low, 3)", [NAN, NAN, 9, 10, 11, 11]),
        ("lowest(close, 1)", CLOSE),
        ("hl2", [10, 11, 12.5, 12, 14.5, 14.5]),
        ("hlc3", [10, 11, 38 / 3, 12, 15, 43 / 3]),
        ("ohlc4", [9.75, 10.75, 12.25, 12.25, 14.25, 14.75]),
        ("sma(volume, 2) + open", [NAN, 160, 261, 363, 462, 566]),
    ],
)
def test_by_hand(text: str, expected: list[float]) -> None:
    assert values(text) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_every_indicator_has_its_table() -> None:
    assert set(INDICATORS) == {"sma", "ema", "rsi", "atr", "roc", "stddev", "highest", "lowest"}


@pytest.mark.parametrize("name", sorted(INDICATORS))
@pytest.mark.parametrize("period", [2, 3, 14, 200])
def test_lookback_is_that_of_talib(name: str, period: int) -> None:
    talib()
    function = import_module("talib.abstract").Function(TALIB_NAMES.get(name, name.upper()))
    function.parameters = {"timeperiod": period}
    assert INDICATORS[name].lookback(period) == function.lookback


@pytest.mark.parametrize("name", sorted(INDICATORS))
@pytest.mark.parametrize("extra", [0, 1, 12])
def test_the_first_value_comes_after_the_lookback(name: str, extra: int) -> None:
    indicator = INDICATORS[name]
    period = indicator.minimum + extra
    text = indicator.example.replace("14", str(period))
    wave = 50 + 10 * np.sin(np.arange(60.0))
    column = number_column(parse_number(text, Names()), Columns(wave, wave + 1, wave - 1, wave, wave))
    assert np.flatnonzero(np.isfinite(column))[0] == indicator.lookback(period)
    assert np.isfinite(column[indicator.lookback(period) :]).all()


@pytest.mark.parametrize("text", ["ema(close, 9)", "rsi(close, 5)", "atr(5)"])
def test_after_the_warm_up_the_bar_before_the_first_hardly_counts(text: str) -> None:
    rule = parse_number(text, Names())
    wave = 50 + 10 * np.sin(np.arange(rule.warmup + 40.0))
    whole = number_column(rule, Columns(wave, wave + 1, wave - 1, wave, wave))
    cut = wave[30:]
    late = number_column(rule, Columns(cut, cut + 1, cut - 1, cut, cut))
    assert abs(late[rule.warmup] - whole[30 + rule.warmup]) < 1e-4 * 20  # 20: what the wave spans


@pytest.mark.parametrize("alpha", [0.001, 0.1, 0.2, 0.5, 0.9])
def test_forgotten_means_a_weight_below_one_in_ten_thousand(alpha: float) -> None:
    bars = bars_until_forgotten(alpha)
    assert (1 - alpha) ** bars < 1e-4 <= (1 - alpha) ** (bars - 1)


def test_nothing_is_left_of_the_start_when_alpha_is_one() -> None:
    assert bars_until_forgotten(1.0) == 0


def test_a_price_that_never_moved_is_not_oversold() -> None:
    flat = np.full(20, 42.0)
    assert talib().RSI(flat, timeperiod=3)[-1] == 0.0
    assert np.isnan(values("rsi(close, 3)", Columns(flat, flat, flat, flat, flat))).all()


def test_a_price_that_only_fell_is_oversold() -> None:
    falling = np.arange(30.0, 10.0, -1.0)
    assert values("rsi(close, 3)", Columns(falling, falling, falling, falling, falling))[3:] == [0.0] * 17
