"""Orders: sent, listed, found, replaced, canceled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from botspec.domain.orders import Order, TimeInForce
from botspec.exchange.refusal import invalid, not_found, unprocessable
from botspec.simulator.answer import EMPTY, Answer
from botspec.simulator.asking import Asked, decimal, text
from botspec.simulator.order_request import PRICES, order_request, word
from botspec.simulator.render.orders import order_json
from botspec.simulator.simulation import Simulation

USUAL, MOST = 50, 500


def submit(sim: Simulation, asked: Asked) -> Answer:
    """POST /v2/orders."""
    request = order_request(asked.json(), sim.exchange.next_client_order_id())
    if request.symbol not in sim.tape.symbols:
        raise unprocessable(f'asset "{request.symbol}" not found')
    return Answer(order_json(sim.desk.submit(request)))


def listing(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/orders."""
    limit = min(asked.count("limit", USUAL, 10**6), MOST)
    found = _between(_candidates(sim, asked), asked)
    return Answer([order_json(order) for order in islice(_filtered(found, asked), limit)])


def one(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/orders/{order_id}."""
    wanted = asked.path["order_id"]
    order = sim.exchange.order(wanted)
    if order is None:
        raise not_found(f"order not found for {wanted}")
    return Answer(order_json(order))


def by_client_order_id(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/orders:by_client_order_id."""
    wanted = asked.query.get("client_order_id")
    if not wanted:
        raise invalid("client_order_id is missing")
    order = sim.exchange.by_client_order_id(wanted)
    if order is None:
        raise not_found(f"order not found for {wanted}")
    return Answer(order_json(order))


def cancel(sim: Simulation, asked: Asked) -> Answer:
    """DELETE /v2/orders/{order_id}."""
    sim.desk.cancel(asked.path["order_id"])
    return EMPTY


def cancel_all(sim: Simulation, _: Asked) -> Answer:
    """DELETE /v2/orders."""
    canceled = [sim.desk.cancel(order.id) for order in sim.exchange.live_orders()]
    return Answer([{"id": order.id, "status": 200, "body": order_json(order)} for order in canceled], 207)


def replace(sim: Simulation, asked: Asked) -> Answer:
    """PATCH /v2/orders/{order_id}."""
    body = asked.json()
    if any(body.get(name) for name in (*PRICES, "trail", "notional")):
        raise unprocessable(
            "only qty, limit_price, time_in_force and client_order_id can be replaced in this simulator"
        )
    time_in_force = body.get("time_in_force")
    order = sim.desk.replace(
        asked.path["order_id"],
        quantity=decimal("qty", body.get("qty")),
        limit_price=decimal("limit_price", body.get("limit_price")),
        time_in_force=word(TimeInForce, "time_in_force", time_in_force) if time_in_force else None,
        client_order_id=text("client_order_id", body.get("client_order_id")),
    )
    return Answer(order_json(order))


def _candidates(sim: Simulation, asked: Asked) -> Iterable[Order]:
    status = asked.query.get("status") or "open"
    if status not in {"open", "closed", "all"}:
        raise invalid("invalid status")
    if asked.words("asset_class") and not {"us_equity", "all"} & set(asked.words("asset_class")):
        return ()
    known: Sequence[Order] = sim.exchange.live_orders() if status == "open" else sim.exchange.orders()
    ordered = known if asked.query.get("direction", "desc") == "asc" else reversed(known)
    return (order for order in ordered if status != "closed" or not order.live)


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
