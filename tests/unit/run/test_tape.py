"""Looking back over a symbol's own bars, also where they are few and far between."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import numpy as np

from botspec.market.moments import moment
from botspec.run.tape import Tape, nth_own
from botspec.run.window import Window
from tests.fakes.panels import daily_panel

NAN = float("nan")
RARE = [10.0, 20.0, 40.0, *[NAN] * 120, 80.0]
PANEL = daily_panel({"AAA": RARE, "BBB": [1.0] * len(RARE)})


def test_the_newest_own_bars_may_lie_far_back() -> None:
    tape = Tape(PANEL, len(PANEL))
    assert tape.average_volume("AAA", 3) == 1000
    assert tape.average_volume("AAA", 5) is None
    assert Tape(PANEL, len(PANEL) - 1).last_price("AAA", int(PANEL.session[-2])) == 40


def test_sessions_without_a_bar_are_none_of_those_counted() -> None:
    tape = Tape(PANEL, len(PANEL))
    assert tape.dollar_volume("AAA", 2) == Decimal("60000.0")  # (80 + 40) / 2 x 1,000
    assert tape.dollar_volume("AAA", 5) is None


def test_the_nth_own_bar_from_a_moment_on() -> None:
    begins = moment(int(PANEL.opened_at[1]))
    found = [nth_own(PANEL, "AAA", begins, count) for count in (1, 2, 3, 4)]
    assert found == [1, 2, len(PANEL) - 1, len(PANEL)]
    assert nth_own(PANEL, None, begins, 100) == 100
    assert nth_own(PANEL, "AAA", moment(int(PANEL.opened_at[-1])) + timedelta(days=1), 1) == len(PANEL)


def test_a_row_that_is_known_is_not_added_again() -> None:
    window = Window(PANEL.between(0, 3))
    for row in (2, 3, 3, 0):
        window.append(PANEL.row(row))
    assert len(window) == 4
    assert np.array_equal(window.panel.closed_at, PANEL.closed_at[:4])
    assert np.array_equal(window.last_close(), [40.0, 1.0])
