"""Stop after losing too much in one day."""

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


class DailyLossParams(GuardParams):
    """Parameters of `{kind: daily_loss}`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="Loss since the previous session's closing equity, open positions included, at which it trips.",
        examples=["2%"],
    )


class DailyLoss:
    """Loss against the previous session's closing equity, so the overnight gap counts."""

    kind: ClassVar[str] = "daily_loss"

    def __init__(self, params: DailyLossParams, name: str) -> None:
        self.name = name
        self.params = params
        self.limit = float(params.limit.value)
        self.action = params.action
        self.release = params.release
        self.scope = params.scope

    def reference(self, columns: References) -> NDArray[np.float64]:
        """The previous session's closing equity."""
        return columns.previous_close

    def losses(self, columns: References, reference: NDArray[np.float64]) -> NDArray[np.float64]:
        """What was lost of the reference at each mark."""
        return columns.losses(reference)

    def is_clear(self, lowest: float, highest: float, floor: float) -> bool:  # noqa: ARG002  (a guard may ask)
        """True when even the fall from the highest equity to the lowest of the block is within the limit."""
        return no_loss(self.limit, highest, floor)

    def __str__(self) -> str:
        return f"daily_loss {self.params.limit}: {self.action}, release {self.release}"
