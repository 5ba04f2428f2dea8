"""Indicators of many symbols, one bar further: TA-Lib's own handles, which give what a new start would, to the bit."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.expressions.indicators.library import Library, talib

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions.indicators.indicator import Indicator, Settings

    Values = NDArray[np.float64]
    Where = Sequence[int]
    Answer = float | tuple[float, ...]


class NotStepped(Exception):
    """Only the whole history can tell: a value in the middle is missing, or nobody knows the indicator's step."""


_PERIOD = ("timeperiod",)
_OTHERS = {
    "rsi": Library("RSI", _PERIOD),
    "highest": Library("MAX", _PERIOD),
    "lowest": Library("MIN", _PERIOD),
    "sum": Library("SUM", _PERIOD),
    "bbands": Library("BBANDS", ("timeperiod", "nbdevup"), (("matype", 0),)),
}


def library_of(indicator: Indicator, settings: Settings) -> Library | None:
    """Which function of TA-Lib's it is; None when it is not one alone."""
    if isinstance(indicator.compute, Library):
        return indicator.compute
    return None if settings[0] == 1 else _OTHERS.get(indicator.name)  # over one bar it is the series itself


class Steps:
    """One call of an indicator, for `symbols` of them; `expected` is the bar at which its series are due to begin."""

    def __init__(self, indicator: Indicator, settings: Settings, expected: int, symbols: int) -> None:
        library = library_of(indicator, settings)
        if library is None:
            raise NotStepped(indicator.name)
        self._opened, self._chosen = getattr(talib(), "_ta_lib"), library.outputs  # noqa: B009  without types
        self._open = getattr(self._opened, f"{library.function}_Stream")
        self._named = named(indicator, library, settings)
        self._outputs = len(indicator.outputs or ("",))
        self._single = not indicator.outputs
        self._lookback, self._expected = indicator.lookback(*settings), expected
        self._handles: list[Any] = [None] * symbols
        self._passed = [0] * symbols
        self._early: list[list[tuple[float, ...]]] = [[] for _ in range(symbols)]

    def begin(self, symbol: int, series: tuple[Values, ...]) -> None:
        """The whole history of a symbol at once. Raises NotStepped."""
        self._passed[symbol] = len(series[0])
        known = tuple(np.ascontiguousarray(column[self._expected :]) for column in series)
        if not all(bool(np.isfinite(column).all()) for column in known):
            raise NotStepped
        if len(known[0]) > self._lookback:
            self._handles[symbol] = self._open(*known, **self._named)
        else:
            self._early[symbol] = list(zip(*(column.tolist() for column in known), strict=True))

    def feed(self, where: Where, series: tuple[Values, ...]) -> tuple[Values, ...]:
        """Each output [P] for the symbols `where` [P], given their newest values; NaN before the first."""
        if len(series) == 1:
            found = [self._fed(symbol, (value,)) for symbol, value in zip(where, series[0].tolist(), strict=True)]
        else:
            rows = zip(*(values.tolist() for values in series), strict=True)
            found = [self._fed(symbol, row) for symbol, row in zip(where, rows, strict=True)]
        if self._single:
            return (np.array(found, dtype=np.float64),)
        columns = np.array(found, dtype=np.float64).reshape(len(where), -1)
        return tuple(np.ascontiguousarray(columns[:, output]) for output in range(columns.shape[1]))

    def _fed(self, symbol: int, row: tuple[float, ...]) -> Answer:
        self._passed[symbol] += 1
        if self._passed[symbol] <= self._expected:
            return self._nothing()
        if not all(_finite(value) for value in row):
            raise NotStepped
        handle = self._handles[symbol]
        if handle is not None:
            return self._told(handle.update(*row))
        return self._opening(symbol, row)

    def _opening(self, symbol: int, row: tuple[float, ...]) -> Answer:
        early = self._early[symbol]
        early.append(row)
        if len(early) <= self._lookback:
            return self._nothing()
        columns = (np.array(column) for column in zip(*early, strict=True))
        handle = self._handles[symbol] = self._open(*columns, **self._named)
        self._early[symbol] = []
        return self._told(handle.value)

    def _told(self, answer: Answer) -> Answer:
        """The outputs that count."""
        return tuple(answer[index] for index in self._chosen) if self._chosen and isinstance(answer, tuple) else answer

    def _nothing(self) -> Answer:
        return math.nan if self._single else (math.nan,) * self._outputs


def named(indicator: Indicator, library: Library, settings: Settings) -> dict[str, float]:
    """TA-Lib's parameters; bands are as far above as below."""
    found = library.named(settings)
    if indicator.name == "bbands":
        found |= {"nbdevup": float(settings[1]), "nbdevdn": float(settings[1])}
    return found


class StrengthSteps(Steps):
    """RSI: unknown while nothing has moved, for which TA-Lib has a 0."""

    def __init__(self, indicator: Indicator, settings: Settings, expected: int, symbols: int) -> None:
        super().__init__(indicator, settings, expected, symbols)
        self._newest: list[deque[float]] = [deque(maxlen=int(settings[0]) + 1) for _ in range(symbols)]

    def begin(self, symbol: int, series: tuple[Values, ...]) -> None:
        super().begin(symbol, series)
        self._newest[symbol].extend(series[0].tolist())

    def feed(self, where: Where, series: tuple[Values, ...]) -> tuple[Values, ...]:
        for symbol, value in zip(where, series[0].tolist(), strict=True):
            self._newest[symbol].append(value)
        (strength,) = super().feed(where, series)
        for place in np.flatnonzero(strength == 0.0).tolist():
            newest = self._newest[where[place]]
            if max(newest) == min(newest):
                strength[place] = np.nan
        return (strength,)


def steps_of(indicator: Indicator, settings: Settings, expected: int, symbols: int) -> Steps:
    """A call's steps. Raises NotStepped."""
    made = StrengthSteps if indicator.name == "rsi" else Steps
    return made(indicator, settings, expected, symbols)


def _finite(value: float) -> bool:
    return value - value == 0.0
