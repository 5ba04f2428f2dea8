"""A machine's clock that was set: moments, sessions and ages of prices are all wrong by then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botspec.domain.guards import Action
from botspec.domain.rows import NoteRow
from botspec.run.tripping import trip

if TYPE_CHECKING:
    from botspec.run.loop import Live

CLOCK = "clock"
MUCH_SKEW = timedelta(seconds=5)


def watch_clock(run: Live, at: datetime) -> None:
    """Halt, until a person re-arms it, once two answers in a row say that this machine's clock is more than 5 s off.

    One alone may be an old one, from a cache or a machine that is behind. Answers that are too slow say nothing: that
    is noted, and halts once it has gone on for as long as a broker that cannot be read is borne with.
    """
    if run.env.skew is None or CLOCK in run.desk.state.trips:
        return
    skew = run.env.skew()
    if skew is not None and not abs(skew) <= MUCH_SKEW:
        skew = run.env.skew()
    if skew is None:
        _unknown(run, at)
        return
    run.clock_unknown = None
    if not abs(skew) <= MUCH_SKEW:
        text = f"this machine's clock is {abs(skew).total_seconds():.1f} s off the broker's"
        trip(run.desk, CLOCK, Action.HALT, at, text)


def _unknown(run: Live, at: datetime) -> None:
    if run.clock_unknown is None:
        run.clock_unknown = at
        text = "the broker takes too long to say what time it is: this machine's clock is not compared meanwhile"
        run.desk.record(NoteRow(at, "warning", "CLOCK_UNKNOWN", text))
        run.desk.journal.commit()
    elif at - run.clock_unknown > run.env.patience:
        text = f"the broker's answers have been too slow to compare clocks since {run.clock_unknown.isoformat()}"
        trip(run.desk, CLOCK, Action.HALT, at, text)
