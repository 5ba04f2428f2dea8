"""Prices of one row as exact decimals."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.orders import Side
from botspec.exchange.prices import exact
from botspec.execution.policy import NO_TERMS, OrderPolicy, Terms
from botspec.run.view import View

if TYPE_CHECKING:
    from botspec.expressions import Rule
    from botspec.run.desk import Desk


INFINITE = float("inf")


def terms(policy: OrderPolicy, side: Side, view: View, column: int) -> Terms | None:
    """What the policy's price rules come to at this row; None where one is unknown."""
    if policy.at_market:
        return NO_TERMS
    return policy.terms(side, reader(view, column), price_at(view, column))


def reader(view: View, column: int) -> Callable[[Rule], Decimal | None]:
    """What rules come to for one symbol at this row; None for unknown."""
    return lambda rule: view.number(rule, column)


def is_known(view: View, column: int) -> bool:
    """True when there is a last price."""
    return 0 < view.close.item(column) < INFINITE


def exact_prices(desk: Desk, view: View) -> Callable[[str], Decimal | None]:
    """The last price of a symbol, USD; None when there is none."""
    columns = desk.columns
    return lambda symbol: price_at(view, columns[symbol]) if is_known(view, columns[symbol]) else None


def price_at(view: View, column: int) -> Decimal:
    """The last price, USD; NaN when there is none."""
    return exact(view.close.item(column))
