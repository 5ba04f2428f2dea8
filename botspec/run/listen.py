"""Between instants: a wait that streams and people may end early, and what is done about what they say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.rows import NoteRow
from botspec.run.booking import book
from botspec.run.condition import QUIET

if TYPE_CHECKING:
    from botspec.market.slice import Slice
    from botspec.run.loop import Live

STEP = timedelta(seconds=1)
STREAM = "STREAM"
ASKED = "the broker is asked meanwhile"


def pause(run: Live, until: datetime, *, news: bool = False) -> None:
    """Wait for `until` or until something comes; with `news` also until an order may have filled."""
    if news:
        run.env.clock.wait_for_news(until)
    else:
        run.env.clock.wait_until(until)
    hear(run)


def hear(run: Live) -> None:
    """Take in what streams told; the broker is asked about orders, for a stream only hints.

    A stream connected anew is a reason to agree before anything is decided: `run.anew`.
    """
    hints = run.env.hints
    if hints is None or not hints.waiting():
        return
    heard = hints.hear()
    run.anew = run.anew or heard.connected
    if heard.orders:
        at = run.env.clock.now()
        book(run.desk, run.desk.broker.advance(at, None))
        run.desk.carry_out(at)


def dealt_with_at(run: Live, at: datetime) -> datetime:
    """After an outage bars are dealt with late: what leaves is counted when it leaves, not when its bar closed."""
    return max(at, run.env.clock.now())


def forget_hints(run: Live) -> None:
    """While nothing can be read anyway: what came must not keep the loop awake."""
    if run.env.hints is not None:
        run.env.hints.hear()


def note_streams(run: Live, at: datetime) -> None:
    """Write down once that a stream is away for longer than it takes to be connected anew, and once that it is back."""
    for each in () if run.env.hints is None else run.env.hints.health():
        if each.connected and each.name in run.away:
            run.away.remove(each.name)
            run.desk.record(NoteRow(at, "info", STREAM, f"the stream of {each.name} is back"))
        elif not each.connected and each.name not in run.away and each.unheard > QUIET:
            run.away.add(each.name)
            run.desk.record(NoteRow(at, "warning", STREAM, f"no stream of {each.name}: {each.why}; {ASKED}"))


def bars_at(run: Live, at: datetime) -> Slice | None:
    """The bars that closed at `at`: from the stream as soon as all are there, else from the broker after a grace."""
    deadline = at + run.env.grace  # whoever comes late does not wait for what is there already
    early = _streamed(run, at, deadline)
    if early is not None:
        return early
    best = run.env.feed.closed(at)
    while run.env.clock.now() < deadline and not run.over and (best is None or np.isnan(best.close).any()):
        pause(run, run.env.clock.now() + STEP)
        best = run.env.feed.closed(at) or best
    return best


def _streamed(run: Live, at: datetime, deadline: datetime) -> Slice | None:
    hints = run.env.hints
    if hints is None or not any(each.name == "bars" and each.connected for each in hints.health()):
        return None
    hear(run)
    while (found := hints.bars(at)) is None and run.env.clock.now() < deadline and not run.over:
        pause(run, deadline)
        if not any(each.name == "bars" and each.connected for each in hints.health()):
            return None
    return found
