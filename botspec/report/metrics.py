"""What a curve was worth: the definitions of empyrical-reloaded, by sessions, 252 a year.

A number that cannot be known (one sample, a flat curve, a value that is not finite) is None, never NaN or a crash.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from botspec.report.curve import Curve, Floats

SESSIONS_A_YEAR = 252
_SAMPLES = 2  # the fewest that spread
_FLAT = 1e-12  # a curve that only seems to move, in the last bits of its floats


@dataclass(frozen=True, slots=True)
class Performance:
    """Ratios as fractions: 0.1 is 10%. `max_drawdown` is positive."""

    total_return: float | None
    annual_return: float | None
    annual_volatility: float | None
    sharpe: float | None
    sortino: float | None
    calmar: float | None
    max_drawdown: float | None


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall from a peak; `recovered_on` is None when it lasts still. `sessions` counts peak to recovery."""

    depth: float
    peak_on: date | None
    trough_on: date
    recovered_on: date | None
    sessions: int


@dataclass(frozen=True, slots=True)
class Activity:
    """`exposure` is the mean part of equity that was invested, `time_in_market` the part of bars with a position.

    `turnover` is what was bought and sold a year, in multiples of the mean equity.
    """

    exposure: float | None
    time_in_market: float | None
    turnover: float | None


def returns(equity: Floats, start: float) -> Floats:
    """Simple returns by session, the first against `start`."""
    before = np.concatenate(([start], equity[:-1])) if len(equity) else equity
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(equity / before - 1.0)


def performance(by_session: Floats, depth: float | None = None) -> Performance:
    """From simple returns by session; `depth` is the deepest drawdown where bars within sessions are known too."""
    if len(by_session) == 0 or not np.isfinite(by_session).all():
        return Performance(None, None, None, None, None, None, None)
    annual = annual_return(by_session)
    if depth is None:
        depth = deepest_of(np.asarray(np.cumprod(1.0 + by_session)), 1.0)
    return Performance(
        total_return=known(float(np.prod(1.0 + by_session)) - 1.0),
        annual_return=annual,
        annual_volatility=volatility(by_session),
        sharpe=sharpe(by_session),
        sortino=sortino(by_session),
        calmar=known(annual / depth) if annual is not None and depth > 0 else None,
        max_drawdown=known(depth),
    )


def annual_return(by_session: Floats) -> float | None:
    """Growth a year if it went on like this (CAGR)."""
    final = float(np.prod(1.0 + by_session))
    if final < 0:
        return None
    try:
        return known(final ** (SESSIONS_A_YEAR / len(by_session)) - 1.0)
    except OverflowError:
        return None


def volatility(by_session: Floats) -> float | None:
    """Sample standard deviation a year."""
    if len(by_session) < _SAMPLES:
        return None
    return known(float(np.std(by_session, ddof=1)) * math.sqrt(SESSIONS_A_YEAR))


def sharpe(by_session: Floats) -> float | None:
    """Mean by sample standard deviation, a year; the risk-free rate is 0."""
    deviation = float(np.std(by_session, ddof=1)) if len(by_session) > 1 else 0.0
    return _ratio(float(np.mean(by_session)) * math.sqrt(SESSIONS_A_YEAR), deviation)


def sortino(by_session: Floats) -> float | None:
    """Mean a year by downside deviation a year (root mean square of the negative returns, all sessions counted)."""
    if len(by_session) < _SAMPLES:
        return None
    downside = math.sqrt(float(np.mean(np.square(np.minimum(by_session, 0.0))))) * math.sqrt(SESSIONS_A_YEAR)
    return _ratio(float(np.mean(by_session)) * SESSIONS_A_YEAR, downside)


def drawdowns(equity: Floats, start: float) -> Floats:
    """Fall from the highest value so far, `start` included: positive fractions [K]."""
    peaks = np.maximum(np.maximum.accumulate(equity), start) if len(equity) else equity
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1.0 - equity / peaks)


def deepest_of(equity: Floats, start: float) -> float:
    """The greatest of the drawdowns; 0 when there is none."""
    return float(np.max(drawdowns(equity, start), initial=0.0))


def deepest(curve: Curve, start: float) -> Drawdown | None:
    """Where the deepest drawdown of a curve lies, bar by bar; None when there was none."""
    depths = drawdowns(curve.equity, start)
    if len(depths) == 0 or not np.isfinite(depths).all() or not depths.max() > 0:
        return None
    trough = int(np.argmax(depths))
    flat = np.flatnonzero(depths[: trough + 1] <= 0)
    peak = int(flat[-1]) if len(flat) else -1
    above = np.flatnonzero(depths[trough:] <= 0)
    end = trough + int(above[0]) if len(above) else None
    last = len(depths) - 1 if end is None else end
    return Drawdown(
        depth=float(depths[trough]),
        peak_on=curve.date_of(peak) if peak >= 0 else None,
        trough_on=curve.date_of(trough),
        recovered_on=None if end is None else curve.date_of(end),
        sessions=_sessions_after(curve.days()[: last + 1], peak),
    )


def _sessions_after(days: NDArray[np.int64], peak: int) -> int:
    """Days that begin after the row of the peak; before the first row when it is -1."""
    return int(np.count_nonzero(np.diff(days[max(peak, 0) :]))) + (peak < 0)


def activity(curve: Curve, traded: float, sessions: int) -> Activity:
    """How much was invested and moved; `traded` is the value of all fills."""
    if len(curve) == 0:
        return Activity(None, None, None)
    with np.errstate(divide="ignore", invalid="ignore"):
        invested = np.abs(curve.exposure) / curve.equity
    mean = float(np.mean(curve.equity))
    return Activity(
        exposure=known(float(np.mean(invested))),
        time_in_market=known(float(np.mean(curve.exposure != 0))),
        turnover=_ratio(traded / sessions * SESSIONS_A_YEAR, mean) if sessions else None,
    )


def known(value: float) -> float | None:
    """The value when it is a finite number."""
    return value if math.isfinite(value) else None


def _ratio(above: float, below: float) -> float | None:
    return known(above / below) if below > _FLAT else None
