"""A position as Alpaca sends it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from botspec.domain.account import BrokerPosition
from botspec.domain.orders import Side
from botspec.exchange.floor import Execution
from botspec.exchange.prices import exact
from botspec.simulator.identity import asset_id
from botspec.simulator.render.assets import EXCHANGE
from botspec.simulator.render.money import fine, text
from botspec.simulator.venue import Venue

ZERO = Decimal(0)


def position_json(venue: Venue, held: BrokerPosition) -> dict[str, Any]:
    """All fields; ratios such as `unrealized_plpc` are fractions."""
    price = venue.last_price(held.symbol) or held.average_price
    before = venue.previous_close(held.symbol)
    last_day = price if before is None else exact(before)
    cost = held.quantity * held.average_price
    gain = held.quantity * price - cost
    base = _intraday_base(venue, held, last_day)
    return {
        "asset_id": asset_id(held.symbol),
        "symbol": held.symbol,
        "exchange": EXCHANGE,
        "asset_class": "us_equity",
        "asset_marginable": True,
        "qty": text(held.quantity),
        "qty_available": text(held.quantity - venue.exchange.reserved(held.symbol)),
        "avg_entry_price": fine(held.average_price),
        "side": "long",
        "market_value": text(held.quantity * price),
        "cost_basis": fine(cost),
        "unrealized_pl": fine(gain),
        "unrealized_plpc": _ratio(gain, cost),
        "unrealized_intraday_pl": fine(held.quantity * price - base),
        "unrealized_intraday_plpc": _ratio(held.quantity * price - base, base),
        "current_price": text(price),
        "lastday_price": text(last_day),
        "change_today": _ratio(price - last_day, last_day),
    }


def _intraday_base(venue: Venue, held: BrokerPosition, last_day: Decimal) -> Decimal:
    """What the position was worth when the day began: today's shares at what was paid, the others at the last close."""
    bought, paid = _bought_today(venue.exchange.executions, venue, held.symbol)
    if bought > held.quantity:
        paid, bought = paid * held.quantity / bought, held.quantity
    return paid + (held.quantity - bought) * last_day


def _bought_today(executions: Sequence[Execution], venue: Venue, symbol: str) -> tuple[Decimal, Decimal]:
    bought = paid = ZERO
    today = venue.now.date()  # a regular session begins and ends on one UTC date
    for execution in reversed(executions):
        if execution.at.date() != today:
            break
        request = execution.order.request
        if request.symbol == symbol and request.side is Side.BUY:
            bought += execution.quantity
            paid += execution.quantity * execution.price
    return bought, paid


def _ratio(part: Decimal, whole: Decimal) -> str:
    return fine(part / whole) if whole else "0"
