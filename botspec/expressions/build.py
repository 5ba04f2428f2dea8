"""Typed nodes over their children: depth and history add up here."""

from __future__ import annotations

from botspec.expressions.indicators.indicator import Indicator
from botspec.expressions.syntax import Node as Place
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
    Series,
    Tree,
    Type,
)

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


def apply(place: Place, indicator: Indicator, arguments: tuple[Tree, ...], period: int) -> Apply:
    lookback = indicator.lookback(period)
    warmup = lookback + indicator.decay(period)
    return Apply(*_head(place, Type.NUMBER, *arguments, lookback=lookback, warmup=warmup), indicator, arguments, period)


def crosses(place: Place, *, above: bool, left: Tree, right: Tree) -> Logic:
    """Was not beyond it one bar ago, is now."""
    before, now = ("<=", ">") if above else (">=", "<")
    earlier = compare(place, before, ago(place, left, 1), ago(place, right, 1))
    return logic(place, "and", earlier, compare(place, now, left, right))
