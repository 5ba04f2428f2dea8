"""A position as Alpaca sends it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from botspec.domain.account import BrokerPosition
from botspec.domain.orders import Side
from botspec.exchange.legality import is_crypto
from botspec.exchange.prices import exact
from botspec.simulator.identity import asset_id
from botspec.simulator.render.assets import CRYPTO_EXCHANGE, EXCHANGE
from botspec.simulator.render.money import fine, text
from botspec.simulator.venue import Venue

ZERO = Decimal(0)


def position_json(venue: Venue, held: BrokerPosition) -> dict[str, Any]:
    """All fields; quantity and values of a short position are negative, ratios such as `unrealized_plpc` fractions."""
    price = venue.last_price(held.symbol) or held.average_price
    before = venue.previous_close(held.symbol)
    last_day = price if before is None else exact(before)
    cost = held.quantity * held.average_price
    gain = held.quantity * price - cost
    base = _intraday_base(venue, held, last_day)
    return {
        "asset_id": asset_id(held.symbol),
        "symbol": held.symbol.replace("/", ""),
        "exchange": CRYPTO_EXCHANGE if is_crypto(held.symbol) else EXCHANGE,
        "asset_class": "crypto" if is_crypto(held.symbol) else "us_equity",
        "asset_marginable": not is_crypto(held.symbol),
        "qty": text(held.quantity),
        "qty_available": text(held.quantity - venue.exchange.reserved(held.symbol).copy_sign(held.quantity)),
        "avg_entry_price": fine(held.average_price),
        "side": "long" if held.quantity > 0 else "short",
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
    size = abs(held.quantity)
    added, paid = _added_today(venue, held)
    if added > size:
        paid, added = paid * size / added, size
    return (paid + (size - added) * last_day).copy_sign(held.quantity)


def _added_today(venue: Venue, held: BrokerPosition) -> tuple[Decimal, Decimal]:
    added = paid = ZERO
    today = venue.now.date()  # a regular session begins and ends on one UTC date
    side = Side.BUY if held.quantity > 0 else Side.SELL
    for execution in reversed(venue.exchange.executions):
        if execution.at.date() != today:
            break
        request = execution.order.request
        if request.symbol == held.symbol and request.side is side:
            added += execution.quantity
            paid += execution.quantity * execution.price
    return added, paid


def _ratio(part: Decimal, whole: Decimal) -> str:
    return fine(part / abs(whole)) if whole else "0"
