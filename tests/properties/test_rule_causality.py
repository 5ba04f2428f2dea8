"""A rule at a row depends on nothing after it: history up to the row gives the same bits as the whole history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.strategy.read import read_rules
from botspec.strategy.rule_columns import number_columns
from botspec.strategy.rules import Rules, RulesParams
from botspec.strategy.signals import SignalColumns
from tests.fakes.panels import FIRST, daily_panel

ROWS = 60
NUMBERS = (
    "sma(close, 5)",
    "ema(close, 2)",
    "rsi(close, 2)",
    "atr(2)",
    "roc(close, 3)",
    "stddev(close, 4)",
    "highest(high, 7)[1]",
    "lowest(low, 3)",
    "sma(rsi(close, 2), 3)",
    "(close - sma(close, 4)) / stddev(close, 4)",
    "ema(close / (high - low), 2)",
    "volume / sma(volume, 3)",
    "close * 0.98",
)
CONDITIONS = (
    "x > sma(close, 3)",
    "crosses_above(close, sma(close, 4))",
    "not (x < 50 or close[2] > close)",
    "crosses_below(x, 50) or ema(close, 2) > hlc3",
)

prices = st.one_of(st.just(float("nan")), st.integers(1, 40).map(lambda value: value / 4 + 40), st.just(42.0))
actions = st.builds(
    lambda row, kind, value: CorporateAction("A", date.fromordinal(FIRST + row), kind, Decimal(value)),
    st.integers(-2, ROWS + 5),
    st.sampled_from(ActionKind),
    st.sampled_from(["0.37", "1.5", "2", "3"]),
)
panels = st.builds(
    lambda first, second, steps: daily_panel({"A": first, "B": second}, steps),
    st.lists(prices, min_size=ROWS, max_size=ROWS),
    st.lists(prices, min_size=ROWS, max_size=ROWS),
    st.lists(actions, max_size=5),
)
texts = st.tuples(st.sampled_from(NUMBERS), st.sampled_from(CONDITIONS), st.sampled_from(CONDITIONS))
cuts = st.lists(st.integers(1, ROWS), min_size=1, max_size=4)


def rules(number: str, enter: str, leave: str) -> Rules:
    spec = {"let": {"x": number}, "long": {"enter": enter, "exit": leave}, "rank": "x"}
    reading = read_rules(RulesParams.model_validate(spec), {})
    assert reading.rules is not None
    return reading.rules


def same(left: SignalColumns, right: SignalColumns, rows: slice) -> bool:
    return all(
        getattr(left, name)[rows].tobytes() == getattr(right, name)[rows].tobytes()
        for name in ("enter", "exit", "rank")
    )


@settings(deadline=None, max_examples=60)
@given(panels, texts, cuts)
def test_history_up_to_a_row_gives_the_same_bits(panel: Panel, text: tuple[str, str, str], stops: list[int]) -> None:
    strategy = rules(*text)
    whole = strategy.signals(panel)
    for stop in stops:
        assert same(strategy.signals(panel.upto(stop)), whole, slice(0, stop))
        assert same(strategy.signals(panel.upto(stop), since=stop - 1), whole, slice(stop - 1, stop))


@settings(deadline=None, max_examples=40)
@given(panels, st.sampled_from(NUMBERS), cuts)
def test_prices_too(panel: Panel, text: str, stops: list[int]) -> None:
    rule = rules(text, *CONDITIONS[:2]).rank
    assert rule is not None
    whole = number_columns(rule, panel)
    for stop in stops:
        assert number_columns(rule, panel.upto(stop)).tobytes() == whole[:stop].tobytes()


@settings(deadline=None, max_examples=30)
@given(panels, panels, texts, st.integers(1, ROWS))
def test_another_future_changes_nothing_before_it(
    panel: Panel, other: Panel, text: tuple[str, str, str], stop: int
) -> None:
    strategy = rules(*text)
    known = [step for step in panel.actions if step.ex_on.toordinal() < FIRST + stop]
    unknown = [step for step in other.actions if step.ex_on.toordinal() >= FIRST + stop]
    close = np.concatenate([panel.close[:stop], other.close[stop:]])
    mixed = daily_panel({"A": close[:, 0].tolist(), "B": close[:, 1].tolist()}, [*known, *unknown])
    assert same(strategy.signals(mixed), strategy.signals(panel), slice(0, stop))
