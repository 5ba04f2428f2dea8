"""A run's state out of its journal: how every start begins, whether something ran before or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from botspec.domain.portfolio import Portfolio
from botspec.domain.rows import MarkRow, NoteRow, ReleasedRow, Row, SpecRow
from botspec.domain.seen import AccountRow
from botspec.pipeline import Pipeline
from botspec.ports.broker import Broker
from botspec.ports.journal import Journal
from botspec.risk.guards.events import Events
from botspec.risk.guards.guard import EquityGuard, asks_of, first_marks
from botspec.risk.guards.references import EquityPoint, Marks
from botspec.run.account_watch import AccountWatch
from botspec.run.desk import Desk
from botspec.run.flows import Flows
from botspec.run.scopes import of_bot, of_scope
from botspec.run.state import State
from botspec.run.symbol_memory import SymbolMemory
from botspec.run.symbol_watch import SymbolWatch
from botspec.spec.words import Scope


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
    account: AccountWatch | None = None
    rows: int = 0
    began_at: datetime | None = None
    anchor: date | None = None
    narrowed: tuple[str, ...] = ()
    capital: Decimal | None = None

    @classmethod
    def nothing(cls, bot: Pipeline) -> Recalled:
        """A first start."""
        marks = {guard.name: first_marks(guard, float(bot.capital), 0) for guard in of_bot(bot.guards)}
        ledger, each = Portfolio(bot.capital), of_scope(bot.guards, Scope.SYMBOL)
        symbols = SymbolMemory(each, Marks.restarted(float(bot.capital), 0)) if each else None
        flows = None if symbols is None else Flows(bot.hours)
        events = Events(hours=bot.hours, of_trades=asks_of(bot.guards, "trades"), of_slips=asks_of(bot.guards, "slips"))
        state = State(ledger, ledger, events=events, hours=bot.hours, flows=flows)
        watching = {guard.name: guard for guard in bot.guards if isinstance(guard, EquityGuard)}
        return cls(state, marks, watching, symbols, AccountWatch.of(bot, of_scope(bot.guards, Scope.ACCOUNT)))

    def take_in(self, row: Row) -> None:
        """Fold one row; nothing is written."""
        self.rows += 1
        first = self.state.account is None
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
            case ReleasedRow() if row.guard in self.watching:
                self._let_go(row, self.watching[row.guard])
            case AccountRow() if self.account is not None and first:
                self.account.begin(self.state, self.state.hours.day(row.at).toordinal())
            case MarkRow(phase="close"):
                self._pass_by(row)
                self.marks = {name: marks.after(_point(row)) for name, marks in self.marks.items()}
            case _:
                pass

    def _let_go(self, row: ReleasedRow, guard: EquityGuard) -> None:
        if self.symbols is not None:
            self.symbols.let_go(guard, row)
        if self.account is not None and row.guard in self.account.marks:
            self.account.let_go(guard, row)

    def _pass_by(self, row: MarkRow) -> None:
        """What guards with another scope than the bot remember."""
        if self.symbols is not None:
            self.symbols.recall(row, _point(row), self.state)
        if self.account is not None:
            self.account.recall(row, _point(row), self.state)

    def desk(self, bot: Pipeline, journal: Journal, broker: Broker) -> Desk:
        """A desk that knows all this."""
        by_symbol = None if self.symbols is None else SymbolWatch(self.symbols)
        return Desk(bot, self.state, journal, broker, self.marks, by_symbol=by_symbol, of_account=self.account)


def recall(bot: Pipeline, rows: Iterable[Row]) -> Recalled:
    """What the rows of a journal come to."""
    recalled = Recalled.nothing(bot)
    for row in rows:
        recalled.take_in(row)
    return recalled


def _point(row: MarkRow) -> EquityPoint:
    return EquityPoint(row.session, row.opening, row.adverse, row.equity).scaled(row.unit)
