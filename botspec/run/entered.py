"""What is remembered of an open position since its entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from botspec.domain.exits import ExitPlan
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderType
from botspec.domain.portfolio import Fill, Position


@dataclass(frozen=True, slots=True)
class Entered:
    """`quantity` is what was opened, `taken` what targets have closed of it, both without sign.

    `resting` is True when the first fill came to an order that waited for its price: it may have come anywhere inside
    the bar that closed with it, while a market order fills where a bar opens.
    """

    at: datetime
    resting: bool
    quantity: Decimal
    taken: Decimal = Decimal(0)
    plan: ExitPlan | None = None


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
