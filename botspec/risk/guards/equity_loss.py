"""A loss of equity against some reference, open positions included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

from botspec.risk.guards.columns import Columns, ReferenceT
from botspec.risk.guards.equity import no_loss
from botspec.risk.guards.terms import Terms
from botspec.spec.guard_params import EquityGuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import RatioValue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LossParams(EquityGuardParams):
    """Keys of a guard that trips at a loss."""

    limit: Annotated[RatioValue, Looser.UP]


LossT = TypeVar("LossT", bound=LossParams)


class Loss(Terms[LossT]):
    """Trips at a loss of `limit` of the reference that each such guard names."""

    def __init__(self, params: LossT, name: str) -> None:
        super().__init__(params, name)
        self.limit = float(params.limit.value)

    def losses(self, columns: Columns[ReferenceT], reference: ReferenceT) -> NDArray[np.float64]:
        """What was lost of the reference at each mark."""
        return columns.losses(reference)

    def is_clear(self, lowest: float, highest: float, floor: float) -> bool:  # noqa: ARG002  (a guard may ask)
        """True when even the fall from the highest equity to the lowest of the block is within the limit."""
        return no_loss(self.limit, highest, floor)
