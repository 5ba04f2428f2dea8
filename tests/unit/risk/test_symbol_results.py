"""What one symbol lost, against the bot's equity, by hand; and that a block of rows is the rows one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from botspec.risk.guards.guard import Breach, Guard, needs_highs
from botspec.risk.guards.references import EquityBlock, Marks
from botspec.risk.guards.results import ResultMarks, first_result_breach, surely_within
from tests.fakes.bots import a_guard, guard_of

Row = tuple[int, float, float]  # session; at all three marks of the row: the symbol's result, the bot's equity


def blocks(rows: Sequence[Row]) -> tuple[EquityBlock, EquityBlock]:
    session = np.array([row[0] for row in rows], dtype=np.int64)
    result, equity = (np.array([row[place] for row in rows], dtype=float) for place in (1, 2))
    return EquityBlock(session, result, result, result), EquityBlock(session, equity, equity, equity)


def started(guard: Guard) -> ResultMarks:
    return ResultMarks.restarted(0.0, Marks.restarted(10_000.0, 0), highs=needs_highs(guard))


def breach(guard: Guard, rows: Sequence[Row]) -> Breach | None:
    return first_result_breach(guard, started(guard), *blocks(rows))  # type: ignore[arg-type]  # of equity


TABLE = [(1, 0.0, 10_000.0), (2, -210.0, 10_000.0), (3, -300.0, 9_910.0)]


@pytest.mark.parametrize(
    ("kind", "limit", "row", "lost", "began"),
    [
        ("daily_loss", "2.1%", 1, 210, 10_000),
        ("daily_loss", "0.9%", 1, 210, 10_000),
        ("weekly_loss", "3%", 2, 300, 10_000),
        ("drawdown", "3%", 2, 300, 10_000),
    ],
)
def test_the_table_of_the_page(kind: str, limit: str, row: int, lost: float, began: float) -> None:
    found = breach(a_guard(kind, limit, scope="symbol"), TABLE)
    assert found == Breach(row, "open", pytest.approx(lost / began), began, began - lost)
    assert breach(a_guard(kind, limit, scope="symbol"), TABLE[:row]) is None


def test_each_day_is_measured_from_its_own_eve() -> None:
    """90 of 10,000 on the third day alone."""
    assert (
        breach(a_guard("daily_loss", "0.91%", scope="symbol"), [TABLE[0], (2, -90.0, 10_000.0), TABLE[2]]) is not None
    )
    assert breach(a_guard("daily_loss", "2.2%", scope="symbol"), TABLE) is None


def test_a_peak_counts_with_the_equity_when_the_result_was_last_there() -> None:
    """Nothing brought while others make 20,000 of 10,000: a loss of 500 is one of 2.5%."""
    rows = [(1, 0.0, 10_000.0), (2, 0.0, 20_000.0), (3, -500.0, 19_500.0)]
    assert breach(a_guard("drawdown", "2.5%", scope="symbol"), rows) == Breach(2, "open", 0.025, 20_000.0, 19_500.0)
    assert breach(a_guard("drawdown", "2.51%", scope="symbol"), rows) is None
    since = a_guard("drawdown", "5%", scope="symbol", **{"from": "start"})
    assert breach(since, rows) == Breach(2, "open", 0.05, 10_000.0, 9_500.0)


def test_a_gain_given_back_counts_from_a_part_of_the_equity() -> None:
    """300 are 3% of 10,000; 180 of them are gone."""
    lock = guard_of(
        "profit_lock", after="3%", limit="60%", window="start", scope="symbol", action="halt", release="manual"
    )
    rows = [(1, 300.0, 10_300.0), (2, 120.0, 12_000.0)]
    assert breach(lock, rows) == Breach(1, "open", pytest.approx(0.6), 10_300.0, 10_120.0)
    assert breach(lock, [(1, 299.0, 10_300.0), (2, 0.0, 12_000.0)]) is None


@pytest.mark.parametrize("rows", [[(1, float("nan"), 10_000.0)], [(1, 0.0, -5.0), (2, -1.0, -5.0)]])
def test_what_is_no_number_trips(rows: list[Row]) -> None:
    assert breach(a_guard("daily_loss", "50%", scope="symbol"), rows) is not None


results = st.floats(-3_000, 3_000).map(lambda value: round(value, 2))
rows = st.lists(st.tuples(st.integers(0, 2), results, results), min_size=1, max_size=9)
GUARDS = [
    a_guard("daily_loss", "4%", scope="symbol"),
    a_guard("weekly_loss", "4%", scope="symbol"),
    a_guard("drawdown", "4%", scope="symbol"),
    a_guard("drawdown", "4%", scope="symbol", **{"from": "day_open"}),
    a_guard("profit_lock", "30%", scope="symbol", after="2%"),
]


@pytest.mark.parametrize("guard", GUARDS, ids=str)
@given(drawn=rows)
def test_a_block_is_its_rows_one_by_one(guard: Guard, drawn: list[tuple[int, float, float]]) -> None:
    session, walked = 4, []
    for step, result, other in drawn:
        session += step
        walked.append((session, result, 10_000 + result + other))
    at_once, marks, found = breach(guard, walked), started(guard), None
    for number, row in enumerate(walked):
        result, equity = (each.first for each in blocks([row]))
        one = first_result_breach(guard, marks, result, equity)  # type: ignore[arg-type]  # of equity
        if one is not None and found is None:
            found = Breach(number, one.where, one.used, one.reference, one.equity)
        marks = marks.after(result, equity, marks.equity.after(equity))
    assert at_once == found
    whole, equity_of_all = blocks(walked)
    begun = started(guard)
    assert marks == begun.after(whole, equity_of_all, begun.equity.after(equity_of_all))
    if surely_within(guard, begun, whole, equity_of_all):  # type: ignore[arg-type]  # of equity
        assert found is None
