"""Indicators against tables worked out by hand, plain formulas, and TA-Lib's own metadata."""

from __future__ import annotations

import math
import random
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from botspec.expressions import Names, parse_number
from botspec.expressions.columns import Columns
from botspec.expressions.evaluate import number_column
from botspec.expressions.indicators.catalog import DOCUMENTED, INDICATORS, indicator
from botspec.expressions.indicators.generated import GENERATED, PATTERN
from botspec.expressions.indicators.indicator import Indicator, Settings, cascaded, exponential, forgotten
from botspec.expressions.indicators.library import talib
from tests.generate import talib_table
from tests.unit.expressions.oracles import ORACLES
from tests.unit.expressions.walks import random_walk

NAN = math.nan
CLOSE = [10.0, 11.0, 13.0, 12.0, 16.0, 14.0]
COLUMNS = Columns(
    open=np.array([9.0, 10.0, 11.0, 13.0, 12.0, 16.0]),
    high=np.array([11.0, 12.0, 14.0, 13.0, 17.0, 16.0]),
    low=np.array([9.0, 10.0, 11.0, 11.0, 12.0, 13.0]),
    close=np.array(CLOSE),
    volume=np.array([100.0, 200.0, 300.0, 400.0, 500.0, 600.0]),
)
SUMS_OF_ALL = {"obv", "ad", "nvi", "pvi", "pvt", "wad"}
"""Their level depends on where history begins."""
NAMED_OTHERWISE = {
    "highest": "MAX",
    "lowest": "MIN",
    "keltner": "KC",
    "true_range": "TRANGE",
    "variance": "VAR",
    "linreg": "LINEARREG",
    "linreg_slope": "LINEARREG_SLOPE",
    "percent_rank": "PERCENTRANK",
}
WALK = random_walk(3, 300)


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
        ("wma(close, 2)", [NAN, 32 / 3, 37 / 3, 37 / 3, 44 / 3, 44 / 3]),
        ("mom(close, 2)", [NAN, NAN, 3, 1, 3, 2]),
        ("sum(close, 2)", [NAN, 21, 24, 25, 28, 30]),
        ("sum(close, 1)", CLOSE),
        ("true_range()", [NAN, 2, 3, 2, 5, 3]),
        ("natr(2)", [NAN, NAN, 250 / 13, 225 / 12, 362.5 / 16, 331.25 / 14]),
        ("variance(close, 3)", [NAN, NAN, 14 / 9, 2 / 3, 26 / 9, 8 / 3]),
        ("donchian(3).upper", [NAN, NAN, 14, 14, 17, 17]),
        ("donchian(3).middle", [NAN, NAN, 11.5, 12, 14, 14]),
        ("donchian(period=3).lower[1]", [NAN, NAN, NAN, 9, 10, 11]),
        ("bbands(close, 3, 3).middle - 0", [NAN, NAN, 34 / 3, 12, 41 / 3, 14]),
        ("willr(3)", [NAN, NAN, -20, -50, -100 / 6, -50]),
        ("stoch(3, 1, 1).k", [NAN, NAN, 80, 50, 500 / 6, 50]),
        ("stoch(3, 1, 2).d", [NAN, NAN, NAN, 65, 400 / 6, 400 / 6]),
        ("aroon(2).up", [NAN, NAN, 100, 50, 100, 50]),
        ("aroon(2).down", [NAN, NAN, 0, 0, 50, 0]),
        ("obv()", [100, 300, 600, 200, 700, 100]),
        ("vwap(2)", [NAN, 32 / 3, 12, 86 / 7, 41 / 3, 161 / 11]),
        ("linreg_slope(close, 3)", [NAN, NAN, 1.5, 0.5, 1.5, 1]),
        ("linreg(close, 3)", [NAN, NAN, 34 / 3 + 1.5, 12.5, 41 / 3 + 1.5, 15]),
        ("percent_rank(close, 2)", [NAN, NAN, 100, 50, 100, 50]),
        ("hl2", [10, 11, 12.5, 12, 14.5, 14.5]),
        ("hlc3", [10, 11, 38 / 3, 12, 15, 43 / 3]),
        ("ohlc4", [9.75, 10.75, 12.25, 12.25, 14.25, 14.75]),
        ("sma(volume, 2) + open", [NAN, 160, 261, 363, 462, 566]),
    ],
)
def test_by_hand(text: str, expected: list[float]) -> None:
    assert values(text) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def settings_of(entry: Indicator, source: random.Random | None = None) -> Settings:
    """The usual ones, or whole numbers chosen by `source`."""
    if source is None:
        return entry.usual_settings
    values = zip(entry.parameters, entry.usual_settings, strict=True)
    return tuple(source.randrange(int(parameter.low), 30) if parameter.whole else value for parameter, value in values)


