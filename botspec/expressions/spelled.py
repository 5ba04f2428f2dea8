"""A checked rule spelled out: every bracket, every setting of an indicator by its name, params as their numbers."""

from __future__ import annotations

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


def spelled(tree: Tree) -> str:  # noqa: C901, PLR0911 - one line a case
    """The rule in its own language, as it was understood; names of other rules stay names."""
    match tree:
        case Literal():
            return _number(tree.value) + (" bars" if tree.type is Type.BARS else "")
        case Series() | Clock():
            return tree.name
        case Named():
            return spelled(tree.value) if isinstance(tree.value, Literal) else tree.name
        case Negative():
            return f"-{_inside(tree.operand)}"
        case Not():
            return f"not {_inside(tree.operand)}"
        case Arithmetic() | Compare():
            return f"{_inside(tree.left)} {tree.operator} {_inside(tree.right)}"
        case Logic():
            return f" {tree.operator} ".join(map(_inside, tree.operands))
        case Ago():
            return f"{_inside(tree.operand)}[{tree.bars}]"
        case Apply():
            return _call(tree)
        case _:
            return _function(tree)


def _function(tree: Tree) -> str:  # noqa: C901, PLR0911 - one line a case
    match tree:
        case Pointwise():
            return f"{tree.function}({', '.join(map(spelled, tree.operands))})"
        case Choose():
            return f"if_else({spelled(tree.condition)}, {spelled(tree.then)}, {spelled(tree.otherwise)})"
        case Since():
            return f"since({spelled(tree.operand)})"
        case Count():
            return f"count({spelled(tree.operand)}, {tree.bars})"
        case Ranked():
            return f"rank({spelled(tree.operand)})"
        case Elsewhere():
            return f'of("{tree.symbol}", {spelled(tree.operand)})'
        case Slower():
            name = "prior_session(" if tree.prior else f'at("{tree.timeframe}", '
            return f"{name}{spelled(tree.operand)})"
        case OpeningRange():
            return f"opening_range({tree.seconds}s).{tree.output}"
        case Position():
            return f"position.{tree.field}"
        case _:
            raise AssertionError(tree)


def _call(tree: Apply) -> str:
    """Series that an indicator reads by itself (atr: high, low, close) are not arguments."""
    indicator = tree.indicator
    given = map(spelled, tree.arguments[len(indicator.reads) :])
    settings = zip(indicator.parameters, tree.settings, strict=True)
    named = (f"{parameter.name}={_number(value)}" for parameter, value in settings)
    field = f".{indicator.outputs[tree.output]}" if indicator.outputs else ""
    return f"{indicator.name}({', '.join([*given, *named])}){field}"


def _inside(tree: Tree) -> str:
    """In brackets, unless nothing can be read into it."""
    text = spelled(tree)
    return f"({text})" if isinstance(tree, Negative | Not | Arithmetic | Compare | Logic) else text


def _number(value: float) -> str:
    """Without exponent, with no more digits than it takes."""
    text = f"{value:.12f}".rstrip("0").rstrip(".")
    return text if float(text) == value else repr(float(value))
