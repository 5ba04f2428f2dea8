"""A bot at work: its pipeline, its state, where it writes and where its orders go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from botspec.domain.guards import Trip
from botspec.domain.intents import Intent
from botspec.domain.orders import Changes, Order
from botspec.domain.outcomes import Acked, NotSent, Rejected, SubmitOutcome, Unknown
from botspec.domain.portfolio import Portfolio
from botspec.domain.rows import CancelRow, OutcomeRow, Row
from botspec.pipeline import Pipeline
from botspec.ports.broker import Broker, CredentialsRefused
from botspec.ports.conditions import Conditions
from botspec.ports.journal import Journal
from botspec.risk.guards.guard import EquityGuard, EventGuard, Guard, HealthGuard, Quiet, quiet_of
from botspec.risk.guards.references import Marks
from botspec.risk.guards.runaway import BUILT_IN
from botspec.run.account_watch import AccountWatch
from botspec.run.foreseen import Foreseen
from botspec.run.held_exits import HeldExits
from botspec.run.marks import holdings
from botspec.run.scopes import of_bot
from botspec.run.state import State
from botspec.run.symbol_watch import SymbolWatch
from botspec.run.tape import Tape
from botspec.run.working import Working
from botspec.strategy.pair import Pair

TIMED = frozenset({"blackout", "no_entry", "trading_window"})
"""The limits that ask when an order would leave, and in which session."""

LOOKING = frozenset({"max_order_volume", "min_dollar_volume", "max_spread", "easy_to_borrow_only"})
"""Those that look at a symbol's market."""

COUNTED = frozenset({"max_orders_per_day", "max_orders_per_symbol"})
"""Those that ask for the orders of the day."""


