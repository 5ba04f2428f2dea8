"""A bot's desk in front of a broker that takes everything and tells what it heard, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Intent, Leg, Wanted
from botspec.domain.orders import Changes, Order, OrderStatus, Side
from botspec.domain.outcomes import HELD, Acked, NotSent, SubmitOutcome
from botspec.domain.portfolio import Fill
from botspec.domain.rows import FillRow, IntentRow, OrderRow, OutcomeRow, Row, WantedRow
from botspec.journal.memory import MemoryJournal
from botspec.market.moments import moment
from botspec.run.desk import Desk
from botspec.run.marks import prices_of_panel
from botspec.run.prepare import signals_for
from botspec.run.release import release
from botspec.run.resume import new_desk
from botspec.run.view import View, view_of

if TYPE_CHECKING:
    from botspec.domain.account import AccountSnapshot
    from botspec.domain.events import BrokerEvent
    from botspec.market.panel import Panel
    from botspec.market.slice import Slice
    from botspec.pipeline import Pipeline


class LoggedJournal(MemoryJournal):
    """Writes what happens, and when it became durable, into a common log."""

    def __init__(self, log: list[tuple[str, str]]) -> None:
        super().__init__()
        self.log = log

    def append(self, row: Row) -> None:
        super().append(row)
        name = row.intent.request.client_order_id if isinstance(row, IntentRow) else ""
        self.log.append((row.kind, name))

    def commit(self) -> None:
        self.log.append(("commit", ""))


class YesBroker:
    """Takes orders and cancels; `answers` and `known` say otherwise for an order id."""

    def __init__(self, log: list[tuple[str, str]]) -> None:
        self.log = log
        self.answers: dict[str, SubmitOutcome] = {}
        self.known: dict[str, Order] = {}

    def submit(self, intent: Intent, at: datetime) -> SubmitOutcome:
        name = intent.request.client_order_id
        self.log.append(("submit", name))
        return self.answers.get(name, Acked(order_of(intent, at)))

    def submit_all(
        self, intents: Sequence[Intent], at: datetime, held: Callable[[], bool]
    ) -> Iterator[tuple[Intent, SubmitOutcome]]:
        for intent in intents:
            yield intent, NotSent(HELD) if held() else self.submit(intent, at)

    def replace(self, client_order_id: str, new_client_order_id: str, changes: Changes, at: datetime) -> SubmitOutcome:
        raise NotImplementedError

    def cancel_all(self, client_order_ids: Sequence[str], at: datetime) -> None:
        for client_order_id in client_order_ids:
            self.cancel(client_order_id, at)

    def cancel(self, client_order_id: str, at: datetime) -> bool:  # noqa: ARG002
        self.log.append(("ask to cancel", client_order_id))
        return True

    def find(self, client_order_id: str) -> Order | None:
        self.log.append(("find", client_order_id))
        return self.known.get(client_order_id)

    def advance(self, until: datetime, bars: Slice | None) -> Sequence[BrokerEvent]:  # noqa: ARG002
        return ()

    def snapshot(self) -> AccountSnapshot:
        raise NotImplementedError


def order_of(intent: Intent, at: datetime, **changed: object) -> Order:
    order = Order(
        id="o-" + intent.id,
        request=intent.request,
        status=OrderStatus.NEW,
        filled_quantity=Decimal(0),
        filled_average_price=None,
        submitted_at=at,
        updated_at=at,
    )
    return replace(order, **changed)


def a_desk(bot: Pipeline) -> Desk:
    """A first start. The log of journal and broker is `desk.journal.log`."""
    log: list[tuple[str, str]] = []
    return new_desk(bot, LoggedJournal(log), YesBroker(log))


def look(desk: Desk, panel: Panel, row: int) -> View:
    """What may be seen at a row."""
    return view_of(panel, signals_for(desk.bot, panel), row, prices_of_panel(panel).closing[row])


def a_wish(symbol: str, at: datetime, side: Side = Side.BUY, **changed: object) -> Wanted:
    leg = Leg.ENTRY if side is Side.BUY else Leg.EXIT
    wanted = Wanted(symbol, side, leg, "enter" if side is Side.BUY else "exit", at, Decimal(10), Decimal(100))
    return replace(wanted, **changed)


def hold(desk: Desk, symbol: str, quantity: int, price: int, at: datetime) -> None:
    """A position, as rows of an earlier day would have left it."""
    fill = Fill("earlier", symbol, Side.BUY, Decimal(quantity), Decimal(price), at)
    desk.record(FillRow(at, fill))
    desk.state.settle()


def work(desk: Desk, wanted: Wanted, at: datetime, price: float = 100.0) -> str:
    """Make an order of a wish and have it acknowledged; gives its id."""
    desk.record(WantedRow(at, wanted))
    release(desk, {wanted.symbol: price}, float(desk.state.portfolio.cash), at)
    return desk.bot.client_order_id(wanted)


def reported(desk: Desk, client_order_id: str, **changed: object) -> Order:
    """A state of one of the desk's orders, as a broker would tell it."""
    known = desk.state.order(client_order_id)
    assert known is not None
    return order_of(known.intent, known.intent.created_at, **changed)


def kinds(desk: Desk, *wanted: type[Row]) -> list[str]:
    """Kinds of the rows so far, without the broker's answers unless asked for."""
    left_out = () if wanted else (OutcomeRow, OrderRow)
    return [
        row.kind
        for row in desk.journal.rows()
        if not isinstance(row, left_out) and (not wanted or isinstance(row, wanted))
    ]


def at_row(panel: Panel, row: int) -> datetime:
    return moment(int(panel.closed_at[row]))
