"""Rows that keep what a run by the clock decided on: bars and prices come once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from botspec.domain.record import record


@record(frozen=True, slots=True)
class ActionSeen:
    """A corporate action as it was known: `what` is split or cash_dividend, `value` as in market.panel."""

    symbol: str
    ex_on: date
    what: str
    value: Decimal


@record(frozen=True, slots=True)
class BarsRow:
    """Bars that a run by the clock decides on, kept beside the rows under the SHA-256 of each of their `blocks`.

    `instant` is whose bars these are, None for the history of a start (which names its `symbols`, and the seconds of
    `grace` that something late is waited for). Without `blocks` the bars are not kept: there was no room.
    """

    kind: ClassVar[str] = "bars"
    deterministic: ClassVar[bool] = True
    at: datetime
    instant: datetime | None
    symbols: tuple[str, ...]
    blocks: tuple[str, ...]
    actions: tuple[ActionSeen, ...] = ()
    grace: float = 0.0


@record(frozen=True, slots=True)
class SeenRow:
    """What a run by the clock looked at beside bars before it decided something.

    `what` is open, heartbeat, deadline or refused with last `prices`, USD, of what is held, ordered or waits; fill,
    with what is held by now of the symbols whose entries filled; or conditions, with what was `told` of a symbol's
    spread or lending (None: not known).
    """

    kind: ClassVar[str] = "seen"
    deterministic: ClassVar[bool] = True
    at: datetime
    what: str
    prices: Mapping[str, float]
    told: Mapping[str, Decimal | None]


@record(frozen=True, slots=True)
class AccountRow:
    """What the broker says that the whole account is worth, USD, read for a guard that watches it.

    `moved` is the money that was brought or taken away since the row before, as far as it is booked.
    """

    kind: ClassVar[str] = "account"
    deterministic: ClassVar[bool] = True
    at: datetime
    equity: Decimal
    moved: Decimal
