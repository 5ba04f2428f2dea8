"""Stop after losing too much in one week."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.risk.guards.columns import Columns, ReferenceT
from botspec.risk.guards.equity_loss import Loss, LossParams
from botspec.spec.looser import Looser
from botspec.spec.units import RatioValue


class WeeklyLossParams(LossParams):
    """Parameters of `{kind: weekly_loss}`."""

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="Loss since the closing equity of the week before, open positions included, at which it trips.",
        examples=["4%"],
    )


class WeeklyLoss(Loss[WeeklyLossParams]):
    """Loss against the last closing equity of the week before; a week begins on Monday."""

    kind: ClassVar[str] = "weekly_loss"

    def reference(self, columns: Columns[ReferenceT]) -> ReferenceT:
        """The last closing equity of the week before."""
        return columns.week_close

    def __str__(self) -> str:
        return f"weekly_loss{self.of} {self.params.limit}: {self.action}, release {self.release}"
