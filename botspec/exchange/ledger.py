"""Cash and positions of the simulated account."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.account import BrokerPosition
from botspec.domain.orders import Side

ZERO = Decimal(0)


class Ledger:
    """Exact cash and positions, in the order they were opened; short ones, negative, are named in `short`."""

    def __init__(self, cash: Decimal) -> None:
        self.cash = cash
        self.positions: dict[str, BrokerPosition] = {}
        self.short: set[str] = set()

    def quantity(self, symbol: str) -> Decimal:
        """Shares held, 0 when none, negative when short."""
        held = self.positions.get(symbol)
        return ZERO if held is None else held.quantity

    def book(self, symbol: str, side: Side, quantity: Decimal, price: Decimal) -> None:
        """Move shares against cash."""
        signed = quantity if side is Side.BUY else -quantity
        self.cash -= signed * price
        held = self.positions.get(symbol)
        if held is None:
            self.set(symbol, ZERO + signed, price)
        else:
            self.set(symbol, held.quantity + signed, _average(held, signed, price))

    def set(self, symbol: str, quantity: Decimal, average: Decimal) -> None:
        """What is held from now on, whatever it was."""
        if quantity == 0:
            self.positions.pop(symbol, None)
            self.short.discard(symbol)
            return
        self.positions[symbol] = BrokerPosition(symbol, quantity, average)
        if quantity < 0:
            self.short.add(symbol)
        elif self.short:
            self.short.discard(symbol)


def _average(held: BrokerPosition, signed: Decimal, price: Decimal) -> Decimal:
    """Mean entry price: moves with what adds, stays with what reduces, starts anew across zero."""
    after = held.quantity + signed
    if (held.quantity > 0) == (signed > 0):
        return (held.quantity * held.average_price + signed * price) / after
    return held.average_price if (after > 0) == (held.quantity > 0) else price
