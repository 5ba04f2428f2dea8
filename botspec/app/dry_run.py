"""A start that sends nothing: the run's own start-up and first decision, in front of a broker that only listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Intent, Wanted
from botspec.domain.outcomes import NotSent, SubmitOutcome
from botspec.domain.rows import AdoptedRow, DeniedRow
from botspec.journal.memory import MemoryJournal
from botspec.ports.operator import NOBODY
from botspec.run.growing import GrowingSignals
from botspec.run.instants import at_close, at_open
from botspec.run.marks import Prices, prices_of_slice
from botspec.run.reconcile import Unreconciled
from botspec.run.split_days import last_closes
from botspec.run.startup import start_up
from botspec.run.view import view_of
from botspec.run.window import Window

if TYPE_CHECKING:
    from botspec.domain.account import AccountSnapshot
    from botspec.domain.events import BrokerEvent
    from botspec.domain.orders import Changes, Order
    from botspec.market.panel import Panel
    from botspec.market.slice import Slice
    from botspec.pipeline import Pipeline
    from botspec.ports.broker import Broker
    from botspec.run.desk import Desk
    from botspec.run.environment import Environment
    from botspec.run.resume import Recalled


@dataclass(slots=True)
class Listening:
    """Reads from a broker; whatever would change something there is only written down."""

    inner: Broker
    sent: list[Intent] = field(default_factory=list)
    canceled: list[str] = field(default_factory=list)

    def submit(self, intent: Intent, at: datetime) -> SubmitOutcome:  # noqa: ARG002  the protocol's shape
        """Nothing leaves."""
        self.sent.append(intent)
        return NotSent("a plan sends nothing")

    def submit_all(
        self, intents: Sequence[Intent], at: datetime, held: Callable[[], bool]
    ) -> Iterator[tuple[Intent, SubmitOutcome]]:
        """Nothing leaves."""
        for intent in intents:
            if not held():
                yield intent, self.submit(intent, at)

    def replace(self, client_order_id: str, new_client_order_id: str, changes: Changes, at: datetime) -> SubmitOutcome:  # noqa: ARG002  the protocol's shape
        """Nothing is replaced."""
        return NotSent("a plan sends nothing")

    def cancel_all(self, client_order_ids: Sequence[str], at: datetime) -> None:
        """Nothing is canceled."""
        for client_order_id in client_order_ids:
            self.cancel(client_order_id, at)

    def cancel(self, client_order_id: str, at: datetime) -> bool:  # noqa: ARG002  the protocol's shape
        """Nothing is canceled."""
        if client_order_id not in self.canceled:
            self.canceled.append(client_order_id)
        return True

    def find(self, client_order_id: str) -> Order | None:
        """As the broker has it."""
        return self.inner.find(client_order_id)

    def advance(self, until: datetime, bars: Slice | None) -> Sequence[BrokerEvent]:
        """What has happened there meanwhile."""
        return self.inner.advance(until, bars)

    def snapshot(self) -> AccountSnapshot:
        """The account as it is."""
        return self.inner.snapshot()


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a start would have done. `waiting` are decided and wait for the open; `then` what would leave at it."""

    desk: Desk
    refusals: tuple[str, ...]
    canceled: tuple[str, ...]
    adopted: tuple[AdoptedRow, ...]
    sent: tuple[Intent, ...]
    waiting: tuple[Wanted, ...]
    then: tuple[Intent, ...]
    denied: tuple[DeniedRow, ...]
    panel: Panel
    last_close: dict[str, float]


def dry_run(bot: Pipeline, env: Environment, recalled: Recalled) -> DryRun:
    """Start up, then decide on the last bars as if the market opened. Raises Unavailable, CredentialsRefused."""
    journal, listening = MemoryJournal(), Listening(env.broker)
    env = replace(env, broker=listening, journal=journal, operator=NOBODY)
    desk = recalled.desk(bot, journal, listening)
    refusals: tuple[str, ...] = ()
    try:
        start_up(desk, env, first_start=recalled.rows == 0)
    except Unreconciled as error:
        refusals = error.differences
    adopted = tuple(row for row in journal.rows() if isinstance(row, AdoptedRow))
    canceled, sent, waiting = tuple(listening.canceled), tuple(listening.sent), tuple(desk.state.outbox)
    now = env.clock.now()
    window = Window(env.feed.history(now))
    if not refusals and len(window):
        _open_on_last_bars(desk, window, now)
    last_close = last_closes(desk, window, now)
    last = {symbol: float(last_close[at]) for at, symbol in enumerate(window.symbols)}
    return DryRun(
        desk=desk,
        refusals=refusals,
        canceled=canceled,
        adopted=adopted,
        sent=sent,
        waiting=waiting,
        then=tuple(intent for intent in listening.sent if intent not in sent),
        denied=tuple(row for row in journal.rows() if isinstance(row, DeniedRow)),
        panel=window.panel,
        last_close=last,
    )


def _open_on_last_bars(desk: Desk, window: Window, now: datetime) -> None:
    """Decide at the last close, unless that has been done, and let the outbox leave at its prices."""
    panel = window.panel
    bars = panel.row(len(panel) - 1)
    prices = prices_of_slice(bars, window.last_close())
    view = view_of(panel, GrowingSignals(desk.bot).of(panel), len(panel) - 1, prices.closing)
    desk.tape = window.tape
    last = desk.state.last_mark
    if last is None or last.at < view.at:
        at_close(desk, bars, prices, view)
    last_close = last_closes(desk, window, now)
    fresh = {s: float(c) for s, c in zip(window.symbols, last_close, strict=True) if c == c}  # noqa: PLR0124
    opening = Prices(last_close, last_close, last_close, last_close)
    at_open(desk, fresh, opening, bars.session, now, lambda: None)


def usd(intent: Intent) -> Decimal:
    """What an order is worth at the price it was sized at."""
    request = intent.request
    if request.notional is not None:
        return request.notional
    return (request.quantity * (request.limit_price or intent.reference_price)).quantize(Decimal("0.01"))
