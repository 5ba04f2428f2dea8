"""What a live bot holds that nobody looks after: the spec has errors, and the one that ran is in no commit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.adapters.sqlite import SqliteJournal
from botspec.app.folders import JOURNAL
from botspec.domain.modes import Mode
from botspec.domain.rows import FillRow, HeaderRow
from botspec.ports.journal import JournalDamaged, JournalUnwritable

if TYPE_CHECKING:
    from botspec.app.request import RunRequest
    from botspec.domain.rows import Row


def unattended(request: RunRequest) -> str:
    """What live journals of this spec file say is held, and what protects it; "" when nothing is."""
    told = [_told(folder, held) for folder, held in holding(request.runs, request.spec)]
    return "\n".join(told)


def holding(runs: Path, spec: Path) -> list[tuple[Path, dict[str, Decimal]]]:
    """Run folders and what is held, by the file of the spec, not by its id: that may be what cannot be read."""
    found = []
    for journal in sorted(runs.glob(f"{Mode.LIVE}-*/{JOURNAL}")):
        rows = _rows(journal)
        headers = [row.spec_path for row in rows if isinstance(row, HeaderRow)]
        held = held_by(rows)
        if headers and held and spec.resolve() == Path(headers[-1]).resolve():
            found.append((journal.parent, held))
    return found


def _rows(journal: Path) -> list[Row]:
    try:
        with SqliteJournal(journal, "read") as file:
            return list(file.some((FillRow, HeaderRow)))
    except (JournalDamaged, JournalUnwritable):
        return []


def held_by(rows: Iterable[Row]) -> dict[str, Decimal]:
    """Shares by symbol that the fills leave; those that are not zero."""
    held: dict[str, Decimal] = {}
    for row in rows:
        if isinstance(row, FillRow):
            fill = row.fill
            held[fill.symbol] = held.get(fill.symbol, Decimal(0)) + fill.quantity * fill.side.sign
    return {symbol: quantity for symbol, quantity in held.items() if quantity}


def _told(folder: Path, held: dict[str, Decimal]) -> str:
    listed = ", ".join(f"{quantity:f} {symbol}" for symbol, quantity in sorted(held.items()))
    return (
        f"error: this bot holds {listed} in a live account, and a spec with errors cannot look after them ({folder})\n"
        "  stops and targets that rest at the broker stay there and work; exits of this process do not run\n"
        "  do: put the reviewed spec back (git checkout main -- SPEC) and start again: it looks after them,"
        " if need be as a guardian"
    )
