"""How wide the bars of files are: found out where it is certain, asked for where it is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from botspec.data.bars import Bars
from botspec.data.place import daily_rows, sessions_of
from botspec.data.refused import DataRefused
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import SECOND
from botspec.spec.words import Timeframe

_INTRADAY = tuple(each for each in reversed(Timeframe) if each.intraday)
_ENOUGH = 20
"""Distances between bars of one session from which on the commonest one says something."""
_TOLD = "say how wide its bars are, as data.bars: 1Min does"
_ON_THE_HOUR = " (hours that begin on the hour do not begin with the session: use 30Min or finer bars)"


def width_of(files: Sequence[Bars], wanted: Timeframe, hours: Hours = REGULAR) -> Timeframe:
    """The width of the bars in `files`, the wanted one (or a day) where they are too few to say. Raises DataRefused."""
    kinds = {_kind(bars, hours) for bars in files}
    if len(kinds) > 1:
        raise DataRefused(files[0].path, None, "has daily bars, another file has shorter ones: keep one kind")
    if kinds == {True}:
        _check_daily(files, wanted, hours)
        return Timeframe.DAY
    offsets, apart = _measured(files, hours)
    finest = next((each for each in _INTRADAY if not (offsets % (each.seconds * SECOND)).any()), None)
    if finest is None or len(apart) < _ENOUGH:
        return wanted if wanted.intraday else Timeframe.DAY
    common = _commonest(apart)
    if finest is not Timeframe.MINUTE and common != finest.seconds * SECOND:
        raise DataRefused(
            files[0].path,
            None,
            f"its bars count from the open in steps of {finest} but mostly lie {common // SECOND // 60} minutes "
            f"apart: {_TOLD}{'' if hours.always else _ON_THE_HOUR}",
        )
    return finest


def _kind(bars: Bars, hours: Hours) -> bool:
    """Whether they are daily."""
    return bars.dates or daily_rows(bars, sessions_of(bars, hours)) is not None


def _check_daily(files: Iterable[Bars], wanted: Timeframe, hours: Hours) -> None:
    if wanted is not Timeframe.DAY:
        return
    for bars in files:
        rows = daily_rows(bars, sessions_of(bars, hours))
        if rows is None or len(rows) <= _ENOUGH:
            continue
        common = _commonest(np.diff(rows).astype(np.int64))
        if common != 1:
            raise DataRefused(
                bars.path, None, f"its bars mostly lie {common} sessions apart, so they are no daily bars"
            )


def _measured(files: Iterable[Bars], hours: Hours) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How long after the open each bar of a regular session opens, and how far those of a session lie apart."""
    offsets, apart = [], []
    for bars in files:
        sessions = sessions_of(bars, hours)
        at = np.searchsorted(sessions.opens, bars.stamps, side="right") - 1
        regular = at >= 0
        regular[regular] = bars.stamps[regular] < sessions.closes[at[regular]]
        own = bars.stamps[regular]
        offsets.append(own - sessions.opens[at[regular]])
        apart.append(np.diff(own)[np.diff(at[regular]) == 0])
    return np.concatenate(offsets), np.concatenate(apart)


def _commonest(numbers: NDArray[np.int64]) -> int:
    ordered = np.sort(numbers)
    first = np.flatnonzero(np.diff(ordered, prepend=ordered[0] - 1))
    counts = np.diff(np.append(first, len(ordered)))
    return int(ordered[first[np.argmax(counts)]])
