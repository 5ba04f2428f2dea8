"""What limits may know of a symbol's market, looked up only when a limit asks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from botspec.exchange.slippage.spread import Spread
from botspec.pipeline import LOOK_BACK
from botspec.risk.limits.facts import MarketFacts, unknown

if TYPE_CHECKING:
    from botspec.pipeline import Pipeline
    from botspec.ports.conditions import Conditions
    from botspec.run.desk import Desk


class Modelled:
    """The market that bars stand for: the spread of the slippage model, none without one, and every share lent."""

    def __init__(self, bot: Pipeline) -> None:
        slippage = bot.simulation.slippage
        self._spread = slippage.spread if isinstance(slippage, Spread) else Decimal(0)

    def spread(self, symbol: str) -> Decimal | None:  # noqa: ARG002  (the same for every symbol)
        """Spread as a part of the price."""
        return self._spread

    def easy_to_borrow(self, symbol: str) -> bool | None:  # noqa: ARG002  (the same for every symbol)
        """Whether it can be sold short."""
        return True


def facts_of(desk: Desk) -> Callable[[str], MarketFacts]:
    """Facts by symbol as of now; each symbol is looked at once, none where no limit looks."""
    if not desk.looks:
        return unknown
    asked = desk.asked

    @cache
    def facts(symbol: str) -> MarketFacts:
        tape, there = desk.tape, desk.conditions
        conditions: Conditions = Modelled(desk.bot) if there is None else there
        return MarketFacts(
            average_volume=tape.average_volume(symbol, LOOK_BACK) if tape and "max_order_volume" in asked else None,
            dollar_volume=tape.dollar_volume(symbol, LOOK_BACK) if tape and "min_dollar_volume" in asked else None,
            spread=conditions.spread(symbol) if "max_spread" in asked else None,
            easy_to_borrow=conditions.easy_to_borrow(symbol) if "easy_to_borrow_only" in asked else None,
        )

    return facts
