"""A rule as a typed tree: names resolved, every node knowing how much history it needs.

Nodes have no generated methods but the constructor: those would be compiled at every start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Indicator, Settings


class Type(StrEnum):
    """What a rule, or a part of one, is. BARS is a number that counts bars; DURATION and TEXT are only written."""

    NUMBER = "number"
    BARS = "bars"
    CONDITION = "condition"
    DURATION = "duration"
    TEXT = "text"

    @property
    def numeric(self) -> bool:
        return self in {Type.NUMBER, Type.BARS}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Literal(Node):
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Series(Node):
    """A series of the symbol's own bars."""

    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Named(Node):
    """A param or `let` name, and what it stands for (whose places are in its own text)."""

    name: str
    value: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Negative(Node):
    """`-x`."""

    operand: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Arithmetic(Node):
    """`x + y` and its like."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Compare(Node):
    """`x < y` and its like."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Logic(Node):
    """`and` or `or` of all operands."""

    operator: str
    operands: tuple[Tree, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Not(Node):
    """`not x`."""

    operand: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ago(Node):
    """The operand `bars` bars ago."""

    operand: Tree
    bars: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Apply(Node):
    """Output number `output` of an indicator over its series arguments, with all its settings."""

    indicator: Indicator
    arguments: tuple[Tree, ...]
    settings: Settings
    output: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pointwise(Node):
    """A function of numbers of the same bar: abs, max, ..."""

    function: str
    operands: tuple[Tree, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Choose(Node):
    """One of two numbers."""

    condition: Tree
    then: Tree
    otherwise: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Since(Node):
    """Bars since the condition was last true."""

    operand: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Count(Node):
    """In how many of the last `bars` bars the condition is true."""

    operand: Tree
    bars: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Elsewhere(Node):
    """The operand over another symbol's own bars, row by row."""

    symbol: str
    operand: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ranked(Node):
    """The place of the operand among all traded symbols at its row, 1 being the highest."""

    operand: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Slower(Node):
    """The operand over slower bars: at the last closed one, or (`prior`) the last of an earlier session."""

    timeframe: str
    prior: bool
    operand: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Clock(Node):
    """What only the time of the bar says, and the session's own vwap."""

    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OpeningRange(Node):
    """`high` or `low` of the first `seconds` of the session, known once they are over."""

    seconds: int
    output: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Position(Node):
    """What only the bot's own position says; unknown while it has none."""

    field: str


Tree = (
    Literal
    | Series
    | Named
    | Negative
    | Arithmetic
    | Compare
    | Logic
    | Not
    | Ago
    | Apply
    | Pointwise
    | Choose
    | Since
    | Count
    | Elsewhere
    | Ranked
    | Slower
    | Clock
    | OpeningRange
    | Position
)

_DEPENDENT = (Since, Count, Elsewhere, Ranked, Slower, Clock, OpeningRange, Position)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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

    @property
    def uses_position(self) -> bool:
        """Whether it asks for the bot's own position, so that bars alone do not answer it."""
        return any(isinstance(node, Position) for node in walk(self.tree))

    @property
    def symbols(self) -> frozenset[str]:
        """Other symbols it looks at."""
        return frozenset(node.symbol for node in walk(self.tree) if isinstance(node, Elsewhere))


def walk(tree: Tree) -> Iterator[Tree]:
    """The node and all below it, what names stand for included; a shared node once."""
    waiting, seen = [tree], {id(tree)}
    while waiting:
        node = waiting.pop()
        yield node
        for below in operands(node):
            if id(below) not in seen:
                seen.add(id(below))
                waiting.append(below)


def independent(tree: Tree) -> bool:
    """True when it asks for nothing but the symbol's own bars, each counted the same whenever it was."""
    return not any(isinstance(node, _DEPENDENT) for node in walk(tree))


def operands(node: Tree) -> tuple[Tree, ...]:  # noqa: PLR0911 - one line a case
    """The nodes directly below."""
    match node:
        case Literal() | Series() | Clock() | OpeningRange() | Position():
            return ()
        case Named():
            return (node.value,)
        case Negative() | Not() | Ago() | Since() | Count() | Elsewhere() | Ranked() | Slower():
            return (node.operand,)
        case Arithmetic() | Compare():
            return (node.left, node.right)
        case Logic() | Pointwise():
            return node.operands
        case Choose():
            return (node.condition, node.then, node.otherwise)
        case Apply():
            return node.arguments
