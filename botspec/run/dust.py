"""What fees in coins and rounding leave behind: fewer coins than the broker takes an order for are no position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botspec.domain.assets import Steps
    from botspec.domain.portfolio import Portfolio


def is_dust(portfolio: Portfolio, steps: Mapping[str, Steps], symbol: str) -> bool:
    """True when something is held, and no order can be made of it."""
    held = portfolio.quantity(symbol)
    return symbol in steps and held != 0 and steps[symbol].coins(held) == 0


def sellable(portfolio: Portfolio, steps: Mapping[str, Steps]) -> Iterable[str]:
    """Symbols of which enough is held for an order."""
    held = portfolio.positions
    return [symbol for symbol in held if not is_dust(portfolio, steps, symbol)] if steps else held
