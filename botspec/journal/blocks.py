"""Rows of bars packed small: what a run by the clock decided on, exact to the last bit.

A block is int64: a head of how values are written, rows and symbols; the times [rows, 3]; the values [rows, 5, N].
Prices of at most four decimals are written as ten-thousandths; open, high and low as what they are away from the close.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.market.panel import PRICE_FIELDS, TIME_FIELDS, CorporateAction, Panel
from botspec.ports.journal import JournalDamaged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.slice import Slice

    Block = NDArray[np.int64]

RAW, DECIMAL = 0, 1
_HEAD = 3
_SCALE = 10_000.0
_NOTHING = np.iinfo(np.int64).min
_MOST = 2.0**53  # beyond it not every whole number is a float
_CLOSE = PRICE_FIELDS.index("close")
_DAYS = 32


def block(times: NDArray[np.int64], values: NDArray[np.float64]) -> Block:
    """`times` [rows, 3] and `values` [rows, 5, N] as one column."""
    rows, _, symbols = values.shape
    written = _decimal(values)
    how = RAW if written is None else DECIMAL
    whole = values.view(np.int64) if written is None else written
    return np.concatenate((np.array([how, rows, symbols]), times.ravel(), whole.ravel())).astype(np.int64, copy=False)


def _decimal(values: NDArray[np.float64]) -> Block | None:
    """As ten-thousandths beside the close; None when that is not exact."""
    missing = np.isnan(values)
    with np.errstate(over="ignore"):
        scaled = np.rint(np.where(missing, 0.0, values) * _SCALE)
    if not (np.abs(scaled) < _MOST).all() or not np.array_equal(
        np.where(missing, np.nan, scaled / _SCALE), values, True
    ):
        return None
    whole = scaled.astype(np.int64)
    close = whole[:, _CLOSE : _CLOSE + 1].copy()
    whole[:, :_CLOSE] -= close
    whole[missing] = _NOTHING
    return whole


def unblock(column: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Times [rows, 3] and values [rows, 5, N] of a block. Raises JournalDamaged when it is none."""
    how, rows, symbols = (int(each) for each in column[:_HEAD]) if len(column) >= _HEAD else (-1, 0, 0)
    if how not in {RAW, DECIMAL} or len(column) != _HEAD + rows * (len(TIME_FIELDS) + len(PRICE_FIELDS) * symbols):
        raise JournalDamaged("a block of bars has no shape")
    ends = _HEAD + rows * len(TIME_FIELDS)
    times = column[_HEAD:ends].reshape(rows, len(TIME_FIELDS))
    whole = column[ends:].reshape(rows, len(PRICE_FIELDS), symbols)
    return times, whole.view(np.float64) if how == RAW else _floats(whole)


def _floats(whole: Block) -> NDArray[np.float64]:
    missing = whole == _NOTHING
    values = np.where(missing, 0, whole)
    values[:, :_CLOSE] += values[:, _CLOSE : _CLOSE + 1]
    floats: NDArray[np.float64] = np.where(missing, np.nan, values / _SCALE)
    return floats


def of_slice(bars: Slice) -> Block:
    """One row of bars."""
    times = np.array([[getattr(bars, name) for name in TIME_FIELDS]], dtype=np.int64)
    return block(times, np.stack([getattr(bars, name) for name in PRICE_FIELDS])[np.newaxis])


def of_panel(panel: Panel) -> Iterator[Block]:
    """A panel in blocks of the same days whenever it is asked for: what was kept before has the same hash."""
    times = np.stack([getattr(panel, name) for name in TIME_FIELDS], axis=1)
    values = np.stack([getattr(panel, name) for name in PRICE_FIELDS], axis=1)
    span = 1 if len(panel) > 1 and (np.diff(panel.session) == 0).any() else _DAYS
    parts = panel.session // span
    edges = [0, *(np.flatnonzero(np.diff(parts)) + 1).tolist(), len(panel)]
    for first, last in pairwise(edges):
        yield block(times[first:last], values[first:last])


def panel_of(symbols: Sequence[str], blocks: Iterable[NDArray[Any]], actions: Sequence[CorporateAction] = ()) -> Panel:
    """The bars of blocks, in order. Raises JournalDamaged when they are of other symbols."""
    read = [unblock(each) for each in blocks]
    if any(values.shape[2] != len(symbols) for _, values in read):
        raise JournalDamaged("a block of bars is of other symbols")
    none = (np.empty((0, len(TIME_FIELDS)), np.int64), np.empty((0, len(PRICE_FIELDS), len(symbols))))
    times, values = (np.concatenate([each[part] for each in (none, *read)]) for part in (0, 1))
    columns: Mapping[str, Any] = {name: np.ascontiguousarray(times[:, index]) for index, name in enumerate(TIME_FIELDS)}
    prices = {name: np.asfortranarray(values[:, index]) for index, name in enumerate(PRICE_FIELDS)}
    return Panel(tuple(symbols), **columns, **prices, actions=tuple(actions))
