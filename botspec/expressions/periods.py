"""Settings of indicators: numbers known before the first bar."""

from __future__ import annotations

from botspec.expressions.errors import ErrorKind
from botspec.expressions.indicators.indicator import Parameter
from botspec.expressions.lookup import Problem
from botspec.expressions.tree import Literal, Named, Negative, Tree

_NOUNS = frozenset({"period", "length"})


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


def setting_problem(name: str, parameter: Parameter, value: float | None) -> Problem | None:
    """Why `value` is no such parameter of `name`."""
    plain = parameter.name in _NOUNS
    one, this = (f"a {parameter.name}", f"the {parameter.name}") if plain else (f"'{parameter.name}'",) * 2
    if value is None:
        kind = "a whole number" if parameter.whole else "a number"
        message, hint = f"{one} cannot change from bar to bar", f"write {kind} or the name of a param"
    elif parameter.whole and not value.is_integer():
        message, hint = f"{one} is a whole number{' of bars' * plain}, not {value:g}", ""
    elif not parameter.low <= value <= parameter.high:
        bounds = f"{parameter.low:g} to {parameter.high:g}"
        message, hint = f"{this} of {name} is {bounds}, not {value:.10g}", ""
    else:
        return None
    return Problem(message, hint, ErrorKind.ARGUMENT)
