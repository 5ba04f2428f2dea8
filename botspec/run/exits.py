"""What leaves at a bar's close."""

from __future__ import annotations

from botspec.domain.intents import Leg
from botspec.domain.orders import OrderType, PositionSide
from botspec.execution.policy import FLATTEN_POLICY
from botspec.run.desk import Desk
from botspec.run.leaving import clear_the_way, leave
from botspec.run.notes import note
from botspec.run.prices import limit_price, price_at
from botspec.run.view import YES, View


def want_exits(desk: Desk, view: View) -> None:
    """Wish out of every position whose exit rule is true, or out of all of them."""
    flattening = desk.state.flattening
    for column, symbol in sorted([(desk.columns[symbol], symbol) for symbol in desk.state.engaged]):
        side = desk.state.side_of(symbol)
        if side is not None and (flattening or view.exit(column, side) == YES):
            _leave(desk, view, column, side, Leg.FLATTEN if flattening else Leg.EXIT)


def _leave(desk: Desk, view: View, column: int, side: PositionSide, leg: Leg) -> None:
    symbol = desk.bot.symbols[column]
    quantity = clear_the_way(desk, symbol, leg, view.at)
    if quantity == 0:
        return
    policy = FLATTEN_POLICY if leg is Leg.FLATTEN else desk.bot.exit.of(side)
    signals = view.signals.of(side)
    priced = limit_price(policy, side.closes, signals.exit_price if signals else None, view, column)
    if policy.type is OrderType.LIMIT and priced is None:
        note(desk, view, column, side, "NO_EXIT_PRICE_UNKNOWN", "the exit's price rule has no value here")
        return
    leave(desk, symbol, leg, view.at, quantity, price_at(view, column), priced)
