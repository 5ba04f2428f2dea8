"""A second look at a finished tree: does any part of it need bars that come later?

The language has no way to ask for them; what is not known to look back only is refused all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    walk,
)

_OF_ITS_OWN_BAR: frozenset[type] = frozenset(
    {
        Literal,
        Series,
        Named,
        Negative,
        Arithmetic,
        Compare,
        Logic,
        Not,
        Pointwise,
        Choose,
        Since,  # bars since: the past of its operand
        Elsewhere,  # of the same row
        Ranked,  # among symbols at the same row
        Clock,
        Position,
    }
)
"""What is at a bar depends on its operands at that bar or before it."""
_CLOSED = frozenset({"5Min", "15Min", "30Min", "1Hour", "4Hour", "1Day", "1Week", "1Month"})
"""Slower bars of which `resample` shows the last one that is closed."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A part of a rule that needs later bars, or that nobody has vouched for."""

    node: Tree
    why: str


def ahead(rule: Rule) -> tuple[Ahead, ...]:
    """Every such part, in the order of the tree; none is how it should be."""
    return tuple(_found(rule))


def _found(rule: Rule) -> Iterator[Ahead]:
    for node in walk(rule.tree):
        why = _why(node)
        if why:
            yield Ahead(node, why)
        elif node.lookback < 0 or node.warmup < node.lookback:
            yield Ahead(node, "it is said to be trusted before it has a value")


def _why(node: Tree) -> str:
    match node:
        case Ago() | Count():
            return "" if node.bars >= 0 else f"it looks {-node.bars} bars ahead"
        case Apply():
            return _of_indicator(node)
        case Slower():
            return "" if node.prior or node.timeframe in _CLOSED else f"{node.timeframe} bars may not have closed"
        case OpeningRange():
            return "" if node.seconds > 0 else "it is known before it is over"
        case _:
            return "" if type(node) in _OF_ITS_OWN_BAR else f"nobody has vouched for {type(node).__name__}"


def _of_indicator(node: Apply) -> str:
    called = node.indicator
    later = called.ahead(*node.settings)
    if later:
        return f"{called.name} needs {later} later bars"
    return "" if called.lookback(*node.settings) >= 0 else f"{called.name} has a value before its first bar"
