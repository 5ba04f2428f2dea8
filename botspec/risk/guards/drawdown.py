"""Stop after falling too far from a high."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import ConfigDict, Field

from botspec.domain.guards import Action
from botspec.domain.values import Ratio
from botspec.spec.params import Params
from botspec.spec.release import ReleaseValue
from botspec.spec.units import RatioValue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.risk.guards.references import References


class DrawdownParams(Params):
    """Parameters of `{kind: drawdown}`."""

    model_config = ConfigDict(populate_by_name=True)

    limit: RatioValue = Field(description="Fall from the reference at which it trips.", examples=["8%"])
    since: Literal["peak", "start", "day_open"] = Field(
        default="peak",
        alias="from",
        description="Fall from the highest closing equity, from the starting capital, or from the day's opening equity.",
        examples=["peak"],
    )
    action: Action = Field(description="What a trip does.", examples=["flatten"])
    release: ReleaseValue = Field(
        description="What ends the trip: a wait, the next session, or a person.",
        examples=["manual", {"after": "20d"}],
    )


class Drawdown:
    """(reference - equity) / reference, open positions included; the peak is kept over restarts."""

    kind: ClassVar[str] = "drawdown"

    def __init__(self, params: DrawdownParams, name: str) -> None:
        self.name = name
        self._limit = params.limit.value
        self.limit = float(self._limit)
        self.action = params.action
        self.release = params.release
        self.since = params.since

    def reference(self, columns: References) -> NDArray[np.float64]:
        """Peak, start or the day's opening equity."""
        reference: NDArray[np.float64] = getattr(columns, self.since)
        return reference

    def __str__(self) -> str:
        return f"drawdown {Ratio(self._limit)} from {self.since}: {self.action}, release {self.release}"
