"""Stop when the broker keeps rejecting orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Unit
from botspec.domain.values import Duration
from botspec.risk.guards.events import Activity, Sign, most_within
from botspec.risk.guards.terms import Terms
from botspec.spec.guard_params import ScopedGuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue, DurationValue


class RejectRateParams(ScopedGuardParams):
    """Parameters of `{kind: reject_rate}`."""

    limit: Annotated[CountValue, Looser.UP] = Field(
        description="Rejected orders within the window at which it trips.", examples=[5]
    )
    window: Annotated[DurationValue, Looser.DOWN] = Field(
        default=Duration(600, "10m"), description="How long they are counted.", examples=["10m"]
    )


class RejectRate(Terms[RejectRateParams]):
    """Counts orders that the broker rejected."""

    kind: ClassVar[str] = "reject_rate"
    of_trades: ClassVar[bool] = False
    of_slips: ClassVar[bool] = False

    def look(self, seen: Activity) -> Sign | None:
        """A sign once `limit` orders were rejected within the window."""
        rejected = most_within(seen.rejections(), timedelta(seconds=self.params.window.seconds))
        return None if rejected < self.params.limit else Sign(rejected, self.params.limit, Unit.ORDERS)

    def __str__(self) -> str:
        params = self.params
        return f"reject_rate{self.of} {params.limit} in {params.window}: {self.action}, release {self.release}"
