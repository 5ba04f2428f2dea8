"""Rules over columns: three-valued, nothing across a gap, shared parts once, no warnings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from botspec.expressions import Names, Rule, parse_condition, parse_number, parse_rule
from botspec.expressions.columns import Columns
from botspec.expressions.evaluate import Evaluation, condition_column, number_column
from botspec.expressions.runs import over_runs

NAN = math.nan
INF = math.inf


def columns(close: list[float], volume: list[float] | None = None) -> Columns:
    array = np.array(close, dtype=np.float64)
    return Columns(array, array, array, array, np.array(volume, dtype=np.float64) if volume else array)


def truth(text: str, over: Columns) -> list[int]:
    column = condition_column(parse_condition(text, Names()), over)
    assert column.dtype == np.int8
    return [int(value) for value in column]


def numbers(text: str, over: Columns) -> list[float]:
    return [float(value) for value in number_column(parse_number(text, Names()), over)]


THREE = columns([0.0, NAN, 2.0], [1.0, 1.0, 1.0])
"""`close > 1` is false, unknown, true."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("close > 1", [0, -1, 1]),
        ("not close > 1", [1, -1, 0]),
        ("close > 1 and volume > 0", [0, -1, 1]),
        ("close > 1 and volume > 5", [0, 0, 0]),
        ("close > 1 or volume > 0", [1, 1, 1]),
        ("close > 1 or volume > 5", [0, -1, 1]),
        ("close > 1 and not close > 1", [0, -1, 0]),
        ("0 < close < 5", [0, -1, 1]),
        ("(close > 1)[1]", [-1, 0, -1]),
        ("close == close", [1, -1, 1]),
        ("close != close", [0, -1, 0]),
        ("5 > 3", [1, 1, 1]),
        ("close >= 2", [0, -1, 1]),
        ("close <= 2", [1, -1, 1]),
    ],
)
def test_three_values(text: str, expected: list[int]) -> None:
    assert truth(text, THREE) == expected


def test_kleene_and_or_in_full() -> None:
    sides = [(-1.0, 0), (NAN, -1), (1.0, 1)]
    for left, truth_left in sides:
        for right, truth_right in sides:
            both = columns([left], [right])
            order = (0, -1, 1)
            rank_left, rank_right = order.index(truth_left), order.index(truth_right)
            assert truth("close > 0 and volume > 0", both) == [order[min(rank_left, rank_right)]]
            assert truth("close > 0 or volume > 0", both) == [order[max(rank_left, rank_right)]]


def test_division_by_zero_is_unknown() -> None:
    over = columns([1.0, 0.0, -4.0], [0.0, 0.0, 2.0])
    assert numbers("close / volume", over) == pytest.approx([NAN, NAN, -2], nan_ok=True)
    assert numbers("1 / (close / volume)", over) == pytest.approx([NAN, NAN, -0.5], nan_ok=True)
    assert truth("close / volume < 5", over) == [-1, -1, 1]
    assert truth("close / volume > 5 or close > 5", over) == [-1, -1, 0]


def test_what_overflows_is_unknown() -> None:
    over = columns([1e300, 1.0])
    assert numbers("close * close", over) == pytest.approx([NAN, 1.0], nan_ok=True)
    assert truth("close * close > 0", over) == [-1, 1]


def test_infinity_in_a_comparison_is_unknown() -> None:
    assert truth("close > 5", columns([INF, -INF])) == [-1, -1]


def test_bars_ago_look_back() -> None:
    over = columns([1.0, 2.0, 3.0])
    assert numbers("close[0]", over) == [1, 2, 3]
    assert numbers("close[2]", over) == pytest.approx([NAN, NAN, 1], nan_ok=True)
    assert numbers("close[7]", over) == pytest.approx([NAN] * 3, nan_ok=True)
    assert numbers("close[1][1]", over) == pytest.approx([NAN, NAN, 1], nan_ok=True)
    assert numbers("5[1]", over) == pytest.approx([NAN, 5, 5], nan_ok=True)


