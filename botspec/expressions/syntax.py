"""What a rule says, before names and types are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from botspec.expressions.tree import Type


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Node:
    """Characters `start` up to `end`; `depth` is 1 for a leaf."""

    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NumberSyntax(Node):
    """`30` or `5%`."""

    value: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class QuantitySyntax(Node):
    """`15m`, `20 bars` or `"text"`, as `type` says: no number; `text` is without quotes, `number` without its unit."""

    type: Type
    text: str
    number: float = 0.0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NameSyntax(Node):
    """A name alone."""

    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Argument:
    """`keyword` is "" by position; `start` and `end` are those of the keyword."""

    keyword: str
    start: int
    end: int
    value: Syntax


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CallSyntax(Node):
    """`name(...)`; `name_end` is where the name ends."""

    name: str
    name_end: int
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FieldSyntax(Node):
    """`macd(close).signal`, `position.gain`."""

    owner: Syntax
    field: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UnarySyntax(Node):
    """`-x` or `not x`."""

    operator: str
    operand: Syntax


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ArithmeticSyntax(Node):
    """`x + y` and its like."""

    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CompareSyntax(Node):
    """`operands` are one more than `operators`: `30 < x < 70`."""

    operators: tuple[str, ...]
    operands: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LogicSyntax(Node):
    """`and` or `or` of two and more."""

    operator: str
    operands: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AgoSyntax(Node):
    """`x[5]`."""

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
