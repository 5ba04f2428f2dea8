"""What orders came to, as guards look at it: trades closed, slippage paid, orders rejected and sent again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from botspec.domain.guards import Unit
from botspec.domain.intents import Intent
from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill
from botspec.domain.record import record
from botspec.domain.trades import Matching, Trade
from botspec.market.hours import REGULAR, Hours
from botspec.spec.words import Window


@record(frozen=True, slots=True)
class Slip:
    """What one fill was worse than the reference price of its order, USD; negative when it was better."""

    at: datetime
    symbol: str
    cost: Decimal


@record(frozen=True, slots=True)
class Rejection:
    """An order that the broker rejected, or that was sent again; `in_a_row` counts the run it ends."""

    at: datetime
    symbol: str
    in_a_row: int = 0


@record(frozen=True, slots=True)
class Counted:
    """How much had happened at some moment."""

    trades: int = 0
    slips: int = 0
    rejections: int = 0
    reposts: int = 0


@dataclass(slots=True)
class Events:
    """Grows with a run's orders and fills; `fresh` names the symbols in which something happened in this bar.

    What no guard of the bot looks at is not kept: trades without `of_trades`, slippage without `of_slips`.
    """

    matching: Matching = field(default_factory=Matching)
    rules: dict[str, str] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    reposts: list[Rejection] = field(default_factory=list)
    in_vain: set[tuple[str, Side]] = field(default_factory=set)
    in_a_row: int = 0
    fresh: dict[str, None] = field(default_factory=dict)
    hours: Hours = REGULAR
    of_trades: bool = True
    of_slips: bool = True

    @property
    def counted(self) -> Counted:
        """How much has happened so far."""
        return Counted(len(self.matching), len(self.slips), len(self.rejections), len(self.reposts))

    def sent(self, intent: Intent, at: datetime) -> None:
        """An order leaves; it is sent again when the one before it, on the same side, ended without a fill."""
        request = intent.request
        if self.of_trades:
            self.rules[request.client_order_id] = intent.leg.value if intent.leg.is_stop else intent.rule
        if (request.symbol, request.side) in self.in_vain and not intent.rests:
            self.reposts.append(Rejection(at, request.symbol))
            self.fresh[request.symbol] = None

    def filled(self, fill: Fill, intent: Intent | None) -> None:
        """A fill; `intent` is None when its order is not known."""
        if self.of_trades:
            self.matching.take(fill)
        if self.of_slips and intent is not None:
            worse = (fill.price - intent.reference_price) * fill.side.sign * fill.quantity
            self.slips.append(Slip(fill.at, fill.symbol, worse))
        self.in_vain.discard((fill.symbol, fill.side))
        self.in_a_row = 0
        self.fresh[fill.symbol] = None

    def moved(self, symbol: str, quantity: Decimal) -> None:
        """Shares came or went beside fills: what is open is as many more, at the same cost."""
        if self.of_trades:
            self.matching.move(symbol, quantity)

    def rejected(self, intent: Intent, at: datetime) -> None:
        """The broker said no."""
        symbol = intent.request.symbol
        self.in_a_row += 1
        self.in_vain.add((symbol, intent.request.side))
        self.rejections.append(Rejection(at, symbol, self.in_a_row))
        self.fresh[symbol] = None

    def ended(self, intent: Intent, *, empty: bool) -> None:
        """An order ended at the broker, by itself or canceled; `empty` when nothing of it filled."""
        self.in_a_row = 0
        if empty and not intent.rests:  # what rests is canceled to make way: nobody tried in vain
            self.in_vain.add((intent.request.symbol, intent.request.side))

    def rule(self, client_order_id: str) -> str:
        """The rule an order was sent for."""
        return self.rules.get(client_order_id, "")


@record(frozen=True, slots=True)
class Activity:
    """What a guard may see at `at`: the events of one symbol, or of all, since it last let go; newest first.

    `session` is the date ordinal of the session under way, `equity` in USD.
    """

    events: Events
    at: datetime
    session: int
    equity: Decimal
    symbol: str | None = None
    since: Counted = Counted()

    def trades(self) -> Iterator[Trade]:
        """Closed round trips."""
        wanted = len(self.events.matching) - self.since.trades
        for trade, _ in zip(self.events.matching.newest(self.events.rule), range(wanted), strict=False):
            if self._is_mine(trade.symbol):
                yield trade

    def slips(self) -> Iterator[Slip]:
        """Slippage, fill by fill."""
        return (slip for slip in reversed(self.events.slips[self.since.slips :]) if self._is_mine(slip.symbol))

    def rejections(self) -> Iterator[Rejection]:
        """Orders that the broker rejected."""
        found = self.events.rejections[self.since.rejections :]
        return (rejection for rejection in reversed(found) if self._is_mine(rejection.symbol))

    def reposts(self) -> Iterator[Rejection]:
        """Orders sent again after one that ended without a fill."""
        found = self.events.reposts[self.since.reposts :]
        return (repost for repost in reversed(found) if self._is_mine(repost.symbol))

    def is_within(self, window: Window, at: datetime) -> bool:
        """True when `at` lies in the session or week under way, or anywhere since the start."""
        on = self.events.hours.day(at).toordinal()
        match window:
            case Window.SESSION:
                return on >= self.session
            case Window.WEEK:
                return (on - 1) // 7 >= (self.session - 1) // 7
            case Window.START:
                return True

    def _is_mine(self, symbol: str) -> bool:
        return self.symbol in {None, symbol}


@record(frozen=True, slots=True)
class Sign:
    """Why a guard trips: how much of how much, and what was seen."""

    used: float
    limit: float
    unit: Unit
    cause: str = ""


def most_within(rejections: Iterator[Rejection], window: timedelta) -> int:
    """The most of them that lie within one `window`; newest first."""
    times = [rejection.at for rejection in rejections]
    most, oldest = 0, 0
    for newest, at in enumerate(times):
        oldest = max(oldest, newest)
        while oldest < len(times) and at - times[oldest] < window:
            oldest += 1
        most = max(most, oldest - newest)
    return most
