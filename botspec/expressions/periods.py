"""Periods of indicators: whole numbers known before the first bar."""

from __future__ import annotations

from botspec.expressions.bounds import MAX_PERIOD
from botspec.expressions.errors import ErrorKind
from botspec.expressions.indicators.indicator import Indicator
from botspec.expressions.lookup import Problem
from botspec.expressions.tree import Literal, Named, Negative, Tree


def constant(tree: Tree) -> float | None:
    """The number `tree` always is: written as such, or by the name of one."""
    match tree:
        case Literal():
            return tree.value
        case Named():
            return constant(tree.value)
        case Negative():
            value = constant(tree.operand)
            return None if value is None else -value
        case _:
            return None


def period_problem(indicator: Indicator, value: float | None) -> Problem | None:
    """Why `value` is no period of `indicator`."""
    if value is None:
        message, hint = "a period cannot change from bar to bar", "write a whole number or the name of a param"
    elif not value.is_integer():
        message, hint = f"a period is a whole number of bars, not {value:g}", ""
    elif not indicator.minimum <= value <= MAX_PERIOD:
        message, hint = f"the period of {indicator.name} is {indicator.minimum} to {MAX_PERIOD}, not {value:.0f}", ""
    else:
        return None
    return Problem(message, hint, ErrorKind.ARGUMENT)
