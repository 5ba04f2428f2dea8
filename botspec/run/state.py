"""What a run knows: a fold over its journal rows and nothing else."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, ClassVar

from botspec.domain.assets import Steps
from botspec.domain.events import CashKind, CashMoved, SharesKind
from botspec.domain.guards import Action, Trip
from botspec.domain.intents import Wanted
from botspec.domain.orders import PositionSide, Side
from botspec.domain.portfolio import Portfolio
from botspec.domain.rows import (
    AdoptedRow,
    AssetRow,
    CancelRow,
    CashRow,
    ContributedRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    EndedRow,
    FillRow,
    IntentRow,
    LegRow,
    MarkRow,
    OrderRow,
    OutcomeRow,
    ReleasedRow,
    Row,
    SharesRow,
    SpecRow,
    TripRow,
    WantedRow,
)
from botspec.domain.seen import AccountRow
from botspec.journal.shortened import Shortened
from botspec.market.hours import REGULAR, Hours
from botspec.risk.guards.events import Counted, Events
from botspec.run import taking_in
from botspec.run.account_seen import AccountSeen, after_reading
from botspec.run.dust import is_dust, sellable
from botspec.run.entered import Entered, after_fill
from botspec.run.flows import Flows
from botspec.run.sent import Sent
from botspec.run.working import Working, is_entry

ZERO = Decimal(0)
WEEK = timedelta(days=7)
RECENT, AT_ONCE = timedelta(minutes=10), 200  # in which more is often heard of an order that ended


@dataclass(slots=True)
class State:
    """Mutable, changed by `apply` and `settle` only.

    `settled` is the ledger when the last bar had been dealt with, `trail` what it became since, movement by movement.
    `parents` are the orders that others came with, `unheard` those of them that were named but not told of yet.
    `unclassified` are cash movements that nobody understood: a person must look. `set_aside` is the cash that came or
    went without being the bot's, `foreign` shares that are not, `accepted` order ids that a person vouched for.
    `unit` is as in ContributedRow. `again` are ended orders whose rest is to be wished for, `decided_at` is when the
    last decision was made that became an order. `steps` are those of coins whose broker told others than nine digits.
    `past` are ended orders that are not looked at any more, in short; only a bot that runs on makes them so.
    `flows` are kept for guards that look at each symbol, `account` for those that look at the whole of it.
    `taken` counts rows taken in: nothing changes without but by `settle`. `canceled`: some order was to be canceled.
    """

    portfolio: Portfolio
    settled: Portfolio
    trail: list[tuple[datetime, Portfolio]] = field(default_factory=list)
    working: dict[str, Working] = field(default_factory=dict)
    ended: dict[str, Working] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    unheard: dict[str, str] = field(default_factory=dict)
    again: dict[str, Working] = field(default_factory=dict)
    entered: dict[str, Entered] = field(default_factory=dict)
    opened: deque[tuple[date, str]] = field(default_factory=deque)
    split_on: dict[str, date] = field(default_factory=dict)
    outbox: list[Wanted] = field(default_factory=list)
    reasons: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    trips: dict[str, Trip] = field(default_factory=dict)
    trip_counts: Counter[str] = field(default_factory=Counter)
    released: dict[str, datetime] = field(default_factory=dict)
    events: Events = field(default_factory=Events)
    since: dict[str, Counted] = field(default_factory=dict)
    sent: Sent = field(default_factory=Sent)
    booked: set[str] = field(default_factory=set)
    unclassified: list[CashMoved] = field(default_factory=list)
    set_aside: Decimal = ZERO
    foreign: dict[str, Decimal] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    unit: float = 1.0
    contributions: list[ContributedRow] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    marks_taken: int = 0
    last_mark: MarkRow | None = None
    last_close: MarkRow | None = None
    over: EndedRow | None = None
    hours: Hours = REGULAR
    decided_at: datetime | None = None
    steps: dict[str, Steps] = field(default_factory=dict)
    flows: Flows | None = None
    past: Shortened[Working] | None = field(default=None, compare=False)
    account: AccountSeen | None = None
    engaged_now: frozenset[str] | None = field(default=None, compare=False)
    taken: int = field(default=0, compare=False)
    canceled: bool = False

    def blocked_by(self, symbol: str | None = None) -> Trip | None:
        """The strictest trip in force that lets nothing into `symbol`; of those that stop the whole bot without one."""
        stopping = (trip for trip in self.trips.values() if trip.stops(symbol or ""))
        return max(stopping, key=lambda trip: trip.action.severity, default=None)

    def no_entries(self, symbol: str) -> tuple[str, str] | None:
        """Reason code and reason why `symbol` may not be entered now; None when it may."""
        trip = self.blocked_by(symbol) if self.trips else None
        if trip is not None:
            return "BLOCKED_BY_GUARD", f"{trip.guard} tripped ({trip.id})"
        if self.unclassified:
            return "BLOCKED_BY_CASH", f"a cash movement is not understood ({self.unclassified[0].id})"
        return None

    @property
    def flattening(self) -> bool:
        """True while a trip asks for something that is held to be closed."""
        return bool(self.trips) and any(self.flattens(symbol) for symbol in sellable(self.portfolio, self.steps))

    def flattens(self, symbol: str) -> bool:
        """True while a trip asks for the position in `symbol` to be closed."""
        return any(trip.action is Action.FLATTEN and trip.stops(symbol) for trip in self.trips.values())

    @property
    def selling(self) -> bool:
        """True while an order of ours that reduces a position may still fill."""
        return any(not is_entry(working) and not working.rests for working in self.working.values())

    @property
    def engaged(self) -> frozenset[str]:
        """Symbols that are held, have a live order, or wait in the outbox; the same until a row is taken in."""
        if self.engaged_now is None:
            self.engaged_now = self._engaged()
        return self.engaged_now

    def _engaged(self) -> frozenset[str]:
        ordered = [working.intent.request.symbol for working in self.working.values()]
        waiting = [wanted.symbol for wanted in self.outbox]
        return frozenset((*sellable(self.portfolio, self.steps), *ordered, *waiting))

    def side_of(self, symbol: str) -> PositionSide | None:
        """Which way the bot is, or is about to be, in `symbol`; None when it is out."""
        held = self.portfolio.quantity(symbol)
        if held != 0 and not (self.steps and is_dust(self.portfolio, self.steps, symbol)):
            return PositionSide.LONG if held > 0 else PositionSide.SHORT
        entries = [order.intent.request.side for order in self.live_in(symbol) if is_entry(order)]
        entries += [wanted.side for wanted in self.wishes_in(symbol) if not wanted.leg.reduces]
        return (PositionSide.LONG if entries[0] is Side.BUY else PositionSide.SHORT) if entries else None

    def live_in(self, symbol: str) -> list[Working]:
        """Our orders in `symbol` that may still fill."""
        if not self.working:
            return []
        return [order for order in self.working.values() if order.intent.request.symbol == symbol]

    def wishes_in(self, symbol: str) -> list[Wanted]:
        """Wishes for `symbol` waiting in the outbox."""
        return [wanted for wanted in self.outbox if wanted.symbol == symbol]

    def order(self, client_order_id: str) -> Working | None:
        """One of our orders, live or ended."""
        known = self.working.get(client_order_id) or self.ended.get(client_order_id)
        return self.past.get(client_order_id) if known is None and self.past is not None else known

    def shorten(self, at: datetime) -> None:
        """Keep orders in short that ended a while ago in symbols that are out, a few at a time."""
        if self.past is None:
            self.past = Shortened(Working)
        old = (name for name, each in self.ended.items() if each.told_at < at - RECENT and self._is_out(each))
        for name in tuple(islice(old, AT_ONCE)):
            self.past.keep(name, self.ended.pop(name))

    def _is_out(self, working: Working) -> bool:
        return working.intent.request.symbol not in self.engaged

    @property
    def awaited(self) -> tuple[str, ...]:
        """Order ids that a broker is to be asked about: what may be live, and legs it named but never told of."""
        return (*self.working, *self.unheard)

    def is_awaited(self, symbol: str) -> bool:
        """The broker named legs of an order in `symbol` that it has not told of yet."""
        parents = [self.order(parent) for parent in self.unheard.values()]
        return any(parent is not None and parent.intent.request.symbol == symbol for parent in parents)

    def parent_of(self, client_order_id: str) -> Working | None:
        """The order of ours that brought this one, None when none did."""
        parent = self.parents.get(client_order_id)
        return self.order(parent) if parent is not None else None

    def orders_today(self, at: datetime) -> Mapping[str, int]:
        """Orders sent on the day of `at`, by symbol."""
        return self.sent.today(self.hours.day(at))

    def apply(self, row: Row) -> None:
        """Take in one journal row; what only tells changes nothing."""
        take_in = self._takes_in.get(row.kind)
        if take_in is not None:
            self.engaged_now, self.taken = None, self.taken + 1
            take_in(self, row)

    @property
    def contributed(self) -> Decimal:
        """USD that came in since the start."""
        return sum((row.amount for row in self.contributions), ZERO)

    def came_in(self, at: datetime) -> Decimal:
        """USD that came in at this very moment."""
        return sum((row.amount for row in self.contributions if row.at == at), ZERO)

    def settle(self) -> None:
        """A bar has been dealt with: what moved belongs to the past."""
        self.settled = self.portfolio
        if self.trail:
            self.trail.clear()
        if self.events.fresh:
            self.events.fresh.clear()
        if self.flows is not None:
            self.flows.settle()

    def by(self, moment: datetime) -> Portfolio:
        """The ledger as it was once everything up to `moment` had happened, and nothing later."""
        portfolio = self.settled
        for at, after in self.trail:
            if at > moment:
                break
            portfolio = after
        return portfolio

    def _mark(self, row: MarkRow) -> None:
        self.last_mark = row
        if row.phase == "close":
            self.last_close = row
            self.marks_taken += 1
            self.settle()

    def _take_in(self, row: ContributedRow) -> None:
        self.unit = row.unit
        self.contributions.append(row)
        self.portfolio = self.portfolio.with_cash(row.amount)
        self.trail.append((row.at, self.portfolio))

    def _adopt(self, row: AdoptedRow) -> None:
        if row.moved is not None:
            self.portfolio = self.portfolio.with_fill(row.moved)
            self.trail.append((row.at, self.portfolio))
            if self.flows is not None:
                self.flows.filled(row.moved)
            return
        match row.what:
            case "ignored":
                self.foreign[row.name] = self.foreign.get(row.name, ZERO) + row.quantity
            case "set_aside":
                self.set_aside += row.quantity
            case "replaced":
                taking_in.follow(self, row.name)
            case "cash":
                self.unclassified = [moved for moved in self.unclassified if moved.id != row.name]
            case _:
                self.accepted.add(row.name)

    def _want(self, row: WantedRow) -> None:
        self.outbox.append(row.wanted)
        if self.again:
            self._leaves_again(row.wanted)
        self.reasons[row.wanted.symbol] = ("", row.at)

    def _leaves_again(self, wanted: Wanted) -> None:
        """The rest of an order that waited too long is wished for."""
        for name, working in tuple(self.again.items()):
            before = working.wanted
            if before is not None and before.is_same_decision(wanted, generation=wanted.generation - 1):
                del self.again[name]

    def leave_outbox(self, wanted: Wanted) -> None:
        """A wish became an order, or nothing."""
        if len(self.outbox) == 1 and self.outbox[0] is wanted:
            self.outbox = []
            return
        symbol = wanted.symbol
        others = [other for other in self.outbox if other is not wanted]  # the very wish, nearly always
        self.outbox = [other for other in others if other.symbol != symbol or other != wanted]

    def _drop(self, row: DroppedRow) -> None:
        self.leave_outbox(row.wanted)

    def _deny(self, row: DeniedRow) -> None:
        self.leave_outbox(row.wanted)
        self.counts["denied"] += 1
        self.reasons[row.wanted.symbol] = (f"DENIED_{row.limit.upper()}", row.at)

    def _release(self, row: ReleasedRow) -> None:
        for name in [trip.latch for trip in self.trips.values() if trip.id == row.trip_id] or [row.guard]:
            self.trips.pop(name, None)
            self.released[name] = row.at
            self.since[name] = self.events.counted

    def _read(self, row: AccountRow) -> None:
        self.account = after_reading(self.account, row, self.set_aside)

    def _fill(self, row: FillRow) -> None:
        fill = row.fill
        self.portfolio = self.portfolio.with_fill(fill)
        self.trail.append((fill.at, self.portfolio))
        if self.flows is not None:
            self.flows.filled(fill)
        self.counts["fills"] += 1
        known, symbol = self.order(fill.client_order_id), fill.symbol
        intent, plan = (None, None) if known is None else (known.intent, known.plan)
        self.events.filled(fill, intent)
        entered = after_fill(self.entered.get(symbol), self.portfolio.positions.get(symbol), fill, intent, plan)
        if entered is None:
            self.entered.pop(symbol, None)
            return
        if symbol not in self.entered or self.entered[symbol].at != entered.at:
            on = self.hours.day(entered.at)
            while self.opened and on - self.opened[0][0] >= WEEK:
                self.opened.popleft()
            self.opened.append((on, symbol))
        self.entered[symbol] = entered

    def _cash(self, row: CashRow) -> None:
        moved = row.moved
        self.booked.add(moved.id)
        if moved.kind is CashKind.UNCLASSIFIED:
            self.unclassified.append(moved)
        self.set_aside += moved.amount - moved.earned
        self.portfolio = self.portfolio.with_cash(moved.earned)
        self.trail.append((moved.at, self.portfolio))
        if self.flows is not None:
            self.flows.moved(moved)

    def _cancel(self, row: CancelRow) -> None:
        self.canceled = True
        if (known := self.working.get(row.client_order_id)) is not None:
            self.working[row.client_order_id] = replace(known, cancel_requested=True, again=row.again)

    def _decide(self, row: DecisionRow) -> None:
        self.reasons[row.symbol] = (row.reason, row.at)

    def _trip(self, row: TripRow) -> None:
        self.trips[row.trip.latch] = row.trip
        self.trip_counts[row.trip.guard] += 1

    def _begin_or_end(self, row: SpecRow | EndedRow) -> None:
        self.over = row if isinstance(row, EndedRow) else None

    def _learn(self, row: AssetRow) -> None:
        self.steps[row.symbol] = row.steps

    def _shares(self, row: SharesRow) -> None:
        self.booked.add(row.id)
        before = self.portfolio.quantity(row.symbol)
        self.portfolio = self.portfolio.with_shares(row.symbol, row.quantity)
        self.trail.append((row.at, self.portfolio))
        self.events.moved(row.symbol, row.quantity)
        if row.what is SharesKind.SPLIT and before != 0:
            self.split_on[row.symbol] = self.hours.day(row.at)
            if row.symbol in self.foreign:
                self.foreign[row.symbol] += self.foreign[row.symbol] * row.quantity / before
            if (entered := self.entered.get(row.symbol)) is not None:
                self.entered[row.symbol] = entered.split(row.at, (before + row.quantity) / before)

    _takes_in: ClassVar[Mapping[str, Callable[[Any, Any], None]]] = {
        WantedRow.kind: _want,
        DroppedRow.kind: _drop,
        DeniedRow.kind: _deny,
        IntentRow.kind: taking_in.intend,
        LegRow.kind: taking_in.join,
        OutcomeRow.kind: taking_in.answer,
        OrderRow.kind: taking_in.update,
        FillRow.kind: _fill,
        CashRow.kind: _cash,
        AdoptedRow.kind: _adopt,
        ContributedRow.kind: _take_in,
        SharesRow.kind: _shares,
        AssetRow.kind: _learn,
        CancelRow.kind: _cancel,
        DecisionRow.kind: _decide,
        TripRow.kind: _trip,
        ReleasedRow.kind: _release,
        MarkRow.kind: _mark,
        AccountRow.kind: _read,
        EndedRow.kind: _begin_or_end,
        SpecRow.kind: _begin_or_end,
    }
