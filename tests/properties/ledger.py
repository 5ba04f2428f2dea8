"""A run's rows read by a second pair of eyes: plain sums, sharing nothing with the engine but the rows themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from botspec.domain.events import CashKind
from botspec.domain.intents import Intent
from botspec.domain.orders import Order, Side
from botspec.domain.rows import (
    CashRow,
    ContributedRow,
    FillRow,
    IntentRow,
    LegRow,
    OrderRow,
    OutcomeRow,
    Row,
    SharesRow,
)

NOTHING = Decimal(0)
MARKET, STOP = Decimal("1.02"), Decimal("1.04")


@dataclass(slots=True)
class Ledger:
    """What the rows so far come to; quantities are signed, `left` is what an order may still fill.

    `overpaid` is what buys cost beyond what they were reckoned to: a market order that waits, for an auction or for the
    symbol's next bar, takes the price there is.
    """

    cash: Decimal
    held: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    left: dict[str, Decimal] = field(default_factory=dict)
    filled: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    orders: dict[str, Order] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    sent: list[datetime] = field(default_factory=list)
    overpaid: Decimal = NOTHING
    faults: list[str] = field(default_factory=list)

    def take(self, row: Row) -> None:
        match row:
            case IntentRow() | LegRow():
                name = row.intent.request.client_order_id
                self.intents[name], self.left[name] = row.intent, size(row.intent)
                if isinstance(row, IntentRow):
                    self.sent.append(row.at)
            case OutcomeRow() if row.outcome in {"rejected", "not_sent"}:
                self.left.pop(row.client_order_id, None)
            case OrderRow():
                self._order(row.order)
            case FillRow():
                self._fill(row)
            case _:
                self._money(row)

    def _money(self, row: Row) -> None:
        match row:
            case CashRow():
                self.cash += NOTHING if row.moved.kind is CashKind.UNCLASSIFIED else row.moved.amount
            case ContributedRow():
                self.cash += row.amount
            case SharesRow():
                self.held[row.symbol] += row.quantity
            case _:
                pass

    def _order(self, order: Order) -> None:
        name = order.request.client_order_id
        before = self.orders.get(name)
        if before is not None and order.filled_quantity < before.filled_quantity:
            self.faults.append(f"{name}: filled {order.filled_quantity} after {before.filled_quantity}")
        self.orders[name] = order
        self.left[name] = size(self.intents[name]) - order.filled_quantity
        if order.status.terminal:
            del self.left[name]

    def _fill(self, row: FillRow) -> None:
        fill = row.fill
        if not (fill.price.is_finite() and fill.price > 0 and fill.quantity > 0):
            self.faults.append(f"a fill of {fill.quantity} at {fill.price}")
        before = self.held[fill.symbol]
        after = before + fill.quantity * fill.side.sign
        if self.intents[fill.client_order_id].leg.reduces and not _shrinks(before, after):
            self.faults.append(f"{fill.client_order_id} was to reduce {before} {fill.symbol} and left {after}")
        self.held[fill.symbol] = after
        self.overpaid += (
            max((fill.price - worst(self.intents[fill.client_order_id])) * fill.side.sign, NOTHING) * fill.quantity
        )
        self.cash -= fill.quantity * fill.side.sign * fill.price
        self.filled[fill.client_order_id] += fill.quantity

    def opening(self) -> Iterable[tuple[Intent, Decimal]]:
        """Orders that may still open or add, with what is left of them."""
        for name, left in self.left.items():
            if not self.intents[name].leg.reduces and left > 0:
                yield self.intents[name], left


def _shrinks(before: Decimal, after: Decimal) -> bool:
    return abs(after) < abs(before) and before * after >= 0


def size(intent: Intent) -> Decimal:
    """How many shares it is for; one in USD, how many they buy at the price it was sized at."""
    request = intent.request
    return request.quantity if request.notional is None else request.notional / intent.reference_price


def worst(intent: Intent) -> Decimal:
    """The most a share is reckoned to cost, or to come to be owed. One in USD costs no more than those."""
    request, market = intent.request, intent.reference_price
    if request.notional is not None:
        return market
    if request.limit_price is not None:
        return max(request.limit_price, market) if request.side is Side.SELL else request.limit_price
    stop = request.stop_price or NOTHING
    trail = market + (request.trail_price or NOTHING) + market * (request.trail_percent or NOTHING) / 100
    waits = request.stop_price is not None or trail != market
    return max(stop, trail) * STOP if waits else market * MARKET


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst case once everything that may open has filled; USD."""

    spendable: Decimal
    worth: dict[str, Decimal]
    shares: dict[str, Decimal]

    @property
    def gross(self) -> Decimal:
        return sum(self.worth.values(), NOTHING)


def worst_case(ledger: Ledger, prices: dict[str, Decimal]) -> Worst:
    """`prices` are the last ones. What is owed on short positions is set aside, and as much again."""
    held = {symbol: quantity for symbol, quantity in ledger.held.items() if quantity}
    owed = sum((-quantity * prices[symbol] for symbol, quantity in held.items() if quantity < 0), NOTHING)
    spendable = ledger.cash - 2 * owed
    worth: dict[str, Decimal] = defaultdict(Decimal)
    shares: dict[str, Decimal] = defaultdict(Decimal)
    for symbol, quantity in held.items():
        worth[symbol], shares[symbol] = abs(quantity) * prices[symbol], abs(quantity)
    for intent, left in ledger.opening():
        claimed = left * worst(intent)
        spendable -= claimed
        worth[intent.request.symbol] += claimed
        shares[intent.request.symbol] += left
    return Worst(spendable, dict(worth), dict(shares))
