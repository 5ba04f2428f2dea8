"""Past runs of a bot, with what it takes to have their bars again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal
from botspec.app.find_run import journals
from botspec.domain.modes import Mode
from botspec.domain.rows import EndedRow, HeaderRow, SpecRow
from botspec.domain.seen import BarsRow
from botspec.ports.journal import JournalDamaged, JournalUnwritable
from botspec.report.sorted_rows import SortedRows
from botspec.spec.words import Source

LOCAL = frozenset({Mode.BACKTEST.value, Mode.SIMULATE.value})


@dataclass(frozen=True, slots=True)
class PastRun:
    """`kept` is a journal that keeps the run's bars itself; `why_not` says why they cannot be had again."""

    name: str
    first: date = date.min
    last: date = date.min
    symbols: tuple[str, ...] = ()
    benchmark: str | None = None
    bars: str = ""
    kept: Path | None = None
    why_not: str = ""


def past_runs(runs: Path, bot: str, most: int) -> list[PastRun]:
    """The last runs of a bot, the newest first."""
    found: list[PastRun] = []
    for journal in journals(runs):
        run = _read(journal, bot)
        found += [] if run is None else [run]
        if len(found) == most:
            break
    return found


def _read(journal: Path, bot: str) -> PastRun | None:
    name = journal.parent.name
    try:
        with SqliteJournal(journal, "read") as file:
            rows = SortedRows(file.some((HeaderRow, SpecRow, EndedRow, BarsRow)))
    except (JournalDamaged, JournalUnwritable) as error:
        return PastRun(name, why_not=f"its journal cannot be read: {error}") if bot in name else None
    header, spec = rows.last(HeaderRow), rows.last(SpecRow)
    if spec is None or spec.bot != bot:
        return None
    if any(row.blocks for row in rows.of(BarsRow)):
        return PastRun(name, kept=journal)
    why = _why_not(spec, header)
    if why or header is None or spec.starts_at is None or spec.ends_at is None:
        return PastRun(name, why_not=why or "its journal does not say over which days it ran")
    first, last = spec.starts_at.date(), spec.ends_at.date()
    return PastRun(name, first, last, spec.symbols, spec.benchmark, header.bars or "")


def _why_not(spec: SpecRow, header: HeaderRow | None) -> str:
    if spec.mode not in LOCAL:
        return f"it ran in mode {spec.mode}, and its journal keeps no bars"
    if json.loads(spec.resolved).get("data", {}).get("source") == Source.ALPACA:
        return "its bars came from Alpaca and are not kept"
    if header is None or header.bars is None:
        return "it was made before journals named their bars"
    return ""
