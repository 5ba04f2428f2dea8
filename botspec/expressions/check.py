"""Syntax -> typed tree: names, functions and types. All mistakes of a rule are found at once."""

from __future__ import annotations

import math

from botspec.expressions import build
from botspec.expressions.calls import Callers, call
from botspec.expressions.errors import ErrorKind, RuleError, excerpt
from botspec.expressions.lookup import Problem, field_problem, name_problem_in_use
from botspec.expressions.names import CLOCK, POSITION, POSITION_FIELDS, SERIES, Names, PositionUse
from botspec.expressions.periods import constant
from botspec.expressions.syntax import (
    AgoSyntax,
    ArithmeticSyntax,
    CallSyntax,
    CompareSyntax,
    FieldSyntax,
    LogicSyntax,
    NameSyntax,
    Node,
    NumberSyntax,
    QuantitySyntax,
    Syntax,
    UnarySyntax,
)
from botspec.expressions.tree import Rule, Tree, Type
from botspec.expressions.widths import per_session

_ONE_WAY = ({"<", "<="}, {">", ">="}, {"=="})
_WRITTEN = {Type.DURATION: "a duration", Type.BARS: "a count of bars", Type.TEXT: "text"}


class Checker:
    """Checks one rule; None from any method means that the mistake is reported, here or where a name is defined."""

    def __init__(self, text: str, names: Names, errors: list[RuleError]) -> None:
        self.names = names
        self._text = text
        self._errors = errors

    def typed(self, syntax: Syntax, due: Type | None) -> Tree | None:
        """The tree of `syntax`, being a `due` (None: a number or a condition)."""
        if isinstance(syntax, QuantitySyntax):
            hint = f"write {syntax.number:g}" if syntax.type is Type.BARS else ""
            self._mismatch(syntax, _WRITTEN[syntax.type], due, hint)
            return None
        tree = self._tree(syntax)
        if tree is None or due is None or tree.type.numeric == due.numeric:
            return tree
        if due is Type.CONDITION:
            example = f"close > {self.excerpt(syntax)}" if constant(tree) is not None else f"{self.excerpt(syntax)} > 0"
            self._mismatch(syntax, "a number", due, f"compare it, for example {example}")
        else:
            self._mismatch(syntax, "a condition", due, "write the number itself, without comparing it")
        return None

    def number(self, syntax: Syntax) -> Tree | None:
        return self.typed(syntax, Type.NUMBER)

    def condition(self, syntax: Syntax) -> Tree | None:
        return self.typed(syntax, Type.CONDITION)

    def each(self, syntaxes: tuple[Syntax, ...], due: Type) -> tuple[Tree, ...] | None:
        """All of them, or None."""
        trees = [self.typed(syntax, due) for syntax in syntaxes]
        whole = tuple(tree for tree in trees if tree is not None)
        return whole if len(whole) == len(trees) else None

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
                operands = self.each(syntax.operands, Type.CONDITION)
                return build.logic(syntax, syntax.operator, *operands) if operands else None
            case AgoSyntax():
                return self._ago(syntax)
            case CallSyntax():
                return call(self, syntax, None)
            case FieldSyntax():
                return self._field(syntax)
            case QuantitySyntax():
                return None

    def _name(self, syntax: NameSyntax) -> Tree | None:
        name, names = syntax.name, self.names
        problem = name_problem_in_use(name, names)
        if problem or name in names.broken:
            return self.refuse(syntax, problem)
        if name in SERIES:
            return build.series(syntax, name)
        if name in CLOCK:
            return build.clock(syntax, name, self.session_bars if name == "vwap" else 0)
        if name in names.lets:
            return self._let(syntax, names.lets[name])
        value = float(names.params[name])
        if not math.isfinite(value):
            return self.refuse(syntax, Problem(f"the param '{name}' is no finite number"))
        return build.named(syntax, name, build.literal(syntax, value))

    @property
    def session_bars(self) -> int:
        """Bars that lie between the first and the last of a session."""
        return per_session(self.names.setting.timeframe, self.names.setting.session) - 1

    def _let(self, syntax: NameSyntax, rule: Rule) -> Tree | None:
        if self.names.position is not PositionUse.HERE and rule.uses_position:
            return self._no_position(syntax, f"'{syntax.name}' asks for the bot's position, which")
        return build.named(syntax, syntax.name, rule.tree)

    def _unary(self, syntax: UnarySyntax) -> Tree | None:
        if syntax.operator == "not":
            condition = self.condition(syntax.operand)
            return condition and build.negation(syntax, condition)
        number = self.number(syntax.operand)
        return number and build.negative(syntax, number)

    def _arithmetic(self, syntax: ArithmeticSyntax) -> Tree | None:
        left, right = self.number(syntax.left), self.number(syntax.right)
        if left is None or right is None:
            return None
        return build.arithmetic(syntax, syntax.operator, left, right)

    def _compare(self, syntax: CompareSyntax) -> Tree | None:
        operands = self._compared(syntax.operands)
        if len(syntax.operators) > 1 and not any(way.issuperset(syntax.operators) for way in _ONE_WAY):
            problem = Problem(
                "a chain of comparisons must point one way", "join two comparisons with and", ErrorKind.SYNTAX
            )
            return self.refuse(syntax, problem)
        if operands is None:
            return None
        links = [
            build.compare(syntax, operator, left, right)
            for operator, left, right in zip(syntax.operators, operands, operands[1:], strict=False)
        ]
        return links[0] if len(links) == 1 else build.logic(syntax, "and", *links)

    def _compared(self, operands: tuple[Syntax, ...]) -> tuple[Tree, ...] | None:
        """Numbers; `20 bars` where something that counts bars is on the other side."""
        trees = {index: self.number(operand) for index, operand in enumerate(operands) if not _bars(operand)}
        if None in trees.values():
            return None
        counting = any(tree is not None and tree.type is Type.BARS for tree in trees.values())
        for index, operand in enumerate(operands):
            if isinstance(operand, QuantitySyntax) and index not in trees:
                trees[index] = build.bars(operand, operand.number) if counting else self.number(operand)
        whole = tuple(tree for tree in (trees[index] for index in range(len(operands))) if tree is not None)
        return whole if len(whole) == len(operands) else None

    def _ago(self, syntax: AgoSyntax) -> Tree | None:
        if isinstance(syntax.operand, QuantitySyntax):
            return self.number(syntax.operand)
        operand = self._tree(syntax.operand)
        return operand and build.ago(syntax, operand, syntax.bars)

    def _field(self, syntax: FieldSyntax) -> Tree | None:
        owner = syntax.owner
        if isinstance(owner, CallSyntax):
            return call(self, owner, syntax)
        fields = POSITION_FIELDS if isinstance(owner, NameSyntax) and owner.name == POSITION else {}
        if not fields and self.typed(owner, None) is None:
            return None
        if syntax.field not in fields:
            self.report(syntax.end - len(syntax.field), syntax.end, field_problem(syntax, POSITION, fields))
            return None
        if self.names.position is not PositionUse.HERE:
            return self._no_position(syntax, f"'{POSITION}.{syntax.field}'")
        return build.position(syntax, syntax.field, POSITION_FIELDS[syntax.field])

    def _no_position(self, place: Node, what: str) -> Tree | None:
        if self.names.position is PositionUse.AT_ENTRY:
            message = f"{what} is not known yet where this is read: once, at the bar that decides the entry"
            return self.refuse(
                place,
                Problem(
                    message,
                    "measure from that bar (close, atr(14)), or move this to strategy.long.exit",
                    ErrorKind.NAME,
                ),
            )
        return self.refuse(place, Problem(f"{what} is known in exits only", "move this part to the exit"))

    def refuse(self, place: Node, problem: Problem | None) -> Tree | None:
        """No tree; `problem` is None where it is reported elsewhere."""
        if problem:
            self.report(place.start, place.end, problem)
        return None

    def _mismatch(self, syntax: Syntax, found: str, due: Type | None, hint: str) -> None:
        message = f"{self.excerpt(syntax)} is {found}; a {due or Type.NUMBER} is due here"
        self.refuse(syntax, Problem(message, hint, ErrorKind.TYPE))

    def report(self, start: int, end: int, problem: Problem) -> None:
        self._errors.append(RuleError(problem.message, start, end, problem.hint, problem.kind, problem.meant))

    def excerpt(self, syntax: Syntax) -> str:
        return excerpt(self._text[syntax.start : syntax.end])


def check(text: str, syntax: Syntax, names: Names, due: Type | None) -> tuple[Tree | None, list[RuleError]]:
    """The typed tree, or None; what is wrong."""
    errors: list[RuleError] = []
    checker: Callers = Checker(text, names, errors)
    tree = checker.typed(syntax, due)
    return tree, errors


def _bars(syntax: Syntax) -> bool:
    return isinstance(syntax, QuantitySyntax) and syntax.type is Type.BARS
