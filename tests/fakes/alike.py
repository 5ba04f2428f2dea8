"""When two runs of one spec, in different modes, came to the same: decisions, orders, fills, money, to the last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.rows import (
    CancelRow,
    CashRow,
    ContributedRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    EndedRow,
    FillRow,
    IntentRow,
    OrderRow,
    OutcomeRow,
    ReleasedRow,
    TripRow,
    WantedRow,
)
from tests.fakes.trials import only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from botspec.adapters.sqlite import Loaded
    from botspec.domain.rows import Row

DECIDED = (
    WantedRow,
    DroppedRow,
    DeniedRow,
    DecisionRow,
    IntentRow,
    CancelRow,
    ContributedRow,
    TripRow,
    ReleasedRow,
)


STORY = (*DECIDED, OutcomeRow, OrderRow, FillRow, CashRow)


def story(rows: Sequence[Row]) -> list[Row]:
    """What was decided and what came of it, in order, without what only one mode writes."""
    return [row for row in rows if isinstance(row, STORY)]


def decided(rows: Sequence[Row]) -> list[Row]:
    """What the bot decided, in order."""
    return [row for row in rows if isinstance(row, DECIDED)]


def check_alike(one: Loaded, other: Loaded) -> None:
    """Fails at the first difference."""
    assert decided(one.rows) == decided(other.rows)
    assert [row.fill for row in only(one.rows, FillRow)] == [row.fill for row in only(other.rows, FillRow)]
    moved = [[row.moved.amount for row in only(each.rows, CashRow)] for each in (one, other)]
    assert moved[0] == moved[1]
    ended = [[(row.equity, row.cash) for row in only(each.rows, EndedRow)] for each in (one, other)]
    assert ended[0] == ended[1]
    for name, column in other.columns.items():
        assert np.array_equal(one.columns[name], column, equal_nan=True), name
