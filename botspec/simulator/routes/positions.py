"""What is held, and closing it."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from botspec.domain.account import BrokerPosition
from botspec.domain.orders import Order, OrderRequest, OrderType, Side, TimeInForce
from botspec.exchange.legality import is_crypto
from botspec.exchange.refusal import Refusal, invalid, not_found
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked, decimal
from botspec.simulator.render.orders import order_json
from botspec.simulator.render.positions import position_json
from botspec.simulator.routes.assets import symbol_of
from botspec.simulator.routes.orders import cancel_everything
from botspec.simulator.simulation import Simulation

FINEST = Decimal("1e-9")


def listing(sim: Simulation, _: Asked) -> Answer:
    """GET /v2/positions."""
    return Answer([position_json(sim.venue, held) for held in sim.exchange.positions.values()])


def one(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/positions/{symbol_or_asset_id}."""
    return Answer(position_json(sim.venue, _held(sim, asked)))


def close(sim: Simulation, asked: Asked) -> Answer:
    """DELETE /v2/positions/{symbol_or_asset_id}: a market DAY order."""
    held = _held(sim, asked)
    return Answer(order_json(sim.exchange, _close(sim, held, _part(abs(held.quantity), asked))))


def close_all(sim: Simulation, asked: Asked) -> Answer:
    """DELETE /v2/positions: one market order each."""
    if asked.flag("cancel_orders"):
        cancel_everything(sim)
    return Answer([_closed(sim, held) for held in tuple(sim.exchange.positions.values())], 207)


def _closed(sim: Simulation, held: BrokerPosition) -> dict[str, Any]:
    try:
        order = _close(sim, held, abs(held.quantity))
    except Refusal as refusal:
        return {"symbol": held.symbol, "status": refusal.http_status, "body": refusal.body()}
    return {"symbol": held.symbol, "status": 200, "body": order_json(sim.exchange, order)}


def _close(sim: Simulation, held: BrokerPosition, quantity: Decimal) -> Order:
    """Sell what is held, buy back what is short."""
    return sim.desk.submit(
        OrderRequest(
            client_order_id=sim.exchange.next_client_order_id(),
            symbol=held.symbol,
            side=Side.SELL if held.quantity > 0 else Side.BUY,
            type=OrderType.MARKET,
            time_in_force=TimeInForce.GTC if is_crypto(held.symbol) else TimeInForce.DAY,
            quantity=quantity,
        )
    )


def _part(quantity: Decimal, asked: Asked) -> Decimal:
    wanted = decimal("qty", asked.query.get("qty"))
    percentage = decimal("percentage", asked.query.get("percentage"))
    if wanted is not None and percentage is not None:
        raise invalid("only one of qty or percentage is accepted")
    if percentage is None:
        return quantity if wanted is None else wanted
    if not 0 < percentage <= 100:  # noqa: PLR2004 - a percentage
        raise invalid("percentage must be between 0 and 100")
    return (quantity * percentage / 100).quantize(FINEST, ROUND_DOWN).normalize()


def _held(sim: Simulation, asked: Asked) -> BrokerPosition:
    symbol = symbol_of(sim, asked.path["symbol_or_asset_id"])
    held = None if symbol is None else sim.exchange.positions.get(symbol)
    if held is None:
        raise not_found("position does not exist")
    return held
