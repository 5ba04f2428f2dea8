"""`python -m tests.faults.session`: eight hours of minute bars, streams on, judged as the seeded schedules are.

What memory the bot alone takes is measured by `python -m benchmarks.session`. Eight hours of
market are a whole session of 390 minutes and the first 90 of the next, with the night between them.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from unittest import mock

import numpy as np

from botspec.market import calendar
from botspec.market.calendar import Session
from botspec.market.moments import SECOND, moment, nanoseconds
from botspec.market.panel import Panel
from tests.faults.simulation import markets, world
from tests.faults.simulation.markets import BEFORE, Stretch
from tests.faults.simulation.plan import Schedule

FIRST, NEXT = date(2010, 4, 20), date(2010, 4, 21)
MINUTE = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Measured:
    """What was played, and what was wrong."""

    bars: int
    symbols: int
    orders: int
    seconds: float
    wrongs: tuple[str, ...]


def measure(hours: float, symbols: int) -> Measured:
    """Play so many hours of market."""
    rows = round(hours * 60)
    panel = made_up(symbols, rows)
    bot = replace(markets.bot("crowd"), symbols=panel.symbols)
    began = time.monotonic()
    with ExitStack() as undo:
        undo.enter_context(mock.patch.object(world, "bot", return_value=bot))
        undo.enter_context(mock.patch.object(world, "stretch", return_value=Stretch(panel, BEFORE)))
        undo.enter_context(mock.patch.object(world, "_sessions", _sessions))
        undo.enter_context(mock.patch.object(world, "HEARTBEAT", timedelta(seconds=60)))
        verdict = world.play(Schedule(1, "crowd", 1))
    return Measured(rows, symbols, verdict.orders, time.monotonic() - began, verdict.wrongs)


def made_up(symbols: int, rows: int) -> Panel:
    """Bars of a walk for each symbol."""
    opened = np.concatenate([_minutes(FIRST), _minutes(NEXT)])[:rows]
    dice = np.random.default_rng(7)
    close = np.round(50 * np.exp(np.cumsum(dice.normal(0, 0.002, (rows, symbols)), axis=0)), 2)
    opening = np.vstack([close[:1], close[:-1]])
    days = np.array([moment(int(at)).date().toordinal() for at in opened], dtype=np.int64)
    return Panel(
        symbols=tuple(f"S{number:03d}" for number in range(symbols)),
        opened_at=opened,
        closed_at=opened + MINUTE,
        session=days,
        open=np.asfortranarray(opening),
        high=np.asfortranarray(np.maximum(opening, close) + 0.02),
        low=np.asfortranarray(np.minimum(opening, close) - 0.02),
        close=np.asfortranarray(close),
        volume=np.asfortranarray(np.full((rows, symbols), 100_000.0)),
        actions=(),
    )


def _minutes(on: date) -> np.ndarray:
    session = calendar.sessions(on, on)[0]
    return np.arange(nanoseconds(session.opens_at), nanoseconds(session.closes_at), MINUTE)


def _sessions(played: world.World) -> list[Session]:
    ends_at = moment(int(played.bars.panel.closed_at[-1]))
    found = calendar.sessions(FIRST, ends_at.date())
    return [replace(session, closes_at=min(session.closes_at, ends_at)) for session in found]


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--symbols", type=int, default=500)
    asked = parser.parse_args()
    found = measure(asked.hours, asked.symbols)
    for wrong in found.wrongs:
        sys.stdout.write(f"WRONG {wrong}\n")
    sys.stdout.write(
        f"{found.bars} minute bars of {found.symbols} symbols, {found.orders} orders, "
        f"{len(found.wrongs)} promises broken: {found.seconds:.0f} s\n"
    )
    return 1 if found.wrongs or not found.orders else 0


if __name__ == "__main__":
    sys.exit(main())
