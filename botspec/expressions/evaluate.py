"""Typed tree -> columns. Shared parts are computed once; what is missing stays unknown."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.expressions import kleene
from botspec.expressions.identity import Identities
from botspec.expressions.runs import over_runs
from botspec.expressions.tree import (
    Ago,
    Apply,
    Arithmetic,
    Compare,
    Literal,
    Logic,
    Named,
    Negative,
    Not,
    Rule,
    Series,
    Tree,
    Type,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions.columns import Columns

    Column = NDArray[np.float64]
    Truth = NDArray[np.int8]

_MIDDLES = {"hl2": ("high", "low"), "hlc3": ("high", "low", "close"), "ohlc4": ("open", "high", "low", "close")}
_ARITHMETIC = {"+": np.add, "-": np.subtract, "*": np.multiply}
_COMPARE = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def number_column(rule: Rule, columns: Columns) -> Column:
    """The rule at every bar [T]; NaN is unknown."""
    return Evaluation(columns).number(rule)


def condition_column(rule: Rule, columns: Columns) -> Truth:
    """The rule at every bar [T]: 1 true, 0 false, -1 unknown."""
    return Evaluation(columns).condition(rule)


class Evaluation:
    """Rules over the bars of one symbol; what they have in common is computed once.

    Inside, a part that is the same at every bar is an array without dimensions.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._identities = Identities()
        self._known: dict[int, Any] = {}

    def number(self, rule: Rule) -> Column:
        """As `number_column`."""
        with np.errstate(all="ignore"):
            column = self._whole(self._value(rule.tree))
        return np.where(np.isfinite(column), column, np.nan)

    def condition(self, rule: Rule) -> Truth:
        """As `condition_column`."""
        with np.errstate(all="ignore"):
            return kleene.published(self._whole(self._value(rule.tree)))

    def _value(self, node: Tree) -> Any:  # noqa: ANN401 - a column of numbers or of truth, by the node's type
        identity = self._identities.of(node)
        if identity not in self._known:
            self._known[identity] = self._compute(node)
        return self._known[identity]

    def _compute(self, node: Tree) -> Any:  # noqa: ANN401, C901, PLR0911 - one line a case
        match node:
            case Literal():
                return np.asarray(node.value)
            case Series():
                return self._series(node.name)
            case Named():
                return self._value(node.value)
            case Negative():
                return np.negative(self._value(node.operand))
            case Arithmetic():
                return _arithmetic(node.operator, self._value(node.left), self._value(node.right))
            case Compare():
                left, right = self._value(node.left), self._value(node.right)
                return kleene.compared(_COMPARE[node.operator](left, right), left, right)
            case Logic():
                choose = np.minimum if node.operator == "and" else np.maximum
                return reduce(choose, map(self._value, node.operands))
            case Not():
                return np.subtract(np.int8(kleene.TRUE), self._value(node.operand))
            case Ago():
                return self._ago(node)
            case Apply():
                return self._apply(node)

    def _series(self, name: str) -> Column:
        parts: tuple[Column, ...] = tuple(getattr(self._columns, part) for part in _MIDDLES.get(name, (name,)))
        return parts[0] if len(parts) == 1 else reduce(np.add, parts) / len(parts)

    def _ago(self, node: Ago) -> Any:  # noqa: ANN401 - as _value
        column = self._whole(self._value(node.operand))
        bars = min(node.bars, len(column))
        unknown = np.nan if node.type is Type.NUMBER else kleene.UNKNOWN
        return np.concatenate([np.full(bars, unknown, column.dtype), column[: len(column) - bars]])

    def _apply(self, node: Apply) -> Column:
        series = tuple(self._whole(self._value(argument)) for argument in node.arguments)
        expected = max(argument.lookback for argument in node.arguments)
        return over_runs(node.indicator, node.period, series, expected)

    def _whole(self, value: Any) -> Any:  # noqa: ANN401 - as _value
        return np.full(len(self._columns), value) if value.ndim == 0 else value


def _arithmetic(operator: str, left: Column, right: Column) -> Column:
    if operator == "/":
        return np.where(right == 0, np.nan, np.divide(left, right))
    return _ARITHMETIC[operator](left, right)
