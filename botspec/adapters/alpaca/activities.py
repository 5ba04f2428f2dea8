"""Cash and shares that came or went beside fills: fees, dividends, transfers, splits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal

from botspec.adapters.alpaca.connection import Connection
from botspec.adapters.alpaca.listing import stamp
from botspec.adapters.alpaca.orders import Malformed, Raw, mapping, optional_number, sequence, text, time_of
from botspec.adapters.alpaca.sdk import TradingClient
from botspec.adapters.alpaca.symbols import pair
from botspec.domain.events import CashKind, CashMoved, SharesKind, SharesMoved
from botspec.market.calendar import NEW_YORK
from botspec.ports.broker import Unavailable

PAGE = 100
_ENOUGH_PAGES = 1000
_KINDS = {
    CashKind.FEE: "FEE CFEE DIVFEE PTC PTR INT INTNRA INTTW",  # interest: what the account costs, as a fee is
    CashKind.DIVIDEND: "DIV CGD DIVCGL DIVCGS DIVFT DIVNRA DIVROC DIVTW DIVTXEX",
    CashKind.TRANSFER: "CSD CSW TRANS JNL JNLC ACATC",
}
SHARES_OF = {"SPLIT": SharesKind.SPLIT, "CFEE": SharesKind.FEE}
KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}


def movements(
    connection: Connection[TradingClient], after: datetime, booked: Collection[str]
) -> list[CashMoved | SharesMoved]:
    """Movements created later than `after` that are not in `booked`, oldest first. Raises Unavailable, Malformed."""
    moves = (_move(raw) for raw in _activities(connection, after) if raw.get("activity_type") != "FILL")
    return [move for move in moves if move.id not in booked]


def _activities(connection: Connection[TradingClient], after: datetime) -> list[Raw]:
    query: dict[str, object] = {
        "category": "non_trade_activity",
        "after": stamp(after),
        "direction": "asc",
        "page_size": PAGE,
    }
    found: dict[str, Raw] = {}
    for _ in range(_ENOUGH_PAGES):
        raw = connection.read("reading activities", lambda client: client.get("/account/activities", query))
        page = [mapping(activity) for activity in sequence(raw)]
        known = len(found)
        found.update((text(activity, "id"), activity) for activity in page)
        if len(page) < PAGE:
            return list(found.values())
        if len(found) == known:
            break
        query["page_token"] = text(page[-1], "id")
    raise Unavailable("Alpaca: the list of activities does not come to an end")


def _move(raw: Raw) -> CashMoved | SharesMoved:
    """What is not understood (a type, a correction) becomes UNCLASSIFIED: a person must look."""
    return _shares(raw) or _cash(raw)


def _shares(raw: Raw) -> SharesMoved | None:
    """A split, or a fee kept in coins; None for everything else."""
    kind, symbol = SHARES_OF.get(text(raw, "activity_type")), _symbol(raw)
    quantity = optional_number(raw, "qty")
    whole = (raw.get("status") or "executed") == "executed" and not optional_number(raw, "net_amount")
    if kind is None or symbol is None or not quantity or not whole:
        return None
    return SharesMoved(
        id=text(raw, "id"),
        kind=kind,
        symbol=symbol,
        quantity=quantity,
        after=None,
        average_price=None,
        on=_date(raw),
        at=_created(raw),
        description=_description(raw, "executed"),
    )


def _created(raw: Raw) -> datetime:
    on = _date(raw)
    return time_of(raw, "created_at") or datetime(on.year, on.month, on.day, tzinfo=NEW_YORK).astimezone(UTC)


def _cash(raw: Raw) -> CashMoved:
    kind = KIND_OF.get(text(raw, "activity_type"), CashKind.UNCLASSIFIED)
    status = raw.get("status") or "executed"
    name = text(raw, "id")
    if status != "executed":
        kind, name = CashKind.UNCLASSIFIED, f"{name}:{status}"
    amount = optional_number(raw, "net_amount")
    if amount is None and kind is not CashKind.UNCLASSIFIED:
        raise Malformed("a cash movement without an amount")
    on = _date(raw)
    return CashMoved(
        id=name,
        kind=kind,
        amount=Decimal(0) if amount is None else amount,
        on=on,
        at=_created(raw),
        symbol=_symbol(raw),
        description=_description(raw, str(status)),
    )


def _symbol(raw: Raw) -> str | None:
    symbol = raw.get("symbol")
    if not isinstance(symbol, str) or not symbol:
        return None
    return pair(symbol) if raw.get("activity_type") == "CFEE" else symbol


def _date(raw: Raw) -> date:
    told = raw.get("date")
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError:
        message = "a cash movement without a date"
    raise Malformed(message)


def _description(raw: Raw, status: str) -> str:
    told = raw.get("description")
    if isinstance(told, str) and told and status == "executed":
        return told
    words = (raw.get("activity_type"), raw.get("activity_sub_type"), None if status == "executed" else status)
    return " ".join(str(word) for word in words if word)
