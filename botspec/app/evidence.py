"""What a run shows of a bot, read from its journal: sessions, trades, drawdown, slippage, limits that measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal
from botspec.app.find_run import journals
from botspec.app.parity import orders_alike
from botspec.compiler.digest import evidence_digest
from botspec.domain.modes import Mode
from botspec.domain.rows import DeniedRow, EndedRow, FillRow, HeaderRow, IntentRow, MarkRow, Row, SpecRow
from botspec.gates.lock import Evidence
from botspec.ports.journal import JournalDamaged, JournalUnwritable
from botspec.report.record import RunRecord, build

HARMLESS = ("--mode ", "--steps ", "--until ")
_PLACES = Decimal("0.000001")


def evidence_of(journal: Path, behaviour: str, *, parity: bool = False) -> Evidence | None:
    """What a run shows of that behaviour, its chain verified; None when it never ran it, or ran it narrowed.

    With `parity` the orders of a run on paper are decided again, which takes its time.

    A journal on paper goes on when the spec changes: only what was done under this behaviour counts.
    Raises JournalDamaged, JournalUnwritable.
    """
    with SqliteJournal(journal, "read") as file:
        loaded = file.load()
        again = orders_alike(file, loaded.rows, ran_as(behaviour)) if parity else None
    rows = list(_under(loaded.rows, behaviour))
    if not any(isinstance(row, SpecRow) for row in rows):
        return None
    whole = len(rows) == len(loaded.rows)
    record = build(rows, loaded.columns if whole else {}, loaded.seal)
    found = _evidence(record, journal.parent.name, rows, behaviour)
    if again is None or found.mode != Mode.PAPER:
        return found
    return found.model_copy(update={"orders": again.orders, "alike": again.alike})


def all_evidence(runs: Path, behaviour: str, *, parity: bool = False) -> list[Evidence]:
    """Of every run under `runs` that speaks for this behaviour; what cannot be read speaks for nothing."""
    found = []
    for journal in journals(runs):
        try:
            found.append(evidence_of(journal, behaviour, parity=parity))
        except (JournalDamaged, JournalUnwritable):
            continue
    return [each for each in found if each is not None]


def _under(rows: Iterable[Row], behaviour: str) -> Iterator[Row]:
    """The rows that were written while a spec of this behaviour ran, in full."""
    counts, ran = False, ran_as(behaviour)
    for row in rows:
        if isinstance(row, SpecRow):
            counts = ran(row)
        if counts or isinstance(row, HeaderRow):
            yield row


def ran_as(behaviour: str) -> Callable[[SpecRow], bool]:
    """Whether a spec ran in full and behaves so."""
    return lambda row: not _narrowed(row) and evidence_digest(json.loads(row.resolved)) == behaviour


def _narrowed(row: SpecRow) -> bool:
    """With fewer symbols, tighter limits or against a simulator it was not this bot."""
    return any(not note.startswith(HARMLESS) for note in row.narrowed)


def _evidence(record: RunRecord, run: str, rows: list[Row], behaviour: str) -> Evidence:
    depth = record.performance.max_drawdown
    return Evidence(
        mode=record.mode,
        run=run,
        journal=record.seal.head,
        behaviour=behaviour,
        sessions=_sessions(record, rows),
        trades=len(record.trades),
        max_drawdown=Decimal(str(round(depth, 6))) if depth is not None else Decimal(1 if record.trades else 0),
        slippage=_slippage(rows),
        limits=tuple(
            sorted({name for row in rows if isinstance(row, IntentRow) for name in row.readings} | _denying(rows))
        ),
    )


def _denying(rows: list[Row]) -> set[str]:
    return {row.limit for row in rows if isinstance(row, DeniedRow)}


def _sessions(record: RunRecord, rows: list[Row]) -> int:
    marked = {row.session for row in rows if isinstance(row, MarkRow) and row.phase == "close"}
    over = any(isinstance(row, EndedRow) for row in rows)
    return len(marked) or (len(record.sessions) if over else 0)


def _slippage(rows: list[Row]) -> Decimal | None:
    """What fills were worse than the price they were sized at, as a part of what was traded; None without fills."""
    references = {
        row.intent.request.client_order_id: row.intent.reference_price for row in rows if isinstance(row, IntentRow)
    }
    fills = [row.fill for row in rows if isinstance(row, FillRow) and row.fill.client_order_id in references]
    traded = sum((fill.quantity * references[fill.client_order_id] for fill in fills), Decimal(0))
    if not traded:
        return None
    worse = sum(
        ((fill.price - references[fill.client_order_id]) * fill.side.sign * fill.quantity for fill in fills), Decimal(0)
    )
    return (worse / traded).quantize(_PLACES)
