"""Orders and account at Alpaca, or at anything that speaks like it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from botspec.adapters.alpaca.account import read_snapshot
from botspec.adapters.alpaca.activities import movements
from botspec.adapters.alpaca.burst import Question, ask_all
from botspec.adapters.alpaca.connection import Answer, Connection, HttpError, Lost, NeverSent, Result
from botspec.adapters.alpaca.kin import Kin
from botspec.adapters.alpaca.listing import list_orders
from botspec.adapters.alpaca.orders import Malformed, Note, Raw, read_order, wire, wire_changes
from botspec.adapters.alpaca.outcomes import Duplicate, adopt, adopt_replacement, replace_outcome, submit_outcome
from botspec.adapters.alpaca.sdk import TradingClient
from botspec.adapters.alpaca.tracking import Tracking
from botspec.domain.account import AccountSnapshot
from botspec.domain.events import BrokerEvent, CashKind, CashMoved, OrderUpdated, SharesKind, SharesMoved
from botspec.domain.intents import Intent
from botspec.domain.orders import Changes, Order, OrderRequest, OrderStatus
from botspec.domain.outcomes import Acked, NotSent, Rejected, SubmitOutcome, Unknown
from botspec.market.slice import Slice
from botspec.ports.broker import CredentialsRefused, Unavailable

_RECENT = timedelta(minutes=10)  # in which more is often heard of an order that ended
_OVERLAP = timedelta(days=10)  # an activity may be entered days late
_NOT_FOUND, _UNPROCESSABLE = 404, 422
_DIVIDENDS, _SPLITS, _ORDERS, _OTHER = 0, 1, 2, 3


def _ignore(_: str) -> None:
    """Nobody listens."""


class AlpacaBroker:
    """ports.broker.Broker. `prefix` begins the ids of this bot's orders; `booked` are cash movements already known.

    `since` is the moment from which cash movements count: the bot's start. `note` hears what was not understood.
    `beside` are connections that help in a burst; without them orders leave in the order given.
    """

    def __init__(
        self,
        connection: Connection[TradingClient],
        *,
        prefix: str,
        since: datetime,
        booked: Collection[str] = (),
        note: Note = _ignore,
        beside: Sequence[Connection[TradingClient]] = (),
    ) -> None:
        self._connection = connection
        self._pool = (connection, *beside)
        self._prefix = prefix
        self._since = self._newest_cash = since
        self._booked = set(booked)
        self._note: Note = lambda told: note(connection.withhold(told))
        self._tracking = Tracking()
        self._kin = Kin(self._tracking, self.find, self._by_id)

    def track(self, client_order_id: str) -> None:
        """Ask about this order from now on: a journal says it may be live."""
        self._tracking.expect(client_order_id, None)

    def forget(self, client_order_id: str) -> None:
        """Ask no longer: it is settled that there is no such order."""
        self._tracking.forget(client_order_id)

    def submit(self, intent: Intent, at: datetime) -> SubmitOutcome:
        """Send once. Raises ValueError, before anything is sent, when a number is none."""
        ((_, outcome),) = self.submit_all([intent], at, lambda: False)
        return outcome

    def submit_all(
        self, intents: Sequence[Intent], at: datetime, held: Callable[[], bool]
    ) -> Iterator[tuple[Intent, SubmitOutcome]]:
        """A burst over the pool. Raises ValueError, before anything is sent, when a number is none."""
        bodies = [wire(intent.request) for intent in intents]
        for intent in intents:
            self._tracking.expect(intent.request.client_order_id, at)
        for number, result in ask_all(self._pool, [_post(body) for body in bodies], held):
            yield intents[number], self._concluded(intents[number].request, result)

    def replace(self, client_order_id: str, new_client_order_id: str, changes: Changes, at: datetime) -> SubmitOutcome:
        """One PATCH. Raises ValueError, before anything is sent, when a number is none."""
        body = wire_changes(changes, new_client_order_id)
        try:
            old = self._tracking.order(client_order_id) or self.find(client_order_id)
        except (Unavailable, CredentialsRefused) as error:
            return NotSent(f"the order to replace cannot be looked up: {error}")
        if old is None:
            return NotSent("the order to replace is not known at the broker")
        self._tracking.expect(new_client_order_id, at)
        path = f"/orders/{quote(old.id, safe='')}"
        result = self._connection.ask(lambda client: client.patch(path, body))
        outcome = replace_outcome(result, old, new_client_order_id, changes, self._note)
        if isinstance(outcome, Duplicate):
            outcome = self._looked_up(
                new_client_order_id, lambda found: adopt_replacement(found, old, new_client_order_id, changes)
            )
        self._remember(new_client_order_id, outcome)
        if isinstance(outcome, (Acked, Unknown)):
            self._tracking.look_up(client_order_id)
        return outcome

    def cancel(self, client_order_id: str, at: datetime) -> bool:  # noqa: ARG002 - Alpaca has its own clock
        """Raises Unavailable when nothing is known about the outcome: ask again."""
        path = self._path(client_order_id)
        return path is not None and _canceled(self._connection.ask(lambda client: client.delete(path)))

    def cancel_all(self, client_order_ids: Sequence[str], at: datetime) -> None:  # noqa: ARG002
        known = [name for name in client_order_ids if self._tracking.order(name) is not None]
        unknown = [name for name in client_order_ids if self._tracking.order(name) is None]
        failures = [*self._cancel_each(known), *self._cancel_each(unknown)]  # none waits until another is looked up
        if failures:
            raise failures[0]

    def find(self, client_order_id: str) -> Order | None:
        query = {"client_order_id": client_order_id}
        path = "/orders:by_client_order_id"
        match self._connection.ask(lambda client: client.get(path, query)):
            case HttpError(status=404, message=str()):
                return None
            case result:
                raw = self._connection.value("looking an order up", result)
        order = self._read(raw)
        if order.request.client_order_id != client_order_id:
            raise Unavailable("Alpaca: looking an order up: the answer is about another order")
        self._tracking.expect(client_order_id, order.submitted_at)
        return order

    def advance(self, until: datetime, bars: Slice | None) -> Sequence[BrokerEvent]:  # noqa: ARG002 - has its own bars
        """What changed: at most one list of orders (none when nothing is live) and one of cash movements."""
        orders = self._heard()
        moves = self._moved(until)
        # Only now: had a read failed after this, the news would be told to nobody.
        replaced = {order.id: order for order in orders if order.replaced_by is not None}
        updates = [OrderUpdated(order, _after(order, replaced)) for order in orders if self._tracking.learn(order)]
        news = sorted([*updates, *moves], key=self._rank)
        self._tracking.shorten(until - _RECENT)
        return news

    def snapshot(self) -> AccountSnapshot:
        account = self._connection.read("reading the account", lambda client: client.get("/account"))
        positions = self._connection.read("reading positions", lambda client: client.get("/positions"))
        orders = [self._read(raw) for raw in self._listed("open", None)]
        try:
            return read_snapshot(account, positions, orders)
        except Malformed as error:
            raise _unreadable(error) from None

    # ---- inside

    def _concluded(self, request: OrderRequest, result: Result) -> SubmitOutcome:
        outcome = submit_outcome(result, request, self._note)
        if isinstance(outcome, Duplicate):
            outcome = self._looked_up(request.client_order_id, lambda found: adopt(found, request))
        self._remember(request.client_order_id, outcome)
        return outcome

    def _cancel_each(self, client_order_ids: Sequence[str]) -> list[Unavailable]:
        failures: list[Unavailable] = []
        paths = []
        for name in client_order_ids:
            try:
                paths.append(self._path(name))
            except Unavailable as error:
                failures.append(error)
        questions = [_delete(path) for path in paths if path is not None]
        for _, result in ask_all(self._pool, questions, lambda: False):
            try:
                _canceled(result)
            except Unavailable as error:
                failures.append(error)
        return failures

    def _path(self, client_order_id: str) -> str | None:
        order = self._tracking.order(client_order_id) or self.find(client_order_id)
        return None if order is None else f"/orders/{quote(_standing(order), safe='')}"

    def _looked_up(self, client_order_id: str, judged: Callable[[Order], SubmitOutcome]) -> SubmitOutcome:
        try:
            found = self.find(client_order_id)
        except (Unavailable, CredentialsRefused) as error:
            return Unknown(f"an order with this id exists, looking it up failed: {error}")
        if found is None:
            return Unknown("an order with this id exists, but is not found")
        return judged(found)

    def _remember(self, client_order_id: str, outcome: SubmitOutcome) -> None:
        match outcome:
            case Acked(order=order) if order.live and not order.filled_quantity:
                self._tracking.learn(order)
            case Rejected() | NotSent():
                self._tracking.forget(client_order_id)
            case Unknown():
                self._tracking.suspect(client_order_id)
            case Acked():
                pass  # the next advance tells its state

    def _heard(self) -> list[Order]:
        found = [self.find(name) for name in self._tracking.unplaced()]
        orders = [order for order in found if order is not None]
        since = self._tracking.since()
        if since is not None:
            orders += [self._read(raw) for raw in self._own(self._listed("all", since))]
        return orders + self._kin.of(orders)

    def _moved(self, now: datetime) -> list[CashMoved | SharesMoved]:
        after = max(self._since, self._newest_cash - _OVERLAP)
        try:
            moves = movements(self._connection, after, self._booked)
        except Malformed as error:
            raise _unreadable(error) from None
        self._booked.update(move.id for move in moves)
        past = (move.at for move in moves if move.at <= now)  # one of the future must not hide those before it
        self._newest_cash = max([self._newest_cash, *past])
        return moves

    def _own(self, listed: Sequence[Raw]) -> Iterator[Raw]:
        """Ours by name, and what took the place of one of ours: older orders come first."""
        ids: set[object] = set()
        for raw in listed:
            before = raw.get("replaces")
            if self._ours(raw) or (before is not None and (before in ids or self._tracking.named(str(before)))):
                ids.add(raw.get("id"))
                yield raw

    def _ours(self, raw: Raw) -> bool:
        name = str(raw.get("client_order_id"))
        return name in self._tracking or name.startswith(self._prefix)

    def _by_id(self, order_id: str) -> Order | None:
        path = f"/orders/{quote(order_id, safe='')}"
        match self._connection.ask(lambda client: client.get(path)):
            case HttpError(status=404, message=str()):
                return None
            case result:
                return self._read(self._connection.value("looking an order up", result))

    def _listed(self, status: str, after: datetime | None) -> list[Raw]:
        try:
            return list_orders(self._connection, status, after)
        except Malformed as error:
            raise _unreadable(error) from None

    def _read(self, raw: object) -> Order:
        try:
            return read_order(raw, self._note)
        except Malformed as error:
            raise _unreadable(error) from None

    def _rank(self, event: BrokerEvent) -> tuple[datetime, int, int]:
        """By time; at one time dividends, then orders as they were sent, then the rest: as the exchange tells it."""
        match event:
            case OrderUpdated(order=order, at=at):
                return at, _ORDERS, self._tracking.place(order.request.client_order_id)
            case CashMoved(kind=kind, at=at):
                return at, _DIVIDENDS if kind is CashKind.DIVIDEND else _OTHER, 0
            case SharesMoved(kind=shares, at=at):
                return at, _SPLITS if shares is SharesKind.SPLIT else _OTHER, 0


def _standing(order: Order) -> str:
    """The broker's id of what stands in its place by now."""
    return order.replaced_by if order.status is OrderStatus.REPLACED and order.replaced_by else order.id


def _after(order: Order, replaced: Mapping[str, Order]) -> datetime:
    """When it changed; what took another's place is told after that one."""
    at = order.updated_at
    for _ in replaced:
        before = replaced.get(order.replaces or "")
        if before is None:
            break
        at, order = max(at, before.updated_at), before
    return at


def _post(body: Raw) -> Question:
    return lambda client: client.post("/orders", dict(body))


def _delete(path: str) -> Question:
    return lambda client: client.delete(path)


def _canceled(result: Result) -> bool:
    match result:
        case Answer():
            return True
        case HttpError(status=status, message=told) if status in {_NOT_FOUND, _UNPROCESSABLE} and told is not None:
            return False
        case HttpError() as error if error.authentication:
            raise CredentialsRefused(f"Alpaca refused the keys while canceling: {error}")
        case HttpError() as error:
            raise Unavailable(f"Alpaca: canceling an order: {error}")
        case Lost(why=why) | NeverSent(why=why):
            raise Unavailable(f"Alpaca: canceling an order: {why}")


def _unreadable(error: Malformed) -> Unavailable:
    return Unavailable(f"Alpaca answered with {error}")
