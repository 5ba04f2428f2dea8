"""`botspec status`: how a run stands, by its journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal, holder
from botspec.domain.guards import Trip
from botspec.domain.portfolio import Portfolio, Position
from botspec.domain.rows import (
    EndedRow,
    HeaderRow,
    IntentRow,
    MarkRow,
    NoteRow,
    OrderRow,
    OutcomeRow,
    Row,
    SpecRow,
)
from botspec.report.orders import OrderLine, order_lines
from botspec.report.sorted_rows import SortedRows
from botspec.run.state import State


@dataclass(frozen=True, slots=True)
class RunStatus:
    """As of the last row. `writer` is the process that holds the journal: None nobody, 0 one that is not told."""

    name: str
    path: Path
    state: str
    writer: int | None
    bot: str
    mode: str
    account: str
    digest: str
    started_at: datetime | None
    last_at: datetime | None
    capital: Decimal | None
    equity: float | None
    cash: Decimal
    positions: tuple[Position, ...]
    working: tuple[OrderLine, ...]
    trips: tuple[Trip, ...]
    warnings: tuple[str, ...]
    next_close_at: datetime | None


def status(journal: Path) -> RunStatus:
    """Read the journal to its end. Raises JournalDamaged, JournalUnwritable."""
    with SqliteJournal(journal, "read") as file:
        rows = tuple(file.rows())
    found = SortedRows(rows)
    spec, header, mark = found.last(SpecRow), found.last(HeaderRow), found.last(MarkRow)
    ended = found.last(EndedRow) if found.newer(EndedRow, SpecRow) else None
    last = ended or mark
    writer = holder(journal)
    first = next(iter(found.of(SpecRow)), None)
    state = _state(rows, first.capital if first else Decimal(0))
    book = state.portfolio
    return RunStatus(
        name=journal.parent.name,
        path=journal.parent,
        state="finished" if ended else "unfinished" if writer is None else "running",
        writer=writer,
        bot=spec.bot if spec else "",
        mode=spec.mode if spec else "",
        account=spec.account if spec else "",
        digest=spec.digest if spec else "",
        started_at=header.started_at if header else None,
        last_at=last.at if last else None,
        capital=spec.capital if spec else None,
        equity=round(last.equity, 2) if last else None,
        cash=book.cash,
        positions=tuple(book.positions[symbol] for symbol in sorted(book.positions)),
        working=() if ended else _working(found),
        trips=tuple(state.trips.values()),
        warnings=tuple(f"{row.code}: {row.text}" for row in found.of(NoteRow) if row.level != "info")[-5:],
        next_close_at=None if ended or mark is None or spec is None else _next_close(mark.at, spec),
    )


def _state(rows: Iterable[Row], capital: Decimal) -> State:
    """What the bot itself knows: positions include what was adopted and what a split made."""
    book = Portfolio(capital)
    state = State(book, book)
    for row in rows:
        state.apply(row)
    return state


def _working(found: SortedRows) -> tuple[OrderLine, ...]:
    lines = order_lines(found.of(IntentRow), found.of(OutcomeRow), found.of(OrderRow))
    return tuple(line for line in lines if line.working)


def _next_close(after: datetime, spec: SpecRow) -> datetime | None:
    """When a bot on daily bars looks again; None for other bars."""
    from botspec.market.calendar import OutsideCalendar
    from botspec.market.hours import core_hours

    if not spec.timeframe.lower().endswith("day"):
        return None
    hours = core_hours(spec.symbols)
    try:
        today = hours.session_on(hours.day(after))
        return (today if today is not None and today.closes_at > after else hours.next_session(after)).closes_at
    except OutsideCalendar:
        return None
