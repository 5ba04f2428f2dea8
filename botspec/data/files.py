"""A person's own bars: files of any width up to the wanted one, and perhaps an `actions.csv` beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from botspec.data.actions import read_actions
from botspec.data.bars import Bars
from botspec.data.folder import read
from botspec.data.join import join
from botspec.data.place import Period, Placed, count_outside, joined, place
from botspec.data.reading import PLAIN, Reading
from botspec.data.refused import DataRefused
from botspec.data.resample import Reach, resample
from botspec.data.width import width_of
from botspec.domain.rows import QualityRow
from botspec.market.hours import EXTENDED, Hours, core_hours
from botspec.market.moments import SECOND
from botspec.market.panel import Panel
from botspec.spec.words import Timeframe

_ORDER = tuple(Timeframe)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Bars, and what of the files is not in them."""

    panel: Panel
    left_out: tuple[QualityRow, ...]


def load(
    where: Path,
    symbols: Sequence[str],
    timeframe: Timeframe,
    first: date | None,
    last: date | None,
    reading: Reading = PLAIN,
) -> Panel:
    """Bars of `symbols` in sessions `first` to `last`, both included (None: as far as the files go).

    `where` is a folder, or one long file. Finer bars are joined; those outside regular sessions are left out, unless
    `reading` says otherwise. Raises DataRefused.
    """
    return load_told(where, symbols, timeframe, Period(first, last), reading).panel


def load_told(
    where: Path,
    symbols: Sequence[str],
    timeframe: Timeframe,
    period: Period,
    reading: Reading = PLAIN,
    since: date | None = None,
) -> Loaded:
    """As `load`, and what was left out of the days from `since` on. Raises DataRefused."""
    first, last = period.first, period.last
    start, stop = (first or date.min).toordinal(), (last or date.max).toordinal()
    files = dict(read(where, symbols, reading.zone))
    width = _width(files, timeframe, reading, core_hours(symbols))
    core = core_hours(symbols)
    hours = EXTENDED if reading.extended and timeframe.intraday and not core.always else core
    told = _outside(files, Period(since or first, last), hours) if width.intraday and not hours.always else ()
    recorded = _recorded(files, width)
    # what was read of a symbol is let go once it is placed: both at once would be twice the memory
    placed = {symbol: _placed(files.pop(symbol), width, hours) for symbol in list(files)}
    if width is not timeframe:
        reach = _reach(recorded, placed)
        placed = {symbol: resample(bars, timeframe, reach, core) for symbol, bars in placed.items()}
    kept = {symbol: bars.between(start, stop) for symbol, bars in placed.items()}
    panel = join(kept, read_actions((where.parent if where.is_file() else where) / "actions.csv"))
    return Loaded(panel, told)


def _outside(files: Mapping[str, Sequence[Bars]], period: Period, hours: Hours) -> tuple[QualityRow, ...]:
    """Bars before and after regular sessions, a row a symbol."""
    what = "kept" if hours.extended else "left out"
    counts = {symbol: sum(count_outside(bars, period) for bars in pieces) for symbol, pieces in files.items()}
    return tuple(
        QualityRow(symbol, "extended_hours", count, f"bars before the open or after the close, {what}")
        for symbol, count in counts.items()
        if count
    )


def _width(files: Mapping[str, Sequence[Bars]], timeframe: Timeframe, reading: Reading, hours: Hours) -> Timeframe:
    everything = [bars for pieces in files.values() for bars in pieces]
    width = reading.width or width_of(everything, timeframe, hours)
    if _ORDER.index(width) > _ORDER.index(timeframe):
        raise DataRefused(everything[0].path, None, f"has {width} bars, of which no {timeframe} bars can be made")
    return width


def _placed(pieces: Sequence[Bars], width: Timeframe, hours: Hours) -> Placed:
    return joined([place(bars, width, hours) for bars in pieces])


def _recorded(files: Mapping[str, Sequence[Bars]], width: Timeframe) -> Sequence[tuple[int, int]]:
    """First and last moment in each symbol's intraday files, bars outside sessions included."""
    length = width.seconds * SECOND
    ends = [(int(pieces[0].stamps[0]), int(pieces[-1].stamps[-1]) + length) for pieces in files.values()]
    return ends if width.intraday else ()


def _reach(recorded: Sequence[tuple[int, int]], placed: Mapping[str, Placed]) -> Reach:
    """Bars outside sessions count: they show that a session was seen to its end."""
    ends = [(int(bars.opened_at[0]), int(bars.closed_at[-1])) for bars in placed.values() if len(bars.opened_at)]
    starts, stops = zip(*(*recorded, *ends), strict=True) if recorded or ends else ((0,), (0,))
    return Reach(min(starts), max(stops))
