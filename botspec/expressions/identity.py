"""Which parts of rules are the same computation, however often and under whatever name they are written."""

from __future__ import annotations

from collections.abc import Hashable

from botspec.expressions.tree import (
    Ago,
    Apply,
    Arithmetic,
    Choose,
    Clock,
    Compare,
    Count,
    Elsewhere,
    Literal,
    Logic,
    Named,
    Negative,
    Not,
    OpeningRange,
    Pointwise,
    Position,
    Ranked,
    Series,
    Since,
    Slower,
    Tree,
)


class Identities:
    """Numbers equal parts equally. Each node is looked at once, so shared names cost nothing."""

    def __init__(self) -> None:
        self._by_shape: dict[Hashable, int] = {}
        self._by_node: dict[int, tuple[Tree, int]] = {}

    def of(self, node: Tree) -> int:
        """The number of `node`'s computation."""
        known = self._by_node.get(id(node))
        if known is None:
            number = self.of(node.value) if isinstance(node, Named) else self._number(self._shape(node))
            known = self._by_node[id(node)] = (node, number)  # holds the node, so that its id is not used again
        return known[1]

    def _number(self, shape: Hashable) -> int:
        return self._by_shape.setdefault(shape, len(self._by_shape))

    def _shape(self, node: Tree) -> Hashable:  # noqa: C901, PLR0911 - one line a case
        match node:
            case Literal():
                return ("literal", node.value)
            case Series():
                return ("series", node.name)
            case Named():
                return self.of(node.value)
            case Negative() | Not():
                return (type(node).__name__, self.of(node.operand))
            case Arithmetic() | Compare():
                return (node.operator, self.of(node.left), self.of(node.right))
            case Logic():
                return (node.operator, *map(self.of, node.operands))
            case Ago():
                return ("ago", node.bars, self.of(node.operand))
            case Apply():
                return ("output", node.output, self.call(node))
            case _:
                return self._of_functions(node)

    def _of_functions(self, node: Tree) -> Hashable:  # noqa: C901, PLR0911 - one line a case
        match node:
            case Pointwise():
                return (node.function, *map(self.of, node.operands))
            case Choose():
                return ("if_else", self.of(node.condition), self.of(node.then), self.of(node.otherwise))
            case Since() | Ranked():
                return (type(node).__name__, self.of(node.operand))
            case Count():
                return ("count", node.bars, self.of(node.operand))
            case Elsewhere():
                return ("of", node.symbol, self.of(node.operand))
            case Slower():
                return ("at", node.timeframe, node.prior, self.of(node.operand))
            case Clock():
                return ("clock", node.name)
            case OpeningRange():
                return ("opening_range", node.seconds, node.output)
            case Position():
                return ("position", node.field)
            case _:
                raise AssertionError(node)

    def call(self, node: Apply) -> int:
        """The number of an indicator's computation, whichever of its outputs is taken."""
        return self._number(("call", node.indicator.name, node.settings, *map(self.of, node.arguments)))
