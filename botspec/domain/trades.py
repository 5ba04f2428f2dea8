"""Trades: closed round trips, first in first out by symbol, from the fills. Reports and guards count the same ones."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from botspec.domain.events import SharesKind
from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill
from botspec.domain.record import record
from botspec.domain.rows import SharesRow

ZERO = Decimal(0)


@record(frozen=True, slots=True)
class Trade:
    """`profit` is before fees: the exchange's fees are charged by the day, not by the trade. Prices are means.

    `exit_order` is the client order id of the order that closed it.
    """

    symbol: str
    side: Side
    quantity: Decimal
    entered_at: datetime
    entry_price: Decimal
    entry_rule: str
    exited_at: datetime
    exit_price: Decimal
    exit_rule: str
    profit: Decimal
    bars: int | None = None
    exit_order: str = ""

    @property
    def profit_ratio(self) -> float | None:
        """Profit as a part of what was paid for the position."""
        cost = self.entry_price * self.quantity
        return float(self.profit / cost) if cost else None


@record(frozen=True, slots=True)
class OpenPosition:
    """What is still held; `quantity` is signed, `cost` what it was bought for."""

    symbol: str
    quantity: Decimal
    average_price: Decimal
    cost: Decimal
    opened_at: datetime
    entry_rule: str


@record(frozen=True, slots=True)
class Ledger:
    """Closed trades in order of their exit, and what is left."""

    trades: tuple[Trade, ...]
    open: tuple[OpenPosition, ...]


@dataclass(slots=True)
class _Lot:
    fill: Fill
    left: Decimal


@dataclass(slots=True)
class _Piece:
    """Matched quantity of one entry order against one exit order."""

    entry: Fill
    exit: Fill
    quantity: Decimal = ZERO
    bought: Decimal = ZERO
    sold: Decimal = ZERO


@dataclass(slots=True)
class Matching:
    """Grows with every fill; a trade is one entry order against one exit order."""

    lots: dict[str, deque[_Lot]] = field(default_factory=lambda: defaultdict(deque))
    pieces: dict[tuple[str, str, str], _Piece] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.pieces)

    def take(self, fill: Fill) -> None:
        """Match a fill against what is open in its symbol; what is left over opens or adds."""
        lots, left = self.lots[fill.symbol], fill.quantity
        while left > 0 and lots and lots[0].fill.side is not fill.side:
            lot = lots[0]
            part = min(lot.left, left)
            self._match(lot.fill, fill, part)
            lot.left -= part
            left -= part
            if lot.left == 0:
                lots.popleft()
        if left > 0:
            lots.append(_Lot(fill, left))

    def move(self, symbol: str, quantity: Decimal) -> None:
        """Shares came or went beside fills (signed): what is open becomes so many more, at the same cost."""
        lots = self.lots[symbol]
        before = sum((lot.left * lot.fill.side.sign for lot in lots), ZERO)
        if before == 0:
            return
        factor = (before + quantity) / before
        for lot in lots:
            lot.left *= factor
            lot.fill = replace(lot.fill, price=lot.fill.price / factor) if factor else lot.fill

    def _match(self, entry: Fill, leave: Fill, quantity: Decimal) -> None:
        key = (entry.symbol, entry.client_order_id, leave.client_order_id)
        piece = self.pieces.setdefault(key, _Piece(entry, leave))
        piece.exit = leave
        piece.quantity += quantity
        piece.bought += entry.price * quantity
        piece.sold += leave.price * quantity

    def newest(self, rule: Callable[[str], str]) -> Iterator[Trade]:
        """Trades from the one begun last to the first; `rule` gives the rule of a client order id."""
        return (_trade(piece, rule) for piece in reversed(self.pieces.values()))


def match(fills: Iterable[Fill], rules: Mapping[str, str], moves: Iterable[SharesRow] = ()) -> Ledger:
    """`rules` gives the rule of each client order id; `moves` are splits and fees in coins.

    At one moment a split comes before fills, and a fee after them.
    """
    matching = Matching()
    after = {move: move.what is not SharesKind.SPLIT for move in moves}
    events: list[tuple[datetime, int, Fill | SharesRow]] = [(fill.at, 1, fill) for fill in fills]
    events += [(move.at, 2 if late else 0, move) for move, late in after.items()]
    for _, _, event in sorted(events, key=lambda each: each[:2]) if after else events:
        if isinstance(event, Fill):
            matching.take(event)
        else:
            matching.move(event.symbol, event.quantity)
    trades = [_trade(piece, lambda order: rules.get(order, "")) for piece in matching.pieces.values()]
    open_ = [_open(symbol, lots, rules) for symbol, lots in sorted(matching.lots.items()) if lots]
    return Ledger(tuple(sorted(trades, key=lambda trade: trade.exited_at)), tuple(open_))


def _trade(piece: _Piece, rule: Callable[[str], str]) -> Trade:
    entry, leave = piece.entry, piece.exit
    return Trade(
        symbol=entry.symbol,
        side=entry.side,
        quantity=piece.quantity,
        entered_at=entry.at,
        entry_price=piece.bought / piece.quantity,
        entry_rule=rule(entry.client_order_id),
        exited_at=leave.at,
        exit_price=piece.sold / piece.quantity,
        exit_rule=rule(leave.client_order_id),
        profit=(piece.sold - piece.bought) * entry.side.sign,
        exit_order=leave.client_order_id,
    )


def _open(symbol: str, lots: deque[_Lot], rules: Mapping[str, str]) -> OpenPosition:
    first = lots[0].fill
    quantity = sum((lot.left for lot in lots), ZERO)
    cost = sum((lot.left * lot.fill.price for lot in lots), ZERO)
    signed = quantity * first.side.sign
    rule = rules.get(first.client_order_id, "")
    return OpenPosition(symbol, signed, cost / quantity, cost * first.side.sign, first.at, rule)
