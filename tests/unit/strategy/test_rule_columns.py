"""Rules over a panel: gaps squeezed out, put back at their rows, the past adjusted as each row saw it."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from botspec.expressions import Names, parse_condition, parse_number
from botspec.market.panel import ActionKind, CorporateAction, empty_panel
from botspec.strategy.rule_columns import number_columns, signal_columns
from botspec.strategy.rules import Rules, SideRules
from tests.fakes.panels import FIRST, daily_panel, wave

NAN = math.nan


def rules(enter: str, leave: str = "close > 1000", rank: str | None = None) -> Rules:
    names = Names()
    return Rules(
        SideRules(parse_condition(enter, names), parse_condition(leave, names)),
        None,
        None if rank is None else parse_number(rank, names),
    )


def action(symbol: str, row: int, kind: ActionKind, value: str) -> CorporateAction:
    return CorporateAction(symbol, date.fromordinal(FIRST + row), kind, Decimal(value))


def numbers(text: str, closes: dict[str, list[float]], *actions: CorporateAction) -> list[list[float]]:
    columns = number_columns(parse_number(text, Names()), daily_panel(closes, actions))
    return [[float(value) for value in column] for column in columns.T]


def test_missing_bars_are_squeezed_out_and_put_back() -> None:
    (column,) = numbers("close[1]", {"A": [1.0, 2.0, NAN, 4.0, NAN, 6.0]})
    assert column == pytest.approx([NAN, 1, NAN, 2, NAN, 4], nan_ok=True)


def test_symbols_do_not_touch_each_other() -> None:
    first, second = numbers("sma(close, 2)", {"A": [1.0, 2.0, NAN, 4.0], "B": [10.0, NAN, 20.0, 30.0]})
    assert first == pytest.approx([NAN, 1.5, NAN, 3], nan_ok=True)
    assert second == pytest.approx([NAN, NAN, 15, 25], nan_ok=True)


def test_a_symbol_without_any_bar() -> None:
    panel = daily_panel({"A": [1.0, 2.0], "B": [NAN, NAN]})
    signals = signal_columns(rules("close > 0", rank="close"), panel)
    assert signals.enter[:, 1].tolist() == [-1, -1]
    assert signals.ready.tolist() == [0, 0]  # no bar is needed first: it is unknown


def test_a_panel_without_rows() -> None:
    signals = signal_columns(rules("sma(close, 5) > 0", rank="close"), empty_panel(["A"]))
    assert signals.enter.shape == (0, 1)
    assert signals.ready.tolist() == [0]
    assert number_columns(parse_number("close", Names()), empty_panel(["A"])).shape == (0, 1)


def test_before_a_symbol_is_ready_nothing_is_known() -> None:
    prices = [5.0, NAN, 6.0, 7.0, 8.0]
    signals = signal_columns(rules("close > 0", "close[2] > 0", "close"), daily_panel({"A": prices}))
    assert signals.ready.tolist() == [3]
    assert signals.enter[:, 0].tolist() == [-1, -1, -1, 1, 1]
    assert signals.exit[:, 0].tolist() == [-1, -1, -1, 1, 1]
    assert signals.rank[:, 0].tolist() == pytest.approx([NAN, NAN, NAN, 7, 8], nan_ok=True)


def test_ready_waits_for_the_decay_of_recursive_indicators() -> None:
    strength = rules("rsi(close, 2) < 50")
    signals = signal_columns(strength, daily_panel({"A": wave(40).tolist()}))
    assert signals.ready.tolist() == [strength.warmup] == [16]
    assert set(signals.enter[:16, 0]) == {-1}
    assert -1 not in signals.enter[16:, 0]


def test_a_row_without_a_bar_is_unknown_for_entering_leaving_and_rank() -> None:
    signals = signal_columns(rules("close > 0", "close > 0", "close"), daily_panel({"A": [1.0, NAN, 2.0]}))
    assert signals.enter[:, 0].tolist() == [1, -1, 1]
    assert signals.exit[:, 0].tolist() == [1, -1, 1]
    assert math.isnan(signals.rank[1, 0])


def test_without_rank_all_are_last() -> None:
    assert np.isnan(signal_columns(rules("close > 0"), daily_panel({"A": [1.0]})).rank).all()


def test_types_and_order_of_the_columns() -> None:
    signals = signal_columns(rules("close > 0", rank="close"), daily_panel({"A": [1.0, 2.0], "B": [1.0, 2.0]}))
    assert (signals.enter.dtype, signals.exit.dtype) == (np.int8, np.int8)
    assert (signals.rank.dtype, signals.ready.dtype) == (np.float64, np.int64)
    assert signals.rank.flags.f_contiguous


def test_the_past_is_adjusted_for_a_split_and_the_present_is_raw() -> None:
    (column,) = numbers("close[1]", {"A": [100.0, 100.0, 50.0, 50.0]}, action("A", 2, ActionKind.SPLIT, "2"))
    assert column == pytest.approx([NAN, 100, 50, 50], nan_ok=True)
    (column,) = numbers("close", {"A": [100.0, 100.0, 50.0, 50.0]}, action("A", 2, ActionKind.SPLIT, "2"))
    assert column == [100, 100, 50, 50]


def test_a_split_is_no_fall_and_a_dividend_no_loss() -> None:
    closes = {"A": [100.0, 100.0, 50.0], "B": [100.0, 100.0, 98.0]}
    split, paid = action("A", 2, ActionKind.SPLIT, "2"), action("B", 2, ActionKind.CASH_DIVIDEND, "2")
    first, second = numbers("roc(close, 1)", closes, split, paid)
    assert first[1:] == [0, 0]
    assert second[1:] == pytest.approx([0, 0])


def test_volume_is_adjusted_for_splits_only() -> None:
    closes = {"A": [100.0, 100.0, 50.0], "B": [100.0, 100.0, 98.0]}
    split, paid = action("A", 2, ActionKind.SPLIT, "2"), action("B", 2, ActionKind.CASH_DIVIDEND, "2")
    first, second = numbers("volume[1]", closes, split, paid)
    assert first[1:] == [1000, 2000]
    assert second[1:] == [1000, 1000]


def test_each_row_sees_the_actions_up_to_itself() -> None:
    steps = (action("A", 2, ActionKind.SPLIT, "2"), action("A", 4, ActionKind.CASH_DIVIDEND, "5"))
    (column,) = numbers("highest(close, 5)", {"A": [100.0, 100.0, 50.0, 50.0, 45.0, 45.0, 45.0]}, *steps)
    assert column[4] == pytest.approx(45.0)
    (column,) = numbers("close[1]", {"A": [100.0, 100.0, 50.0, 50.0, 45.0, 45.0, 45.0]}, *steps)
    assert column[1:] == pytest.approx([100, 50, 50, 45, 45, 45])


def test_a_limit_price_at_the_decision_row_is_made_of_raw_prices() -> None:
    steps = (action("A", 2, ActionKind.SPLIT, "2"),)
    (column,) = numbers("close * 0.99 + 0 * sma(close, 2)", {"A": [100.0, 100.0, 50.0, 60.0]}, *steps)
    assert column[1:] == pytest.approx([99, 49.5, 59.4])


def test_a_price_rule_is_unknown_until_it_is_warmed_up() -> None:
    rule = parse_number("ema(close, 3)", Names())
    column = number_columns(rule, daily_panel({"A": wave(30).tolist()}))[:, 0]
    assert np.flatnonzero(np.isfinite(column))[0] == rule.warmup == 16


def test_rows_since_are_the_same_and_earlier_ones_are_left_out() -> None:
    closes = {"A": wave(60).tolist(), "B": wave(60, 2.0).tolist()}
    closes["B"][55] = NAN
    steps = [action("A", row, ActionKind.CASH_DIVIDEND, "1.3") for row in (20, 50, 58)]
    panel = daily_panel(closes, steps)
    strategy = rules("close < sma(close, 5)", "rsi(close, 2) > 60", "-roc(close, 3)")
    price = parse_number("sma(close, 5) * 0.99", Names())
    whole, wholly = signal_columns(strategy, panel), number_columns(price, panel)
    for since in (0, 19, 20, 49, 55, 59, 60):
        late, lately = signal_columns(strategy, panel, since), number_columns(price, panel, since)
        for name in ("enter", "exit", "rank"):
            np.testing.assert_array_equal(getattr(late, name)[since:], getattr(whole, name)[since:])
        np.testing.assert_array_equal(lately[since:], wholly[since:])
        assert (late.enter[:since] == -1).all()
        assert np.isnan(lately[:since]).all()
        assert late.ready.tolist() == whole.ready.tolist()
