"""Every order that was sent and what became of it; and those our own limits denied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from botspec.domain.orders import Order
from botspec.domain.rows import DeniedRow, IntentRow, LegRow, OrderRow, OutcomeRow


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`status` is the broker's last word, or the submit's outcome while the broker said nothing."""

    client_order_id: str
    at: datetime
    symbol: str
    side: str
    leg: str
    type: str
    time_in_force: str
    quantity: Decimal
    limit_price: Decimal | None
    rule: str
    status: str
    filled_quantity: Decimal
    filled_price: Decimal | None
    message: str

    @property
    def working(self) -> bool:
        """True while it may still be filled, as far as the journal knows."""
        return self.status not in _DONE


@dataclass(frozen=True, slots=True)
class DeniedGroup:
    """Denied orders of one limit: how many, of which symbols, and the one that asked for most."""

    limit: str
    count: int
    symbols: tuple[str, ...]
    worst: DeniedRow


_DONE = frozenset({"filled", "canceled", "expired", "replaced", "rejected"})


def order_lines(
    intents: Sequence[IntentRow | LegRow], outcomes: Sequence[OutcomeRow], orders: Sequence[OrderRow]
) -> tuple[OrderLine, ...]:
    """One line an intent, in the order they were made."""
    newest = {row.order.request.client_order_id: row.order for row in orders}
    answers = {row.client_order_id: row for row in outcomes}
    return tuple(_line(row, newest.get(_id(row)), answers.get(_id(row))) for row in intents)


def statuses(lines: Sequence[OrderLine]) -> dict[str, int]:
    """How many orders ended how, most frequent first."""
    return dict(Counter(line.status for line in lines).most_common())


def denied_groups(denied: Sequence[DeniedRow]) -> tuple[DeniedGroup, ...]:
    """By limit, most frequent first."""
    names = Counter(row.limit for row in denied)
    return tuple(_group(name, [row for row in denied if row.limit == name]) for name, _ in names.most_common())


def _id(row: IntentRow | LegRow) -> str:
    return row.intent.request.client_order_id


def _line(row: IntentRow | LegRow, order: Order | None, outcome: OutcomeRow | None) -> OrderLine:
    request = row.intent.request
    return OrderLine(
        client_order_id=_id(row),
        at=row.at,
        symbol=request.symbol,
        side=request.side,
        leg=row.intent.leg,
        type=request.type,
        time_in_force=request.time_in_force,
        quantity=request.quantity,
        limit_price=request.limit_price,
        rule=row.intent.rule,
        status=_status(order, outcome),
        filled_quantity=order.filled_quantity if order else Decimal(0),
        filled_price=order.filled_average_price if order else None,
        message=outcome.message if outcome else "",
    )


def _status(order: Order | None, outcome: OutcomeRow | None) -> str:
    if order is not None:
        return order.status.value
    return outcome.outcome if outcome is not None else "unknown"


def _group(limit: str, rows: list[DeniedRow]) -> DeniedGroup:
    worst = max(rows, key=lambda row: row.reading.used if row.reading.used.is_finite() else Decimal(0))
    return DeniedGroup(limit, len(rows), tuple(sorted({row.wanted.symbol for row in rows})), worst)
