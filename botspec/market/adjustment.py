"""Prices of the past in today's shares: dividends and splits taken out as of a bar.

A cash dividend D whose first bar is k makes every earlier price `1 - D / close[k-1]` of itself, a split n:1 makes it
1/n and earlier volume n-fold. Actions of the same bar count once each, together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.panel import ActionKind, CorporateAction

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Actions of one symbol: from its own bar `bar` on, earlier prices are multiplied by `price`, volume by `volume`.

    `price` is NaN where a dividend is not less than the price: nothing before it is known then.
    """

    bar: int
    price: float
    volume: float


def adjustments(
    actions: Sequence[CorporateAction], session: NDArray[np.int64], close: NDArray[np.float64]
) -> tuple[Adjustment, ...]:
    """One per bar with actions, earliest first; `session` and `close` [B] are the symbol's own bars.

    An action starts at the first bar of its ex-date or later. Before the first bar there is nothing to adjust, and
    what starts after the last bar is not known yet.
    """
    by_bar: dict[int, list[CorporateAction]] = {}
    for action in actions:
        bar = int(np.searchsorted(session, action.ex_on.toordinal()))
        if 0 < bar < len(session):
            by_bar.setdefault(bar, []).append(action)
    return tuple(_adjustment(bar, by_bar[bar], float(close[bar - 1])) for bar in sorted(by_bar))


def factors_as_of(steps: Sequence[tuple[int, float]], bar: int, length: int) -> NDArray[np.float64]:
    """What each of the first `length` bars is multiplied by, seen from `bar`.

    `steps` are (bar, factor), earliest first; those after `bar` do not count. Multiplied from the latest to the
    earliest, so that a longer history begins with the same bits.
    """
    factors = np.ones(length)
    running = 1.0
    known = [step for step in steps if step[0] <= bar]
    starts = [0, *(start for start, _ in known)]
    for (stop, factor), start in zip(reversed(known), reversed(starts[:-1]), strict=True):
        running *= factor
        factors[start:stop] = running
    return factors


def _adjustment(bar: int, actions: Sequence[CorporateAction], close: float) -> Adjustment:
    paid = sum((action.value for action in actions if action.kind is ActionKind.CASH_DIVIDEND), Decimal(0))
    split = math.prod((action.value for action in actions if action.kind is ActionKind.SPLIT), start=Decimal(1))
    kept = 1.0 - float(paid) / close
    return Adjustment(bar, kept / float(split) if kept > 0 else math.nan, float(split))
