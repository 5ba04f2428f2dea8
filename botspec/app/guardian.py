"""Looking after positions while a gate is shut: nothing new, exits and stops as ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from botspec.adapters.sqlite import SqliteJournal
from botspec.app.unattended import held_by
from botspec.domain.intents import Proposal, Reading
from botspec.domain.rows import FillRow, NoteRow
from botspec.gates.lock import Lock
from botspec.pipeline import Pipeline
from botspec.ports.journal import JournalDamaged, JournalUnwritable
from botspec.risk.limits.book import Book

if TYPE_CHECKING:
    from botspec.app.admission import Admitted
    from botspec.ports.clock import Clock

ACCOUNT_NOTE, GUARDIAN_NOTE, LOCK_NOTE = "LIVE_ACCOUNT", "GUARDIAN", "LOCK_EXPIRES"


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


class LockHolds:
    """Denies every order that would open or add once the approval is over; the bot keeps looking after the rest."""

    kind: ClassVar[str] = "lock"

    def __init__(self, expires_at: datetime, now: Callable[[], datetime]) -> None:
        self._expires_at, self._now = expires_at, now

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at both)
        """1 of 0 from the moment it expires."""
        return Reading(Decimal(0 if self._now() < self._expires_at else 1), Decimal(0), "orders")

    def __str__(self) -> str:
        return f"approved until {self._expires_at:%Y-%m-%d %H:%M} UTC"


def bounded(bot: Pipeline, admitted: Admitted, clock: Clock) -> Pipeline:
    """The bot as the gates let it trade: nothing new in guardian mode, nor once the approval is over."""
    shut, lock = admitted.passed.guardian, admitted.papers.lock
    if shut:
        return only_reducing(bot, shut)
    if not isinstance(lock, Lock):
        raise TypeError("a bot that is no guardian has a lock")
    return replace(bot, limits=(LockHolds(lock.expires_at, clock.now), *bot.limits))


def only_reducing(bot: Pipeline, shut: tuple[str, ...]) -> Pipeline:
    """The bot as it looks after what it holds and enters nothing; `shut` says in a word what keeps it from more."""
    note = f"guardian ({', '.join(shut)})"
    return replace(bot, limits=(ReduceOnly(shut), *bot.limits), narrowed=(*bot.narrowed, note))


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
    return told[-1][-4:] if told and held_by(rows) else None


def holds(journal: Path) -> bool:
    """True when the fills of a journal leave something. Raises JournalDamaged."""
    if not journal.is_file():
        return False
    with SqliteJournal(journal, "read") as file:
        return bool(held_by(file.some((FillRow,))))
