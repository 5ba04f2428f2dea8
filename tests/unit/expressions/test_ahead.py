"""Trees that no text can make: each way to look ahead is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from botspec.expressions import Names, Rule, Setting, parse_number, parse_rule
from botspec.expressions.ahead import ahead
from botspec.expressions.indicators.catalog import indicator
from botspec.expressions.listing import listing
from botspec.expressions.tree import Ago, Apply, Count, Literal, OpeningRange, Slower, Type
from botspec.spec.words import Timeframe

SETTING = Setting(None, Timeframe.MINUTES_5)
CLOSE = parse_number("close", Names()).tree
HEAD = (0, 5, Type.NUMBER, 1, 0, 0)


def why(tree) -> list[str]:
    return [found.why for found in ahead(Rule("", tree))]


@pytest.mark.parametrize("entry", listing(), ids=lambda entry: entry.name)
def test_all_that_may_be_called_looks_back(entry) -> None:
    assert ahead(parse_rule(entry.example, Names(setting=SETTING))) == ()


def test_a_bar_to_come() -> None:
    assert why(Ago(*HEAD, CLOSE, -2)) == ["it looks 2 bars ahead"]
    assert why(Count(*HEAD, CLOSE, -1)) == ["it looks 1 bars ahead"]
    assert why(Ago(*HEAD, CLOSE, 2)) == []


def test_an_indicator_that_says_it_needs_later_bars() -> None:
    sma = indicator("sma")
    assert sma is not None
    centred = replace(sma, name="centred", ahead=lambda period: period // 2)
    assert why(Apply(*HEAD, centred, (CLOSE,), (9,), 0)) == ["centred needs 4 later bars"]
    displaced = replace(sma, name="displaced", lookback=lambda _: -26)
    assert why(Apply(*HEAD, displaced, (CLOSE,), (9,), 0)) == ["displaced has a value before its first bar"]


def test_it_is_found_wherever_it_is() -> None:
    deep = Ago(*HEAD, Ago(*HEAD, CLOSE, -1), 3)
    assert why(deep) == ["it looks 1 bars ahead"]


def test_slower_bars_and_ranges_that_are_not_over() -> None:
    assert why(Slower(*HEAD, "2Day", False, CLOSE)) == ["2Day bars may not have closed"]
    assert why(OpeningRange(*HEAD, 0, "high")) == ["it is known before it is over"]


def test_trusted_before_there_is_a_value() -> None:
    assert why(replace(CLOSE, lookback=5, warmup=3)) == ["it is said to be trusted before it has a value"]


def test_what_nobody_has_vouched_for() -> None:
    class Oracle(Literal):
        """A construct that was added and forgotten here."""

    assert why(Oracle(*HEAD, 1.0)) == ["nobody has vouched for Oracle"]
