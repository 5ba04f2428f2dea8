"""The projected portfolio that limits are measured against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from botspec.domain.intents import Wanted
from botspec.risk.limits.book import MARKET_COLLAR, ZERO, Book, Exposure
from botspec.run.state import State, is_entry


def project(state: State, prices: Mapping[str, Decimal], equity: Decimal, at: datetime) -> Book:
    """Positions at `prices` [USD], plus working and waiting buys at their worst price.

    What waits in the outbox counts as sent.
    """
    exposures: dict[str, Exposure] = {}
    for symbol, position in state.portfolio.positions.items():
        price = prices.get(symbol, position.average_price)
        exposures[symbol] = Exposure(position.quantity, position.quantity * price)
    claimed = ZERO
    for symbol, quantity, price in _claims(state):
        before = exposures.get(symbol, Exposure(ZERO, ZERO))
        cost = quantity * price
        exposures[symbol] = Exposure(before.quantity + quantity, before.notional + cost)
        claimed += cost
    return Book(
        equity=equity,
        cash=state.portfolio.cash - claimed,
        exposures=exposures,
        orders_last_minute=state.orders_within_minute(at) + len(state.outbox),
        open_orders=len(state.working) + len(state.outbox),
        orders_today=Counter(wanted.symbol for wanted in state.outbox) + Counter(state.orders_today(at)),
    )


def _claims(state: State) -> list[tuple[str, Decimal, Decimal]]:
    """(symbol, shares, worst price) of every buy that may still fill."""
    claims = []
    for working in state.working.values():
        if is_entry(working) and working.remaining > 0:
            request = working.intent.request
            price = request.limit_price or working.intent.reference_price * (1 + MARKET_COLLAR)
            claims.append((request.symbol, working.remaining, price))
    claims.extend(_claim_of_wish(wanted) for wanted in state.outbox if not wanted.leg.reduces)
    return claims


def _claim_of_wish(wanted: Wanted) -> tuple[str, Decimal, Decimal]:
    price = wanted.limit_price or wanted.reference_price * (1 + MARKET_COLLAR)
    return wanted.symbol, wanted.quantity, price
