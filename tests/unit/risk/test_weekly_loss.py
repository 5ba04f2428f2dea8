"""A week begins on Monday; what was lost is measured from the last close of the week before."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from botspec.compiler.catalog import Family, find
from botspec.risk.guards.guard import Guard, first_breach
from botspec.risk.guards.references import EquityBlock, Marks

FRIDAY, MONDAY = date(2010, 1, 8).toordinal(), date(2010, 1, 11).toordinal()
Row = tuple[int, float]


def weekly(limit: str = "5%") -> Guard:
    entry = find(Family.GUARD, "weekly_loss")
    assert entry is not None
    params = entry.params.model_validate({"limit": limit, "action": "halt", "release": "manual"})
    built: Guard = entry.block(params, "weekly_loss")
    return built


def block(rows: list[Row]) -> EquityBlock:
    session, equity = zip(*rows, strict=True)
    column = np.array(equity, dtype=float)
    return EquityBlock(np.array(session, dtype=np.int64), column, column, column)


@pytest.mark.parametrize(
    ("rows", "row", "reference"),
    [
        # slowly, 2% a day: 5% below the start on the third day
        ([(MONDAY, 980), (MONDAY + 1, 961), (MONDAY + 2, 941)], 2, 1000),
        # a new week forgives: Friday's 960 is where it starts from
        ([(FRIDAY - 1, 980), (FRIDAY, 960), (MONDAY, 941), (MONDAY + 1, 920)], None, None),
        ([(FRIDAY - 1, 980), (FRIDAY, 960), (MONDAY, 941), (MONDAY + 1, 912)], 3, 960),
        # the gap over the weekend counts
        ([(FRIDAY, 1100), (MONDAY, 1044)], 1, 1100),
        # a week without a bar in between
        ([(FRIDAY, 1100), (MONDAY + 7, 1044)], 1, 1100),
        # the second bar of a day is still measured from last week
        ([(FRIDAY, 1000), (MONDAY, 1100), (MONDAY, 955), (MONDAY, 949)], 3, 1000),
    ],
)
def test_where_it_trips(rows: list[Row], row: int | None, reference: float | None) -> None:
    found = first_breach(weekly(), Marks.restarted(1000.0, 0), block(rows))

    assert (found and found.row, found and found.reference) == (row, reference)


def test_a_block_is_its_rows_one_by_one() -> None:
    rows = [(FRIDAY - 8 + day, 1000.0 + (day * 37) % 101) for day in range(24)]
    whole, marks = block(rows), Marks.restarted(1000.0, 0)
    for row, references in enumerate(weekly().reference(_references(marks, whole))):
        before = marks if row == 0 else marks.after(whole.upto(row))
        (one,) = weekly().reference(_references(before, block(rows[row : row + 1])))
        assert one == references


def _references(marks: Marks, rows: EquityBlock):  # type: ignore[no-untyped-def]
    from botspec.risk.guards.references import references

    return references(marks, rows)


def test_a_release_starts_anew() -> None:
    assert first_breach(weekly(), Marks.restarted(940.0, MONDAY), block([(MONDAY + 1, 900)])) is None
