"""`botspec runs`: what lies in the runs folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal, holder
from botspec.app.find_run import RUNS, journals
from botspec.domain.rows import DeniedRow, EndedRow, FillRow, HeaderRow, MarkRow, SpecRow
from botspec.domain.trades import match
from botspec.ports.journal import JournalDamaged, JournalUnwritable
from botspec.report.sorted_rows import SortedRows

_KINDS = (HeaderRow, SpecRow, FillRow, DeniedRow, MarkRow, EndedRow)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run; `state` is finished, running, unfinished or damaged. `trouble` says why it cannot be read."""

    name: str
    path: Path
    state: str
    bot: str = ""
    mode: str = ""
    started_at: datetime | None = None
    equity: float | None = None
    trades: int = 0
    denied: int = 0
    trouble: str = ""


def list_runs(runs: Path = RUNS) -> list[RunLine]:
    """Every run, the newest first. Rows are read, not verified: that is `botspec journal verify`."""
    return [_line(journal) for journal in journals(runs)]


def _line(journal: Path) -> RunLine:
    try:
        with SqliteJournal(journal, "read") as file:
            found = SortedRows(file.some(_KINDS))
    except (JournalDamaged, JournalUnwritable) as error:
        return RunLine(journal.parent.name, journal.parent, "damaged", trouble=str(error))
    header, spec, ended = found.last(HeaderRow), found.last(SpecRow), found.last(EndedRow)
    over = ended is not None and found.newer(EndedRow, SpecRow)
    last = ended if over else found.last(MarkRow)
    return RunLine(
        name=journal.parent.name,
        path=journal.parent,
        state=_state(journal, over=over),
        bot=spec.bot if spec else "",
        mode=spec.mode if spec else "",
        started_at=header.started_at if header else None,
        equity=round(last.equity, 2) if last else None,
        trades=len(match([row.fill for row in found.of(FillRow)], {}).trades),
        denied=len(found.of(DeniedRow)),
    )


def _state(journal: Path, *, over: bool) -> str:
    if over:
        return "finished"
    return "unfinished" if holder(journal) is None else "running"
