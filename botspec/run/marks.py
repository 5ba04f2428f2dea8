"""Marking to market: cash plus quantity times price, always summed in the same order.

A BLAS product would differ in the last bit from row to row, so the sum is spelled out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.record import record
from botspec.market.splits import splits_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.domain.portfolio import Portfolio
    from botspec.market.panel import Panel
    from botspec.market.slice import Slice


@record(frozen=True, slots=True)
class Prices:
    """Prices without gaps: a missing bar shows the last close. [T, N] or [N] float64."""

    opening: NDArray[np.float64]
    highest: NDArray[np.float64]
    lowest: NDArray[np.float64]
    closing: NDArray[np.float64]

    def row(self, row: int) -> Prices:
        """One row [N] of prices [T, N]."""
        return Prices(self.opening[row], self.highest[row], self.lowest[row], self.closing[row])


def prices_of_panel(panel: Panel) -> Prices:
    """Gapless prices of a whole panel; NaN until a symbol's first bar. Without a gap they are the panel's own.

    A close that stands for a bar after a split is told in the new shares.
    """
    if not np.isnan(panel.close.sum()):
        return Prices(panel.open, panel.high, panel.low, panel.close)
    closing = _forward_filled(panel.close)
    _split_gaps(panel, closing)
    return Prices(
        opening=np.asfortranarray(np.where(np.isnan(panel.open), closing, panel.open)),
        highest=np.asfortranarray(np.where(np.isnan(panel.high), closing, panel.high)),
        lowest=np.asfortranarray(np.where(np.isnan(panel.low), closing, panel.low)),
        closing=closing,
    )


def prices_of_slice(bars: Slice, last_close: NDArray[np.float64]) -> Prices:
    """Gapless prices of one row, from the last closes [N] before it."""
    closing = np.where(np.isnan(bars.close), last_close, bars.close)
    return Prices(
        opening=np.where(np.isnan(bars.open), closing, bars.open),
        highest=np.where(np.isnan(bars.high), closing, bars.high),
        lowest=np.where(np.isnan(bars.low), closing, bars.low),
        closing=closing,
    )


def _forward_filled(close: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.where(np.isnan(close), -1, np.arange(len(close))[:, np.newaxis])
    latest = np.maximum.accumulate(known, axis=0)
    filled = np.take_along_axis(close, np.maximum(latest, 0), axis=0)
    return np.asfortranarray(np.where(latest >= 0, filled, np.nan))


def _split_gaps(panel: Panel, closing: NDArray[np.float64]) -> None:
    """From a split to the symbol's next own bar the filled close is divided by it."""
    for split in splits_of(panel.actions, panel.symbols):
        start = int(np.searchsorted(panel.session, split.session))
        own = ~np.isnan(panel.close[start:, split.column])
        stop = start + int(np.argmax(own)) if own.any() else len(panel)
        closing[start:stop, split.column] /= split.ratio


def holdings(portfolio: Portfolio, columns: Mapping[str, int]) -> list[tuple[int, float]]:
    """(column, shares) of every position, in panel order; `columns` by symbol."""
    return sorted([(columns[symbol], float(held.quantity)) for symbol, held in portfolio.positions.items()])


def value(cash: float, held: Sequence[tuple[int, float]], prices: NDArray[np.float64]) -> float:
    """Equity in USD at one row of prices [N]."""
    total, price = cash, prices.item
    for column, quantity in held:
        total += quantity * price(column)
    return total


def row_values(cash: float, held: Sequence[tuple[int, float]], prices: Prices) -> tuple[float, float, float, float]:
    """Equity at one row's open, adverse extreme and close, and what is held (long and short) at the close, USD."""
    opening, adverse, closing, exposure = cash, cash, cash, 0.0
    opened, highest, lowest, closed = (
        prices.opening.item,
        prices.highest.item,
        prices.lowest.item,
        prices.closing.item,
    )
    for column, quantity in held:
        opening += quantity * opened(column)
        adverse += quantity * (lowest(column) if quantity > 0 else highest(column))
        worth = quantity * closed(column)
        closing += worth
        exposure += abs(worth)  # gross: a long and a short do not make an idle bot
    return opening, adverse, closing, exposure


def worst_value(cash: float, held: Sequence[tuple[int, float]], prices: Prices) -> float:
    """Equity in USD at one row when every long position is at its bar's low and every short one at its high."""
    total = cash
    for column, quantity in held:
        total += quantity * (prices.lowest if quantity > 0 else prices.highest).item(column)
    return total


def worst_values(
    cash: float, held: Sequence[tuple[int, float]], prices: Prices, start: int, stop: int
) -> NDArray[np.float64]:
    """`worst_value` at rows `start` to `stop` of prices [T, N]; the same bits."""
    if not held:
        return np.full(stop - start, cash)
    return _summed(cash, [((prices.lowest if each[1] > 0 else prices.highest), *each) for each in held], start, stop)


def values(
    cash: float, held: Sequence[tuple[int, float]], prices: NDArray[np.float64], start: int, stop: int
) -> NDArray[np.float64]:
    """Equity in USD at rows `start` to `stop` of prices [T, N]; the same bits as `value` row by row."""
    if not held:
        return np.full(stop - start, cash)
    return _summed(cash, [(prices, *each) for each in held], start, stop)


def _summed(
    cash: float, held: Sequence[tuple[NDArray[np.float64], int, float]], start: int, stop: int
) -> NDArray[np.float64]:
    """Cash plus each quantity times its price, in that order."""
    (prices, column, quantity), *others = held
    total: NDArray[np.float64] = quantity * prices[start:stop, column]
    total += cash
    for prices, column, quantity in others:
        total += quantity * prices[start:stop, column]
    return total
