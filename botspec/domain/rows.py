"""What a journal says: one dataclass a kind of row, in the order a run writes them.

`kind` is the name in the journal. A run's state is a fold over these rows, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from botspec.domain.assets import Steps
from botspec.domain.events import CashMoved, SharesKind
from botspec.domain.guards import Trip
from botspec.domain.intents import Intent, Proposal, Reading, Wanted
from botspec.domain.orders import Order, Side
from botspec.domain.portfolio import Fill
from botspec.domain.record import record
from botspec.domain.seen import AccountRow, BarsRow, SeenRow
from botspec.domain.symbol_result import SymbolResult


@record(frozen=True, slots=True)
class HeaderRow:
    """Where and when this process ran: inside the audit chain, outside the determinism hash.

    `lock` and `policy` are digests of the approval and of the policies the spec was under, None where there was none.
    `bars` is the fingerprint of the bars of a run that had them all at its start.
    """

    kind: ClassVar[str] = "header"
    deterministic: ClassVar[bool] = False
    started_at: datetime
    botspec: str
    python: str
    platform: str
    git_commit: str | None
    git_dirty: bool | None
    spec_path: str
    arguments: tuple[str, ...]
    versions: Mapping[str, str]
    lock: str | None = None
    policy: str | None = None
    bars: str | None = None


@record(frozen=True, slots=True)
class SpecRow:
    """The bot that runs: `resolved` is the canonical JSON that `digest` is the SHA-256 of."""

    kind: ClassVar[str] = "spec"
    deterministic: ClassVar[bool] = True
    bot: str
    mode: str
    account: str
    digest: str
    resolved: str
    summary: tuple[str, ...]
    symbols: tuple[str, ...]
    benchmark: str | None
    timeframe: str
    capital: Decimal
    limits: tuple[str, ...]
    guards: tuple[str, ...]
    narrowed: tuple[str, ...]
    starts_at: datetime | None
    ends_at: datetime | None


@record(frozen=True, slots=True)
class QualityRow:
    """One peculiarity of the data: `what` is a word such as gap, spike or early_close (docs/data.md)."""

    kind: ClassVar[str] = "quality"
    deterministic: ClassVar[bool] = True
    symbol: str
    what: str
    count: int
    detail: str


@record(frozen=True, slots=True)
class DecisionRow:
    """Written when (symbol, reason) changes: `reason` is a stable upper-case code, e.g. NO_TRADE_WARM_UP."""

    kind: ClassVar[str] = "decision"
    deterministic: ClassVar[bool] = True
    at: datetime
    symbol: str
    reason: str
    detail: str


@record(frozen=True, slots=True)
class WantedRow:
    """A wish entered the outbox."""

    kind: ClassVar[str] = "wanted"
    deterministic: ClassVar[bool] = True
    at: datetime
    wanted: Wanted


@record(frozen=True, slots=True)
class DroppedRow:
    """A wish left the outbox without an order."""

    kind: ClassVar[str] = "dropped"
    deterministic: ClassVar[bool] = True
    at: datetime
    wanted: Wanted
    why: str


@record(frozen=True, slots=True)
class DeniedRow:
    """Our own limits said no: the order never left. `limit` is the kind that denied it."""

    kind: ClassVar[str] = "denied"
    deterministic: ClassVar[bool] = True
    at: datetime
    wanted: Wanted
    proposal: Proposal
    limit: str
    reading: Reading


@record(frozen=True, slots=True)
class IntentRow:
    """The complete order, committed before a byte leaves; `readings` is what each limit measured."""

    kind: ClassVar[str] = "intent"
    deterministic: ClassVar[bool] = True
    at: datetime
    intent: Intent
    wanted: Wanted
    readings: Mapping[str, Reading]


@record(frozen=True, slots=True)
class LegRow:
    """An order that came with ours, `parent` by client id: the broker named it. It is an order of ours from then on.

    One whose intent `replaces` its parent was put in its place at the broker, by somebody's hand.
    """

    kind: ClassVar[str] = "leg"
    deterministic: ClassVar[bool] = True
    at: datetime
    parent: str
    intent: Intent


@record(frozen=True, slots=True)
class OutcomeRow:
    """What the submit came to: `outcome` is acked, rejected, unknown or not_sent.

    `legs` are the client ids of the orders that came with it.
    """

    kind: ClassVar[str] = "outcome"
    deterministic: ClassVar[bool] = True
    at: datetime
    client_order_id: str
    outcome: str
    order_id: str | None
    code: str
    message: str
    legs: tuple[str, ...] = ()


@record(frozen=True, slots=True)
class OrderRow:
    """A new state of an order, as the broker told it."""

    kind: ClassVar[str] = "order"
    deterministic: ClassVar[bool] = True
    at: datetime
    order: Order


@record(frozen=True, slots=True)
class FillRow:
    """The part of a cumulative quantity that is new."""

    kind: ClassVar[str] = "fill"
    deterministic: ClassVar[bool] = True
    at: datetime
    fill: Fill


@record(frozen=True, slots=True)
class CashRow:
    """A fee, dividend or transfer booked."""

    kind: ClassVar[str] = "cash"
    deterministic: ClassVar[bool] = True
    at: datetime
    moved: CashMoved


@record(frozen=True, slots=True)
class AdoptedRow:
    """A difference between ledger and account that a person, or the spec's lifecycle, accepted.

    `what` is position (`quantity` shares of symbol `name` came or went, at `price`), ignored (so many shares of it are
    somebody else's), order (an order id that is ours but was not known), replaced (what took the place of that order is
    gone), cash (a movement's id, no profit) or set_aside (so many USD of the account's cash are not the bot's).
    """

    kind: ClassVar[str] = "adopted"
    deterministic: ClassVar[bool] = True
    at: datetime
    what: str
    name: str
    quantity: Decimal
    price: Decimal
    by: str
    because: str

    @property
    def moved(self) -> Fill | None:
        """A position that came or went, as the ledger takes it in: bought or sold at its price, by no order."""
        if self.what != "position":
            return None
        side = Side.BUY if self.quantity > 0 else Side.SELL
        return Fill("", self.name, side, abs(self.quantity), self.price, self.at)


@record(frozen=True, slots=True)
class ContributedRow:
    """Money came into the bot's ledger from the account's own: capital, no profit.

    `equity` is what it had before, USD; `unit` what every USD of equity counts from now on, so that equity x unit moves
    by profit and loss alone. It is 1 at the start.
    """

    kind: ClassVar[str] = "contributed"
    deterministic: ClassVar[bool] = True
    at: datetime
    amount: Decimal
    equity: float
    unit: float


@record(frozen=True, slots=True)
class SharesRow:
    """Shares came or went beside fills: a split, a fee in coins. `quantity` is the signed change."""

    kind: ClassVar[str] = "shares"
    deterministic: ClassVar[bool] = True
    at: datetime
    id: str
    what: SharesKind
    symbol: str
    quantity: Decimal
    description: str


@record(frozen=True, slots=True)
class AssetRow:
    """What orders for a coin are made of from now on, as the broker told; without one, nine digits of everything."""

    kind: ClassVar[str] = "asset"
    deterministic: ClassVar[bool] = True
    at: datetime
    symbol: str
    steps: Steps


@record(frozen=True, slots=True)
class CancelRow:
    """A cancel is about to be sent; `again` when what is left of the order is to leave once more."""

    kind: ClassVar[str] = "cancel"
    deterministic: ClassVar[bool] = True
    at: datetime
    client_order_id: str
    why: str
    again: bool = False


@record(frozen=True, slots=True)
class TripRow:
    """A guard tripped; written before anything else happens."""

    kind: ClassVar[str] = "trip"
    deterministic: ClassVar[bool] = True
    at: datetime
    trip: Trip


@record(frozen=True, slots=True)
class ReleasedRow:
    """A trip ended; `why` is after, next_session or rearmed.

    `equity` is what its guard starts again from and, in units too, `result` what the one `symbol` it held had brought.
    """

    kind: ClassVar[str] = "released"
    deterministic: ClassVar[bool] = True
    at: datetime
    trip_id: str
    guard: str
    why: str
    equity: float
    session: int
    symbol: str | None = None
    result: float | None = None


@record(frozen=True, slots=True)
class MarkRow:
    """An instant is completely dealt with (simulate and paper): `phase` is open, close or heartbeat.

    `session` is the ordinal of the session's date; `opening`, `adverse` and `equity` are the equity at the bar's open,
    adverse extreme and close; `unit` what a USD of it counts (see ContributedRow). `results` are those that moved with
    this mark, by symbol: None where no guard asks.
    """

    kind: ClassVar[str] = "mark"
    deterministic: ClassVar[bool] = True
    at: datetime
    phase: str
    session: int
    opening: float
    adverse: float
    equity: float
    cash: Decimal
    exposure: float
    benchmark: float | None
    unit: float = 1.0
    results: Mapping[str, SymbolResult] | None = None


@record(frozen=True, slots=True)
class NoteRow:
    """Something a reader must know: reconciliation, a fee rate guessed, a broker word not understood."""

    kind: ClassVar[str] = "note"
    deterministic: ClassVar[bool] = True
    at: datetime
    level: str  # info | warning | error
    code: str
    text: str


@record(frozen=True, slots=True)
class ColumnsRow:
    """Names and SHA-256 of the columns stored beside the rows (equity, cash, exposure, ...)."""

    kind: ClassVar[str] = "columns"
    deterministic: ClassVar[bool] = True
    columns: Mapping[str, str]


@record(frozen=True, slots=True)
class EndedRow:
    """The run is over; `why` is data_end, steps, halted, interrupted. `guesses` counts what was assumed."""

    kind: ClassVar[str] = "ended"
    deterministic: ClassVar[bool] = True
    at: datetime
    why: str
    equity: float
    cash: Decimal
    bars: int
    guesses: Mapping[str, int]


Row = (
    HeaderRow
    | SpecRow
    | QualityRow
    | DecisionRow
    | WantedRow
    | DroppedRow
    | DeniedRow
    | IntentRow
    | LegRow
    | OutcomeRow
    | OrderRow
    | FillRow
    | CashRow
    | SharesRow
    | AdoptedRow
    | ContributedRow
    | AssetRow
    | CancelRow
    | TripRow
    | ReleasedRow
    | MarkRow
    | AccountRow
    | NoteRow
    | ColumnsRow
    | BarsRow
    | SeenRow
    | EndedRow
)
