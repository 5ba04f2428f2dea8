"""Every construct that looks at other bars, symbols or sessions: nothing later changes what it said, to the bit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.expressions import Names, Setting, parse_condition, parse_number
from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.spec.words import Timeframe
from botspec.strategy.rule_columns import number_columns, signal_columns
from botspec.strategy.rules import Rules, SideRules
from tests.fakes.intraday import FIRST, LAST, ROWS, intraday_panel

NAMES = Names(setting=Setting(("A", "B", "C"), Timeframe.MINUTES_30))
NUMBERS = (
    "of('C', close)",
    "of('B', sma(close, 3))[2]",
    "sma(of('C', close), 4)",
    "close / of('C', close[1])",
    "of('C', ema(close, 2))",
    "rank(close)",
    "rank(roc(close, 3))[1] + sma(rank(close), 4)",
    "rank(close / of('C', close))",
    "at('1Hour', close)",
    "at('1Hour', sma(high - low, 2))[1]",
    "at('1Day', close) - at('1Day', open)",
    "at('1Day', close[1]) / volume",
    "at('1Week', highest(high, 1))",
    "of('C', at('1Day', close))",
    "rank(at('1Hour', roc(close, 1)))",
    "prior_session(close)",
    "prior_session(high - low) + of('C', prior_session(volume))",
    "opening_range(1h).high - opening_range(30m).low",
    "of('C', opening_range(30m).high)",
    "vwap",
    "sma(vwap, 3) - of('B', vwap)",
    "minutes_since_open + 1000 * minutes_to_close",
    "day_of_week",
    "since(close > 50)",
    "since(close > sma(close, 3))",
    "count(close > close[1], 4)",
    "if_else(close > open[1], at('1Day', close), rank(close))",
    "zscore(close, 4)",
    "change(close, 2) / returns(volume)",
    "max(close, 50, of('C', close))",
    "log(close) + sqrt(close - 48)",
    "macd(close, 2, 4, 2).signal",
    "bbands(close, 4, 1).upper - donchian(3).lower",
    "stoch(3, 2, 2).d",
    "supertrend(3).line",
    "vwap(3)",
    "obv()",
    "ht_trendline(close)",
    "cdl_engulfing()",
)
SLOW = {"at('1Week', highest(high, 1))", "at('1Day', close[1]) / volume", "ht_trendline(close)", "supertrend(3).line"}
"""Not warmed up within so few bars; what they say in tests of their own."""

prices = st.one_of(st.just(float("nan")), st.integers(1, 40).map(lambda value: value / 4 + 40), st.just(50.0))
columns = st.lists(prices, min_size=ROWS, max_size=ROWS)
actions = st.builds(
    lambda symbol, day, kind, value: CorporateAction(symbol, date.fromordinal(day), kind, Decimal(value)),
    st.sampled_from("ABC"),
    st.integers(FIRST.toordinal() - 1, LAST.toordinal() + 2),
    st.sampled_from(ActionKind),
    st.sampled_from(["0.37", "1.5", "2", "3"]),
)
markets = st.tuples(columns, columns, columns, st.lists(actions, max_size=4))
cuts = st.lists(st.integers(1, ROWS), min_size=1, max_size=3)


def panels(market: tuple[list[float], list[float], list[float], list[CorporateAction]]) -> tuple[Panel, Panel]:
    """The traded symbols A and B, and C, which is only looked at."""
    first, second, third, steps = market
    whole = intraday_panel({"A": first, "B": second, "C": third}, steps)
    return whole.select(["A", "B"]), whole.select(["C"])


def same(left: np.ndarray, right: np.ndarray) -> bool:
    return left.tobytes() == right.tobytes()


@pytest.mark.parametrize("text", NUMBERS)
@settings(deadline=None, max_examples=8)
@given(markets, cuts)
def test_history_up_to_a_row_gives_the_same_bits(text: str, market: tuple, stops: list[int]) -> None:
    rule = parse_number(text, NAMES)
    traded, beside = panels(market)
    whole = number_columns(rule, traded, 0, beside)
    for stop in stops:
        part = number_columns(rule, traded.upto(stop), 0, beside.upto(stop))
        assert same(part, whole[:stop])
        last = number_columns(rule, traded.upto(stop), stop - 1, beside.upto(stop))
        assert same(last[stop - 1 :], whole[stop - 1 : stop])


@pytest.mark.parametrize("text", NUMBERS)
@settings(deadline=None, max_examples=5)
@given(markets, markets, st.integers(1, ROWS))
def test_another_future_changes_nothing_before_it(text: str, market: tuple, other: tuple, stop: int) -> None:
    rule = parse_number(text, NAMES)
    traded, beside = panels(market)
    day = int(traded.session[stop - 1])
    steps = [step for step in market[3] if step.ex_on.toordinal() <= day]
    later = [step for step in other[3] if step.ex_on.toordinal() > day]
    mixed = tuple([*mine[:stop], *theirs[stop:]] for mine, theirs in zip(market[:3], other[:3], strict=True))
    changed, changed_beside = panels((*mixed, [*steps, *later]))
    left = number_columns(rule, traded, 0, beside)[:stop]
    right = number_columns(rule, changed, 0, changed_beside)[:stop]
    assert same(left, right)


@settings(deadline=None, max_examples=40)
@given(markets, st.sampled_from(NUMBERS), st.sampled_from(NUMBERS), cuts)
def test_signals_too(market: tuple, one: str, two: str, stops: list[int]) -> None:
    enter = parse_condition(f"{one} > {two}", NAMES)
    leave = parse_condition(f"since({one} > 50) > 3 or count({two} < 50, 2) == 2", NAMES)
    strategy = Rules(SideRules(enter, leave), None, parse_number(two, NAMES))
    traded, beside = panels(market)
    whole = signal_columns(strategy, traded, 0, beside)
    for stop in stops:
        part = signal_columns(strategy, traded.upto(stop), max(0, stop - 2), beside.upto(stop))
        for name in ("enter", "exit", "rank"):
            late = slice(max(0, stop - 2), stop)
            assert same(getattr(part, name)[late], getattr(whole, name)[late])


@pytest.mark.parametrize("text", [text for text in NUMBERS if text not in SLOW])
def test_the_constructs_have_values_here(text: str) -> None:
    """What is always unknown would pass every test above."""
    wave: Sequence[float] = (50 + 3 * np.sin(np.arange(ROWS) * 1.3)).tolist()
    other: Sequence[float] = (50 + 3 * np.cos(np.arange(ROWS) * 0.9)).tolist()
    whole = intraday_panel({"A": wave, "B": other, "C": wave[::-1]})
    values = number_columns(parse_number(text, NAMES), whole.select(["A", "B"]), 0, whole.select(["C"]))
    assert np.isfinite(values).any()
