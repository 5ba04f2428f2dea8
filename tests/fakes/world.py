"""A world for the live loop without a network: a clock that steps a venue, a broker that is polled, a journal that
loses what was not committed. Anything in it can be made to fail, or the process to die, at any call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.adapters.exchange_account import account_of
from botspec.app.keeping import KeepingJournal
from botspec.app.session import Sitting, sit
from botspec.domain.account import AccountSnapshot
from botspec.domain.events import BrokerEvent, CashKind, OrderUpdated, SharesKind
from botspec.domain.modes import Mode
from botspec.domain.orders import Changes, Order
from botspec.domain.outcomes import HELD, Acked, NotSent, Rejected, SubmitOutcome
from botspec.domain.rows import HeaderRow, IntentRow, Row, SpecRow
from botspec.exchange.refusal import Refusal
from botspec.journal.memory import MemoryJournal
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import moment, nanoseconds
from botspec.ports.broker import Unavailable
from botspec.ports.operator import NOBODY, Operator
from botspec.run.environment import Environment
from botspec.run.resume import recall
from botspec.simulator.hours import hours_of
from botspec.simulator.venue import Venue
from tests.fakes.trials import exchange_of

if TYPE_CHECKING:
    from datetime import timedelta

    from botspec.domain.intents import Intent
    from botspec.market.panel import CorporateAction, Panel
    from botspec.market.slice import Slice
    from botspec.pipeline import Pipeline
    from botspec.run.desk import Desk


class Died(BaseException):
    """The process was killed here."""


@dataclass(slots=True)
class Trouble:
    """Counts every call out of the process; at call `at` it does what `kind` says (die before or after, or fail)."""

    at: int = -1
    kind: str = "die_before"
    calls: int = 0
    failed: bool = False
    names: list[str] = field(default_factory=list)

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        self.calls += 1
        self.names.append(name)
        if self.calls == self.at and self.kind == "die_before":
            raise Died(name)
        if self.calls == self.at and self.kind == "unavailable" and name in READS:
            self.failed = True
            raise Unavailable(f"no answer to {name}")
        result = call()
        if self.calls == self.at and self.kind == "die_after":
            raise Died(name)
        return result


READS = frozenset({"advance", "find", "snapshot", "cancel", "history", "closed", "actions", "prices"})


class DurableJournal(MemoryJournal):
    """Rows after the last commit are lost when the process dies."""

    def __init__(self, trouble: Trouble, rows: Sequence[Row] = ()) -> None:
        super().__init__()
        self._trouble = trouble
        self.durable = 0
        for row in rows:
            self.append(row)
        self._harden()

    def commit(self) -> None:
        self._trouble.around("commit", self._harden)

    def survivors(self) -> list[Row]:
        return list(self.rows())[: self.durable]

    def _harden(self) -> None:
        self.durable = self.chain.rows


class PolledBroker:
    """The venue's account through eyes that only see the newest state, as by HTTP; a new one has heard nothing yet."""

    def __init__(self, venue: Venue, trouble: Trouble, journal: DurableJournal) -> None:
        self._venue, self._trouble, self._journal = venue, trouble, journal
        self._told: dict[str, Order] = {}
        self._moves: set[str] = set()
        self.unjournalled: list[str] = []
        self.sent: list[str] = []

    def submit(self, intent: Intent, at: datetime) -> SubmitOutcome:  # noqa: ARG002  the venue has its own time
        durable = [row.intent for row in self._journal.survivors() if isinstance(row, IntentRow)]
        if intent not in durable:
            self.unjournalled.append(intent.id)
        self.sent.append(intent.request.client_order_id)
        outcome: SubmitOutcome = self._trouble.around("submit", lambda: self._submit(intent))
        if isinstance(outcome, Acked) and not outcome.order.filled_quantity:
            self._told[outcome.order.id] = outcome.order
        return outcome

    def _submit(self, intent: Intent) -> SubmitOutcome:
        try:
            return Acked(self._venue.exchange.submit(intent.request, self._venue.now))
        except Refusal as refusal:
            known = self._venue.exchange.by_client_order_id(intent.request.client_order_id)
            return Acked(known) if known else Rejected(refusal.http_status, str(refusal.code), refusal.message)

    def submit_all(
        self, intents: Sequence[Intent], at: datetime, held: Callable[[], bool]
    ) -> Iterator[tuple[Intent, SubmitOutcome]]:
        for intent in intents:
            yield intent, NotSent(HELD) if held() else self.submit(intent, at)

    def replace(self, client_order_id: str, new_client_order_id: str, changes: Changes, at: datetime) -> SubmitOutcome:  # noqa: ARG002
        durable = [row.intent for row in self._journal.survivors() if isinstance(row, IntentRow)]
        if new_client_order_id not in {intent.request.client_order_id for intent in durable}:
            self.unjournalled.append(new_client_order_id)
        self.sent.append(new_client_order_id)
        outcome: SubmitOutcome = self._trouble.around(
            "replace", lambda: self._replace(client_order_id, new_client_order_id, changes)
        )
        if isinstance(outcome, Acked) and not outcome.order.filled_quantity:
            self._told[outcome.order.id] = outcome.order
        return outcome

    def _replace(self, client_order_id: str, new_client_order_id: str, changes: Changes) -> SubmitOutcome:
        exchange = self._venue.exchange
        old = exchange.by_client_order_id(client_order_id)
        try:
            named = {"client_order_id": new_client_order_id, "stop_price": changes.stop_price}
            return Acked(exchange.replace(old.id if old else "", self._venue.now, **named))
        except Refusal as refusal:
            return Rejected(refusal.http_status, str(refusal.code), refusal.message)

    def cancel_all(self, client_order_ids: Sequence[str], at: datetime) -> None:
        for client_order_id in client_order_ids:
            self.cancel(client_order_id, at)

    def cancel(self, client_order_id: str, at: datetime) -> bool:  # noqa: ARG002
        def ask() -> bool:
            order = self._venue.exchange.by_client_order_id(client_order_id)
            if order is None or not order.live:
                return False
            self._venue.exchange.cancel(order.id, self._venue.now)
            return True

        return bool(self._trouble.around("cancel", ask))

    def find(self, client_order_id: str) -> Order | None:
        found: Order | None = self._trouble.around(
            "find", lambda: self._venue.exchange.by_client_order_id(client_order_id)
        )
        return found

    def advance(self, until: datetime, bars: Slice | None) -> Sequence[BrokerEvent]:  # noqa: ARG002
        news: Sequence[BrokerEvent] = self._trouble.around("advance", self._news)
        return news

    def _news(self) -> list[BrokerEvent]:
        exchange = self._venue.exchange
        news: list[tuple[tuple[datetime, int, int], BrokerEvent]] = []
        for number, order in enumerate(exchange.orders()):
            if self._told.get(order.id) != order:
                news.append(((order.updated_at, 2, number), OrderUpdated(order, order.updated_at)))
                self._told[order.id] = order
        for number, moved in enumerate(exchange.cash_moves):
            if moved.id not in self._moves:
                news.append(((moved.at, 0 if moved.kind is CashKind.DIVIDEND else 3, number), moved))
                self._moves.add(moved.id)
        for number, shares in enumerate(exchange.share_moves):
            if shares.id not in self._moves:
                news.append(((shares.at, 1 if shares.kind is SharesKind.SPLIT else 3, number), shares))
                self._moves.add(shares.id)
        return [event for _, event in sorted(news, key=lambda pair: pair[0])]

    def snapshot(self) -> AccountSnapshot:
        return account_of(self._venue.exchange, "PA0001")


