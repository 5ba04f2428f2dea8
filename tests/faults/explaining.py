"""Positions at the end of each minute, in two runs; and which injected fault explains where they are not equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from botspec.domain.portfolio import Fill

MINUTE = timedelta(minutes=1)
WRITES = ("POST /v2/orders", "DELETE /v2/orders", "PATCH /v2/orders")
OF_ORDERS = frozenset({"partial_fill", "late_reject"})
HINTS = ("stream_", "late_trade")

Positions = Mapping[datetime, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One that the simulator says it injected: `target` is the request, the stream or the order's id."""

    number: int
    at: datetime
    name: str
    target: str
    detail: str

    def __str__(self) -> str:
        return f"#{self.number} {self.name} {self.at:%H:%M:%S} {self.target}"


@dataclass(frozen=True, slots=True)
class Troubles:
    """What was injected, and what is known of its effects.

    `orders` are ids by symbol, the broker's and ours; `unread` when the bot's journal says that it could not read.
    `streamed` says that time ran by itself: then whoever waits for a lost message is late.
    """

    faults: Sequence[Fault]
    orders: Mapping[str, frozenset[str]]
    unread: Sequence[datetime] = ()
    streamed: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One symbol over minutes in a row, from the end of the first to the end of the last; none where unexplained."""

    symbol: str
    first: datetime
    last: datetime
    expected: Decimal
    found: Decimal
    faults: tuple[Fault, ...] = ()


def positions(fills: Iterable[Fill], ends: Sequence[datetime]) -> Positions:
    """What was held when each minute ended: fills before its end, which opens the next."""
    waiting = sorted(fills, key=lambda fill: fill.at)
    held: dict[str, Decimal] = {}
    table: dict[datetime, Mapping[str, Decimal]] = {}
    taken = 0
    for end in ends:
        while taken < len(waiting) and waiting[taken].at < end:
            fill = waiting[taken]
            held[fill.symbol] = held.get(fill.symbol, Decimal(0)) + fill.side.sign * fill.quantity
            taken += 1
        table[end] = {symbol: quantity for symbol, quantity in held.items() if quantity}
    return table


def differences(expected: Positions, found: Positions, symbols: Iterable[str]) -> list[Difference]:
    """Runs of minutes, a symbol each, in which `found` is not `expected`."""
    told: list[Difference] = []
    for symbol in symbols:
        first: datetime | None = None
        before: datetime | None = None
        for end in (*expected, None):
            same = end is None or _held(expected, end, symbol) == _held(found, end, symbol)
            if not same and first is None:
                first = end
            if same and first is not None and before is not None:
                told.append(
                    Difference(symbol, first, before, _held(expected, first, symbol), _held(found, first, symbol))
                )
                first = None
            before = end
    return sorted(told, key=lambda each: (each.first, each.symbol))


def explained(difference: Difference, troubles: Troubles, reach: timedelta = MINUTE) -> tuple[Fault, ...]:
    """The faults that account for it: those that met one of its own orders, else those that delayed the whole bot.

    Only what came before the first minute ended, and not more than `reach` before that minute began, counts.
    """
    opens = difference.first - MINUTE
    near = [fault for fault in troubles.faults if opens - reach <= fault.at < difference.first]
    own = troubles.orders.get(difference.symbol, frozenset())
    met = tuple(fault for fault in near if _met(fault, own))
    felt = any(opens - reach <= at < difference.first for at in troubles.unread)
    return met or tuple(fault for fault in near if _delayed(fault, felt=felt, streamed=troubles.streamed))


def _met(fault: Fault, own: frozenset[str]) -> bool:
    """It met one of these orders: said by id, in the request or in its body."""
    return any(order in fault.target or order in fault.detail for order in own)


def _delayed(fault: Fault, *, felt: bool, streamed: bool) -> bool:
    """It was no order's, and made everything late."""
    if fault.name in OF_ORDERS or fault.target.startswith(WRITES):
        return False
    if fault.name.startswith(HINTS):
        return streamed
    return felt or fault.name == "slow_answer"


def _held(table: Positions, end: datetime, symbol: str) -> Decimal:
    return table.get(end, {}).get(symbol, Decimal(0))
