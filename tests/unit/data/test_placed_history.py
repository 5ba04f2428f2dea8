from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

from botspec.data.placed_history import Widths, panel_of
from botspec.data.recorded import Days, Held, Recorded
from botspec.market.moments import moment, nanoseconds
from botspec.spec.words import Timeframe

DAYS = Days(date(2024, 7, 2), date(2024, 7, 3))  # the 3rd closes at 13:00
LATER = datetime(2024, 7, 5, tzinfo=UTC)


def held(*bars):
    stamps = np.array([nanoseconds(datetime.fromisoformat(f"2024-07-{at}Z")) for at, _ in bars], dtype=np.int64)
    values = np.array([[price, price, price, price, 10.0] for _, price in bars]).reshape(len(bars), 5)
    return Held(DAYS, Recorded(stamps, values))


def times(panel):
    return [f"{moment(int(at)):%d %H:%M}" for at in panel.closed_at]


def test_days_are_placed_on_their_sessions_and_what_lies_askew_is_left_out_and_told():
    bars = held(("01T04:00:00", 9), ("02T04:00:00", 10), ("03T04:00:00", 11), ("03T05:00:00", 12))
    panel, told = panel_of({"A": bars}, DAYS, Widths(Timeframe.DAY, Timeframe.DAY), LATER)
    assert times(panel) == ["02 20:00", "03 17:00"]
    assert panel.close[:, 0].tolist() == [10, 11]
    assert [(row.symbol, row.what, row.count) for row in told] == [("A", "outside", 1)]


def test_a_price_that_cannot_be_is_left_out_and_told():
    bars = held(("02T04:00:00", 10), ("03T04:00:00", float("nan")))
    panel, told = panel_of({"A": bars}, DAYS, Widths(Timeframe.DAY, Timeframe.DAY), LATER)
    assert len(panel) == 1
    assert [(row.what, row.count) for row in told] == [("impossible", 1)]


def test_halves_become_hours_and_what_is_not_over_is_not_there():
    bars = held(("03T13:00:00", 1), ("03T13:30:00", 2), ("03T14:00:00", 3), ("03T16:30:00", 4), ("03T17:00:00", 5))
    widths = Widths(Timeframe.MINUTES_30, Timeframe.HOUR)
    panel, told = panel_of({"A": bars}, DAYS, widths, LATER)
    assert times(panel) == ["03 14:30", "03 17:00"]
    assert panel.close[:, 0].tolist() == [3, 4]
    assert told == ()
    early, _ = panel_of({"A": bars}, DAYS, widths, datetime(2024, 7, 3, 14, 15, tzinfo=UTC))
    assert len(early) == 0


def test_a_symbol_without_bars_has_none():
    panel, _ = panel_of(
        {"A": held(), "B": held(("02T04:00:00", 10))}, DAYS, Widths(Timeframe.DAY, Timeframe.DAY), LATER
    )
    assert [panel.has_bars(0), panel.has_bars(1)] == [False, True]
