"""Looking after positions while a gate is shut: nothing new, exits and stops as ever."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from botspec.adapters.sqlite import SqliteJournal
from botspec.domain.intents import Proposal, Reading
from botspec.domain.rows import FillRow, NoteRow
from botspec.gates.token import GatesPassed
from botspec.pipeline import Pipeline
from botspec.ports.journal import JournalDamaged, JournalUnwritable
from botspec.risk.limits.book import Book

ACCOUNT_NOTE, GUARDIAN_NOTE = "LIVE_ACCOUNT", "GUARDIAN"


class ReduceOnly:
    """Denies every order that would open or add; what reduces is never denied by any limit."""

    kind: ClassVar[str] = "guardian"

    def __init__(self, gates: tuple[str, ...]) -> None:
        self._gates = gates

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at both)
        """1 of 0."""
        return Reading(Decimal(1), Decimal(0), "orders")

    def __str__(self) -> str:
        return f"guardian: nothing new while shut: {', '.join(self._gates)}"


def guarded(bot: Pipeline, passed: GatesPassed) -> Pipeline:
    """The bot as the token lets it trade."""
    if not passed.guardian:
        return bot
    note = f"guardian ({', '.join(passed.guardian)})"
    return replace(bot, limits=(ReduceOnly(passed.guardian), *bot.limits), narrowed=(*bot.narrowed, note))


def holding(journal: Path) -> str | None:
    """The last four of the account in which a live journal's bot holds positions; None when it holds none."""
    if not journal.is_file():
        return None
    try:
        with SqliteJournal(journal, "read") as file:
            file.verify()
            rows = list(file.some((FillRow, NoteRow)))
    except (JournalDamaged, JournalUnwritable):
        return None
    told = [row.text for row in rows if isinstance(row, NoteRow) and row.code == ACCOUNT_NOTE]
    held: dict[str, Decimal] = {}
    for row in rows:
        if isinstance(row, FillRow):
            signed = row.fill.quantity * row.fill.side.sign
            held[row.fill.symbol] = held.get(row.fill.symbol, Decimal(0)) + signed
    return told[-1][-4:] if told and any(held.values()) else None