def series_of(entry: Indicator, columns: Columns) -> tuple[Any, ...]:
    given = [columns.volume if name == "y" else columns.close for name in entry.takes]
    return tuple(np.ascontiguousarray(column) for column in [*(getattr(columns, name) for name in entry.reads), *given])


def test_every_documented_indicator_has_its_formula() -> None:
    assert set(DOCUMENTED) == set(ORACLES)
    assert len(DOCUMENTED) >= 40


@pytest.mark.parametrize("name", DOCUMENTED)
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_formula_gives_the_same(name: str, seed: int | None) -> None:
    entry = DOCUMENTED[name]
    settings = settings_of(entry, None if seed is None else random.Random(seed))  # noqa: S311
    series = series_of(entry, WALK)
    found = entry.compute(series, settings)
    expected: Any = ORACLES[name](*(column.tolist() for column in series), *settings)
    start = entry.lookback(*settings)
    for column, numbers in zip(found, expected if entry.outputs else (expected,), strict=True):
        assert column[start:] == pytest.approx(numbers[start:], rel=1e-9, abs=1e-9, nan_ok=True)


def test_the_table_of_the_rest_is_what_talib_says() -> None:
    assert talib_table.TARGET.read_text(encoding="utf-8") == talib_table.table()


def test_every_function_of_talib_is_somewhere() -> None:
    known = {*talib_table.DOCUMENTED.split(), *talib_table.LEFT_OUT.split()}
    assert {*talib().get_functions()} == known | {line.split("|")[1] for line in GENERATED.values()}
    assert not known & {line.split("|")[1] for line in GENERATED.values()}


@pytest.mark.parametrize("name", sorted(INDICATORS - {"vwap"}))
def test_lookback_is_that_of_talib(name: str) -> None:
    entry = indicator(name)
    talib()
    known = GENERATED[name].split("|")[1] if name in GENERATED else NAMED_OTHERWISE.get(name, name.upper())
    function = import_module("talib.abstract").Function(known)
    passed = [key for key in function.parameters if "matype" not in key]
    source = random.Random(5)  # noqa: S311
    for settings in (settings_of(entry), *(settings_of(entry, source) for _ in range(8))):
        if settings and not (name in {"highest", "lowest", "sum"} and settings[0] == 1):
            function.parameters = dict(zip(passed, settings, strict=False))
        assert entry.lookback(*settings) == function.lookback or settings == (1,), settings


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_the_first_value_comes_after_the_lookback(name: str) -> None:
    entry = indicator(name)
    rule = parse_number(entry.example, Names())
    column = number_column(rule, WALK)
    known = np.flatnonzero(np.isfinite(column))
    if name in {"acos", "asin"}:  # of a price above 1
        assert len(known) == 0
        return
    assert known[0] == rule.lookback
    if name != "fractal":  # a bar that is none has no value
        assert np.isfinite(column[rule.lookback :]).all()


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_history_up_to_a_bar_gives_the_same_bits(name: str) -> None:
    entry = indicator(name)
    for settings in (settings_of(entry), settings_of(entry, random.Random(2))):  # noqa: S311
        series, start = series_of(entry, WALK), entry.lookback(*settings)
        whole = entry.compute(series, settings)
        for bars in (start + 1, start + 2, start + 30, 299):
            part = entry.compute(tuple(column[:bars].copy() for column in series), settings)
            for column, cut in zip(whole, part, strict=True):
                assert column[start:bars].tobytes() == cut[start:].tobytes(), (settings, bars)


@pytest.mark.parametrize("name", sorted(name for name in INDICATORS - SUMS_OF_ALL if not name.startswith(PATTERN)))
def test_after_its_decay_the_bars_before_the_first_hardly_count(name: str) -> None:
    entry = indicator(name)
    settings = settings_of(entry)
    lookback = entry.lookback(*settings)
    trusted = lookback + entry.decay(*settings)
    for seed in range(3):
        series = series_of(entry, random_walk(seed, trusted + 300))
        whole = entry.compute(series, settings)
        late = entry.compute(tuple(column[100:].copy() for column in series), settings)
        for column, cut in zip(whole, late, strict=True):
            known = column[100 + trusted :]
            span = np.nanmax(column[lookback:]) - np.nanmin(column[lookback:]) if np.isfinite(known).any() else 1.0
            assert cut[trusted:] == pytest.approx(known, rel=0, abs=1e-4 * max(span, 1e-9), nan_ok=True)


