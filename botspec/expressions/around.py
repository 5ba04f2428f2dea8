"""What an evaluation asks about the other symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from botspec.expressions.tree import Tree


class Around(Protocol):
    """The bars of one symbol among those of others; columns [T] over its own bars, as `Evaluation.column` has them."""

    def elsewhere(self, symbol: str, operand: Tree) -> Any:  # noqa: ANN401 - numbers or truth, by the operand's type
        """`operand` of another symbol where both have a bar, unknown elsewhere."""
        ...

    def ranked(self, operand: Tree) -> Any:  # noqa: ANN401 - as above
        """The place of `operand` among all symbols at its row, 1 the highest; NaN where it is unknown."""
        ...
