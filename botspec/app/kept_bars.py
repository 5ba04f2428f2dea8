"""The bars that the journal of runs by the clock keeps, as one panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.adapters.sqlite import SqliteJournal
from botspec.app.decided_again import action_of
from botspec.domain.rows import Row, SpecRow
from botspec.domain.seen import BarsRow

if TYPE_CHECKING:
    from botspec.market.panel import CorporateAction, Panel


@dataclass(frozen=True, slots=True)
class KeptBars:
    """Bars of `pace`; from session `first` on something was decided, what is before is the first start's history."""

    panel: Panel
    first: date
    pace: str


def kept_bars(journal: Path) -> KeptBars | None:
    """Of the newest stretch of starts over the same symbols; None when nothing was decided on in it.

    Raises JournalDamaged, JournalUnwritable.
    """
    from botspec.journal.blocks import panel_of

    with SqliteJournal(journal, "read") as file:
        (symbols, pace), rows = _stretch(file.some((SpecRow, BarsRow)))
        panels = [panel_of(symbols, file.blocks(row)) for row in rows]
    decided = [panel for row, panel in zip(rows, panels, strict=True) if row.instant is not None]
    if not decided:
        return None
    panel = replace(_joined(panels), actions=tuple(dict.fromkeys(_actions(rows))))
    return KeptBars(panel, date.fromordinal(int(decided[0].session[0])), pace)


def _stretch(rows: Iterable[Row]) -> tuple[tuple[tuple[str, ...], str], list[BarsRow]]:
    """Which bars, and their rows from the first start on after which no start was over others."""
    pace, found = "", list[BarsRow]()
    now: tuple[tuple[str, ...], str] = ((), "")
    for row in rows:
        if isinstance(row, SpecRow):
            pace = row.timeframe
        elif isinstance(row, BarsRow) and row.blocks:
            if row.instant is None and (row.symbols, pace) != now:
                now, found = (row.symbols, pace), []
            found.append(row)
    return now, found


def _joined(panels: Sequence[Panel]) -> Panel:
    """Every bar once, as it was first seen: a later start has the history of the earlier ones again."""
    from botspec.run.window import Window

    window = Window(panels[0])
    for panel in panels[1:]:
        for row in range(len(panel)):
            window.append(panel.row(row))
    return window.panel


def _actions(rows: Sequence[BarsRow]) -> Iterator[CorporateAction]:
    for row in rows:
        yield from map(action_of, row.actions)
