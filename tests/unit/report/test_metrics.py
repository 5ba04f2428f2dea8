from __future__ import annotations

import math
import warnings
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.report import metrics
from botspec.report.curve import from_columns

DAY = 86_400 * 1_000_000_000

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    empyrical = pytest.importorskip("empyrical")


def curve(equity, exposure=None, days=None):
    equity = np.asarray(equity, dtype=np.float64)
    closed = (np.arange(len(equity)) if days is None else np.asarray(days)) * DAY + DAY // 2
    closed = closed.astype(np.int64)
    invested = np.zeros(len(equity)) if exposure is None else np.asarray(exposure, dtype=np.float64)
    return from_columns({"closed_at": closed, "equity": equity, "cash": equity - invested, "exposure": invested})


def oracle(name, values, **arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = float(getattr(empyrical, name)(values, **arguments))
    return value if math.isfinite(value) else None


def same(one, other):
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-0.3, 0.3).map(lambda value: round(value, 6)), min_size=2, max_size=400))
def test_ratios_are_those_of_empyrical(values):
    by_session = np.array(values)
    found = metrics.performance(by_session)

    assert same(found.total_return, oracle("cum_returns_final", by_session))
    assert same(found.annual_return, oracle("annual_return", by_session))
    assert same(found.annual_volatility, oracle("annual_volatility", by_session))
    assert same(found.max_drawdown, -oracle("max_drawdown", by_session))
    if np.std(values) > 1e-9:
        assert same(found.sharpe, oracle("sharpe_ratio", by_session))
    if min(values) < -1e-6:
        assert same(found.sortino, oracle("sortino_ratio", by_session))
        assert same(found.calmar, oracle("calmar_ratio", by_session))


def test_the_made_up_run_agrees_with_empyrical(record):
    by_session = metrics.returns(record.sessions.equity, record.start)

    assert same(record.performance.sharpe, oracle("sharpe_ratio", by_session))
    assert same(record.performance.calmar, oracle("calmar_ratio", by_session))
    assert record.performance.total_return == pytest.approx(record.final_equity / record.start - 1)


@pytest.mark.parametrize("equity", [[], [100.0], [100.0] * 5, [100.0, float("nan"), 90.0], [0.0, 0.0], [100.0, -20.0]])
def test_what_cannot_be_known_is_none_and_never_nan(equity):
    by_session = metrics.returns(np.array(equity), 100.0)
    found = metrics.performance(by_session)

    for name in metrics.Performance.__dataclass_fields__:
        value = getattr(found, name)
        assert value is None or math.isfinite(value)
    metrics.deepest(curve(equity), 100.0)
    metrics.activity(curve(equity), 10.0, len(equity))


def test_a_flat_curve_has_a_return_but_no_ratio():
    found = metrics.performance(metrics.returns(np.full(10, 100.0), 100.0))

    assert (found.total_return, found.annual_return, found.annual_volatility, found.max_drawdown) == (0, 0, 0, 0)
    assert (found.sharpe, found.sortino, found.calmar) == (None, None, None)


def test_one_session_has_a_return_but_no_spread():
    found = metrics.performance(metrics.returns(np.array([101.0]), 100.0))

    assert found.total_return == pytest.approx(0.01)
    assert (found.annual_volatility, found.sharpe, found.sortino) == (None, None, None)


def test_the_deepest_drawdown_has_its_days():
    found = metrics.deepest(curve([100, 110, 99, 104, 88, 111, 105]), 100.0)

    assert found.depth == pytest.approx(0.2)
    days = (found.peak_on, found.trough_on, found.recovered_on, found.sessions)
    assert days == (date(1970, 1, 2), date(1970, 1, 5), date(1970, 1, 6), 4)


def test_a_fall_within_a_session_is_a_drawdown():
    found = metrics.deepest(curve([100, 110, 88, 109, 112], days=[0, 1, 1.1, 1.2, 2]), 100.0)

    assert found.depth == pytest.approx(0.2)
    days = (found.peak_on, found.trough_on, found.recovered_on, found.sessions)
    assert days == (date(1970, 1, 2), date(1970, 1, 2), date(1970, 1, 3), 1)


def test_a_drawdown_from_the_start_that_lasts():
    found = metrics.deepest(curve([95, 90, 92]), 100.0)

    assert (found.peak_on, found.trough_on, found.recovered_on, found.sessions) == (None, date(1970, 1, 2), None, 3)
    assert metrics.deepest(curve([100, 101]), 100.0) is None


def test_activity():
    found = metrics.activity(curve([100, 100, 100, 100], exposure=[0, 50, 100, 0]), traded=300.0, sessions=4)

    assert found.exposure == pytest.approx(0.375)
    assert found.time_in_market == pytest.approx(0.5)
    assert found.turnover == pytest.approx(3 / 4 * 252)


def test_a_session_is_its_last_bar():
    bars = curve([1, 2, 3, 4, 5], days=[0, 0, 0, 1, 1])

    assert bars.by_session().equity.tolist() == [3, 5]
    assert len(curve([]).by_session()) == 0


def test_a_bar_that_closes_at_midnight_belongs_to_the_day_before():
    closed = np.array([DAY, 2 * DAY])
    columns = {"closed_at": closed, "equity": np.ones(2), "cash": np.ones(2), "exposure": np.zeros(2)}

    assert from_columns(columns).dates() == [date(1970, 1, 1), date(1970, 1, 2)]
