"""Everything a rule is made of."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.expressions.tree import (
    Ago,
    Apply,
    Arithmetic,
    Compare,
    Literal,
    Logic,
    Named,
    Negative,
    Not,
    Series,
    Tree,
)


def walk(tree: Tree) -> Iterator[Tree]:
    """The node and all below it, what names stand for included; a shared node once."""
    waiting, seen = [tree], {id(tree)}
    while waiting:
        node = waiting.pop()
        yield node
        for below in _below(node):
            if id(below) not in seen:
                seen.add(id(below))
                waiting.append(below)


def _below(node: Tree) -> tuple[Tree, ...]:
    match node:
        case Literal() | Series():
            return ()
        case Named():
            return (node.value,)
        case Negative() | Not() | Ago():
            return (node.operand,)
        case Arithmetic() | Compare():
            return (node.left, node.right)
        case Logic():
            return node.operands
        case Apply():
            return node.arguments
