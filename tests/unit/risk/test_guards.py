"""Where each guard trips, by hand, and that a block of rows is the rows one by one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from botspec.domain.guards import Action, Trip
from botspec.domain.values import Duration
from botspec.risk.guards.guard import Breach, Guard, clearly_within, first_breach, first_marks
from botspec.risk.guards.references import EquityBlock, Marks
from botspec.risk.guards.release import released
from tests.fakes.bots import a_guard

Row = tuple[int, float, float, float]  # session, equity at open, adverse, close


def block(rows: Sequence[Row]) -> EquityBlock:
    session, *points = zip(*rows, strict=True)
    return EquityBlock(np.array(session, dtype=np.int64), *(np.array(column, dtype=float) for column in points))


def breach(guard: Guard, rows: Sequence[Row], marks: Marks | None = None) -> Breach | None:
    return first_breach(guard, marks or Marks.restarted(1000.0, 0), block(rows))


def flat(session: int, equity: float) -> Row:
    return session, equity, equity, equity


@pytest.mark.parametrize(
    ("row", "where", "equity"),
    [
        ((2, 950, 940, 930), "open", 950),
        ((2, 960, 949, 955), "adverse", 949),
        ((2, 960, 951, 950), "close", 950),
    ],
)
def test_open_then_adverse_then_close(row: Row, where: str, equity: float) -> None:
    found = breach(a_guard("daily_loss", "5%"), [flat(1, 1000), row])

    assert found == Breach(1, where, (1000 - equity) / 1000, 1000.0, equity)


def test_it_trips_at_the_limit_and_not_before() -> None:
    guard = a_guard("drawdown", "5%")
    assert breach(guard, [(1, 1000, 950.01, 1000)]) is None
    assert breach(guard, [(1, 1000, 950.0, 1000)]) is not None


DAILY = a_guard("daily_loss", "5%")


@pytest.mark.parametrize(
    ("rows", "row", "reference"),
    [
        # slowly, 4% a day: never
        ([flat(1, 960), flat(2, 922), flat(3, 886)], None, None),
        # the overnight gap counts: 960 was the last close, 911 is 5.1% below it
        ([flat(1, 960), (2, 911, 911, 930)], 1, 960),
        # intraday: measured from yesterday's close, not from this morning or the last bar
        ([flat(1, 990), flat(1, 1000), flat(2, 1040), flat(2, 1000), flat(2, 949)], 4, 1000),
        ([flat(1, 990), flat(1, 1000), flat(2, 1040), flat(2, 951)], None, None),
        # a new session forgives: 949 is today's start
        ([flat(1, 960), flat(2, 925), flat(3, 900)], None, None),
    ],
)
def test_daily_loss(rows: list[Row], row: int | None, reference: float | None) -> None:
    found = breach(DAILY, rows)

    assert (found and found.row, found and found.reference) == (row, reference)


@pytest.mark.parametrize(
    ("since", "rows", "row", "reference"),
    [
        # the peak is the highest close before the row: neither an intraday high nor the row's own close
        ("peak", [flat(1, 1100), flat(2, 1050), flat(3, 1045)], 2, 1100),
        ("peak", [(1, 1200, 1000, 1000), flat(2, 951)], None, None),
        ("peak", [(1, 1000, 1000, 1200), flat(2, 1139)], 1, 1200),
        ("start", [flat(1, 1500), flat(2, 960), flat(3, 949)], 2, 1000),
        ("day_open", [flat(1, 900), (2, 900, 880, 870), (2, 860, 856, 855)], 2, 900),
        ("day_open", [flat(1, 900), (2, 700, 690, 700), (3, 650, 640, 650)], None, None),
    ],
)
def test_drawdown(since: str, rows: list[Row], row: int | None, reference: float | None) -> None:
    found = breach(a_guard("drawdown", "5%", **{"from": since}), rows)

    assert (found and found.row, found and found.reference) == (row, reference)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_what_is_no_number_trips(place: int) -> None:
    row = [1, 1000.0, 1000.0, 1000.0]
    row[place] = math.nan
    found = breach(a_guard("drawdown", "5%"), [tuple(row)])

    assert found is not None
    assert math.isnan(found.used)


@pytest.mark.parametrize("start", [0.0, -1.0, math.nan])
def test_a_reference_that_is_not_positive_trips(start: float) -> None:
    assert breach(a_guard("drawdown", "5%", **{"from": "start"}), [flat(1, 10)], Marks.restarted(start, 0)) is not None


def test_a_guard_released_measures_from_where_it_was_released() -> None:
    marks = Marks.restarted(1000.0, 0).after(block([flat(1, 1200), flat(2, 900)]))
    assert (marks.peak, marks.previous_close, marks.last_close, marks.session) == (1200, 1200, 900, 2)
    fresh = Marks.restarted(900.0, 2)
    for guard in (DAILY, a_guard("drawdown", "5%"), a_guard("drawdown", "5%", **{"from": "start"})):
        assert breach(guard, [flat(2, 890)], marks) is not None
        assert breach(guard, [flat(2, 890)], fresh) is None
        assert breach(guard, [flat(2, 855)], fresh) is not None


AT = datetime(2024, 11, 25, 15, tzinfo=UTC)


def trip(session: int = 7) -> Trip:
    return Trip("daily_loss-1", "daily_loss", Action.HALT, AT, 0.1, 0.05, 1000.0, 900.0, "close", session)


@pytest.mark.parametrize(
    ("release", "later", "new_session", "why"),
    [
        (Duration(3600, "1h"), timedelta(minutes=59), True, None),
        (Duration(3600, "1h"), timedelta(hours=1), False, "after"),
        ("next_session", timedelta(hours=5), False, None),
        ("next_session", timedelta(hours=20), True, "next_session"),
        ("manual", timedelta(days=900), True, None),
    ],
)
def test_what_ends_a_trip(release: Duration | str, later: timedelta, why: str | None, *, new_session: bool) -> None:
    assert released(trip(), release, AT + later, new_session=new_session) == why


equity = st.one_of(st.floats(100, 2000), st.sampled_from([950.0, 1000.0, 0.0, math.nan]))
rows_of = st.lists(st.tuples(st.integers(0, 2), equity, equity, equity), min_size=1, max_size=25)
guards = st.sampled_from(
    [
        DAILY,
        *(a_guard("drawdown", "5%", **{"from": since}) for since in ("peak", "start", "day_open")),
        *(a_guard("profit_lock", "50%", after="1%", window=window) for window in ("session", "week", "start")),
    ]
)


@given(rows_of, guards, st.integers(1, 24))
def test_a_block_is_its_rows_one_by_one(steps: list[Row], guard: Guard, cut: int) -> None:
    sessions = np.cumsum([step for step, *_ in steps]) + 1
    rows = [(int(session), *points) for session, (_, *points) in zip(sessions, steps, strict=True)]
    began = first_marks(guard, 1000.0, 0)
    marks, first = began, None
    for index, row in enumerate(rows):
        one = block([row])
        found = first_breach(guard, marks, one)
        if found is not None and first is None:
            first = Breach(index, found.where, found.used, found.reference, found.equity)
        marks = marks.after(one)
    whole = block(rows)

    assert repr(first_breach(guard, began, whole)) == repr(first)
    assert repr(began.after(whole)) == repr(marks)
    head, tail = rows[:cut], rows[cut:]
    halves = began.after(block(head))
    assert repr(halves.after(block(tail)) if tail else halves) == repr(marks)


equities = st.one_of(
    st.floats(-10, 2000),
    st.sampled_from([0.0, 1000.0, 999.0, 950.0, 700.0, math.nextafter(950.0, 0), math.nan, math.inf]),
)


@given(
    rows=st.lists(st.tuples(st.just(1), equities, equities, equities), min_size=1, max_size=6),
    known=st.tuples(equities, equities, equities, equities, equities),
    limit=st.sampled_from(["0.1%", "5%", "30%", "99%"]),
)
def test_what_is_clearly_within_is_no_breach(
    rows: list[Row], known: tuple[float, float, float, float, float], limit: str
) -> None:
    marks, whole = Marks(*known, session=1, week_close=known[2]), block(rows)
    drawdowns = (a_guard("drawdown", limit, **{"from": since}) for since in ("peak", "start", "day_open"))
    for guard in (a_guard("daily_loss", limit), *drawdowns):
        if clearly_within(guard, marks, whole.extent):
            assert first_breach(guard, marks, whole) is None


@given(rows=rows_of, window=st.sampled_from(["session", "week", "start"]), after=st.sampled_from(["1%", "5%"]))
@example(rows=[(1, 1000.0, 1000.0, 1080.0), (0, 1080.0, 1030.0, 1030.0)], window="start", after="5%")
@example(
    rows=[(1, 1000.0, 900.0, 900.0), (1, 900.0, 900.0, 960.0), (0, 960.0, 905.0, 905.0)], window="session", after="5%"
)
def test_a_gain_clearly_too_small_to_be_watched_was_not_given_back(rows: list[Row], window: str, after: str) -> None:
    """In the examples 8 % are gained from the start, and 6.7 % from a close in the block; most of it is given back."""
    guard = a_guard("profit_lock", "50%", after=after, window=window)
    marks = first_marks(guard, 1000.0, 0)
    sessions = np.cumsum([step for step, *_ in rows]) + 1
    whole = block([(int(session), *points) for session, (_, *points) in zip(sessions, rows, strict=True)])
    if clearly_within(guard, marks, whole.extent):
        assert first_breach(guard, marks, whole) is None


@pytest.mark.parametrize(
    "unknown", [(math.nan, 1000.0, 1000.0), (1000.0, math.nan, 1000.0), (1000.0, 1000.0, math.nan)]
)
def test_nothing_is_clear_while_an_equity_is_unknown(unknown: tuple[float, float, float]) -> None:
    guard, marks = a_guard("daily_loss", "50%"), Marks.restarted(1000.0, 1)
    assert clearly_within(guard, marks, block([flat(1, 1000)]).extent)
    assert not clearly_within(guard, marks, block([flat(1, 1000), (1, *unknown)]).extent)
    assert not clearly_within(guard, Marks.restarted(math.nan, 1), block([flat(1, 1000)]).extent)


@pytest.mark.parametrize(("equity", "clear"), [(951.0, True), (950.01, True), (950.0, False), (949.0, False)])
def test_clear_ends_before_the_limit(equity: float, *, clear: bool) -> None:
    row = (1, 1000.0, equity, 1000.0)
    assert clearly_within(a_guard("drawdown", "5%"), Marks.restarted(1000.0, 1), block([row]).extent) is clear
