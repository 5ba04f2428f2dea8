"""A run's state out of its journal: how every start begins, whether something ran before or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from botspec.domain.portfolio import Portfolio
from botspec.domain.rows import MarkRow, NoteRow, ReleasedRow, Row, SpecRow
from botspec.pipeline import Pipeline
from botspec.ports.broker import Broker
from botspec.ports.journal import Journal
from botspec.risk.guards.events import Events
from botspec.risk.guards.guard import EquityGuard, first_marks
from botspec.risk.guards.references import EquityPoint, Marks
from botspec.run.desk import Desk
from botspec.run.state import State


def new_desk(bot: Pipeline, journal: Journal, broker: Broker) -> Desk:
    """A bot that has done nothing yet: its capital in cash, every guard's memory starting there."""
    return Recalled.nothing(bot).desk(bot, journal, broker)


@dataclass(slots=True)
class Recalled:
    """State and guards' memory, before there is a broker to act with."""

    state: State
    marks: dict[str, Marks]
    watching: dict[str, EquityGuard]
    rows: int = 0
    began_at: datetime | None = None
    anchor: date | None = None
    narrowed: tuple[str, ...] = ()
    capital: Decimal | None = None

    @classmethod
    def nothing(cls, bot: Pipeline) -> Recalled:
        """A first start."""
        watching = {guard.name: guard for guard in bot.guards if isinstance(guard, EquityGuard)}
        marks = {name: first_marks(guard, float(bot.capital), 0) for name, guard in watching.items()}
        ledger = Portfolio(bot.capital)
        return cls(State(ledger, ledger, events=Events(hours=bot.hours), hours=bot.hours), marks, watching)

    def take_in(self, row: Row) -> None:
        """Fold one row; nothing is written."""
        self.rows += 1
        self.state.apply(row)
        match row:
            case SpecRow():
                self.began_at = self.began_at or row.starts_at
                self.narrowed = row.narrowed
                self.capital = self.capital or row.capital
            case NoteRow(code="ANCHOR") if self.anchor is None:
                self.anchor = date.fromisoformat(row.text)
            case ReleasedRow() if row.guard in self.marks:
                self.marks[row.guard] = first_marks(self.watching[row.guard], row.equity, row.session)
            case MarkRow(phase="close"):
                self.marks = {name: marks.after(_point(row)) for name, marks in self.marks.items()}
            case _:
                pass

    def desk(self, bot: Pipeline, journal: Journal, broker: Broker) -> Desk:
        """A desk that knows all this."""
        return Desk(bot, self.state, journal, broker, self.marks)


def recall(bot: Pipeline, rows: Iterable[Row]) -> Recalled:
    """What the rows of a journal come to."""
    recalled = Recalled.nothing(bot)
    for row in rows:
        recalled.take_in(row)
    return recalled


def _point(row: MarkRow) -> EquityPoint:
    return EquityPoint(row.session, row.opening, row.adverse, row.equity).scaled(row.unit)
