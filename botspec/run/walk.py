"""One back-test under way: what it walks over, and what it must remember of its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from botspec.ports.broker import Broker
from botspec.run.band import NOWHERE, Extent, Extremes
from botspec.run.curve import Curve, PutOff

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.run.agenda import Agenda
    from botspec.run.desk import Desk
    from botspec.run.marks import Prices
    from botspec.run.next_exit import NextExit
    from botspec.run.staleness import Late
    from botspec.run.view import Signals


class HistoryBroker(Broker, Protocol):
    """An in-process broker that can tell where a jump must stop."""

    @property
    def has_news(self) -> bool:
        """True when an order was sent or changed since it was last asked how far the market went."""
        ...

    def next_event(self, panel: Panel, row: int) -> int:
        """First row from `row` on (or T) at which an order could change, a fee or dividend be booked."""
        ...

    def session_over(self, panel: Panel, row: int) -> bool:
        """True when the session has closed with this row, so that a DAY order would rest overnight."""
        ...


@dataclass(frozen=True, slots=True)
class History:
    """What a back-test walks over: the panel, its signals, and the first row inside the period."""

    panel: Panel
    signals: Signals
    first: int


@dataclass(slots=True)
class Walk:
    """One back-test under way.

    `gapless`: every bar is there; `patient`: orders may wait too long; `plain`: fills bring no orders by themselves.
    Rows are `put_off` that pass while equity stays in the `band` in which no guard can trip. `reached` is the last row
    that a jump from a fill has led to: there is something to do.
    """

    desk: Desk
    history: History
    broker: HistoryBroker
    agenda: Agenda
    exits: NextExit
    prices: Prices
    curve: Curve
    put_off: PutOff
    extremes: Extremes
    late: tuple[Late, ...]
    gapless: bool
    fast: bool
    patient: bool
    ratchets: bool
    plain: bool
    band: Extent = NOWHERE
    reached: int = -1
