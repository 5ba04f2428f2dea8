"""A rule as a typed tree: names resolved, every node knowing how much history it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Indicator


class Type(StrEnum):
    """What a rule, or a part of one, is."""

    NUMBER = "number"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Characters `start` up to `end` of the text it was written in.

    `lookback` is the number of bars before its first value, `warmup` the number before its first trusted value.
    Nodes are shared between rules that use the same name, so they are compared by identity.
    """

    start: int
    end: int
    type: Type
    depth: int
    lookback: int
    warmup: int


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Node):
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Series(Node):
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Named(Node):
    """A param or `let` name, and what it stands for (whose places are in its own text)."""

    name: str
    value: Tree


@dataclass(frozen=True, slots=True, eq=False)
class Negative(Node):
    operand: Tree


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic(Node):
    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Node):
    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True, eq=False)
class Logic(Node):
    """`and` or `or` of all operands."""

    operator: str
    operands: tuple[Tree, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not(Node):
    operand: Tree


@dataclass(frozen=True, slots=True, eq=False)
class Ago(Node):
    operand: Tree
    bars: int


@dataclass(frozen=True, slots=True, eq=False)
class Apply(Node):
    """An indicator over its series arguments; `period` is 0 for one that takes none."""

    indicator: Indicator
    arguments: tuple[Tree, ...]
    period: int


Tree = Literal | Series | Named | Negative | Arithmetic | Compare | Logic | Not | Ago | Apply


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A checked rule. `lookback` and `warmup` count the symbol's own bars; both include what its names stand for."""

    text: str
    tree: Tree

    @property
    def type(self) -> Type:
        return self.tree.type

    @property
    def lookback(self) -> int:
        """Bars before the first value."""
        return self.tree.lookback

    @property
    def warmup(self) -> int:
        """Bars before the first trusted value: what is missing before them weighs less than 0.0001."""
        return self.tree.warmup
