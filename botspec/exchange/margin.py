"""What an account may spend: Alpaca's margin rules since 2026, without day-trade counting.

Sources: Alpaca's pages on margin and buying power (initial 50 %, the maintenance table, 2,000 USD of equity for margin
and shorts, short sales valued at the higher of the limit and 103 % of the ask).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from botspec.domain.record import record
from botspec.exchange.legality import is_crypto

ZERO = Decimal(0)
MARGIN_EQUITY = Decimal(2000)  # below it Alpaca lends nothing
INITIAL = Decimal("0.5")
SHORT_SALE = Decimal("1.03")  # of the ask
CHEAP_LONG, LONG_SHARE = Decimal("2.50"), Decimal("0.3")
CHEAP_SHORT, SHORT_SHARE = Decimal(5), Decimal("0.3")
LEAST_CHEAP_SHORT, LEAST_SHORT = Decimal("2.50"), Decimal(5)  # USD a share

Held = tuple[str, Decimal, Decimal]  # symbol, signed quantity, price


@record(frozen=True, slots=True)
class Worth:
    """USD: `long` and `short` of shares (both positive), `coins` of crypto, which is never lent on."""

    cash: Decimal
    long: Decimal
    short: Decimal
    coins: Decimal

    @property
    def equity(self) -> Decimal:
        """Cash and everything held."""
        return self.cash + self.long + self.coins - self.short

    def power(self, multiplier: int) -> Decimal:
        """What new positions may cost, before what working orders tie up; may be negative."""
        lent = multiplier if self.equity >= MARGIN_EQUITY else 1
        return lent * (self.equity - self.coins) - self.long - self.short


def worth(cash: Decimal, held: Iterable[Held]) -> Worth:
    """Positions added up by what margin makes of them."""
    long = short = coins = ZERO
    for symbol, quantity, price in held:
        if is_crypto(symbol):
            coins += quantity * price
        elif quantity > 0:
            long += quantity * price
        else:
            short -= quantity * price
    return Worth(cash, long, short, coins)


def maintenance(held: Iterable[Held]) -> Decimal:
    """USD of equity that the positions need to be kept."""
    return sum((_maintenance(*one) for one in held), ZERO)


def _maintenance(symbol: str, quantity: Decimal, price: Decimal) -> Decimal:
    if is_crypto(symbol):
        return quantity * price
    if quantity > 0:
        return quantity * price * (1 if price < CHEAP_LONG else LONG_SHARE)
    share = max(LEAST_CHEAP_SHORT, price) if price < CHEAP_SHORT else max(LEAST_SHORT, price * SHORT_SHARE)
    return -quantity * share


def short_value(quantity: Decimal, limit: Decimal | None, ask: Decimal) -> Decimal:
    """What a short sale ties up."""
    return quantity * max(limit or ZERO, ask * SHORT_SALE)
