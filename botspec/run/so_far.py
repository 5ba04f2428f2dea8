"""Rules looked at while a bar is under way: on the closed bars before it, and on the bar so far as one more."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.data.resample import Reach
from botspec.data.slower import slower
from botspec.expressions.times import NEVER, Times
from botspec.market.hours import core_hours
from botspec.market.moments import SECOND
from botspec.market.panel import ROW_FIELDS, Panel
from botspec.run.view import NO, SideSignals, Signals
from botspec.spec.decide import BAR_CLOSE
from botspec.spec.words import Decide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.pipeline import Pipeline

    Rows = NDArray[np.int64]
    Look = Callable[[Panel], Signals]

ROOM = 10


def bars_needed(bot: Pipeline) -> int:
    """Bars of the rules' own width to have before the first decision."""
    return bot.warmup if bot.decide is BAR_CLOSE else bars_seen(bot)


def bars_seen(bot: Pipeline) -> int:
    """Closed bars that a rule is shown beside the bar so far: twice its warm-up, for symbols with gaps."""
    return 2 * bot.warmup + ROOM


def signals_so_far(bot: Pipeline, panel: Panel, look: Look, since: int = 0) -> Signals:
    """Signals at each row of `panel`; nothing but NO where no decision falls, nor before row `since`.

    `look` gives the signals of a panel of the rules' own bars.
    """
    times = Times(panel.opened_at, panel.closed_at, panel.session, core_hours(panel.symbols))
    spans = times.spans(bot.data.timeframe.value)
    closed = slower(panel, bot.data.timeframe, Reach(int(panel.opened_at[0]), int(panel.closed_at[-1])))
    rows = decisions(bot, panel)
    seen: list[Signals] = []
    for row in rows[rows >= since].tolist():
        begins = int(np.searchsorted(spans.number, spans.number[row]))
        before = int(np.searchsorted(closed.closed_at, panel.closed_at[row], side="right"))
        known = closed.between(max(before - bars_seen(bot), 0), before)
        under_way = spans.ends[row] > panel.closed_at[row]
        seen.append(look(_with(known, panel, begins, row) if under_way else known))
    return _placed(seen, look(closed.upto(0)), rows[rows >= since], len(panel))


def decisions(bot: Pipeline, panel: Panel) -> Rows:
    """Rows of `panel` at whose end the rules are looked at."""
    times = Times(panel.opened_at, panel.closed_at, panel.session, core_hours(panel.symbols))
    if bot.decide.span is None:
        raise ValueError("rules that wait for a bar's close have no bar so far")
    span = bot.decide.span.seconds * SECOND
    inside = (times.spans(bot.data.timeframe.value).number != NEVER) & (panel.closed_at < times.closes)
    if bot.decide.kind is Decide.EVERY:
        falls = (panel.closed_at - times.opens) % span == 0
    else:
        falls = panel.closed_at == times.closes - span
    return np.flatnonzero(inside & falls)


def _with(known: Panel, panel: Panel, begins: int, row: int) -> Panel:
    """`known`, and the bar of rows `begins` to `row` of `panel` as its last."""
    bars = slice(begins, row + 1)
    parts: dict[str, Any] = {
        "opened_at": panel.opened_at[begins],
        "closed_at": panel.closed_at[row],
        "session": panel.session[row],
        "open": _first(panel.open[bars]),
        "high": np.fmax.reduce(panel.high[bars]),
        "low": np.fmin.reduce(panel.low[bars]),
        "close": _first(panel.close[bars][::-1]),
        "volume": np.nansum(panel.volume[bars], axis=0),
    }
    parts["volume"] = np.where(np.isnan(parts["close"]), np.nan, parts["volume"])
    columns: dict[str, Any] = {name: _longer(getattr(known, name), parts[name]) for name in ROW_FIELDS}
    return Panel(symbols=panel.symbols, actions=panel.actions, **columns)


def _first(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first known value of each column, NaN when there is none."""
    first: NDArray[np.float64] = values[np.argmax(~np.isnan(values), axis=0), np.arange(values.shape[1])]
    return first


def _longer(column: NDArray[Any], last: NDArray[Any]) -> NDArray[Any]:
    longer = np.empty((len(column) + 1, *column.shape[1:]), dtype=column.dtype, order="F")
    longer[:-1], longer[-1] = column, last
    return longer


def _placed(seen: list[Signals], pattern: Signals, rows: Rows, length: int) -> Signals:
    """The last row of each of `seen` at its row of `length`; `pattern` is what there is at all."""
    short = [each.short for each in seen if each.short is not None]
    return Signals(
        rank=_spread([each.rank for each in seen], pattern.rank, rows, length, np.nan),
        long=_side([each.long for each in seen], pattern.long, rows, length),
        short=None if pattern.short is None else _side(short, pattern.short, rows, length),
        numbers={
            text: _spread([each.numbers[text] for each in seen], column, rows, length, np.nan)
            for text, column in pattern.numbers.items()
        },
    )


def _side(seen: list[SideSignals], pattern: SideSignals, rows: Rows, length: int) -> SideSignals:
    entry = _spread([each.entry for each in seen], pattern.entry, rows, length, NO)
    return SideSignals(
        entry=entry,
        exit=_spread([each.exit for each in seen], pattern.exit, rows, length, NO),
        since=began(entry, rows),
    )


def began(entry: NDArray[np.int8], rows: Rows) -> NDArray[np.int32]:
    """The row at which the value of `entry` [T, N] began, from one of `rows` to the next; elsewhere the row itself."""
    since = np.broadcast_to(np.arange(len(entry), dtype=np.int32)[:, np.newaxis], entry.shape).copy(order="F")
    for before, row in pairwise(rows.tolist()):
        since[row] = np.where(entry[row] == entry[before], since[before], row)
    return since


def _spread(seen: list[NDArray[Any]], pattern: NDArray[Any], rows: Rows, length: int, empty: float) -> NDArray[Any]:
    column = np.full((length, pattern.shape[1]), empty, dtype=pattern.dtype, order="F")
    if seen:
        column[rows] = [each[-1] for each in seen]
    return column
