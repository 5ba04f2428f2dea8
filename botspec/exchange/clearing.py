"""How much of an order fills, and what a fill does to the account."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from botspec.domain.events import SharesKind, SharesMoved
from botspec.domain.orders import Order, OrderRequest, Side, TimeInForce
from botspec.domain.record import record
from botspec.exchange.book import ZERO, Working
from botspec.exchange.charges import Pending
from botspec.exchange.fees.commission import COMMISSION
from botspec.exchange.fees.fees import Fees
from botspec.exchange.ledger import Ledger
from botspec.exchange.legality import FINEST_QUANTITY, is_crypto
from botspec.exchange.prices import exact, usable
from botspec.exchange.refusal import text

CRYPTO_FEE = "CFEE"
ONE = Decimal(1)
NEAR = 1.000001  # far above what floats can be wrong by


@record(frozen=True, slots=True)
class Execution:
    """One fill as the exchange made it: `order` is the state right after it."""

    order: Order
    quantity: Decimal
    price: Decimal
    at: datetime


class Clearing:
    """Shares each bar's volume out, moves cash and shares, adds up fees."""

    def __init__(self, ledger: Ledger, fees: Fees, participation: Decimal | None) -> None:
        self._ledger = ledger
        self._fees = fees
        self._charges = fees.kind != "none"
        self._participation = participation
        self._most = None if participation is None else float(participation)
        self._taken: dict[str, Decimal] = {}
        self.part: Callable[[str, OrderRequest, int, Decimal], Decimal] | None = None
        self.pending = Pending()
        self.executions: list[Execution] = []
        self.share_moves: list[SharesMoved] = []

    def new_bar(self) -> None:
        """A bar's volume is its own."""
        if self._taken:
            self._taken.clear()

    def quantity(self, working: Working, price: Decimal, volume: float) -> Decimal:
        """What of the order fills at `price`, as far as the bar's volume allows; 0 for nothing."""
        if not working.sized:
            self._size(working, price)
        quantity = working.remaining if self._most is None else self._in_bar(working, volume, self._most)
        if self.part is None or not quantity:
            return quantity
        return self.part(working.order.id, working.order.request, working.fills, quantity)

    def share(self, working: Working, price: Decimal, volume: float) -> Decimal:
        """What the order would take of the bar's volume, from 0 to 1; all of it where the volume is not known."""
        notional = working.order.request.notional
        asked = working.remaining if working.sized or notional is None else notional / price
        if self._participation is not None:
            asked = min(asked, self._volume_left(working.symbol, volume))
        return min(asked / exact(volume), ONE) if usable(volume) else ONE

    def _in_bar(self, working: Working, volume: float, most: float) -> Decimal:
        """What the bar still has; the exact part is worked out only near it."""
        request, remaining = working.order.request, working.remaining
        taken = self._taken.get(request.symbol, ZERO)
        wanted = taken + remaining if taken else remaining
        if not (volume < math.inf and float(wanted) * NEAR + 1 < volume * most):
            left = self._volume_left(request.symbol, volume)
            if request.time_in_force is TimeInForce.FOK and left < remaining:
                return ZERO
            remaining = min(remaining, left)
            wanted = taken + remaining
        self._taken[request.symbol] = wanted
        return remaining

    def fill(self, working: Working, quantity: Decimal, price: Decimal, at: datetime, session: int) -> Order:
        """Book a fill; the order as it is then."""
        request = working.order.request
        self._ledger.book(request.symbol, request.side, quantity, price)
        if self._charges:
            self._charge(working, quantity, price, at, session)
        order = working.take(quantity, price, at)
        self.executions.append(Execution(order, quantity, price, at))
        return order

    def _size(self, working: Working, price: Decimal) -> None:
        """An order in USD becomes shares at its first price: never more than were asked, or are held to be sold."""
        notional = working.order.request.notional
        if working.sized or notional is None:
            return
        shares = (notional / price).quantize(FINEST_QUANTITY, ROUND_FLOOR)
        if working.side is Side.SELL:
            shares = min(shares, self._ledger.quantity(working.symbol))
        working.remaining, working.sized = shares, True

    def _volume_left(self, symbol: str, volume: float) -> Decimal:
        share = exact(volume) * (self._participation or ZERO) if usable(volume) else ZERO
        most = share.quantize(FINEST_QUANTITY if is_crypto(symbol) else ONE, ROUND_FLOOR)
        return most - self._taken.get(symbol, ZERO)

    def _charge(self, working: Working, quantity: Decimal, price: Decimal, at: datetime, session: int) -> None:
        on, request = date.fromordinal(session), working.order.request
        if working.fills == 0 and self._fees.per_order:
            self.pending.add({COMMISSION: self._fees.per_order})
        if not is_crypto(request.symbol):
            self.pending.add(self._fees.of(request.side, quantity, price, on))
            return
        kept = self._fees.in_kind(maker=working.rested and working.limit is not None)
        if kept and working.side is Side.SELL:
            self.pending.add({CRYPTO_FEE: quantity * price * kept})
        elif kept:
            self._take_coins(working, (quantity * kept).quantize(FINEST_QUANTITY, ROUND_CEILING), at, on)

    def _take_coins(self, working: Working, coins: Decimal, at: datetime, on: date) -> None:
        held = self._ledger.positions[working.symbol]
        after = held.quantity - coins
        self._ledger.set(working.symbol, after, held.average_price)
        name = f"{CRYPTO_FEE} {working.order.id} {working.fills}"
        told = f"{text(coins)} of {working.symbol} kept as fee"
        self.share_moves.append(
            SharesMoved(name, SharesKind.FEE, working.symbol, -coins, after, held.average_price, on, at, told)
        )
