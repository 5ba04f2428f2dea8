"""Splits of a panel's symbols, and old prices told in new shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.panel import ActionKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import CorporateAction


@dataclass(frozen=True, slots=True)
class Split:
    """`ratio` new shares for one of a column, from the open of `session` (a date ordinal) on."""

    session: int
    column: int
    ratio: float


def splits_of(actions: Iterable[CorporateAction], symbols: Sequence[str]) -> tuple[Split, ...]:
    """The splits of `symbols`, oldest first: prices are divided by them in this order, so that bits agree."""
    found = (
        Split(action.ex_on.toordinal(), symbols.index(action.symbol), float(action.value))
        for action in actions
        if action.kind is ActionKind.SPLIT and action.symbol in symbols
    )
    return tuple(sorted(found, key=lambda split: (split.session, split.column)))


def in_new_shares(prices: NDArray[np.float64], splits: Iterable[Split], since: int, until: int) -> NDArray[np.float64]:
    """`prices` [N] of session `since`, in the shares of session `until`; the same array when nothing was split."""
    happened = [split for split in splits if since < split.session <= until]
    if not happened:
        return prices
    prices = prices.copy()
    for split in happened:
        prices[split.column] /= split.ratio
    return prices
