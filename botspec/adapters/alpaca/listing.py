"""Lists of orders, read to the end: Alpaca sends at most 500 at a time and has no page token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from botspec.adapters.alpaca.connection import Connection
from botspec.adapters.alpaca.orders import Malformed, Raw, mapping, sequence, text, time_of
from botspec.adapters.alpaca.sdk import TradingClient
from botspec.ports.broker import Unavailable

PAGE = 500
_OVERLAP = timedelta(microseconds=1)  # `after` is exclusive, and several orders may share a moment


def list_orders(connection: Connection[TradingClient], status: str, after: datetime | None) -> list[Raw]:
    """Orders submitted later than `after`, oldest first, legs behind their parent. Raises Unavailable, Malformed."""
    found: dict[str, Raw] = {}
    while True:
        page = _page(connection, status, after)
        known = len(found)
        found.update((text(order, "id"), order) for order in page)
        if len(page) < PAGE:
            return [order for parent in found.values() for order in _family(parent)]
        after = _submitted(page[-1]) - _OVERLAP
        if len(found) == known:
            raise Unavailable("Alpaca: the list of orders does not come to an end")


def _page(connection: Connection[TradingClient], status: str, after: datetime | None) -> list[Raw]:
    query: dict[str, object] = {"status": status, "limit": PAGE, "direction": "asc", "nested": True}
    if after is not None:
        query["after"] = stamp(after)
    raw = connection.read("reading orders", lambda client: client.get("/orders", query))
    return [mapping(order) for order in sequence(raw)]


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _submitted(order: Raw) -> datetime:
    at = time_of(order, "submitted_at") or time_of(order, "created_at")
    if at is None:
        raise Malformed("an order without any time")
    return at


def _family(parent: Raw) -> Iterator[Raw]:
    yield parent
    for leg in sequence(parent.get("legs") or []):
        yield mapping(leg)
