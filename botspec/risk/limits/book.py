"""The projected portfolio: as if every working, unknown and just-approved order had filled at its worst price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from decimal import Decimal

from botspec.domain.intents import Proposal
from botspec.domain.orders import Side
from botspec.domain.record import record
from botspec.market.calendar import Session
from botspec.risk.limits.exposure import NAN, ZERO, Exposure, Exposures
from botspec.risk.limits.facts import MarketFacts, unknown

MARKET_COLLAR = Decimal("0.02")
"""How far beyond its reference price a market order that opens is assumed to fill when limits are checked."""


@record(frozen=True, slots=True)
class Effect:
    """What a proposal does to a book if it fills at its worst price.

    It costs, or comes to owe, `usd`, and takes up `claimed` of the cash; `after` is the worst case in its symbol then.
    `reduces` for an order that only shrinks what is held, whatever else fills: one that crosses zero does not.
    """

    proposal: Proposal
    usd: Decimal
    reduces: bool
    claimed: Decimal
    after: Exposure

    @property
    def shares(self) -> Decimal:
        """Shares that are proposed."""
        return self.proposal.quantity


@record(frozen=False, slots=True)
class Book:
    """What limits measure against; USD and shares. `orders_today` counts by symbol, None where nobody counted.

    `cash` is what the bot may still spend: what short positions owe, and as much again, is set aside. `leaves_at` is
    when the order would leave, `session` the session of that moment, `facts` what is known of a symbol's market.
    What every limit asks for is kept once it is worked out: the effect of a proposal, the book with it, open positions.
    Nothing else changes.
    """

    equity: Decimal
    cash: Decimal
    exposures: Exposures
    orders_last_minute: int
    open_orders: int = 0
    orders_today: Mapping[str, int] | None = field(default_factory=dict)
    leaves_at: datetime | None = None
    session: Session | None = None
    facts: Callable[[str], MarketFacts] = unknown
    worked_out: Effect | None = field(default=None, init=False, compare=False, repr=False)
    with_it: Book | None = field(default=None, init=False, compare=False, repr=False)
    counted: int | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def gross(self) -> Decimal:
        """USD in all symbols, each on its worse side."""
        return sum((exposure.usd for exposure in self.exposures.values()), ZERO)

    @property
    def net(self) -> Decimal:
        """USD that one side may come to be worth more than the other."""
        rising = sum((exposure.highest for exposure in self.exposures.values()), ZERO)
        falling = sum((exposure.lowest for exposure in self.exposures.values()), ZERO)
        return max(rising, -falling, ZERO) if rising.is_finite() and falling.is_finite() else NAN

    @property
    def open_positions(self) -> int:
        """Symbols in which something is held or may come to be."""
        if self.counted is None:
            self.counted = self.exposures.open_positions
        return self.counted

    def exposure(self, symbol: str) -> Exposure:
        """Worst case in `symbol`, zero when there is none."""
        return self.exposures.worst(symbol)

    def effect(self, proposal: Proposal) -> Effect:
        """What `proposal` would do."""
        known = self.worked_out
        if known is not None and known.proposal is proposal:
            return known
        quantity, before = proposal.quantity, self.exposures.worst(proposal.symbol)
        usd = quantity * proposal.worst_price(MARKET_COLLAR)
        reduces = before.is_reduced_by(proposal.side, quantity)
        after = before.with_order(proposal.side, quantity, usd)
        effect = Effect(proposal, usd, reduces, ZERO if reduces else usd, after)
        self.worked_out, self.with_it = effect, None
        return effect

    def open_positions_with(self, proposal: Proposal) -> int:
        """`open_positions` once `proposal` has been approved too."""
        before, after = self.exposures.worst(proposal.symbol), self.effect(proposal).after
        return self.open_positions + after.is_open - before.is_open

    def approving(self, proposal: Proposal) -> Book:
        """The book once `proposal` has been approved too."""
        effect = self.effect(proposal)
        if self.with_it is None:
            self.with_it = self._approving(effect)
        return self.with_it

    def _approving(self, effect: Effect) -> Book:
        symbol = effect.proposal.symbol
        book = Book(
            self.equity,
            self.cash - effect.claimed,
            self.exposures.set(symbol, effect.after),
            self.orders_last_minute + 1,
            self.open_orders + 1,
            None if self.orders_today is None else {**self.orders_today, symbol: self.orders_today.get(symbol, 0) + 1},
            self.leaves_at,
            self.session,
            self.facts,
        )
        if self.counted is not None:
            book.counted = self.open_positions_with(effect.proposal)
        return book


def claim(before: Exposure, side: Side, quantity: Decimal, usd: Decimal) -> tuple[Exposure, Decimal]:
    """The exposure with one more order that may fill, and the cash it takes up: none unless it opens or adds."""
    claimed = ZERO if before.is_reduced_by(side, quantity) else usd
    return before.with_order(side, quantity, usd), claimed
