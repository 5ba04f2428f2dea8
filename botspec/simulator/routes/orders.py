"""Orders: sent, listed, found, replaced, canceled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from botspec.domain.orders import Order, OrderStatus, TimeInForce
from botspec.exchange.legality import is_crypto
from botspec.exchange.refusal import invalid, not_found, unprocessable
from botspec.simulator.answer import EMPTY, Answer
from botspec.simulator.asking import Asked, decimal, text
from botspec.simulator.order_request import check_intent, order_request, word
from botspec.simulator.render.orders import is_root, legs_of, order_json, sent_json
from botspec.simulator.simulation import Simulation

USUAL, MOST = 50, 500


def submit(sim: Simulation, asked: Asked) -> Answer:
    """POST /v2/orders."""
    body = asked.json()
    request = order_request(body, sim.exchange.next_client_order_id())
    if request.symbol not in sim.tape.symbols:
        raise unprocessable(f'asset "{request.symbol}" not found')
    check_intent(body, sim.exchange.would_be(request))
    return Answer(sent_json(sim.exchange, sim.desk.submit(request), pending=sim.config.pending))


def listing(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/orders."""
    limit = min(asked.count("limit", USUAL, 10**6), MOST)
    found = _filtered(_between(_candidates(sim, asked), asked), asked)
    nested = asked.flag("nested")
    return Answer([order_json(sim.exchange, order, nested=nested) for order in islice(found, limit)])


def one(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/orders/{order_id}."""
    wanted = asked.path["order_id"]
    order = sim.exchange.order(wanted)
    if order is None:
        raise not_found(f"order not found for {wanted}")
    return _shown(sim, order, nested=asked.flag("nested"))


def nameless(_: Simulation, __: Asked) -> Answer:
    """Any method of /v2/orders/ without an id."""
    raise invalid("order_id is missing")


def by_client_order_id(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/orders:by_client_order_id."""
    wanted = asked.query.get("client_order_id")
    if not wanted:
        raise invalid("client_order_id is missing")
    order = sim.exchange.by_client_order_id(wanted)
    if order is None:
        raise not_found(f"order not found for {wanted}")
    return _shown(sim, order)


def cancel(sim: Simulation, asked: Asked) -> Answer:
    """DELETE /v2/orders/{order_id}."""
    sim.desk.cancel(asked.path["order_id"])
    return EMPTY


def cancel_all(sim: Simulation, _: Asked) -> Answer:
    """DELETE /v2/orders."""
    canceled = cancel_everything(sim)
    return Answer([{"id": order.id, "status": 200, "body": order_json(sim.exchange, order)} for order in canceled], 207)


def cancel_everything(sim: Simulation) -> list[Order]:
    """All working orders; those of a group end together."""
    canceled = []
    for order in sim.exchange.live_orders():
        newest = sim.exchange.order(order.id)
        if newest is not None and newest.live:
            canceled.append(sim.desk.cancel(order.id))
    return canceled


def replace(sim: Simulation, asked: Asked) -> Answer:
    """PATCH /v2/orders/{order_id}."""
    body = asked.json()
    if body.get("notional"):
        raise unprocessable("notional orders cannot be replaced")
    time_in_force = body.get("time_in_force")
    order = sim.desk.replace(
        asked.path["order_id"],
        time_in_force=word(TimeInForce, "time_in_force", time_in_force) if time_in_force else None,
        client_order_id=text("client_order_id", body.get("client_order_id")),
        quantity=decimal("qty", body.get("qty")),
        **{name: decimal(name, body.get(name)) for name in ("limit_price", "stop_price", "trail")},
    )
    return _shown(sim, order)


def _shown(sim: Simulation, order: Order, *, nested: bool = True) -> Answer:
    return Answer(order_json(sim.exchange, order, nested=nested))


def _candidates(sim: Simulation, asked: Asked) -> Iterable[Order]:
    status = asked.query.get("status") or "open"
    if status not in {"open", "closed", "all"}:
        raise invalid("invalid status")
    classes = set(asked.words("asset_class")) - {"all"}
    nested = asked.flag("nested")
    ordered = (
        sim.exchange.orders() if asked.query.get("direction", "desc") == "asc" else reversed(sim.exchange.orders())
    )
    return (
        order
        for order in ordered
        if _has_status(sim, order, status, nested=nested)
        and (not nested or is_root(order))
        and (not classes or ("crypto" if is_crypto(order.request.symbol) else "us_equity") in classes)
    )


def _has_status(sim: Simulation, order: Order, status: str, *, nested: bool) -> bool:
    """Open: at work, or with a leg that is. Legs that are held are seen below their parent only, as at Alpaca."""
    if status == "all":
        return True
    if not nested:
        return order.live and order.status is not OrderStatus.HELD if status == "open" else not order.live
    group = (order, *legs_of(sim.exchange, order))
    working = order.status is not OrderStatus.REPLACED and any(member.live for member in group)
    return working == (status == "open")


def _between(orders: Iterable[Order], asked: Asked) -> Iterable[Order]:
    """Those beside the orders named: `before_order_id` and `after_order_id` were sent before and after in time."""
    older, newer = asked.query.get("before_order_id"), asked.query.get("after_order_id")
    if not older and not newer:
        return orders
    listed = list(orders)
    if asked.query.get("direction", "desc") != "asc":
        listed.reverse()
    ids = [order.id for order in listed]
    start = ids.index(newer) + 1 if newer in ids else 0
    stop = ids.index(older) if older in ids else len(ids)
    part = listed[start:stop]
    return part if asked.query.get("direction", "desc") == "asc" else reversed(part)


def _filtered(orders: Iterable[Order], asked: Asked) -> Iterator[Order]:
    after, until = asked.moment("after"), asked.moment("until")
    symbols, side = asked.words("symbols"), asked.query.get("side")
    for order in orders:
        if (
            (after is None or order.submitted_at > after)
            and (until is None or order.submitted_at < until)
            and (not symbols or order.request.symbol in symbols)
            and (not side or order.request.side == side)
        ):
            yield order
