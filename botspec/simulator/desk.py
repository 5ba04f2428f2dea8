"""The commands of the account: done, kept, then answered; and done again after a restart."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from botspec.domain.orders import Order, OrderRequest, TimeInForce
from botspec.journal.decoding import decoder
from botspec.journal.encoding import encoder
from botspec.simulator.chaos.account import AccountChaos
from botspec.simulator.listings import Listings
from botspec.simulator.settings import Settings
from botspec.simulator.store import Store
from botspec.simulator.venue import Venue
from botspec.simulator.watchlists import Watchlist, Watchlists


class Desk:
    """Everything that changes the account goes through here. A refused command changes nothing and is not kept."""

    def __init__(
        self,
        venue: Venue,
        store: Store | None,
        settings: Settings,
        listings: Listings,
        seed: str = "",
        chaos: AccountChaos | None = None,
    ) -> None:
        self.venue = venue
        self._chaos = chaos
        self.listings = listings
        self.settings = settings
        self.watchlists = Watchlists(seed)
        self._store = store
        if store is not None:
            for at, kind, body in store.commands():
                self._repeat(datetime.fromisoformat(at), kind, body)

    def advance(self, until: datetime, *, always_keep: bool, news: bool = False) -> bool:
        """Move time on, with `news` to the first fill; True when there was one.

        Kept when something happened, or when time itself is what a client was told.
        """
        if until <= self.venue.now:
            return False
        fills = len(self.venue.exchange.executions)
        if self.venue.advance(until, news=news) or always_keep:
            self._keep("advance", {})
        return len(self.venue.exchange.executions) > fills

    def submit(self, request: OrderRequest) -> Order:
        """Take an order. Raises Refusal."""
        self.settings.check(request)
        self.listings.check(request, opens=self.venue.exchange.would_be(request).endswith("open"))
        order = self._submit(request, self.venue.now)
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
        time_in_force: TimeInForce | None,
        client_order_id: str | None,
        **changes: Decimal | None,
    ) -> Order:
        """Replace an order; `changes` as the exchange takes them. Raises Refusal."""
        named = {"time_in_force": time_in_force, "client_order_id": client_order_id, **changes}
        given = {name: value for name, value in named.items() if value is not None}
        order = self.venue.exchange.replace(order_id, self.venue.now, **_changes(given))
        self._keep("replace", {"order_id": order_id, **given})
        return order

    def configure(self, body: Mapping[str, Any]) -> Settings:
        """Change what the account holder may set. Raises Refusal."""
        settings = self.settings.changed(body)
        self._configure(settings)
        self._keep("configure", settings.json())
        return settings

    def watch(self, what: str, **given: Any) -> Watchlist | None:  # noqa: ANN401 - arguments of a method of Watchlists
        """Do something to the watchlists. Raises Refusal."""
        found = self._watch(what, given, self.venue.now)
        self._keep("watch", {"what": what, **given})
        return found

    def _submit(self, request: OrderRequest, at: datetime) -> Order:
        """The answer is from before a rejection that comes a moment later."""
        exchange = self.venue.exchange
        order = exchange.submit(request, at)
        newest = exchange.order(order.id)
        if self._chaos is not None and newest is not None and self._chaos.rejects(newest):
            exchange.reject(order.id, at)
            self._chaos.rejected(newest)
        return order

    def _configure(self, settings: Settings) -> None:
        self.settings = settings
        self.venue.exchange.configure(int(settings.max_margin_multiplier), shorting=not settings.no_shorting)

    def _watch(self, what: str, given: Mapping[str, Any], at: datetime) -> Watchlist | None:
        when = {} if what == "delete" else {"at": at}
        found: Watchlist | None = getattr(self.watchlists, what)(**given, **when)
        return found

    def _keep(self, kind: str, body: Mapping[str, Any]) -> None:
        if self._store is not None:
            self._store.append(self.venue.now.isoformat(), kind, body)

    def _repeat(self, at: datetime, kind: str, body: dict[str, Any]) -> None:
        self.venue.advance(at)
        exchange = self.venue.exchange
        match kind:
            case "submit":
                self._submit(_request(body), at)
            case "cancel":
                exchange.cancel(body["order_id"], at)
            case "replace":
                exchange.replace(body.pop("order_id"), at, **_changes(body))
            case "configure":
                self._configure(self.settings.changed(body))
            case "watch":
                self._watch(body.pop("what"), body, at)
            case _:
                pass  # advance: done above


def _plain(request: OrderRequest) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(encoder(OrderRequest)(request))
    return plain


def _request(body: Mapping[str, Any]) -> OrderRequest:
    request: OrderRequest = decoder(OrderRequest)(dict(body))
    return request


def _changes(body: Mapping[str, Any]) -> dict[str, Any]:
    readers: Mapping[str, Callable[[Any], Any]] = {"time_in_force": TimeInForce, "client_order_id": str}
    return {name: readers.get(name, Decimal)(value) for name, value in body.items()}
