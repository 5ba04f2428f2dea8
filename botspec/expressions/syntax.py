"""What a rule says, before names and types are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from botspec.expressions.tree import Type


@dataclass(frozen=True, slots=True)
class Node:
    """Characters `start` up to `end`; `depth` is 1 for a leaf."""

    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class NumberSyntax(Node):
    value: float


@dataclass(frozen=True, slots=True)
class QuantitySyntax(Node):
    """`15m`, `20 bars` or `"text"`, as `type` says: no number; `text` is without quotes, `number` without its unit."""

    type: Type
    text: str
    number: float = 0.0


@dataclass(frozen=True, slots=True)
class NameSyntax(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Argument:
    """`keyword` is "" by position; `start` and `end` are those of the keyword."""

    keyword: str
    start: int
    end: int
    value: Syntax


@dataclass(frozen=True, slots=True)
class CallSyntax(Node):
    name: str
    name_end: int
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class FieldSyntax(Node):
    """`macd(close).signal`, `position.gain`."""

    owner: Syntax
    field: str


@dataclass(frozen=True, slots=True)
class UnarySyntax(Node):
    """`-x` or `not x`."""

    operator: str
    operand: Syntax


@dataclass(frozen=True, slots=True)
class ArithmeticSyntax(Node):
    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class CompareSyntax(Node):
    """`operands` are one more than `operators`: `30 < x < 70`."""

    operators: tuple[str, ...]
    operands: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class LogicSyntax(Node):
    """`and` or `or` of two and more."""

    operator: str
    operands: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class AgoSyntax(Node):
    operand: Syntax
    bars: int


Syntax = (
    NumberSyntax
    | QuantitySyntax
    | NameSyntax
    | CallSyntax
    | FieldSyntax
    | UnarySyntax
    | ArithmeticSyntax
    | CompareSyntax
    | LogicSyntax
    | AgoSyntax
)
