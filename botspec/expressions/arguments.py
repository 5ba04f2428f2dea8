"""The arguments of a call, by position or keyword, put in their places."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from botspec.expressions.errors import ErrorKind, excerpt
from botspec.expressions.lookup import Problem
from botspec.expressions.syntax import Argument, CallSyntax, Syntax

Report = Callable[[int, int, Problem], None]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a call is written: its `parameters`, of which some are `optional`."""

    parameters: tuple[str, ...]
    signature: str
    example: str
    optional: Collection[str] = ()


_CENTRED = ("center", "centre", "centered", "centred")


def bind(call: CallSyntax, shape: Shape, report: Report) -> dict[str, Syntax] | None:
    """Syntax by parameter; None, each mistake being reported, unless every due parameter has exactly one."""
    parameters, signature = shape.parameters, shape.signature
    bound: dict[str, Syntax] = {}
    sound = True
    for index, argument in enumerate(call.arguments):
        message, hint = _misplaced(call, parameters, index, bound)
        if message:
            problem = Problem(message, hint or f"write {signature}", ErrorKind.ARGUMENT)
            report(argument.start, argument.value.end, problem)
            sound = False
        else:
            bound[argument.keyword or parameters[index]] = argument.value
    missing = [name for name in parameters if name not in bound and name not in shape.optional]
    if missing and sound:
        what = " and ".join(f"'{name}'" for name in missing)
        hint = f"write {signature}, for example {shape.example}"
        report(call.start, call.end, Problem(f"{call.name} lacks {what}", hint, ErrorKind.ARGUMENT))
    return None if missing or not sound else bound


def _misplaced(call: CallSyntax, parameters: Sequence[str], index: int, bound: dict[str, Syntax]) -> tuple[str, str]:
    argument = call.arguments[index]
    if not argument.keyword:
        return _misplaced_by_position(call, parameters, index)
    if argument.keyword in bound:
        return f"'{argument.keyword}' is given twice", ""
    if argument.keyword not in parameters:
        if argument.keyword in _CENTRED:
            return f"{call.name} has no '{argument.keyword}': a window around a bar holds bars that have not come", ""
        close = get_close_matches(argument.keyword, parameters, 1)
        return f"{call.name} has no '{excerpt(argument.keyword)}'", f"did you mean '{close[0]}'?" if close else ""
    return "", ""


def _misplaced_by_position(call: CallSyntax, parameters: Sequence[str], index: int) -> tuple[str, str]:
    if any(_by_keyword(argument) for argument in call.arguments[:index]):
        return "an argument without its name stands behind one with its name", ""
    if index >= len(parameters):
        return f"{call.name} takes {_counted(len(parameters))}", ""
    return "", ""


def _counted(number: int) -> str:
    return f"{number} argument{'s' * (number > 1)}, no more" if number else "no arguments"


def _by_keyword(argument: Argument) -> bool:
    return bool(argument.keyword)
