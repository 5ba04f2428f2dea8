"""Stop after too many stop losses."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Unit
from botspec.risk.guards.events import Activity, Sign
from botspec.risk.guards.stops import is_stop
from botspec.risk.guards.terms import Terms
from botspec.spec.choice import Choice
from botspec.spec.guard_params import ScopedGuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import CountValue
from botspec.spec.words import Window


class StopLossCountParams(ScopedGuardParams):
    """Parameters of `{kind: stop_loss_count}`."""

    limit: Annotated[CountValue, Looser.UP] = Field(
        description="Stop losses in the window at which it trips.", examples=[3]
    )
    window: Annotated[Window, Choice(Window), Looser.DOWN] = Field(
        default=Window.SESSION, description="Where they are counted from.", examples=["session"]
    )


class StopLossCount(Terms[StopLossCountParams]):
    """Counts the orders that left a position at its stop."""

    kind: ClassVar[str] = "stop_loss_count"
    of_slips: ClassVar[bool] = False

    def look(self, seen: Activity) -> Sign | None:
        """A sign once `limit` stops were hit in the window."""
        window = self.params.window
        stopped = {
            trade.exit_order for trade in seen.trades() if is_stop(trade) and seen.is_within(window, trade.exited_at)
        }
        if len(stopped) < self.params.limit:
            return None
        return Sign(len(stopped), self.params.limit, Unit.STOPS)

    def __str__(self) -> str:
        params = self.params
        return f"stop_loss_count{self.of} {params.limit} in the {params.window}: {self.action}, release {self.release}"
