"""What happened to the account, as Alpaca lists it: fills, fees, dividends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from botspec.domain.events import CashKind, CashMoved, SharesKind, SharesMoved
from botspec.domain.orders import OrderStatus, Side
from botspec.exchange.clearing import Execution
from botspec.exchange.exchange import Exchange
from botspec.simulator.identity import action_id
from botspec.simulator.render.money import text
from botspec.simulator.render.times import stamp

TYPES = {CashKind.FEE: "FEE", CashKind.DIVIDEND: "DIV"}
SHARE_TYPES = {SharesKind.SPLIT: "SPLIT", SharesKind.FEE: "CFEE"}
RANK = ("SPLIT", "DIV", "FILL", "CFEE", "FEE")


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
    """Grows with the exchange, oldest first. At one moment splits and dividends come first, then fills, then fees."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._told: list[Activity] = []
        self._fills = 0
        self._moves = 0
        self._shares = 0

    def all(self) -> Sequence[Activity]:
        """Every activity so far."""
        fills = self._exchange.executions[self._fills :]
        moves = self._exchange.cash_moves[self._moves :]
        numbered = [self._fill(execution, self._fills + index) for index, execution in enumerate(fills)]
        shares = self._exchange.share_moves[self._shares :]
        self._fills += len(fills)
        self._moves += len(moves)
        self._shares += len(shares)
        self._told.extend(sorted([*map(_shares, shares), *numbered, *map(_cash, moves)], key=_place))
        return self._told

    def _fill(self, execution: Execution, number: int) -> Activity:
        order = execution.order
        short = order.request.side is Side.SELL and self._exchange.opens(order.id)
        return _fill(execution, number, "sell_short" if short else order.request.side.value)


def _place(activity: Activity) -> tuple[datetime, int]:
    return activity.at, RANK.index(activity.type)


def _fill(execution: Execution, number: int, side: str) -> Activity:
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
            "side": side,
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


def _shares(moved: SharesMoved) -> Activity:
    kind = SHARE_TYPES[moved.kind]
    name = f"{moved.on:%Y%m%d}000000000::{action_id('shares', moved.id)}"
    shown = {
        "activity_type": kind,
        "id": name,
        "date": moved.on.isoformat(),
        "created_at": stamp(moved.at),
        "net_amount": "0",
        "qty": text(moved.quantity),
        "symbol": moved.symbol,
        "description": moved.description,
        "currency": "USD",
        "status": "executed",
    }
    return Activity(name, kind, moved.at, moved.on, None, shown)
