"""Typed nodes over their children: depth and history add up here."""

from __future__ import annotations

from botspec.expressions.indicators.catalog import indicator
from botspec.expressions.indicators.indicator import Indicator, Settings
from botspec.expressions.syntax import Node as Place
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
    Series,
    Since,
    Slower,
    Tree,
    Type,
)
from botspec.expressions.widths import Width

_Head = tuple[int, int, Type, int, int, int]


def _head(place: Place, result: Type, *children: Tree, lookback: int = 0, warmup: int = 0) -> _Head:
    return (
        place.start,
        place.end,
        result,
        1 + max((child.depth for child in children), default=0),
        lookback + max((child.lookback for child in children), default=0),
        warmup + max((child.warmup for child in children), default=0),
    )


def literal(place: Place, value: float) -> Literal:
    return Literal(*_head(place, Type.NUMBER), value)


def bars(place: Place, value: float) -> Literal:
    return Literal(*_head(place, Type.BARS), value)


def series(place: Place, name: str) -> Series:
    return Series(*_head(place, Type.NUMBER), name)


def named(place: Place, name: str, value: Tree) -> Named:
    return Named(*_head(place, value.type, value), name, value)


def negative(place: Place, operand: Tree) -> Negative:
    return Negative(*_head(place, Type.NUMBER, operand), operand)


def arithmetic(place: Place, operator: str, left: Tree, right: Tree) -> Arithmetic:
    return Arithmetic(*_head(place, Type.NUMBER, left, right), operator, left, right)


def compare(place: Place, operator: str, left: Tree, right: Tree) -> Compare:
    return Compare(*_head(place, Type.CONDITION, left, right), operator, left, right)


def logic(place: Place, operator: str, *operands: Tree) -> Logic:
    return Logic(*_head(place, Type.CONDITION, *operands), operator, operands)


def negation(place: Place, operand: Tree) -> Not:
    return Not(*_head(place, Type.CONDITION, operand), operand)


def ago(place: Place, operand: Tree, bars: int) -> Ago:
    return Ago(*_head(place, operand.type, operand, lookback=bars, warmup=bars), operand, bars)


def apply(place: Place, called: Indicator, arguments: tuple[Tree, ...], settings: Settings, output: int) -> Apply:
    lookback = called.lookback(*settings)
    warmup = lookback + called.decay(*settings)
    head = _head(place, Type.NUMBER, *arguments, lookback=lookback, warmup=warmup)
    return Apply(*head, called, arguments, settings, output)


def pointwise(place: Place, function: str, operands: tuple[Tree, ...]) -> Pointwise:
    return Pointwise(*_head(place, Type.NUMBER, *operands), function, operands)


def choose(place: Place, condition: Tree, then: Tree, otherwise: Tree) -> Choose:
    return Choose(*_head(place, Type.NUMBER, condition, then, otherwise), condition, then, otherwise)


def since(place: Place, condition: Tree) -> Since:
    """The bar before is the least it looks back."""
    return Since(*_head(place, Type.BARS, condition, lookback=1, warmup=1), condition)


def count(place: Place, condition: Tree, bars: int) -> Count:
    return Count(*_head(place, Type.NUMBER, condition, lookback=bars - 1, warmup=bars - 1), condition, bars)


def elsewhere(place: Place, symbol: str, operand: Tree) -> Elsewhere:
    return Elsewhere(*_head(place, operand.type, operand), symbol, operand)


def ranked(place: Place, operand: Tree) -> Ranked:
    return Ranked(*_head(place, Type.NUMBER, operand), operand)


def slower(place: Place, width: Width, operand: Tree) -> Slower:
    """`width.bars` of the symbol's own bars make one slower bar at most; the first one may be incomplete."""
    _, _, result, depth, lookback, warmup = _head(place, operand.type, operand)
    late = 1 if width.prior else 2
    lookback, warmup = ((bars + 2) * width.bars - late for bars in (lookback, warmup))
    return Slower(place.start, place.end, result, depth, lookback, warmup, width.timeframe, width.prior, operand)


def clock(place: Place, name: str, lookback: int) -> Clock:
    return Clock(*_head(place, Type.NUMBER, lookback=lookback, warmup=lookback), name)


def opening_range(place: Place, seconds: int, output: str, lookback: int) -> OpeningRange:
    return OpeningRange(*_head(place, Type.NUMBER, lookback=lookback, warmup=lookback), seconds, output)


def position(place: Place, field: str, result: Type) -> Position:
    return Position(*_head(place, result), field)


def crosses(place: Place, *, above: bool, left: Tree, right: Tree) -> Logic:
    """Was not beyond it one bar ago, is now."""
    before, now = ("<=", ">") if above else (">=", "<")
    earlier = compare(place, before, ago(place, left, 1), ago(place, right, 1))
    return logic(place, "and", earlier, compare(place, now, left, right))


def change(place: Place, series: Tree, bars: int) -> Arithmetic:
    return arithmetic(place, "-", series, ago(place, series, bars))


def returns(place: Place, series: Tree, bars: int) -> Arithmetic:
    return arithmetic(place, "-", arithmetic(place, "/", series, ago(place, series, bars)), literal(place, 1.0))


def zscore(place: Place, series: Tree, period: int) -> Arithmetic:
    mean, spread = (apply(place, indicator(name), (series,), (period,), 0) for name in ("sma", "stddev"))
    return arithmetic(place, "/", arithmetic(place, "-", series, mean), spread)
