"""What rules see of a bar that is under way, beside the same computed by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from botspec.domain.values import Duration
from botspec.run.so_far import decisions, signals_so_far
from botspec.run.view import Signals, side_signals
from botspec.spec.decide import BAR_CLOSE, Decision
from botspec.spec.words import Decide, Submit, Timeframe
from tests.fakes.bots import a_bot, scripted
from tests.fakes.intraday import ROWS, intraday_panel

MINUTES = 60


def a_bot_every(span: int, kind: Decide = Decide.EVERY):
    decide = Decision(kind, Duration(span * MINUTES, f"{span}m"))
    return a_bot(scripted(0, 1), ("AAA",), timeframe=Timeframe.DAY, submit=Submit.NOW, decide=decide)


def closes() -> list[float]:
    return [100.0 + (row * 7) % 11 for row in range(ROWS)]


def seen_by(bot, panel):
    """The bars that were shown, decision by decision."""
    shown = []

    def look(bars):
        if len(bars):
            shown.append(bars)
        rows, symbols = bars.close.shape
        nothing = np.zeros((rows, symbols), dtype=np.int8)
        return Signals(np.zeros((rows, symbols)), side_signals(nothing, nothing, np.zeros(symbols, dtype=np.int64)))

    signals_so_far(bot, panel, look)
    return shown


def test_a_day_under_way_is_one_bar_after_the_closed_ones() -> None:
    panel = intraday_panel({"AAA": closes()})
    row = 13 + 3  # 11:30 of the second session, Tuesday the 20th
    shown = seen_by(a_bot_every(120), panel)[3]

    assert len(shown) == 2
    assert shown.closed_at.tolist() == [panel.closed_at[12], panel.closed_at[row]]
    assert shown.opened_at.tolist() == [panel.opened_at[0], panel.opened_at[13]]
    assert shown.session.tolist() == [date(2007, 11, 19).toordinal(), date(2007, 11, 20).toordinal()]
    so_far = slice(13, row + 1)
    assert shown.close[:, 0].tolist() == [closes()[12], closes()[row]]
    assert shown.open[:, 0].tolist() == [closes()[0], closes()[13]]
    assert shown.high[1, 0] == max(closes()[so_far]) + 1
    assert shown.low[1, 0] == min(closes()[so_far]) - 1
    assert shown.volume[1, 0] == panel.volume[so_far, 0].sum()


def test_every_counts_from_the_open_and_not_at_the_close() -> None:
    panel = intraday_panel({"AAA": closes()})
    rows = decisions(a_bot_every(120), panel)

    assert rows[:4].tolist() == [3, 7, 11, 16]
    early = np.flatnonzero(panel.session == date(2007, 11, 23).toordinal())
    assert [row - early[0] for row in rows if row in early] == [3]  # 11:30; 13:30 does not come
    assert set(rows) == {r for r in range(ROWS) if _since_open(panel, r) % 120 == 0 and not _last(panel, r)}


def test_before_the_close_is_before_an_early_one_too() -> None:
    panel = intraday_panel({"AAA": closes()})
    rows = decisions(a_bot_every(60, Decide.BEFORE_CLOSE), panel)

    assert len(rows) == len(set(panel.session.tolist()))
    assert all(panel.session[row] == panel.session[row + 2] for row in rows)
    assert all(_last(panel, row + 2) for row in rows)


def test_a_missing_symbol_has_no_bar_so_far() -> None:
    other = closes()
    other[13:17] = [float("nan")] * 4
    panel = intraday_panel({"AAA": closes(), "BBB": other})
    shown = seen_by(a_bot_every(120), panel)[3]

    assert np.isnan(shown.close[1, 1])
    assert np.isnan(shown.volume[1, 1])
    assert not np.isnan(shown.close[0, 1])


@pytest.mark.parametrize(
    ("decide", "width"),
    [
        (BAR_CLOSE, Timeframe.DAY),
        (Decision(Decide.EVERY, Duration(60, "1m")), Timeframe.MINUTE),
        (Decision(Decide.EVERY, Duration(900, "15m")), Timeframe.MINUTES_15),
        (Decision(Decide.EVERY, Duration(2700, "45m")), Timeframe.MINUTES_15),
        (Decision(Decide.BEFORE_CLOSE, Duration(1200, "20m")), Timeframe.MINUTES_5),
        (Decision(Decide.BEFORE_CLOSE, Duration(1800, "30m")), Timeframe.MINUTES_30),
        (Decision(Decide.EVERY, Duration(90, "90s")), Timeframe.MINUTE),
    ],
)
def test_the_run_goes_by_the_widest_bars_that_fit(decide, width) -> None:
    assert decide.width(Timeframe.DAY) is width


def test_bars_are_finer_than_those_of_the_rules() -> None:
    assert Decision(Decide.EVERY, Duration(900, "15m")).width(Timeframe.MINUTES_15) is Timeframe.MINUTES_5


def _since_open(panel, row: int) -> int:
    first = int(np.searchsorted(panel.session, panel.session[row]))
    return int(panel.closed_at[row] - panel.opened_at[first]) // (MINUTES * 10**9)


def _last(panel, row: int) -> bool:
    return row + 1 == len(panel) or bool(panel.session[row + 1] != panel.session[row])