@dataclass(slots=True)
class PanelFeed:
    """Bars of a panel, as far as the venue's time has come."""

    panel: Panel
    venue: Venue
    trouble: Trouble
    hours: Hours = REGULAR

    def history(self, until: datetime) -> Panel:
        rows = int(np.searchsorted(self.panel.closed_at, nanoseconds(until), side="right"))
        known: Panel = self.trouble.around("history", lambda: self.panel.upto(rows))
        return known

    def closed(self, at: datetime) -> Slice | None:
        row = int(np.searchsorted(self.panel.closed_at, nanoseconds(at)))
        there = row < len(self.panel) and int(self.panel.closed_at[row]) == nanoseconds(at) and at <= self.venue.now
        bars: Slice | None = self.trouble.around("closed", lambda: self.panel.row(row) if there else None)
        return bars

    def actions(self, at: datetime) -> Sequence[CorporateAction]:
        on = self.hours.day(at)
        found: Sequence[CorporateAction] = self.trouble.around(
            "actions", lambda: [action for action in self.panel.actions if action.ex_on == on]
        )
        return found

    def prices(self, symbols: Sequence[str], at: datetime) -> Mapping[str, float]:
        def look() -> dict[str, float]:
            session = self.hours.session_on(self.hours.day(at))
            oldest = nanoseconds(session.opens_at) if session is not None and session.opens_at <= at else 0
            trades = {symbol: self.venue.last_trade(symbol) for symbol in symbols}
            return {symbol: trade.price for symbol, trade in trades.items() if trade is not None and trade.at >= oldest}

        fresh: Mapping[str, float] = self.trouble.around("prices", look)
        return fresh


