"""What is remembered of an open position since its entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.exits import ExitPlan
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderType
from botspec.domain.portfolio import Fill, Position
from botspec.domain.record import record
from botspec.market.moments import nanoseconds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@record(frozen=True, slots=True)
class Entered:
    """`quantity` is what was opened, `taken` what targets have closed of it, both without sign.

    `resting` is True when the first fill came to an order that waited for its price: it may have come anywhere inside
    the bar that closed with it, while a market order fills where a bar opens. `stop` is where a resting one has been
    moved to.
    """

    at: datetime
    resting: bool
    quantity: Decimal
    taken: Decimal = Decimal(0)
    plan: ExitPlan | None = None
    splits: tuple[tuple[datetime, Decimal], ...] = ()
    stop: Decimal | None = None

    def split(self, at: datetime, factor: Decimal) -> Entered:
        """The same position in new shares, `factor` for one: closes before `at` were of old ones."""
        return replace(
            self,
            quantity=self.quantity * factor,
            taken=self.taken * factor,
            plan=None if self.plan is None else self.plan.scaled(factor),
            splits=(*self.splits, (at, factor)),
            stop=None if self.stop is None else self.stop / factor,
        )

    def in_new_shares(self, closed_at: NDArray[np.int64], closes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Closes [B] of bars that closed at UTC nanoseconds, in the shares of now."""
        for at, factor in self.splits:
            closes = closes / np.where(closed_at < nanoseconds(at), float(factor), 1.0)
        return closes


def after_fill(
    before: Entered | None, held: Position | None, fill: Fill, intent: Intent | None, plan: ExitPlan | None
) -> Entered | None:
    """What is remembered once `fill` made `held` of the position; None when that is nothing."""
    if held is None:
        return None
    if before is None or held.opened_at != before.at:
        resting = intent is not None and intent.request.type is not OrderType.MARKET
        return Entered(held.opened_at, resting, abs(held.quantity), plan=plan)
    if (fill.side.sign > 0) == (held.quantity > 0):
        return replace(before, quantity=before.quantity + fill.quantity)
    if intent is not None and intent.leg is Leg.TAKE_PROFIT:
        return replace(before, taken=before.taken + fill.quantity)
    return before


def move_stop(entered: dict[str, Entered], request: OrderRequest) -> None:
    """Remember where a stop has been moved to: what it gained is not given back when it is placed again."""
    before = entered.get(request.symbol)
    if before is not None:
        entered[request.symbol] = replace(before, stop=request.stop_price)
