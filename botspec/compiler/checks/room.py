"""A size must leave room below the limits for the worst price a market order may get."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from botspec.compiler.blocks import Chosen
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding, Related
from botspec.domain.values import Money, Ratio, Shares
from botspec.spec.words import PolicyType

COLLAR = Decimal("0.02")


def room(context: Context) -> Iterator[Finding]:
    """The first limit that every entry would break, and `max_open_positions` that cannot be reached."""
    yield from _size(context)
    limit = context.blocks.limit("max_open_positions")
    symbols = len(context.spec.universe.symbols)
    if limit is not None and limit.params.model_dump()["limit"] > symbols:
        message = f"there are {symbols} symbols, so this limit never binds"
        yield context.document.at_value("BS305", limit.path, message, f"write {symbols} or less")


def _size(context: Context) -> Iterator[Finding]:
    asked = _asked(context)
    if asked is None:
        yield from _shares(context)
        return
    key, part = asked
    collar = 1 + COLLAR if context.spec.orders.entry.type is PolicyType.MARKET else Decimal(1)
    for what, most, related in _ceilings(context):
        if part * collar > most:
            reserve = " with the 2% kept for a worse price" if collar > 1 else ""
            written = getattr(context.blocks.sizing.params, key)
            shown = f"1/{written} of equity" if key == "positions" else written
            message = f"an entry of {shown}{reserve} can never pass {what}"
            fix = _fitting(context, key, most / collar)
            yield context.document.at_value("BS304", ("sizing", key), message, fix, related=related)
            return


def _asked(context: Context) -> tuple[str, Decimal] | None:
    """Which key says how large an entry is, as a part of equity; None where that is not known."""
    params, equity = context.blocks.sizing.params, _equity(context)
    match getattr(params, "percent", None), getattr(params, "notional", None), getattr(params, "positions", None):
        case Ratio(value=part), _, _:
            return "percent", part
        case _, Money(amount=amount), _ if equity is not None:
            return "notional", amount / equity
        case _, _, int(positions):
            return "positions", 1 / Decimal(positions)
        case _:
            return None


def _fitting(context: Context, key: str, most: Decimal) -> str:
    equity = _equity(context)
    if key == "positions":
        return (
            f"write {int((1 / most).to_integral_value(rounding='ROUND_UP'))} or more" if most > 0 else "lower min_cash"
        )
    if key == "notional" and equity is not None:
        return f"write {Money((most * equity).quantize(Decimal(1), rounding='ROUND_DOWN'))} or less"
    return f"write {Ratio(most.quantize(Decimal('0.0001'), rounding='ROUND_DOWN'))} or less"


def _shares(context: Context) -> Iterator[Finding]:
    """A number of shares against limits in shares."""
    wanted = getattr(context.blocks.sizing.params, "shares", None)
    for kind in ("max_order_shares", "max_order_notional", "max_position"):
        block = context.blocks.limit(kind)
        limit = None if block is None else getattr(block.params, "limit", None)
        match wanted, limit, block:
            case Shares(quantity=quantity), Shares(quantity=most), Chosen() if quantity > most:
                related = (context.document.related(block.path, "the limit"),)
                message, fix = f"an entry of {wanted} can never pass {kind}", f"write {limit} or less"
                yield context.document.at_value("BS304", ("sizing", "shares"), message, fix, related=related)
                return
            case _:
                pass


def _ceilings(context: Context) -> Iterator[tuple[str, Decimal, tuple[Related, ...]]]:
    """The most an entry may cost as a part of equity, by what says so."""
    for kind in ("max_position", "max_order_notional", "max_gross_exposure"):
        block = context.blocks.limit(kind)
        limit = getattr(block.params, "limit", None) if block is not None else None
        most = _part(limit, _equity(context))
        if block is not None and most is not None:
            yield kind, most, (context.document.related(block.path, "the limit"),)
    reserve = context.blocks.limit("min_cash")
    kept = _part(getattr(reserve.params, "limit", None), _equity(context)) if reserve is not None else None
    if reserve is not None and kept is not None:
        yield "min_cash", 1 - kept, (context.document.related(reserve.path, "the limit"),)
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
