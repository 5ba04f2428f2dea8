from __future__ import annotations

import numpy as np
import pytest

from botspec.market.panel import Panel
from botspec.strategy.plugin_columns import plugin_columns
from botspec.strategy.python import PluginRefused, Python, PythonParams

ROWS = 40
PARAMS = PythonParams.model_validate({"module": "my.signals", "warmup": 3, "params": {"period": 5}})


def panel() -> Panel:
    random = np.random.default_rng(3)
    close = 100 * np.exp(np.cumsum(random.standard_normal((ROWS, 2)) / 50, axis=0))
    close[10, 1] = np.nan
    moments = np.arange(ROWS, dtype=np.int64)
    bars = [np.asfortranarray(close) for _ in range(5)]
    return Panel(("AAA", "BBB"), moments, moments + 1, moments + 733000, *bars)


def columns(function):
    return plugin_columns(Python(PARAMS, function), panel(), 0)


def honest(shown, period):
    before = np.full(shown.close.shape, np.nan)
    before[int(period) :] = shown.close[: -int(period)] if len(shown) > period else before[int(period) :]
    return {"enter": shown.close > before, "exit": shown.close < before, "rank": shown.close / before}


def tomorrow(shown, **_):
    after = np.vstack((shown.close[1:], shown.close[-1:]))
    return {"enter": after > shown.close, "exit": after < shown.close}


def whole_history(shown, **_):
    return {"enter": shown.close < np.nanmean(shown.close), "exit": shown.close > np.nanmean(shown.close)}


def rank_ahead(shown, period):
    return {**honest(shown, period), "rank": shown.close / np.nanmax(shown.close, axis=0)}


def test_true_false_and_unknown_where_there_is_no_bar_or_no_warm_up():
    found = columns(honest)

    assert found.enter.dtype == np.int8
    assert (found.enter[:3] == -1).all()
    assert found.enter[10, 1] == -1
    assert {*np.unique(found.enter[3:])} == {-1, 0, 1}
    assert found.ready.tolist() == [3, 3]
    assert found.short is None


def test_shorts_alone_leave_the_long_side_empty():
    found = columns(lambda shown, **_: {"short_enter": shown.close > 100, "short_exit": shown.close < 100})

    assert found.short is not None
    assert (found.short.enter == 1).any()
    assert not found.enter.any()


@pytest.mark.parametrize("function", [tomorrow, whole_history, rank_ahead])
def test_what_looks_ahead_is_refused(function):
    with pytest.raises(PluginRefused, match=r"plug-in 'my\.signals' looks ahead"):
        columns(function)


def test_a_window_that_grows_looks_again_at_the_row_it_knew_last():
    def counts(shown, **_):
        never = np.zeros(shown.close.shape)
        return {"enter": never, "exit": never, "rank": never + len(shown)}

    assert plugin_columns(Python(PARAMS, counts), panel(), ROWS).rank[-1, 0] == ROWS
    with pytest.raises(PluginRefused, match="looks ahead"):
        plugin_columns(Python(PARAMS, counts), panel(), ROWS - 1)


def test_nothing_it_is_shown_can_be_written_to():
    def writes(shown, period):
        shown.close[0] = 1
        return honest(shown, period)

    with pytest.raises(PluginRefused, match="failed: ValueError"):
        columns(writes)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (None, "must give a mapping"),
        ({"enter": 1}, "must give a mapping"),
        ({"enter": np.ones(3), "exit": np.ones(3)}, "the panel is"),
        ({"enter": np.full((ROWS, 2), 7), "exit": np.ones((ROWS, 2))}, "must be true, false"),
        ({"enter": np.full((ROWS, 2), np.nan), "exit": np.ones((ROWS, 2))}, "must be true, false"),
        ({"enter": np.ones((ROWS, 2)), "exit": "soon"}, "not numbers"),
        ({"enter": np.ones((ROWS, 2)), "exit": np.ones((ROWS, 2)), "size": 1}, "may give"),
        ({"enter": np.ones((ROWS, 2)), "exit": np.ones((ROWS, 2)), "short_exit": 1}, "may give"),
    ],
)
def test_what_is_not_signals_is_refused(told, why):
    with pytest.raises(PluginRefused, match=why):
        columns(lambda *_, **__: told)


def test_without_its_function_it_knows_what_it_needs_and_says_nothing():
    alone = Python(PARAMS)

    assert alone.warmup == 3
    with pytest.raises(PluginRefused, match="not loaded"):
        alone.signals(panel())
