"""How long an order may wait, and what becomes of the rest of it then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from botspec.domain.orders import Side
from botspec.execution.ticks import passive
from botspec.spec.words import Unfilled

OTHER = {Side.BUY: Side.SELL, Side.SELL: Side.BUY}


@dataclass(frozen=True, slots=True)
class Patience:
    """`wait` is time in which the order could trade; `cap` is how far a price may go from the first one, as a ratio."""

    wait: timedelta
    then: Unfilled
    cap: Decimal | None = None

    @property
    def resends(self) -> bool:
        """True when the rest leaves again."""
        return self.then is not Unfilled.CANCEL

    def price(self, first: Decimal, market: Decimal, side: Side) -> Decimal:
        """The limit price with which the rest leaves: the market's, so that it can fill, but not beyond the cap."""
        reachable, last = passive(market, OTHER[side]), self.last_price(first, side)
        if last is None:
            return reachable
        return min(reachable, last) if side is Side.BUY else max(reachable, last)

    def last_price(self, first: Decimal, side: Side) -> Decimal | None:
        """The furthest limit price there may be; None without a cap."""
        return None if self.cap is None else passive(first * (1 + side.sign * self.cap), side)

    def __str__(self) -> str:
        return f"{self.then} after {self.wait}"
