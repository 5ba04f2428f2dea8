"""What a strategy of weights wants, as columns, and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.market.panel import Panel


@dataclass(frozen=True, slots=True)
class TargetColumns:
    """Rows [T] by symbols [N] of the panel they were made from.

    `weights` float64 [T, N] are parts of equity, NaN where unknown; those of a row count where `due` bool [T] says that
    holdings are set anew, and for strategies that look at drift on every row. `paid` bool [T]: a contribution comes in
    at this row's close. `ready` int64 [N]: the row from which a symbol is warmed up; T if never.
    """

    due: NDArray[np.bool_]
    weights: NDArray[np.float64]
    paid: NDArray[np.bool_]
    ready: NDArray[np.int64]


@runtime_checkable
class TargetStrategy(Protocol):
    """A pure function from history to target weights, and how they are reached."""

    @property
    def kind(self) -> str:
        """Its name in a spec."""
        ...

    @property
    def warmup(self) -> int:
        """Bars of a symbol before its first decision."""
        ...

    @property
    def band(self) -> float | None:
        """How far a weight may drift, in parts of equity, before all are mended; None: only when due."""
        ...

    @property
    def sells(self) -> bool:
        """False when weights are reached by buying alone."""
        ...

    @property
    def starts_at_once(self) -> bool:
        """True when a bot that has never traded does not wait for a row that is due."""
        ...

    @property
    def contribution(self) -> Decimal | None:
        """USD that come in at each row that is paid."""
        ...

    def targets(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> TargetColumns:
        """Target weights at every row of `panel`; rows before `since` are left unknown, which is cheaper.

        A row's targets depend on nothing after it: `panel.upto(t + 1)` gives the same bits at row t.
        """
        ...
