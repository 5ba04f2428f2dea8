"""Which trades ended at a stop."""

from __future__ import annotations

from botspec.domain.intents import Leg
from botspec.domain.trades import Trade

STOPS = frozenset(leg.value for leg in Leg if leg.is_stop)


def is_stop(trade: Trade) -> bool:
    """True when the position was left at a stop: the first one, a trailing one, or one moved to the entry price."""
    return trade.exit_rule in STOPS
