"""The commands of the account: done, kept, then answered; and done again after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from botspec.domain.orders import Order, OrderRequest, OrderType, Side, TimeInForce
from botspec.simulator.store import Store
from botspec.simulator.venue import Venue


class Desk:
    """Everything that changes the account goes through here. A refused command changes nothing and is not kept."""

    def __init__(self, venue: Venue, store: Store | None) -> None:
        self.venue = venue
        self._store = store
        if store is not None:
            for at, kind, body in store.commands():
                self._repeat(datetime.fromisoformat(at), kind, body)

    def advance(self, until: datetime, *, always_keep: bool) -> None:
        """Move time on. Kept when something happened, or when time itself is what a client was told."""
        if until <= self.venue.now:
            return
        if self.venue.advance(until) or always_keep:
            self._keep("advance", {})

    def submit(self, request: OrderRequest) -> Order:
        """Take an order. Raises Refusal."""
        order = self.venue.exchange.submit(request, self.venue.now)
        self._keep("submit", _plain(request))
        return order

    def cancel(self, order_id: str) -> Order:
        """Cancel an order. Raises Refusal."""
        order = self.venue.exchange.cancel(order_id, self.venue.now)
        self._keep("cancel", {"order_id": order_id})
        return order

    def replace(
        self,
        order_id: str,
        *,
        quantity: Decimal | None,
        limit_price: Decimal | None,
        time_in_force: TimeInForce | None,
        client_order_id: str | None,
    ) -> Order:
        """Replace an order. Raises Refusal."""
        order = self.venue.exchange.replace(
            order_id,
            self.venue.now,
            quantity=quantity,
            limit_price=limit_price,
            time_in_force=time_in_force,
            client_order_id=client_order_id,
        )
        changes = {
            "quantity": quantity,
            "limit_price": limit_price,
            "time_in_force": time_in_force,
            "client_order_id": client_order_id,
        }
        self._keep("replace", {"order_id": order_id, **{name: value for name, value in changes.items() if value}})
        return order

    def _keep(self, kind: str, body: Mapping[str, Any]) -> None:
        if self._store is not None:
            self._store.append(self.venue.now.isoformat(), kind, body)

    def _repeat(self, at: datetime, kind: str, body: dict[str, Any]) -> None:
        self.venue.advance(at)
        exchange = self.venue.exchange
        match kind:
            case "submit":
                exchange.submit(_request(body), at)
            case "cancel":
                exchange.cancel(body["order_id"], at)
            case "replace":
                exchange.replace(body.pop("order_id"), at, **_changes(body))
            case _:
                pass  # advance: done above


def _plain(request: OrderRequest) -> dict[str, str | None]:
    return {
        "client_order_id": request.client_order_id,
        "symbol": request.symbol,
        "side": request.side,
        "type": request.type,
        "time_in_force": request.time_in_force,
        "quantity": str(request.quantity),
        "limit_price": None if request.limit_price is None else str(request.limit_price),
    }


def _request(body: Mapping[str, Any]) -> OrderRequest:
    limit = body["limit_price"]
    return OrderRequest(
        client_order_id=body["client_order_id"],
        symbol=body["symbol"],
        side=Side(body["side"]),
        type=OrderType(body["type"]),
        time_in_force=TimeInForce(body["time_in_force"]),
        quantity=Decimal(body["quantity"]),
        limit_price=None if limit is None else Decimal(limit),
    )


def _changes(body: Mapping[str, str]) -> dict[str, Any]:
    readers = {"quantity": Decimal, "limit_price": Decimal, "time_in_force": TimeInForce, "client_order_id": str}
    return {name: readers[name](value) for name, value in body.items()}
