"""Cash and positions of the simulated account."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.account import BrokerPosition
from botspec.domain.orders import Side

ZERO = Decimal(0)


class Ledger:
    """Exact cash and long positions, in the order they were opened."""

    def __init__(self, cash: Decimal) -> None:
        self.cash = cash
        self.positions: dict[str, BrokerPosition] = {}

    def quantity(self, symbol: str) -> Decimal:
        """Shares held, 0 when none."""
        held = self.positions.get(symbol)
        return ZERO if held is None else held.quantity

    def book(self, symbol: str, side: Side, quantity: Decimal, price: Decimal) -> None:
        """Move shares against cash. A sell never takes more than is held: the order checks see to that."""
        self.cash -= side.sign * quantity * price
        before = self.quantity(symbol)
        after = before + side.sign * quantity
        if after < 0:
            raise ValueError(f"sold {quantity} {symbol} of {before} held")
        if after == 0:
            del self.positions[symbol]
        else:
            average = self._average(symbol, side, quantity, price)
            self.positions[symbol] = BrokerPosition(symbol, after, average)

    def _average(self, symbol: str, side: Side, quantity: Decimal, price: Decimal) -> Decimal:
        held = self.positions.get(symbol)
        if held is None:
            return price
        if side is Side.SELL:
            return held.average_price
        return (held.quantity * held.average_price + quantity * price) / (held.quantity + quantity)
