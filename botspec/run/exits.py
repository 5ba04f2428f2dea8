"""What leaves at a bar's close."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.orders import PositionSide
from botspec.execution.policy import FLATTEN_POLICY
from botspec.run.desk import Desk
from botspec.run.leaving import clear_the_way, leave
from botspec.run.notes import note
from botspec.run.prices import price_at, terms
from botspec.run.view import View
from botspec.run.ways_out import WayOut, way_out


def want_exits(desk: Desk, view: View) -> None:
    """Wish out of every position that one of its exits leaves, or out of all of them."""
    columns = desk.engaged
    if not desk.watches and not (desk.state.trips and desk.state.flattening):
        columns = view.leaving(columns)
    for column in columns:
        symbol = desk.bot.symbols[column]
        side = desk.state.side_of(symbol)
        found = way_out(desk, view, symbol, side) if side is not None else None
        if side is not None and found is not None:
            _leave(desk, view, column, side, found)


def _leave(desk: Desk, view: View, column: int, side: PositionSide, found: WayOut) -> None:
    symbol, leg = desk.bot.symbols[column], found.leg
    quantity = clear_the_way(desk, symbol, leg, view.at)
    if quantity == 0:
        return
    policy = FLATTEN_POLICY if leg.urgent else desk.bot.exit.of(side)
    priced = terms(policy, side.closes, view, column)
    if priced is None:
        note(desk, view, column, side, "NO_EXIT_PRICE_UNKNOWN", "the exit's price rule has no value here")
        return
    leave(desk, symbol, leg, view.at, _part(quantity, found), price_at(view, column), priced)


def _part(quantity: Decimal, found: WayOut) -> Decimal:
    """Signed, as `quantity` is."""
    return quantity if found.quantity is None else found.quantity.copy_sign(quantity)