def test_crosses_count_the_bar_on_which_it_happens() -> None:
    over = columns([1.0, 2.0, 3.0, 3.0, 2.0, 1.0, 3.0])
    assert truth("crosses_above(close, 2)", over) == [0, 0, 1, 0, 0, 0, 1]
    assert truth("crosses_below(close, 2)", over) == [-1, 0, 0, 0, 0, 1, 0]


def test_an_indicator_of_an_indicator_starts_where_the_inner_one_does() -> None:
    over = columns([1.0, 2.0, 4.0, 8.0, 16.0])
    assert numbers("sma(sma(close, 2), 2)", over) == pytest.approx([NAN, NAN, 2.25, 4.5, 9.0], nan_ok=True)
    assert numbers("rsi(sma(close, 2), 2)", over)[3:] == [100.0, 100.0]


def test_no_indicator_computes_across_a_missing_value() -> None:
    over = columns([1.0, 2.0, 3.0, NAN, 5.0, 7.0, 9.0])
    assert numbers("sma(close, 2)", over) == pytest.approx([NAN, 1.5, 2.5, NAN, NAN, 6, 8], nan_ok=True)
    assert numbers("sma(1 / (close - 3), 2)", over)[1:4] == pytest.approx([-0.75, NAN, NAN], nan_ok=True)


def test_behind_a_gap_a_recursive_indicator_is_trusted_only_once_it_has_forgotten() -> None:
    wave = (50 + 10 * np.sin(np.arange(40.0))).tolist()
    rule = parse_number("rsi(close, 2)", Names())
    column = number_column(rule, columns([*wave, NAN, *wave]))
    known = np.flatnonzero(np.isfinite(column))
    assert known[0] == rule.lookback
    assert known[known > 40][0] == 41 + rule.warmup


def test_leading_gap_of_the_column_itself_counts_as_a_gap() -> None:
    wave = (50 + 10 * np.sin(np.arange(40.0))).tolist()
    rule = parse_number("rsi(close, 2)", Names())
    column = number_column(rule, columns([NAN, *wave]))
    assert np.flatnonzero(np.isfinite(column))[0] == 1 + rule.warmup


def test_no_bars_at_all() -> None:
    assert truth("sma(close, 5) > close[3] and 5 > 3 and not rsi(close, 14) < 30", columns([])) == []
    assert numbers("5", columns([])) == []


def test_fewer_bars_than_an_indicator_needs() -> None:
    assert numbers("sma(close, 5)", columns([1.0, 2.0])) == pytest.approx([NAN, NAN], nan_ok=True)
    assert truth("rsi(close, 14) < 30", columns([1.0])) == [-1]


def test_a_param_is_used_as_given() -> None:
    rule = parse_number("close * share", Names({"share": 0.97}))
    assert number_column(rule, columns([100.0])).tolist() == [97.0]


def test_equal_parts_are_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[tuple[float, ...]] = []

    def counting(*arguments: Any) -> Any:
        computed.append(arguments[1])
        return over_runs(*arguments)

    monkeypatch.setattr("botspec.expressions.evaluate.over_runs", counting)
    names = Names(lets={"mean": parse_number("sma(close, 2)", Names())})
    evaluation = Evaluation(columns([1.0, 2.0, 3.0]))
    evaluation.condition(parse_condition("sma(close, 2) > mean or mean < sma(series=close, period=2)", names))
    evaluation.number(parse_number("mean * sma(close, 3)", names))
    assert computed == [(2,), (3,)]


def test_names_upon_names_cost_no_more_than_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[str] = []

    def counting(*arguments: Any) -> Any:
        added.append(arguments[0])
        return np.add(*arguments[1:])

    monkeypatch.setattr("botspec.expressions.evaluate._arithmetic", counting)
    lets: dict[str, Rule] = {"x0": parse_rule("close", Names())}
    for index in range(1, 21):
        lets[f"x{index}"] = parse_rule(f"x{index - 1} + x{index - 1}", Names(lets=dict(lets)))
    rule = parse_number("x20", Names(lets=lets))
    assert number_column(rule, columns([1.0])).tolist() == [2.0**20]
    assert len(added) == 20
