"""What is listed can be called as its example says."""

from __future__ import annotations

import pytest

from botspec.app.indicators import NoSuchIndicator, describe, list_indicators, series
from botspec.expressions.names import CALLABLE, VALUES


def test_everything_that_can_be_called_is_listed() -> None:
    assert {each.name for each in list_indicators()} == CALLABLE
    assert series() == tuple(VALUES)


def test_each_is_found_by_its_name() -> None:
    for each in list_indicators():
        assert describe(each.name) == each


@pytest.mark.parametrize(("name", "close"), [("rsy", "rsi"), ("higest", "highest"), ("xyzzy", None)])
def test_no_such_indicator(name: str, close: str | None) -> None:
    with pytest.raises(NoSuchIndicator) as refused:
        describe(name)
    assert refused.value.close == close
