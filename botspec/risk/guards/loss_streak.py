"""Stop after losing trades in a row.

A trade is a closed round trip, before fees; one that did not lose ends the streak. A release starts the count again.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Unit
from botspec.risk.guards.events import Activity, Sign
from botspec.risk.guards.terms import Terms
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue

if TYPE_CHECKING:
    from botspec.domain.trades import Trade


class LossStreakParams(GuardParams):
    """Parameters of `{kind: loss_streak}`."""

    limit: Annotated[CountValue, Looser.UP] = Field(
        description="Losing trades in a row at which it trips.", examples=[4]
    )


class LossStreak(Terms[LossStreakParams]):
    """Counts back from the newest trade to the first that did not lose."""

    kind: ClassVar[str] = "loss_streak"
    of_slips: ClassVar[bool] = False

    def look(self, seen: Activity) -> Sign | None:
        """A sign once the last `limit` trades all lost."""
        lost: list[Trade] = list(takewhile(lambda trade: trade.profit < 0, seen.trades()))
        if len(lost) < self.params.limit:
            return None
        total = sum(trade.profit for trade in lost)
        return Sign(len(lost), self.params.limit, Unit.TRADES, f"the last {len(lost)} trades lost {-total:.2f} USD")

    def __str__(self) -> str:
        return f"loss_streak{self.of} {self.params.limit} trades: {self.action}, release {self.release}"
