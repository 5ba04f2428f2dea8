"""Short ways to set a scene: one fault at one place, and what the broker and the journal came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from unittest import mock

from botspec.adapters.alpaca.broker import AlpacaBroker
from botspec.adapters.alpaca.connect import PAPER, trading
from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.rows import Row
from tests.fakes.transport import CREDENTIALS, FakeTransport
from tests.faults.simulation.network import Network
from tests.faults.simulation.plan import Directed, Schedule
from tests.faults.simulation.world import Verdict, World, play

AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
NAME = "b1-abcdef-123456-0011223344556677"
FIRST = {"minutes": 104_729, "resting": 104_729, "short": 2000, "bracket": 540}


@dataclass(slots=True)
class Scene:
    """A schedule that was played: its verdict, what left for the broker, and the journal."""

    verdict: Verdict
    posts: Counter[str] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)
    filled: dict[str, Decimal] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    selling: frozenset[str] = frozenset()

    def of(self, kind: type[Any]) -> list[Any]:
        return [row for row in self.rows if isinstance(row, kind)]

    @property
    def marks(self) -> int:
        return self.verdict.reasons["mark"]


def scene(bot: str = "minutes", **given: Any) -> Scene:
    """Play it; nothing may be violated."""
    left: dict[str, Any] = {}

    def look(world: World) -> None:
        posts = [asked.wrote["client_order_id"] for _, asked in world.network.sent if asked.orders and asked.wrote]
        with SqliteJournal(world.journal, "read") as journal:
            rows = list(journal.rows())
        orders = world.network.simulation.exchange.orders()
        filled = {each.request.client_order_id: each.filled_quantity for each in orders if each.filled_quantity}
        exchange = world.network.simulation.exchange
        held = frozenset(each.symbol for each in exchange.positions.values() if each.quantity)
        selling = frozenset(each.request.symbol for each in exchange.live_orders() if each.request.side == "sell")
        left.update(posts=Counter(posts), rows=rows, filled=filled, held=held, selling=selling)

    verdict = play(Schedule(**{"seed": 11, "bot": bot, "first": FIRST[bot], **given}), look)
    assert verdict.wrongs == ()
    return Scene(verdict, **left)


def at_post(fault: str, at: int = 2, **given: Any) -> Scene:
    """One fault, at the `at`-th order."""
    found = scene(directed=Directed(fault, at, "POST"), **given)
    assert found.verdict.injected[fault] >= 1
    return found


@contextmanager
def outage(first: int, last: int) -> Iterator[None]:
    """Nothing gets through from the `first` to the `last` request."""
    right = Network._fault

    def fault(network: Network, method: str) -> str | None:
        return "not_connected" if not network.calm and first <= network.count <= last else right(network, method)

    with mock.patch.object(Network, "_fault", fault):
        yield


def asked(transport: FakeTransport) -> AlpacaBroker:
    """The adapter in front of canned answers."""
    return AlpacaBroker(trading(PAPER, CREDENTIALS, transport), prefix="b1-abcdef-", since=AT)


def an_intent(**changed: Any) -> Intent:
    told = {"quantity": Decimal(10), "limit_price": None, **changed}
    kind = OrderType.MARKET if told["limit_price"] is None else OrderType.LIMIT
    request = OrderRequest(NAME, "AAPL", Side.BUY, kind, TimeInForce.DAY, **told)
    return Intent(NAME, Leg.ENTRY, "enter", AT, AT, 0, Decimal(150), request)
