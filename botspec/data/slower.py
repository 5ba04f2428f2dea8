"""A panel -> the same in slower bars."""

from __future__ import annotations

import numpy as np

from botspec.data.join import join
from botspec.data.place import Placed
from botspec.data.resample import Reach, resample
from botspec.market.hours import core_hours
from botspec.market.panel import PRICE_FIELDS, Panel
from botspec.spec.words import Timeframe


def slower(panel: Panel, timeframe: Timeframe, reach: Reach) -> Panel:
    """Bars that begin and end within `reach`, a symbol at a time."""
    core = core_hours(panel.symbols)
    placed = {
        symbol: resample(_own(panel, number), timeframe, reach, core) for number, symbol in enumerate(panel.symbols)
    }
    return join(placed, panel.actions)


def _own(panel: Panel, number: int) -> Placed:
    """The bars that a symbol has."""
    rows = ~np.isnan(panel.close[:, number])
    values = np.column_stack([getattr(panel, name)[rows, number] for name in PRICE_FIELDS])
    return Placed(panel.opened_at[rows], panel.closed_at[rows], panel.session[rows], values)
