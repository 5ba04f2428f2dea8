"""A window grows with its rows: what it holds stays the same, what it has put aside stays small."""

from __future__ import annotations

import numpy as np

from botspec.market.panel import ROW_FIELDS
from botspec.run.window import Window
from tests.fakes.market import days

PANEL = days({symbol: [(100.0 + row,) * 4 for row in range(700)] for symbol in ("AAA", "BBB")})


def test_rows_stay_as_they_were_appended_and_little_room_is_put_aside() -> None:
    window = Window(PANEL.upto(10))
    for row in range(10, len(PANEL)):
        window.append(PANEL.row(row))

        assert len(window._columns["close"]) <= len(window) + max(len(window) // 4, 64)

    assert len(window) == len(PANEL)
    for name in ROW_FIELDS:
        assert np.array_equal(getattr(window.panel, name), getattr(PANEL, name))
