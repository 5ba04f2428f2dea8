"""What each action does to wishes, working orders and positions, and what ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from botspec.domain.guards import Action
from botspec.domain.orders import Side
from botspec.domain.rows import CancelRow, DroppedRow, ReleasedRow, TripRow, WantedRow
from botspec.risk.guards.references import EquityBlock
from botspec.run.decide import decide
from botspec.run.watch import breaches, pass_by, release_trips, watch
from tests.fakes.bots import a_bot, a_guard, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, hold, look, work
from tests.fakes.market import days
from tests.fakes.trials import only

if TYPE_CHECKING:
    from botspec.run.desk import Desk

SYMBOLS = ("AAA", "BBB", "CCC", "DDD", "EEE")
PANEL = days({symbol: [(100.0, 101.0, 99.0, 100.0)] * 5 for symbol in SYMBOLS})
AT = at_row(PANEL, 1)


def marks(equity: float, session: int = 1) -> EquityBlock:
    return EquityBlock(np.array([session]), *(np.array([equity]) for _ in range(3)))


def busy_desk(*guards: object) -> tuple[Desk, str, str]:
    """Holds AAA, buys BBB, sells CCC, wishes to buy DDD and to sell EEE."""
    desk = a_desk(a_bot(scripted(5, 5, {2: [0, 1, 2, 3, 4]}), SYMBOLS, guards=guards))
    before = at_row(PANEL, 0)
    for symbol in ("AAA", "CCC", "EEE"):
        hold(desk, symbol, 5, 100, before)
    buying = work(desk, a_wish("BBB", before), before)
    selling = work(desk, a_wish("CCC", before, Side.SELL), before)
    desk.record(WantedRow(before, a_wish("DDD", before)))
    desk.record(WantedRow(before, a_wish("EEE", before, Side.SELL)))
    return desk, buying, selling


def test_a_warning_is_written_down_and_stops_nothing() -> None:
    desk, buying, _ = busy_desk(a_guard("daily_loss", "5%", "warn"))
    watch(desk, marks(9_500.0), AT)

    assert [row.trip.id for row in only(desk.journal.rows(), TripRow)] == ["daily_loss-1"]
    assert {wish.symbol for wish in desk.state.outbox} == {"DDD", "EEE"}
    assert not desk.state.working[buying].cancel_requested
    assert desk.state.blocked_by() is None


@pytest.mark.parametrize("action", [action for action in Action if action.stops_entries])
def test_entries_stop_exits_stay(action: Action) -> None:
    desk, buying, selling = busy_desk(a_guard("daily_loss", "5%", action.value))
    watch(desk, marks(9_500.0), AT)

    assert [row.trip.id for row in only(desk.journal.rows(), TripRow)] == ["daily_loss-1"]
    assert [row.wanted.symbol for row in only(desk.journal.rows(), DroppedRow)] == ["DDD"]
    assert [wish.symbol for wish in desk.state.outbox] == ["EEE"]
    assert desk.state.working[buying].cancel_requested
    assert not desk.state.working[selling].cancel_requested
    assert desk.state.portfolio.quantity("AAA") == 5


@pytest.mark.parametrize(
    ("action", "closing"),
    [(Action.BLOCK_ENTRIES, []), (Action.REDUCE_ONLY, []), (Action.HALT, []), (Action.FLATTEN, ["EEE", "AAA"])],
)
def test_only_flatten_closes_positions(action: Action, closing: list[str]) -> None:
    desk, *_ = busy_desk(a_guard("daily_loss", "5%", action.value))
    watch(desk, marks(9_500.0), AT)
    decide(desk, look(desk, PANEL, 2), 9_500.0)

    leaving = [wish.symbol for wish in desk.state.outbox if wish.leg.reduces]
    assert leaving == (closing or ["EEE"])
    assert [wish for wish in desk.state.outbox if not wish.leg.reduces] == []


def test_a_trip_is_written_before_anything_is_done_about_it() -> None:
    desk, *_ = busy_desk(a_guard("daily_loss", "5%"))
    start = len(desk.journal.log)
    watch(desk, marks(9_000.0), AT)
    desk.carry_out(AT)

    assert [kind for kind, _ in desk.journal.log[start:]] == ["trip", "dropped", "cancel", "commit", "ask to cancel"]


def test_a_cancel_is_asked_again_until_it_is_so_but_written_once() -> None:
    desk, *_ = busy_desk(a_guard("daily_loss", "5%"))
    for later in range(3):
        watch(desk, marks(9_000.0), AT + timedelta(seconds=later))
        desk.carry_out(AT)

    assert len(only(desk.journal.rows(), CancelRow)) == 1
    assert len(only(desk.journal.rows(), TripRow)) == 1
    assert [kind for kind, _ in desk.journal.log].count("ask to cancel") == 3


def test_the_strictest_of_two_comes_first_and_speaks_for_both() -> None:
    mild, strict = a_guard("daily_loss", "5%", "block_entries"), a_guard("drawdown", "5%", "flatten")
    desk, *_ = busy_desk(mild, strict)
    watch(desk, marks(9_000.0), AT)

    assert [row.trip.action for row in only(desk.journal.rows(), TripRow)] == [Action.FLATTEN, Action.BLOCK_ENTRIES]
    assert desk.state.blocked_by() is desk.state.trips["drawdown"]
    assert [row.why for row in only(desk.journal.rows(), DroppedRow)] == ["drawdown tripped (drawdown-1)"]


def test_the_numbers_of_a_trip() -> None:
    desk, *_ = busy_desk(a_guard("daily_loss", "5%", "halt"))
    block = EquityBlock(np.array([7]), np.array([9_900.0]), np.array([9_400.0]), np.array([9_800.0]))
    watch(desk, block, AT)

    (row,) = only(desk.journal.rows(), TripRow)
    trip = row.trip
    assert (trip.where, trip.used, trip.limit, trip.reference, trip.equity, trip.session) == (
        "adverse",
        0.06,
        0.05,
        10_000.0,
        9_400.0,
        7,
    )


def test_released_next_session_and_measured_from_there() -> None:
    desk, *_ = busy_desk(a_guard("daily_loss", "5%", release="next_session"))
    watch(desk, marks(9_000.0), AT)
    pass_by(desk, marks(9_000.0))
    assert release_trips(desk, 9_000.0, 1, AT) == frozenset()
    later = AT + timedelta(days=1)
    assert release_trips(desk, 8_000.0, 2, later) == {"daily_loss"}
    assert desk.state.trips == {}
    assert [(row.why, row.equity) for row in only(desk.journal.rows(), ReleasedRow)] == [("next_session", 8_000.0)]
    assert breaches(desk, marks(7_700.0, 2)) == []
    assert [guard.name for guard, _ in breaches(desk, marks(7_600.0, 2))] == ["daily_loss"]


def test_the_row_of_a_release_does_not_trip_again_even_when_it_is_dealt_with_twice() -> None:
    desk, *_ = busy_desk(a_guard("daily_loss", "5%", release="next_session"))
    watch(desk, marks(9_000.0), AT)
    later = AT + timedelta(days=1)
    for _ in range(2):
        ended = release_trips(desk, 9_500.0, 2, later)
        gap = EquityBlock(np.array([2]), np.array([8_000.0]), np.array([8_000.0]), np.array([9_500.0]))
        watch(desk, gap, later, skip=ended)
        assert desk.state.trips == {}
    assert len(only(desk.journal.rows(), ReleasedRow)) == 1


def test_a_second_trip_has_its_own_name() -> None:
    desk, *_ = busy_desk(a_guard("daily_loss", "5%", release="next_session"))
    watch(desk, marks(9_000.0), AT)
    release_trips(desk, 9_000.0, 2, AT + timedelta(days=1))
    watch(desk, marks(8_000.0, 2), AT + timedelta(days=1))

    assert [row.trip.id for row in only(desk.journal.rows(), TripRow)] == ["daily_loss-1", "daily_loss-2"]
