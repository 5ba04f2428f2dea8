"""Words that are called, by hand: of one bar, over the bars before, and of the bot's position."""

from __future__ import annotations

import math

import numpy as np
import pytest

from botspec.expressions import Names, PositionUse, RuleErrors, parse_condition, parse_number
from botspec.expressions.columns import Columns, PositionColumns
from botspec.expressions.evaluate import Evaluation, condition_column, number_column

NAN = math.nan


def columns(close: list[float], volume: list[float] | None = None) -> Columns:
    array = np.array(close, dtype=np.float64)
    return Columns(array, array, array, array, np.array(volume, dtype=np.float64) if volume else array)


def values(text: str, over: Columns) -> object:
    return number_column(parse_number(text, Names()), over).tolist()


def known(expected: list[float]) -> object:
    return pytest.approx(expected, nan_ok=True)


UNSURE = columns([1.0, 5.0, NAN, 1.0, 5.0, 5.0, 1.0])
"""`close > 2` is false, true, unknown, false, true, true, false."""


def test_bars_since_it_was_true() -> None:
    assert values("since(close > 2)", columns([1.0, 5.0, 1.0, 1.0, 5.0, 5.0, 1.0])) == known([NAN, 0, 1, 2, 0, 0, 1])


def test_a_bar_that_may_have_been_true_leaves_no_answer() -> None:
    assert values("since(close > 2)", UNSURE) == known([NAN, 0, NAN, NAN, 0, 0, 1])


def test_since_compared_with_bars() -> None:
    for text in ("since(close > 2) >= 1 bars", "since(close > 2) >= 1", "1 bar <= since(close > 2)"):
        assert condition_column(parse_condition(text, Names()), UNSURE).tolist() == [-1, 0, -1, -1, 0, 0, 1]


def test_how_often_it_was_true() -> None:
    assert values("count(close > 2, 2)", UNSURE) == known([NAN, 1, NAN, NAN, 1, 2, 1])
    assert values("count(close > 2, 1)", UNSURE) == known([0, 1, NAN, 0, 1, 1, 0])
    assert values("count(close > 2, 9)", UNSURE) == known([NAN] * 7)
    assert values("count(close > 2, 3)", columns([])) == []


def test_one_of_two() -> None:
    assert values("if_else(close > 2, 10, close)", UNSURE) == known([1, 10, NAN, 1, 10, 10, 1])
    assert values("if_else(close > 2, close / 0, 7)", UNSURE) == known([7, NAN, NAN, 7, NAN, NAN, 7])
    assert values("if_else(2 > 1, 3, 4)", columns([1.0, 2.0])) == [3, 3]


def test_changes() -> None:
    over = columns([1.0, 2.0, 4.0, 0.0, 5.0])
    assert values("change(close)", over) == known([NAN, 1, 2, -4, 5])
    assert values("change(close, bars=2)", over) == known([NAN, NAN, 3, -2, 1])
    assert values("returns(close)", over) == known([NAN, 1, 1, -1, NAN])
    assert values("returns(close, 3)", over) == known([NAN, NAN, NAN, -1, 1.5])


def test_deviations_from_the_mean() -> None:
    assert values("zscore(close, 3)", columns([1.0, 2.0, 3.0, 3.0, 3.0])) == known(
        [NAN, NAN, 1 / math.sqrt(2 / 3), (1 / 3) / math.sqrt(2 / 9), NAN]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(close)", [2.5, 0, 1.5, NAN]),
        ("sign(close)", [-1, 0, 1, NAN]),
        ("round(close)", [-2, 0, 2, NAN]),
        ("floor(close)", [-3, 0, 1, NAN]),
        ("ceil(close)", [-2, 0, 2, NAN]),
        ("sqrt(close)", [NAN, 0, math.sqrt(1.5), NAN]),
        ("log(close)", [NAN, NAN, math.log(1.5), NAN]),
        ("exp(close)", [math.exp(-2.5), 1, math.exp(1.5), NAN]),
        ("exp(log(close))", [NAN, NAN, 1.5, NAN]),
        ("exp(1000 * close)", [0, 1, NAN, NAN]),
        ("min(close, 1, volume)", [-2.5, 0, 1, NAN]),
        ("max(close, 1)", [1, 1, 1.5, NAN]),
        ("max(volume, close, 1)", [7, 7, 7, NAN]),
        ("abs(0 - 3)", [3, 3, 3, 3]),
        ("max(2, 3)", [3, 3, 3, 3]),
    ],
)
def test_of_the_same_bar(text: str, expected: list[float]) -> None:
    assert values(text, columns([-2.5, 0.0, 1.5, NAN], [7.0] * 4)) == known(expected)


def test_what_asks_for_others_is_unknown_alone() -> None:
    assert values("of('SPY', close)", columns([1.0, 2.0])) == known([NAN, NAN])
    assert values("rank(close)", columns([1.0, 2.0])) == known([NAN, NAN])
    rule = parse_condition("of('SPY', close > 1)", Names())
    assert condition_column(rule, columns([1.0])).tolist() == [-1]


EXIT = Names(position=PositionUse.HERE)
HELD = PositionColumns(
    entry_price=np.array([NAN, 10.0, 10.0]),
    gain=np.array([NAN, 0.02, -0.04]),
    bars_held=np.array([NAN, 0.0, 1.0]),
    quantity=np.array([NAN, 5.0, 5.0]),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("position.gain < -3%", [-1, 0, 1]),
        ("close < position.entry_price * 97%", [-1, 0, 1]),
        ("position.bars_held >= 1 bar", [-1, 0, 1]),
        ("position.quantity > 0 and close > 0", [-1, 1, 1]),
        ("position.gain[1] > 1%", [-1, -1, 1]),
        ("close > 100 or position.gain > 0", [-1, 1, 0]),
    ],
)
def test_the_bots_own_position(text: str, expected: list[int]) -> None:
    rule = parse_condition(text, EXIT)
    over = columns([10.0, 10.2, 9.6])
    assert Evaluation(over, position=HELD).condition(rule).tolist() == expected
    assert condition_column(rule, over).tolist()[:1] == [-1]


def test_one_position_for_all_bars() -> None:
    now = PositionColumns(*(np.asarray(value) for value in (10.0, 0.02, 3.0, -5.0)))
    rule = parse_condition("position.bars_held > 2 bars and position.quantity < 0", EXIT)
    assert Evaluation(columns([1.0, 2.0]), position=now).condition(rule).tolist() == [1, 1]


def test_a_rule_is_bounded_in_history_and_cost() -> None:
    with pytest.raises(RuleErrors, match="bars of history, more than 1000000"):
        parse_number('at("1Month", sma(close, 10000))', Names())
    parts = ", ".join(f"sma(close, {9_900 + period})" for period in range(45))
    lets = {name: parse_number(f"max({parts.replace('sma', name[1:])})", Names()) for name in ("_sma", "_wma", "_ema")}
    assert parse_number("_sma + _wma", Names({}, lets)).lookback == 9_943
    with pytest.raises(RuleErrors, match="for each of its own, more than 1000000"):
        parse_number("_sma + _wma + _ema", Names({}, lets))
