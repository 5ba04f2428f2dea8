"""What a strategy of weights wants, as columns, and how it is to be reached."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.market.panel import Panel


@dataclass(frozen=True, slots=True)
class Plan:
    """How target weights are reached.

    `band`: how far a weight may drift, in parts of equity, before all are mended; None: only in rows that are due.
    `sells` is False when they are reached by buying alone. `starts_at_once`: a bot that has never traded does not wait
    for a row that is due. `contribution`: USD that come in at each row that is paid. `fractional`: parts of shares too.
    """

    band: float | None = None
    sells: bool = True
    starts_at_once: bool = False
    contribution: Decimal | None = None
    fractional: bool = False


@dataclass(frozen=True, slots=True)
class TargetColumns:
    """Rows [T] by symbols [N] of the panel they were made from.

    `weights` float64 [T, N] are parts of equity, NaN where unknown; those of a row count where `due` bool [T] says that
    holdings are set anew, and on every row for a plan with a band. `paid` bool [T]: a contribution comes in at this
    row's close. `ready` int64 [N]: the row from which a symbol is warmed up; T if never.
    """

    plan: Plan
    due: NDArray[np.bool_]
    weights: NDArray[np.float64]
    paid: NDArray[np.bool_]
    ready: NDArray[np.int64]


@runtime_checkable
class TargetStrategy(Protocol):
    """A pure function from history to target weights."""

    @property
    def kind(self) -> str:
        """Its name in a spec."""
        ...

    @property
    def warmup(self) -> int:
        """Bars of a symbol before its first decision."""
        ...

    @property
    def plan(self) -> Plan:
        """How the weights are reached."""
        ...

    def targets(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> TargetColumns:
        """Target weights at every row of `panel`; rows before `since` are left unknown, which is cheaper.

        A row's targets depend on nothing after it: `panel.upto(t + 1)` gives the same bits at row t.
        """
        ...
