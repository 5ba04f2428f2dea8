"""What rules can call: every indicator with its parameters, formula and the history it needs."""

from __future__ import annotations

from dataclasses import dataclass

from botspec.diagnostics.nearest import certain, nearest
from botspec.expressions.indicators.catalog import INDICATORS
from botspec.expressions.indicators.indicator import Indicator
from botspec.expressions.names import CROSSES, SERIES

PERIOD = 14
_CROSSES = {
    "crosses_above": "True on the bar at which series gets above level.",
    "crosses_below": "True on the bar at which series gets below level.",
}


class NoSuchIndicator(LookupError):
    """There is nothing of that name; `close` is a name that may have been meant."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        known = (*INDICATORS, *CROSSES)
        self.close = nearest(name, known) or certain(name, known)


@dataclass(frozen=True, slots=True)
class Described:
    """`lookback` and `warmup` count bars at the parameters of `example`, before the first and first trusted value."""

    name: str
    call: str
    summary: str
    formula: str
    example: str
    lookback: int
    warmup: int


def list_indicators() -> tuple[Described, ...]:
    """Everything that can be called, indicators first."""
    return (*map(_indicator, INDICATORS.values()), *map(_cross, CROSSES))


def describe(name: str) -> Described:
    """One of them. Raises NoSuchIndicator."""
    found = next((each for each in list_indicators() if each.name == name), None)
    if found is None:
        raise NoSuchIndicator(name)
    return found


def series() -> tuple[str, ...]:
    """The columns of the bars themselves."""
    return SERIES


def _indicator(indicator: Indicator) -> Described:
    lookback = indicator.lookback(PERIOD)
    return Described(
        indicator.name,
        indicator.signature,
        indicator.summary,
        indicator.formula,
        indicator.example,
        lookback,
        lookback + indicator.decay(PERIOD),
    )


def _cross(name: str) -> Described:
    beyond, before = (">", "<=") if name.endswith("above") else ("<", ">=")
    formula = f"series[1] {before} level[1] and series {beyond} level"
    return Described(name, f"{name}(series, level)", _CROSSES[name], formula, f"{name}(close, sma(close, 50))", 1, 1)
