"""A hand-written loop over numpy columns: no order objects, no limits, no journal, no report. What little can cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.cases import Case
from benchmarks.peers.told import BELOW, CASH, PART, RSI, RSI_IN, RSI_OUT, SMA, tell

Bars = tuple[NDArray[np.float64], NDArray[np.float64]]


def load(case: Case) -> Bars:
    """Open and close [T, N]."""
    columns = [
        np.loadtxt(case.folder / f"{name}.csv", delimiter=",", skiprows=1, usecols=(1, 4)) for name in case.names
    ]
    return np.column_stack([each[:, 0] for each in columns]), np.column_stack([each[:, 1] for each in columns])


def run(case: Case, data: object) -> tuple[int, float]:
    """Number of round trips and final equity."""
    opens, closes = data  # type: ignore[misc]
    strength, mean = rsi(closes), sma(closes)
    sized = np.roll(opens, -1, axis=0) if case.sized_at_open else closes
    wanted = (strength < RSI_IN) & (closes > mean)
    out = (strength > RSI_OUT) | (closes < BELOW * mean)
    rows = np.flatnonzero(wanted.any(axis=1))
    held: dict[int, float] = {}
    cash, trades, row, last = CASH, 0, 0, len(closes) - 1
    while row < last:
        if not held:
            later = np.searchsorted(rows, row)
            if later == len(rows) or (row := int(rows[later])) >= last:
                break
        for number in [each for each in held if out[row, each]]:
            cash += held.pop(number) * opens[row + 1, number]
            trades += 1
        if wanted[row].any():
            equity = cash + sum(quantity * sized[row, each] for each, quantity in held.items())
            for number in np.flatnonzero(wanted[row]).tolist():
                quantity = PART * equity // sized[row, number]
                cost = quantity * opens[row + 1, number]
                if number not in held and not out[row, number] and cost <= cash:
                    held[number] = quantity
                    cash -= cost
        row += 1
    return trades, cash + sum(quantity * closes[-1, each] for each, quantity in held.items())


def sma(closes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means of the last SMA closes [T, N], NaN before."""
    total = np.cumsum(closes, axis=0)
    mean = np.full_like(closes, np.nan)
    mean[SMA - 1] = total[SMA - 1] / SMA
    mean[SMA:] = (total[SMA:] - total[:-SMA]) / SMA
    return mean


def rsi(closes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Wilder's strength [T, N], NaN before."""
    change = np.diff(closes, axis=0)
    up, down = np.maximum(change, 0.0), np.maximum(-change, 0.0)
    rise, fall = up[:RSI].mean(axis=0), down[:RSI].mean(axis=0)
    strength = np.full_like(closes, np.nan)
    if closes.shape[1] == 1:
        _one(strength[:, 0], up[:, 0].tolist(), down[:, 0].tolist(), float(rise[0]), float(fall[0]))
        return strength
    strength[RSI] = 100 * rise / (rise + fall)
    for row in range(RSI, len(change)):
        rise = (rise * (RSI - 1) + up[row]) / RSI
        fall = (fall * (RSI - 1) + down[row]) / RSI
        strength[row + 1] = 100 * rise / (rise + fall)
    return strength


def _one(strength: NDArray[np.float64], up: list[float], down: list[float], rise: float, fall: float) -> None:
    strength[RSI] = 100 * rise / (rise + fall)
    found = []
    for gain, loss in zip(up[RSI:], down[RSI:], strict=True):
        rise = (rise * (RSI - 1) + gain) / RSI
        fall = (fall * (RSI - 1) + loss) / RSI
        found.append(100 * rise / (rise + fall))
    strength[RSI + 1 :] = found


if __name__ == "__main__":
    tell(load, run)
