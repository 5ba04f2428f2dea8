"""What the account is worth, what it may still spend, and whether it may have an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from botspec.domain.assets import Steps
from botspec.domain.orders import OrderClass, OrderRequest, Side
from botspec.exchange import admission, margin
from botspec.exchange.book import ZERO, Book, Working
from botspec.exchange.checks import is_plain, problem_of
from botspec.exchange.ledger import Ledger
from botspec.exchange.legality import is_crypto
from botspec.exchange.margin import Worth
from botspec.exchange.prices import Prices, exact, usable
from botspec.exchange.refusal import insufficient_buying_power, unprocessable


class Account:
    """Reads ledger, book and prices; changes none of them. `multiplier` is what margin lends: 1, 2 or 4."""

    def __init__(self, ledger: Ledger, book: Book, prices: Prices, multiplier: int, *, shorting: bool) -> None:
        self._ledger = ledger
        self._book = book
        self._prices = prices
        self.steps: Mapping[str, Steps] = {}
        self.configure(multiplier, shorting=shorting)

    def configure(self, multiplier: int, *, shorting: bool) -> None:
        """Lend more or less from now on; working orders stay."""
        self._multiplier = multiplier
        self._shorting = shorting and multiplier > 1

    def last_price(self, symbol: str) -> Decimal | None:
        """The open of the bar under way, else the last close; None before the first bar."""
        price = self._prices.last(symbol)
        return exact(price) if usable(price) else None

    def held(self) -> Iterator[margin.Held]:
        """Positions at their last prices; at cost where no price is known."""
        for position in self._ledger.positions.values():
            yield position.symbol, position.quantity, self.last_price(position.symbol) or position.average_price

    def worth(self) -> Worth:
        """Cash and positions as margin sees them."""
        return margin.worth(self._ledger.cash, self.held())

    def market_value(self) -> Decimal:
        """Positions at their last prices, short ones negative."""
        return sum((quantity * price for _, quantity, price in self.held()), ZERO)

    def power(self, ignore: str | None = None, *, lent: bool = True) -> Decimal:
        """USD that new positions may cost, less what working orders (but `ignore`) tie up."""
        return max(self.worth().power(self._multiplier if lent else 1) - self._tied(ignore), ZERO)

    @property
    def may_short(self) -> bool:
        """True for a margin account with enough equity."""
        return self._shorting and self.worth().equity >= margin.MARGIN_EQUITY

    def admit(self, request: OrderRequest, at: datetime, ignore: str | None = None) -> bool:
        """Raise the `Refusal` of an order that may not be; True when it opens or adds to a position."""
        plain = is_plain(request)
        if plain and self._passes(request):
            return request.side is Side.BUY
        return self._admit(request, at, ignore, plain=plain)

    def _passes(self, request: OrderRequest) -> bool:
        """True for a plain order that clearly breaks no rule: nothing else works, and what it needs is there.

        It is what nearly every order is. False says nothing: then the rules are asked one by one.
        """
        symbol, book, quantity = request.symbol, self._book, request.quantity
        if book.working or self.steps or book.client_id_taken(request.client_order_id):
            return False
        last, held = self._prices.last(symbol), self._ledger.positions.get(symbol)
        if not usable(last):
            return False
        if request.side is Side.SELL:
            return held is not None and quantity <= held.quantity
        return not self._ledger.short and quantity * exact(last) <= self._ledger.cash

    def _admit(self, request: OrderRequest, at: datetime, ignore: str | None, *, plain: bool) -> bool:
        problem = None if plain else problem_of(request, at)
        if problem is not None:
            raise problem
        if request.symbol in self.steps:
            admission.check_steps(request, self.steps[request.symbol])
        admission.check_unique(request, self._book)
        if self._book.working:
            admission.check_wash(request, self._book, ignore)
        last = self.last_price(request.symbol)
        adds = admission.opens(request, self._ledger)
        if request.order_class is not OrderClass.SIMPLE:
            admission.check_class(request, last, adds=adds)
        if request.stop_price is not None or request.stop_loss is not None:
            admission.check_stop(request, last)
        if adds:
            self._check_opening(request, last, ignore)
        else:
            quantity = admission.shares(request, self._priced(request, last))
            admission.check_shares(request, quantity, self._ledger, self._book, ignore)
        return adds

    def _check_opening(self, request: OrderRequest, last: Decimal | None, ignore: str | None) -> None:
        if request.side is Side.SELL:
            admission.check_short(request, allowed=self.may_short)
        cost = self._cost(request, request.quantity, self._priced(request, last))
        if is_crypto(request.symbol):
            admission.check_coins(cost)
        plain = request.side is Side.BUY and not self._ledger.short
        if plain and cost <= self._ledger.cash - self._tied(ignore):
            return  # cash alone covers it, and buying power is never less than that
        power = self.power(ignore, lent=not is_crypto(request.symbol))
        if not cost <= power:
            raise insufficient_buying_power(power, cost)

    def _priced(self, request: OrderRequest, last: Decimal | None) -> Decimal:
        price = last or request.limit_price or request.stop_price
        if price is None:
            raise unprocessable(f'asset "{request.symbol}" has no price yet')
        return price

    def _cost(self, request: OrderRequest, quantity: Decimal, last: Decimal) -> Decimal:
        if request.notional is not None:
            return request.notional
        if request.side is Side.SELL:
            return margin.short_value(quantity, request.limit_price, last)
        return quantity * admission.price_of(request, last)

    def _tied(self, ignore: str | None) -> Decimal:
        if not self._book.working:
            return ZERO
        return sum([self._ties(found) for found in self._book.working.values() if found.order.id != ignore], ZERO)

    def _ties(self, working: Working) -> Decimal:
        if not working.opens:
            return ZERO
        request, last = working.order.request, self.last_price(working.symbol) or ZERO
        if working.sized and request.notional is not None:
            return working.remaining * last
        return self._cost(request, working.remaining, last)
