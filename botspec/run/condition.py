"""How data, broker and account are at a moment, for the guards that watch them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.risk.guards.health import NEVER, Health

if TYPE_CHECKING:
    from botspec.market.slice import Slice
    from botspec.run.loop import Live

QUIET = timedelta(seconds=25)  # a stream is asked after ten seconds of silence and has as long to answer


def condition(run: Live, at: datetime, equity: float) -> Health:
    """What is known without asking anybody."""
    looked = run.attention.agreement
    return Health(
        equity=Decimal(repr(equity)),
        late={symbol: at - due for symbol, due in run.missing.items()},
        unheard=unheard(run, at),
        unequal=looked.unequal,
        unequal_orders=looked.orders,
        drift=looked.drift,
        worth=looked.worth,
    )


def unheard(run: Live, at: datetime) -> timedelta:
    """For how long the broker, or the worst of its streams, has not been heard."""
    broker = at - run.failing_since if run.failing_since is not None else NEVER
    streams = run.env.hints.health() if run.env.hints is not None else ()
    quiet = [each.unheard for each in streams if not each.connected or each.unheard > QUIET]
    return max([broker, *quiet])


def note_missing(run: Live, bars: Slice | None, at: datetime) -> None:
    """Remember since when a symbol's bars are due."""
    if bars is not None and not run.missing and not np.isnan(bars.close).any():
        return
    for column, symbol in enumerate(run.desk.bot.symbols):
        came = bars is not None and not np.isnan(bars.close[column])
        if came:
            run.missing.pop(symbol, None)
        else:
            run.missing.setdefault(symbol, at)
