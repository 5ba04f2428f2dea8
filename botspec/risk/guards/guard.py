"""What every guard offers, and where a trip is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

from botspec.domain.guards import Action
from botspec.domain.values import Ratio
from botspec.risk.guards.references import EquityBlock, Marks, References, references
from botspec.spec.release import Release

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR = 1e-9  # far above what rounding can do to a loss, far below what anybody means
WHERE = ("open", "adverse", "close")


class Guard(Protocol):
    """A loss measured against a reference; `limit` is a positive fraction, `name` is unique in a bot."""

    kind: ClassVar[str]
    name: str
    limit: float
    action: Action
    release: Release

    def tightened(self, limit: Ratio) -> Guard:
        """The same guard with another limit."""
        ...

    def reference(self, columns: References) -> NDArray[np.float64]:
        """The reference equity of each row [K], USD."""
        ...


@dataclass(frozen=True, slots=True)
class Breach:
    """The first row of a block at which a guard trips, and the numbers that show it."""

    row: int
    where: str
    used: float
    reference: float
    equity: float


def first_breach(guard: Guard, marks: Marks, block: EquityBlock) -> Breach | None:
    """The first breach in `block`, looking at each row's open, adverse extreme and close in that order.

    A loss that is not a number is a breach.
    """
    reference = guard.reference(references(marks, block))
    points = np.column_stack((block.opening, block.adverse, block.closing))
    losses = loss(reference[:, np.newaxis], points)
    broken = ~(losses < guard.limit)
    rows = np.flatnonzero(broken.any(axis=1))
    if len(rows) == 0:
        return None
    row = int(rows[0])
    point = int(np.flatnonzero(broken[row])[0])
    return Breach(row, WHERE[point], float(losses[row, point]), float(reference[row]), float(points[row, point]))


def clearly_within(guard: Guard, marks: Marks, extent: tuple[float, float]) -> bool:
    """True when no row of a block with that extent can be a breach: cheap, and false whenever it is close or unknown.

    Every reference is one of the marks or of the block, so the worst loss is from the highest of them to the lowest.
    """
    lowest, highest = marks.extent
    reference = max(highest, extent[1])
    floor = reference * (1 - guard.limit + NEAR)
    return lowest > 0 and floor > 0 and extent[0] > floor


def loss(reference: NDArray[np.float64], equity: NDArray[np.float64]) -> NDArray[np.float64]:
    """(reference - equity) / reference: a positive fraction is a loss; NaN when the reference is not positive."""
    positive = np.where(reference > 0, reference, np.nan)
    fraction: NDArray[np.float64] = (positive - equity) / positive
    return fraction
