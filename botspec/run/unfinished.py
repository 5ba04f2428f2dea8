"""A flatten that is not done: what waits for the market to open, and what the open market does not take, is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from botspec.domain.rows import NoteRow
from botspec.market.calendar import in_new_york
from botspec.run.desk import Desk

PATIENCE, AGAIN = timedelta(minutes=1), timedelta(minutes=15)
PENDING, UNFINISHED = "PENDING", "UNFINISHED"


@dataclass(slots=True)
class Closing:
    """Of the flatten under way: since when the market could have taken it, and when each thing was told last."""

    since: datetime | None = None
    told_at: datetime | None = None
    waiting: bool = False


def watch_closing(closing: Closing, desk: Desk, at: datetime, beat: timedelta | None) -> None:
    """Tell of positions that a trip wants closed and that are still there; again every quarter of an hour.

    `beat` is how often this is asked: an order gets two of them before it counts as not taken.
    """
    if not desk.state.flattening:
        closing.since, closing.told_at, closing.waiting = None, None, False
        return
    if not (desk.bot.hours.is_open(at) and desk.bot.hours.fills_at_market(at)):
        closing.since = closing.told_at = None
        if not closing.waiting:
            closing.waiting = True
            desk.record(NoteRow(at, "error", PENDING, f"{_held(desk)} to be closed, but {_until(desk, at)}"))
        return
    closing.waiting, closing.since = False, closing.since or at
    patience = max(PATIENCE, 2 * (beat or PATIENCE))
    if at - closing.since < patience or (closing.told_at is not None and at - closing.told_at < max(AGAIN, patience)):
        return
    closing.told_at = at
    waited = f"{(at - closing.since).total_seconds():.0f} s"
    text = f"{_held(desk)} still held {waited} after the market could take it; {_orders(desk)}; look at the broker"
    desk.record(NoteRow(at, "error", UNFINISHED, text))


def next_beat(desk: Desk, at: datetime, beat: timedelta) -> datetime:
    """When to look again: with the open, where a position waits for it to be closed."""
    return min(at + beat, desk.bot.hours.next_core_open(at)) if desk.state.flattening else at + beat


def _wanted(desk: Desk) -> list[str]:
    return sorted(symbol for symbol in desk.state.portfolio.positions if desk.state.flattens(symbol))


def _held(desk: Desk) -> str:
    return ", ".join(f"{desk.state.portfolio.quantity(symbol)} {symbol}" for symbol in _wanted(desk))


def _orders(desk: Desk) -> str:
    working = [each for symbol in _wanted(desk) for each in desk.state.live_in(symbol) if each.intent.leg.reduces]
    told = [
        f"{each.intent.request.side} {each.remaining} {each.intent.request.symbol} works unfilled" for each in working
    ]
    return "; ".join(told) or "no order to close it works: the next heartbeat sends one anew"


def _until(desk: Desk, at: datetime) -> str:
    """When a market order can trade again."""
    return f"no market order trades before {in_new_york(desk.bot.hours.next_core_open(at))}"
