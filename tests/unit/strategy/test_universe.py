"""What rules ask of other symbols: row by row, adjusted as of the decision, unknown rather than wrong."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from botspec.expressions import Names, parse_condition, parse_number
from botspec.market.panel import ActionKind, CorporateAction
from botspec.strategy.rule_columns import number_columns, signal_columns
from botspec.strategy.rules import Rules, SideRules
from botspec.strategy.universe import ranked
from tests.fakes.panels import FIRST, daily_panel, wave

NAN = math.nan
UP = [10.0, 20.0, 30.0, 40.0, 50.0]


def split(symbol: str, row: int) -> CorporateAction:
    return CorporateAction(symbol, date.fromordinal(FIRST + row), ActionKind.SPLIT, Decimal(2))


def numbers(
    text: str, closes: dict[str, list[float]], *actions: CorporateAction, traded: str = "A"
) -> list[list[float]]:
    """Of the traded symbols, the others being beside them."""
    whole = daily_panel(closes, actions)
    others = [symbol for symbol in closes if symbol not in traded]
    beside = whole.select(others) if others else None
    columns = number_columns(parse_number(text, Names()), whole.select(list(traded)), 0, beside)
    return [[float(value) for value in column] for column in columns.T]


def known(expected: list[float]) -> object:
    return pytest.approx(expected, nan_ok=True)


def test_another_symbol_row_by_row() -> None:
    (column,) = numbers("of('S', close)", {"A": [1.0] * 5, "S": UP})
    assert column == UP


def test_where_the_other_has_no_bar_it_is_unknown() -> None:
    (column,) = numbers("of('S', close)", {"A": [1.0, 1.0, NAN, 1.0, 1.0], "S": [10.0, NAN, 30.0, 40.0, NAN]})
    assert column == known([10, NAN, NAN, 40, NAN])


def test_inside_of_the_other_symbols_own_bars_count_outside_this_ones() -> None:
    closes = {"A": [1.0, NAN, 1.0, 1.0, 1.0], "S": [10.0, 20.0, 30.0, NAN, 50.0]}
    assert numbers("of('S', close[1])", closes) == [known([NAN, NAN, 20, NAN, 30])]
    assert numbers("of('S', close)[1]", closes) == [known([NAN, NAN, 10, 30, NAN])]


def test_the_past_of_the_other_is_adjusted_as_of_the_decision() -> None:
    closes = {"A": [1.0] * 5, "S": [100.0, 100.0, 50.0, 50.0, 60.0]}
    assert numbers("of('S', close[1])", closes, split("S", 2)) == [known([NAN, 100, 50, 50, 50])]
    assert numbers("of('S', close)[1]", closes, split("S", 2)) == [known([NAN, 100, 50, 50, 50])]
    assert numbers("of('S', close)", closes, split("S", 2)) == [[100, 100, 50, 50, 60]]
    assert numbers("close[2] * of('S', close)[2]", closes, split("S", 2)) == [known([NAN, NAN, 50, 50, 50])]


def test_both_symbols_are_adjusted_each_for_its_own_actions() -> None:
    closes = {"A": [8.0, 8.0, 8.0, 4.0, 4.0], "S": [100.0, 100.0, 50.0, 50.0, 60.0]}
    columns = numbers("close[1] + 1000 * of('S', close)[1]", closes, split("S", 2), split("A", 3))
    assert columns == [known([NAN, 100_008, 50_008, 50_004, 50_004])]


def test_an_action_on_a_day_without_a_bar_of_this_symbol() -> None:
    closes = {"A": [1.0, 1.0, NAN, 1.0, 1.0], "S": [100.0, 100.0, 50.0, 50.0, 60.0]}
    assert numbers("of('S', close)[1]", closes, split("S", 2)) == [known([NAN, 100, NAN, 50, 50])]


def test_the_other_is_trusted_after_its_own_warm_up() -> None:
    rule = parse_number("of('S', ema(close, 3))", Names())
    closes = {"A": wave(60).tolist(), "S": [*[NAN] * 20, *wave(40).tolist()]}
    whole = daily_panel(closes)
    column = number_columns(rule, whole.select(["A"]), 0, whole.select(["S"]))[:, 0]
    assert np.flatnonzero(np.isfinite(column))[0] == 20 + rule.warmup


def test_an_average_of_the_other_behind_its_gap() -> None:
    closes = {"A": [1.0] * 5, "S": [10.0, 20.0, NAN, 40.0, 50.0]}
    assert numbers("sma(of('S', close), 2)", closes) == [known([NAN, 15, NAN, NAN, 45])]


def test_a_condition_of_another_symbol() -> None:
    rule = parse_condition("of('S', close > 25) or close > 5", Names())
    panel = daily_panel({"A": [1.0] * 5, "S": [10.0, NAN, 30.0, 40.0, 20.0]})
    columns = signal_columns(Rules(SideRules(rule, rule)), panel.select(["A"]), 0, panel.select(["S"]))
    assert columns.enter[:, 0].tolist() == [0, -1, 1, 1, 0]


def test_a_traded_symbol_may_look_at_another_and_at_itself() -> None:
    closes = {"A": [1.0, 2.0], "B": [10.0, 20.0]}
    assert numbers("of('B', close) - of('A', close)", closes, traded="AB") == [[9, 18], [9, 18]]


def test_a_symbol_without_any_bar() -> None:
    assert numbers("of('S', close)", {"A": [1.0, 2.0], "S": [NAN, NAN]}) == [known([NAN, NAN])]
    assert numbers("of('S', close)", {"A": [NAN, NAN], "S": [1.0, 2.0]}) == [known([NAN, NAN])]


def test_a_symbol_that_is_nowhere() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        numbers("of('X', close)", {"A": [1.0]})


def test_the_highest_is_first_and_equals_share_a_place() -> None:
    values = np.array([[3.0, 1.0, 2.0, 2.0], [NAN, 5.0, NAN, 4.0], [7.0, 7.0, 7.0, 7.0], [NAN, NAN, NAN, NAN]])
    expected = [[1, 4, 2, 2], [NAN, 1, NAN, 2], [1, 1, 1, 1], [NAN] * 4]
    for row, places in zip(ranked(values).tolist(), expected, strict=True):
        assert row == known(places)


def test_ranks_over_many_rows() -> None:
    values = np.random.default_rng(1).integers(0, 9, (5000, 6)).astype(float)
    places = ranked(values)
    for row in range(0, 5000, 487):
        assert places[row].tolist() == [1 + int((values[row] > value).sum()) for value in values[row]]


def test_rank_counts_the_traded_symbols_that_have_a_number() -> None:
    closes = {"A": [1.0, 5.0, 3.0], "B": [2.0, NAN, 4.0], "S": [9.0, 9.0, 9.0]}
    assert numbers("rank(close)", closes, traded="AB") == [known([2, 1, 2]), known([1, NAN, 1])]


def test_rank_waits_for_a_symbol_to_be_warmed_up() -> None:
    closes = {"A": [1.0, 2.0, 3.0, 4.0], "B": [NAN, NAN, 9.0, 8.0]}
    assert numbers("rank(change(close))", closes, traded="AB")[0] == known([NAN, 1, 1, 1])


def test_a_rank_of_the_past_is_the_one_seen_then() -> None:
    """At row 1 A stood higher; that its price is halved in hindsight does not change it."""
    closes = {"A": [100.0, 100.0, 50.0], "B": [60.0, 60.0, 60.0]}
    first, second = numbers("rank(close)[1]", closes, split("A", 2), traded="AB")
    assert first == known([NAN, 1, 1])
    assert second == known([NAN, 2, 2])


def test_rank_of_what_is_relative_to_another() -> None:
    closes = {"A": [2.0, 8.0], "B": [3.0, 3.0], "S": [1.0, 2.0]}
    assert numbers("rank(close / of('S', close))", closes, traded="AB") == [[2, 1], [1, 2]]
