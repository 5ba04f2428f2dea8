"""How an account differs from the ledger: found, worded and, where a person said so, accepted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from botspec.domain.account import AccountSnapshot
from botspec.domain.commands import Command
from botspec.domain.events import CashMoved
from botspec.domain.rows import AdoptedRow
from botspec.run.desk import Desk

CENT = Decimal("0.01")
ZERO = Decimal(0)
ACCOUNT = "account"
LIKE_FEES = Decimal("0.001")
"""Regulatory fees of a busy day, as a part of the capital, at most."""
NOT_LISTED = "; fees that are paid and not listed yet look so: adopt nothing before they are, it lets go by itself then"
_NOT_SHOWN = (
    "was changed at the broker, and what took its place is not shown: it counts as if it could still fill; cancel that "
    "at the broker, and adopt this once it is gone"
)
_OUTSIDE = "the bot has a position or an order in it, but this run does not trade it (see lifecycle.on_remove)"


@dataclass(frozen=True, slots=True)
class Difference:
    """One of them: `what` as in AdoptedRow, or empty where nothing can be adopted.

    `price` is USD a share, `symbol` that of an order.
    """

    what: str
    name: str
    text: str
    quantity: Decimal = ZERO
    price: Decimal = ZERO
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Differences that somebody accepted, word for word."""

    texts: Collection[str]
    by: str
    because: str

    @classmethod
    def of(cls, command: Command) -> Acceptance:
        """What a person asked to adopt."""
        return cls(command.accepts, command.by, command.because)


def find_differences(desk: Desk, snapshot: AccountSnapshot, *, first_start: bool) -> list[Difference]:
    """Positions, open orders, the account's state and, where the account is the bot's alone, its cash."""
    return [
        *_account(snapshot),
        *_outsiders(desk),
        *_positions(desk, snapshot, first_start=first_start),
        *strangers(desk, snapshot),
        *_lost(desk),
        *_cash(desk, snapshot, first_start=first_start),
    ]


def unclassified(desk: Desk) -> list[Difference]:
    """Cash movements that block entries until a person adopts them."""
    return [Difference("cash", moved.id, not_understood(moved)) for moved in desk.state.unclassified]


def not_understood(moved: CashMoved) -> str:
    """How such a movement is named."""
    return f"cash movement {moved.id} ({moved.amount} USD) is not understood"


def adopt(desk: Desk, found: Sequence[Difference], accepted: Acceptance, at: datetime) -> list[Difference]:
    """Write down what is accepted of `found`; gives the rest."""
    left = []
    for difference in found:
        if difference.what and difference.text in accepted.texts:
            desk.record(_row(difference, accepted, at))
        else:
            left.append(difference)
    return left


def _row(difference: Difference, accepted: Acceptance, at: datetime) -> AdoptedRow:
    return AdoptedRow(
        at=at,
        what=difference.what,
        name=difference.name,
        quantity=difference.quantity,
        price=difference.price,
        by=accepted.by,
        because=accepted.because,
    )


def _account(snapshot: AccountSnapshot) -> list[Difference]:
    if snapshot.blocked or snapshot.status.upper() != "ACTIVE":
        blocked = ", blocked" if snapshot.blocked else ""
        return [Difference("", ACCOUNT, f"the account may not trade: status {snapshot.status}{blocked}")]
    return []


def _outsiders(desk: Desk) -> list[Difference]:
    """What the bot holds or works outside the symbols of this run: nobody would look after it."""
    return [
        Difference("", symbol, f"{symbol}: {_OUTSIDE}") for symbol in sorted(desk.state.engaged - set(desk.bot.symbols))
    ]


def _positions(desk: Desk, snapshot: AccountSnapshot, *, first_start: bool) -> list[Difference]:
    theirs = {position.symbol: position for position in snapshot.positions}
    found = []
    for symbol in desk.bot.symbols:
        held = theirs.get(symbol)
        ours = desk.state.portfolio.quantity(symbol)
        broker = (held.quantity if held is not None else ZERO) - desk.state.foreign.get(symbol, ZERO)
        if ours == broker:
            continue
        known = desk.state.portfolio.positions.get(symbol)
        price = (held.last_price or held.average_price) if held else known.average_price if known else ZERO
        found.append(_position(symbol, ours, broker, price, first_start=first_start))
    return found


def _position(symbol: str, ours: Decimal, broker: Decimal, price: Decimal, *, first_start: bool) -> Difference:
    text = f"{symbol}: the journal says {ours}, the broker says {broker}"
    if first_start:
        text = f"{symbol}: the account already holds {broker}; a first start wants none"
    return Difference("position", symbol, text, broker - ours, price)


def strangers(desk: Desk, snapshot: AccountSnapshot) -> list[Difference]:
    """Open orders with our prefix that the journal does not know: somebody else writes as this bot."""
    names = [(order.request.symbol, order.request.client_order_id) for order in snapshot.open_orders]
    return [
        Difference("order", name, f"{symbol}: open order {name} is ours but not in the journal", symbol=symbol)
        for symbol, name in names
        if name.startswith(desk.bot.prefix) and desk.state.order(name) is None and name not in desk.state.accepted
    ]


def _lost(desk: Desk) -> list[Difference]:
    """Orders that somebody replaced, by one that the broker does not show."""
    return [
        Difference("replaced", name, f"{working.intent.request.symbol}: {name} {_NOT_SHOWN}")
        for name, working in desk.state.working.items()
        if working.lost
    ]


def _cash(desk: Desk, snapshot: AccountSnapshot, *, first_start: bool) -> list[Difference]:
    if first_start or not desk.bot.whole_account:
        return []
    expected = desk.state.portfolio.cash + desk.state.set_aside
    if abs(expected - snapshot.cash) <= CENT:
        return []
    text = f"cash: the journal says {expected:.2f} USD, the broker says {snapshot.cash:.2f} USD"
    if ZERO < expected - snapshot.cash <= desk.bot.capital * LIKE_FEES:
        text += NOT_LISTED
    return [Difference("set_aside", "cash", text, snapshot.cash - expected, Decimal(1))]
