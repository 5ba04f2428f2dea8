"""Typed tree -> columns. Shared parts are computed once; what is missing stays unknown."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.expressions import kleene, recent
from botspec.expressions.identity import Identities
from botspec.expressions.pointwise import pointwise
from botspec.expressions.resample import resampled
from botspec.expressions.runs import over_runs
from botspec.expressions.sessions import clock, opening_range
from botspec.expressions.tree import (
    Ago,
    Apply,
    Arithmetic,
    Choose,
    Clock,
    Compare,
    Count,
    Elsewhere,
    Literal,
    Logic,
    Named,
    Negative,
    Not,
    OpeningRange,
    Pointwise,
    Position,
    Ranked,
    Rule,
    Series,
    Since,
    Slower,
    Tree,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.expressions.around import Around
    from botspec.expressions.columns import Columns, PositionColumns
    from botspec.expressions.resample import Resampled

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

    Inside, a part that is the same at every bar is an array without dimensions. Without `around`, what is asked of
    other symbols is unknown; without `position`, what is asked of the position. Rules that are `independent` may also
    be evaluated over several symbols with the same rows at once: columns [T, K], the same bits as one by one.
    """

    def __init__(self, columns: Columns, around: Around | None = None, position: PositionColumns | None = None) -> None:
        self._columns = columns
        self._around = around
        self._position = position
        self._identities = Identities()
        self._known: dict[int, Any] = {}
        self._calls: dict[int, tuple[Column, ...]] = {}
        self._slower: dict[tuple[str, bool], tuple[Evaluation, Resampled]] = {}

    def holding(self, position: PositionColumns) -> Evaluation:
        """The same bars, seen by somebody who holds a position."""
        return Evaluation(self._columns, self._around, position)

    def number(self, rule: Rule) -> Column:
        """As `number_column`."""
        with np.errstate(all="ignore"):
            column = self._whole(self._value(rule.tree))
        return np.where(np.isfinite(column), column, np.nan)

    def condition(self, rule: Rule) -> Truth:
        """As `condition_column`."""
        with np.errstate(all="ignore"):
            return kleene.published(self._whole(self._value(rule.tree)))

    def column(self, node: Tree) -> Any:  # noqa: ANN401 - as _value
        """A part of a rule at every bar [T]: float64, or truth as `kleene` writes it."""
        with np.errstate(all="ignore"):
            return self._whole(self._value(node))

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
            case _:
                return self._function(node)

    def _function(self, node: Tree) -> Any:  # noqa: ANN401, C901, PLR0911 - as _compute
        match node:
            case Pointwise():
                return pointwise(node.function, [self._value(operand) for operand in node.operands])
            case Choose():
                return self._choose(node)
            case Since():
                return recent.since(self._whole(self._value(node.operand)))
            case Count():
                return recent.count(self._whole(self._value(node.operand)), node.bars)
            case Elsewhere():
                return self._around.elsewhere(node.symbol, node.operand) if self._around else _unknown(node)
            case Ranked():
                return self._around.ranked(node.operand) if self._around else _unknown(node)
            case Slower():
                return self._of_slower(node)
            case Clock() | OpeningRange():
                return self._of_session(node)
            case Position():
                return np.asarray(getattr(self._position, node.field) if self._position else np.nan)
            case _:
                raise AssertionError(node)

    def _choose(self, node: Choose) -> Column:
        chosen = self._value(node.condition)
        otherwise = np.where(chosen == kleene.FALSE, self._value(node.otherwise), np.nan)
        return np.where(chosen == kleene.TRUE, self._value(node.then), otherwise)

    def _of_session(self, node: Clock | OpeningRange) -> Column:
        times = self._columns.times
        if times is None:
            return np.asarray(np.nan)
        if isinstance(node, Clock):
            return clock(node.name, self._columns, times)
        return opening_range(self._columns, times, node.seconds, node.output)

    def _of_slower(self, node: Slower) -> Any:  # noqa: ANN401 - as _value
        """The operand is trusted over slower bars once as many of them are there as it needs."""
        times = self._columns.times
        if times is None:
            return _unknown(node)
        key = (node.timeframe, node.prior)
        if key not in self._slower:
            slower = resampled(self._columns, times, node.timeframe, prior=node.prior)
            self._slower[key] = (Evaluation(slower.columns), slower)
        evaluation, slower = self._slower[key]
        column = evaluation.column(node.operand)
        known = slower.counts >= node.operand.warmup
        answer = np.full(len(self._columns), _unknown(node), column.dtype)
        answer[known] = column[slower.counts[known]]
        return answer

    def _series(self, name: str) -> Column:
        parts: tuple[Column, ...] = tuple(getattr(self._columns, part) for part in _MIDDLES.get(name, (name,)))
        return parts[0] if len(parts) == 1 else reduce(np.add, parts) / len(parts)

    def _ago(self, node: Ago) -> Any:  # noqa: ANN401 - as _value
        column = self._whole(self._value(node.operand))
        bars = min(node.bars, len(column))
        missing = np.full((bars, *column.shape[1:]), _unknown(node), column.dtype)
        return np.concatenate([missing, column[: len(column) - bars]])

    def _apply(self, node: Apply) -> Column:
        call = self._identities.call(node)
        if call not in self._calls:
            series = tuple(self._whole(self._value(argument)) for argument in node.arguments)
            expected = max(argument.lookback for argument in node.arguments)
            self._calls[call] = over_runs(node.indicator, node.settings, series, expected)
        return self._calls[call][node.output]

    def _whole(self, value: Any) -> Any:  # noqa: ANN401 - as _value
        return np.full(self._columns.close.shape, value) if value.ndim == 0 else value


def _unknown(node: Tree) -> Any:  # noqa: ANN401 - as Evaluation.column
    return np.asarray(np.nan) if node.type.numeric else np.asarray(kleene.UNKNOWN, dtype=np.int8)


def _arithmetic(operator: str, left: Column, right: Column) -> Column:
    if operator == "/":
        return np.where(right == 0, np.nan, np.divide(left, right))
    return _ARITHMETIC[operator](left, right)
