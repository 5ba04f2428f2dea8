"""Calls -> typed tree: what is given, put in its place and checked."""

from __future__ import annotations

from typing import Protocol

from botspec.expressions import build
from botspec.expressions.arguments import Shape, bind
from botspec.expressions.errors import ErrorKind
from botspec.expressions.functions import FUNCTIONS, POINTWISE, Function
from botspec.expressions.indicators.catalog import indicator
from botspec.expressions.indicators.indicator import Indicator, Parameter
from botspec.expressions.lookup import Problem, call_problem, field_problem, output_problem
from botspec.expressions.names import Names
from botspec.expressions.periods import constant, setting_problem
from botspec.expressions.syntax import CallSyntax, FieldSyntax, Node, Syntax
from botspec.expressions.tree import Tree, Type
from botspec.expressions.words import BUILDERS


class Callers(Protocol):
    """What a call needs of the one who checks the rule it stands in; None always means: the mistake is reported."""

    names: Names

    @property
    def session_bars(self) -> int: ...
    def typed(self, syntax: Syntax, due: Type | None) -> Tree | None: ...
    def number(self, syntax: Syntax) -> Tree | None: ...
    def condition(self, syntax: Syntax) -> Tree | None: ...
    def each(self, syntaxes: tuple[Syntax, ...], due: Type) -> tuple[Tree, ...] | None: ...
    def refuse(self, place: Node, problem: Problem | None) -> Tree | None: ...
    def report(self, start: int, end: int, problem: Problem) -> None: ...
    def excerpt(self, syntax: Syntax) -> str: ...


def call(checker: Callers, syntax: CallSyntax, field: FieldSyntax | None) -> Tree | None:
    """A call, and which of its values is taken."""
    problem = call_problem(syntax, checker.names)
    if problem:
        checker.report(syntax.start, syntax.name_end, problem)
        return None
    if syntax.name in FUNCTIONS:
        return _function(checker, syntax, field, FUNCTIONS[syntax.name])
    return _indicator(checker, syntax, field, indicator(syntax.name))


def _function(checker: Callers, syntax: CallSyntax, field: FieldSyntax | None, function: Function) -> Tree | None:
    output = _output(checker, syntax, field, function.outputs)
    if function.many and len(syntax.arguments) > len(function.parameters):
        return _many(checker, syntax, output)
    shape = Shape(function.parameters, function.signature, function.example, function.defaults)
    bound = bind(syntax, shape, checker.report)
    if bound is None:
        return None
    place = field or syntax
    if syntax.name in POINTWISE:
        operands = checker.each(tuple(bound[name] for name in function.parameters), Type.NUMBER)
        return build.pointwise(place, syntax.name, operands) if operands and output is not None else None
    tree = BUILDERS[syntax.name](checker, place, bound, field.field if field else "")
    return tree if output is not None else None


def _many(checker: Callers, syntax: CallSyntax, output: int | None) -> Tree | None:
    for argument in syntax.arguments:
        if argument.keyword:
            message = f"{syntax.name} of more than two takes them without names"
            problem = Problem(message, "leave the name out", ErrorKind.ARGUMENT)
            checker.report(argument.start, argument.value.end, problem)
            return None
    operands = checker.each(tuple(argument.value for argument in syntax.arguments), Type.NUMBER)
    return build.pointwise(syntax, syntax.name, operands) if operands and output is not None else None


def _indicator(checker: Callers, syntax: CallSyntax, field: FieldSyntax | None, called: Indicator) -> Tree | None:
    output = _output(checker, syntax, field, called.outputs)
    optional = [parameter.name for parameter in called.parameters if parameter.default is not None]
    names = (*called.takes, *(parameter.name for parameter in called.parameters))
    bound = bind(syntax, Shape(names, called.signature, called.example, optional), checker.report)
    if bound is None:
        return None
    settings = [setting(checker, syntax.name, parameter, bound.get(parameter.name)) for parameter in called.parameters]
    given = [series(checker, bound[name], called.signature, called.example) for name in called.takes]
    arguments = tuple(tree for tree in given if tree is not None)
    chosen = tuple(value for value in settings if value is not None)
    if output is None or len(chosen) < len(settings) or len(arguments) < len(given):
        return None
    read = tuple(build.series(syntax, name) for name in called.reads)
    return build.apply(field or syntax, called, read + arguments, chosen, output)


def _output(checker: Callers, syntax: CallSyntax, field: FieldSyntax | None, outputs: tuple[str, ...]) -> int | None:
    """Which output is chosen; the only one is 0."""
    if field is None:
        if not outputs:
            return 0
        checker.refuse(syntax, output_problem(checker.excerpt(syntax), outputs))
        return None
    if field.field in outputs:
        return outputs.index(field.field)
    checker.report(field.end - len(field.field), field.end, field_problem(field, syntax.name, outputs))
    return None


def series(checker: Callers, syntax: Syntax, signature: str, example: str) -> Tree | None:
    """A number that changes."""
    tree = checker.number(syntax)
    if tree is None or constant(tree) is None:
        return tree
    message = f"{checker.excerpt(syntax)} never changes; a series is due here"
    checker.refuse(syntax, Problem(message, f"write {signature}, for example {example}", ErrorKind.ARGUMENT))
    return None


def setting(checker: Callers, name: str, parameter: Parameter, syntax: Syntax | None) -> float | None:
    """The value of a parameter, or its default."""
    if syntax is None:
        return None if parameter.default is None else parameter.value(parameter.default)
    tree = checker.number(syntax)
    if tree is None:
        return None
    value = constant(tree)
    problem = setting_problem(name, parameter, value)
    if problem or value is None:
        checker.refuse(syntax, problem)
        return None
    return parameter.value(value)
