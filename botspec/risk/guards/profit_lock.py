"""Stop when a gain is being given back.

The gain is counted from the closing equity before the window, the highest gain from the marks at opens and closes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from botspec.risk.guards.columns import Columns, ReferenceT
from botspec.risk.guards.equity import NEAR
from botspec.risk.guards.terms import WHOSE
from botspec.spec.choice import Choice
from botspec.spec.guard_params import EquityGuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import RatioValue
from botspec.spec.words import Window

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ProfitLockParams(EquityGuardParams):
    """Parameters of `{kind: profit_lock}`."""

    after: Annotated[RatioValue, Looser.UP] = Field(
        description="Gain in the window from which it watches.", examples=["3%"]
    )
    limit: Annotated[RatioValue, Looser.UP] = Field(
        description="Part of the highest gain that is given back when it trips.", examples=["50%"]
    )
    window: Annotated[Window, Choice(Window), Looser.ANY] = Field(
        default=Window.SESSION, description="Where the gain is counted from.", examples=["session"]
    )


class ProfitLock:
    """(highest - equity) / (highest - base), once the highest equity was `after` above the base."""

    kind: ClassVar[str] = "profit_lock"
    needs_highs: ClassVar[bool] = True

    def __init__(self, params: ProfitLockParams, name: str) -> None:
        self.name = name
        self.params = params
        self.limit = float(params.limit.value)
        self.after = float(params.after.value)
        self.action = params.action
        self.release = params.release
        self.scope = params.scope
        self.of = WHOSE[params.scope]

    def reference(self, columns: Columns[ReferenceT]) -> ReferenceT:
        """The highest equity in the window so far, this bar's open included."""
        match self.params.window:
            case Window.SESSION:
                return columns.session_high
            case Window.WEEK:
                return columns.week_high
            case Window.START:
                return columns.high

    def losses(self, columns: Columns[ReferenceT], reference: ReferenceT) -> NDArray[np.float64]:
        """The part of the highest gain that is given back at each mark; 0 while the gain was less than `after`."""
        return columns.given_back(reference, self._base(columns), self.after)

    def is_clear(self, lowest: float, highest: float, floor: float) -> bool:  # noqa: ARG002  (a guard may ask)
        """True when even the gain from the lowest equity to the highest is too small to be watched."""
        return highest < lowest * (1 + self.after - NEAR)

    def _base(self, columns: Columns[ReferenceT]) -> ReferenceT:
        match self.params.window:
            case Window.SESSION:
                return columns.previous_close
            case Window.WEEK:
                return columns.week_close
            case Window.START:
                return columns.start

    def __str__(self) -> str:
        params = self.params
        what = f"{params.limit} given back of a gain of {params.after} or more in the {params.window}"
        return f"profit_lock{self.of} {what}: {self.action}, release {self.release}"
