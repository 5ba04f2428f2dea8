"""Stop after losing too much in one day."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.risk.guards.columns import Columns, ReferenceT
from botspec.risk.guards.equity_loss import Loss, LossParams
from botspec.spec.looser import Looser
from botspec.spec.units import RatioValue


class DailyLossParams(LossParams):
    """Parameters of `{kind: daily_loss}`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="Loss since the previous session's closing equity, open positions included, at which it trips.",
        examples=["2%"],
    )


class DailyLoss(Loss[DailyLossParams]):
    """Loss against the previous session's closing equity, so the overnight gap counts."""

    kind: ClassVar[str] = "daily_loss"

    def reference(self, columns: Columns[ReferenceT]) -> ReferenceT:
        """The previous session's closing equity."""
        return columns.previous_close

    def __str__(self) -> str:
        return f"daily_loss{self.of} {self.params.limit}: {self.action}, release {self.release}"
