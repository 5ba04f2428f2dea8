"""TA-Lib, loaded when an indicator is computed for the first time, without what it pulls in on its own."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column

_OPTIONAL = ("pandas", "polars")


class OverSeries(Protocol):
    """An indicator of one series."""

    def __call__(self, real: Column, timeperiod: int) -> Column: ...


class OverBars(Protocol):
    """An indicator of whole bars."""

    def __call__(self, high: Column, low: Column, close: Column, timeperiod: int) -> Column: ...


class Spread(Protocol):
    """A standard deviation."""

    def __call__(self, real: Column, timeperiod: int, nbdev: float) -> Column: ...


class TaLib(Protocol):
    """What is used of TA-Lib; columns are contiguous float64."""

    SMA: OverSeries
    EMA: OverSeries
    RSI: OverSeries
    ROC: OverSeries
    MAX: OverSeries
    MIN: OverSeries
    ATR: OverBars
    STDDEV: Spread


@cache
def talib() -> TaLib:
    """The TA-Lib module.

    It imports pandas and polars when they are installed, only to accept their series, at the cost of 0.4 s. A None in
    `sys.modules` makes that import fail the way a missing package does, which TA-Lib expects.
    """
    if "talib" in sys.modules:
        return cast("TaLib", sys.modules["talib"])
    with _without(*(name for name in _OPTIONAL if name not in sys.modules)):
        return cast("TaLib", importlib.import_module("talib"))


@contextmanager
def _without(*names: str) -> Iterator[None]:
    for name in names:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
