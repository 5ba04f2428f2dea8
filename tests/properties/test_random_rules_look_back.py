"""Random rules of every function there is: cutting the future off, or having another, changes nothing that was said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from botspec.expressions import Names, RuleErrors, Setting, parse_condition, parse_number
from botspec.expressions.ahead import ahead
from botspec.expressions.columns import Columns
from botspec.expressions.evaluate import number_column
from botspec.expressions.indicators.catalog import DOCUMENTED
from botspec.expressions.indicators.generated import GENERATED, generated
from botspec.expressions.listing import Entry, Group, listing
from botspec.market.panel import Panel
from botspec.spec.words import Timeframe
from botspec.strategy.rule_columns import condition_columns, number_columns
from tests.fakes.intraday import ROWS, intraday_panel

NAMES = Names(setting=Setting(("A", "B", "C"), Timeframe.MINUTES_30))
SERIES = ("open", "high", "low", "close", "volume", "hl2", "vwap", "minutes_since_open")
INDICATORS = [*DOCUMENTED.values(), *(generated(name) for name in GENERATED)]
SHORT = 3.0
"""A setting with which most functions have a value after few bars."""


def example(entry: Entry) -> str:
    """As short as it may be, so that it has values here."""
    return (
        entry.example.replace("SPY", "C")
        .replace("200", "4")
        .replace("1Week", "1Hour")
        .replace("60", "3")
        .replace("15m", "1h")
    )


def market(seed: int, rows: int = ROWS) -> tuple[Panel, Panel]:
    """A and B are traded, C is looked at; about one bar in thirty never came."""
    random = np.random.default_rng(seed)
    closes = {symbol: 50 * np.exp(np.cumsum(random.normal(0, 0.02, ROWS))) for symbol in "ABC"}
    holed = {
        symbol: np.where(random.random(ROWS) < 0.03, np.nan, np.round(close, 2)) for symbol, close in closes.items()
    }
    whole = intraday_panel({symbol: close.tolist() for symbol, close in holed.items()}).upto(rows)
    return whole.select(["A", "B"]), whole.select(["C"])


def with_another_future(panel: Panel, other: Panel, stop: int) -> Panel:
    """The first rows of one, the rest of the other."""
    mixed = {symbol: [*panel.close[:stop, n], *other.close[stop:, n]] for n, symbol in enumerate(panel.symbols)}
    return intraday_panel(mixed)


def said(text: str, panel: Panel, beside: Panel) -> np.ndarray:
    try:
        return number_columns(parse_number(text, NAMES), panel, 0, beside)
    except RuleErrors:
        return condition_columns(parse_condition(text, NAMES), panel, 0, beside)


def looks_back(text: str, seed: int, stop: int) -> None:
    traded, beside = market(seed)
    whole = said(text, traded, beside)[:stop]
    assert said(text, traded.upto(stop), beside.upto(stop)).tobytes() == whole.tobytes()
    others = (
        with_another_future(mine, theirs, stop) for mine, theirs in zip((traded, beside), market(seed + 1), strict=True)
    )
    assert said(text, *others)[:stop].tobytes() == whole.tobytes()


@pytest.mark.parametrize("entry", listing(), ids=lambda entry: entry.name)
@pytest.mark.parametrize("stop", [ROWS // 2, ROWS - 9])
def test_every_function(entry: Entry, stop: int) -> None:
    looks_back(example(entry), len(entry.name), stop)


def test_most_of_them_have_values_here() -> None:
    """What is always unknown would pass."""
    traded, beside = market(3)
    entries = [entry for entry in listing() if entry.group is not Group.PATTERN]
    silent = [entry.name for entry in entries if not _has_values(said(example(entry), traded, beside))]
    assert len(silent) < len(entries) * 0.3, silent


def own_bars(rows: int) -> Columns:
    random = np.random.default_rng(7)
    close = 50 * np.exp(np.cumsum(random.normal(0, 0.02, 400)))
    opened = np.roll(close, 1)
    high, low = np.maximum(opened, close) * 1.01, np.minimum(opened, close) * 0.99
    return Columns(*(np.ascontiguousarray(each[:rows]) for each in (opened, high, low, close, 1000 + close)))


@pytest.mark.parametrize(
    "entry", [entry for entry in listing() if entry.group is not Group.FUNCTION], ids=lambda entry: entry.name
)
def test_every_indicator_also_before_it_is_trusted(entry: Entry) -> None:
    rule = parse_number(entry.example, NAMES)
    whole = number_column(rule, own_bars(400))
    assert np.isfinite(whole).any() or entry.name in {"acos", "asin"}  # of a price, which is above 1
    for stop in (150, 390):
        assert number_column(rule, own_bars(stop)).tobytes() == whole[:stop].tobytes()


def _has_values(column: np.ndarray) -> bool:
    return bool(np.isfinite(column).any()) if column.dtype.kind == "f" else bool((column >= 0).any())


def call(indicator, operands: list[str], output: int) -> str:
    chosen = (max(parameter.low, min(SHORT, parameter.high)) for parameter in indicator.parameters)
    given = [*operands[: len(indicator.takes)], *(f"{value:g}" for value in chosen)]
    field = f".{indicator.outputs[output % len(indicator.outputs)]}" if indicator.outputs else ""
    return f"{indicator.name}({', '.join(given)}){field}"


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One step more of every construct; what is misplaced is not a rule and is left out."""
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.builds(call, st.sampled_from(INDICATORS), st.lists(inner, min_size=3, max_size=3), st.integers(0, 5)),
        st.builds("({0[0]} {1} {0[1]})".format, pair, st.sampled_from("+-*/")),
        st.builds("({0})[{1}]".format, inner, st.integers(0, 4)),
        st.builds("if_else({0[0]} > {0[1]}, {0[1]}, {0[0]})".format, pair),
        st.builds("count({0[0]} < {0[1]}, {1})".format, pair, st.integers(2, 5)),
        st.builds("since({0[0]} > {0[1]})".format, pair),
        st.builds("zscore({0}, 4)".format, inner),
        st.builds("rank({0})".format, inner),
        st.builds("of('{1}', {0})".format, inner, st.sampled_from("ABC")),
        st.builds("at('{1}', {0})".format, inner, st.sampled_from(["1Hour", "4Hour", "1Day"])),
        st.builds("prior_session({0})".format, inner),
        st.builds("({0} - opening_range(1h).low)".format, inner),
    )


rules = st.recursive(st.sampled_from(SERIES), grown, max_leaves=6)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(rules, st.integers(0, 1000), st.integers(2, ROWS - 1))
def test_random_rules(text: str, seed: int, stop: int) -> None:
    try:
        rule = parse_number(text, NAMES)
    except RuleErrors:
        assume(False)
        return
    assert ahead(rule) == ()
    looks_back(text, seed, stop)