@pytest.mark.parametrize("name", ["ema", "rsi", "atr", "adx", "macd", "tema", "kama", "t3", "tsi", "rvi", "kdj"])
@pytest.mark.parametrize("factor", [2, 5])
def test_its_decay_grows_with_its_periods(name: str, factor: int) -> None:
    entry = indicator(name)
    usual = zip(entry.parameters, settings_of(entry), strict=True)
    settings = tuple(value * factor if parameter.whole else value for parameter, value in usual)
    lookback = entry.lookback(*settings)
    trusted = lookback + entry.decay(*settings)
    series = series_of(entry, random_walk(8, trusted + 200))
    whole = entry.compute(series, settings)[0]
    late = entry.compute(tuple(column[100:].copy() for column in series), settings)[0]
    span = np.ptp(whole[lookback:])
    assert np.abs(late[trusted:] - whole[100 + trusted :]).max() < 1e-4 * span


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_every_setting_within_its_bounds_can_be_computed(name: str) -> None:
    entry = indicator(name)
    series = series_of(entry, random_walk(1, 60))
    for bound in ("low", "high"):
        settings = tuple(
            int(min(getattr(parameter, bound), 50)) if parameter.whole else getattr(parameter, bound)
            for parameter in entry.parameters
        )
        assert len(entry.compute(series, settings)) == max(1, len(entry.outputs))
    longest = tuple(int(p.high) if p.whole else p.high for p in entry.parameters)
    assert len(entry.compute(series, longest)[0]) == 60


@pytest.mark.parametrize("alpha", [0.001, 0.1, 0.2, 0.5, 0.9])
def test_forgotten_means_a_weight_below_one_in_ten_thousand(alpha: float) -> None:
    bars = forgotten(alpha)
    assert (1 - alpha) ** bars < 1e-4 <= (1 - alpha) ** (bars - 1)


def test_nothing_is_left_of_the_start_when_alpha_is_one() -> None:
    assert forgotten(1.0) == 0


@pytest.mark.parametrize("period", [2, 14, 200, 10_000])
def test_averages_of_averages_forget_later(period: int) -> None:
    assert cascaded(period, 1, 1) in {exponential(period) - 1, exponential(period)}
    assert exponential(period) < cascaded(period, 2, 3) < cascaded(period, 3, 7) < 3 * exponential(period) + 3


def test_a_price_that_never_moved_is_not_oversold() -> None:
    flat = np.full(20, 42.0)
    assert talib().RSI(flat, timeperiod=3)[-1] == 0.0
    assert np.isnan(values("rsi(close, 3)", Columns(flat, flat, flat, flat, flat))).all()


def test_a_price_that_only_fell_is_oversold() -> None:
    falling = np.arange(30.0, 10.0, -1.0)
    assert values("rsi(close, 3)", Columns(falling, falling, falling, falling, falling))[3:] == [0.0] * 17


FLAT = Columns(*(np.full(40, 42.0) for _ in range(5)))


@pytest.mark.parametrize(
    "text", ["rsi(close, 3)", "stoch(3).k", "stoch(3).d", "stochrsi(close, 3, 3).d", "willr(3)", "mfi(3)"]
)
def test_where_nothing_moves_there_is_no_value(text: str) -> None:
    assert np.isnan(values(text, FLAT)).all()


def test_a_flat_stretch_is_unknown_as_long_as_an_average_holds_it() -> None:
    price = np.concatenate([np.arange(10.0, 16.0), np.full(4, 16.0), np.arange(17.0, 23.0)])
    columns = Columns(price, price, price, price, price)
    assert np.flatnonzero(np.isnan(values("stoch(3, 1, 1).k", columns))).tolist() == [0, 1, 8, 9]
    assert np.flatnonzero(np.isnan(values("stoch(3, 2, 1).k", columns))).tolist() == [0, 1, 2, 8, 9, 10]


def test_money_that_only_left_is_oversold() -> None:
    falling = np.arange(60.0, 20.0, -1.0)
    assert set(values("mfi(3)", Columns(falling, falling, falling, falling, falling))[3:]) == {0.0}


def test_no_volume_has_no_average_price() -> None:
    price, nothing = np.arange(1.0, 9.0), np.zeros(8)
    columns = Columns(price, price, price, price, nothing)
    for text in ("vwap(1)", "vwap(3)", "vwma(close, 3)"):
        assert np.isnan(values(text, columns)).all()
