"""What one share of a position risks, USD: frozen where the entry is decided."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from botspec.execution.levels import moved
from botspec.risk.sizing.sizing import Reads

if TYPE_CHECKING:
    from botspec.domain.exits import ExitPlan
    from botspec.domain.orders import PositionSide
    from botspec.run.desk import Desk
    from botspec.run.view import View


def share_risk(
    desk: Desk, view: View, column: int, side: PositionSide, price: Decimal, plan: ExitPlan | None
) -> Decimal | None:
    """How far the stop is from `price`, or what the sizing's rule says; None where it reads neither, or is unknown."""
    sizing = desk.bot.sizing
    if sizing.reads is Reads.NOTHING:
        return None
    match sizing.reads:
        case Reads.STOP:
            stop = None if plan is None else plan.stop_loss
            return None if stop is None else abs(price - moved(price, stop, -side.opens.sign))
        case Reads.RULE:
            return None if sizing.rule is None else view.number(sizing.rule, column)
        case _:
            assert_never(sizing.reads)


def is_missing(desk: Desk, risk: Decimal | None) -> bool:
    """True when the size hangs on a risk that is not known, or is none."""
    return desk.bot.sizing.reads is not Reads.NOTHING and not (risk is not None and risk > 0)
