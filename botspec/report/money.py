"""Where the money went: from the capital to the final equity, every cent under one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from botspec.domain.events import CashKind, SharesKind
from botspec.domain.rows import AdoptedRow, CashRow, FillRow, IntentRow, LegRow, SharesRow
from botspec.domain.trades import ZERO, Ledger

TOLERANCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """USD. capital + contributed + realised + unrealised + dividends + fees = equity; costs are negative.

    `transfers` and `other` moved in the account without being the bot's: no profit, no loss.
    `slippage` and `at_limits` are part of realised and unrealised: what fills of market and stop orders, and those of
    orders with a limit, made of the price their order was sized at. Negative is worse, as of every cost here.
    So are `coin_fees`, by symbol: coins that were kept of a fill, at its price.
    `difference` is what does not add up between the rows and the final cash.
    """

    capital: Decimal
    contributed: Decimal
    realised: Decimal
    unrealised: Decimal
    dividends: Decimal
    fees: Decimal
    fees_by_type: Mapping[str, Decimal]
    transfers: Decimal
    other: Decimal
    equity: Decimal
    cash: Decimal
    traded: Decimal
    slippage: Decimal
    at_limits: Decimal
    difference: Decimal
    coin_fees: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def fees_in_coins(self) -> Decimal:
        """What was kept in coins, USD at the price of each fill; negative, and in the results of the trades already."""
        return sum(self.coin_fees.values(), ZERO)

    @property
    def profit(self) -> Decimal:
        """What the bot made, USD."""
        return self.equity - self.capital - self.contributed

    @property
    def adds_up(self) -> bool:
        """True when the rows explain the final cash to the cent."""
        return abs(self.difference) <= TOLERANCE


def account_for(
    capital: Decimal,
    ledger: Ledger,
    fills: Sequence[FillRow],
    moves: Sequence[CashRow],
    parted: Parted,
    final: tuple[Decimal, Decimal] | None,
    contributed: Decimal = ZERO,
    taken_over: Sequence[AdoptedRow] = (),
) -> Money:
    """`final` is equity and cash as the run recorded them last; None when it recorded nothing."""
    by_kind = _by_kind(moves)
    earned, paid = movements(moves, [*fills, *adopted(taken_over)])
    explained = capital + contributed + earned - paid
    open_cost = sum((position.cost for position in ledger.open), ZERO)
    equity, cash = final if final is not None else (explained + open_cost, explained)
    return Money(
        capital=capital,
        contributed=contributed,
        realised=sum((trade.profit for trade in ledger.trades), ZERO),
        unrealised=equity - cash - open_cost,
        dividends=by_kind[CashKind.DIVIDEND],
        fees=by_kind[CashKind.FEE],
        fees_by_type=_fees(moves),
        transfers=by_kind[CashKind.TRANSFER],
        other=by_kind[CashKind.UNCLASSIFIED],
        equity=equity,
        cash=cash,
        traded=sum((row.fill.quantity * row.fill.price for row in fills), ZERO),
        slippage=parted.slippage,
        at_limits=parted.at_limits,
        difference=cash - explained,
    )


@dataclass(frozen=True, slots=True)
class Parted:
    """USD that fills parted from the reference price of their order; negative is worse."""

    slippage: Decimal = ZERO
    at_limits: Decimal = ZERO


def parted_from_reference(fills: Sequence[FillRow], intents: Sequence[IntentRow | LegRow]) -> Parted:
    """Orders with a limit apart: they wait for a better price, which is not to hide what market orders cost."""
    orders = {row.intent.request.client_order_id: row.intent for row in intents}
    market, limited = ZERO, ZERO
    for fill in (row.fill for row in fills):
        if (intent := orders.get(fill.client_order_id)) is None:
            continue
        better = (intent.reference_price - fill.price) * fill.side.sign * fill.quantity
        if intent.request.limit_price is None:
            market += better
        else:
            limited += better
    return Parted(market, limited)


def coin_fees(moves: Sequence[SharesRow], fills: Sequence[FillRow]) -> dict[str, Decimal]:
    """USD by symbol of what was kept in coins, at the price of the fill it was kept of: the last one by then."""
    fees = sorted((move for move in moves if move.what is SharesKind.FEE), key=lambda move: move.at)
    totals, prices = dict.fromkeys((move.symbol for move in fees), ZERO), dict[str, Decimal]()
    upcoming = iter(sorted((row.fill for row in fills), key=lambda fill: fill.at) if fees else ())
    fill = next(upcoming, None)
    for move in fees:
        while fill is not None and fill.at <= move.at:
            prices[fill.symbol], fill = fill.price, next(upcoming, None)
        totals[move.symbol] += move.quantity * prices.get(move.symbol, ZERO)
    return totals


def adopted(rows: Iterable[AdoptedRow]) -> list[FillRow]:
    """What a person took over, as if bought or sold at the price it was taken over at."""
    return [FillRow(row.at, row.moved) for row in rows if row.moved is not None]


def movements(moves: Sequence[CashRow], fills: Sequence[FillRow]) -> tuple[Decimal, Decimal]:
    """USD that the bot earned besides its fills (fees are negative), and that it paid for them in all."""
    return sum((row.moved.earned for row in moves), ZERO), _paid(fills)


def _paid(fills: Sequence[FillRow]) -> Decimal:
    return sum((row.fill.price * row.fill.quantity * row.fill.side.sign for row in fills), ZERO)


def _by_kind(moves: Sequence[CashRow]) -> dict[CashKind, Decimal]:
    totals = dict.fromkeys(CashKind, ZERO)
    for row in moves:
        totals[row.moved.kind] += row.moved.amount
    return totals


def _fees(moves: Sequence[CashRow]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in moves:
        if row.moved.kind is CashKind.FEE:
            totals[row.moved.description.partition(" for ")[0]] += row.moved.amount
    return dict(sorted(totals.items()))
