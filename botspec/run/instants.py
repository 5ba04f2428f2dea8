"""The two instants of a session: the open, when wishes leave, and a bar's close, when decisions are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Leg
from botspec.domain.record import record
from botspec.market.moments import moment
from botspec.risk.guards.references import EquityPoint
from botspec.run.decide import decide
from botspec.run.desk import Desk
from botspec.run.health import data_health
from botspec.run.leaving import clear_the_way, leave
from botspec.run.marks import Prices, holdings, row_values, value, worst_value
from botspec.run.release import release, release_exits
from botspec.run.scopes import see_prices, see_row
from botspec.run.shield import is_exposed, shield
from botspec.run.view import View
from botspec.run.watch import pass_by, release_trips, watch

if TYPE_CHECKING:
    from botspec.market.slice import Slice


@record(frozen=True, slots=True)
class Marked:
    """Equity at one row, USD: at the bar's open, adverse extreme and close; cash and market value at the close.

    `unit` is what a USD of it counts for guards: money that came in is no gain.
    """

    session: int
    opening: float
    adverse: float
    closing: float
    cash: Decimal
    exposure: float
    unit: float = 1.0

    @property
    def values(self) -> tuple[float, float, float, float]:
        """At open, adverse extreme and close, and what is held."""
        return self.opening, self.adverse, self.closing, self.exposure

    @property
    def point(self) -> EquityPoint:
        """As guards look at it."""
        point = EquityPoint(self.session, self.opening, self.adverse, self.closing)
        return point if self.unit == 1.0 else point.scaled(self.unit)


def at_open(
    desk: Desk, fresh: Mapping[str, float], held: Prices, session: int, at: datetime, settle: Callable[[], None]
) -> None:
    """Let guards look at the opening prices of `held` [N], then the outbox leave at `fresh` prices.

    Otherwise what was decided before the night would leave before anybody has seen what the night did. `settle` books
    the fills of what was sold, before that money is spent, and of what was opened, so that its exits rest from now on.
    """
    equity = value(float(desk.state.portfolio.cash), desk.held, held.opening)
    if desk.scoped:
        see_prices(desk, session, held.opening, equity)
    watch(desk, EquityPoint(session, equity, equity, equity).scaled(desk.state.unit), at, where="open")
    leave_at_open(desk, fresh, held, equity, at, settle)


def leave_at_open(
    desk: Desk, fresh: Mapping[str, float], held: Prices, equity: float, at: datetime, settle: Callable[[], None]
) -> None:
    """As `at_open`, once guards have looked at `equity`, what the bot is worth at the opening prices of `held` [N]."""
    flatten_now(desk, fresh, at)

    def settled() -> float:
        settle()
        return value(float(desk.state.portfolio.cash), desk.held, held.opening)

    release(desk, fresh, equity, at, settled)
    if desk.may_rest:
        if is_exposed(desk):
            settle()
        shield(desk, fresh, at, partial=False)
    if desk.state.outbox:
        release_exits(desk, fresh, equity, at)
        settle()


def flatten_now(desk: Desk, fresh: Mapping[str, float], at: datetime) -> None:
    """The market is open: what a trip wants closed waits for no bar."""
    if not desk.state.trips or not desk.state.flattening:
        return
    for symbol in sorted(desk.state.portfolio.positions.keys() & fresh.keys(), key=lambda symbol: desk.columns[symbol]):
        quantity = clear_the_way(desk, symbol, Leg.FLATTEN, at) if desk.state.flattens(symbol) else Decimal(0)
        if quantity != 0:
            leave(desk, symbol, Leg.FLATTEN, at, quantity, Decimal(repr(fresh[symbol])))


def something_leaves(desk: Desk) -> bool:
    """True when the open matters: a wish waits for it, or a position that a trip wants closed."""
    return bool(desk.state.outbox) or (bool(desk.state.trips) and desk.state.flattening)


def at_close(desk: Desk, bars: Slice, prices: Prices, view: View) -> Marked:
    """Mark, let guards look, decide; gives the marks of the row, which guards have taken in."""
    marked = mark(desk, bars, prices)
    look(desk, view, marked)
    return marked


def look(desk: Desk, view: View, marked: Marked) -> None:
    """Let guards look at a row that is marked, and take it in once it is decided."""
    ended = release_trips(desk, marked.closing * marked.unit, marked.session, view.at)
    point = marked.point
    health = data_health(desk, view.at, marked.closing) if desk.health_guards else None
    watch(desk, point, view.at, skip=ended, health=health)
    decide(desk, view, marked.closing)
    pass_by(desk, point)


def equity_now(desk: Desk, marked: Marked, at: datetime) -> float:
    """What orders that leave at this very close are measured against, USD: money that came in with it counts."""
    return marked.closing + float(desk.state.came_in(at)) if desk.state.contributions else marked.closing


def mark(desk: Desk, bars: Slice, prices: Prices) -> Marked:
    """Mark the ledger at one row of prices [N].

    The adverse mark is the worse of what was held after the open and what is held at the end, so that a position closed
    within the bar still counts at the bar's worst price (its high for a short one).
    """
    state = desk.state
    opening, adverse, closing, exposure = row_values(float(state.portfolio.cash), desk.held, prices)
    before = state.by(moment(bars.opened_at)) if state.trail else state.settled
    if before is not state.portfolio:
        held, cash = holdings(before, desk.columns), float(before.cash)
        opening = value(cash, held, prices.opening)
        adverse = min(adverse, worst_value(cash, held, prices))
    marked = Marked(bars.session, opening, adverse, closing, state.portfolio.cash, exposure, state.unit)
    if desk.scoped:
        see_row(desk, bars, prices, marked.point)
    return marked
