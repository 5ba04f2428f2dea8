"""A size must leave room below the limits for the worst price a market order may get."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding, Related
from botspec.domain.values import Money, Ratio
from botspec.spec.paths import Path
from botspec.spec.words import PolicyType

COLLAR = Decimal("0.02")
PERCENT: Path = ("sizing", "percent")


def room(context: Context) -> Iterator[Finding]:
    """The first limit that every entry would break, and `max_open_positions` that cannot be reached."""
    yield from _size(context)
    limit = context.blocks.limit("max_open_positions")
    symbols = len(context.spec.universe.symbols)
    if limit is not None and limit.params.model_dump()["limit"] > symbols:
        message = f"there are {symbols} symbols, so this limit never binds"
        yield context.document.at_value("BS305", limit.path, message, f"write {symbols} or less")


def _size(context: Context) -> Iterator[Finding]:
    percent = getattr(context.blocks.sizing.params, "percent", None)
    if not isinstance(percent, Ratio):
        return
    collar = 1 + COLLAR if context.spec.orders.entry.type is PolicyType.MARKET else Decimal(1)
    for what, most, related in _ceilings(context):
        if percent.value * collar > most:
            fits = Ratio((most / collar).quantize(Decimal("0.0001"), rounding="ROUND_DOWN"))
            reserve = " with the 2% kept for a worse price" if collar > 1 else ""
            message = f"an entry of {percent}{reserve} can never pass {what}"
            yield context.document.at_value("BS304", PERCENT, message, f"write {fits} or less", related=related)
            return


def _ceilings(context: Context) -> Iterator[tuple[str, Decimal, tuple[Related, ...]]]:
    """The most an entry may cost as a part of equity, by what says so."""
    for kind in ("max_position", "max_order_notional"):
        block = context.blocks.limit(kind)
        limit = getattr(block.params, "limit", None) if block is not None else None
        most = _part(limit, _equity(context))
        if block is not None and most is not None:
            yield kind, most, (context.document.related(block.path, "the limit"),)
    yield "the bot's own cash", Decimal(1), ()


def _part(limit: object, equity: Decimal | None) -> Decimal | None:
    match limit:
        case Ratio():
            return limit.value
        case Money() if equity is not None:
            return limit.amount / equity
        case _:
            return None


def _equity(context: Context) -> Decimal | None:
    """What the bot starts with, where that is known."""
    capital = context.spec.capital
    if isinstance(capital, Money):
        return capital.amount
    return context.spec.simulation.cash.amount if capital is None else None
