"""What the whole account is worth, as its broker tells: money brought or taken away is no profit or loss."""

from __future__ import annotations

import math
from decimal import Decimal

from botspec.domain.record import record
from botspec.domain.seen import AccountRow


@record(frozen=True, slots=True)
class AccountSeen:
    """`counted` is its equity in units, of which a USD of it is `unit`; NaN where that is not known.

    `set_aside` is what had come or gone by then without being the bot's, USD.
    """

    counted: float
    unit: float
    set_aside: Decimal


def after_reading(before: AccountSeen | None, row: AccountRow, set_aside: Decimal) -> AccountSeen:
    """What is known once the broker told: units begin with the first reading."""
    equity = float(row.equity)
    if not equity > 0:
        return AccountSeen(math.nan, math.nan, set_aside)
    if before is None or math.isnan(before.unit):
        return AccountSeen(equity, 1.0, set_aside)
    counted = before.unit * float(row.equity - row.moved)
    return AccountSeen(counted, counted / equity, set_aside)
