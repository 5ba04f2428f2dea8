"""How late bars are, for the guards that watch them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from botspec.risk.guards.health import Health
from botspec.run.desk import Desk


def data_health(desk: Desk, at: datetime, equity: float) -> Health | None:
    """How late each symbol's bars are; None when no guard asks."""
    if not desk.health_guards:
        return None
    tape = desk.tape
    if tape is None or not any(guard.kind == "stale_data" for guard in desk.health_guards):
        return None
    late = {symbol: tape.late(column, at) for symbol, column in desk.columns.items()}
    return Health(Decimal(repr(equity)), late=late)
