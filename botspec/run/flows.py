"""The money that each symbol took and brought, beside what is still held of it: a fold, kept for guards that ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from botspec.domain.events import CashKind, CashMoved
from botspec.domain.portfolio import Fill, Portfolio
from botspec.market.hours import Hours

ZERO, NANO = Decimal(0), Decimal("1e-9")
FEES_COME_WITHIN = timedelta(days=10)  # a broker lists the fees of a day days later


@dataclass(slots=True)
class Flows:
    """`now` is what every symbol ever traded brought so far, USD: sales less purchases, dividends, less fees.

    `moves` is what has come to it since the last bar was dealt with, `traded` the money that changed hands by day and
    symbol.
    """

    hours: Hours
    now: dict[str, Decimal] = field(default_factory=dict)
    moves: list[tuple[datetime, str, Decimal]] = field(default_factory=list)
    traded: dict[date, dict[str, Decimal]] = field(default_factory=dict)

    def filled(self, fill: Fill) -> None:
        """A fill, or shares taken over at a price."""
        worth = fill.quantity * fill.price
        self._move(fill.at, fill.symbol, -worth * fill.side.sign)
        on = self.hours.day(fill.at)
        if on not in self.traded:
            self.traded = {day: each for day, each in self.traded.items() if on - day <= FEES_COME_WITHIN}
        of_day = self.traded.setdefault(on, defaultdict(Decimal))
        of_day[fill.symbol] += worth

    def moved(self, cash: CashMoved) -> None:
        """What names a symbol is its own; a fee that names none is shared by what was traded on its day.

        What nothing was traded for, such as interest, is no symbol's.
        """
        if cash.symbol is not None:
            self._move(cash.at, cash.symbol, cash.earned)
            return
        of_day = self.traded.get(cash.on) if cash.kind is CashKind.FEE else None
        if of_day is None:
            return
        whole = sum(of_day.values(), ZERO)
        for symbol, worth in of_day.items() if whole > 0 else ():
            self._move(cash.at, symbol, (cash.earned * worth / whole).quantize(NANO))

    def realised(self, held: Portfolio) -> dict[str, float]:
        """What each symbol brought, USD, were its position worth what it cost."""
        cost = {symbol: each.quantity * each.average_price for symbol, each in held.positions.items()}
        return {symbol: float(flow + cost.get(symbol, ZERO)) for symbol, flow in self.now.items()}

    def settle(self) -> None:
        """A bar has been dealt with: what moved belongs to the past."""
        self.moves.clear()

    def by(self, moment: datetime) -> Mapping[str, Decimal]:
        """As it was once everything up to `moment` had happened, and nothing later."""
        kept = next((place for place, (at, _, _) in enumerate(self.moves) if at > moment), len(self.moves))
        before = dict(self.now)
        for _, symbol, amount in self.moves[kept:]:
            before[symbol] -= amount
        return before

    def _move(self, at: datetime, symbol: str, amount: Decimal) -> None:
        self.now[symbol] = self.now.get(symbol, ZERO) + amount
        self.moves.append((at, symbol, amount))
