"""Stop after losing too much in one week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from botspec.risk.guards.equity import no_loss
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import RatioValue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.risk.guards.references import References


class WeeklyLossParams(GuardParams):
    """Parameters of `{kind: weekly_loss}`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="Loss since the closing equity of the week before, open positions included, at which it trips.",
        examples=["4%"],
    )


class WeeklyLoss:
    """Loss against the last closing equity of the week before; a week begins on Monday."""

    kind: ClassVar[str] = "weekly_loss"

    def __init__(self, params: WeeklyLossParams, name: str) -> None:
        self.name = name
        self.params = params
        self.limit = float(params.limit.value)
        self.action = params.action
        self.release = params.release
        self.scope = params.scope

    def reference(self, columns: References) -> NDArray[np.float64]:
        """The last closing equity of the week before."""
        return columns.week_close

    def losses(self, columns: References, reference: NDArray[np.float64]) -> NDArray[np.float64]:
        """What was lost of the reference at each mark."""
        return columns.losses(reference)

    def is_clear(self, lowest: float, highest: float, floor: float) -> bool:  # noqa: ARG002  (a guard may ask)
        """True when even the fall from the highest equity to the lowest of the block is within the limit."""
        return no_loss(self.limit, highest, floor)

    def __str__(self) -> str:
        return f"weekly_loss {self.params.limit}: {self.action}, release {self.release}"
