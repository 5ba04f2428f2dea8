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
from botspec.run.flows import Flows
from botspec.run.scopes import of_bot
from botspec.run.state import State
from botspec.run.symbol_memory import SymbolMemory, memory_of_symbols
from botspec.run.symbol_watch import SymbolWatch


def new_desk(bot: Pipeline, journal: Journal, broker: Broker) -> Desk:
    """A bot that has done nothing yet: its capital in cash, every guard's memory starting there."""
    return Recalled.nothing(bot).desk(bot, journal, broker)


@dataclass(slots=True)
class Recalled:
    """State and guards' memory, before there is a broker to act with."""

    state: State
    marks: dict[str, Marks]
    watching: dict[str, EquityGuard]
    symbols: SymbolMemory | None = None
    rows: int = 0
    began_at: datetime | None = None
    anchor: date | None = None
    narrowed: tuple[str, ...] = ()
    capital: Decimal | None = None

    @classmethod
    def nothing(cls, bot: Pipeline) -> Recalled:
        """A first start."""
        marks = {guard.name: first_marks(guard, float(bot.capital), 0) for guard in of_bot(bot.guards)}
        ledger, symbols = Portfolio(bot.capital), memory_of_symbols(bot.guards, float(bot.capital))
        flows = None if symbols is None else Flows(bot.hours)
        state = State(ledger, ledger, events=Events(hours=bot.hours), hours=bot.hours, flows=flows)
        watching = {guard.name: guard for guard in bot.guards if isinstance(guard, EquityGuard)}
        return cls(state, marks, watching, symbols)

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
            case ReleasedRow() if self.symbols is not None and row.guard in self.watching:
                self.symbols.let_go(self.watching[row.guard], row)
            case MarkRow(phase="close"):
                if self.symbols is not None:
                    self.symbols.recall(row, _point(row), self.state)
                self.marks = {name: marks.after(_point(row)) for name, marks in self.marks.items()}
            case _:
                pass

    def desk(self, bot: Pipeline, journal: Journal, broker: Broker) -> Desk:
        """A desk that knows all this."""
        by_symbol = None if self.symbols is None else SymbolWatch(self.symbols)
        return Desk(bot, self.state, journal, broker, self.marks, by_symbol=by_symbol)


def recall(bot: Pipeline, rows: Iterable[Row]) -> Recalled:
    """What the rows of a journal come to."""
    recalled = Recalled.nothing(bot)
    for row in rows:
        recalled.take_in(row)
    return recalled


def _point(row: MarkRow) -> EquityPoint:
    return EquityPoint(row.session, row.opening, row.adverse, row.equity).scaled(row.unit)
