"""What is peculiar about a panel: told in the report, never repaired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from botspec.data.grid import Grid, grid
from botspec.domain.rows import QualityRow
from botspec.market.distinct import distinct
from botspec.market.hours import core_hours
from botspec.market.moments import SECOND
from botspec.market.panel import ActionKind, Panel
from botspec.spec.words import Timeframe

Moments = NDArray[np.int64]
SPIKE = 0.20
SHOWN = 3
NEARLY = 1e-6
AT_A_TIME = 32_768  # bars
REGULAR = 23_400 * SECOND


def examine(panel: Panel, timeframe: Timeframe = Timeframe.DAY) -> tuple[QualityRow, ...]:
    """One row a symbol and peculiarity, symbols in panel order. What concerns all symbols has the symbol `*`."""
    if not len(panel):
        return ()
    found = [_sessions_without_bars(panel)]
    if timeframe.intraday and not core_hours(panel.symbols).always:
        found.append(_early_closes(panel))
    suspicious, lacking = _suspicious(panel), _never_came(panel, timeframe)
    for number in range(len(panel.symbols)):
        found += [check(panel, number) for check, looks in zip(_CHECKS, suspicious, strict=True) if looks[number]]
        if timeframe.intraday:
            found.append(lacking[number])
        elif suspicious[0][number]:
            found.append(_gaps(panel, number))
    return tuple(row for row in found if row.count)


def _suspicious(panel: Panel) -> tuple[NDArray[np.bool_], ...]:
    """For each of `_CHECKS` the symbols [N] that it may have anything to tell of, found without looking at each alone.

    Some at a time: what is worked out in between stays at hand, where for all of them it would be new memory.
    """
    acting = {action.symbol for action in panel.actions}
    acts = np.array([symbol in acting for symbol in panel.symbols])
    wide = max(AT_A_TIME // len(panel), 1)
    parts = [_peculiar(panel, slice(first, first + wide)) for first in range(0, len(acts), wide)]
    holes, idle, moved, strange = (np.concatenate(each) for each in zip(*parts, strict=True))
    return holes, idle, moved | acts, strange, acts, acts


def _peculiar(panel: Panel, some: slice) -> tuple[NDArray[np.bool_], ...]:
    """Of some symbols those with holes, bars without volume, moves that may be spikes, and ends beyond their range."""
    opened, high, low, close = (each[:, some] for each in (panel.open, panel.high, panel.low, panel.close))
    with np.errstate(all="ignore"):
        moves = close[1:] / close[:-1]
        most = SPIKE * (1 - NEARLY)
        calm = (moves.max(axis=0, initial=1) <= 1 + most) & (moves.min(axis=0, initial=1) >= 1 - most)
        holes = np.isnan(close.sum(axis=0))
    strange = np.zeros_like(holes)
    for end in (opened, close):
        strange |= _any_row(end > high) | _any_row(end < low)
    return holes, _any_row(panel.volume[:, some] == 0), ~calm, strange


def _any_row(strange: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Symbols [N] with any such row; nearly always there is none at all, which is quicker to see."""
    if not strange.any():
        return np.zeros(strange.shape[1], dtype=bool)
    return np.asarray(strange.any(axis=0))


def _never_came(panel: Panel, timeframe: Timeframe) -> Sequence[QualityRow]:
    """A row a symbol; where every symbol has every row, what holds for one holds for all."""
    if not timeframe.intraday:
        return ()
    if np.isnan(panel.close.sum()):
        return [never_came(panel, number, timeframe) for number in range(len(panel.symbols))]
    first = never_came(panel, 0, timeframe)
    return [replace(first, symbol=symbol) for symbol in panel.symbols]


