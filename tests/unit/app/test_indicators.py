"""What is listed can be called as its example says, and needs the history it says."""

from __future__ import annotations

import pytest

from botspec.app.indicators import NoSuchIndicator, describe, list_indicators, series
from botspec.expressions import Names, parse_rule
from botspec.expressions.names import FUNCTIONS, SERIES


def test_everything_that_can_be_called_is_listed() -> None:
    assert {each.name for each in list_indicators()} == set(FUNCTIONS)
    assert series() == SERIES


@pytest.mark.parametrize("each", list_indicators(), ids=lambda each: each.name)
def test_an_example_is_a_rule(each) -> None:
    rule = parse_rule(each.example, Names())

    assert describe(each.name) == each
    if not each.name.startswith("crosses"):
        assert (rule.lookback, rule.warmup) == (each.lookback, each.warmup)


@pytest.mark.parametrize(("name", "close"), [("rsy", "rsi"), ("higest", "highest"), ("xyz", None)])
def test_no_such_indicator(name: str, close: str | None) -> None:
    with pytest.raises(NoSuchIndicator) as refused:
        describe(name)
    assert refused.value.close == close