@dataclass(slots=True)
class Desk:
    """Every change of `state` goes through `record`, so that the journal always knows as much as we do.

    `killed` says that a kill waits to be dealt with: looked at before every entry leaves. `tape` is set before anything
    is decided: the bars closed by then. `conditions` tells of quotes and lending; without it the market is the one that
    bars stand for. Not `may_rest`: it is certain that no exit of any position ever waits at the broker. `to_move` says
    that one that waits there is not where it should be yet. `by_symbol` watches what each symbol brought, `of_account`
    the whole account: None where no guard asks; `scoped` says that one of them does.
    """

    bot: Pipeline
    state: State
    journal: Journal
    broker: Broker
    marks: dict[str, Marks] = field(default_factory=dict)
    killed: Callable[[], bool] = lambda: False
    tape: Tape | None = None
    at_broker: Mapping[str, Decimal] = field(default_factory=dict)
    pause: Callable[[int], bool] = lambda _: False
    conditions: Conditions | None = None
    may_rest: bool = True
    to_move: bool = False
    by_symbol: SymbolWatch | None = None
    of_account: AccountWatch | None = None
    columns: dict[str, int] = field(init=False)
    held_exits: HeldExits = field(init=False)
    guards: dict[str, Guard] = field(init=False)
    equity_guards: tuple[EquityGuard, ...] = field(init=False)
    event_guards: tuple[EventGuard, ...] = field(init=False)
    health_guards: tuple[HealthGuard, ...] = field(init=False)
    quiet: tuple[Quiet, ...] = field(init=False)
    watches: bool = field(init=False)
    scoped: bool = field(init=False)
    counts: bool = field(init=False)
    times: bool = field(init=False)
    looks: bool = field(init=False)
    bare: bool = field(init=False)
    by_signal: bool = field(init=False)
    foresees: bool = field(init=False)
    foreseen: Foreseen | None = None
    priced: bool = False
    pair: Pair | None = field(init=False)
    asked: frozenset[str] = field(init=False)
    held_of: Portfolio | None = None
    held_now: list[tuple[int, float]] = field(default_factory=list)
    held_columns: list[int] = field(default_factory=list)
    short_of: Portfolio | None = None
    short_now: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """`columns` is where each traded symbol stands in a row of prices; `guards` are by name, with the built-in.

        `watches` is True for a bot that has exits beside its exit signal, `asked` are the kinds of its limits: `counts`
        where one asks for the orders of the day, `times` where one asks when an order leaves and in which session,
        `looks` where one looks at a symbol's market. `bare` is as in the pipeline;
        `foresees` says that orders mostly leave at the moment they are decided, and ask for nothing but the bot's own
        book: `foreseen` is the last approval then, and `priced` that a decision asked for the price of a position;
        `by_signal` says that no position is left for anything but an exit signal, or a plan that it has from before.
        `pause` waits before the broker is asked again for its answer; False when it is asked no more.
        """
        self.held_exits = HeldExits(self.bot)
        self.watches, self.bare = self.bot.watches, self.bot.bare
        self.by_signal = not self.watches and not self.bot.removed
        self.pair = self.bot.pair
        self.asked = frozenset(limit.kind for limit in self.bot.limits)
        self.counts, self.times = not self.asked.isdisjoint(COUNTED), not self.asked.isdisjoint(TIMED)
        self.looks = not self.asked.isdisjoint(LOOKING)
        self.foresees = self.bare and self.bot.at_once and not (self.times or self.looks)
        self.columns = {symbol: column for column, symbol in enumerate(self.bot.symbols)}
        self.scoped = self.by_symbol is not None or self.of_account is not None
        if self.by_symbol is not None:
            self.by_symbol.columns = self.columns
        every: tuple[Guard, ...] = (*self.bot.guards, *BUILT_IN)
        self.guards = {guard.name: guard for guard in every}
        self.equity_guards = of_bot(every)
        self.event_guards = tuple(guard for guard in every if isinstance(guard, EventGuard))
        self.health_guards = tuple(guard for guard in every if isinstance(guard, HealthGuard))
        self.quiet = tuple(quiet_of(guard) for guard in self.event_guards)

    @property
    def held(self) -> list[tuple[int, float]]:
        """(column, shares) of every position, in panel order; computed once for a portfolio."""
        portfolio = self.state.portfolio
        if self.held_of is not portfolio:
            self.held_of, self.held_now = portfolio, holdings(portfolio, self.columns)
            self.held_columns = [column for column, _ in self.held_now]
        return self.held_now

    @property
    def engaged(self) -> list[int]:
        """Columns of what is held, ordered or wished for, ascending."""
        state = self.state
        if not (state.working or state.outbox or state.steps):  # in steps of coins, too little is not held
            return [*self.held_columns] if self.held else []
        return sorted([self.columns[symbol] for symbol in state.engaged])

    @property
    def short(self) -> list[str]:
        """Symbols held short, in the order they were opened; looked for once in a portfolio."""
        portfolio = self.state.portfolio
        if self.short_of is not portfolio:
            self.short_of = portfolio
            self.short_now = [symbol for symbol, held in portfolio.positions.items() if held.quantity < 0]
        return self.short_now

    def bars_since(self, trip: Trip) -> int | None:
        """Bars that began and closed since a trip, of its symbol or of any; None while no bars are known."""
        return None if self.tape is None else self.tape.bars_since(trip.symbol, trip.at)

    def closable(self, symbol: str) -> Decimal:
        """What an exit may close, signed: never more than the account has while it differs from the ledger."""
        ours = self.state.portfolio.quantity(symbol)
        if symbol not in self.at_broker:
            return ours
        there = self.at_broker[symbol]
        if (there > 0) != (ours > 0):
            return Decimal(0)
        return min(ours, there, key=abs)

    def record(self, row: Row) -> None:
        """Write `row`, then take it in."""
        self.journal.append(row)
        self.state.apply(row)

    def cancel(self, working: Working, why: str, at: datetime, *, again: bool = False) -> None:
        """Write down that `working` is to be canceled; `carry_out` asks the broker once the moment is written whole.

        With `again`, what is left of it leaves once more; any other reason to cancel it puts an end to that.
        """
        if not working.cancel_requested or (working.again and not again):
            self.record(CancelRow(at, working.intent.request.client_order_id, why, again))

    def carry_out(self, at: datetime) -> None:
        """Commit, then ask the broker to cancel what is to be canceled, again for as long as it lives.

        A moment is committed whole before anything of it leaves: it is never decided twice from different facts.
        """
        self.journal.commit()
        if self.state.canceled and self.state.working:
            leaving = [name for name, working in self.state.working.items() if working.cancel_requested]
            if leaving:
                self.broker.cancel_all(leaving, at)

    def send(self, working: Working, at: datetime) -> None:
        """Submit a journalled and committed intent and write down what came back; no entry once somebody killed."""
        self.send_all([working], at)

    def send_all(self, workings: Sequence[Working], at: datetime) -> None:
        """Submit journalled and committed intents: what reduces first, then the rest unless somebody killed."""
        if len(workings) == 1:  # as nearly always
            intent = workings[0].intent
            self._send([intent], at, _never if intent.leg.reduces else self.killed)
            return
        reducing = [working.intent for working in workings if working.intent.leg.reduces]
        adding = [working.intent for working in workings if not working.intent.leg.reduces]
        for intents, held in ((reducing, _never), (adding, self.killed)):
            if intents:
                self._send(intents, at, held)

    def replace(self, working: Working, at: datetime) -> None:
        """Ask for a journalled and committed replacement, once, and write down what came back."""
        name = working.intent.request.client_order_id
        changes = Changes(stop_price=working.intent.request.stop_price)
        outcome = self.broker.replace(working.intent.replaces or "", name, changes, at)
        known = self.state.order(name)
        if known is None or known.outcome is None:  # else a recording has answered
            self.record(outcome_row(name, outcome, at))
        if isinstance(outcome, Rejected) and outcome.halt:
            self.journal.commit()
            raise CredentialsRefused(outcome.message)

    def _send(self, intents: Sequence[Intent], at: datetime, held: Callable[[], bool]) -> None:
        refused: Rejected | None = None
        for intent, outcome in self.broker.submit_all(intents, at, held):
            self.record(outcome_row(intent.request.client_order_id, outcome, at))
            refused = outcome if isinstance(outcome, Rejected) and outcome.halt else refused
        if refused is not None:
            self.journal.commit()
            raise CredentialsRefused(refused.message)


def _never() -> bool:
    return False


def outcome_row(client_order_id: str, outcome: SubmitOutcome, at: datetime) -> OutcomeRow:
    """The journal row of a submit's outcome."""
    match outcome:
        case Acked(order=order):
            return acked_row(order, at)
        case Rejected(code=code, message=message):
            return OutcomeRow(at, client_order_id, "rejected", None, code, message)
        case Unknown(why=why):
            return OutcomeRow(at, client_order_id, "unknown", None, "", why)
        case NotSent(why=why):
            return OutcomeRow(at, client_order_id, "not_sent", None, "", why)


def acked_row(order: Order, at: datetime) -> OutcomeRow:
    """The journal row for an order the broker has."""
    return OutcomeRow(at, order.request.client_order_id, "acked", order.id, "", "", order.legs)