def never_came(panel: Panel, number: int, timeframe: Timeframe) -> QualityRow:
    """Bars of regular sessions that are not there, of the sessions in which the symbol has any."""
    own = ~np.isnan(panel.close[:, number])
    session, opened = (panel.session, panel.opened_at) if own.all() else (panel.session[own], panel.opened_at[own])
    days = distinct(session)
    if not len(days):
        return QualityRow(panel.symbols[number], "gap", 0, "")
    known = grid(int(panel.opened_at[0]), int(panel.closed_at[-1]) - 1, core_hours(panel.symbols))
    at = known.session.searchsorted(days)
    opens, closes = known.opens[at], known.closes[at]
    due = -((opens - closes) // (timeframe.seconds * SECOND))
    lacking = due - _regular(days, session, opened, opens, closes)
    text = f"of {int(due.sum())} bars of regular sessions never came: {_days(days[lacking > 0])}"
    return QualityRow(panel.symbols[number], "gap", int(lacking.sum()), text)


def _regular(days: Moments, session: Moments, opened: Moments, opens: Moments, closes: Moments) -> Moments:
    """How many bars open in the regular session of each day; `session` and `opened` of each bar, ascending."""
    begins = session.searchsorted(days)
    count = np.diff(begins, append=len(session))
    regular = (opened >= np.repeat(opens, count)) & (opened < np.repeat(closes, count))
    return np.add.reduceat(regular, begins, dtype=np.int64)


def _early_closes(panel: Panel) -> QualityRow:
    known = grid(int(panel.opened_at[0]), int(panel.closed_at[-1]))
    days = known.session[(known.closes - known.opens < REGULAR) & (_found(panel, known) == known.session)]
    return QualityRow("*", "early_close", len(days), f"sessions that closed early: {_days(days)}")


def _found(panel: Panel, known: Grid) -> NDArray[np.int64]:
    """The first session of the panel that is not before each known one: itself, where it has a bar."""
    found: NDArray[np.int64] = panel.session[np.minimum(np.searchsorted(panel.session, known.session), len(panel) - 1)]
    return found


def _sessions_without_bars(panel: Panel) -> QualityRow:
    known = grid(int(panel.opened_at[0]), int(panel.closed_at[-1]) - 1, core_hours(panel.symbols))
    absent = known.session[_found(panel, known) != known.session]
    return QualityRow("*", "missing", len(absent), f"sessions without a bar of any symbol: {_days(absent)}")


def _missing(panel: Panel, number: int) -> QualityRow:
    """Rows at either end where the symbol has no bar: not listed yet, or gone."""
    inside = _listed(panel, number)
    outside = panel.session[~inside]
    return QualityRow(
        panel.symbols[number], "missing", len(outside), f"rows before its first or after its last bar: {_days(outside)}"
    )


def _gaps(panel: Panel, number: int) -> QualityRow:
    """Rows without a bar between the symbol's first and last."""
    gone = _listed(panel, number) & np.isnan(panel.close[:, number])
    sessions = panel.session[gone]
    return QualityRow(panel.symbols[number], "gap", len(sessions), f"rows without a bar in between: {_days(sessions)}")


def _zero_volume(panel: Panel, number: int) -> QualityRow:
    sessions = panel.session[panel.volume[:, number] == 0]
    return QualityRow(
        panel.symbols[number], "zero_volume", len(sessions), f"bars in which nothing was traded: {_days(sessions)}"
    )


def _spikes(panel: Panel, number: int) -> QualityRow:
    """Closes more than SPIKE away from the close before, splits taken out."""
    close = panel.close[:, number] * _shares(panel, number)
    own = np.flatnonzero(~np.isnan(close))
    if len(own) < len(close):
        close = close[own]
    with np.errstate(all="ignore"):  # a close of nothing makes no number
        rows = own[1:][np.abs((close[1:] - close[:-1]) / close[:-1]) > SPIKE]
    return QualityRow(
        panel.symbols[number],
        "spike",
        len(rows),
        f"closes more than {SPIKE:.0%} from the one before: " + _days(panel.session[rows]),
    )


def _outside_range(panel: Panel, number: int) -> QualityRow:
    """Bars whose open or close is not between low and high."""
    low, high = panel.low[:, number], panel.high[:, number]
    ends = panel.open[:, number], panel.close[:, number]
    strange = np.zeros(len(panel), dtype=bool)
    for end in ends:
        strange |= (end > high) | (end < low)
    sessions = panel.session[strange]
    return QualityRow(
        panel.symbols[number],
        "outside_range",
        len(sessions),
        f"open or close not within low and high: {_days(sessions)}",
    )


def _dividends(panel: Panel, number: int) -> QualityRow:
    symbol = panel.symbols[number]
    ex = [a.ex_on.toordinal() for a in panel.actions if a.symbol == symbol and a.kind is ActionKind.CASH_DIVIDEND]
    return QualityRow(symbol, "dividend", len(ex), f"cash dividends: {_days(np.array(ex, dtype=np.int64))}")


def _splits(panel: Panel, number: int) -> QualityRow:
    symbol = panel.symbols[number]
    found = [action for action in panel.actions if action.symbol == symbol and action.kind is ActionKind.SPLIT]
    told = ", ".join(f"{action.value:f} for 1 on {action.ex_on}" for action in found[:SHOWN])
    return QualityRow(symbol, "split", len(found), f"splits, which rules see taken out: {told}")


_CHECKS: tuple[Callable[[Panel, int], QualityRow], ...] = (
    _missing,
    _zero_volume,
    _spikes,
    _outside_range,
    _dividends,
    _splits,
)


def _listed(panel: Panel, number: int) -> NDArray[np.bool_]:
    """True from the symbol's first bar to its last."""
    own = np.flatnonzero(~np.isnan(panel.close[:, number]))
    inside = np.zeros(len(panel), dtype=bool)
    if len(own):
        inside[own[0] : own[-1] + 1] = True
    return inside


def _shares(panel: Panel, number: int) -> NDArray[np.float64] | float:
    """Shares that one share of the first row has become at each row."""
    shares: NDArray[np.float64] | float = 1.0
    for action in panel.actions:
        if action.symbol == panel.symbols[number] and action.kind is ActionKind.SPLIT:
            since = panel.session >= action.ex_on.toordinal()
            shares = shares * np.where(since, float(action.value), 1.0)
    return shares


def _days(sessions: NDArray[np.int64]) -> str:
    """The first few dates and how many more."""
    days = distinct(sessions)
    more = f" and {len(days) - SHOWN} more" if len(days) > SHOWN else ""
    return ", ".join(date.fromordinal(day).isoformat() for day in days[:SHOWN].tolist()) + more
