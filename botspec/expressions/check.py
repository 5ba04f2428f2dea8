"""Syntax -> typed tree: names, functions and types. All mistakes of a rule are found at once."""

from __future__ import annotations

import math

from botspec.expressions import build
from botspec.expressions.arguments import bind
from botspec.expressions.errors import ErrorKind, RuleError, excerpt
from botspec.expressions.indicators.catalog import INDICATORS
from botspec.expressions.indicators.indicator import Indicator
from botspec.expressions.lookup import Problem, call_problem, field_problem, name_problem_in_use
from botspec.expressions.names import CROSSES, SERIES, Names
from botspec.expressions.periods import constant, period_problem
from botspec.expressions.syntax import (
    AgoSyntax,
    ArithmeticSyntax,
    CallSyntax,
    CompareSyntax,
    FieldSyntax,
    LogicSyntax,
    NameSyntax,
    NumberSyntax,
    QuantitySyntax,
    Syntax,
    UnarySyntax,
)
from botspec.expressions.tree import Tree, Type

_ONE_WAY = ({"<", "<="}, {">", ">="}, {"=="})


class Checker:
    """Checks one rule; None from any method means that the mistake is reported, here or where a name is defined."""

    def __init__(self, text: str, names: Names, errors: list[RuleError]) -> None:
        self._text = text
        self._names = names
        self._errors = errors

    def typed(self, syntax: Syntax, due: Type | None) -> Tree | None:
        """The tree of `syntax`, being a `due` (None: a number or a condition)."""
        if isinstance(syntax, QuantitySyntax):
            hint = f"write {self._excerpt(syntax).split()[0]}" if syntax.what == "a count of bars" else ""
            self._mismatch(syntax, syntax.what, due, hint)
            return None
        tree = self._tree(syntax)
        if tree is None or due is None or tree.type is due:
            return tree
        if due is Type.CONDITION:
            example = (
                f"close > {self._excerpt(syntax)}" if constant(tree) is not None else f"{self._excerpt(syntax)} > 0"
            )
            self._mismatch(syntax, "a number", due, f"compare it, for example {example}")
        else:
            self._mismatch(syntax, "a condition", due, "write the number itself, without comparing it")
        return None

    def _number(self, syntax: Syntax) -> Tree | None:
        return self.typed(syntax, Type.NUMBER)

    def _condition(self, syntax: Syntax) -> Tree | None:
        return self.typed(syntax, Type.CONDITION)

    def _tree(self, syntax: Syntax) -> Tree | None:  # noqa: C901, PLR0911 - one line a case
        match syntax:
            case NumberSyntax():
                return build.literal(syntax, syntax.value)
            case NameSyntax():
                return self._name(syntax)
            case UnarySyntax():
                return self._unary(syntax)
            case ArithmeticSyntax():
                return self._arithmetic(syntax)
            case CompareSyntax():
                return self._compare(syntax)
            case LogicSyntax():
                return self._logic(syntax)
            case AgoSyntax():
                return self._ago(syntax)
            case CallSyntax():
                return self._call(syntax)
            case FieldSyntax():
                return self._refuse(syntax.start, syntax.end, field_problem(syntax))
            case QuantitySyntax():
                return None

    def _name(self, syntax: NameSyntax) -> Tree | None:
        name, names = syntax.name, self._names
        problem = name_problem_in_use(name, names)
        if problem or name in names.broken:
            return self._refuse(syntax.start, syntax.end, problem)
        if name in SERIES:
            return build.series(syntax, name)
        if name in names.lets:
            return build.named(syntax, name, names.lets[name].tree)
        value = float(names.params[name])
        if not math.isfinite(value):
            return self._refuse(syntax.start, syntax.end, Problem(f"the param '{name}' is no finite number"))
        return build.named(syntax, name, build.literal(syntax, value))

    def _unary(self, syntax: UnarySyntax) -> Tree | None:
        if syntax.operator == "not":
            condition = self._condition(syntax.operand)
            return condition and build.negation(syntax, condition)
        number = self._number(syntax.operand)
        return number and build.negative(syntax, number)

    def _arithmetic(self, syntax: ArithmeticSyntax) -> Tree | None:
        left, right = self._number(syntax.left), self._number(syntax.right)
        if left is None or right is None:
            return None
        return build.arithmetic(syntax, syntax.operator, left, right)

    def _compare(self, syntax: CompareSyntax) -> Tree | None:
        operands = self._each(syntax.operands, Type.NUMBER)
        if len(syntax.operators) > 1 and not any(way.issuperset(syntax.operators) for way in _ONE_WAY):
            problem = Problem(
                "a chain of comparisons must point one way", "join two comparisons with and", ErrorKind.SYNTAX
            )
            return self._refuse(syntax.start, syntax.end, problem)
        if operands is None:
            return None
        links = [
            build.compare(syntax, operator, left, right)
            for operator, left, right in zip(syntax.operators, operands, operands[1:], strict=False)
        ]
        return links[0] if len(links) == 1 else build.logic(syntax, "and", *links)

    def _logic(self, syntax: LogicSyntax) -> Tree | None:
        operands = self._each(syntax.operands, Type.CONDITION)
        return build.logic(syntax, syntax.operator, *operands) if operands else None

    def _each(self, operands: tuple[Syntax, ...], due: Type) -> tuple[Tree, ...] | None:
        trees = [self.typed(operand, due) for operand in operands]
        whole = tuple(tree for tree in trees if tree is not None)
        return whole if len(whole) == len(trees) else None

    def _ago(self, syntax: AgoSyntax) -> Tree | None:
        if isinstance(syntax.operand, QuantitySyntax):
            return self._number(syntax.operand)
        operand = self._tree(syntax.operand)
        return operand and build.ago(syntax, operand, syntax.bars)

    def _call(self, syntax: CallSyntax) -> Tree | None:
        problem = call_problem(syntax, self._names)
        if problem:
            return self._refuse(syntax.start, syntax.name_end, problem)
        if syntax.name in CROSSES:
            return self._crosses(syntax)
        return self._indicator(syntax, INDICATORS[syntax.name])

    def _crosses(self, syntax: CallSyntax) -> Tree | None:
        bound = bind(syntax, ("series", "level"), f"{syntax.name}(close, sma(close, 50))", self._report)
        operands = bound and self._each((bound["series"], bound["level"]), Type.NUMBER)
        if not operands:
            return None
        left, right = operands
        return build.crosses(syntax, above=syntax.name == "crosses_above", left=left, right=right)

    def _indicator(self, syntax: CallSyntax, indicator: Indicator) -> Tree | None:
        bound = bind(syntax, indicator.parameters, indicator.example, self._report)
        if bound is None:
            return None
        period = self._period(bound["period"], indicator)
        arguments = tuple(self._series(bound[name], indicator) for name in indicator.takes)
        whole = tuple(argument for argument in arguments if argument is not None)
        if period is None or len(whole) < len(arguments):
            return None
        read = tuple(build.series(syntax, name) for name in indicator.reads)
        return build.apply(syntax, indicator, read + whole, period)

    def _series(self, syntax: Syntax, indicator: Indicator) -> Tree | None:
        tree = self._number(syntax)
        if tree is None or constant(tree) is None:
            return tree
        problem = Problem(
            f"{self._excerpt(syntax)} never changes; a series is due here",
            f"write {indicator.signature}, for example {indicator.example}",
            ErrorKind.ARGUMENT,
        )
        return self._refuse(syntax.start, syntax.end, problem)

    def _period(self, syntax: Syntax, indicator: Indicator) -> int | None:
        tree = self._number(syntax)
        if tree is None:
            return None
        value = constant(tree)
        problem = period_problem(indicator, value)
        if problem or value is None:
            self._refuse(syntax.start, syntax.end, problem)
            return None
        return int(value)

    def _refuse(self, start: int, end: int, problem: Problem | None) -> Tree | None:
        """No tree; `problem` is None where it is reported elsewhere."""
        if problem:
            self._report(start, end, problem.message, problem.hint, problem.kind, problem.meant)
        return None

    def _mismatch(self, syntax: Syntax, found: str, due: Type | None, hint: str) -> None:
        message = f"{self._excerpt(syntax)} is {found}; a {due or Type.NUMBER} is due here"
        self._report(syntax.start, syntax.end, message, hint, ErrorKind.TYPE)

    def _report(self, start: int, end: int, message: str, hint: str, kind: ErrorKind, meant: str = "") -> None:
        self._errors.append(RuleError(message, start, end, hint, kind, meant))

    def _excerpt(self, syntax: Syntax) -> str:
        return excerpt(self._text[syntax.start : syntax.end])


def check(text: str, syntax: Syntax, names: Names, due: Type | None) -> tuple[Tree | None, list[RuleError]]:
    """The typed tree, or None; what is wrong."""
    errors: list[RuleError] = []
    tree = Checker(text, names, errors).typed(syntax, due)
    return tree, errors
