"""Half-hour bars on real sessions: weekends, Thanksgiving, a day that closes early, the end of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.calendar import sessions
from botspec.market.moments import SECOND, nanoseconds
from botspec.market.panel import CorporateAction, Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST, LAST = date(2007, 11, 19), date(2007, 12, 4)
WIDTH = 1800 * SECOND


def times(width: int = WIDTH, first: date = FIRST, last: date = LAST) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """When each bar opens, and the ordinal of its session."""
    held = sessions(first, last)
    opened = [np.arange(nanoseconds(s.opens_at), nanoseconds(s.closes_at), width) for s in held]
    days = [np.full(len(bars), session.on.toordinal()) for bars, session in zip(opened, held, strict=True)]
    return np.concatenate(opened), np.concatenate(days)


ROWS = len(times()[0])


def intraday_panel(
    closes: Mapping[str, Sequence[float]], actions: Sequence[CorporateAction] = (), rows: int = ROWS
) -> Panel:
    """Bars that open at their close, 1 wide on both sides, with a volume that changes; NaN is no bar."""
    close = np.array(list(closes.values()), dtype=np.float64).T.copy(order="F")[:rows]
    opened, session = (column[:rows] for column in times())
    return Panel(
        symbols=tuple(closes),
        opened_at=opened,
        closed_at=opened + WIDTH,
        session=session,
        open=close.copy(order="F"),
        high=close + 1,
        low=close - 1,
        close=close,
        volume=close * 0 + 1000.0 + 100 * (np.arange(len(close)) % 7)[:, np.newaxis],
        actions=tuple(actions),
    )
