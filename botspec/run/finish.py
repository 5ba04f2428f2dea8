"""The last rows of a run: its columns, and why it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.rows import EndedRow, MarkRow, Row
from botspec.market.moments import moment, nanoseconds
from botspec.run.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def finish(
    desk: Desk,
    columns: Mapping[str, NDArray[np.float64] | NDArray[np.int64]],
    *,
    at: datetime,
    why: str,
    guesses: Mapping[str, int],
) -> EndedRow:
    """Store the columns and write the last row, durably."""
    desk.journal.store_columns(columns)
    equity = columns["equity"]
    closed_at = columns["closed_at"]
    # what came in at the very close that the last row was marked at
    late = desk.state.came_in(moment(int(closed_at[-1]))) if len(closed_at) else 0
    row = EndedRow(
        at=at,
        why=why,
        equity=float(equity[-1]) + float(late) if len(equity) else float(desk.state.portfolio.cash),
        cash=desk.state.portfolio.cash,
        bars=len(equity),
        guesses=dict(sorted(guesses.items())),
    )
    desk.record(row)
    desk.journal.commit()
    return row


def columns_of_marks(rows: Iterable[Row]) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """The columns of a live run, from its marks at bar closes."""
    marks = [row for row in rows if isinstance(row, MarkRow) and row.phase == "close"]
    nothing = float("nan")
    return {
        "closed_at": np.array([nanoseconds(mark.at) for mark in marks], dtype=np.int64),
        "equity": np.array([mark.equity for mark in marks]),
        "adverse": np.array([mark.adverse for mark in marks]),
        "cash": np.array([float(mark.cash) for mark in marks]),
        "exposure": np.array([mark.exposure for mark in marks]),
        "benchmark": np.array([nothing if mark.benchmark is None else mark.benchmark for mark in marks]),
    }
