"""What the closed trades came to, together and by symbol."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from botspec.domain.trades import ZERO, Trade


@dataclass(frozen=True, slots=True)
class TradeNumbers:
    """Money before fees; None where there is nothing to divide by. A trade at exactly 0 is neither won nor lost."""

    count: int
    won: int
    lost: int
    win_rate: float | None
    profit: Decimal
    average_win: Decimal | None
    average_loss: Decimal | None
    profit_factor: float | None
    expectancy: Decimal | None
    best: Trade | None
    worst: Trade | None
    average_bars: float | None


def count(trades: Sequence[Trade]) -> TradeNumbers:
    """Over all of `trades`."""
    wins = [trade.profit for trade in trades if trade.profit > 0]
    losses = [trade.profit for trade in trades if trade.profit < 0]
    total = sum((trade.profit for trade in trades), ZERO)
    bars = [trade.bars for trade in trades if trade.bars is not None]
    return TradeNumbers(
        count=len(trades),
        won=len(wins),
        lost=len(losses),
        win_rate=len(wins) / len(trades) if trades else None,
        profit=total,
        average_win=_mean(wins),
        average_loss=_mean(losses),
        profit_factor=float(sum(wins, ZERO) / -sum(losses, ZERO)) if losses else None,
        expectancy=_mean([trade.profit for trade in trades]),
        best=max(trades, key=lambda trade: trade.profit, default=None),
        worst=min(trades, key=lambda trade: trade.profit, default=None),
        average_bars=sum(bars) / len(bars) if bars else None,
    )


def by_symbol(trades: Sequence[Trade]) -> dict[str, TradeNumbers]:
    """The same for each symbol, in alphabetical order."""
    groups: dict[str, list[Trade]] = defaultdict(list)
    for trade in trades:
        groups[trade.symbol].append(trade)
    return {symbol: count(groups[symbol]) for symbol in sorted(groups)}


def _mean(amounts: Sequence[Decimal]) -> Decimal | None:
    return sum(amounts, ZERO) / len(amounts) if amounts else None
