"""What happened to the account, as Alpaca lists it: fills, fees, dividends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from botspec.domain.events import CashKind, CashMoved
from botspec.domain.orders import OrderStatus
from botspec.exchange.exchange import Exchange
from botspec.exchange.floor import Execution
from botspec.simulator.identity import action_id
from botspec.simulator.render.money import text
from botspec.simulator.render.times import stamp

TYPES = {CashKind.FEE: "FEE", CashKind.DIVIDEND: "DIV"}


@dataclass(frozen=True, slots=True)
class Activity:
    """One line: `json` is what a client sees."""

    id: str
    type: str
    at: datetime
    on: date
    order_id: str | None
    json: dict[str, Any]


class Activities:
    """Grows with the exchange, oldest first. At one moment dividends come first, then fills, then fees."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._told: list[Activity] = []
        self._fills = 0
        self._moves = 0

    def all(self) -> Sequence[Activity]:
        """Every activity so far."""
        fills = self._exchange.executions[self._fills :]
        moves = self._exchange.cash_moves[self._moves :]
        numbered = [_fill(execution, self._fills + index) for index, execution in enumerate(fills)]
        self._fills += len(fills)
        self._moves += len(moves)
        self._told.extend(sorted([*numbered, *map(_cash, moves)], key=_place))
        return self._told


def _place(activity: Activity) -> tuple[datetime, int]:
    return activity.at, ("DIV", "FILL", "FEE").index(activity.type)


def _fill(execution: Execution, number: int) -> Activity:
    order = execution.order
    name = f"{execution.at:%Y%m%d%H%M%S}{execution.at.microsecond // 1000:03}::{action_id('fill', order.id, number)}"
    leaves = order.request.quantity - order.filled_quantity
    return Activity(
        id=name,
        type="FILL",
        at=execution.at,
        on=execution.at.date(),
        order_id=order.id,
        json={
            "activity_type": "FILL",
            "id": name,
            "cum_qty": text(order.filled_quantity),
            "leaves_qty": text(leaves),
            "order_id": order.id,
            "order_status": order.status,
            "price": text(execution.price),
            "qty": text(execution.quantity),
            "side": order.request.side,
            "symbol": order.request.symbol,
            "transaction_time": stamp(execution.at),
            "type": "fill" if order.status is OrderStatus.FILLED else "partial_fill",
        },
    )


def _cash(moved: CashMoved) -> Activity:
    kind = TYPES[moved.kind]
    shown = {
        "activity_type": kind,
        "id": moved.id,
        "activity_sub_type": "CDIV" if kind == "DIV" else moved.description.split(" ", 1)[0],
        "date": moved.on.isoformat(),
        "created_at": stamp(moved.at),
        "net_amount": text(moved.amount),
        "description": moved.description,
        "currency": "USD",
        "status": "executed",
    }
    if moved.symbol is not None:
        shown["symbol"] = moved.symbol
    return Activity(moved.id, kind, moved.at, moved.on, None, shown)
