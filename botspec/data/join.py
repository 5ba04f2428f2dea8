"""Several symbols' bars side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from botspec.data.place import Placed
from botspec.market.distinct import distinct
from botspec.market.panel import CorporateAction, Panel, empty_panel


def join(placed: Mapping[str, Placed], actions: Sequence[CorporateAction]) -> Panel:
    """A panel of the union of all rows, symbols in the mapping's order, NaN where one has no bar.

    Keeps the corporate actions whose ex-date is within the panel's sessions.
    """
    closed_at = _union([each.closed_at for each in placed.values()])
    if not len(closed_at):
        return empty_panel(tuple(placed))
    opened_at, session = np.empty_like(closed_at), np.empty_like(closed_at)
    columns = [np.full((len(closed_at), len(placed)), np.nan, order="F") for _ in range(5)]
    for number, each in enumerate(placed.values()):
        rows = np.searchsorted(closed_at, each.closed_at)
        opened_at[rows], session[rows] = each.opened_at, each.session
        for field, column in enumerate(columns):
            column[rows, number] = each.values[:, field]
    inside = tuple(
        action
        for action in actions
        if action.symbol in placed and session[0] <= action.ex_on.toordinal() <= session[-1]
    )
    opens, highs, lows, closes, volumes = columns
    return Panel(tuple(placed), opened_at, closed_at, session, opens, highs, lows, closes, volumes, inside)


def _union(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    first = columns[0]
    if all(np.array_equal(first, each) for each in columns[1:]):
        return first
    return distinct(np.concatenate(columns))
