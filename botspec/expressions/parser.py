"""Tokens -> syntax, by precedence climbing: each level of nesting costs three calls, and depth is checked first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from botspec.expressions.bounds import MAX_DEPTH, MAX_NODES, MAX_PERIOD
from botspec.expressions.errors import ErrorKind, RuleError, excerpt
from botspec.expressions.syntax import (
    AgoSyntax,
    Argument,
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
from botspec.expressions.tokens import Kind, Token
from botspec.expressions.tree import Type

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _MINUS = range(1, 8)
_POWER = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!=", "="), _COMPARE),
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
}
_CROSSING = frozenset({"cross", "crosses", "crossed", "crossing", "crossover", "above", "below", "over", "under"})
_CLOSING = {"(": ")", "[": "]"}
_SPLIT = "name a part of it under let"
_AGO = "close[1] is the previous bar; a rule never looks ahead"
_STARTING = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.DURATION, Kind.BARS, Kind.TEXT, Kind.NAME})
_QUANTITIES = {Kind.DURATION: Type.DURATION, Kind.BARS: Type.BARS, Kind.TEXT: Type.TEXT}
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


class _StopReading(Exception):
    """Nothing behind this place can be understood."""


class Parser:
    """Reads one rule. Mistakes are added to `errors`; reading stops at the first that leaves no sense."""

    def __init__(self, tokens: Sequence[Token], errors: list[RuleError]) -> None:
        self._tokens = tokens
        self._errors = errors
        self._at = 0
        self._nodes = 0
        self._nesting = 0

    def read(self) -> Syntax | None:
        """The whole rule, or None."""
        try:
            tree = self._expression(0)
            if self._peek().kind is not Kind.END:
                raise self._unexpected(self._peek())
        except _StopReading:
            return None
        return tree

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        if token.kind is not Kind.END:
            self._at += 1
        return token

    def _take(self, text: str) -> Token | None:
        return self._next() if self._peek().says(text) else None

    def _report(self, place: Token | Syntax, message: str, hint: str = "", kind: ErrorKind = ErrorKind.SYNTAX) -> None:
        self._errors.append(RuleError(message, place.start, place.end, hint, kind))

    def _stop(
        self, place: Token | Syntax, message: str, hint: str = "", kind: ErrorKind = ErrorKind.SYNTAX
    ) -> _StopReading:
        self._report(place, message, hint, kind)
        return _StopReading()

    def _depth(self, *children: Syntax) -> int:
        """Depth of a new node over `children`; refuses a rule that grows too large."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._stop(self._peek(), f"the rule has more than {MAX_NODES} parts", _SPLIT, ErrorKind.SIZE)
        return self._shallow(1 + max((child.depth for child in children), default=0))

    def _shallow(self, depth: int) -> int:
        if depth > MAX_DEPTH:
            raise self._stop(self._peek(), f"the rule is nested more than {MAX_DEPTH} deep", _SPLIT, ErrorKind.SIZE)
        return depth

    def _expression(self, power: int) -> Syntax:
        self._nesting = self._shallow(self._nesting + 1)
        left = self._prefix()
        while (binds := self._binding()) > power:
            left = self._arithmetic(left, binds) if binds > _COMPARE else self._joined(left, binds)
        self._nesting -= 1
        return left

    def _binding(self) -> int:
        token = self._peek()
        return _POWER.get(token.text, 0) if token.kind is Kind.OPERATOR else 0

    def _arithmetic(self, left: Syntax, power: int) -> Syntax:
        operator = self._next().text
        right = self._expression(power)
        return ArithmeticSyntax(left.start, right.end, self._depth(left, right), operator, left, right)

    def _joined(self, left: Syntax, power: int) -> Syntax:
        """Comparisons in a chain, or conditions under one `and` or `or`: flat, however many."""
        operators: list[str] = []
        operands = [left]
        while self._binding() == power:
            operators.append(self._comparing(self._next()))
            operands.append(self._expression(power))
        end = operands[-1].end
        depth = self._depth(*operands)
        if power == _COMPARE:
            return CompareSyntax(left.start, end, depth, tuple(operators), tuple(operands))
        return LogicSyntax(left.start, end, depth, operators[0], tuple(operands))

    def _comparing(self, token: Token) -> str:
        if token.text != "=":
            return token.text
        self._errors.append(RuleError("'=' does not compare", token.start, token.end, "write ==", meant="=="))
        return "=="

    def _prefix(self) -> Syntax:
        token = self._peek()
        if not any(token.says(sign) for sign in ("-", "+", "not")):
            return self._postfix(self._atom())
        self._next()
        if token.text == "+":
            self._report(token, "'+' stands between two numbers", "leave it out")
        operand = self._expression(_NOT if token.text == "not" else _MINUS)
        return UnarySyntax(token.start, operand.end, self._depth(operand), token.text, operand)

    def _postfix(self, operand: Syntax) -> Syntax:
        while True:
            if opening := self._take("["):
                operand = self._ago(operand, opening)
            elif self._take("."):
                operand = self._field(operand)
            else:
                return operand

    def _atom(self) -> Syntax:
        token = self._next()
        if token.kind in {Kind.NUMBER, Kind.PERCENT}:
            return self._number(token)
        if token.kind in _QUANTITIES:
            return self._quantity(token)
        if token.kind is Kind.NAME:
            opening = self._take("(")
            if opening:
                return self._call(token, opening)
            return NameSyntax(token.start, token.end, self._depth(), token.text)
        if token.says("("):
            inside = self._expression(0)
            return replace(inside, start=token.start, end=self._close(token).end)
        raise self._missing(token)

    def _number(self, token: Token) -> Syntax:
        percent = token.kind is Kind.PERCENT
        value = float(token.text[:-1] + "e-2") if percent else float(token.text)
        if not math.isfinite(value):
            raise self._stop(token, "the number is too large")
        return NumberSyntax(token.start, token.end, self._depth(), value)

    def _quantity(self, token: Token) -> Syntax:
        place = (token.start, token.end, self._depth(), _QUANTITIES[token.kind])
        if token.kind is Kind.TEXT:
            if len(token.text) == 1 or token.text[0] != token.text[-1]:
                self._report(token, "this text is never closed", f"add {token.text[0]}")
            return QuantitySyntax(*place, token.text[1:-1])
        number = float(token.text.rstrip("abcdefghijklmnopqrstuvwxyz "))
        if not math.isfinite(number):
            raise self._stop(token, "the number is too large")
        unit = token.text.lstrip("0123456789. ")
        return QuantitySyntax(*place, token.text, number * _SECONDS.get(unit, 1))

    def _call(self, name: Token, opening: Token) -> Syntax:
        arguments: list[Argument] = []
        while not self._peek().says(")"):
            arguments.append(self._argument())
            if not self._take(","):
                break
        if self._peek().kind in _STARTING:
            raise self._stop(self._peek(), f"',' or an operator is missing before '{excerpt(self._peek().text)}'")
        end = self._close(opening).end
        depth = self._depth(*(argument.value for argument in arguments))
        return CallSyntax(name.start, end, depth, name.text, name.end, tuple(arguments))

    def _argument(self) -> Argument:
        token = self._peek()
        named = token.kind is Kind.NAME and self._tokens[self._at + 1].says("=")
        if named:
            self._at += 2
        return Argument(token.text if named else "", token.start, token.end, self._expression(0))

    def _ago(self, operand: Syntax, opening: Token) -> Syntax:
        token = self._peek()
        if token.says("-"):
            raise self._stop(token, "bars ago below 0 would be bars that have not come", _AGO, kind=ErrorKind.AHEAD)
        if token.kind is not Kind.NUMBER or "." in token.text:
            raise self._stop(token, "bars ago must be a whole number, 0 or more", _AGO)
        if float(token.text) > MAX_PERIOD:
            raise self._stop(token, f"at most {MAX_PERIOD} bars ago", kind=ErrorKind.ARGUMENT)
        self._next()
        end = self._close(opening).end
        return AgoSyntax(operand.start, end, self._depth(operand), operand, int(token.text))

    def _field(self, operand: Syntax) -> Syntax:
        token = self._next()
        if token.kind is not Kind.NAME:
            raise self._stop(token, "a name is missing behind '.'")
        return FieldSyntax(operand.start, token.end, self._depth(operand), operand, token.text)

    def _close(self, opening: Token) -> Token:
        closing = self._take(_CLOSING[opening.text])
        if closing:
            return closing
        token = self._peek()
        if token.kind is Kind.END:
            raise self._stop(opening, f"'{opening.text}' is never closed", f"add {_CLOSING[opening.text]}")
        raise self._unexpected(token)

    def _missing(self, token: Token) -> _StopReading:
        """A value is due, and `token` is none."""
        if token.kind is Kind.UNREADABLE:
            return _StopReading()
        if token.kind is Kind.END:
            return self._stop(token, "the rule ends where a value is due", "add a number, a name or a function")
        hint = "write 0.5, not .5" if token.text == "." else ""
        return self._stop(token, f"a value is missing before '{excerpt(token.text)}'", hint)

    def _unexpected(self, token: Token) -> _StopReading:
        """A value is complete, and `token` cannot follow it."""
        if token.kind is Kind.UNREADABLE:
            return _StopReading()
        if token.text in _CLOSING.values():
            return self._stop(token, f"'{token.text}' was never opened")
        if token.text == ",":
            return self._stop(token, "',' only separates the arguments of a function", "write 1000, not 1,000")
        return self._stop(token, f"an operator is missing before '{excerpt(token.text)}'", self._instead(token))

    def _instead(self, token: Token) -> str:
        """What other languages write there, in ours."""
        before = self._tokens[self._at - 1]
        if token.text.lower() in _CROSSING:
            return "write crosses_above(series, level) or crosses_below(series, level)"
        if token.text == "(" and before.kind is Kind.NAME:
            return f"functions have no prefix: write {before.text}(...)"
        first = self._at == 1 and before.kind is Kind.NUMBER
        return "for example *" if first else "for example and, or, >, <, +"
