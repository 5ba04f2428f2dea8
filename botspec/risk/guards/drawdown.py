"""Stop after falling too far from a high."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from botspec.risk.guards.columns import Columns, ReferenceT
from botspec.risk.guards.equity_loss import Loss, LossParams
from botspec.spec.looser import Looser
from botspec.spec.units import RatioValue


class DrawdownParams(LossParams):
    """Parameters of `{kind: drawdown}`."""

    model_config = ConfigDict(populate_by_name=True)

    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="Fall from the reference at which it trips.", examples=["8%"]
    )
    since: Annotated[Literal["peak", "start", "day_open"], Looser.ANY] = Field(
        default="peak",
        alias="from",
        description="What it fell from: the highest closing equity, the starting capital, the day's opening equity.",
        examples=["peak"],
    )


class Drawdown(Loss[DrawdownParams]):
    """(reference - equity) / reference, open positions included; the peak is kept over restarts."""

    kind: ClassVar[str] = "drawdown"

    def __init__(self, params: DrawdownParams, name: str) -> None:
        super().__init__(params, name)
        self.since = params.since

    def reference(self, columns: Columns[ReferenceT]) -> ReferenceT:
        """Peak, start or the day's opening equity."""
        reference: ReferenceT = getattr(columns, self.since)
        return reference

    def __str__(self) -> str:
        return f"drawdown{self.of} {self.params.limit} from {self.since}: {self.action}, release {self.release}"
