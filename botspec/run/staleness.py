"""The rows of a back-test at which bars are late enough for a guard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.guards import latch
from botspec.market.moments import SECOND
from botspec.risk.guards.stale_data import StaleData

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.run.desk import Desk


@dataclass(frozen=True, slots=True)
class Late:
    """Rows, in order, at which a guard finds one symbol late."""

    latch: str
    rows: NDArray[np.int64]


def late_rows(desk: Desk, panel: Panel) -> tuple[Late, ...]:
    """For every guard of stale data and every symbol; nothing is computed without such a guard."""
    every: tuple[object, ...] = desk.health_guards
    guards = [guard for guard in every if isinstance(guard, StaleData)]
    if not guards:
        return ()
    lateness = [(symbol, _lateness(panel, column)) for symbol, column in desk.columns.items()]
    return tuple(
        Late(
            latch(guard.name, symbol if guard.by_symbol else None),
            np.flatnonzero(late >= guard.params.limit.seconds * SECOND),
        )
        for guard in guards
        for symbol, late in lateness
    )


def next_late(desk: Desk, late: tuple[Late, ...], row: int, stop: int) -> int:
    """The first row from `row` on at which a guard that has not tripped finds bars late; `stop` for none."""
    for each in late:
        if each.latch in desk.state.trips:
            continue
        at = int(np.searchsorted(each.rows, row))
        stop = min(stop, int(each.rows[at])) if at < len(each.rows) else stop
    return stop


def _lateness(panel: Panel, column: int) -> NDArray[np.int64]:
    """Nanoseconds since the first bar was due that has not come, at each row [T]."""
    rows = np.arange(len(panel))
    known = ~np.isnan(panel.close[:, column])
    latest = np.maximum.accumulate(np.where(known, rows, -1))
    due = np.minimum(latest + 1, rows)
    late: NDArray[np.int64] = np.where(known | (latest < 0), 0, panel.closed_at - panel.closed_at[due])
    return late
