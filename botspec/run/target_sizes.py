"""From a weight to shares: toward zero, so that it is never more than the weight."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.intents import Proposal, Wanted
from botspec.domain.portfolio import Portfolio
from botspec.risk.limits.book import MARKET_COLLAR, Book
from botspec.risk.sizing.rounding import NOTHING, shares


def missing(wanted: Wanted, portfolio: Portfolio, equity: Decimal, price: Decimal, *, fractional: bool) -> Decimal:
    """Shares to trade now for a wish with a weight: to buy or, when it reduces, to sell; 0 for none."""
    held, weight = portfolio.quantity(wanted.symbol), wanted.weight or NOTHING
    if wanted.leg.reduces and weight == 0:
        return held
    if not equity.is_finite():
        return NOTHING  # what the weight is worth is not known: that is not nothing
    delta = shares(weight * equity, price, fractional=fractional) - held
    if wanted.leg.reduces:
        return min(max(-delta, NOTHING), held)
    if wanted.spend is not None:
        delta = min(delta, shares(wanted.spend, price, fractional=fractional))
    return max(delta, NOTHING)


def within_cash(proposal: Proposal, book: Book, *, fractional: bool) -> Decimal:
    """The shares of a buy that the cash there pays for at the worst price."""
    affordable = shares(book.cash, proposal.worst_price(MARKET_COLLAR), fractional=fractional)
    return min(proposal.quantity, affordable)
