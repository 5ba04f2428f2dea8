"""Orders that a person changed at the broker: found by list, by the id that the old one names, or asked for again."""

from __future__ import annotations

from typing import Any

import pytest

from botspec.ports.broker import Unavailable
from tests.fakes.transport import Reply, order_json
from tests.unit.adapters.alpaca.test_broker import ID, LATER, NAME, NOT_FOUND, Alpaca, broker, filled, send

SECOND, THIRD = "00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003"
OLD = order_json(status="replaced", replaced_by=SECOND, updated_at="2026-11-20T14:40:00Z")
NEW = order_json(id=SECOND, client_order_id="by-hand", replaces=ID, qty="12", submitted_at="2026-11-20T14:35:00Z")
BY_NAME = "/orders:by_client_order_id"


def told(mine: Any) -> list[tuple[str, str]]:
    """Client id and state of what is new, in the order it is told."""
    return [(each.order.request.client_order_id, str(each.order.status)) for each in mine.advance(LATER, None)]


def test_one_that_the_list_shows_is_told_after_the_one_it_replaced() -> None:
    alpaca = Alpaca(**{"POST /orders": order_json()})
    mine = broker(alpaca)
    send(mine)
    alpaca.told["/orders"] = [OLD, NEW, order_json(id=THIRD, client_order_id="somebody's")]
    assert told(mine) == [(NAME, "replaced"), ("by-hand", "pending_new")]
    assert f"GET /v2/orders/{SECOND}" not in alpaca.paths
    alpaca.told["/orders"] = [OLD, filled(id=SECOND, client_order_id="by-hand", replaces=ID, qty="12")]
    assert told(mine) == [("by-hand", "filled")]


def test_a_new_process_follows_from_one_to_the_next() -> None:
    second = {**NEW, "status": "replaced", "replaced_by": THIRD}
    third = order_json(id=THIRD, client_order_id="again", replaces=SECOND, submitted_at="2026-11-20T14:50:00Z")
    alpaca = Alpaca(**{BY_NAME: OLD, f"/orders/{SECOND}": second, f"/orders/{THIRD}": third})
    mine = broker(alpaca)
    mine.track(NAME)
    assert [name for name, _ in told(mine)] == [NAME, "by-hand", "again"]
    alpaca.told["DELETE /orders/" + THIRD] = Reply(None, 204)
    assert mine.cancel("again", LATER)


def test_one_that_is_not_shown_yet_is_asked_for_until_it_is() -> None:
    alpaca = Alpaca(**{BY_NAME: OLD, f"/orders/{SECOND}": NOT_FOUND})
    mine = broker(alpaca)
    mine.track(NAME)
    assert told(mine) == [(NAME, "replaced")]
    assert told(mine) == []
    alpaca.told["DELETE /orders/" + SECOND] = Reply(None, 204)
    assert mine.cancel(NAME, LATER)  # what stands in its place is meant
    alpaca.told[f"/orders/{SECOND}"] = NEW
    assert told(mine) == [("by-hand", "pending_new")]


def test_one_that_cannot_be_read_leaves_everything_untold() -> None:
    alpaca = Alpaca(**{BY_NAME: OLD, f"/orders/{SECOND}": Reply({"message": "?"}, 500)})
    mine = broker(alpaca)
    mine.track(NAME)
    with pytest.raises(Unavailable):
        mine.advance(LATER, None)
    alpaca.told[f"/orders/{SECOND}"] = NEW
    assert told(mine) == [(NAME, "replaced"), ("by-hand", "pending_new")]


def test_a_leg_that_was_replaced_is_looked_up_as_no_list_shows_it() -> None:
    leg = order_json(id=SECOND, client_order_id="leg", status="held", side="sell")
    moved = order_json(id=THIRD, client_order_id="moved", status="held", side="sell", replaces=SECOND)
    alpaca = Alpaca(**{"POST /orders": order_json(legs=[leg])})
    mine = broker(alpaca)
    send(mine)
    alpaca.told["/orders"] = [order_json(status="partially_filled", filled_qty="1", filled_avg_price="151", legs=[leg])]
    assert ("leg", "held") in told(mine)
    alpaca.told["/orders"] = [order_json(legs=[moved])]
    alpaca.told[BY_NAME] = {**leg, "status": "replaced", "replaced_by": THIRD}
    assert set(told(mine)) >= {("leg", "replaced"), ("moved", "held")}