@dataclass(slots=True)
class VenueClock:
    """Waiting moves the venue; the pause after a failed read takes no time."""

    venue: Venue
    trouble: Trouble

    def now(self) -> datetime:
        return self.venue.now

    def wait_until(self, moment: datetime) -> None:
        if self.trouble.failed:
            self.trouble.failed = False
            return
        self.trouble.around("wait", lambda: self.venue.advance(moment))

    def wait_for_news(self, moment: datetime) -> None:
        if self.trouble.failed:
            self.trouble.failed = False
            return
        self.trouble.around("wait", lambda: self.venue.advance(moment, news=True))


class Nobody:
    """Looks on and says nothing."""

    def __init__(self) -> None:
        self.progressed: list[tuple[int, float]] = []

    def banner(self, banner: object) -> None: ...

    def progress(self, done: int, total: int | None, at: datetime, equity: float) -> None:  # noqa: ARG002
        self.progressed.append((done, equity))

    def finding(self, finding: object, checked: object) -> None: ...

    def note(self, text: str) -> None: ...


A_HEADER = HeaderRow(datetime(2024, 1, 2, tzinfo=UTC), "0", "3", "", None, None, "bot.yaml", (), {})


class World:
    """A venue and what is left of a bot's journal; `live` is one process's life in it."""

    def __init__(
        self, bot: Pipeline, panel: Panel, start: int = 0, *, kept: bool = False, **environment: timedelta
    ) -> None:
        """With `kept`, each life keeps what it decides on: `blocks` of bars, by hash."""
        self.kept, self.blocks = kept, MemoryJournal()
        self.bot, self.panel, self.start = bot, panel, start
        self.began_at = moment(int(panel.closed_at[start - 1] if start else panel.opened_at[0] - 10**9))
        hours = hours_of(panel.symbols, extended=bot.hours.extended)
        self.venue = Venue(panel, exchange_of(bot), self.began_at, hours)
        self.environment = environment
        self.clock: VenueClock | None = None
        self.rows: list[Row] = []
        self.brokers: list[PolledBroker] = []
        self.desk: Desk | None = None
        self.watcher = Nobody()
        self.stop: Callable[[], bool] = lambda: False
        self.operator: Operator = NOBODY

    def live(self, trouble: Trouble | None = None, steps: int | None = None, bot: Pipeline | None = None) -> str:
        """Start, run to the end of the panel, and give why it ended. Raises Died where `trouble` kills it."""
        trouble = trouble or Trouble()
        bot = bot or self.bot
        journal = DurableJournal(trouble, self.rows)
        broker = PolledBroker(self.venue, trouble, journal)
        self.brokers.append(broker)
        feed = PanelFeed(self.panel, self.venue, trouble, bot.hours)
        written: Any = journal
        if self.kept:
            journal.kept = self.blocks.kept
            written = KeepingJournal(journal, lambda: self.venue.now)
        clock = self.clock or VenueClock(self.venue, trouble)
        env = Environment(feed, broker, clock, written, operator=self.operator, **self.environment)
        env = written.watching(env) if self.kept else env
        first = date.fromordinal(int(self.panel.session[self.start]))
        recalled = recall(bot, journal.rows())
        sitting = Sitting(
            bot=bot,
            env=env,
            journal=written,
            recalled=recalled,
            sessions=bot.hours.sessions(first, date.fromordinal(int(self.panel.session[-1]))),
            began_at=self.began_at,
            watcher=self.watcher,
            stop=self.stop,
            steps=steps,
        )
        self.rows = []

        def describe(desk: Desk) -> None:
            self.desk = desk
            if self.kept:
                desk.record(A_HEADER)
            if self.kept or recalled.rows == 0:
                desk.record(self._spec_row())
            desk.journal.commit()

        try:
            self.desk, why = sit(sitting, describe, lambda _: None)
        finally:
            self.rows = journal.survivors()
        return why

    def _spec_row(self) -> SpecRow:
        bot = self.bot
        return SpecRow(
            bot=bot.bot,
            mode=Mode.SIMULATE.value,
            account=bot.account,
            digest=bot.digest,
            resolved=bot.resolved,
            summary=(),
            symbols=bot.symbols,
            benchmark=None,
            timeframe=bot.data.timeframe.value,
            capital=bot.capital,
            limits=(),
            guards=(),
            narrowed=(),
            starts_at=self.began_at,
            ends_at=None,
        )
