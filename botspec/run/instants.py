"""The two instants of a session: the open, when wishes leave, and a bar's close, when decisions are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.moments import moment
from botspec.risk.guards.references import EquityBlock
from botspec.run.decide import decide
from botspec.run.desk import Desk
from botspec.run.marks import Prices, holdings, value, worst_value
from botspec.run.release import release
from botspec.run.view import View
from botspec.run.watch import pass_by, release_trips, watch

if TYPE_CHECKING:
    from botspec.market.slice import Slice


@dataclass(frozen=True, slots=True)
class Marked:
    """Equity at one row, USD: at the bar's open, adverse extreme and close; cash and market value at the close."""

    session: int
    opening: float
    adverse: float
    closing: float
    cash: float
    exposure: float

    def block(self) -> EquityBlock:
        """As a block of one row."""
        return EquityBlock(
            np.array([self.session], dtype=np.int64),
            np.array([self.opening]),
            np.array([self.adverse]),
            np.array([self.closing]),
        )


def at_open(desk: Desk, fresh: dict[str, float], held: Prices, at: datetime, settle: Callable[[], None]) -> None:
    """Let the outbox leave at `fresh` prices; equity is marked at the opening prices of `held` [N].

    `settle` books the fills of what was sold, before that money is spent.
    """
    cash = float(desk.state.portfolio.cash)
    equity = value(cash, holdings(desk.state.portfolio, desk.columns), held.opening)
    release(desk, fresh, equity, at, settle)


def at_close(desk: Desk, bars: Slice, prices: Prices, view: View) -> Marked:
    """Mark, let guards look, decide; gives the marks of the row, which guards have taken in."""
    marked = mark(desk, bars, prices)
    ended = release_trips(desk, marked.closing, bars.session, view.at)
    block = marked.block()
    watch(desk, block, view.at, skip=ended)
    decide(desk, view, marked.closing)
    pass_by(desk, block)
    return marked


def mark(desk: Desk, bars: Slice, prices: Prices) -> Marked:
    """Mark the ledger at one row of prices [N].

    The adverse mark is the worse of what was held after the open and what is held at the end, so that a position closed
    within the bar still counts at the bar's worst price (its high for a short one).
    """
    before = desk.state.by(moment(bars.opened_at))
    after = desk.state.portfolio
    held_after = holdings(after, desk.columns)
    held_before = held_after if before is after else holdings(before, desk.columns)
    cash = float(after.cash)
    closing = value(cash, held_after, prices.closing)
    adverse = worst_value(cash, held_after, prices)
    if before is not after:
        adverse = min(adverse, worst_value(float(before.cash), held_before, prices))
    return Marked(
        session=bars.session,
        opening=value(float(before.cash), held_before, prices.opening),
        adverse=adverse,
        closing=closing,
        cash=cash,
        exposure=value(0.0, held_after, prices.closing),
    )
