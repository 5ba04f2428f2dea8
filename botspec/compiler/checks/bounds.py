"""Between which values a part of a rule always lies, as far as that can be told without bars."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from botspec.expressions.identity import Identities
from botspec.expressions.tree import (
    Ago,
    Apply,
    Arithmetic,
    Clock,
    Compare,
    Elsewhere,
    Literal,
    Logic,
    Named,
    Negative,
    Not,
    Series,
    Slower,
    Tree,
)

Bounds = tuple[float, float]
ANY: Bounds = (-math.inf, math.inf)
POSITIVE: Bounds = (0.0, math.inf)
HUNDRED: Bounds = (0.0, 100.0)

_OF: Mapping[str, Bounds] = {
    **dict.fromkeys(
        ("rsi", "stochrsi", "stoch", "ultosc", "adx", "plus_di", "minus_di", "mfi", "percent_rank"), HUNDRED
    ),
    **dict.fromkeys(("atr", "natr", "stddev"), POSITIVE),
    "willr": (-100.0, 0.0),
}
_CLOCKS: Mapping[str, Bounds] = {
    "day_of_week": (1.0, 7.0),
    "minutes_since_open": POSITIVE,
    "minutes_to_close": POSITIVE,
}
_SAME = frozenset({"sma", "ema", "wma", "highest", "lowest"})
"""Indicators that stay between the lowest and the highest of what they are made of."""


def bounds(node: Tree) -> Bounds:  # noqa: C901, PLR0911 - one line a case
    """Lowest and highest value of a number, both included."""
    match node:
        case Literal():
            return (node.value, node.value)
        case Series():
            return POSITIVE
        case Named():
            return bounds(node.value)
        case Ago() | Elsewhere() | Slower():
            return bounds(node.operand)
        case Negative():
            low, high = bounds(node.operand)
            return (-high, -low)
        case Arithmetic():
            return _arithmetic(node.operator, bounds(node.left), bounds(node.right))
        case Clock():
            return _CLOCKS.get(node.name, ANY)
        case Apply():
            name = node.indicator.name
            return bounds(node.arguments[0]) if name in _SAME and node.arguments else _OF.get(name, ANY)
        case _:
            return ANY


def truth(node: Tree) -> bool | None:
    """True or False for a condition that is always that where it is known at all; None otherwise."""
    match node:
        case Compare():
            return _compare(node.operator, bounds(node.left), bounds(node.right))
        case Named():
            return truth(node.value)
        case Ago() | Elsewhere() | Slower():
            return truth(node.operand)
        case Not():
            inner = truth(node.operand)
            return None if inner is None else not inner
        case Logic():
            return _logic(node)
        case _:
            return None


def _logic(node: Logic) -> bool | None:
    deciding = node.operator == "or"
    parts = [truth(part) for part in node.operands]
    if deciding in parts or contradicts(node):
        return deciding
    return None if None in parts else not deciding


def contradicts(node: Logic) -> bool:
    """True when one number would have to lie in two places at once, as in `x < 30 and x > 70`.

    Only conditions that are all due can contradict each other.
    """
    if node.operator != "and":
        return False
    identities = Identities()
    held: dict[int, Bounds] = {}
    for part in node.operands:
        found = _limit(part)
        if found is None:
            continue
        number = identities.of(found[0])
        low, high = held.get(number, ANY)
        held[number] = (max(low, found[1][0]), min(high, found[1][1]))
    return any(low > high for low, high in held.values())


def _limit(node: Tree) -> tuple[Tree, Bounds] | None:
    """What a comparison with a fixed number holds within which bounds."""
    if not isinstance(node, Compare) or node.operator not in _FLIPPED:
        return None
    left, right = bounds(node.left), bounds(node.right)
    if right[0] == right[1]:
        operator, number, value = node.operator, node.left, right[0]
    elif left[0] == left[1]:
        operator, number, value = _FLIPPED[node.operator], node.right, left[0]
    else:
        return None
    return number, (-math.inf, value) if operator in ("<", "<=") else (value, math.inf)


_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _compare(operator: str, left: Bounds, right: Bounds) -> bool | None:
    match operator:
        case "<":
            return True if left[1] < right[0] else False if left[0] >= right[1] else None
        case "<=":
            return True if left[1] <= right[0] else False if left[0] > right[1] else None
        case ">" | ">=":
            return _compare("<" if operator == ">" else "<=", right, left)
        case _:
            return None


def _arithmetic(operator: str, left: Bounds, right: Bounds) -> Bounds:
    combine = _EXACT.get(operator)
    if combine is None or (operator == "/" and right[0] <= 0 <= right[1]):
        return ANY
    corners = [combine(one, other) for one in left for other in right]
    return ANY if any(math.isnan(corner) for corner in corners) else (min(corners), max(corners))


_EXACT: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: 0.0 if 0.0 in (one, other) else one * other,
    "/": lambda one, other: one / other,
}
