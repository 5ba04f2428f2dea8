"""The bells of regular hours, each heard once a session."""

from __future__ import annotations

from datetime import date, timedelta

from botspec.exchange.bells import Bells
from tests.fakes.market import minutes

QUIET = (10.0, 10.0, 10.0, 10.0)


def test_each_bell_is_heard_once_a_session() -> None:
    """Bars of an hour from 9:30 on: the seventh begins at 15:30, the eighth half an hour after the close."""
    panel = minutes({"AAPL": [QUIET] * 9}, width=60)
    bells = Bells()
    heard = [bells.take(panel.row(row)) for row in range(len(panel))]
    assert heard == [(True, False), *[(False, False)] * 6, (False, True), (False, False)]
    assert bells.outside


def test_before_the_open_nothing_rings() -> None:
    panel = minutes({"AAPL": [QUIET] * 3}, width=60)
    early = panel.opened_at - int(timedelta(hours=2).total_seconds()) * 10**9
    bells = Bells()
    before = [panel.row(row) for row in range(3)]
    for bars, at in zip(before, early, strict=True):
        object.__setattr__(bars, "opened_at", int(at))
    assert [bells.take(bars) for bars in before] == [(False, False), (False, False), (True, False)]
    assert date.fromordinal(bells.session) == date(2010, 1, 4)
